"""Reset links and new passwords."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from lms.accounts import queries, service
from lms.core import clock as our_clock
from lms.core.ids import PersonId
from tests.visitors import CheckedClient
from tests.web.accounts.conftest import EMAIL, PASSWORD, Told, cookie, with_cookie
from tests.web.accounts.test_sign_in import text

NEW = "eight swans slept on the lake"
CHANGE = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}


def ask(client: CheckedClient, email: str = EMAIL) -> str:
    answer = client.post("/reset", {"email": email})
    assert answer.status_code == 200
    return text(answer)


def use(client: CheckedClient, link: str, password: str = NEW) -> Any:
    return client.post(link, {"password": password, "password_confirm": password})


def test_a_reset_link_sets_a_password_once(client: CheckedClient, person: Callable[..., PersonId], told: Told, app: Flask) -> None:
    who = person()
    client.sign_in(EMAIL, PASSWORD)
    thief = with_cookie(app, cookie(client.flask) or "")
    ask(client)
    assert [(mail.person_id, mail.address) for mail in told.mails] == [(who, EMAIL)]
    link = told.link
    client.post("/sign-out")
    assert client.get(link).status_code == 200
    first = use(client, link)
    assert (first.status_code, first.location) == (302, "/sign-in")
    second = use(client, link, "nine cranes danced at dawn")
    assert (second.status_code, second.location) == (302, "/reset")
    assert "was used already" in client.get("/reset").get_data(as_text=True)
    assert thief.get("/account").status_code == 302
    assert client.sign_in(EMAIL, PASSWORD).status_code == 200
    assert client.sign_in(EMAIL, NEW).status_code == 302
    assert told.actions().count("password_changed") == 1
    assert [mail.event for mail in told.outbox].count("password_changed") == 1


def test_a_reset_link_dies_after_thirty_minutes(
    client: CheckedClient, person: Callable[..., PersonId], told: Told, clock: time_machine.Traveller
) -> None:
    person()
    ask(client)
    clock.shift(timedelta(minutes=29))
    assert client.get(told.link).status_code == 200
    clock.shift(timedelta(minutes=2))
    assert client.flask.get(told.link).location == "/reset"
    assert use(client, told.link).location == "/reset"
    assert client.sign_in(EMAIL, PASSWORD).status_code == 302


def test_an_older_link_dies_with_the_newer_ones_use_and_with_a_changed_password(
    client: CheckedClient, person: Callable[..., PersonId], told: Told
) -> None:
    person()
    ask(client)
    older = told.link
    client.sign_in(EMAIL, PASSWORD)
    assert client.post("/account/password", CHANGE).location == "/account"
    client.post("/sign-out")
    assert use(client, older, "nine cranes danced at dawn").location == "/reset"


@pytest.mark.parametrize("link", ["/reset/nonsense", "/reset/a.b.c", "/reset/%20", "/reset/" + "x" * 5000])
def test_a_link_that_is_none_leads_to_a_new_one(client: CheckedClient, link: str) -> None:
    assert client.flask.get(link).location == "/reset"
    assert use(client, link).location == "/reset"


def test_known_unknown_and_inactive_addresses_get_the_same_bytes_and_only_one_gets_a_mail(
    client: CheckedClient, person: Callable[..., PersonId], told: Told, do: Callable[[Callable[[], Any]], Any]
) -> None:
    person("known1@severny.example")
    out = person("inact1@severny.example")
    do(lambda: service.deactivate(out, our_clock.now(), None))
    emails = ["known1@severny.example", "nobody@severny.example", "inact1@severny.example"]
    answers = {ask(client, email).replace(email, "ADDRESS") for email in emails}
    assert len(answers) == 1
    assert "is on its way" in answers.pop()
    assert len(told.mails) == 1


def test_a_reset_link_goes_to_the_configured_address_whatever_host_was_asked(
    client: CheckedClient, person: Callable[..., PersonId], told: Told
) -> None:
    person()
    here = "http://127.0.0.1:8000"
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.flask.get("/reset", base_url=here).get_data(as_text=True))
    assert found
    token = found[1]
    assert client.flask.post("/reset", data={"email": EMAIL, "csrf_token": token}, base_url=here).status_code == 200
    (mail,) = told.mails
    assert "http://localhost:8000/reset/" in mail.text
    assert "127.0.0.1" not in mail.text
    assert client.flask.post("/reset", data={"email": EMAIL, "csrf_token": token}, headers={"Host": "evil.example"}).status_code == 400


def test_nobodys_mailbox_is_filled(
    client: CheckedClient, person: Callable[..., PersonId], told: Told, clock: time_machine.Traveller
) -> None:
    person()
    pages = {ask(client) for _ in range(5)}
    assert len(told.mails) == 3
    assert len(pages) == 1
    clock.shift(timedelta(minutes=15))
    ask(client)
    assert len(told.mails) == 4


@pytest.mark.parametrize("email", ["", "nonsense", "a b@c", "x" * 400 + "@severny.example"])
def test_what_is_no_address_gets_a_sentence(client: CheckedClient, told: Told, email: str) -> None:
    assert 'id="faults"' in ask(client, email)
    assert told.mails == []


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("short", "short", "at least 12 characters"),
        ("Password1234!", "Password1234!", "first that anybody would try"),
        (f"{EMAIL} {EMAIL}", f"{EMAIL} {EMAIL}", "must not contain your mail address"),
        (NEW, NEW + "!", "The two passwords differ."),
        ("", "", "Enter a new password."),
    ],
)
def test_a_bad_new_password_gets_a_sentence_and_changes_nothing(
    client: CheckedClient, person: Callable[..., PersonId], told: Told, password: str, again: str, sentence: str
) -> None:
    person()
    ask(client)
    answer = client.post(told.link, {"password": password, "password_confirm": again})
    assert sentence in answer.get_data(as_text=True)
    assert client.sign_in(EMAIL, PASSWORD).status_code == 302
    changed = client.post("/account/password", {"password": PASSWORD, "new_password": password, "new_password_confirm": again})
    assert sentence in changed.get_data(as_text=True)
    assert "password_changed" not in told.actions()


def test_changing_the_password_needs_the_old_one(client: CheckedClient, person: Callable[..., PersonId], told: Told) -> None:
    person()
    client.sign_in(EMAIL, PASSWORD)
    for wrong in ("", "not the old password", NEW):
        page = client.post("/account/password", CHANGE | {"password": wrong})
        assert page.status_code == 200
    same = client.post("/account/password", {"password": PASSWORD, **dict.fromkeys(("new_password", "new_password_confirm"), PASSWORD)})
    assert "must differ" in same.get_data(as_text=True)
    assert "password_changed" not in told.actions()
    assert client.post("/account/password", CHANGE).location == "/account"
    assert client.signed_in


def test_a_stronger_hash_is_made_at_the_next_sign_in(
    client: CheckedClient, person: Callable[..., PersonId], do: Callable[[Callable[[], Any]], Any]
) -> None:
    from argon2 import PasswordHasher

    who = person()
    weaker = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(PASSWORD)
    do(lambda: service.rehash(queries.credentials_of(who), weaker))
    assert client.sign_in(EMAIL, PASSWORD).status_code == 302
    kept = do(lambda: queries.credentials_of(who).password)
    assert kept != weaker
    assert client.signed_in


def test_passwords_are_argon2id_with_nineteen_mebibytes_outside_of_tests() -> None:
    from lms.web.accounts.security import ARGON2

    assert ARGON2 == {"argon2__type": "ID", "argon2__memory_cost": 19456, "argon2__time_cost": 2, "argon2__parallelism": 1}


def test_pages_of_passwords_are_never_cached(client: CheckedClient, person: Callable[..., PersonId], told: Told) -> None:
    person()
    ask(client)
    for address in ("/sign-in", "/reset", told.link):
        assert client.get(address).headers["Cache-Control"] == "no-store"
    assert re.search(r"/reset/\S+", told.link)
