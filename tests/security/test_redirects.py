"""No door leads anywhere but to our own pages, whatever it is asked and whatever a request calls itself; nobody writes our headers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from lms import tables
from lms.core.db import db
from tests.security.doors import DOORS, Values
from tests.security.walks import Scene, address_of, doors_of, status_of
from tests.security.world import FREE, Visitor, World, watching
from tests.visitors import PASSWORD

BASE = "http://localhost:8000"
WAYS = ("next", "url", "return_to", "redirect", "continue", "go", "back", "to", "view", "partner", "code", "product", "q")
"""Parameters that any application might send its reader on by, and ours that come into addresses."""
ABROAD = (
    "https://evil.example", "http://evil.example/home", "HTTPS://EVIL.EXAMPLE", "//evil.example", "///evil.example", "////evil.example",
    "/\\evil.example", "\\/evil.example", "\\\\evil.example", "/\\/evil.example", "//\\evil.example", "https:evil.example",
    "https:/evil.example", "https:///evil.example", "http:\\\\evil.example", "/%09/evil.example", "/\t/evil.example", "\t//evil.example",
    " //evil.example", "\x00//evil.example", "/\x0b/evil.example", "/%2f%2fevil.example", "/%5cevil.example", "%2f%2fevil.example",
    "//evil%E3%80%82example", "/。evil.example", "／／evil.example", "//localhost@evil.example", "http://localhost:8000@evil.example",
    "http://localhost:8000.evil.example", "https://localhost.evil.example/", "//evil.example:8000/home", "//[::ffff:7f00:1]/",
    "/home//evil.example", "/../../evil.example", "/./\\evil.example", "/home/..//evil.example", "?next=//evil.example", "#//evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "javascript://%0aalert(1)", "data:text/html,x", "vbscript:x",
    "blob:https://evil.example/x", "ftp://evil.example", "mailto:a@evil.example", "file:///etc/passwd", "view-source:https://evil.example",
    "http://evil.example\\@localhost:8000", "@evil.example", ".evil.example", ";@evil.example", "/sign-in?next=https://evil.example",
)  # fmt: skip
BREAKS = (
    "\r\nX-Evil: 1", "\nX-Evil: 1", "\rX-Evil: 1", "/home\r\nX-Evil: 1", "/home\r\nSet-Cookie: session=evil", "%0d%0aX-Evil:%201",
    "/home%0d%0aX-Evil:%201", "%250d%250aX-Evil:%201", "\u560d\u560aX-Evil: 1", "\u2028X-Evil: 1", "\x85X-Evil: 1",
    "\r\n\r\n<script>alert(1)</script>", "/home\x00\r\nX-Evil: 1", "AAAA-AAAA\r\nX-Evil: 1",
)  # fmt: skip
HOSTS: tuple[dict[str, str], ...] = (
    {"Host": "evil.example"}, {"Host": "evil.example:8000"}, {"Host": "localhost.evil.example"}, {"Host": "evil.example#localhost"},
    {"Host": "localhost@evil.example"}, {"Host": "evil.example/localhost"}, {"Host": "LOCALHOST.EVIL.EXAMPLE"}, {"Host": "[evil.example]"},
    {"Host": "localhost, evil.example"}, {"Host": "evil.example."}, {"Host": "xn--evil.example"}, {"Host": "a.evil.example"},
    {"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Server": "evil.example"}, {"X-Host": "evil.example"},
    {"Forwarded": "host=evil.example;proto=https"}, {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"},
    {"X-Original-Host": "evil.example"}, {"X-HTTP-Host-Override": "evil.example"}, {"X-Original-URL": "https://evil.example/"},
    {"X-Rewrite-URL": "//evil.example"}, {"X-Forwarded-Prefix": "//evil.example"}, {"X-Forwarded-Port": "1@evil.example"},
    {"Referer": "https://evil.example/"}, {"Origin": "https://evil.example"}, {"X-Forwarded-For": "evil.example"},
)  # fmt: skip


def leads_away(response: TestResponse) -> bool:
    """Whether a browser that follows this answer would leave us, or run something."""
    location = response.headers.get("Location")
    if location is None:
        return False
    # A browser repairs what it gets: backslashes are slashes, control characters are nothing.
    read = "".join(character for character in location.replace("\\", "/") if character > " ")
    target = urlsplit(urljoin(f"{BASE}/home", read))
    return target.scheme != "http" or target.netloc not in ("localhost", "localhost:8000") or "//" in target.path


def written_into(response: TestResponse) -> bool:
    """Whether a line break of the request became one of the answer's headers."""
    return any(name.lower() == "x-evil" or {"\r", "\n"} & set(value) or "session=evil;" in value for name, value in response.headers)


@dataclass(frozen=True, slots=True)
class Way:
    """A door that sends its visitor on."""

    endpoint: str
    method: str
    visitor: Visitor
    values: Values
    form: Values


def answer(scene: Scene, way: Way, given: dict[str, str]) -> TestResponse:
    """What a door says when all these are sent, behind the question mark and in the form."""
    world = scene.world
    address = address_of(world.app, way.endpoint, {**given, **way.values})
    form: dict[str, Any] | None = None
    if way.method == "POST":
        form = {**given, **way.form, "csrf_token": world.token()}
    with watching(world.app) as changes:
        response = world.client(way.visitor).open(address, method=way.method, data=form, buffered=True)
    if changes:
        scene.installation.refresh()
    return response


def ways_on(scene: Scene) -> Iterator[Way]:
    """Each door that sends its visitor on, with the first visitor whom it does."""
    for endpoint, methods in doors_of(scene.world.app).items():
        for method in sorted(methods):
            found = (way for way in _ways(scene.world, endpoint, method) if status_of(answer(scene, way, {})).startswith("3"))
            yield from islice(found, 1)
    right = {"email": scene.world.emails()[0], "password": PASSWORD}
    yield Way("security.login", "POST", scene.world.visitors["anonymous"], {}, right)


def _ways(world: World, endpoint: str, method: str) -> Iterator[Way]:
    for name in ("partner_admin", f"partner_manager{FREE}", "programme_admin", "anonymous"):
        visitor = world.visitors[name]
        for values in DOORS[endpoint].places(world, visitor).values():
            yield Way(endpoint, method, visitor, values, DOORS[endpoint].filled(visitor))


def listens(scene: Scene, way: Way) -> bool:
    """Whether a door goes elsewhere when it is asked to."""
    asked = (dict.fromkeys(WAYS, "/account"), dict.fromkeys(WAYS, "finish"), dict.fromkeys(WAYS, scene.world.near.partner))
    return len({answer(scene, way, given).headers.get("Location") for given in ({}, *asked)}) > 1


@pytest.mark.timeout(300)
def test_no_redirect_leads_away_and_no_header_is_written(scene: Scene) -> None:
    """Every door that redirects, every parameter at once, each foreign address and each line break in turn; a few where nobody listens."""
    ways, tried, wrong = list(ways_on(scene)), 0, []
    listening = {(way.method, way.endpoint) for way in ways if listens(scene, way)}
    for way in ways:
        for text in (*ABROAD, *BREAKS) if (way.method, way.endpoint) in listening else (*ABROAD[:4], *BREAKS[:2]):
            response = answer(scene, way, dict.fromkeys(WAYS, text))
            tried += 1
            if leads_away(response) or written_into(response) or response.status_code >= 500:
                wrong.append((way.method, way.endpoint, text, response.status, response.headers.get("Location")))
    assert wrong == []
    assert {"security.login", "preferences.language", "preferences.theme", "quizzes.answer"} <= {endpoint for _, endpoint in listening}
    assert "verification.form" in {way.endpoint for way in ways}
    assert tried > 400


@pytest.mark.parametrize("location", ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:x", "/a//evil.example"])
def test_a_redirect_that_leads_away_would_be_seen(location: str) -> None:
    """The control."""
    from werkzeug.wrappers import Response

    response = Response(status=302)
    response.headers["Location"] = location
    assert leads_away(response)  # type: ignore[arg-type]  # only the headers are read


def test_no_header_puts_another_host_into_a_page(scene: Scene) -> None:
    """Pages with whole addresses of ours: a certificate, its verification, the way to the sign-in page."""
    world, visitor = scene.world, scene.world.visitors["partner_admin"]
    assert visitor.things is not None
    for headers in HOSTS:
        for address in ("/", "/sign-in", "/account", f"/certificates/{visitor.things.certificate}", f"/verify/{visitor.things.code}"):
            for client in (world.client(visitor), world.app.test_client()):
                response = client.get(address, headers=headers, buffered=True)
                assert "evil.example" not in f"{response.headers}{response.get_data(as_text=True)}".lower(), (headers, address)
                assert (response.status_code == 400) is ("Host" in headers), (headers, address)


def test_no_header_puts_another_host_into_a_mail(scene: Scene) -> None:
    """The reset link and an invitation begin with the configured address, or are not sent."""
    world, visitor = scene.world, scene.world.visitors["partner_admin"]
    token, client, guest = world.token(), world.client(visitor), world.client(world.visitors["anonymous"])
    for number, headers in enumerate(HOSTS):
        invitee = {**DOORS["partners.send"].form, "email": f"guest{number}@new.example", "csrf_token": token}
        asked = [
            guest.post("/reset", data={"email": f"waiting{number}@near.example", "csrf_token": token}, headers=headers),
            guest.post("/reset", data={"email": world.emails()[number % 12], "csrf_token": token}, headers=headers),
            client.post("/team/invitations", data=invitee, headers=headers),
        ]
        assert {one.status_code == 400 for one in asked} == {"Host" in headers}, headers
    with world.app.app_context():
        sent = db.session.scalars(sa.select(tables.notifications.OutboxMail)).all()
    assert {"password_reset", "invited"} <= {one.event for one in sent}
    for one in sent:
        assert "evil" not in f"{one.subject}{one.text}{one.html}{one.reply_to}".lower()
        assert set(re.findall(r"https?://[^/\s]+", one.text)) <= {BASE}
