"""The installation that is measured: learners who are signed in, beside a made-up programme of 450 partners and 4,500 people."""

import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from bench.crashing.place import prepare as prepare_learners
from bench.population import Size, populate, review_everybody
from lms.access import Role
from lms.accounts import service as accounts
from lms.accounts.models import Person, PersonRole, WebSession
from lms.accounts.rules import token_hash
from lms.accounts.service import NewPerson, NewSession
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.ids import PublicId, Slug
from lms.core.settings import Settings
from lms.journey import start_attempt
from lms.partners.models import Partner
from lms.publishing.library import Library
from lms.quizzes.models import AttemptSlot
from lms.reporting.visitor import load_visitor

LEARNERS = 96
"""At 32 connections each has three learners of its own."""
PRACTICE = Slug("sf-practice")
"""A quiz of 10 questions that may be taken as often as one likes."""


@dataclass(frozen=True, slots=True)
class Browser:
    """Somebody who is signed in: the cookie, the token of their forms, an open attempt and an answer to its first question."""

    cookie: str
    token: str
    attempt: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An installation ready to be measured. `team` is the partner whose people are taken away as a file."""

    app: Flask
    settings: Settings
    library: Library
    learners: tuple[Browser, ...]
    head: Browser
    team: PublicId


def prepare(address: str) -> Place:
    """Tables, the sample content, and learners: everything but the programme, which `grow` adds."""
    made = prepare_learners(address, LEARNERS)
    signer = URLSafeTimedSerializer(made.settings.secret, salt="wtf-csrf-token")
    with made.app.app_context():
        now = clock.now()
        with transaction():
            learners = tuple(_learner(made.library, seat.cookie, signer, now) for seat in made.seats)
            head = _head(signer, now)
        team = db.session.scalars(sa.select(Partner.public_id).order_by(Partner.id)).first()
        db.session.remove()
        db.engine.dispose()
    assert team is not None
    return Place(made.app, made.settings, made.library, learners, head, team)


def grow(place: Place, size: Size) -> None:
    """Add the made-up programme, with the first review of each of its partners."""
    with place.app.app_context():
        with db.engine.begin() as connection:
            populate(connection, place.library, size, clock.now())
        review_everybody(place.app)
        with db.engine.begin() as connection:
            connection.execute(sa.text("ANALYZE"))
        db.engine.dispose()


def _learner(library: Library, cookie: str, signer: URLSafeTimedSerializer, now: datetime) -> Browser:
    """A learner with an open attempt, whose first question gets the answer that stands first."""
    visitor = load_visitor(token_hash(cookie), now)
    assert visitor is not None
    attempt = start_attempt(library, visitor, PRACTICE, now)
    slot = db.session.scalars(sa.select(AttemptSlot).where(AttemptSlot.attempt_id == attempt.id, AttemptSlot.position == 1)).one()
    data = db.session.scalars(sa.select(WebSession.data).where(WebSession.token_hash == token_hash(cookie))).one()
    return Browser(cookie, str(signer.dumps(data["csrf_token"])), attempt.public_id, slot.option_order[0])


def _head(signer: URLSafeTimedSerializer, now: datetime) -> Browser:
    """The head of the programme, whose portfolio is everybody."""
    person, _ = accounts.create_person(NewPerson(email="head@vendor.example", name="Head"), now)
    db.session.add(PersonRole(person_id=person.id, role=Role.HEAD, granted_at=now))
    db.session.flush()
    uniquifier = db.session.scalars(sa.select(Person.fs_uniquifier).where(Person.id == person.id)).one()
    cookie, raw = secrets.token_urlsafe(32), secrets.token_hex(20)
    data = {"_user_id": uniquifier, "csrf_token": raw}
    accounts.open_session(uniquifier, NewSession(token_hash(cookie), data, "bench"), now)
    return Browser(cookie, str(signer.dumps(raw)))
