"""Passkeys: made, used as first factor, second step and fresh proof, and everything that is none."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from lms.access import Role
from lms.accounts.models import Passkey
from lms.accounts.service import deactivate
from lms.core.db import db, transaction
from lms.core.settings import Settings
from lms.web.factors import passkeys
from tests.conftest import NOW
from tests.factories import Make
from tests.visitors import CheckedClient
from tests.web.keys import PRESENT, Key

Clock = time_machine.Traveller
MAIL, EVE = "ada@vendor.example", "eve@vendor.example"
KEYS = "/account/security/passkeys"


@pytest.fixture
def ada(make: Make, sign_in: Callable[[str], CheckedClient]) -> CheckedClient:
    """A programme admin, signed in at `NOW`."""
    make.person(MAIL, Role.PROGRAMME_ADMIN)
    return sign_in(MAIL)


def asked(client: CheckedClient, address: str = "/sign-in/passkey") -> dict[str, Any]:
    answer = client.flask.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    return dict(answer.json or {})


def made(client: CheckedClient, key: Key | None = None, name: str = "Blue key") -> Key:
    """Make a passkey."""
    key = key or Key()
    answer = client.post(KEYS, {"name": name, **key.make(asked(client, KEYS))})
    assert (answer.status_code, answer.location) == (303, "/account/security#passkeys")
    return key


def kept(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Passkey)) or 0


def test_a_passkey_signs_in_without_a_password(ada: CheckedClient) -> None:
    key = made(ada)
    assert "Blue key" in ada.get("/account/security").get_data(as_text=True)
    ada.post("/sign-out")
    assert asked(ada)["options"]["allowCredentials"] == [], "a stranger learns of no key"
    answer = ada.post("/sign-in/passkey", {**key.sign(asked(ada)), "next": "/audit"})
    assert (answer.status_code, answer.location) == (303, "/audit")
    assert ada.get("/audit").status_code == 200
    assert "last used on" in ada.get("/account/security").get_data(as_text=True)


def test_a_passkey_ends_the_second_step_of_its_person_alone(ada: CheckedClient, app: Flask, make: Make) -> None:
    key = made(ada)
    make.person(EVE)
    other = CheckedClient(app)
    other.sign_in(EVE)
    foreign = made(other)
    ada.post("/sign-out")
    assert ada.sign_in(MAIL).location == "/sign-in/second"
    page = ada.get("/sign-in/second").get_data(as_text=True)
    assert "Now use one of your passkeys" in page
    assert ada.post("/sign-in/passkey", foreign.sign(asked(ada))).location == "/sign-in/second"
    assert len(asked(ada)["options"]["allowCredentials"]) == 1
    assert ada.post("/sign-in/passkey", key.sign(asked(ada))).location == "/"
    assert ada.signed_in


def test_a_passkey_proves_once_more_who_is_signed_in_and_nobody_else(ada: CheckedClient, app: Flask, make: Make, clock: Clock) -> None:
    key = made(ada)
    make.person(EVE)
    other = CheckedClient(app)
    other.sign_in(EVE)
    foreign = made(other)
    clock.shift(700)
    assert ada.post("/sign-in/passkey", {**foreign.sign(asked(ada)), "next": "/audit"}).location == "/sign-in/again?next=/audit"
    assert ada.get("/audit").status_code == 303
    assert ada.post("/sign-in/passkey", {**key.sign(asked(ada)), "next": "/audit"}).location == "/audit"
    assert ada.get("/audit").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "http://evil.example"}, {"origin": "http://localhost:1"}, {"host": "evil.example"}, {"flags": PRESENT}, {"flags": 0}],
)
def test_a_key_that_answers_somebody_else_or_without_its_holder_is_none(ada: CheckedClient, app: Flask, wrong: dict[str, Any]) -> None:
    assert ada.post(KEYS, {"name": "Blue key", **Key(**wrong).make(asked(ada, KEYS))}).status_code == 400
    assert kept(app) == 0
    key = made(ada)
    ada.post("/sign-out")
    for name, value in wrong.items():
        setattr(key, name, value)
    assert ada.post("/sign-in/passkey", key.sign(asked(ada))).location == "/sign-in"
    assert not ada.signed_in


def test_an_answer_is_good_once(ada: CheckedClient, app: Flask) -> None:
    key = Key()
    form = {"name": "Blue key", **key.make(asked(ada, KEYS))}
    assert ada.post(KEYS, form).status_code == 303
    assert ada.post(KEYS, form).status_code == 400
    ada.post("/sign-out")
    used = key.sign(asked(ada))
    assert ada.post("/sign-in/passkey", used).location == "/"
    ada.post("/sign-out")
    assert ada.post("/sign-in/passkey", used).location == "/sign-in"
    assert not ada.signed_in


def test_an_answer_comes_within_five_minutes_and_to_its_own_question(ada: CheckedClient, clock: Clock) -> None:
    late = Key().make(asked(ada, KEYS))
    clock.shift(301)
    assert ada.post(KEYS, {"name": "Blue key", **late}).status_code == 400
    to_sign_in = Key().make({**asked(ada, KEYS), "challenge": asked(ada)["challenge"]})
    assert ada.post(KEYS, {"name": "Blue key", **to_sign_in}).status_code == 400
    key = made(ada)
    ada.post("/sign-out")
    for_nobody = key.sign(asked(ada))
    ada.sign_in(MAIL)
    assert ada.post("/sign-in/passkey", for_nobody).location == "/sign-in/second", "asked of anybody, not of who is half-way"


def test_a_handle_of_somebody_else_is_refused(ada: CheckedClient) -> None:
    key = made(ada)
    ada.post("/sign-out")
    key.handle = b"somebody else"
    assert ada.post("/sign-in/passkey", key.sign(asked(ada))).location == "/sign-in"
    key.handle = b""
    assert ada.post("/sign-in/passkey", key.sign(asked(ada))).location == "/", "a key may leave the handle out"


def test_a_key_that_counts_must_count_on(ada: CheckedClient) -> None:
    key = made(ada, Key(count=5))
    ada.post("/sign-out")
    assert ada.post("/sign-in/passkey", key.sign(asked(ada))).location == "/sign-in", "a copy of it counts on its own"
    key.count = 6
    assert ada.post("/sign-in/passkey", key.sign(asked(ada))).location == "/"


def test_who_is_kept_out_stays_out(ada: CheckedClient, app: Flask, make: Make) -> None:
    key = made(ada)
    ada.post("/sign-out")
    with app.app_context(), transaction():
        deactivate(passkey_holder(), NOW, None)
    assert ada.post("/sign-in/passkey", key.sign(asked(ada))).location == "/sign-in"


def passkey_holder() -> Any:
    return db.session.scalars(sa.select(Passkey.person_id)).one()


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "1", '"x"', "[" * 3000, "{" * 30_000, '{"id": 1, "rawId": [], "response": {}}', "\x01"]
)
def test_what_is_no_answer_is_refused_with_a_sentence(ada: CheckedClient, app: Flask, answer: str) -> None:
    challenge = asked(ada, KEYS)["challenge"]
    refused = ada.post(KEYS, {"name": "Blue key", "challenge": challenge, "answer": answer})
    assert refused.status_code == 400
    assert "The browser made no passkey" in refused.get_data(as_text=True)
    ada.post("/sign-out")
    assert ada.post("/sign-in/passkey", {"challenge": asked(ada)["challenge"], "answer": answer}).location == "/sign-in"
    assert "The passkey was not taken" in ada.get("/sign-in").get_data(as_text=True)


def test_a_bent_answer_is_never_taken(ada: CheckedClient, app: Flask) -> None:
    """One bit of one byte at a time, in each part that a right key signed, and in the signature."""
    key = made(ada)
    ada.post("/sign-out")
    for part, length in (("authenticatorData", 37), ("clientDataJSON", 120), ("signature", 70)):
        for place in range(0, length, length // 5):
            good = key.sign(asked(ada))
            answer = json.loads(good["answer"])
            whole = bytearray(base64url_to_bytes(answer["response"][part]))
            whole[place] ^= 0x04
            answer["response"][part] = bytes_to_base64url(bytes(whole))
            assert ada.post("/sign-in/passkey", {**good, "answer": json.dumps(answer)}).location == "/sign-in", (part, place)
    assert not ada.signed_in


def test_a_passkey_needs_a_name_and_is_its_persons_alone(ada: CheckedClient, app: Flask, make: Make) -> None:
    nameless = ada.post(KEYS, {"name": " ", **Key().make(asked(ada, KEYS))})
    assert nameless.status_code == 400
    assert "Give the passkey a name" in nameless.get_data(as_text=True)
    assert ada.post(KEYS, {"name": "n" * 61, **Key().make(asked(ada, KEYS))}).status_code == 400
    key = made(ada)
    assert ada.post(KEYS, {"name": "Again", **Key(id=key.id).make(asked(ada, KEYS))}).status_code == 400, "its id is known"
    make.person(EVE)
    eve = CheckedClient(app)
    eve.sign_in(EVE)
    with app.app_context():
        public = db.session.scalars(sa.select(Passkey.public_id)).one()
    assert eve.post(f"{KEYS}/{public}/remove").status_code == 404
    assert kept(app) == 1
    assert ada.post(f"{KEYS}/{public}/remove").location == "/account/security#passkeys"
    assert kept(app) == 0


@pytest.mark.parametrize(
    ("address", "possible"),
    [("http://localhost:8000", True), ("https://academy.example", True), ("http://127.0.0.1:8000", False), ("http://[::1]:8000", False)],
)
def test_a_passkey_needs_an_address_with_a_name(app: Flask, address: str, possible: bool) -> None:
    before = app.extensions["waymark_settings"]
    app.extensions["waymark_settings"] = Settings(secret="x" * 40, base_url=address)
    try:
        with app.test_request_context():
            assert passkeys.possible() is possible
        assert app.test_client().get("/sign-in/passkey").status_code == (200 if possible else 404)
        assert ("Sign in with a passkey" in app.test_client().get("/sign-in").get_data(as_text=True)) is possible
    finally:
        app.extensions["waymark_settings"] = before


def test_a_stale_script_is_told_where_to_prove(ada: CheckedClient, clock: Clock) -> None:
    clock.shift(700)
    answer = ada.flask.get(KEYS, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert (answer.json or {})["prove"] == "/sign-in/again"
