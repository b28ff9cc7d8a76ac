"""The same world with and without the rival, seen by everybody at the near partner: every page, file, search and answer, to be compared."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from difflib import unified_diff
from html import unescape
from itertools import islice
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from lms import tables
from lms.access import ANONYMOUS, Actor, Role, may
from lms.core.db import db, transaction
from lms.core.ids import ALPHABET, PUBLIC_LENGTH, PartnerId
from lms.journey.settle import review_partner, settle
from lms.publishing.library import library_of
from lms.releases.queries import current
from lms.web.guards import permissions_of
from tests.installation import KEPT, emptying
from tests.security.doors import DOORS
from tests.security.plants import words_in
from tests.security.sides import Side
from tests.security.walks import address_of, doors_of
from tests.security.world import ABSENT, FREE, NOW, Things, Visitor, World
from tests.security.worlds import Company, Drawn, Row, Somebody, Template, template_of

HEART = ("learning.home", "certificates.index", "partners.", "programme.", "reporting.")
"""Pages about people and partners: those that are looked at in every world."""
PLANTED = (
    "accounts.account", "employments.", "figures.", "managers.", "papers.", "personal.form", "reviews.", "rules.notice",
    "standing_history.",
)  # fmt: skip
"""Pages on which the planted words stand."""
SAME_FOR_ALL = ("static", "assets.font", "assets.picture")
CHANCE = re.compile(
    rf"(?P<id>(?<![{ALPHABET}])[{ALPHABET}]{{{PUBLIC_LENGTH}}}(?![{ALPHABET}]))|[A-Za-z0-9_.-]{{60,}}|(?:[A-Z2-7]{{4}}-){{7}}[A-Z2-7]{{4}}"
)
"""The one mask, for what is made at random on the way: public ids that no drawn row has, such as that of an invitation which was just sent;
signed tokens and challenges (sixty letters and more); the key of an authenticator. Everything else is compared as it is: both worlds hold
the same ids and stand at the same moment."""
LINK = re.compile(r'href="(/[^"#]*)')
ELSEWHERE = ("/static/", "/fonts/", "/media/", "/demo")
ROLES = ("learner", "partner_admin", f"partner_manager{FREE}")


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody got: status, headers, body, all as one text."""

    who: str
    address: str
    answer: str


@dataclass(frozen=True, slots=True)
class Look:
    """How much of a world is looked at: the heart, one slice of so many of the other pages, and so many links of each page."""

    part: int = 0
    parts: int = 1
    links: int = 0
    heart: tuple[str, ...] = HEART


def differences(world: World, drawn: Drawn, look: Look) -> list[str]:
    """Everything that the near partner's people can tell about the rival; and what is kept about them that the rival changed."""
    told, kept = [], []
    for rival in (True, False):
        fill(world, drawn, rival=rival)
        told.append(list(crawl(world, drawn, look)))
        kept.append(stored(world, drawn))
    found = [told_apart(one, other) for one, other in zip(*told, strict=False) if one != other]
    found += [f"{one.who} {one.address} {one.answer[:30]}" for one in told[0] if one.answer.startswith("5")]
    found += overheard(world, drawn, told[0])
    if len(told[0]) != len(told[1]):
        found.append(f"{len(told[0])} pages with the rival and {len(told[1])} without")
    return found + [f"kept: {one}" for one in unified_diff(*kept, lineterm="", n=0)]


def readers(world: World, drawn: Drawn, pages: tuple[str, ...] = PLANTED) -> dict[str, set[str]]:
    """By column, who reads what is planted there, on the pages where it stands; the world is filled already."""
    stage(world, drawn)
    found: dict[str, set[str]] = {planted.column: set() for planted in drawn.words.values()}
    for name in ROLES:
        guest = Guest(world, world.visitors[name], frozenset())
        told = [guest.ask(address) for address in addresses(world, guest.visitor, Look(parts=1000, heart=pages))]
        for one, word in read(drawn, told):
            planted, allowed = drawn.words[word], may_read(world, drawn, one, word)
            found[planted.column].add("whose it is" if planted.owner and allowed else name if allowed else f"{name}, who may not")
    return found


def overheard(world: World, drawn: Drawn, told: Sequence[Seen]) -> list[str]:
    """The planted words that somebody reads who may not: whatever of them is the rival's, and those of the own partner that are not for
    everybody there."""
    asked = drawn.far.people[-1].person["personal_email"]
    heard = ((one, word) for one, word in read(drawn, told) if not asked.startswith(word))  # what they wrote themselves comes back
    return [f"{one.who} {one.address} reads {word}" for one, word in heard if not may_read(world, drawn, one, word)]


def may_read(world: World, drawn: Drawn, one: Seen, word: str) -> bool:
    """Whether a word may stand in what somebody was answered."""
    return drawn.words[word].may_read(one.who, world.visitors[one.who].actor.person)


def read(drawn: Drawn, told: Sequence[Seen]) -> Iterator[tuple[Seen, str]]:
    """Every planted word of every answer."""
    for one in told:
        yield from ((one, word) for word in sorted(set(words_in(one.answer))) if word in drawn.words)


def told_apart(one: Seen, other: Seen) -> str:
    """The difference of two answers, as a complaint names it."""
    lines = list(unified_diff(other.answer.splitlines(), one.answer.splitlines(), "without", "with", lineterm="", n=0))
    return "\n".join([f"{one.who} {one.address}", *lines[:12]])


def fill(world: World, drawn: Drawn, *, rival: bool) -> None:
    """Put the rows into the database in place of all others, and let every partner's standing be reviewed."""
    rows = drawn.of(rival=rival)
    with world.app.app_context():
        db.session.remove()
        sqlite = db.engine.dialect.name == "sqlite"
        with db.engine.connect().execution_options(write=True) as connection, connection.begin():
            for statement in _emptying(connection, sqlite=sqlite):
                connection.execute(sa.text(statement))
            for table in tables.metadata.sorted_tables:
                if rows.get(table.name):
                    _insert(connection, table, rows[table.name])
            if not sqlite:
                connection.execute(sa.text("; ".join(_counters(rows))))
        library = library_of(current())
        with transaction():
            for partner in sorted(row["id"] for row in rows["partner"]):
                settle(library, review_partner(library, PartnerId(partner), NOW), NOW)
        db.session.remove()


def crawl(world: World, drawn: Drawn, look: Look) -> Iterator[Seen]:
    """Every door that is opened by asking, every place, as everybody; then what the pages lead to; then a few questions by form."""
    stage(world, drawn)
    known = {one.values["public_id"] for one in drawn.rows if "public_id" in one.values} | {ABSENT}
    for name in ROLES:
        guest = Guest(world, world.visitors[name], frozenset(known))
        for address in addresses(world, guest.visitor, look):
            yield guest.ask(address)
        for address in islice(guest.led_to(), look.links):
            yield guest.ask(address)
        yield from questions(guest, drawn)


class Guest:
    """Somebody of the near partner with a browser, and everything they were answered."""

    def __init__(self, world: World, visitor: Visitor, known: frozenset[str]) -> None:
        self.world, self.visitor, self.known = world, visitor, known
        self.client = world.client(visitor)
        self.pages: dict[str, str] = {}

    def ask(self, address: str) -> Seen:
        """Open a page or a file."""
        response = self.client.get(address, buffered=True)
        self.pages[address] = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        return self.seen(address, response)

    def send(self, endpoint: str, form: Row) -> Seen:
        """Send a form to the first place of a door."""
        place = next(iter(DOORS[endpoint].places(self.world, self.visitor).values()))
        address = address_of(self.world.app, endpoint, place)
        response = self.client.post(address, data={**form, "csrf_token": self.world.token()}, buffered=True)
        return self.seen(f"POST {address} {form}", response)

    def seen(self, address: str, response: TestResponse) -> Seen:
        """An answer as a text: status, headers and body, masked."""
        text = response.get_data().decode("utf-8", "backslashreplace")
        headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
        whole = f"{response.status}\n{headers}\n\n{text}"
        return Seen(self.visitor.name, address, CHANCE.sub(self.masked, whole))

    def masked(self, found: re.Match[str]) -> str:
        """What stands for a text of chance; a drawn id stays."""
        return found[0] if found["id"] in self.known else "NEW"

    def led_to(self) -> Iterator[str]:
        """The addresses that the pages name and that nobody has opened."""
        for page in list(self.pages.values()):
            for address in map(unescape, LINK.findall(page)):
                if address not in self.pages and not address.startswith(ELSEWHERE):
                    yield address


def addresses(world: World, visitor: Visitor, look: Look) -> list[str]:
    """The addresses of all doors that show something: the heart, as far as it opens to this visitor, and the wanted slice of the others."""
    heart, others, permissions = [], [], permissions_of(world.app)
    for endpoint, methods in sorted(doors_of(world.app).items()):
        if "GET" in methods and not endpoint.startswith(SAME_FOR_ALL):
            permission = permissions[endpoint]
            beats = endpoint.startswith(look.heart) and permission is not None and may(visitor.actor, permission)
            places = DOORS[endpoint].places(world, visitor).values()
            (heart if beats else others).extend(address_of(world.app, endpoint, values) for values in places)
    return list(dict.fromkeys([*heart, *others[look.part :: look.parts]]))


def questions(guest: Guest, drawn: Drawn) -> Iterator[Seen]:
    """What somebody might ask to learn of the rival: searches for it, figures in its name, its people's addresses in every form that
    takes one."""
    far, manages = drawn.far, guest.visitor.name.startswith("partner_manager")
    emails = [drawn.far.people[-1].person["email"], far.invitation["email"], far.manager.person["email"]]
    emails.append(far.people[-1].person["personal_email"])
    if manages:
        for words in (far.partner["name"], far.people[0].person["name"], emails[0], far.partner["public_id"]):
            yield guest.ask(address_of(guest.world.app, "reporting.portfolio", {"q": words, "partner": words}))
        lines = [f"{words},trainings,2026-11-01,two,1" for words in (far.partner["public_id"], f"{far.partner['name']} and others")]
        yield guest.send("figures.send", {"text": "\n".join(["partner,metric,date,reference,value", *lines])})
    for endpoint in asking(guest.world):
        for email in emails if guest.visitor.name != "learner" else emails[:1]:
            yield guest.send(endpoint, {**DOORS[endpoint].form, "email": email})


def asking(world: World) -> list[str]:
    """The doors whose form takes somebody's address, but for those of the sign-in, which have tests of their own."""
    posts = (endpoint for endpoint, methods in sorted(doors_of(world.app).items()) if "POST" in methods)
    return [endpoint for endpoint in posts if "email" in DOORS[endpoint].form and not endpoint.startswith("security.")]


def stage(world: World, drawn: Drawn) -> None:
    """Let the doors know who is who."""
    near, far = drawn.near, drawn.far
    world.near, world.far = _side(near), _side(far)
    colleague = near.people[-1] if len(near.people) > 2 else near.people[1]
    world.applicants = replace(world.applicants, arrived=drawn.applications[0], accepted=drawn.applications[3])
    world.colleague, world.stranger = _things(colleague), _things(far.people[0])
    world.visitors = {
        "anonymous": Visitor(name="anonymous", actor=ANONYMOUS, cookie=""),
        "partner_admin": _visitor("partner_admin", near.people[0], Role.LEARNER, Role.PARTNER_ADMIN),
        "learner": _visitor("learner", near.people[1], Role.LEARNER),
        f"partner_manager{FREE}": _visitor(f"partner_manager{FREE}", near.manager, Role.PARTNER_MANAGER),
    }


def stored(world: World, drawn: Drawn) -> list[str]:
    """What is kept about the near partner and its people, but for numbers and secrets."""
    own = {somebody.person["id"] for somebody in (*drawn.near.people, drawn.near.manager)}
    emails = {somebody.person["email"] for somebody in (*drawn.near.people, drawn.near.manager)}
    near, told = drawn.near.partner["id"], []
    with world.app.app_context(), db.engine.connect() as connection:
        for name in ("standing", "standing_step", "outbox_mail", "assignment", "certificate"):
            table = tables.metadata.tables[name]
            rows = [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            ours = (row for row in rows if row.get("person_id") in own or row.get("partner_id") == near)
            # A mail belongs to the mailbox that it goes to: one to somebody at the rival is none of the near partner's.
            ours = (row for row in ours if row.get("address", "") in {"", *emails})
            told.extend(f"{name} {_plain(row)}" for row in ours)
    return sorted(told)


def template(world: World, rows: dict[str, dict[Any, Row]]) -> Template:
    """The colleague and the near partner of the small world, to be copied."""
    with world.app.app_context():
        library = library_of(current())
    plain = {table: list(found.values()) for table, found in rows.items()}
    return template_of(plain, world.colleague.person, world.near.partner, library)


def _plain(row: Row) -> str:
    left_out = {"id", "public_id", "text", "html", "code"} | {name for name in row if name.endswith("_hash")}
    return repr({name: value for name, value in row.items() if name not in left_out})


def _emptying(connection: sa.Connection, *, sqlite: bool) -> Sequence[str]:
    if not sqlite:
        return [emptying()]
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    return [f'DELETE FROM "{table.name}"' for table in reversed(tables.metadata.sorted_tables) if table.name not in KEPT]


def _insert(connection: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    defaults = {
        name: table.c[name].default.arg for name in columns if table.c[name].default is not None and table.c[name].default.is_scalar
    }
    connection.execute(table.insert(), [{name: row.get(name, defaults.get(name)) for name in columns} for row in rows])


def _counters(rows: dict[str, list[Row]]) -> list[str]:
    counted = [name for name in rows if tables.metadata.tables[name].autoincrement_column is not None]
    return [f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {len(rows[name]) + 1000})" for name in counted]


def _side(company: Company) -> Side:
    paper = list(company.papers.values())[(company.partner["id"] + len(company.people)) % len(company.papers)]
    known = {
        "id": company.partner["id"], "partner": company.partner["public_id"], "link": company.link, "door": company.door,
        "invitation": company.invitation["public_id"], "asked": company.asked, "notice": company.notice,
        "paper": paper, "counted": company.papers["confirmed"],
    }  # fmt: skip
    return Side(**_filled(Side, known))


def _things(somebody: Somebody) -> Things:
    by_quiz = {(row["quiz"], row["state"]): row for row in somebody.rows["attempt"]}
    certificate = somebody.rows["certificate"][0]
    known = {
        "person": somebody.person["public_id"], "certificate": certificate["public_id"], "code": certificate["code"], "option": "none",
        "employment": somebody.employment["public_id"] if somebody.employment else ABSENT,
        "upload": somebody.rows["figure_import"][0]["public_id"],
    }  # fmt: skip
    for name, quiz, state in (
        ("open", "ta-practice", "in_progress"), ("failed", "sf", "graded"), ("practised", "sf-practice", "graded"),
        ("waiting", "ta-practice", "waiting"), ("marked", "ta-practice", "graded"), ("taken", "ta-practice", "waiting"),
        ("timed", "ta", "in_progress"),
    ):  # fmt: skip
        known[name] = by_quiz[quiz, state]["public_id"]
    return Things(**_filled(Things, known))


def _visitor(name: str, somebody: Somebody, *roles: Role) -> Visitor:
    actor = Actor(somebody.person["id"], frozenset(roles), somebody.employment["partner_id"] if somebody.employment else None)
    known = {"name": name, "actor": actor, "cookie": somebody.cookie, "email": somebody.person["email"], "things": _things(somebody)}
    return Visitor(**_filled(Visitor, known))


def _filled(kind: type, known: Row) -> Row:
    """What is known, and an id of nobody for everything that was added to the small world since."""
    return {one.name: ABSENT for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING} | known
