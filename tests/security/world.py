"""A small world with somebody of every kind, each with a session and with one thing of every kind, at two partners that know nothing of
each other."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from random import Random

import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from passlib.totp import TOTP
from webauthn.helpers import bytes_to_base64url

from lms import journey
from lms.access import ANONYMOUS, Actor, Role
from lms.accounts import proving
from lms.accounts.models import Passkey, Person
from lms.accounts.rules import token_hash
from lms.accounts.second_factors import NewPasskey, code_hash
from lms.accounts.service import NewSession, grant_role, open_session
from lms.accounts.token_rules import NewToken
from lms.accounts.tokens import make_token
from lms.certificates.models import Certificate
from lms.certificates.rules import CertificateSource
from lms.certificates.service import Earned, award
from lms.core.db import db, transaction
from lms.core.ids import ALPHABET, PUBLIC_LENGTH, PartnerId, PersonId, PublicId, Slug
from lms.learning.service import see_lesson
from lms.notifications.models import OutboxMail
from lms.partners import service as partners
from lms.partners.models import Employment
from lms.partners.queries import employment_of
from lms.partners.rules import Card
from lms.publishing.library import Library, library_of, quiz_of
from lms.quizzes import service as quizzes
from lms.quizzes.models import Attempt
from lms.quizzes.rules.files import Upload
from lms.quizzes.rules.marking import Verdict
from lms.quizzes.service import Entry, Submission, marking
from lms.quizzes.service.attaching import Place, attach
from lms.quizzes.service.marking import Asked
from lms.quizzes.service.pausing import pause
from lms.releases.queries import current
from lms.reporting.visitor import load_visitor
from lms.web.factors.codes import authenticators
from tests.factories import Make
from tests.security.applicants import Applicants, applicants, hire, wish
from tests.security.papers import file_of
from tests.security.sides import Side, side_of

NOW = datetime.fromisoformat("2026-11-21T09:00:00+00:00")
"""The moment at which the world stands still."""
SECRET = "tests only, never anywhere else, 40 long"
ABSENT = ALPHABET[7] * PUBLIC_LENGTH
"""An id that looks like one and is nobody's."""
CSRF = "one token for everybody, raw"
APP_KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
APP_CODE = str(TOTP(key=APP_KEY).generate(time=NOW).token)
RECOVERY_CODE = "2345-6789-abcd"
FACTORLESS = "former-learner@near.example"
"""The one whose password alone signs in."""
FREE = " without a partner"
STAFF = (Role.PARTNER_MANAGER, Role.CONTENT_AUTHOR, Role.PROGRAMME_ADMIN, Role.HEAD)
COURSE, EXAM, PRACTICE = Slug("cloud-for-sellers"), Slug("sf"), Slug("sf-practice")
WRITTEN, ESSAY, TIMED = Slug("ta-practice"), Slug("morning-after"), Slug("ta")
WORDS, UPLOAD = "My own words.", Upload("notes.txt", b"What I found.\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Things:
    """One person's things, as addresses name them."""

    person: str
    employment: str
    certificate: str
    code: str
    open: str
    """an attempt that goes on"""
    option: str
    """an answer to its first question"""
    failed: str
    """a finished attempt of the exam, with attempts left: no review"""
    passkey: str
    """a passkey; nobody has the secret half"""
    token: str
    """a token of another program, made when the visitor might or not"""
    practised: str
    """a finished attempt of a practice quiz: review open"""
    waiting: str
    """an attempt that waits for a marker"""
    marked: str
    """an attempt that was marked by hand"""
    taken: str
    """one that waits, too; the colleague's was taken by the programme admin"""
    timed: str
    """an exam that goes on, with a break left; the learner's stands still"""
    file: str
    """a file of an answer in `open`, where the content asks for one"""
    upload: str
    """a file of figures that waits to be confirmed"""
    seen: str
    """what its page says that it would do"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who comes by: `name` is the role, with `FREE` behind it when no employment counts."""

    name: str
    actor: Actor
    cookie: str
    email: str = ""
    things: Things | None = None


@dataclass(slots=True)
class World:
    """Everybody. `colleague` works at `near` like the visitors do, `stranger` at `far`, which has another manager."""

    app: Flask
    visitors: dict[str, Visitor] = field(default_factory=dict)
    near: Side = None  # type: ignore[assignment]  # filled by `build_world`
    far: Side = None  # type: ignore[assignment]  # filled by `build_world`
    colleague: Things = None  # type: ignore[assignment]  # filled by `build_world`
    stranger: Things = None  # type: ignore[assignment]  # filled by `build_world`
    applicants: Applicants = None  # type: ignore[assignment]  # filled by `build_world`
    mail: str = ""
    blob: str = ""

    def client(self, visitor: Visitor) -> FlaskClient:
        """A browser in which the visitor is signed in."""
        client = self.app.test_client()
        client.set_cookie("session" if visitor.things else "visit", visitor.cookie)
        return client

    def token(self) -> str:
        """A CSRF token that is good for everybody."""
        return str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(CSRF))

    def emails(self) -> list[str]:
        """The addresses of all visitors who have an account."""
        return [one.email for one in self.visitors.values() if one.things]

    def ids(self) -> frozenset[str]:
        """Every id and secret that an address may hold."""
        holders = [self.near, self.far, self.colleague, self.stranger, *(one.things for one in self.visitors.values() if one.things)]
        named = (str(getattr(one, name)) for one in holders for name in one.__slots__ if name not in ("id", "option"))
        return frozenset({ABSENT, *named})


def build_world(app: Flask) -> World:
    """Fill an installation that is fresh but for its content. The moment is `NOW`."""
    with time_machine.travel(NOW, tick=False):
        world, make = World(app), Make(app)
        manager, other = make.person("manager@vendor.example", Role.PARTNER_MANAGER), make.person("other@vendor.example")
        with app.app_context(), transaction():
            grant_role(other, Role.PARTNER_MANAGER, NOW, None)
            partners.set_contact_card(manager, Card(title="Partner manager", phone="+7 495 000-00-00"), NOW, manager)
        make.person("marker@vendor.example")
        hire(make)
        near, far = make.partner("Near", manager), make.partner("Far", other)
        people = _people(make, near, manager)
        colleague, stranger = _employed(make, "colleague@near.example", near), _employed(make, "stranger@far.example", far)
        with app.app_context():
            library = library_of(current())
            world.near, world.far = side_of(library, near, "near", NOW), side_of(library, far, "far", NOW)
            with transaction():
                world.applicants = applicants(manager)
                wish(far, stranger)
            world.colleague, world.stranger = _things(library, colleague, 1), _things(library, stranger, 2)
            world.visitors["anonymous"] = Visitor(name="anonymous", actor=ANONYMOUS, cookie=_anonymous_cookie())
            for number, (name, person) in enumerate(people.items(), 3):
                world.visitors[name] = _visitor(library, name, person, number)
            _taken_and_paused(world)
            world.mail = str(db.session.scalar(sa.select(OutboxMail.public_id).order_by(OutboxMail.id)))
            world.blob = next(iter(library.media))
        return world


@contextmanager
def watching(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that change something and are committed."""
    begun: list[str] = []
    kept: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if re.match(r"(INSERT|UPDATE|DELETE|REPLACE)\b", statement):
            begun.append(statement)

    def keep(_connection: object) -> None:
        kept.extend(begun)
        begun.clear()

    def forget(_connection: object) -> None:
        begun.clear()

    with app.app_context():
        engine = db.engine
    listeners: tuple[tuple[str, Callable[..., None]], ...] = (("before_cursor_execute", note), ("commit", keep), ("rollback", forget))
    for name, listener in listeners:
        sa.event.listen(engine, name, listener)
    try:
        yield kept
    finally:
        for name, listener in listeners:
            sa.event.remove(engine, name, listener)


def _people(make: Make, near: PartnerId, manager: PersonId) -> dict[str, PersonId]:
    people: dict[str, PersonId] = {}
    for role in Role:
        name = role.value
        staff = {role} if role in STAFF else set()
        if role is Role.PARTNER_MANAGER:
            people[name + FREE] = manager
            people[name] = _employed(make, "employed-manager@near.example", near)
            _grant(make, people[name], role)
            continue
        people[name] = _employed(make, f"{name}@near.example", near, admin=role is Role.PARTNER_ADMIN)
        if staff:
            _grant(make, people[name], role)
            people[name + FREE] = make.person(f"{name}@vendor.example", *staff)
        else:
            people[name + FREE] = _left(make, f"former-{name}@near.example", near, admin=role is Role.PARTNER_ADMIN)
    return people


def _grant(make: Make, person: PersonId, role: Role) -> None:
    with make.app.app_context(), transaction():
        grant_role(person, role, NOW, None)


def _employed(make: Make, email: str, partner: PartnerId, *, admin: bool = False) -> PersonId:
    return make.member(partner, email, admin=admin, sales=True, technical=True)


def _left(make: Make, email: str, partner: PartnerId, *, admin: bool) -> PersonId:
    """Somebody who worked here until today."""
    person = _employed(make, email, partner, admin=admin)
    with make.app.app_context(), transaction():
        employment = employment_of(person, NOW.date())
        assert employment is not None
        employment.starts_on = NOW.date() - timedelta(days=30)
        partners.leave(employment.id, NOW.date(), NOW, person)
    return person


def _things(library: Library, person: PersonId, seed: int) -> Things:
    """Give somebody one thing of every kind."""
    rng = Random(seed)  # noqa: S311 - the same papers in every run
    with transaction():
        row = db.session.get_one(Person, person)
        employment = db.session.scalar(sa.select(Employment).where(Employment.person_id == person))
        certificate = _certificate(library, person)
        done = {quiz: quizzes.start(person, library.quizzes, Entry(quiz=quiz), rng, NOW)[0] for quiz in (EXAM, PRACTICE)}
        for attempt in done.values():
            quizzes.submit(person, attempt.public_id, quiz_of, NOW)
        course = library.catalogue.courses[COURSE]
        see_lesson(person, COURSE, course.lessons[0].id, library.catalogue.revisions[COURSE], NOW)
        waiting, marked, taken = (_written(library, person, rng, cycle) for cycle in (2, 3, 4))
        _mark(marked)
        timed, _ = quizzes.start(person, library.quizzes, Entry(quiz=TIMED, break_seconds=600), rng, NOW)
        again, _ = quizzes.start(person, library.quizzes, Entry(quiz=Slug("ta-practice")), rng, NOW)
        file = _file(person, again)
        upload, seen = file_of(library, person)
        passkey = ABSENT if row.email == FACTORLESS else _factors(person, row.email)
        token = make_token(person, NewToken(name="Their program", days=30), NOW)[0].public_id
    return Things(
        token=token,
        passkey=passkey, person=row.public_id, employment=employment.public_id if employment else ABSENT, certificate=certificate.public_id,
        code=certificate.code, open=again.public_id, option=again.slots[0].option_order[0],
        failed=done[EXAM].public_id, practised=done[PRACTICE].public_id, waiting=waiting.public_id, marked=marked.public_id,
        taken=taken.public_id, timed=timed.public_id, file=file, upload=upload, seen=seen,
    )  # fmt: skip


def _written(library: Library, person: PersonId, rng: Random, cycle: int) -> Attempt:
    """An attempt in which one answer waits for a marker."""
    attempt, _ = quizzes.start(person, library.quizzes, Entry(quiz=WRITTEN, cycle=cycle), rng, NOW)
    said = Submission(attempt=attempt.public_id, position=essay_of(attempt), seq=1, values=(f"text={WORDS}",))
    quizzes.save(person, said, quiz_of, NOW)
    return quizzes.submit(person, attempt.public_id, quiz_of, NOW)[0]


def essay_of(attempt: Attempt) -> int:
    """Where the question stands that is marked by hand."""
    return next(slot.position for slot in attempt.slots if slot.question == ESSAY)


def _file(person: PersonId, attempt: Attempt) -> str:
    """A file of the answer that is marked by hand."""
    return attach(Place(person, attempt.public_id, essay_of(attempt)), UPLOAD, quiz_of, NOW)


def _taken_and_paused(world: World) -> None:
    """What somebody began: the programme admin to mark, the learner a break."""
    marker, learner = (world.visitors[role].actor.person for role in (Role.PROGRAMME_ADMIN, Role.LEARNER))
    paused = world.visitors[Role.LEARNER].things
    assert marker
    assert learner
    assert paused
    with transaction():
        marking.claim(marker, PublicId(world.colleague.taken), NOW)
        pause(learner, PublicId(paused.timed), NOW)


def _mark(attempt: Attempt) -> None:
    """Somebody marks it who is none of the visitors; nobody gave it, and the log says so."""
    marker = db.session.scalars(sa.select(Person.id).where(Person.email == "marker@vendor.example")).one()
    given = Verdict(given={"times": 2, "credit": 2, "level": 1})
    marking.give(marker, Asked(attempt=attempt.public_id, position=essay_of(attempt), round=1), given, quiz_of, NOW)


def _factors(person: PersonId, email: str) -> str:
    """A passkey, and one recovery code that the tests know."""
    proving.add_passkey(person, NewPasskey("Key", bytes_to_base64url(email.encode()), "none", 0), NOW)
    proving.make_codes(person, [code_hash(SECRET, person, RECOVERY_CODE)], NOW)
    return db.session.scalars(sa.select(Passkey.public_id).where(Passkey.person_id == person)).one()


@cache
def _pending() -> str:
    """The sealed secret of an app that is being set up."""
    return str(TOTP.using(wallet=authenticators()._totp.wallet)(key=APP_KEY).to_json(encrypt=True))


def _certificate(library: Library, person: PersonId) -> Certificate:
    earned = Earned(
        person=person, certification=Slug("sf"), cycle=1, attempt=None, percent=90, source=CertificateSource.SEED,
    )  # fmt: skip
    certificate, events = award(earned, library.certifications, NOW)
    journey.settle(library, events, NOW)
    return certificate


def _visitor(library: Library, name: str, person: PersonId, seed: int) -> Visitor:
    things, cookie = _things(library, person, seed), let_in(person, name, NOW)
    email = db.session.get_one(Person, person).email
    return Visitor(name=name, actor=actor_of(cookie), cookie=cookie, email=email, things=things)


def let_in(person: PersonId, name: str, now: datetime) -> str:
    """Begin a session without a password; the cookie that opens it."""
    cookie = f"cookie of {name} at {now}".replace(" ", "-")
    with transaction():
        row = db.session.get_one(Person, person)
        data = {"_user_id": row.fs_uniquifier, "csrf_token": CSRF, "authenticator": _pending()}
        open_session(row.fs_uniquifier, NewSession(token_hash(cookie), data, "a test"), now)
    return cookie


def actor_of(cookie: str) -> Actor:
    """Who comes with a cookie, as the policy sees them."""
    visitor = load_visitor(token_hash(cookie), NOW)
    assert visitor is not None
    return visitor.actor


def _anonymous_cookie() -> str:
    return str(URLSafeTimedSerializer(SECRET, salt="waymark-visit").dumps({"csrf_token": CSRF}))
