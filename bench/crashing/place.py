"""A scratch installation: the sample content, and people who may sit the exam, each of them signed in."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from lms import tables
from lms.accounts import service as accounts
from lms.accounts.rules import token_hash
from lms.accounts.service import NewPerson, NewSession
from lms.app import create_app
from lms.core import clock
from lms.core.content.tree import Tree
from lms.core.db import db, transaction
from lms.core.ids import PartnerId, PersonId, Slug
from lms.core.settings import Settings
from lms.journey import programme_now
from lms.learning.models import CourseCompletion
from lms.partners import service as partners
from lms.partners.rules import Invitee, NewPartner, PartnerType
from lms.publishing.check import check
from lms.publishing.library import Library, library_of
from lms.publishing.service import publish
from lms.publishing.source import sample_tree
from lms.releases.queries import current
from tests.postgres import postgres_server

EXAM = Slug("sf")
TEAM = 8
"""So many people work for one partner: their certificates move one standing, which is where transactions meet."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One person who may sit the exam once, and the cookie of a browser in which they are signed in."""

    person: PersonId
    cookie: str


@dataclass(frozen=True, slots=True)
class Place:
    """An installation with people in it."""

    app: Flask
    settings: Settings
    library: Library
    seats: tuple[Seat, ...]


@contextmanager
def address_of(database: str, folder: Path) -> Iterator[str]:
    """The address of an empty database of this kind, `sqlite` or `postgres`; a server is ours and goes with it."""
    if database == "sqlite":
        yield f"sqlite:///{folder / 'crash.db'}"
        return
    with postgres_server() as address:
        yield address


def prepare(address: str, people: int, tree: Tree | None = None) -> Place:
    """Make tables, publish the sample or another tree, and let so many people finish the courses that the exam needs."""
    settings = Settings(secret=secrets.token_urlsafe(48), database=address, log_level="error")
    app = create_app(settings)
    now = clock.now()
    with app.app_context():
        tables.metadata.create_all(db.engine)
        tree = tree or sample_tree()
        checked = check(tree)
        with transaction():
            publish(checked, tree, None, now)
        library = library_of(current())
        with transaction():
            seats = tuple(seat for team in range(0, people, TEAM) for seat in _team(library, range(team, min(team + TEAM, people)), now))
        db.session.remove()
        with db.engine.begin() as connection:
            # What autovacuum would do soon: without it the first minute is planned as if all tables were empty.
            connection.execute(sa.text("ANALYZE"))
        db.engine.dispose()
    return Place(app, settings, library, seats)


def _team(library: Library, numbers: range, now: datetime) -> Iterator[Seat]:
    """A partner that has accepted the agreement, so that its first certificate reaches a tier; its admin, and one seat each."""
    new = NewPartner(name=f"Partner {numbers[0]}", name_ru="", types=(PartnerType.RESELLER,), products=(), manager=None)
    partner = partners.create_partner(new, now, None)[0].id
    for number in numbers:
        seat = _seat(library, partner, number, now)
        if number == numbers[0]:
            agreement = programme_now(library, now).agreement
            partners.accept_agreement(partner, agreement.version, agreement.text_hash, seat.person, now)
        yield seat


def _seat(library: Library, partner: PartnerId, number: int, now: datetime) -> Seat:
    email = f"learner{number}@partner.example"
    person, _ = accounts.create_person(NewPerson(email=email, name=f"Learner {number}"), now)
    invitee = Invitee(email=email, is_admin=number % TEAM == 0, sales=True, technical=False, language="en")
    partners.accept(partners.invite(partner, invitee, now, None)[1], person.id, now)
    for need in library.certifications.items[EXAM].needs:
        done = CourseCompletion(person_id=person.id, course=need.ref, revision=library.catalogue.revisions[need.ref], completed_at=now)
        db.session.add(done)
    cookie = secrets.token_urlsafe(32)
    data = {"_user_id": person.fs_uniquifier, "csrf_token": secrets.token_hex(20)}
    accounts.open_session(person.fs_uniquifier, NewSession(token_hash(cookie), data, "bench"), now)
    return Seat(person.id, cookie)
