"""Figures over the API: all or none, the same checks as for a file, within the reach of the token's person, and sent again without harm."""

import json
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts.models import Person
from lms.audit.models import AuditEntry
from lms.core.db import db
from lms.partners.figures import MOST_FIGURES
from lms.partners.models import MetricValue
from lms.partners.rules import ValueSource
from lms.programme.models import PartnerStanding
from tests.api.world import FIGURES, ONE, TWO, Vendor, figures, places, public_id, send, stored, token_of, vendor_of
from tests.factories import Make


@pytest.fixture
def vendor(make: Make) -> Vendor:
    return vendor_of(make)


@pytest.fixture
def secret(app: Flask, vendor: Vendor) -> str:
    return token_of(app, vendor.elena)


def test_figures_come_in_with_source_period_and_who(app: Flask, vendor: Vendor, secret: str) -> None:
    answer = send(app, secret, figures(ONE, {**TWO, "partner": public_id(app, vendor.vector)}))
    assert (answer.status_code, answer.get_json()) == (200, {"added": 2, "corrected": 0, "known": 0})
    day = date(2026, 11, 20)
    assert stored(app) == [
        (vendor.vector, "active_projects", day, "P-1", 1, True, Decimal(3), None, None, ""),
        (vendor.vector, "csat", day, "A-1", 1, True, Decimal("4.25"), date(2026, 11, 1), "compute", ""),
    ]
    with app.app_context():
        who = db.session.execute(sa.select(MetricValue.source, MetricValue.entered_by)).all()
        logged = db.session.execute(sa.select(AuditEntry.by, AuditEntry.detail).where(AuditEntry.action == "values_entered")).one()
    assert [tuple(one) for one in who] == [(ValueSource.API, vendor.elena)] * 2
    assert logged.by == vendor.elena
    assert logged.detail["source"] == "api"


def test_the_same_body_sent_twice_changes_nothing_the_second_time(app: Flask, secret: str) -> None:
    send(app, secret, figures(ONE, TWO, reason="why"))
    before = stored(app)
    assert send(app, secret, figures(ONE, TWO, reason="why")).get_json() == {"added": 0, "corrected": 0, "known": 2}
    assert send(app, secret, figures(ONE, {**TWO, "value": 4.25}, ONE)).get_json() == {"added": 0, "corrected": 0, "known": 3}
    assert stored(app) == before


def test_a_preview_says_the_same_and_writes_nothing(app: Flask, secret: str) -> None:
    assert send(app, secret, figures(ONE, TWO), f"{FIGURES}?preview").get_json() == {"added": 2, "corrected": 0, "known": 0}
    assert stored(app) == []
    wrong = figures(ONE, {**TWO, "date": "soon"})
    assert send(app, secret, wrong, f"{FIGURES}?preview").get_json() == send(app, secret, wrong).get_json()
    send(app, secret, figures(ONE))
    again = figures({**ONE, "value": 4, "reason": "Counted again."}, TWO)
    assert send(app, secret, again, f"{FIGURES}?preview=1").get_json() == {"added": 1, "corrected": 1, "known": 0}
    assert len(stored(app)) == 1


def test_what_is_mistyped_behind_the_address_is_refused_instead_of_being_entered(app: Flask, secret: str) -> None:
    answer = send(app, secret, figures(ONE), f"{FIGURES}?perview")
    assert (answer.status_code, "perview" in answer.get_json()["error"], stored(app)) == (400, True, [])


def test_a_correction_adds_a_row_and_needs_a_reason_of_its_own_or_of_the_body(app: Flask, secret: str) -> None:
    send(app, secret, figures(ONE, TWO))
    answer = send(app, secret, figures({**ONE, "value": 5}, {**TWO, "value": 4.5, "reason": "Asked again."}))
    assert (answer.status_code, places(answer)) == (422, [(1, "reason")])
    assert len(stored(app)) == 2
    answer = send(app, secret, figures({**ONE, "value": 5}, {**TWO, "value": 4.5, "reason": "Asked again."}, reason=" Counted. "))
    assert answer.get_json() == {"added": 0, "corrected": 2, "known": 0}
    assert [(row[4], row[5], row[9]) for row in stored(app)] == [
        (1, False, ""), (1, False, ""), (2, True, "Counted."), (2, True, "Asked again."),
    ]  # fmt: skip


def test_one_wrong_figure_keeps_all_out_and_every_fault_is_named(app: Flask, secret: str) -> None:
    answer = send(
        app, secret,
        figures(
            ONE,
            {**ONE, "metric": "no-such", "date": "2026-11-22", "value": "many", "reference": "", "from": "then", "product": "none"},
            {**ONE, "partner": "Nobody"},
            {**ONE, "reference": "two\nlines"},
            {**ONE, "reference": 7, "value": True, "colour": "red"},
            "figure",
            {},
        ),
    )  # fmt: skip
    assert answer.status_code == 422
    assert sorted(places(answer), key=str) == sorted(
        [
            *((2, field) for field in ("metric", "date", "value", "reference", "from", "product")),
            (3, "partner"), (4, "reference"), (5, "reference"), (5, "value"), (5, "colour"), (6, ""),
            *((7, field) for field in ("partner", "metric", "date", "reference", "value")),
        ],
        key=str,
    )  # fmt: skip
    assert stored(app) == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["figures"]),
        ({"figures": {}}, ["figures"]),
        ({"figures": [], "reason": 7}, ["reason"]),
        ({"figures": [], "reason": ["no"]}, ["reason"]),
        ({"figures": [], "reason": "x" * 401}, ["reason"]),
        ({"figures": [], "reason": "a\x00b"}, ["reason"]),
        ({"figures": [], "reasons": "typed wrong"}, ["reasons"]),
    ],
)
def test_a_fault_of_the_body_as_a_whole_names_no_figure(app: Flask, secret: str, body: dict[str, object], fields: list[str]) -> None:
    answer = send(app, secret, body)
    assert (answer.status_code, places(answer)) == (422, [(None, field) for field in fields])


def test_of_many_faults_a_thousand_are_told_and_the_others_counted(app: Flask, secret: str) -> None:
    """Two megabytes of fields that nobody knows are not answered with a hundred."""
    answer = send(app, secret, {"figures": [], **{f"f{number}": 1 for number in range(1_500)}}).get_json()
    assert (len(answer["faults"]), answer["more_faults"]) == (1_000, 500)
    assert send(app, secret, figures({})).get_json()["more_faults"] == 0


def test_a_body_without_figures_changes_nothing(app: Flask, secret: str) -> None:
    assert send(app, secret, figures()).get_json() == {"added": 0, "corrected": 0, "known": 0}


def test_a_body_that_contradicts_itself_is_refused(app: Flask, secret: str) -> None:
    """Else each sending would correct the other for ever."""
    answer = send(app, secret, figures(ONE, {**ONE, "value": 4}, {**ONE, "value": 5, "reason": "why"}, reason="why"))
    assert (answer.status_code, places(answer)) == (422, [(2, "reference"), (3, "reference")])
    assert send(app, secret, figures(ONE, ONE)).get_json() == {"added": 1, "corrected": 0, "known": 1}


@pytest.mark.parametrize(
    ("written", "means"),
    [("3", "3"), ("3.5", "3.5"), ("1.1", "1.1"), ("1.5e3", "1500"), ("15e-1", "1.5"), ("2.2500", "2.25"), ('" 1,5 "', "1.5")],
)
def test_a_number_is_what_was_written_and_never_a_float(app: Flask, secret: str, written: str, means: str) -> None:
    body = json.dumps(figures({**ONE, "value": "HERE"})).replace('"HERE"', written)
    assert send(app, secret, body).get_json()["added"] == 1
    assert stored(app)[0][6] == Decimal(means)


@pytest.mark.parametrize("written", ["0.30000000000000004", "1e99999999", "1e-99999999", "123456789012345", "null", '"1e3"', "1" * 5000])
def test_a_number_that_is_none_of_ours_is_a_fault_and_not_a_crash(app: Flask, secret: str, written: str) -> None:
    answer = send(app, secret, json.dumps(figures({**ONE, "value": "HERE"})).replace('"HERE"', written))
    assert (answer.status_code, places(answer)) == (422, [(1, "value")])


def test_a_partner_out_of_reach_is_unknown_in_the_same_words(app: Flask, vendor: Vendor, secret: str) -> None:
    faults = []
    for name in ("Gamma", public_id(app, vendor.gamma), "Nobody"):
        answer = send(app, secret, figures({**ONE, "partner": name}))
        assert answer.status_code == 422
        faults.append(json.dumps(answer.get_json(), ensure_ascii=False).replace(name, "X"))
    assert len(set(faults)) == 1
    assert stored(app) == []
    assert send(app, token_of(app, vendor.ada), figures({**ONE, "partner": "Gamma"})).get_json()["added"] == 1


def test_a_figure_counts_at_once(app: Flask, vendor: Vendor, secret: str) -> None:
    """The control is the second sending: known figures let nobody look again."""

    def looked() -> list[object]:
        with app.app_context():
            return list(db.session.scalars(sa.select(PartnerStanding.computed_at).where(PartnerStanding.partner_id == vendor.vector)))

    before = looked()
    send(app, secret, figures(ONE))
    after = looked()
    assert after != before
    send(app, secret, figures(ONE))
    assert looked() == after


def test_sentences_speak_the_language_that_is_asked_for_and_else_english(app: Flask, vendor: Vendor, secret: str) -> None:
    with app.app_context():
        person = db.session.get(Person, vendor.elena)
        assert person is not None
        person.language = "ru"
        db.session.commit()
    wrong = figures({**ONE, "date": "soon"})
    plain = send(app, secret, wrong).get_json()
    russian = send(app, secret, wrong, headers={"Accept-Language": "ru-RU,ru;q=0.9"}).get_json()
    assert "is not a date" in plain["faults"][0]["what"]
    assert "не\u00a0дата" in russian["faults"][0]["what"]
    assert russian["error"] != plain["error"]


@pytest.mark.parametrize(
    ("body", "options", "status"),
    [
        (b"", {}, 400),
        (b"{", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"[]", {}, 400),
        (b"7", {}, 400),
        (b'{"figures": [NaN]}', {}, 400),
        (b'{"figures": [], "figures": []}', {}, 400),
        (b'{"figures": ' + b"[" * 100_000, {}, 400),
        (b"figures=1", {"content_type": "application/x-www-form-urlencoded"}, 415),
        (b'{"figures": []}', {"content_type": "text/plain"}, 415),
        (b'{"figures": []}' + b" " * (2 * 1024 * 1024), {}, 413),
        (json.dumps(figures(*[{}] * (MOST_FIGURES + 1))).encode(), {}, 413),
    ],
    ids=range(12),
)
def test_what_is_no_body_of_figures_gets_a_sentence(app: Flask, secret: str, body: bytes, options: dict[str, str], status: int) -> None:
    answer = send(app, secret, body, **options)
    assert answer.status_code == status
    assert answer.get_json()["error"].endswith((".", "}."))
    assert "Traceback" not in answer.get_data(as_text=True)


def test_a_mark_of_byte_order_is_no_fault(app: Flask, secret: str) -> None:
    assert send(app, secret, b"\xef\xbb\xbf" + json.dumps(figures(ONE)).encode()).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_there_is_no_other_way_than_post(app: Flask, secret: str, method: str) -> None:
    for address, status in ((FIGURES, 405), ("/api/v1/people", 404), ("/api/", 404)):
        answer = app.test_client().open(address, method=method, headers={"Authorization": f"Bearer {secret}"})
        assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (status, "application/json", "no-store")
