"""The personal address on the pages: given, confirmed by its mailbox, signing in, and answering for a mailbox of work that is gone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from lms.accounts.models import Person, PersonalAddress
from lms.core.db import db
from lms.core.ids import PersonId
from tests.visitors import CheckedClient, text_of
from tests.web.accounts.conftest import EMAIL, PASSWORD, Told

HOME = "anna@home.example"
ASK = "Give a personal address"
Do = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def anna(person: Callable[..., PersonId]) -> PersonId:
    return person()


@pytest.fixture
def signed_in(client: CheckedClient, anna: PersonId) -> CheckedClient:
    client.sign_in(EMAIL, PASSWORD)
    return client


@pytest.fixture
def home(signed_in: CheckedClient, told: Told) -> CheckedClient:
    """Anna, whose personal address is confirmed."""
    signed_in.post("/account/personal", {"email": f" {HOME.title()}"})
    assert signed_in.post(f"{link(told)}/confirm").headers["Location"] == "/account#address"
    return signed_in


def link(told: Told) -> str:
    newest = next(mail for mail in reversed(told.outbox) if mail.event == "personal_address")
    return str(re.findall(r"/personal-address/[\w-]+", newest.text)[0])


def held(do: Do, person: PersonId) -> str | None:
    found: str | None = do(lambda: db.session.scalar(sa.select(Person.personal_email).where(Person.id == person)))
    return found


def sent(told: Told) -> list[tuple[str, str]]:
    return [(mail.event, mail.address) for mail in told.outbox]


def test_the_mailbox_confirms_it_and_looking_at_the_link_changes_nothing(
    signed_in: CheckedClient, anna: PersonId, told: Told, do: Do, app: Flask
) -> None:
    assert ASK in text_of(signed_in.get("/home"))
    assert signed_in.post("/account/personal", {"email": f" {HOME.title()}"}).headers["Location"] == "/account#address"
    assert f"{HOME} waits to be confirmed" in text_of(signed_in.get("/account"))
    assert do(lambda: db.session.scalar(sa.select(PersonalAddress.token_hash))) not in link(told)
    stranger = CheckedClient(app)
    page = stranger.get(link(told))
    assert (page.status_code, page.headers["Referrer-Policy"], HOME in text_of(page)) == (200, "no-referrer", True)
    assert held(do, anna) is None
    assert stranger.post(f"{link(told)}/confirm").headers["Location"] == "/sign-in"
    assert held(do, anna) == HOME
    assert stranger.get(link(told)).status_code == stranger.post(f"{link(told)}/confirm").status_code == 404
    assert f"Your personal address is {HOME}." in text_of(signed_in.get("/account"))
    assert ASK not in text_of(signed_in.get("/home"))
    assert sent(told) == [("personal_address", HOME), ("personal_address_changed", EMAIL)]
    assert told.actions()[-2:] == ["personal_address_asked", "personal_address_changed"]


@pytest.mark.parametrize("form", [("/account/personal/own", {}), ("/account/personal", {"email": EMAIL.upper()})])
def test_the_address_of_sign_in_is_ones_own_without_a_mail_to_confirm(
    form: tuple[str, dict[str, str]], signed_in: CheckedClient, anna: PersonId, told: Told, do: Do
) -> None:
    assert signed_in.post(*form).headers["Location"] == "/account#address"
    assert held(do, anna) == EMAIL
    assert sent(told) == [("personal_address_changed", EMAIL)]
    assert "This is also your personal address" in text_of(signed_in.get("/account"))


def test_either_address_signs_in_and_the_reset_mail_goes_to_the_one_that_was_typed(home: CheckedClient, told: Told, app: Flask) -> None:
    for address in (EMAIL, HOME):
        visitor = CheckedClient(app)
        visitor.sign_in(address.title(), PASSWORD)
        assert visitor.signed_in
        CheckedClient(app).post("/reset", {"email": address})
        assert told.mails[-1].address == address
    stranger = CheckedClient(app)
    stranger.post(told.link, {"password": "eight geese crossed the river", "password_confirm": "eight geese crossed the river"})
    stranger.sign_in(EMAIL, "eight geese crossed the river")
    assert stranger.signed_in


def test_who_gives_one_up_stays_signed_in_here_only_and_links_to_the_old_one_die(home: CheckedClient, told: Told, app: Flask) -> None:
    elsewhere = CheckedClient(app)
    elsewhere.sign_in(HOME, PASSWORD)
    CheckedClient(app).post("/reset", {"email": HOME})
    home.post("/account/personal", {"email": "anna@other.example"})
    home.post(f"{link(told)}/confirm")
    assert (home.signed_in, elsewhere.signed_in) == (True, False)
    assert "This link was used already" in text_of(elsewhere.flask.get(told.link, follow_redirects=True))
    assert {address for event, address in sent(told) if event == "personal_address_changed"} == {EMAIL, HOME}
    elsewhere.sign_in(HOME, PASSWORD)
    assert not elsewhere.signed_in


def test_an_address_that_has_an_account_is_not_told(signed_in: CheckedClient, person: Callable[..., PersonId], told: Told, do: Do) -> None:
    """The same answer and the same page for one that signs in somebody, one of a closed account, and one of nobody."""
    person("boris@severny.example")
    closed = person("clara@severny.example")
    do(lambda: db.session.execute(sa.update(Person).where(Person.id == closed).values(active=False)))
    answers = []
    for address in ("boris@severny.example", "clara@severny.example", "nobody@severny.example"):
        answer = signed_in.post("/account/personal", {"email": address})
        page = re.sub(r'csrf[^>]+|value="[^"]+"', "", text_of(signed_in.get("/account"))).replace(address, "ADDRESS")
        answers.append((answer.status_code, answer.headers["Location"], text_of(answer), page))
    assert answers[0] == answers[1] == answers[2]
    assert sent(told) == [("address_taken", "boris@severny.example"), ("personal_address", "nobody@severny.example")]
    assert signed_in.post("/account/email", {"email": "clara@severny.example"}).status_code == 303
    assert sent(told)[2:] == [("address_old", EMAIL)]


def test_it_can_be_taken_back_and_an_old_link_says_that_it_is_too_old(
    signed_in: CheckedClient, anna: PersonId, told: Told, do: Do, clock: time_machine.Traveller, app: Flask
) -> None:
    signed_in.post("/account/personal", {"email": HOME})
    assert signed_in.post("/account/personal/take-back").status_code == 303
    assert CheckedClient(app).post(f"{link(told)}/confirm").status_code == 404
    assert "waits to be confirmed" not in text_of(signed_in.get("/account"))
    signed_in.post("/account/personal", {"email": HOME})
    clock.shift(timedelta(hours=24))
    stranger = CheckedClient(app)
    assert stranger.post(f"{link(told)}/confirm").status_code == 403
    assert "This link no longer opens anything" in text_of(stranger.get(link(told)))
    assert held(do, anna) is None


@pytest.mark.parametrize(("given", "sentence"), [("", "stays yours when you change employer"), ("nobody", "such as name@home.example")])
def test_what_is_wrong_is_said_and_no_mail_goes_out(given: str, sentence: str, signed_in: CheckedClient, told: Told) -> None:
    response = signed_in.post("/account/personal", {"email": given})
    assert (response.status_code, sentence in text_of(response)) == (400, True)
    assert told.outbox == []


def test_giving_one_wants_a_fresh_proof(signed_in: CheckedClient, clock: time_machine.Traveller, told: Told) -> None:
    clock.shift(timedelta(minutes=11))
    answers = [signed_in.flask.get("/account/personal"), signed_in.post("/account/personal", {"email": HOME})]
    for answer in (*answers, signed_in.post("/account/personal/own")):
        assert (answer.status_code, "/again" in answer.headers["Location"]) == (303, True)
    assert told.outbox == []


def test_the_personal_mailbox_answers_where_that_of_work_is_gone(home: CheckedClient, anna: PersonId, told: Told, do: Do) -> None:
    assert f"{HOME} confirms in its place" in text_of(home.get("/account/email"))
    before = len(told.outbox)
    assert home.post("/account/email", {"email": "anna@newer.example", "without_old": "y"}).status_code == 303
    assert sent(told)[before:] == [("address_old", HOME), ("address_new", "anna@newer.example")]
    assert "or the personal one in its place, has not confirmed it yet" in text_of(home.get("/account"))
    assert home.post("/account/email", {"email": HOME, "without_old": "y"}).status_code == 303
    assert sent(told)[before + 2 :] == [("address_old", HOME)]
    (yes,) = re.findall(r"/addresses/[\w-]+", told.outbox[-1].text)
    home.post(f"{yes}/confirm")
    assert do(lambda: db.session.scalar(sa.select(Person.email).where(Person.id == anna))) == HOME
    assert home.signed_in


def test_who_has_no_other_mailbox_is_told_so(signed_in: CheckedClient, told: Told) -> None:
    assert "confirms in its place" not in text_of(signed_in.get("/account/email"))
    answer = signed_in.post("/account/email", {"email": "anna@newer.example", "without_old": "y"})
    assert (answer.status_code, "no personal address that could confirm" in text_of(answer)) == (400, True)
    assert told.outbox == []
