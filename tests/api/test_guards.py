"""Who comes in where other programs ask: a good token of somebody who may, not too often; and nothing else, here or elsewhere."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from lms.access import Actor, Permission, Role
from lms.accounts import token_rules
from lms.accounts.models import ApiToken
from lms.accounts.proving import reset_factors
from lms.accounts.queries import credentials_of
from lms.accounts.service import activate, deactivate, grant_role, revoke_role, set_password
from lms.accounts.token_rules import API_WINDOW, ApiScope
from lms.accounts.tokens import revoke_token
from lms.core import clock
from lms.core.db import db, transaction
from tests.api.world import FIGURES, ONE, Vendor, figures, send, stored, token_of, vendor_of
from tests.conftest import NOW
from tests.factories import Make
from tests.visitors import CheckedClient

Statements = Callable[[], AbstractContextManager[list[str]]]
GOOD_SHAPE = "waymark_" + "A" * 43


@pytest.fixture
def vendor(make: Make) -> Vendor:
    return vendor_of(make)


@pytest.fixture
def secret(app: Flask, vendor: Vendor) -> str:
    return token_of(app, vendor.elena)


def test_every_token_that_is_not_good_meets_the_same_answer_after_one_statement(
    app: Flask, vendor: Vendor, secret: str, queries: Statements
) -> None:
    revoked, short = token_of(app, vendor.elena, "revoked"), token_of(app, vendor.elena, "short", 30)
    with app.app_context(), transaction():
        row = db.session.scalars(sa.select(ApiToken).where(ApiToken.name == "revoked")).one()
        revoke_token(Actor(vendor.elena, frozenset({Role.PARTNER_MANAGER})), row.public_id, clock.now())
    headers = [
        {}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": f"Basic {secret}"}, {"Authorization": secret},
        {"Authorization": f"Token {secret}"},
        {"Authorization": f"Bearer {GOOD_SHAPE}"}, {"Authorization": f"Bearer {secret}x"}, {"Authorization": f"Bearer {secret.lower()}"},
        {"Authorization": f"Bearer {revoked}"}, {"Authorization": f"Bearer {short}"}, {"Authorization": "Bearer \u00ff\u00fe"},
        {"Authorization": f"Bearer {'x' * 5000}"},
    ]  # fmt: skip
    answers = set()
    for one in headers:
        with time_machine.travel(NOW + timedelta(days=31), tick=False), queries() as statements:
            answer = send(app, None, figures(ONE), headers=one)
        assert len(statements) == 1, one
        answers.add((answer.status_code, answer.headers["WWW-Authenticate"], answer.get_data()))
    assert {answer[:2] for answer in answers} == {(401, "Bearer")}
    assert len(answers) == 1
    assert stored(app) == []


def test_a_token_is_good_up_to_its_end_and_not_at_it(app: Flask, secret: str) -> None:
    with app.app_context():
        end = db.session.scalars(sa.select(ApiToken.expires_at)).one()
    for moment, status in ((end - timedelta(seconds=1), 200), (end, 401)):
        with time_machine.travel(moment, tick=False):
            assert send(app, secret, figures()).status_code == status


def test_a_token_does_nothing_that_its_person_could_not_do_at_that_moment(app: Flask, vendor: Vendor, secret: str) -> None:
    """A role that was taken ends the token; it stays dead when the role comes back."""
    assert send(app, secret, figures()).status_code == 200
    for act in (revoke_role, grant_role):
        with app.app_context(), transaction():
            act(vendor.elena, Role.PARTNER_MANAGER, clock.now(), vendor.ada)
        assert send(app, secret, figures()).status_code == 401


@pytest.mark.parametrize("role", [Role.HEAD, Role.CONTENT_AUTHOR])
def test_a_token_of_somebody_who_may_not_enter_figures_finds_nothing_here(app: Flask, make: Make, role: Role) -> None:
    """However the token came about: also one of a learner, which no page would make."""
    for person in (make.person("other@nimbus.example", role), make.member(make.partner("Vector"), "ann@vector.example", admin=True)):
        assert send(app, token_of(app, person), figures(ONE)).status_code == 404


def test_a_scope_carries_no_more_than_it_says(app: Flask, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(token_rules.ALLOWS, ApiScope.WRITE_FIGURES, frozenset({Permission.READ_PARTNER}))
    assert send(app, secret, figures(ONE)).status_code == 404


def test_who_may_not_sign_in_has_no_program_either(app: Flask, vendor: Vendor, secret: str) -> None:
    for act in (deactivate, activate):
        with app.app_context(), transaction():
            act(vendor.elena, clock.now(), vendor.ada)
        assert send(app, secret, figures()).status_code == 401


def test_a_partner_that_was_handed_over_is_out_of_reach_at_once(app: Flask, vendor: Vendor, secret: str) -> None:
    assert send(app, secret, figures(ONE)).status_code == 200
    with app.app_context():
        db.session.execute(
            sa.text("UPDATE partner SET manager_id = :petr WHERE id = :vector"), {"petr": vendor.petr, "vector": vendor.vector}
        )
        db.session.commit()
    assert send(app, secret, figures({**ONE, "reference": "P-2"})).status_code == 422


def test_a_new_password_and_factors_that_were_reset_end_every_token(app: Flask, vendor: Vendor, secret: str) -> None:
    with app.app_context(), transaction():
        set_password(credentials_of(vendor.elena), "a hash", clock.now())
    assert send(app, secret, figures()).status_code == 401
    again = token_of(app, vendor.elena, "again")
    with app.app_context(), transaction():
        reset_factors("elena@nimbus.example", clock.now(), vendor.ada)
    assert send(app, again, figures()).status_code == 401


def test_a_token_may_ask_sixty_times_a_minute(app: Flask, vendor: Vendor, secret: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert {send(app, secret, figures()).status_code for _ in range(60)} == {200}
    with time_machine.travel(NOW + timedelta(seconds=18), tick=False):
        answer = send(app, secret, figures(ONE))
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "42")
        assert "42" in answer.get_json()["error"]
        assert send(app, token_of(app, vendor.elena, "another"), figures()).status_code == 200
    assert stored(app) == []
    with time_machine.travel(NOW + API_WINDOW, tick=False):
        assert send(app, secret, figures(ONE)).status_code == 200


def test_the_day_of_the_last_use_is_written_once_a_day(app: Flask, secret: str, queries: Statements) -> None:
    written = []
    for _ in range(2):
        with queries() as statements:
            send(app, secret, figures())
        written.append(sum("UPDATE api_token" in one for one in statements))
    assert written == [1, 0]
    with app.app_context():
        assert db.session.scalars(sa.select(ApiToken.last_used_on)).one() == NOW.date()


def test_a_session_opens_nothing_where_programs_ask(app: Flask, vendor: Vendor, client: CheckedClient) -> None:
    """So no form of another site can be sent with somebody's cookie; the control: the same cookie opens the page of files."""
    client.sign_in("elena@nimbus.example")
    assert client.get("/figures").status_code == 200
    for options in ({"json": figures(ONE)}, {"data": {"figures": "[]", "csrf_token": client.token()}}):
        answer = client.flask.post(FIGURES, **options)
        assert (answer.status_code, answer.mimetype) == (401, "application/json")
    assert stored(app) == []


def test_a_token_opens_nothing_elsewhere(app: Flask, secret: str) -> None:
    for address in ("/figures", "/account", "/account/tokens", "/partners", "/home"):
        for value in (f"Bearer {secret}", f"Token {secret}", secret):
            headers = {"Authorization": value, "Authentication-Token": secret, "X-Api-Key": secret}
            answer = app.test_client().get(f"{address}?auth_token={secret}&access_token={secret}", headers=headers)
            assert (answer.status_code, (answer.location or "").startswith("/sign-in")) == (302, True)


def test_a_secret_in_the_address_or_the_body_is_none(app: Flask, secret: str) -> None:
    for address in (f"{FIGURES}?access_token={secret}", f"{FIGURES}?token={secret}"):
        assert send(app, None, {**figures(ONE), "access_token": secret}, address).status_code == 401


def test_a_cookie_beside_a_token_changes_nothing(app: Flask, vendor: Vendor, client: CheckedClient) -> None:
    client.sign_in("ada@nimbus.example")
    headers = {"Authorization": f"Bearer {token_of(app, vendor.elena)}"}
    answer = client.flask.post(FIGURES, json=figures({**ONE, "partner": "Gamma"}), headers=headers)
    assert answer.status_code == 422
    assert "Set-Cookie" not in answer.headers
