"""A partner with its people for the journey's tests, exams sat without HTTP, and what the whole database holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms import journey, tables
from lms.access import Role
from lms.accounts.models import Person
from lms.audit.models import AuditEntry
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.journey.settle import review_partner
from lms.learning.models import CourseCompletion
from lms.notifications.models import OutboxMail
from lms.partners import service as partners
from lms.partners.models import Employment
from lms.partners.rules import Invitee
from lms.publishing.library import Library
from lms.quizzes.queries import sheet_of
from lms.quizzes.rules import Question
from lms.quizzes.service import Submission
from tests.factories import Make
from tests.security.sitters import answer_of

SF = Slug("sf")
PRACTICE = Slug("sf-practice")


@dataclass(frozen=True, slots=True)
class Company:
    """A partner that needs one Sales Foundation to reach Start: the agreement is accepted."""

    partner: PartnerId
    manager: PersonId
    admin: PersonId
    sellers: tuple[PersonId, ...]

    @property
    def seller(self) -> PersonId:
        """The first of them."""
        return self.sellers[0]


def company(make: Make, name: str, sellers: int = 1) -> Company:
    """A partner with a manager, an admin and sellers who may sit the exam, as if they had joined long ago: no mails, nothing in the log."""
    host, library, now = f"{name.lower()}.example", make.library(), clock.now()
    manager = make.person(f"{name.lower()}@nimbus.example", Role.PARTNER_MANAGER)
    people = [make.person(f"admin@{host}"), *(make.person(f"seller{number or ''}@{host}") for number in range(sellers))]
    partner = make.partner(name, manager=manager)
    with transaction():
        for number, person in enumerate(people):
            join(partner, person, admin=number == 0)
            for need in library.certifications.items[SF].needs:
                revision = library.catalogue.revisions[need.ref]
                db.session.add(CourseCompletion(person_id=person, course=need.ref, revision=revision, completed_at=now))
        agreement = journey.programme_now(library, now).agreement
        partners.accept_agreement(partner, agreement.version, agreement.text_hash, people[0], now)
        review_partner(library, partner, now)
    return Company(partner, manager, people[0], tuple(people[1:]))


def join(partner: PartnerId, person: PersonId, *, admin: bool = False) -> Employment:
    """Somebody joins a partner, and nothing follows."""
    return partners.accept(invited(partner, person, admin=admin), person, clock.now())[0]


def invited(partner: PartnerId, person: PersonId, *, admin: bool = False) -> str:
    """The secret of an invitation as a seller."""
    found = db.session.get(Person, person)
    assert found is not None
    invitee = Invitee(email=found.email, is_admin=admin, sales=True, technical=False, language="en")
    return partners.invite(partner, invitee, clock.now(), None)[1]


def sit(make: Make, person: PersonId, *, right: bool, quiz: Slug = SF) -> PublicId:
    """Begin an attempt and answer every question; it is not handed in."""
    library, visitor = make.library(), make.visitor(person)
    with transaction():
        attempt = journey.start_attempt(library, visitor, quiz, clock.now()).public_id
    sheet = sheet_of(person, attempt)
    with transaction():
        for slot in sheet.slots:
            question = library.quizzes.quizzes[quiz].question(slot.question)
            assert question is not None
            values = tuple(said_rightly(question)) if right else ()
            journey.save_answer(visitor, Submission(attempt=attempt, position=slot.position, seq=1, values=values), clock.now())
    return attempt


def said_rightly(question: Question) -> Iterator[str]:
    """A right answer, as the form of its kind sends it."""
    for field, values in answer_of(question, rightly=True).items():
        _, dot, part = field.partition(".")
        yield from (f"{part}={value}" if dot else value for value in values)


def hand_in(make: Make, person: PersonId, attempt: PublicId) -> tuple[int | None, bool | None]:
    """Hand an attempt in; its percent and whether it passed."""
    with transaction():
        finished = journey.submit_attempt(make.library(), make.visitor(person), attempt, clock.now())
        return finished.percent, finished.passed


def opens(library: Library, make: Make, person: PersonId) -> set[str]:
    """The materials that open for a person."""
    shelf = journey.shelf(library, make.visitor(person), clock.now())
    return {material.id for material, state in shelf.states if shelf.opens(state)}


def everything(db: SQLAlchemy) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    db.session.rollback()
    return {
        table.name: [tuple(row) for row in db.session.execute(sa.select(table).order_by(*table.primary_key.columns))]
        for table in tables.metadata.sorted_tables
        if table.name not in ("blob", "revision")
    }


def logged(db: SQLAlchemy, action: str) -> Sequence[AuditEntry]:
    """The rows of the log with this action."""
    return db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)).all()


def mails(db: SQLAlchemy, since: int = 0) -> list[tuple[str, str]]:
    """The mails after the row `since`: their event and their reader, in order of the alphabet."""
    return sorted((one.event, one.address) for one in db.session.scalars(sa.select(OutboxMail).where(OutboxMail.id > since)))


def newest_mail(db: SQLAlchemy) -> int:
    """The id of the newest mail."""
    return db.session.scalar(sa.select(sa.func.coalesce(sa.func.max(OutboxMail.id), 0))) or 0
