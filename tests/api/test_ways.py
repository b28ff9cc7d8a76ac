"""Three ways for figures, one outcome; fifty programs at once, one row; a thousand figures, as many statements as for ten."""

import csv
import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms import journey, tables
from lms.access import Role
from lms.accounts.models import SignInCounter
from lms.core.db import db as database
from lms.core.db import transaction
from lms.core.ids import Slug
from lms.partners.figures import Figure, parse
from lms.partners.imports.queries import preview
from lms.partners.imports.rules import Upload
from lms.partners.imports.service import Confirmation
from lms.partners.models import FigureImport, MetricValue
from lms.partners.rules import ValueSource
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor
from tests.api.world import ONE, TWO, Vendor, figures, send, stored, token_of, vendor_of
from tests.conftest import NOW
from tests.factories import Make
from tests.parallel import at_once
from tests.visitors import CheckedClient

TODAY = NOW.date()
Statements = Callable[[], AbstractContextManager[list[str]]]


@st.composite
def batches(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Figures of Vector, of which each says something else, written as other programs write them."""
    references = st.text("AB1 Яя", min_size=1, max_size=4).map(lambda text: f" {text.strip()}7")
    keys = st.tuples(st.sampled_from(["active_projects", "csat"]), st.dates(date(2026, 1, 1), TODAY), references)
    found = []
    for metric, on, reference in draw(st.lists(keys, min_size=1, max_size=5, unique=True)):
        value = draw(st.decimals(1, 5, places=draw(st.integers(0, 4))))
        first = draw(st.none() | st.dates(date(2025, 1, 1), on))
        found.append({
            "partner": draw(st.sampled_from(["Vector", "vector"])), "metric": metric,
            "date": draw(st.sampled_from([f"{on}", f"{on:%d.%m.%Y}"])),
            "reference": reference, "value": f"{value:f}".replace(".", draw(st.sampled_from(".,"))), "from": f"{first}" if first else "",
            "product": draw(st.sampled_from(["", "compute"])), "reason": "Counted.",
        })  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Scene:
    """Elena with a token, again and again without any figure."""

    app: Flask
    library: Library
    vendor: Vendor
    elena: Visitor
    secret: str

    def cleared(self) -> None:
        """No figures and no files."""
        with self.app.app_context(), transaction():
            for table in (MetricValue, FigureImport, SignInCounter):
                database.session.execute(sa.delete(table))


@pytest.fixture
def scene(app: Flask, make: Make) -> Scene:
    vendor = vendor_of(make)
    with app.app_context():
        elena = make.visitor(vendor.elena, roles=(Role.PARTNER_MANAGER,))
    return Scene(app, make.library(), vendor, elena, token_of(app, vendor.elena))


def by_api(scene: Scene, batch: list[dict[str, Any]]) -> None:
    assert send(scene.app, scene.secret, figures(*batch)).status_code == 200


def by_file(scene: Scene, batch: list[dict[str, Any]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(batch[0]))
    writer.writeheader()
    writer.writerows(batch)
    data = text.getvalue().encode()
    with scene.app.app_context():
        with transaction():
            arrived = journey.keep_figures(scene.library, scene.elena, Upload("f.csv", data), NOW)
        assert arrived.file
        known = journey.known_to(scene.library, scene.elena, NOW)
        seen = preview(data, "", known.scope, known.vocabulary, TODAY)
        with transaction():
            journey.confirm_figures(scene.library, scene.elena, arrived.file, Confirmation(seen.digest), NOW)


def by_hand(scene: Scene, batch: list[dict[str, Any]]) -> None:
    for one in batch:
        with scene.app.app_context(), transaction():
            on = date.fromisoformat("-".join(reversed(one["date"].split("."))))
            first = date.fromisoformat(one["from"]) if one["from"] and one["from"] != f"{on}" else None
            figure = Figure(
                Slug(one["metric"]), on, one["reference"].strip(), Decimal(one["value"].replace(",", ".")), first,
                Slug(one["product"]) or None, one["reason"],
            )  # fmt: skip
            this = (MetricValue.metric == figure.metric, MetricValue.on == on, MetricValue.reference == figure.reference)
            standing = database.session.scalar(sa.select(MetricValue.number).where(MetricValue.latest, *this))
            journey.enter_by_hand(scene.library, scene.elena, scene.vendor.vector, figure, standing, NOW)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=batches(), second=batches())
def test_by_hand_from_a_file_and_over_the_api_the_same_figures_become_the_same_rows(
    scene: Scene, first: list[dict[str, Any]], second: list[dict[str, Any]]
) -> None:
    outcomes = []
    for enter in (by_api, by_file, by_hand):
        scene.cleared()
        for batch in (first, second):
            enter(scene, batch)
        outcomes.append(stored(scene.app))
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_of_fifty_same_bodies_at_once_one_adds(db: SQLAlchemy, make: Make) -> None:
    library, vendor = make.library(), vendor_of(make)
    elena = make.visitor(vendor.elena, roles=(Role.PARTNER_MANAGER,))
    sent = parse(json.dumps(figures(ONE, TWO)).encode())
    done = at_once(db, lambda _: journey.enter_sent(library, elena, sent, NOW))
    fresh = sum(1 for one in done if [step.fate.value for step in one.steps] == ["new", "new"])
    assert (fresh, len(done), {one.faults for one in done}) == (1, 50, {()})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MetricValue)) == 2


def test_of_fifty_corrections_at_once_one_corrects(db: SQLAlchemy, make: Make) -> None:
    library, vendor = make.library(), vendor_of(make)
    elena = make.visitor(vendor.elena, roles=(Role.PARTNER_MANAGER,))
    with transaction():
        journey.enter_sent(library, elena, parse(json.dumps(figures(ONE)).encode()), NOW)
    again = parse(json.dumps(figures({**ONE, "value": 5}, reason="Counted.")).encode())
    at_once(db, lambda _: journey.enter_sent(library, elena, again, NOW))
    rows = db.session.execute(sa.select(MetricValue.number, MetricValue.latest, MetricValue.source).order_by(MetricValue.number)).all()
    assert [tuple(row) for row in rows] == [(1, False, ValueSource.API), (2, True, ValueSource.API)]


def many(count: int, value: int) -> dict[str, object]:
    """So many figures of Vector."""
    day = TODAY - timedelta(days=1)
    return figures(*({**ONE, "date": str(day), "reference": f"P-{number}", "value": value} for number in range(count)), reason="Counted.")


def test_a_thousand_figures_take_as_many_statements_as_ten(scene: Scene, queries: Statements) -> None:
    """Before that one sending, which writes what is written once: the day of the token's use, the partner's first standing."""
    taken = []
    for count in (1, 10, 1000):
        scene.cleared()
        for value, done in ((3, "added"), (4, "corrected"), (4, "known")):
            with queries() as statements:
                assert send(scene.app, scene.secret, many(count, value)).get_json()[done] == count
            taken.append((done, len(statements)))
    assert taken[3:6] == taken[6:]
    assert max(number for _, number in taken) <= 30


@contextmanager
def heard() -> Iterator[list[str]]:
    """Everything that anybody logs."""
    lines: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage() + str(record.exc_info))

    ear = Ear(level=0)
    logging.getLogger().addHandler(ear)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(ear)


def test_a_secret_is_told_once_and_stands_nowhere(app: Flask, scene: Scene, client: CheckedClient, capsys: Any) -> None:
    """In no table, page, mail, own copy, cookie and log; the control: the answer to the form holds it."""
    with heard() as lines:
        client.sign_in("elena@nimbus.example")
        made = client.post("/account/tokens/new", {"name": "Canary", "days": "90"})
        secret = "waymark_" + made.get_data(as_text=True).split("waymark_")[1][:43]
        assert made.get_data(as_text=True).count(secret) == 2  # to read and to copy
        assert made.headers["Cache-Control"] == "no-store"
        assert send(app, secret, figures(ONE)).status_code == 200
        send(app, secret, b"{")
        shown = [client.get(one) for one in ("/account/tokens", "/account", "/account/privacy", "/account/tokens/new", "/figures")]
        again = client.post("/account/tokens/new", {"name": "Canary", "days": "90"})
        copy = client.post("/account/privacy/copy")
        assert (again.status_code, copy.status_code) == (400, 200)
    tail = secret[8:-4]
    told = [one.get_data() for one in (*shown, again, copy)] + [str(one.headers).encode() for one in (*shown, made, again)]
    assert not [one for one in told if tail.encode() in one]
    assert not [one for one in (*lines, *capsys.readouterr()) if tail in one]
    with app.app_context(), database.engine.connect() as connection:
        everything = "".join(
            str(connection.execute(sa.select(table)).all())
            for table in tables.metadata.sorted_tables
            if table.name not in ("revision", "blob", "release")
        )
    assert "Canary" in everything
    assert tail not in everything
