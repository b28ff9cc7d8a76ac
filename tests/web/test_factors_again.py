"""Proving once more who somebody is: the way there, the password, and the way back."""

from collections.abc import Callable

import pytest
import time_machine

from lms.access import Role
from tests.conftest import NOW
from tests.factories import Make
from tests.visitors import PASSWORD, CheckedClient

Clock = time_machine.Traveller
MAIL = "ada@vendor.example"
NEW = {"password": PASSWORD, "new_password": "quite another battery staple", "new_password_confirm": "quite another battery staple"}


@pytest.fixture
def ada(make: Make, sign_in: Callable[[str], CheckedClient]) -> CheckedClient:
    """A programme admin, signed in at `NOW`."""
    make.person(MAIL, Role.PROGRAMME_ADMIN)
    return sign_in(MAIL)


def test_a_stale_page_leads_to_the_proof_and_back_to_itself(ada: CheckedClient, clock: Clock) -> None:
    assert ada.get("/audit?check=1").status_code == 200
    clock.shift(601)
    answer = ada.get("/audit?check=1")
    assert (answer.status_code, answer.location) == (303, "/sign-in/again?next=/audit?check%3D1")
    page = ada.get(answer.location).get_data(as_text=True)
    assert "Is it still you?" in page
    assert MAIL in page
    assert "Nothing was changed" not in page
    proved = ada.post("/sign-in/again", {"password": PASSWORD, "next": "/audit?check=1"})
    assert (proved.status_code, proved.location) == (303, "/audit?check=1")
    assert ada.get("/audit").status_code == 200


def test_a_proof_is_fresh_for_ten_minutes_and_no_longer(ada: CheckedClient, clock: Clock) -> None:
    clock.shift(11 * 60)
    ada.post("/sign-in/again", {"password": PASSWORD})
    clock.shift(9 * 60 + 55)
    assert ada.get("/audit").status_code == 200
    clock.shift(6)
    assert ada.get("/audit").status_code == 303


def test_a_stale_form_changes_nothing_and_its_page_is_the_way_back(ada: CheckedClient, clock: Clock) -> None:
    clock.shift(601)
    answer = ada.post("/account/password", NEW, headers={"Referer": "http://localhost/account/password?x=1"})
    assert (answer.status_code, answer.location) == (303, "/sign-in/again?next=/account/password?x%3D1&unsent=1")
    assert "Nothing was changed yet." in ada.get(answer.location).get_data(as_text=True)
    proved = ada.post("/sign-in/again", {"password": PASSWORD, "next": "/account/password?x=1", "unsent": "1"})
    assert proved.location == "/account/password?x=1"
    assert "Nothing was changed yet: please do once more" in ada.get(proved.location).get_data(as_text=True)


@pytest.mark.parametrize(
    "came", ["https://evil.example/account", "//evil.example/account", "http://localhost/\\evil", "", "not an address", "http://["]
)
def test_a_foreign_way_back_is_forgotten(ada: CheckedClient, clock: Clock, came: str) -> None:
    clock.shift(601)
    answer = ada.post("/account/password", NEW, headers={"Referer": came})
    assert answer.location == "/sign-in/again?next=/account/password&unsent=1"
    assert ada.post("/sign-in/again", {"password": PASSWORD, "next": came}).location == "/account"


def test_a_wrong_password_proves_nothing_and_is_counted(ada: CheckedClient, clock: Clock) -> None:
    clock.shift(601)
    answer = ada.post("/sign-in/again", {"password": "not the right one"})
    assert answer.status_code == 400
    assert "This is not your password. 9 tries are left" in answer.get_data(as_text=True)
    assert ada.post("/sign-in/again", {"password": ""}).status_code == 400
    for _ in range(9):
        ada.post("/sign-in/again", {"password": "not the right one"})
    paused = ada.post("/sign-in/again", {"password": PASSWORD})
    assert paused.status_code == 400
    assert "paused until" in paused.get_data(as_text=True)
    assert ada.get("/audit").status_code == 303
    clock.move_to(NOW.replace(hour=10))
    assert ada.post("/sign-in/again", {"password": PASSWORD}).status_code == 303


def test_who_asked_for_json_gets_a_401_and_the_way_to_prove(ada: CheckedClient, clock: Clock) -> None:
    clock.shift(601)
    answer = ada.get("/audit", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json == {"error": "Please prove once more that it is you.", "prove": "/sign-in/again"}


def test_a_stranger_has_nothing_to_prove(client: CheckedClient) -> None:
    assert client.get("/sign-in/again").location == "/sign-in?next=/sign-in/again"
    assert client.post("/sign-in/again", {"password": PASSWORD}).location == "/sign-in"
