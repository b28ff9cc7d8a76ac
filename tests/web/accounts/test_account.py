"""The own account, language and theme."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from lms.accounts.models import Person, PersonRole
from lms.core.db import db
from lms.core.ids import PersonId
from tests.visitors import CheckedClient
from tests.web.accounts.conftest import EMAIL, PASSWORD, Told

FORM = {"name": "Anna Orlova", "name_ru": "Анна Орлова", "language": "ru", "zone": "Asia/Omsk", "theme": "dark"}
Do = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def anna(client: CheckedClient, person: Callable[..., PersonId], told: Told) -> CheckedClient:
    person()
    client.sign_in(EMAIL, PASSWORD)
    return client


def row(do: Do) -> dict[str, Any]:
    return dict(do(lambda: db.session.execute(sa.select(*Person.__table__.columns)).mappings().one()))


def test_the_account_shows_and_keeps_what_is_mine(anna: CheckedClient, do: Do, told: Told) -> None:
    assert "Anna Belova" in anna.get("/account").get_data(as_text=True)
    answer = anna.post("/account", FORM)
    assert (answer.status_code, answer.location) == (303, "/account")
    kept = row(do)
    assert {name: str(kept[name]) for name in FORM} == FORM
    assert told.actions()[-1] == "profile_changed"
    page = anna.get("/account").get_data(as_text=True)
    assert '<html lang="ru" data-theme="dark">' in page


def test_no_other_column_can_be_set_through_the_form(anna: CheckedClient, do: Do) -> None:
    before = row(do)
    others = {column.name: "1" for column in Person.__table__.columns if column.name not in FORM}
    roles = {"roles": "programme_admin", "role": "head", "is_admin": "1", "partner_id": "1"}
    assert anna.post("/account", FORM | others | roles).status_code == 303
    after = row(do)
    assert {name: after[name] for name in others if name != "last_seen_at"} == {
        name: before[name] for name in others if name != "last_seen_at"
    }
    assert do(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(PersonRole))) == 0


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "   "}, {"name": "A" * 121}, {"name_ru": "A" * 121}, {"language": "de"}, {"language": ""},
     {"zone": "Mars/Olympus"}, {"theme": "neon"}, {"name": "A\x00B"}],
)  # fmt: skip
def test_what_cannot_be_kept_gets_a_page_and_changes_nothing(anna: CheckedClient, do: Do, wrong: dict[str, str]) -> None:
    before = row(do)
    assert anna.post("/account", FORM | wrong).status_code == 400
    assert row(do) == before


def test_the_account_belongs_to_who_is_signed_in(client: CheckedClient) -> None:
    assert client.get("/account").location == "/sign-in?next=/account"
    assert client.post("/account", FORM).location == "/sign-in"
    assert client.flask.get("/account/password").location == "/sign-in?next=/account/password"


def test_a_visitor_switches_language_and_theme_by_cookie(client: CheckedClient) -> None:
    assert '<html lang="en">' in client.get("/sign-in").get_data(as_text=True)
    answer = client.post("/preferences/language", {"language": "ru", "next": "/sign-in?next=/account"})
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/account")
    client.post("/preferences/theme", {"theme": "dark", "next": "/sign-in"})
    assert '<html lang="ru" data-theme="dark">' in client.get("/sign-in").get_data(as_text=True)
    client.post("/preferences/theme", {"theme": "auto"})
    assert '<html lang="ru">' in client.get("/sign-in").get_data(as_text=True)


def test_a_person_takes_language_and_theme_along(anna: CheckedClient, do: Do) -> None:
    anna.post("/preferences/language", {"language": "ru", "next": "/account"})
    anna.post("/preferences/theme", {"theme": "light", "next": "/account"})
    kept = row(do)
    assert (kept["language"], str(kept["theme"])) == ("ru", "light")


@pytest.mark.parametrize(
    ("address", "data"),
    [("language", {}), ("language", {"language": "xx"}), ("theme", {}), ("theme", {"theme": "neon"})],
)
def test_an_unknown_language_or_theme_is_refused(client: CheckedClient, address: str, data: dict[str, str]) -> None:
    assert client.post(f"/preferences/{address}", data).status_code == 400


@pytest.mark.parametrize(
    "address",
    ["/sign-in", "/sign-out", "/reset", "/reset/x", "/account", "/account/password", "/preferences/language", "/preferences/theme"],
)
def test_every_form_needs_its_token(anna: CheckedClient, do: Do, address: str) -> None:
    before = row(do)
    assert anna.flask.post(address, data=FORM).status_code == 400
    assert row(do) == before
