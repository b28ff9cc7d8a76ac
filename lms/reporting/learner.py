"""A person as the pages of learning see them: what they did, hold and were given, and who stands behind them; four statements."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Row, String, bindparam, func, literal, select

from lms.accounts.models import Person
from lms.certificates.models import Certificate
from lms.certificates.rules import Certifications
from lms.core.db import db, run
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.core.text import Texts
from lms.courses.rules import Catalogue, Path
from lms.learning.models import Assignment, CourseCompletion, LessonProgress
from lms.learning.rules import Learned
from lms.partners.models import ContactCard, Partner, PartnerProduct
from lms.partners.rules import both_names
from lms.programme.models import PartnerStanding, ProgrammeVersion
from lms.programme.queries import evidence_of, programme_of, published_by, serial
from lms.programme.rules import Programme
from lms.reporting.visitor import Visitor
from lms.requirements.facts import Facts, Holding, PersonFacts

NO_LESSON = Slug("")
PERSON: BindParameter[PersonId] = bindparam("person")
PARTNER: BindParameter[PartnerId] = bindparam("partner")

# These statements are built once: writing one anew costs more than the database needs to answer it.
READ = select(
    LessonProgress.course, LessonProgress.lesson, LessonProgress.place, LessonProgress.percent, LessonProgress.seen_at,
    LessonProgress.completed_at,
).where(LessonProgress.person_id == PERSON).union_all(
    select(
        CourseCompletion.course, literal(NO_LESSON, String), literal("", String), literal(0), CourseCompletion.completed_at,
        CourseCompletion.completed_at,
    ).where(CourseCompletion.person_id == PERSON)
)  # fmt: skip
EARNED = (
    select(
        Certificate.certification, Certificate.public_id, Certificate.issued_at, Certificate.expires_on, Certificate.revoked_at,
        Certificate.percent,
    )
    .where(Certificate.person_id == PERSON)
    .order_by(Certificate.issued_at, Certificate.id)
)  # fmt: skip
GIVEN = (
    select(Assignment.path, Assignment.due_on, Assignment.completed_at).where(Assignment.person_id == PERSON).order_by(Assignment.id)
)  # fmt: skip
SOLD = select(func.aggregate_strings(PartnerProduct.product, ",")).where(PartnerProduct.partner_id == Partner.id).scalar_subquery()
BEHIND = (
    select(SOLD.label("products"), Person.name, Person.name_ru, Person.email, ContactCard)
    .select_from(Partner)
    .outerjoin(Person, (Person.id == Partner.manager_id) & Person.active)
    .outerjoin(ContactCard, ContactCard.person_id == Person.id)
    .where(Partner.id == PARTNER)
)
NEWEST = select(func.max(ProgrammeVersion.version)).where(ProgrammeVersion.effective_from <= bindparam("day")).scalar_subquery()
DESK = (
    BEHIND.add_columns(serial().label("serial"), PartnerStanding, ProgrammeVersion)
    .outerjoin(PartnerStanding, PartnerStanding.partner_id == Partner.id)
    .outerjoin(ProgrammeVersion, ProgrammeVersion.version == NEWEST)
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A lesson that the person has opened: the section where they stopped, the percent of the page, and when."""

    course: Slug
    lesson: Slug
    place: str
    percent: int
    seen_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """All that a person has read, what was open last first, and when each course was finished."""

    readings: tuple[Reading, ...] = ()
    finished: Mapping[Slug, datetime] = field(default_factory=dict)

    def reading(self, course: Slug, lesson: Slug) -> Reading | None:
        """What is known of one lesson."""
        return next((one for one in self.readings if one.course == course and one.lesson == lesson), None)

    def done(self, course: Slug) -> frozenset[Slug]:
        """The finished lessons of a course."""
        return frozenset(one.lesson for one in self.readings if one.course == course and one.completed_at is not None)

    def seen(self, course: Slug) -> dict[Slug, datetime]:
        """When each lesson of a course was last open."""
        return {one.lesson: one.seen_at for one in self.readings if one.course == course}


@dataclass(frozen=True, slots=True)
class Given:
    """A path that was given to the person."""

    path: Slug
    due_on: date
    completed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The partner's manager; title, phone and hours are empty until the card is filled."""

    name: Texts
    email: str
    title: Texts
    phone: str
    hours: Texts


@dataclass(frozen=True, slots=True)
class Backing:
    """What the partner brings along. Without a partner nothing is hidden (`products` is `None`) and nobody is in charge."""

    products: tuple[str, ...] | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """A partner with the facts of its last review and the programme in force; `facts` is `None` before the first review."""

    backing: Backing = Backing()
    facts: Facts | None = None
    programme: Programme | None = None
    versions: tuple[Programme, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """What a person did, holds and was given."""

    person: PublicId
    record: Record
    given: tuple[Given, ...]
    holdings: tuple[Holding, ...]
    percents: Mapping[PublicId, int | None]
    """The percent with which each certificate was earned."""
    learned: Learned
    backing: Backing

    def paths(self, catalogue: Catalogue) -> list[tuple[Given, Path]]:
        """The person's paths that this release has, the one due first first."""
        known = [(one, catalogue.paths[one.path]) for one in self.given if one.path in catalogue.paths]
        return sorted(known, key=lambda pair: pair[0].due_on)

    def facts(self) -> PersonFacts:
        """The same, as requirements look at it."""
        return PersonFacts(self.person, self.holdings, tuple(self.record.finished))


def learner_of(visitor: Visitor, certifications: Certifications, backing: Backing, day: date) -> Learner:
    """The visitor as a learner; three statements, `backing` comes with one more."""
    person = visitor.actor.person or PersonId(0)
    record, holdings = record_of(person), _certificates(person, certifications)
    held = frozenset(one.certification for one, _ in holdings if one.valid_on(day))
    offered = frozenset(one.id for one in certifications.items.values() if one.offered)
    learned = Learned(
        finished=frozenset(record.finished), lessons={course: record.done(course) for course in {one.course for one in record.readings}},
        held=held, offered=offered, products=backing.products,
    )  # fmt: skip
    return Learner(
        person=visitor.public_id, record=record, given=_given(person), holdings=tuple(one for one, _ in holdings),
        percents={one.certificate: percent for one, percent in holdings}, learned=learned, backing=backing,
    )  # fmt: skip


def record_of(person: PersonId) -> Record:
    """What the person has read and finished; one statement."""
    rows = [Reading(*row) for row in run(READ, {"person": person})]
    readings = sorted((one for one in rows if one.lesson != NO_LESSON), key=lambda one: one.lesson)
    return Record(
        readings=tuple(sorted(readings, key=lambda one: one.seen_at, reverse=True)),
        finished={one.course: one.seen_at for one in rows if one.lesson == NO_LESSON},
    )


def backing_of(partner: PartnerId | None) -> Backing:
    """What the partner brings along; one statement, none without a partner."""
    row = db.session.execute(BEHIND, {"partner": partner}).one_or_none() if partner is not None else None
    return _backing(row) if row else Backing()


def desk_of(partner: PartnerId | None, day: date) -> Desk:
    """The partner with its standing and the programme in force on `day`; one statement, none without a partner.

    One more when this process has not yet read the versions of the rules.
    """
    if partner is None:
        return Desk()
    row = db.session.execute(DESK, {"partner": partner, "day": day}).one_or_none()
    if row is None:
        return Desk()
    *_, standing, version = row
    facts = replace(evidence_of(standing).facts, tier=standing.tier) if standing is not None and standing.facts else None
    versions = published_by(row.serial).versions if row.serial is not None else ()
    return Desk(_backing(row), facts, programme_of(version) if version is not None else None, versions)


def _backing(row: Row[Any]) -> Backing:
    products = tuple(sorted(row.products.split(","))) if row.products else ()
    if row.email is None:
        return Backing(products)
    card = row.ContactCard
    contact = Contact(
        name=both_names(row.name, row.name_ru), email=row.email,
        title=both_names(card.title, card.title_ru) if card else {},
        phone=card.phone if card else "", hours=both_names(card.hours, card.hours_ru) if card else {},
    )  # fmt: skip
    return Backing(products, contact)


def _certificates(person: PersonId, certifications: Certifications) -> list[tuple[Holding, int | None]]:
    rows = run(EARNED, {"person": person})
    return [
        (
            Holding(
                certification=row.certification, certificate=row.public_id, issued_on=row.issued_at.date(), expires_on=row.expires_on,
                revoked_on=row.revoked_at.date() if row.revoked_at else None,
                counts=row.certification in certifications.items and certifications.items[row.certification].counts,
            ),
            row.percent,
        )
        for row in rows
    ]  # fmt: skip


def _given(person: PersonId) -> tuple[Given, ...]:
    return tuple(Given(*row) for row in run(GIVEN, {"person": person}))
