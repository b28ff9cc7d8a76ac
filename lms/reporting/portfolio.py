"""The partners that an actor looks after, with everything a list of them shows; six statements for a page, however many there are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, String, func, literal, select
from sqlalchemy.orm import aliased

from lms.access import Actor, Permission
from lms.accounts.models import Person
from lms.certificates.models import Certificate
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.core.text import Texts
from lms.learning.models import Assignment, CourseCompletion, LessonProgress
from lms.learning.rules import Learned, PathProgress, progress
from lms.partners.models import Employment, Invitation, Partner, PartnerProduct
from lms.partners.queries import counting, portfolio_scope
from lms.partners.rules import both_names
from lms.programme.models import PartnerStanding
from lms.programme.outlook import DANGERS, OUTLOOK_JSON, Outlook
from lms.programme.queries import version_in_force
from lms.programme.rules import Programme
from lms.programme.states import StandingState, may_fall
from lms.reporting.attention import HORIZON, Ending, Reason, Signs, Someone, reasons
from lms.reporting.content import Content
from lms.requirements.words import label

NO_LESSON = Slug("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """A person who counts for a partner today."""

    person_id: PersonId
    someone: Someone
    sales: bool
    technical: bool
    since: date
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A certificate of a colleague. `current`: it holds today and no other one of the same certification lasts longer."""

    holder: Someone
    certificate: PublicId
    certification: Slug
    issued_on: date
    expires_on: date | None
    current: bool
    counts: bool

    def ends_by(self, last: date) -> bool:
        """Whether it counts today and no longer on the day after `last`."""
        return self.current and self.counts and self.expires_on is not None and self.expires_on <= last


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A partner with what a list shows of it. `manager` is empty while nobody looks after it."""

    id: PartnerId
    public_id: PublicId
    name: Texts
    created_on: date
    manager_id: PersonId | None
    manager: Texts
    products: tuple[str, ...]
    tier: Slug | None
    tier_since: date | None
    at_risk_since: date | None
    invitations: int
    colleagues: tuple[Colleague, ...] = ()
    credentials: tuple[Credential, ...] = ()
    reasons: tuple[Reason, ...] = ()
    ending: int = 0
    """So many certificates that count end within the horizon."""
    state: StandingState = StandingState.NONE
    chance: Outlook | None = None
    """That the next tier is one step away, and which."""

    @property
    def endangered(self) -> bool:
        """Whether the tier is at risk, in grace, or proposed to fall."""
        return self.state in DANGERS

    @property
    def certificates(self) -> int:
        """So many certificates count today."""
        return sum(one.current and one.counts for one in self.credentials)

    @property
    def last_seen_at(self) -> datetime | None:
        """When anybody of the partner was here last."""
        return max((one.last_seen_at for one in self.colleagues if one.last_seen_at), default=None)


@dataclass(frozen=True, slots=True)
class Walk:
    """A path of a person, and how far along it they are."""

    path: Slug
    due_on: date
    progress: PathProgress


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All partners in reach, with the programme in force."""

    programme: Programme
    companies: tuple[Company, ...] = ()


@dataclass(slots=True)
class _Read:
    """What a person has read: the lessons of each course, and the courses that are finished."""

    lessons: dict[Slug, set[Slug]] = field(default_factory=lambda: defaultdict(set))
    finished: set[Slug] = field(default_factory=set)


def portfolio(actor: Actor, permission: Permission, library: Content, day: date) -> Portfolio:
    """Every partner for which the actor has the permission; four statements."""
    programme = version_in_force(day) or library.programme
    if programme is None:
        raise NotFound
    return Portfolio(programme, companies(portfolio_scope(actor, permission), programme, library, day))


def companies(scope: Select[PartnerId], programme: Programme, library: Content, day: date) -> tuple[Company, ...]:
    """The partners of a scope; three statements."""
    rows = db.session.execute(_partners(scope)).all()
    colleagues = _colleagues(scope, day)
    credentials = _credentials(scope, library, colleagues, day)
    return tuple(_company(row, programme, library, colleagues[row.id], credentials[row.id], day) for row in rows)


def walks_of(shown: Collection[Company], library: Content, day: date) -> dict[PersonId, tuple[Walk, ...]]:
    """How far the people of these partners are along their paths, what is due first first; two statements."""
    people = select(Employment.person_id).where(Employment.partner_id.in_([one.id for one in shown]), counting(day))
    given: dict[PersonId, list[tuple[Slug, date]]] = defaultdict(list)
    assigned = select(Assignment.person_id, Assignment.path, Assignment.due_on).where(Assignment.person_id.in_(people))
    for person, path, due_on in db.session.execute(assigned.order_by(Assignment.due_on, Assignment.id)):
        if path in library.catalogue.paths:
            given[person].append((path, due_on))
    read, held = _read(people), _held(shown)
    offered = frozenset(one.id for one in library.certifications.items.values() if one.offered)
    products = {one.person_id: company.products for company in shown for one in company.colleagues}
    found: dict[PersonId, tuple[Walk, ...]] = {}
    for person, sold in products.items():
        known = read[person]
        learned = Learned(
            finished=frozenset(known.finished), lessons={course: frozenset(ids) for course, ids in known.lessons.items()},
            held=held[person], offered=offered, products=sold,
        )  # fmt: skip
        found[person] = tuple(
            Walk(path, due_on, progress(library.catalogue.paths[path], library.catalogue, learned)) for path, due_on in given[person]
        )
    return found


def percent_of(company: Company, walks: Mapping[PersonId, Sequence[Walk]]) -> int | None:
    """How far the people of a partner are along their paths: the mean, rounded down; `None` when no path was given."""
    percents = [walk.progress.percent for one in company.colleagues for walk in walks.get(one.person_id, ())]
    return sum(percents) // len(percents) if percents else None


def _partners(scope: Select[PartnerId]) -> Select[Any]:
    manager = aliased(Person)
    sold = select(func.aggregate_strings(PartnerProduct.product, ",")).where(PartnerProduct.partner_id == Partner.id).scalar_subquery()
    still = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    waiting = select(func.count(Invitation.id)).where(Invitation.partner_id == Partner.id, *still).scalar_subquery()
    return (
        select(
            Partner.id, Partner.public_id, Partner.name, Partner.name_ru, Partner.created_at, Partner.manager_id, sold.label("products"),
            waiting.label("invitations"), manager.name.label("manager"), manager.name_ru.label("manager_ru"),
            PartnerStanding.tier, PartnerStanding.since, PartnerStanding.failing_since, PartnerStanding.first_false_on,
            PartnerStanding.state, PartnerStanding.grace_until, PartnerStanding.eligible, PartnerStanding.outlook,
        )
        .outerjoin(manager, manager.id == Partner.manager_id)
        .outerjoin(PartnerStanding, PartnerStanding.partner_id == Partner.id)
        .where(Partner.id.in_(scope))
        .order_by(Partner.name, Partner.id)
    )  # fmt: skip


def _colleagues(scope: Select[PartnerId], day: date) -> dict[PartnerId, tuple[Colleague, ...]]:
    found: dict[PartnerId, tuple[Colleague, ...]] = defaultdict(tuple)
    rows = db.session.execute(
        select(
            Employment.partner_id, Person.id, Person.public_id, Person.name, Person.name_ru, Person.email, Person.last_seen_at,
            Employment.is_admin, Employment.sales, Employment.technical, Employment.starts_on,
        )
        .join(Person, Person.id == Employment.person_id)
        .where(Employment.partner_id.in_(scope), counting(day))
        .order_by(Person.name, Person.id)
    )  # fmt: skip
    for row in rows:
        seen = row.last_seen_at.date() if row.last_seen_at else None
        someone = Someone(row.public_id, both_names(row.name, row.name_ru), row.email, row.is_admin, seen)
        colleague = Colleague(
            person_id=row.id, someone=someone, sales=row.sales, technical=row.technical, since=row.starts_on, last_seen_at=row.last_seen_at
        )  # fmt: skip
        found[row.partner_id] = (*found[row.partner_id], colleague)
    return found


def _credentials(
    scope: Select[PartnerId], library: Content, colleagues: Mapping[PartnerId, Sequence[Colleague]], day: date
) -> dict[PartnerId, tuple[Credential, ...]]:  # fmt: skip
    people = {one.person_id: one.someone for team in colleagues.values() for one in team}
    rows = db.session.execute(
        select(
            Employment.partner_id, Certificate.person_id, Certificate.public_id, Certificate.certification, Certificate.issued_at,
            Certificate.expires_on, Certificate.revoked_at,
        )
        .join(Certificate, Certificate.person_id == Employment.person_id)
        .where(Employment.partner_id.in_(scope), counting(day))
        .order_by(Certificate.issued_at, Certificate.id)
    ).all()  # fmt: skip
    lasting: dict[tuple[PersonId, Slug], PublicId] = {}
    for row in sorted(rows, key=lambda one: one.expires_on or date.max):
        revoked = row.revoked_at is not None and day >= row.revoked_at.date()
        if row.issued_at.date() <= day and not revoked and (row.expires_on is None or day < row.expires_on):
            lasting[row.person_id, row.certification] = row.public_id
    found: dict[PartnerId, tuple[Credential, ...]] = defaultdict(tuple)
    for row in rows:
        known = library.certifications.items.get(row.certification)
        credential = Credential(
            holder=people[row.person_id], certificate=row.public_id, certification=row.certification, issued_on=row.issued_at.date(),
            expires_on=row.expires_on, current=lasting.get((row.person_id, row.certification)) == row.public_id,
            counts=known is not None and known.counts,
        )  # fmt: skip
        found[row.partner_id] = (*found[row.partner_id], credential)
    return found


def _company(
    row: Row[Any], programme: Programme, library: Content, team: tuple[Colleague, ...], credentials: tuple[Credential, ...], day: date
) -> Company:  # fmt: skip
    titles = {one.id: one.title for one in library.certifications.items.values()}
    soon = [one for one in credentials if one.ends_by(day + HORIZON)]
    endings = tuple(Ending(one.holder, label(titles, one.certification), one.expires_on) for one in soon if one.expires_on)
    outlook = OUTLOOK_JSON.validate_python(row.outlook, strict=False) if row.outlook else None
    signs = _signs(row, programme, outlook)
    signs = replace(signs, people=tuple(one.someone for one in team), certified=bool(credentials), endings=endings)
    return Company(
        id=row.id, public_id=row.public_id, name=both_names(row.name, row.name_ru), created_on=signs.created_on,
        manager_id=row.manager_id, manager=both_names(row.manager, row.manager_ru) if row.manager else {},
        products=tuple(sorted(row.products.split(","))) if row.products else (), tier=row.tier,
        tier_since=row.since.date() if row.since else None, at_risk_since=row.failing_since, invitations=row.invitations,
        colleagues=team, credentials=credentials, reasons=reasons(signs, day), ending=len(soon), state=row.state or StandingState.NONE,
        chance=outlook if outlook is not None and outlook.kind == "step" else None,
    )  # fmt: skip


def _signs(row: Row[Any], programme: Programme, outlook: Outlook | None) -> Signs:
    """What the standing tells."""
    tier = programme.tier(row.tier) if row.tier else None
    waits = programme.tier(row.eligible) if row.eligible and programme.review.promote_needs == "partner_manager" else None
    in_danger = outlook is not None and outlook.kind == "danger" and outlook.tier == row.tier
    return Signs(
        created_on=row.created_at.date(), tier=tier.label if tier else None, at_risk_since=row.failing_since, falls_on=row.first_false_on,
        grace_until=row.grace_until, proposed=row.state is StandingState.PROPOSED, waits=waits.label if waits else None,
        kept=tier is not None and not may_fall(programme, tier.id),
        fix=outlook.action if outlook is not None and in_danger else None,
    )  # fmt: skip


def _read(people: Select[PersonId]) -> dict[PersonId, _Read]:
    """What these people have finished; one statement for lessons and courses."""
    lessons = select(LessonProgress.person_id, LessonProgress.course, LessonProgress.lesson).where(
        LessonProgress.person_id.in_(people), LessonProgress.completed_at.is_not(None)
    )
    courses = select(CourseCompletion.person_id, CourseCompletion.course, literal(NO_LESSON, String)).where(
        CourseCompletion.person_id.in_(people)
    )
    found: dict[PersonId, _Read] = defaultdict(_Read)
    for person, course, lesson in db.session.execute(lessons.union_all(courses)):
        if lesson == NO_LESSON:
            found[person].finished.add(course)
        else:
            found[person].lessons[course].add(lesson)
    return found


def _held(shown: Collection[Company]) -> dict[PersonId, frozenset[Slug]]:
    """The certifications that each person holds today."""
    people = {one.someone.person: one.person_id for company in shown for one in company.colleagues}
    found: dict[PersonId, frozenset[Slug]] = defaultdict(frozenset)
    for company in shown:
        for one in company.credentials:
            if one.current:
                found[people[one.holder.person]] |= {one.certification}
    return found
