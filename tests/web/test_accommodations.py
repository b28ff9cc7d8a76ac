"""The pages of accommodations and breaks: who may enter what, who reads the reason, and that what was entered is really given."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import Traveller

from lms import tables
from lms.access import Role
from lms.core.db import db
from lms.core.ids import PersonId, PublicId
from lms.quizzes.models import Attempt, AttemptSlot
from lms.quizzes.outages.models import Outage
from tests.conftest import NOW
from tests.factories import Make
from tests.visitors import CheckedClient, page_of, text_of

SignIn = Callable[[str], CheckedClient]
MANAGER, OTHER, ADMIN, HEAD, EMPLOYER, ANNA = (
    "maria@nimbus.example", "oleg@nimbus.example", "igor@nimbus.example", "head@nimbus.example", "boss@vector.example",
    "anna@vector.example",
)  # fmt: skip
REASON = "Zebrafinchreason"
GIVEN = {"time_percent": "150", "extra_attempts": "2", "break_minutes": "10", "valid_until": "", "reason": REASON}


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Everybody has a browser of their own."""

    def signed_in(email: str) -> CheckedClient:
        client = CheckedClient(app)
        client.sign_in(email)
        return client

    return signed_in


@pytest.fixture
def anna(app: Flask, make: Make) -> str:
    """The address of Anna's page; she learns at a partner with a manager and an admin."""
    manager = make.person(MANAGER, Role.PARTNER_MANAGER, name="Maria")
    make.person(OTHER, Role.PARTNER_MANAGER, name="Oleg")
    make.person(ADMIN, Role.PROGRAMME_ADMIN, name="Igor")
    make.person(HEAD, Role.HEAD, name="Head")
    vector = make.partner("Vector", manager=manager)
    make.member(vector, EMPLOYER, admin=True)
    person = make.member(vector, ANNA, name="Anna")
    return f"/people/{public_id(app, person)}"


def public_id(app: Flask, person: PersonId) -> PublicId:
    with app.app_context():
        return db.session.scalars(sa.select(tables.accounts.Person.public_id).where(tables.accounts.Person.id == person)).one()


def granted(sign_in: SignIn, anna: str, **changes: str) -> None:
    client = sign_in(MANAGER)
    page = f"{anna}/accommodation"
    client.get(page)
    assert client.post(page, data={**GIVEN, **changes}).status_code == 303


def test_the_manager_enters_one_and_the_person_sees_it_without_the_reason(anna: str, sign_in: SignIn) -> None:
    granted(sign_in, anna)
    mine = page_of(sign_in(MANAGER), f"{anna}/accommodation")
    assert REASON in mine
    assert "150% of the time; 2 more attempts; 10 minutes of breaks in each attempt" in mine
    hers = page_of(sign_in(ANNA), anna)
    assert "150% of the time" in hers
    assert REASON not in hers
    assert f"{anna}/accommodation" not in hers


def test_the_reason_is_on_the_programme_admins_page_and_on_nobody_elses(anna: str, sign_in: SignIn, make: Make, app: Flask) -> None:
    granted(sign_in, anna)
    admin = sign_in(ADMIN)
    assert REASON in page_of(admin, f"{anna}/accommodation")
    for page in (anna, "/audit"):
        assert REASON not in page_of(admin, page)
    with app.app_context():
        manager = db.session.scalars(sa.select(tables.accounts.Person.id).where(tables.accounts.Person.email == OTHER)).one()
        db.session.execute(sa.update(tables.partners.Partner).values(manager_id=manager))
        db.session.commit()
    follower = page_of(sign_in(OTHER), f"{anna}/accommodation")
    assert "150% of the time" in follower
    assert REASON not in follower


@pytest.mark.parametrize("who", [OTHER, HEAD, EMPLOYER, ANNA])
def test_out_of_reach_there_is_no_such_page(anna: str, sign_in: SignIn, who: str) -> None:
    client = sign_in(who)
    assert client.get(f"{anna}/accommodation").status_code == 404
    assert client.post(f"{anna}/accommodation", data=GIVEN).status_code == 404
    assert "accommodation" not in text_of(client.get(anna)) or who == ANNA


def test_nobody_has_a_page_of_their_own_accommodation(anna: str, sign_in: SignIn, app: Flask) -> None:
    with app.app_context():
        own = db.session.scalars(sa.select(tables.accounts.Person.public_id).where(tables.accounts.Person.email == ADMIN)).one()
    client = sign_in(ADMIN)
    assert client.get(f"/people/{own}/accommodation").status_code == 404
    assert client.post(f"/people/{own}/accommodation", data=GIVEN).status_code == 404


def test_a_stranger_is_led_to_the_door(anna: str, client: CheckedClient) -> None:
    assert client.get(f"{anna}/accommodation").status_code == 302


@pytest.mark.parametrize(
    "wrong", [{"time_percent": "401"}, {"time_percent": "much"}, {"reason": " "}, {"extra_attempts": "-1"}, {"valid_until": "2026-11-21"}]
)
def test_what_cannot_be_read_is_told_and_changes_nothing(anna: str, sign_in: SignIn, wrong: dict[str, str]) -> None:
    client, page = sign_in(MANAGER), f"{anna}/accommodation"
    client.get(page)
    answer = client.post(page, data={**GIVEN, **wrong})
    assert answer.status_code == 400
    assert "has no accommodation" in answer.get_data(as_text=True)


def test_an_attempt_has_the_time_the_attempts_and_the_breaks_that_were_granted(
    anna: str, sign_in: SignIn, app: Flask, clock: Traveller
) -> None:
    granted(sign_in, anna)
    clock.move_to(NOW)
    client = sign_in(ANNA)
    client.get("/quizzes/sf-practice")
    client.post("/quizzes/sf-practice/start")
    with app.app_context():
        held = db.session.scalars(sa.select(Attempt)).one()
    assert (held.time_percent, held.break_seconds, held.language) == (150, 600, "en")


def limited(app: Flask, seconds: int = 1800) -> str:
    """Give the one attempt a limit, as an exam has; its address."""
    with app.app_context():
        held = db.session.scalars(sa.select(Attempt)).one()
        held.limit_seconds = seconds
        held.deadline_at = held.started_at + timedelta(seconds=seconds * held.time_percent // 100)
        held.sweep_at = held.deadline_at + timedelta(seconds=5)
        address = f"/attempts/{held.public_id}"
        db.session.commit()
    return address


@pytest.fixture
def sitting(anna: str, sign_in: SignIn, app: Flask) -> tuple[CheckedClient, str]:
    """Anna in an attempt with 45 minutes and a break of 10."""
    granted(sign_in, anna)
    client = sign_in(ANNA)
    client.get("/quizzes/sf-practice")
    client.post("/quizzes/sf-practice/start")
    return client, limited(app)


def test_a_break_stops_the_clock_hides_the_paper_and_ends_by_a_button(sitting: tuple[CheckedClient, str], clock: Traveller) -> None:
    client, attempt = sitting
    assert "Stop the clock" in page_of(client, f"{attempt}/break")
    assert client.post(f"{attempt}/pause").headers["Location"] == f"{attempt}/break"
    clock.shift(timedelta(minutes=4))
    paused = page_of(client, f"{attempt}/break")
    assert "The clock stands still" in paused
    assert "6:" in paused or "5:59" in paused
    assert client.get(attempt).headers["Location"] == f"{attempt}/break"
    assert client.post(f"{attempt}/resume").headers["Location"] == attempt
    assert client.get(attempt).status_code == 200


def test_in_a_break_a_script_is_told_to_send_its_answer_later_and_a_page_that_the_clock_stands_still(
    sitting: tuple[CheckedClient, str], app: Flask
) -> None:
    client, attempt = sitting
    number, said = an_answer(client, attempt)
    client.post(f"{attempt}/pause")
    told = client.post(f"{attempt}/answers/{number}", data=said, headers={"Accept": "application/json"})
    assert (told.status_code, told.get_json()["later"]) == (409, True)
    assert client.post(f"{attempt}/answers/{number}", data=said).status_code == 409
    assert stored_answer(app, number) is None
    client.post(f"{attempt}/resume")
    assert client.post(f"{attempt}/answers/{number}", data=said, headers={"Accept": "application/json"}).status_code == 200
    assert stored_answer(app, number) == [said["answer"]]


def test_the_way_to_a_break_saves_the_answer_first(sitting: tuple[CheckedClient, str], app: Flask) -> None:
    client, attempt = sitting
    number, said = an_answer(client, attempt)
    page = page_of(client, f"{attempt}?q={number}")
    assert re.search(rf'<button [^>]*form="answer-{number}" name="go" value="break"', page)
    assert client.post(f"{attempt}/answers/{number}", data={**said, "go": "break"}).headers["Location"] == f"{attempt}/break"
    assert stored_answer(app, number) == [said["answer"]]


def an_answer(client: CheckedClient, attempt: str) -> tuple[int, dict[str, str]]:
    """The first question that has options, and what its form would send with the first of them chosen."""
    pages = ((number, page_of(client, f"{attempt}?q={number}")) for number in range(1, 11))
    number, found = next((number, found) for number, page in pages if (found := re.search(r'name="answer" value="([^"]+)"', page)))
    return number, {"answer": found[1], "seq": "1"}


def stored_answer(app: Flask, position: int) -> list[str] | None:
    """What is saved for a question."""
    with app.app_context():
        return db.session.scalars(sa.select(AttemptSlot.answer).where(AttemptSlot.position == position)).one()


def test_a_break_that_is_used_up_says_that_the_clock_runs(sitting: tuple[CheckedClient, str], clock: Traveller) -> None:
    client, attempt = sitting
    client.get(attempt)
    client.post(f"{attempt}/pause")
    clock.shift(timedelta(minutes=11))
    page = page_of(client, f"{attempt}/break")
    assert "the clock runs again" in page
    assert "Go on with the attempt" in page


def test_without_a_granted_break_there_is_none_to_take(anna: str, sign_in: SignIn, app: Flask) -> None:
    client = sign_in(ANNA)
    client.get("/quizzes/sf-practice")
    client.post("/quizzes/sf-practice/start")
    attempt = limited(app)
    assert client.get(f"{attempt}/break").headers["Location"] == attempt
    assert client.post(f"{attempt}/pause").status_code == 403


def test_somebody_elses_clock_is_not_touched(sitting: tuple[CheckedClient, str], sign_in: SignIn) -> None:
    _, attempt = sitting
    client = sign_in(EMPLOYER)
    for door in ("pause", "resume"):
        assert client.post(f"{attempt}/{door}").status_code == 404
    assert client.get(f"{attempt}/break").status_code == 404


def test_admins_see_outages_and_nobody_else_does(anna: str, sign_in: SignIn, app: Flask) -> None:
    with app.app_context():
        db.session.add(Outage(began_at=NOW - timedelta(minutes=8), ended_at=NOW, attempts=3))
        db.session.commit()
    page = page_of(sign_in(HEAD), "/audit/outages")
    assert "1 outage so far" in page
    assert "8 minutes" in page
    assert sign_in(MANAGER).get("/audit/outages").status_code == 404
