"""The pages of marking: the queue, one answer, a second marker, changed marks, and who meets a closed door."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from lms import journey
from lms.access import Role
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.ids import Slug
from lms.publishing.library import quiz_of
from lms.quizzes import service as quizzes
from lms.quizzes.queries import attempts_of
from lms.quizzes.service import Submission
from tests.factories import Make
from tests.visitors import CheckedClient, text_of

QUEUE_BUDGET = 2
"""Statements of the queue of a content author: what waits, and how much of each quiz."""
ANSWER_BUDGET = 3
"""Statements of one answer: the attempt, its answers, their files."""
QUIZ, ESSAY = Slug("ta-practice"), "morning-after"
FULL = {"points.times": "2", "points.credit": "2", "points.level": "1"}
WORDS = "Dear Ms Orlova, <script>alert(1)</script> your shop stood still."


def written(make: Make, person, at: datetime | None = None, *, right: bool = False) -> str:
    """An attempt in which the essay waits; the number of its address."""
    moment = at or clock.now()
    with make.app.app_context(), transaction():
        attempt = journey.start_attempt(make.library(), make.visitor(person), QUIZ, moment)
        position = essay_at(attempt)
        submission = Submission(attempt=attempt.public_id, position=position, seq=1, values=(f"text={WORDS}",))
        quizzes.save(person, submission, quiz_of, moment)
        journey.submit_attempt(make.library(), make.visitor(person), attempt.public_id, moment)
        return attempt.public_id


def essay_at(attempt) -> int:
    return next(slot.position for slot in attempt.slots if slot.question == ESSAY)


def put_near_the_pass_mark(make: Make, public_id: str) -> None:
    """Let everything but the essay be right to 68 percent of the whole."""
    with make.app.app_context(), transaction():
        slots = (
            "SELECT s.attempt_id, s.position, s.points FROM attempt_slot s JOIN attempt a ON a.id = s.attempt_id WHERE a.public_id = :of"
        )
        rows = db.session.execute(sa.text(slots + " AND s.earned IS NOT NULL ORDER BY s.position"), {"of": public_id}).all()
        worth = sum(one.points for one in rows) + 5
        left = -(-worth * 70 // 100) - 5
        for one in rows:
            good = min(one.points, max(0, left)) == one.points
            left -= one.points if good else 0
            db.session.execute(
                sa.text("UPDATE attempt_slot SET earned = :n, out_of = 1 WHERE attempt_id = :a AND position = :p"),
                {"n": int(good), "a": one.attempt_id, "p": one.position},
            )


def another(make: Make, email: str) -> CheckedClient:
    """A browser of somebody else."""
    client = CheckedClient(make.app)
    client.sign_in(email)
    return client


@pytest.fixture
def learner(make: Make):
    """A seller whose essay waits for a marker."""
    return make.member(make.partner(), "anna@vector.example", name="Anna Belova", technical=True)


@pytest.fixture
def marker(make: Make, sign_in):
    """A content author, signed in."""
    make.person("author@vendor.example", Role.CONTENT_AUTHOR)
    return sign_in("author@vendor.example")


def address_of(page: str) -> str:
    return re.search(r'action="(/marking/[^"]+/answers/\d+)"', page)[1]


def test_an_attempt_is_taken_marked_and_graded(make, learner, marker, outbox):
    attempt = written(make, learner)
    page = text_of(marker.get("/marking"))
    assert "1 attempt waits to be marked" in page
    assert "Anna Belova" in page
    taken = marker.post(f"/marking/{attempt}/take")
    assert (taken.status_code, taken.location) == (303, f"/marking/{attempt}")
    page = text_of(marker.get(taken.location))
    assert "Dear Ms Orlova, &lt;script&gt;" in page
    assert "11 words; 40 to 200 were asked" in page, "As the page counted while they were written."
    assert "<script>alert" not in page
    assert page.count("btn--primary") == 1
    given = marker.post(address_of(page), {**FULL, "round": "1", "comment": "Well said."})
    assert (given.status_code, given.location) == (303, "/marking")
    assert "Nothing waits to be marked" in text_of(marker.get("/marking"))
    with make.app.app_context():
        (found,) = attempts_of(learner, QUIZ)
        assert found.state.value == "graded"
    assert [mail.event for mail in outbox()][-1] == "attempt_failed"


def test_points_that_do_not_fit_come_back_with_a_sentence_and_what_was_typed(make, learner, marker):
    attempt = written(make, learner)
    marker.post(f"/marking/{attempt}/take")
    address = address_of(text_of(marker.get(f"/marking/{attempt}")))
    for wrong in ({}, FULL | {"points.level": "2"}, FULL | {"points.level": "x"}, FULL | {"points.new": "1"}):
        back = marker.post(address, {**wrong, "round": "1", "comment": "Kept & shown"})
        assert back.status_code == 400
        assert "Kept &amp; shown" in text_of(back)
        assert "callout" in text_of(back)
    assert marker.post(address, {**FULL, "round": "one"}).status_code == 400
    assert marker.post(address, {**FULL, "round": "2"}).status_code == 409
    assert "1 attempt waits" in text_of(marker.get("/marking"))


def test_only_an_attempt_that_was_taken_can_be_read(make, learner, marker):
    attempt = written(make, learner)
    away = marker.get(f"/marking/{attempt}")
    assert (away.status_code, away.location) == (303, "/marking")
    marker.post(f"/marking/{attempt}/take")
    assert marker.get(f"/marking/{attempt}?q=1").status_code == 404
    assert marker.post(f"/marking/{attempt}/give-back").location == "/marking"
    assert marker.get(f"/marking/{attempt}").status_code == 303


def test_two_markers_do_not_meet(make, learner, marker):
    attempt = written(make, learner)
    marker.post(f"/marking/{attempt}/take")
    make.person("other@vendor.example", Role.PROGRAMME_ADMIN)
    other = another(make, "other@vendor.example")
    assert "is being marked" in text_of(other.get("/marking"))
    assert other.post(f"/marking/{attempt}/take").status_code == 409


def test_learners_their_admins_and_managers_have_no_queue(make, learner):
    attempt = written(make, learner)
    make.person("manager@vendor.example", Role.PARTNER_MANAGER)
    for email in ("anna@vector.example", "manager@vendor.example"):
        visitor = another(make, email)
        assert visitor.get("/marking").status_code == 404
        assert visitor.post(f"/marking/{attempt}/take").status_code == 404
        assert visitor.get(f"/marking/{attempt}/changes").status_code == 404


def test_an_author_who_learns_does_not_find_the_own_attempt(make, sign_in):
    partner = make.partner()
    person = make.member(partner, "both@vector.example", technical=True)
    with make.app.app_context(), transaction():
        from lms.accounts.service import grant_role

        grant_role(person, Role.CONTENT_AUTHOR, clock.now(), None)
    attempt = written(make, person)
    client = sign_in("both@vector.example")
    assert "Nothing waits to be marked" in text_of(client.get("/marking"))
    assert client.post(f"/marking/{attempt}/take").status_code == 404


def test_near_the_pass_mark_the_first_marker_is_told_that_somebody_else_goes_on(make, learner, marker):
    attempt = written(make, learner)
    put_near_the_pass_mark(make, attempt)
    marker.post(f"/marking/{attempt}/take")
    marker.post(address_of(text_of(marker.get(f"/marking/{attempt}"))), {**FULL, "round": "1", "comment": "First words"})
    page = text_of(marker.get("/marking"))
    assert "1 attempt waits for somebody else" in page
    assert marker.post(f"/marking/{attempt}/take").status_code == 403
    make.person("admin@vendor.example", Role.PROGRAMME_ADMIN)
    second = another(make, "admin@vendor.example")
    assert "second marker" in text_of(second.get("/marking"))
    second.post(f"/marking/{attempt}/take")
    page = text_of(second.get(f"/marking/{attempt}"))
    assert "First words" not in page
    assert "checked" not in page
    assert second.post(address_of(page), {**FULL, "round": "2"}).status_code == 303
    assert "Marked lately" in text_of(second.get("/marking"))


def test_a_programme_admin_changes_a_mark_with_a_reason(make, learner, marker):
    attempt = written(make, learner)
    marker.post(f"/marking/{attempt}/take")
    address = address_of(text_of(marker.get(f"/marking/{attempt}")))
    marker.post(address, {**FULL, "points.level": "0", "round": "1"})
    assert marker.get(f"/marking/{attempt}/changes").status_code == 404
    make.person("admin@vendor.example", Role.PROGRAMME_ADMIN)
    admin = another(make, "admin@vendor.example")
    page = text_of(admin.get(f"/marking/{attempt}/changes"))
    assert "4 of 5" in page
    change = address.replace("/answers/", "/changes/")
    refused = admin.post(change, {**FULL, "round": "1", "reason": ""})
    assert refused.status_code == 400
    assert "Say why the mark changes" in text_of(refused)
    assert admin.post(change, {**FULL, "round": "1", "reason": "The level was kept."}).status_code == 303
    page = text_of(admin.get(f"/marking/{attempt}/changes"))
    assert all(one in page for one in ("4 of 5", "5 of 5", "The level was kept."))
    assert admin.post(change, {**FULL, "points.level": "0", "round": "1", "reason": "Again."}).status_code == 409


def test_the_queue_costs_the_same_at_any_size(make, learner, marker, queries):
    written(make, learner)
    marker.get("/marking")
    with queries() as few:
        marker.get("/marking")
    for number in range(4):
        written(make, make.member(make.partner(f"P{number}"), f"p{number}@vector.example", technical=True))
    with queries() as more:
        marker.get("/marking")
    assert (len(few), len(more)) == (QUEUE_BUDGET, QUEUE_BUDGET)


def test_an_answer_costs_so_many_statements(make, learner, marker, queries):
    attempt = written(make, learner)
    marker.post(f"/marking/{attempt}/take")
    marker.get(f"/marking/{attempt}")
    with queries() as statements:
        marker.get(f"/marking/{attempt}")
    assert len(statements) == ANSWER_BUDGET


def test_the_queue_goes_on_over_pages(make, learner, marker, monkeypatch):
    from lms.web.marking import pages

    monkeypatch.setattr(pages, "ROWS_A_PAGE", 1)
    written(make, learner)
    written(make, make.member(make.partner("P2"), "p2@vector.example", technical=True))
    first, second = text_of(marker.get("/marking")), text_of(marker.get("/marking?page=2"))
    assert "1 to 1 of 2" in first
    assert "2 to 2 of 2" in second
    assert "Anna Belova" in first
    assert "Anna Belova" not in second


def test_markers_get_one_mail_a_day_and_only_when_something_waits_for_them(make, learner, outbox):
    make.person("author@vendor.example", Role.CONTENT_AUTHOR, language="ru")
    make.person("admin@vendor.example", Role.PROGRAMME_ADMIN)
    make.person("manager@vendor.example", Role.PARTNER_MANAGER)

    def remind(moment: datetime) -> int:
        with make.app.app_context(), transaction():
            return journey.remind_markers(make.library(), moment)

    morning = clock.now().replace(hour=6, minute=1)
    assert remind(morning) == 0
    written(make, learner)
    assert remind(morning.replace(hour=23)) == 0
    tomorrow = morning + timedelta(days=1)
    assert remind(tomorrow.replace(hour=5)) == 0
    assert remind(tomorrow) == 2
    assert remind(tomorrow + timedelta(minutes=1)) == 0
    sent = [mail for mail in outbox() if mail.event == "marking_waiting"]
    assert sorted(mail.address for mail in sent) == ["admin@vendor.example", "author@vendor.example"]
    assert {mail.subject for mail in sent} == {"1 attempt waits to be marked", "Проверки ждёт 1\xa0попытка"}
    assert all("Anna" not in mail.text for mail in sent)


def test_a_manager_sees_how_many_of_their_people_wait_and_no_answer(make):
    manager = make.person("manager@vendor.example", Role.PARTNER_MANAGER)
    partner = make.partner("Vector", manager)
    person = make.member(partner, "anna@vector.example", technical=True)
    client = another(make, "manager@vendor.example")
    with make.app.app_context():
        from lms.partners.queries import partner_public_id

        address = f"/partners/{partner_public_id(partner)}"
    assert "Wait for a marker" not in text_of(client.get(address))
    written(make, person)
    page = text_of(client.get(address))
    assert "Wait for a marker" in page
    assert "Dear Ms Orlova" not in page
