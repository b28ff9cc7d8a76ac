"""Authenticator app and recovery codes: setting up, the second step of sign-in, each code once, and what half-way opens."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from passlib.totp import TOTP

from lms.access import Role
from lms.accounts.models import Authenticator, RecoveryCode, WebSession
from lms.audit.models import AuditEntry
from lms.core import clock as core_clock
from lms.core.db import db
from lms.core.settings import Settings
from lms.web.factors.codes import Authenticators
from lms.web.guards import permissions_of
from tests.conftest import NOW
from tests.factories import Make
from tests.visitors import PASSWORD, CheckedClient

Clock = time_machine.Traveller
MAIL = "ada@vendor.example"
SECOND = "/sign-in/second"


class Phone:
    """A phone with an authenticator app."""

    def __init__(self, key: str) -> None:
        self.totp = TOTP(key=key.replace("-", ""))

    def code(self, later: int = 0) -> str:
        """What it shows now, or so many seconds later."""
        return str(self.totp.generate(time=core_clock.now() + timedelta(seconds=later)).token)


@pytest.fixture
def ada(make: Make, sign_in: Callable[[str], CheckedClient]) -> CheckedClient:
    """A programme admin, signed in at `NOW`."""
    make.person(MAIL, Role.PROGRAMME_ADMIN)
    return sign_in(MAIL)


def key_on(page: str) -> str:
    return re.findall(r'<p class="mono">([A-Z2-7-]+)</p>', page)[0]


def set_up(client: CheckedClient) -> Phone:
    """Go through the setting up of an app."""
    phone = Phone(key_on(client.get("/account/security/authenticator").get_data(as_text=True)))
    answer = client.post("/account/security/authenticator", {"code": phone.code()})
    assert (answer.status_code, answer.location) == (303, "/account/security#codes")
    return phone


def codes_of(client: CheckedClient) -> list[str]:
    """Ask for new recovery codes."""
    page = client.post("/account/security/codes").get_data(as_text=True)
    return re.findall(r"<li>((?:[a-z2-9]{4}-){2}[a-z2-9]{4})</li>", page)


def out_and_half_way(client: CheckedClient) -> None:
    """Sign out, and give the password."""
    client.post("/sign-out")
    answer = client.sign_in(MAIL)
    assert (answer.status_code, answer.location) == (302, SECOND)


def test_an_app_is_set_up_by_its_first_code_and_asked_for_at_the_next_sign_in(ada: CheckedClient, clock: Clock) -> None:
    assert "Your password alone opens your account" in ada.get("/account/security").get_data(as_text=True)
    phone = set_up(ada)
    assert "two locks and no spare key" in ada.get("/account/security").get_data(as_text=True)
    clock.shift(30)
    out_and_half_way(ada)
    assert "Now enter the code that your authenticator app shows" in ada.get(SECOND).get_data(as_text=True)
    assert not ada.signed_in
    answer = ada.post(SECOND, {"code": f" {phone.code()[:3]} {phone.code()[3:]} ", "next": "/audit"})
    assert (answer.status_code, answer.location) == (303, "/audit")
    assert ada.signed_in


def test_a_wrong_first_code_sets_nothing_up(ada: CheckedClient, app: Flask) -> None:
    ada.get("/account/security/authenticator")
    for wrong in ("000000", "", "12345", "abcdef", "１２３４５６", "9" * 50):
        assert ada.post("/account/security/authenticator", {"code": wrong}).status_code == 400
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Authenticator)) == 0


def test_the_picture_and_the_key_say_the_same_and_die_with_the_setting_up(ada: CheckedClient) -> None:
    first = key_on(ada.get("/account/security/authenticator").get_data(as_text=True))
    assert key_on(ada.get("/account/security/authenticator").get_data(as_text=True)) == first
    picture = ada.get("/account/security/authenticator.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"
    ada.post("/account/security/authenticator", {"code": Phone(first).code()})
    assert ada.get("/account/security/authenticator.svg").status_code == 409
    assert ada.get("/account/security/authenticator").location == "/account/security"
    assert ada.post("/account/security/authenticator", {"code": "123456"}).status_code == 409


def test_a_second_app_set_up_in_another_browser_is_refused(ada: CheckedClient, app: Flask) -> None:
    other = CheckedClient(app)
    other.sign_in(MAIL)
    late = Phone(key_on(other.get("/account/security/authenticator").get_data(as_text=True)))
    set_up(ada)
    assert other.post("/account/security/authenticator", {"code": late.code()}).status_code == 409


def test_the_code_before_and_the_code_after_are_good_and_no_others(ada: CheckedClient, clock: Clock) -> None:
    phone = set_up(ada)
    clock.shift(300)
    for off, good in ((-60, False), (60, False), (-30, True), (30, True)):
        out_and_half_way(ada)
        assert ada.post(SECOND, {"code": phone.code(off)}).status_code == (303 if good else 400)
        clock.shift(120)


def test_a_code_works_once(ada: CheckedClient, clock: Clock) -> None:
    phone = set_up(ada)
    out_and_half_way(ada)
    assert ada.post(SECOND, {"code": phone.code()}).status_code == 400, "the code that confirmed the app is used"
    clock.shift(60)
    assert ada.post(SECOND, {"code": phone.code()}).status_code == 303
    used = phone.code()
    out_and_half_way(ada)
    assert ada.post(SECOND, {"code": used}).status_code == 400
    assert ada.post(SECOND, {"code": phone.code(-30)}).status_code == 400, "and none before it"
    assert ada.post(SECOND, {"code": phone.code(30)}).status_code == 303


def test_five_wrong_codes_pause_even_the_right_one_and_the_password_does_not_help(ada: CheckedClient, clock: Clock) -> None:
    phone = set_up(ada)
    clock.shift(60)
    out_and_half_way(ada)
    said = ada.post(SECOND, {"code": "000000"}).get_data(as_text=True)
    assert "This code is not right, or it was used already. 4 tries are left" in said
    for _ in range(4):
        ada.post(SECOND, {"code": "abcd-abcd-abcd"})
    out_and_half_way(ada)
    paused = ada.post(SECOND, {"code": phone.code()})
    assert paused.status_code == 400
    assert "paused until" in paused.get_data(as_text=True)
    clock.shift(15 * 60)
    out_and_half_way(ada)
    assert ada.post(SECOND, {"code": phone.code()}).status_code == 303


def test_recovery_codes_let_in_once_each_and_new_ones_replace_them(ada: CheckedClient) -> None:
    assert ada.post("/account/security/codes").status_code == 400, "there is nothing to recover from yet"
    set_up(ada)
    codes = codes_of(ada)
    assert len(set(codes)) == 10
    assert "10 left" in ada.get("/account/security").get_data(as_text=True)
    out_and_half_way(ada)
    page = ada.get(f"{SECOND}?with=recovery").get_data(as_text=True)
    assert "one of the recovery codes" in page
    assert ada.post(f"{SECOND}?with=recovery", {"code": codes[0].upper().replace("-", " ")}).status_code == 303
    assert "9 left" in ada.get("/account/security").get_data(as_text=True)
    out_and_half_way(ada)
    assert ada.post(f"{SECOND}?with=recovery", {"code": codes[0]}).status_code == 400
    assert ada.post(f"{SECOND}?with=recovery", {"code": codes[1]}).status_code == 303
    fresh = codes_of(ada)
    out_and_half_way(ada)
    assert ada.post(f"{SECOND}?with=recovery", {"code": codes[2]}).status_code == 400
    assert ada.post(f"{SECOND}?with=recovery", {"code": fresh[2]}).status_code == 303


def test_the_database_gives_neither_keys_nor_codes_away(ada: CheckedClient, app: Flask) -> None:
    phone, codes = set_up(ada), codes_of(ada)
    with app.app_context():
        secret = db.session.scalar(sa.select(Authenticator.secret)) or ""
        hashes = list(db.session.scalars(sa.select(RecoveryCode.code_hash)))
        sessions = str(list(db.session.scalars(sa.select(WebSession.data))))
    assert phone.totp.base32_key not in secret
    assert phone.totp.base32_key not in sessions
    assert not any(code in kept or code.replace("-", "") in kept for code in codes for kept in hashes)
    assert not any(code in sessions for code in codes)


def test_removing_the_last_factor_ends_the_second_step_and_the_codes(ada: CheckedClient, app: Flask) -> None:
    set_up(ada)
    codes_of(ada)
    assert ada.post("/account/security/authenticator/remove").location == "/account/security"
    assert ada.post("/account/security/authenticator/remove").status_code == 303, "once more changes nothing"
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(RecoveryCode)) == 0
    ada.post("/sign-out")
    assert ada.sign_in(MAIL).location == "/"
    assert ada.signed_in


def test_a_code_of_the_app_is_a_fresh_proof(ada: CheckedClient, clock: Clock) -> None:
    phone = set_up(ada)
    clock.shift(700)
    assert ada.get("/audit").status_code == 303
    assert "Use a code of your authenticator app" in ada.get("/sign-in/again").get_data(as_text=True)
    assert ada.post("/sign-in/again/code", {"code": "000000"}).status_code == 400
    assert ada.post("/sign-in/again/code", {"code": phone.code(), "next": "/audit"}).location == "/audit"
    assert ada.get("/audit").status_code == 200


def test_half_way_opens_nothing(ada: CheckedClient, app: Flask, clock: Clock) -> None:
    """Every page without a secret in its address, met half-way, answers as it does to a stranger."""
    set_up(ada)
    out_and_half_way(ada)
    stranger = app.test_client()
    with app.app_context():
        rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    assert len(rules) >= 25
    assert set(permissions_of(app)) >= {rule.endpoint for rule in rules}
    own = {"factors.second", "factors.passkey_options", "security.login"}
    for rule in rules:
        here, there = ada.flask.get(rule.rule), stranger.get(rule.rule)
        if rule.endpoint not in own:
            assert (here.status_code, here.location) == (there.status_code, there.location), rule.rule
        with app.app_context():
            assert db.session.scalar(sa.select(sa.func.count()).select_from(WebSession)) == 0
    assert ada.get(SECOND).status_code == 200
    for address in ("/account/security/codes", "/account", "/account/password", "/sign-in/again"):
        assert ada.post(address, {"password": PASSWORD}).location == "/sign-in"


def test_half_way_ends_after_ten_minutes_and_with_a_new_password(ada: CheckedClient, app: Flask, clock: Clock) -> None:
    phone = set_up(ada)
    out_and_half_way(ada)
    clock.shift(601)
    assert ada.get(SECOND).location == "/sign-in"
    assert ada.post(SECOND, {"code": phone.code()}).location == "/sign-in"
    ada.sign_in(MAIL)
    assert ada.get(SECOND).status_code == 200
    with app.app_context():
        db.session.execute(sa.text("UPDATE person SET fs_uniquifier = 'another'"))
        db.session.commit()
    assert ada.get(SECOND).location == "/sign-in"


def test_the_token_of_the_session_begins_at_the_end_of_the_second_step(ada: CheckedClient, clock: Clock) -> None:
    phone = set_up(ada)
    clock.shift(60)
    out_and_half_way(ada)
    assert ada.flask.get_cookie("session") is None
    visit = ada.flask.get_cookie("visit")
    ada.post(SECOND, {"code": phone.code()})
    assert ada.flask.get_cookie("session") is not None
    assert visit is not None
    assert ada.flask.get_cookie("visit") is None


def test_known_and_unknown_addresses_meet_the_same_bytes_and_only_the_right_password_the_second_step(ada: CheckedClient) -> None:
    set_up(ada)
    ada.post("/sign-out")

    def wrong(email: str) -> str:
        text = ada.post("/sign-in", {"email": email, "password": "not the right one"}).get_data(as_text=True)
        return re.sub(r"[A-Za-z0-9_.-]{60,}", "TOKEN", text).replace(email, "ADDRESS")

    assert wrong(MAIL) == wrong("nobody@vendor.example")


def test_the_log_and_the_mails_say_what_was_done(ada: CheckedClient, app: Flask, outbox: Callable[[], list[object]]) -> None:
    set_up(ada)
    codes = codes_of(ada)
    out_and_half_way(ada)
    ada.post(SECOND, {"code": "000000"})
    ada.post(SECOND, {"code": codes[0]})
    ada.post("/account/security/authenticator/remove")
    with app.app_context():
        actions = list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))
    told = ["authenticator_added", "recovery_codes_made", "second_factor_failed", "recovery_code_used", "authenticator_removed"]
    assert [one for one in actions if one in told] == told
    mails = [mail.event for mail in outbox()]  # type: ignore[attr-defined]  # OutboxMail
    assert mails[-4:] == ["factor_added", "recovery_codes_made", "recovery_code_used", "factor_removed"]
    assert not any(code in str(vars(mail)) for mail in outbox() for code in codes)


def test_a_rotated_secret_still_opens_apps_and_codes_while_the_old_one_is_named(app: Flask) -> None:
    old, new = "o" * 40, "n" * 40
    with app.test_request_context(), time_machine.travel(NOW, tick=False):
        sealed = Authenticators(old, "", "Waymark").generate_totp_secret()
        code = Phone(Authenticators(old, "", "Waymark").get_totp_b32_key(sealed)).code()
        assert Authenticators(new, "", "Waymark").step(code, sealed, None) is None
        found = Authenticators(new, old, "Waymark").step(code, sealed, None)
        assert found is not None
        assert found[1] != sealed
        again = Authenticators(new, "", "Waymark").step(code, found[1], None)
    assert again is not None
    assert Settings.from_environment({"LMS_SECRET": new, "LMS_OLD_SECRET": old}).old_secret == old
