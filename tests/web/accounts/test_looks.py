"""Looking as somebody else: with a reason, for half an hour, read by whom it concerns, and never with a hand on anything."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from lms import journey
from lms.access import Role
from lms.accounts import service
from lms.accounts.models import Look, Person
from lms.audit.models import AuditEntry
from lms.core import clock as our_clock
from lms.core.db import db, transaction
from lms.core.ids import PersonId
from tests.factories import Make
from tests.visitors import CheckedClient, text_of

ADMIN, SELLER = "root@nimbus.example", "boris@vector.example"
WHY = {"why": "question", "note": "Boris asked why his exam is locked."}


@pytest.fixture
def boris(make: Make) -> PersonId:
    make.person(ADMIN, Role.PROGRAMME_ADMIN, name="Rita Root")
    return make.member(make.partner("Vector"), SELLER, name="Boris Gusev")


@pytest.fixture
def page(app: Flask, boris: PersonId) -> str:
    """The address of Boris's page."""
    with app.app_context():
        return f"/people/{db.session.scalar(sa.select(Person.public_id).where(Person.id == boris))}"


@pytest.fixture
def admin(client: CheckedClient, page: str) -> CheckedClient:
    client.sign_in(ADMIN)
    return client


@pytest.fixture
def looking(admin: CheckedClient, page: str) -> CheckedClient:
    """The admin, looking as Boris."""
    assert admin.post(f"{page}/look", WHY).status_code == 303
    return admin


def token(client: CheckedClient) -> str:
    """A token from a page that is open to who looks."""
    return text_of(client.flask.get("/courses")).partition('name="csrf-token" content="')[2].partition('"')[0]


def push(client: CheckedClient, address: str, form: dict[str, str] | None = None) -> Any:
    return client.flask.post(address, data={**(form or {}), "csrf_token": token(client)})


def test_the_way_to_look_stands_on_the_page_of_the_person(admin: CheckedClient, page: str) -> None:
    assert f'href="{page}/look"' in text_of(admin.get(page))
    assert "For 30 minutes you see every page as Boris Gusev does." in text_of(admin.get(f"{page}/look"))


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"note": "Because."}, "Choose a reason."),
        ({"why": "curiosity", "note": "Because."}, "Not a valid choice"),
        ({"why": "question", "note": " "}, "Say in a sentence"),
        ({"why": "question", "note": "x" * 201}, "200"),
        ({"why": "question", "note": "a\x1bb"}, "Say in a sentence of at most 200 characters"),
    ],
)
def test_nobody_looks_without_a_reason(form: dict[str, str], sentence: str, admin: CheckedClient, page: str, app: Flask) -> None:
    response = admin.post(f"{page}/look", form)
    assert (response.status_code, sentence in text_of(response)) == (400, True)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Look)) == 0


def test_every_page_is_the_persons_with_a_bar_that_says_so(looking: CheckedClient, page: str) -> None:
    home = text_of(looking.get("/home"))
    assert "You are looking as Boris Gusev, until 12:30." in home
    assert "New seller" in home
    for address in ("/courses", "/courses/cloud-for-sellers/what-cloud-is", "/quizzes/sf", "/tier", page, "/programme"):
        shown = text_of(looking.get(address))
        assert 'class="look"' in shown, address
        for control in ('action="/sign-out"', 'action="/preferences/'):
            assert control not in shown, address
    assert looking.get("/partners").status_code == 404


def test_the_one_thing_that_can_be_done_is_to_stop(looking: CheckedClient, page: str, app: Flask) -> None:
    for address in (
        "/sign-out",
        "/preferences/language",
        "/courses/cloud-for-sellers/what-cloud-is/done",
        "/quizzes/sf-practice/start",
        "/account",
    ):
        response = push(looking, address, {"language": "ru"})
        assert response.status_code == 403, address
        assert "You are looking as Boris Gusev, and nothing can be changed while you do." in text_of(response)
    assert push(looking, "/look/end").headers["Location"] == page
    assert 'class="look"' not in text_of(looking.get(page))
    assert looking.get("/partners").status_code == 200
    with app.app_context():
        assert db.session.scalar(sa.select(Look.ended_at)) is not None


def test_the_account_and_the_questions_stay_shut(looking: CheckedClient, make: Make, boris: PersonId) -> None:
    with make.app.app_context(), transaction():
        attempt = journey.start_attempt(make.library(), make.visitor(boris), "sf-practice", our_clock.now())  # type: ignore[arg-type]
        public = attempt.public_id if hasattr(attempt, "public_id") else attempt
    for address in (
        "/account",
        "/account/security",
        "/account/email",
        "/account/password",
        f"/attempts/{public}",
        f"/attempts/{public}/review",
    ):
        response = looking.flask.get(address)
        assert response.status_code == 403, address
        assert "You are only looking" in text_of(response)


def test_it_ends_by_the_clock(looking: CheckedClient, clock: time_machine.Traveller, app: Flask, make: Make) -> None:
    clock.shift(timedelta(minutes=29))
    assert 'class="look"' in text_of(looking.get("/courses"))
    clock.shift(timedelta(minutes=1))
    assert 'class="look"' not in text_of(looking.get("/courses"))
    assert looking.get("/partners").status_code == 200
    with app.app_context():
        with transaction():
            assert journey.end_looks(make.library(), our_clock.now()) == 1
        assert journey.end_looks(make.library(), our_clock.now()) == 0


def test_both_ends_stand_in_the_log_with_the_reason_and_the_note_is_kept_apart(looking: CheckedClient, boris: PersonId, app: Flask) -> None:
    push(looking, "/look/end")
    with app.app_context():
        rows = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.action.in_(("look_began", "look_ended"))).order_by(AuditEntry.id)
        ).all()
        admin = db.session.scalar(sa.select(Person.id).where(Person.email == ADMIN))
        kept = db.session.execute(sa.select(Look)).scalar_one()
    assert [(one.action, one.by, one.person_id, one.detail) for one in rows] == [
        (action, admin, boris, {"look": kept.id, "why": "question"}) for action in ("look_began", "look_ended")
    ]
    assert kept.note == WHY["note"]


def test_the_person_reads_who_looked_when_and_why(looking: CheckedClient, app: Flask) -> None:
    push(looking, "/look/end")
    boris = CheckedClient(app)
    boris.sign_in(SELLER)
    page = text_of(boris.get("/account"))
    assert "Who looked as you" in page
    assert "Rita Root" in page
    assert "The person asked for help: Boris asked why his exam is locked." in page


def test_the_persons_own_sessions_are_untouched(admin: CheckedClient, page: str, app: Flask) -> None:
    boris = CheckedClient(app)
    boris.sign_in(SELLER)
    admin.post(f"{page}/look", WHY)
    assert boris.signed_in
    push(admin, "/look/end")
    assert boris.signed_in
    assert "1 other" not in text_of(boris.get("/account"))


def test_nobody_looks_as_the_vendors_own_people_or_themselves(admin: CheckedClient, make: Make, app: Flask) -> None:
    others = [make.person("elena@nimbus.example", Role.PARTNER_MANAGER), make.person("head@nimbus.example", Role.HEAD)]
    with app.app_context():
        pages = [
            f"/people/{one}"
            for one in db.session.scalars(sa.select(Person.public_id).where(Person.id.in_(others) | (Person.email == ADMIN)))
        ]
    for page in pages:
        assert "/look" not in text_of(admin.get(page)).partition("<main")[2]
        assert admin.post(f"{page}/look", WHY).status_code == 403
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Look)) == 0


@pytest.mark.parametrize("role", [Role.PARTNER_MANAGER, Role.CONTENT_AUTHOR, Role.HEAD, None])
def test_nobody_but_the_programme_admin_looks(role: Role | None, make: Make, page: str, app: Flask) -> None:
    make.person("other@nimbus.example", *([role] if role else []))
    client = CheckedClient(app)
    client.sign_in("other@nimbus.example")
    assert client.get(f"{page}/look").status_code == 404
    assert client.post(f"{page}/look", WHY).status_code == 404


def test_looking_wants_a_fresh_proof(admin: CheckedClient, page: str, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=11))
    for answer in (admin.flask.get(f"{page}/look"), admin.post(f"{page}/look", WHY)):
        assert (answer.status_code, "/again" in answer.headers["Location"]) == (303, True)


@pytest.mark.parametrize("act", ["closed", "promoted", "demoted", "signed out"])
def test_a_look_ends_when_one_of_the_two_changes(act: str, looking: CheckedClient, boris: PersonId, app: Flask) -> None:
    with app.app_context(), transaction():
        admin = db.session.scalars(sa.select(Person.id).where(Person.email == ADMIN)).one()
        session = db.session.scalars(sa.select(Look.session_hash)).one()
        {
            "closed": lambda: service.deactivate(boris, our_clock.now(), None),
            "promoted": lambda: service.grant_role(boris, Role.HEAD, our_clock.now(), None),
            "demoted": lambda: service.revoke_role(admin, Role.PROGRAMME_ADMIN, our_clock.now(), None),
            "signed out": lambda: service.close_session(session, our_clock.now()),
        }[act]()
    assert 'class="look"' not in text_of(looking.get("/courses", follow_redirects=True))
    assert looking.signed_in is (act in ("closed", "promoted"))
    with app.app_context():
        assert db.session.scalar(sa.select(Look.ended_at)) is not None


def test_stopping_where_nobody_looks_leads_home(admin: CheckedClient) -> None:
    assert admin.post("/look/end").headers["Location"] == "/"
