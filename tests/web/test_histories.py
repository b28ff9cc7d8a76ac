"""How a result came about: for its learner, and, logged, for who may read answers."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.access import Role
from lms.accounts.models import Person
from lms.accounts.service import grant_role
from lms.audit.models import AuditEntry
from lms.core import clock as moments
from lms.core.db import db, transaction
from lms.quizzes.models import Attempt, AttemptEvent, AttemptSlot
from lms.quizzes.rules import AttemptState
from tests.visitors import CheckedClient, text_of

PRACTICE, EXAM = "/quizzes/sf-practice", "/quizzes/sf"


@pytest.fixture
def anna(client, make):
    """A seller who may sit the exam, signed in."""
    person = make.member(make.partner(), "anna@vector.example")
    for need in make.library().certifications.items["sf"].needs:
        make.lessons(person, need.ref)
    client.sign_in("anna@vector.example")
    return client


def sat(client, quiz=EXAM):
    """A failed attempt with one saved answer; its address."""
    address = client.post(f"{quiz}/start").location
    with client.flask.application.app_context():
        slot = db.session.scalar(sa.select(AttemptSlot).where(AttemptSlot.position == 1).order_by(AttemptSlot.attempt_id.desc()))
        found = db.session.get(Attempt, slot.attempt_id)
        from lms.publishing.library import quiz_of

        question = quiz_of(found.revision).question(slot.question)
        said = question.options[0].id if question.options else "1"
        db.session.rollback()
    client.post(f"{address}/answers/1", {"answer": said, "seq": 1})
    client.post(f"{address}/submit")
    return address


def test_a_learner_sees_what_was_saved_when_and_no_answers_that_the_rule_keeps_back(anna):
    page = text_of(anna.get(f"{sat(anna)}/history"))
    assert "How the result came about" in page
    assert "computed anew from the log alone, it is the same" in page
    assert "saved once, at 21 Nov 2026, 12:0" in page
    assert "never answered" in page
    assert "Paper drawn, attempt begun" in page
    assert "Sitting ended" in page
    assert "Your answers themselves are not shown now" in page


def test_a_learner_sees_own_answers_and_marks_where_the_rule_shows_them(anna):
    page = text_of(anna.get(f"{sat(anna, PRACTICE)}/history"))
    assert "Your answers themselves are not shown now" not in page
    assert "marked by the program" in page
    assert "0 of 1" in page


def test_the_paper_stands_there_as_it_was_shown_where_the_rule_lets_it_be_seen(anna, admin):
    with anna.flask.application.app_context():
        address = sat(anna)
        slots = db.session.scalars(sa.select(AttemptSlot).order_by(AttemptSlot.position)).all()
        orders = [[one for one in slot.option_order if "=" not in one] for slot in slots]
    hidden, whole = text_of(anna.get(f"{address}/history")), text_of(admin.post(f"{address}/log", {"why": "dispute"}))
    assert "The paper as it was shown" not in hidden
    shown = whole[whole.index("The paper as it was shown") :]
    for position, order in enumerate(orders, start=1):
        assert re.findall(rf'name="{position}\.answer" value="([^"]+)"', shown) == order, "In the order of this paper."
    assert shown.count(" checked") == 1, "What was saved, and no key."
    assert shown.count("<fieldset disabled>") == len(orders)
    page = text_of(anna.get(f"{sat(anna, PRACTICE)}/history"))
    assert "The paper as it was shown" in page


def test_the_result_leads_to_its_history_and_an_open_attempt_to_its_questions(anna):
    address = sat(anna)
    assert f'href="{address}/history"' in text_of(anna.get(f"{address}/result"))
    going_on = anna.post(f"{PRACTICE}/start").location
    assert anna.get(f"{going_on}/history").location == going_on


def test_somebody_elses_history_looks_like_none(anna, make):
    address = sat(anna)
    make.member(make.partner("Gamma"), "eve@gamma.example")
    eve = CheckedClient(anna.flask.application)
    eve.sign_in("eve@gamma.example")
    assert eve.get(f"{address}/history").status_code == 404
    assert eve.get(f"{address}/log").status_code == 404


def test_a_history_takes_the_same_few_statements_at_any_length(anna, queries):
    address = sat(anna)
    with queries() as statements:
        anna.get(f"{address}/history")
    assert len(statements) <= 7, statements


@pytest.fixture
def admin(anna, make):
    """A programme admin beside her."""
    make.person("admin@nimbus.example", Role.PROGRAMME_ADMIN)
    browser = CheckedClient(anna.flask.application)
    browser.sign_in("admin@nimbus.example")
    return browser


def test_reading_the_answers_of_others_wants_a_reason_and_stands_in_the_log(anna, admin):
    address = sat(anna)
    assert "is written to the log" in text_of(admin.get(f"{address}/log"))
    assert admin.post(f"{address}/log").status_code == 400
    page = text_of(admin.post(f"{address}/log", {"why": "dispute"}))
    assert "computed anew from the log alone" in page
    assert "Seal" in page
    with anna.flask.application.app_context():
        (entry,) = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "answers_read")).all()
        assert entry.detail == {"quiz": "sf", "attempt": address.rpartition("/")[2], "why": "dispute"}
        assert entry.person_id != entry.by


def test_an_admin_voids_an_attempt_and_the_learner_reads_why(anna, admin):
    address = sat(anna)
    assert "Void this attempt" in text_of(admin.get(f"{address}/log"))
    assert "Void this attempt" in text_of(admin.post(f"{address}/log", {"why": "dispute"}))
    led = admin.post(f"{address}/void", {"reason": "Somebody else sat it."})
    assert (led.status_code, led.location) == (303, f"{address}/log")
    page = text_of(admin.get(f"{address}/log"))
    assert "The attempt does not count any more." in page
    assert "Void this attempt" not in page
    page = text_of(anna.get(f"{address}/result"))
    assert "This attempt does not count" in page
    assert "Somebody else sat it." in page
    assert "Void this attempt" not in text_of(anna.get(f"{address}/history"))
    admin.post(f"{address}/void", {"reason": "Another reason."})
    assert "Somebody else sat it." in text_of(anna.get(f"{address}/result"))


def test_voiding_wants_a_reason_and_an_attempt_that_is_over(anna, admin):
    address = sat(anna)
    refused = admin.post(f"{address}/void", {"reason": "  "})
    assert refused.status_code == 400
    assert "Give a reason." in text_of(refused)
    assert admin.post(f"{address}/void", {"reason": "a" * 401}).status_code == 400
    assert "This attempt does not count" not in text_of(anna.get(f"{address}/result"))
    going_on = anna.post(f"{PRACTICE}/start").location
    assert "Void this attempt" not in text_of(admin.get(f"{going_on}/log"))
    assert admin.post(f"{going_on}/void", {"reason": "Too early."}).status_code == 403


def test_only_a_programme_admin_with_a_fresh_proof_voids_and_never_the_own_attempt(anna, admin, make, clock):
    address = sat(anna)
    assert anna.post(f"{address}/void", {"reason": "I would like another."}).status_code == 404
    make.person("author@nimbus.example", Role.CONTENT_AUTHOR)
    author = CheckedClient(anna.flask.application)
    author.sign_in("author@nimbus.example")
    assert "Void this attempt" not in text_of(author.get(f"{address}/log"))
    assert author.post(f"{address}/void", {"reason": "A bad day."}).status_code == 404
    make.member(make.partner("Own"), "both@own.example")
    with anna.flask.application.app_context(), transaction():
        person = db.session.scalars(sa.select(Person.id).where(Person.email == "both@own.example")).one()
        grant_role(person, Role.PROGRAMME_ADMIN, moments.now(), None)
    both = CheckedClient(anna.flask.application)
    both.sign_in("both@own.example")
    assert both.post(f"{sat(both, PRACTICE)}/void", {"reason": "A bad day."}).status_code == 404
    clock.shift(timedelta(minutes=11))
    stale = admin.post(f"{address}/void", {"reason": "Somebody else sat it."})
    assert "/sign-in/again" in stale.location
    assert "This attempt does not count" not in text_of(anna.get(f"{address}/result"))


def test_a_log_that_was_changed_is_shown_as_broken(anna, admin):
    address = sat(anna)
    with anna.flask.application.app_context(), transaction():
        link = db.session.scalar(sa.select(AttemptEvent).where(AttemptEvent.number == 2))
        link.at += timedelta(seconds=1)
    page = text_of(admin.post(f"{address}/log", {"why": "fault"}))
    assert "The log is broken at link 2" in page
    assert "The log is broken at link 2" in text_of(anna.get(f"{address}/history"))


def test_a_mark_that_was_changed_beside_the_log_is_shown(anna):
    address = sat(anna)
    with anna.flask.application.app_context(), transaction():
        db.session.execute(sa.update(Attempt).values(percent=99))
    assert "computed anew from it the result is another one" in text_of(anna.get(f"{address}/history"))


def test_the_result_of_an_attempt_that_waits_or_was_voided_is_told_as_such(anna):
    address = sat(anna)
    with anna.flask.application.app_context(), transaction():
        waits = {"state": AttemptState.WAITING, "percent": None, "passed": None}
        db.session.execute(sa.update(Attempt).values(waits))
        db.session.execute(sa.update(AttemptSlot).where(AttemptSlot.position == 1).values(earned=None, out_of=None))
    page = text_of(anna.get(f"{address}/result"))
    assert "Handed in: a marker looks at your answers" in page
    assert "Waiting since 21 November 2026, 12:0" in page
    assert "0%" not in page
    start = text_of(anna.get(EXAM))
    assert "A marker is still looking at your attempt" in start
    assert anna.post(f"{EXAM}/start").status_code == 403
    with anna.flask.application.app_context(), transaction():
        db.session.execute(sa.update(Attempt).values(state=AttemptState.VOIDED, void_reason="A fire alarm."))
    page = text_of(anna.get(f"{address}/result"))
    assert "This attempt does not count" in page
    assert "A fire alarm." in page
    assert "does not count" in text_of(anna.get(EXAM))
    assert anna.post(f"{EXAM}/start").status_code == 303


def test_a_lesson_that_shortens_the_wait_is_named(anna):
    address = sat(anna)
    start = text_of(anna.get(EXAM))
    assert "What to read again" in start
    assert "already when you have read" in start
    assert "already when you have read" in text_of(anna.get(f"{address}/result"))
