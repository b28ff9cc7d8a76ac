"""The page of tokens: made after a fresh proof, shown once, revoked by whose they are and by programme admins."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from lms.access import Role
from tests.conftest import NOW
from tests.factories import Make
from tests.visitors import CheckedClient

PAGE, NEW = "/account/tokens", "/account/tokens/new"
GIVEN = {"name": "Sales system", "days": "90"}


def text_of(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def elena(make: Make, sign_in) -> CheckedClient:
    make.person("elena@nimbus.example", Role.PARTNER_MANAGER, name="Elena")
    return sign_in("elena@nimbus.example")


def other(app: Flask, make: Make, name: str, *roles: Role) -> CheckedClient:
    """Somebody else in a browser of their own."""
    make.person(f"{name}@nimbus.example", *roles, name=name.title())
    client = CheckedClient(app)
    client.sign_in(f"{name}@nimbus.example")
    return client


def revoking(page: str) -> list[str]:
    """Where the buttons of a page send."""
    return re.findall(r'action="(/account/tokens/[a-z0-9]+/revoke)"', page)


def test_a_token_is_made_shown_once_used_and_revoked(elena: CheckedClient, outbox) -> None:
    assert "No program acts in your name" in text_of(elena.get(PAGE))
    made = text_of(elena.post(NEW, GIVEN))
    (secret,) = set(re.findall(r"waymark_[A-Za-z0-9_-]{43}", made))
    assert "http://localhost:8000/api/v1/figures" in made
    page = text_of(elena.get(PAGE))
    assert "1 program acts in your name" in page
    for words in ("Sales system", f"waymark_…{secret[-4:]}", "enters and corrects figures", "not used yet", "19 February 2027"):
        assert words in page
    assert secret not in page
    elena.flask.post("/api/v1/figures", json={"figures": []}, headers={"Authorization": f"Bearer {secret}"})
    assert "last used on 21 Nov 2026" in text_of(elena.get(PAGE))
    (address,) = revoking(page)
    assert elena.post(address).status_code == 303
    page = text_of(elena.get(PAGE))
    assert "revoked" in page
    assert revoking(page) == []
    assert [mail.event for mail in outbox()] == ["token_made"]


def test_the_form_sent_twice_makes_no_second_token(elena: CheckedClient) -> None:
    elena.post(NEW, GIVEN)
    again = elena.post(NEW, GIVEN)
    assert (again.status_code, "Its secret cannot be shown again" in text_of(again)) == (400, True)
    assert len(revoking(text_of(elena.get(PAGE)))) == 1


@pytest.mark.parametrize(
    "given", [{"name": "", "days": "90"}, {"name": "x" * 81, "days": "30"}, {"name": "x", "days": "400"}, {"name": "x"}]
)
def test_a_token_without_a_name_or_an_end_is_refused_beside_the_field(elena: CheckedClient, given: dict[str, str]) -> None:
    answer = elena.post(NEW, given)
    assert (answer.status_code, 'aria-invalid="true"' in text_of(answer)) == (400, True)
    assert "No program" in text_of(elena.get(PAGE))


def test_making_wants_a_fresh_proof_and_revoking_does_not(elena: CheckedClient) -> None:
    elena.post(NEW, GIVEN)
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        for answer in (elena.get(NEW), elena.post(NEW, {**GIVEN, "name": "Another"})):
            assert (answer.status_code, answer.location.startswith("/sign-in/again")) == (303, True)
        page = text_of(elena.get(PAGE))
        (address,) = revoking(page)
        assert elena.post(address).location == PAGE


def test_a_programme_admin_sees_and_revokes_everybodys_and_the_person_is_told(app: Flask, make: Make, elena: CheckedClient, outbox) -> None:
    elena.post(NEW, GIVEN)
    ada = other(app, make, "ada", Role.PROGRAMME_ADMIN)
    ada.post(NEW, {"name": "Ours", "days": "30"})
    page = text_of(ada.get(PAGE))
    assert "Acts in the name of Elena" in page
    assert len(revoking(page)) == 2
    others = page.split('id="others"')[1]
    (address,) = revoking(others)
    assert ada.post(address).status_code == 303
    assert [(mail.event, mail.address) for mail in outbox()][-1] == ("token_revoked", "elena@nimbus.example")
    assert "revoked" in text_of(elena.get(PAGE))


def test_a_manager_sees_nobody_elses_token(app: Flask, make: Make, elena: CheckedClient) -> None:
    elena.post(NEW, GIVEN)
    (address,) = revoking(text_of(elena.get(PAGE)))
    petr = other(app, make, "petr", Role.PARTNER_MANAGER)
    assert "Sales system" not in text_of(petr.get(PAGE))
    assert petr.post(address).status_code == 404
    assert len(revoking(text_of(elena.get(PAGE)))) == 1


@pytest.mark.parametrize("role", [Role.CONTENT_AUTHOR, Role.HEAD])
def test_who_may_not_enter_figures_has_no_such_page(app: Flask, make: Make, role: Role) -> None:
    visitor = other(app, make, "somebody", role)
    assert visitor.get(PAGE).status_code == 404
    assert PAGE not in text_of(visitor.get("/account"))


def test_the_way_leads_from_the_account_and_from_the_files(elena: CheckedClient) -> None:
    for address in ("/account", "/account/security", "/figures"):
        assert f'href="{PAGE}"' in text_of(elena.get(address))


def test_ten_tokens_are_as_many_as_there_can_be(elena: CheckedClient) -> None:
    for number in range(10):
        elena.post(NEW, {"name": f"{number}", "days": "30"})
    page = text_of(elena.get(PAGE))
    assert f'href="{NEW}"' not in page
    assert "as many as there can be" in page
    assert elena.post(NEW, GIVEN).status_code == 400


def test_the_page_speaks_russian(elena: CheckedClient) -> None:
    elena.post("/preferences/language", {"language": "ru"})
    elena.post(NEW, GIVEN)
    page = text_of(elena.get(PAGE))
    for words in ("1\u00a0программа действует от\u00a0вашего имени", "вносит и\u00a0исправляет показатели", "Отозвать"):
        assert words in page
