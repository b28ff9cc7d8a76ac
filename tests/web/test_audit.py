"""The log in words: every event has its sentence and every detail its label, names are looked up, a change is told."""

import importlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import fields
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.access import Role
from lms.audit.models import AuditEntry
from lms.audit.rules import COLUMNS, action_of
from lms.audit.service import record, shorten
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.events import Event
from lms.web.audit import pages
from lms.web.audit.words import ACTIONS, LABELS
from tests.factories import Make
from tests.visitors import CheckedClient

SignIn = Callable[[str], CheckedClient]
Queries = Callable[[], AbstractContextManager[list[str]]]
ADMIN = "igor@nimbus.example"


def events() -> Iterator[type[Event]]:
    """Every event class there is."""
    for path in sorted(Path("lms").rglob("events.py")):
        module = importlib.import_module(".".join(path.with_suffix("").parts))
        yield from (one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Event) and one is not Event)


@pytest.fixture
def log(make: Make, sign_in: SignIn) -> CheckedClient:
    """A programme admin, who may read the log of a partner that Anna has joined."""
    make.person(ADMIN, Role.PROGRAMME_ADMIN, name="Igor Lebedev")
    make.certificate(make.member(make.partner("Vector"), "anna@vector.example", name="Anna Krylova"), "sf")
    return sign_in(ADMIN)


def test_every_event_has_its_words_and_nothing_else_has() -> None:
    found = list(events())
    assert len(found) > 30
    assert set(ACTIONS) == {action_of(object.__new__(one)) for one in found}
    assert set(LABELS) == {field.name for one in found for field in fields(one)} - COLUMNS


def test_the_log_says_who_did_what_to_whom(log: CheckedClient) -> None:
    page = log.get("/audit").get_data(as_text=True)
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    issued = next(row for row in rows if "Certificate issued" in row)
    assert "Anna Krylova" in issued
    assert "the programme" in issued
    assert "certification: sf" in issued
    signed_in = next(row for row in rows if "Signed in" in row)
    assert signed_in.count("Igor Lebedev") == 2
    joined = next(row for row in rows if "Joined a partner" in row)
    assert "Vector" in joined
    assert "<h1>The log holds</h1>" in page


def test_the_newest_entry_stands_first_and_older_ones_a_page_further(log: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ENTRIES_A_PAGE", 2)
    first = log.get("/audit").get_data(as_text=True)
    numbers = [int(one) for one in re.findall(r'<td class="n">(\d+)</td>', first)]
    assert numbers == [numbers[0], numbers[0] - 1]
    assert f'href="/audit?before={numbers[1]}"' in first
    second = log.get(f"/audit?before={numbers[1]}").get_data(as_text=True)
    assert re.findall(r'<td class="n">(\d+)</td>', second)[0] == str(numbers[1] - 1)
    assert 'href="/audit"' in second
    assert "No entries here" in log.get("/audit?before=1").get_data(as_text=True)


def test_a_changed_entry_is_named(log: CheckedClient, app: Flask) -> None:
    with app.app_context(), transaction():
        db.session.execute(sa.text("UPDATE audit_entry SET action = 'signed_out' WHERE id = 3"))
    page = log.get("/audit").get_data(as_text=True)
    assert "The log was changed at entry 3" in page
    assert "The log holds" not in page


def test_a_long_log_is_checked_when_somebody_asks(log: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "CHECKED_AT_ONCE", 1)
    page = log.get("/audit").get_data(as_text=True)
    assert "The log holds" not in page
    assert 'href="/audit?check=1"' in page
    assert "The log holds" in log.get("/audit?check=1").get_data(as_text=True)


def test_entries_of_people_who_are_gone_and_of_unknown_kinds_are_shown_too(log: CheckedClient, app: Flask) -> None:
    with app.app_context(), transaction():
        db.session.execute(sa.text("UPDATE audit_entry SET action = 'flown', by = 999, partner_id = NULL WHERE id = 2"))
    page = log.get("/audit").get_data(as_text=True)
    assert "flown" in page
    assert "number 999" in page


def test_details_leave_out_what_is_empty_and_shorten_hashes(app: Flask) -> None:
    with app.test_request_context():
        told = pages.details(
            {"expires_on": None, "file": "", "is_admin": True, "tracks": ["sales", "technical"], "text_hash": "ab" * 32, "odd": 1}
        )
    assert told == [("admin", "yes"), ("tracks", "sales, technical"), ("text (hash)", "ab" * 6), ("odd", "1")]


@pytest.mark.parametrize("role", [Role.PARTNER_MANAGER, Role.CONTENT_AUTHOR, Role.LEARNER])
def test_nobody_else_reads_the_log(make: Make, sign_in: SignIn, role: Role) -> None:
    make.person("other@nimbus.example", *([role] if role is not Role.LEARNER else []))
    assert sign_in("other@nimbus.example").get("/audit").status_code == 404


def test_a_visitor_is_asked_to_sign_in(client: CheckedClient) -> None:
    assert client.get("/audit").location == "/sign-in?next=/audit"


def test_the_log_costs_the_same_at_any_size(log: CheckedClient, make: Make, queries: Queries, app: Flask) -> None:
    log.get("/audit")
    with queries() as few:
        log.get("/audit")
    for number in range(5):
        make.certificate(make.member(make.partner(f"Partner {number}"), f"p{number}@x.example"), "sf")
    with queries() as many:
        log.get("/audit")
    assert len(few) == len(many) <= 4
    with app.app_context(), transaction():
        oldest = db.session.scalars(sa.select(AuditEntry.at).order_by(AuditEntry.id).limit(1)).one()
        record(shorten(oldest, clock.now()))
    with queries() as shortened:
        page = log.get("/audit").get_data(as_text=True)
    assert "The log holds" in page
    assert "Oldest entries of the log cut off" in page
    assert len(shortened) == len(few), "the anchor comes with the chain, as of the same moment"
