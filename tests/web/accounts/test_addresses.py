"""Another mail address: asked for, confirmed by both mailboxes, stopped by either; nobody is told who has an account."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from lms.accounts import queries
from lms.accounts.models import AddressChange, Person, WebSession
from lms.core import clock as our_clock
from lms.core.db import db
from lms.core.ids import PersonId
from tests.visitors import CheckedClient, text_of
from tests.web.accounts.conftest import EMAIL, PASSWORD, Told

NEW = "anna@newer.example"
Do = Callable[[Callable[[], Any]], Any]
Links = Callable[[], dict[str, str]]


@pytest.fixture
def anna(person: Callable[..., PersonId]) -> PersonId:
    return person()


@pytest.fixture
def signed_in(client: CheckedClient, anna: PersonId) -> CheckedClient:
    client.sign_in(EMAIL, PASSWORD)
    return client


@pytest.fixture
def asked(signed_in: CheckedClient) -> CheckedClient:
    """Anna has asked for the new address."""
    assert signed_in.post("/account/email", {"email": f" {NEW.title()} "}).headers["Location"] == "/account#address"
    return signed_in


@pytest.fixture
def links(told: Told) -> Links:
    """The newest links by the mailbox they went to."""

    def found() -> dict[str, str]:
        return {
            mail.address: re.findall(r"/addresses/[\w-]+", mail.text)[0]
            for mail in told.outbox
            if mail.event in ("address_old", "address_new")
        }

    return found


def address_of(do: Do, person: PersonId) -> str:
    return str(do(lambda: db.session.scalar(sa.select(Person.email).where(Person.id == person))))


def test_both_mailboxes_get_a_link_of_their_own_and_nothing_has_changed_yet(
    asked: CheckedClient, anna: PersonId, links: Links, do: Do
) -> None:
    assert set(links()) == {EMAIL, NEW}
    assert len(set(links().values())) == 2
    assert address_of(do, anna) == EMAIL
    page = text_of(asked.get("/account"))
    assert f"A change to {NEW} is open" in page
    assert "The old mailbox has not confirmed it yet." in page
    kept = do(lambda: db.session.execute(sa.select(AddressChange)).scalar_one())
    assert not {link.rpartition("/")[2] for link in links().values()} & {kept.old_hash, kept.new_hash}


@pytest.mark.parametrize("order", [(EMAIL, NEW), (NEW, EMAIL)])
def test_the_new_address_counts_when_both_have_confirmed_in_either_order(
    order: tuple[str, str], asked: CheckedClient, anna: PersonId, links: Links, do: Do, told: Told
) -> None:
    stranger = CheckedClient(told.app)
    first, second = (links()[one] for one in order)
    assert stranger.post(f"{first}/confirm").status_code == 303
    assert address_of(do, anna) == EMAIL
    assert "The change counts as soon as the other mailbox confirms it" in text_of(stranger.get(first))
    side = "old" if order[0] == EMAIL else "new"
    assert f"The {side} mailbox has confirmed it." in text_of(asked.get("/account"))
    assert stranger.post(f"{second}/confirm").status_code == 303
    assert address_of(do, anna) == NEW
    assert "The new address counts" in text_of(stranger.get(second))
    assert [mail.address for mail in told.outbox if mail.event == "address_changed"] == [EMAIL, NEW]
    assert told.actions()[-3:] == ["address_confirmed", "address_confirmed", "address_changed"]


def test_sessions_elsewhere_and_reset_links_die_with_the_change(
    asked: CheckedClient, anna: PersonId, links: Links, app: Flask, told: Told, do: Do
) -> None:
    elsewhere, stranger = CheckedClient(app), CheckedClient(app)
    elsewhere.sign_in(EMAIL, PASSWORD)
    stranger.post("/reset", {"email": EMAIL})
    stranger.post(f"{links()[NEW]}/confirm")
    assert elsewhere.signed_in
    answer = asked.post(f"{links()[EMAIL]}/confirm")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert asked.signed_in
    assert not elsewhere.signed_in
    assert do(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(WebSession))) == 1
    assert "This link was used already" in text_of(stranger.flask.get(told.link, follow_redirects=True))
    again = CheckedClient(app)
    again.sign_in(EMAIL, PASSWORD)
    assert not again.signed_in
    again.sign_in(NEW, PASSWORD)
    assert again.signed_in


def test_looking_at_a_link_changes_nothing(asked: CheckedClient, anna: PersonId, links: Links, do: Do) -> None:
    """Programs that read mail open every link."""
    for link in links().values():
        for _ in range(2):
            response = asked.get(link)
            assert (response.status_code, response.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert address_of(do, anna) == EMAIL
    pending = do(lambda: queries.pending_address_of(anna, our_clock.now()))
    assert (pending.email, pending.old, pending.new) == (NEW, False, False)


@pytest.mark.parametrize("side", [EMAIL, NEW])
def test_either_mailbox_stops_it_and_the_old_one_ends_every_session(
    side: str, asked: CheckedClient, anna: PersonId, links: Links, do: Do, told: Told
) -> None:
    stranger = CheckedClient(told.app)
    other = NEW if side == EMAIL else EMAIL
    stranger.post(f"{links()[other]}/confirm")
    answer = stranger.post(f"{links()[side]}/stop")
    assert answer.headers["Location"] == ("/reset" if side == EMAIL else links()[side])
    for link in links().values():
        assert "This change was stopped." in text_of(stranger.get(link))
        for act in ("confirm", "stop"):
            assert stranger.post(f"{link}/{act}").status_code == 403
    assert address_of(do, anna) == EMAIL
    assert asked.signed_in is (side == NEW)
    assert [mail.address for mail in told.outbox if mail.event == "address_stopped"] == [EMAIL]


def test_a_change_can_be_taken_back(asked: CheckedClient, links: Links, app: Flask) -> None:
    assert asked.post("/account/email/take-back").status_code == 303
    assert "is open" not in text_of(asked.get("/account"))
    assert CheckedClient(app).post(f"{links()[NEW]}/confirm").status_code == 403


def test_after_24_hours_the_links_open_nothing(
    asked: CheckedClient, anna: PersonId, links: Links, clock: time_machine.Traveller, app: Flask, do: Do
) -> None:
    stranger = CheckedClient(app)
    stranger.post(f"{links()[EMAIL]}/confirm")
    clock.shift(timedelta(hours=24))
    assert stranger.post(f"{links()[NEW]}/confirm").status_code == 403
    assert "within 24 hours" in text_of(stranger.get(links()[NEW]))
    assert address_of(do, anna) == EMAIL


def test_asking_again_kills_the_older_links(asked: CheckedClient, links: Links, app: Flask, do: Do) -> None:
    before = links()
    asked.post("/account/email", {"email": "anna@third.example"})
    assert CheckedClient(app).post(f"{before[EMAIL]}/confirm").status_code == 403
    assert "A change to anna@third.example is open" in text_of(asked.get("/account"))


def test_a_link_that_nobody_sent_is_not_there(client: CheckedClient) -> None:
    assert client.get("/addresses/no-such").status_code == 404
    for act in ("confirm", "stop"):
        assert client.post(f"/addresses/no-such/{act}").status_code == 404


@pytest.mark.parametrize(
    ("given", "sentence"), [("", "Enter your mail address."), ("nobody", "such as name@"), (EMAIL, "your address already")]
)
def test_what_is_wrong_is_said_and_no_mail_goes_out(given: str, sentence: str, signed_in: CheckedClient, told: Told) -> None:
    response = signed_in.post("/account/email", {"email": given})
    assert (response.status_code, sentence in text_of(response)) == (400, True)
    assert told.outbox == []


def test_who_asks_too_often_waits_for_tomorrow(signed_in: CheckedClient, told: Told, clock: time_machine.Traveller) -> None:
    for number in range(5):
        assert signed_in.post("/account/email", {"email": f"a{number}@newer.example"}).status_code == 303
    assert "Try again tomorrow." in text_of(signed_in.post("/account/email", {"email": NEW}))
    assert len(told.outbox) == 10


def test_an_address_that_has_an_account_is_not_told(signed_in: CheckedClient, person: Callable[..., PersonId], told: Told, do: Do) -> None:
    """The same answer and the same page; only who has the address reads that somebody entered it, and gets no link."""
    person("boris@severny.example")
    answers = {}
    for address in ("boris@severny.example", "nobody@severny.example"):
        answer = signed_in.post("/account/email", {"email": address})
        page = re.sub(r'csrf[^>]+|value="[^"]+"', "", text_of(signed_in.get("/account"))).replace(address, "ADDRESS")
        answers[address] = (answer.status_code, answer.headers["Location"], text_of(answer), page)
    assert answers["boris@severny.example"] == answers["nobody@severny.example"]
    sent = [(mail.event, mail.address) for mail in told.outbox]
    assert sent == [
        ("address_old", EMAIL), ("address_taken", "boris@severny.example"),
        ("address_old", EMAIL), ("address_new", "nobody@severny.example"),
    ]  # fmt: skip
    assert "/addresses/" not in told.outbox[1].text


def test_an_address_that_got_an_account_meanwhile_is_not_taken_from_it(
    asked: CheckedClient, anna: PersonId, person: Callable[..., PersonId], links: Links, do: Do, app: Flask
) -> None:
    person(NEW)
    stranger = CheckedClient(app)
    stranger.post(f"{links()[EMAIL]}/confirm")
    assert stranger.post(f"{links()[NEW]}/confirm").status_code == 409
    assert address_of(do, anna) == EMAIL
    assert asked.signed_in


def test_the_form_wants_a_fresh_proof(signed_in: CheckedClient, clock: time_machine.Traveller, told: Told) -> None:
    clock.shift(timedelta(minutes=11))
    for answer in (signed_in.flask.get("/account/email"), signed_in.post("/account/email", {"email": NEW})):
        assert (answer.status_code, "/again" in answer.headers["Location"]) == (303, True)
    assert told.outbox == []
