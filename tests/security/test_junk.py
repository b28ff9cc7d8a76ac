"""Nothing that somebody writes into an address or a form breaks a page: no number that is too large, and no sign that nothing keeps."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import time_machine
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound

import lms.web
from lms.access import Role, may
from lms.core.ids import PUBLIC_LENGTH
from lms.web.guards import permissions_of
from tests.installation import Installation
from tests.security.doors import DOORS, Values
from tests.security.walks import address_of, doors_of, uploaded
from tests.security.world import NOW, Visitor, World, build_world
from tests.visitors import CheckedClient

READ = re.compile(r'(?:request\.args|given|args|data)(?:\.get|\.getlist)\(\s*"([a-z_]+)"')
FIELD = re.compile(r"^    ([a-z_]+) = [A-Z]\w+Field\(", re.MULTILINE)
WRITTEN = ("é" * 3000, "9999-12-31", "9" * 30)
JUNK = ("9" * 30, "é" * 3000, "-1", "9999-12-31")
VISITORS = (Role.PROGRAMME_ADMIN, Role.PARTNER_MANAGER, Role.PARTNER_ADMIN, Role.LEARNER, Role.CONTENT_AUTHOR)


@pytest.fixture(params=["sqlite", "postgres"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The small world on either database."""
    installation: Installation = request.getfixturevalue(f"{request.param}_place")
    installation.refresh()
    with time_machine.travel(NOW, tick=False):
        yield build_world(installation.app)
    installation.leave()


def forms(world: World) -> Iterator[tuple[Visitor, str, Values]]:
    """The address of every form with what can be filled in, and somebody who may send it."""
    permissions = permissions_of(world.app)
    for endpoint, methods in sorted(doors_of(world.app).items()):
        permission = permissions[endpoint]
        able = [one for role in VISITORS if permission and may((one := world.visitors[role.value]).actor, permission)]
        if able and "POST" in methods and endpoint in DOORS and endpoint != "security.logout":
            places = DOORS[endpoint].places(world, able[0])
            place = next((one for one in ("own", "there", "known", "partner") if one in places), next(iter(places)))
            yield able[0], address_of(world.app, endpoint, places[place]), DOORS[endpoint].filled(able[0])


def names() -> list[str]:
    """Every word that a view or a form reads, and one that nobody does."""
    texts = [path.read_text(encoding="utf-8") for path in Path(lms.web.__path__[0]).rglob("*.py")]
    return sorted({"nobody", *(name for text in texts for name in (*READ.findall(text), *FIELD.findall(text)))})


def pages(world: World) -> Iterator[tuple[Visitor, str]]:
    """The address of every page, with somebody who may open it."""
    permissions = permissions_of(world.app)
    for endpoint, methods in sorted(doors_of(world.app).items()):
        permission = permissions[endpoint]
        able = [one for role in VISITORS if permission and may((one := world.visitors[role.value]).actor, permission)]
        if able and "GET" in methods and endpoint in DOORS:
            yield able[0], address_of(world.app, endpoint, next(iter(DOORS[endpoint].places(world, able[0]).values())))


@pytest.mark.timeout(300)
def test_no_value_behind_the_question_mark_breaks_a_page(world: World) -> None:
    broken, seen = set(), set[str]()
    read = names()
    assert {"page", "before", "q", "on", "sort", "tier", "step", "next"} <= set(read), "names are no longer found in the code"
    for visitor, address in pages(world):
        for junk in JUNK if world.app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite") else JUNK[:1]:
            given = urlencode(dict.fromkeys(read, junk))
            response = world.client(visitor).get(f"{address}{'&' if '?' in address else '?'}{given}", buffered=True)
            broken |= {(address, junk[:12])} if response.status_code >= 500 else set()
            seen |= {address} if response.status_code == 200 else set()
    assert len(seen) > 60
    assert broken == set()


@pytest.mark.timeout(300)
def test_no_value_in_one_field_of_a_form_breaks_it(world: World) -> None:
    """The other fields are filled in well: else the form would be refused before the value is looked at."""
    broken, sent = set(), 0
    for visitor, address, form in forms(world):
        for name in form:
            for junk in WRITTEN[1:] if world.app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite") else WRITTEN[:1]:
                given = {"csrf_token": world.token(), **form, name: junk}
                response = world.client(visitor).post(address, data=uploaded(given), buffered=True)
                broken |= {(address, name, junk[:12])} if response.status_code >= 500 else set()
                sent += 1
    assert sent > 120
    assert broken == set()


def test_no_number_in_an_address_is_too_large_for_a_page(app: Flask) -> None:
    numbered = [rule for rule in app.url_map.iter_rules() if rule.methods and "<int" in str(rule)]
    assert numbered
    for rule in numbered:
        address = re.sub(r"<int[^>]*>", "9" * 30, re.sub(r"<public_id:[^>]*>", "x" * PUBLIC_LENGTH, str(rule)))
        for method in sorted(rule.methods or ()):
            with pytest.raises((NotFound, MethodNotAllowed)):  # the latter where a neighbour with another method reads it as a word
                app.url_map.bind("localhost").match(address, method=method)


def test_a_sign_that_postgresql_does_not_keep_is_refused_before_any_page_sees_it(client: CheckedClient) -> None:
    assert client.get("/materials?q=%00").status_code == 400
    assert client.get("/materials?%00=q").status_code == 400
    for address in ("/join/a%00b", "/media/%00/p.svg", "/my-application/%00"):
        assert client.get(address).status_code == 404, address
    refused = client.post("/become-a-partner", {"company": "Vector\x00"})
    assert refused.status_code == 400
    assert "could not be read" in refused.get_data(as_text=True)
