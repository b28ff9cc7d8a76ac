"""Reading applications: for the vendor's reviewers, and for the applicant by the secret in the link."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, select, true

from lms.access import Actor, Permission, Role, may
from lms.accounts.models import Person, PersonRole
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PersonId, PublicId
from lms.core.text import Texts, msg
from lms.partners.applications.models import Application, ApplicationLink, ApplicationScore, ApplicationStep, ApplicationType
from lms.partners.applications.rules import ApplicationState, Criterion, StepKind
from lms.partners.models import Invitation, Partner
from lms.partners.rules import PartnerType, both_names, token_hash

LISTED = 200
UNKNOWN = msg("This link does not belong to an application. Use the link in the newest mail, or apply again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. `name` is of whoever took it for the vendor; empty: the applicant did."""

    kind: StepKind
    at: datetime
    by: PersonId | None
    name: Texts
    said: str
    alone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points for a criterion, what they rest upon, and who gave them."""

    criterion: Criterion
    points: int
    evidence: str
    link: str
    author: PersonId
    name: Texts
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """An application with its steps in order and its points, the newest of a criterion last."""

    application: Application
    types: tuple[PartnerType, ...]
    steps: tuple[Step, ...]
    scores: tuple[Score, ...] = ()

    def step(self, *kinds: StepKind) -> Step | None:
        """The last step of one of these kinds."""
        return next((one for one in reversed(self.steps) if one.kind in kinds), None)

    @property
    def decider(self) -> PersonId | None:
        """Who accepted or declined."""
        found = self.step(StepKind.ACCEPTED, StepKind.DECLINED)
        return found.by if found else None

    @property
    def standing(self) -> dict[Criterion, Score]:
        """The points that count: the newest of each criterion."""
        return {one.criterion: one for one in self.scores}

    @property
    def points(self) -> dict[Criterion, int]:
        """The points that count, as numbers."""
        return {criterion: one.points for criterion, one in self.standing.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An application in a list, with the points that count."""

    application: Application
    types: tuple[PartnerType, ...]
    points: dict[Criterion, int]


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """The invitation of a new partner's first admin: when it went out, and when it was followed."""

    sent_at: datetime
    accepted_at: datetime | None


def applications_of(actor: Actor, states: Collection[ApplicationState]) -> tuple[Line, ...]:
    """The newest applications in these states; three statements."""
    chosen = select(Application).where(_in_reach(actor, Permission.READ_APPLICATION), Application.state.in_(states))
    found = db.session.scalars(chosen.order_by(Application.id.desc()).limit(LISTED)).all()
    ids = [one.id for one in found]
    types, points = _types(ids), _points(ids)
    return tuple(Line(application=one, types=types.get(one.id, ()), points=points.get(one.id, {})) for one in found)


def counts_of(actor: Actor) -> dict[ApplicationState, int]:
    """How many applications there are in each state."""
    chosen = select(Application.state, func.count()).where(_in_reach(actor, Permission.READ_APPLICATION)).group_by(Application.state)
    return {row.state: row[1] for row in db.session.execute(chosen)}


def reviewers() -> tuple[Actor, ...]:
    """Everybody who may review applications, as the policy sees them by their given roles; one statement."""
    chosen = select(PersonRole.person_id, PersonRole.role).join(Person, Person.id == PersonRole.person_id).where(Person.active)
    roles: dict[PersonId, set[Role]] = {}
    for person, role in db.session.execute(chosen.order_by(PersonRole.person_id)):
        roles.setdefault(person, set()).add(role)
    actors = (Actor(person, frozenset(held)) for person, held in roles.items())
    return tuple(one for one in actors if may(one, Permission.REVIEW_APPLICATION))


def application_by_public_id(actor: Actor, public_id: PublicId, permission: Permission = Permission.READ_APPLICATION) -> Application:
    """The application, when the actor has the permission.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    found = db.session.scalar(select(Application).where(Application.public_id == public_id, _in_reach(actor, permission)))
    if found is None:
        raise NotFound
    return found


def application_by_token(token: str) -> Application:
    """The application behind a link, in whatever state; the secret is the permission.

    Raises:
        NotFound: there is no such link, or the application is forgotten.
    """
    chosen = select(Application).join(ApplicationLink, ApplicationLink.application_id == Application.id)
    found = db.session.scalar(chosen.where(ApplicationLink.token_hash == token_hash(token)))
    if found is None:
        raise NotFound(UNKNOWN)
    return found


def whole_of(application: Application, *, scores: bool = True) -> Whole:
    """An application in reach, with its steps and, for the vendor, its points; three statements, without points two."""
    return Whole(
        application=application, types=_types([application.id]).get(application.id, ()), steps=steps_of(application.id),
        scores=scores_of(application.id) if scores else (),
    )  # fmt: skip


def steps_of(application: int) -> tuple[Step, ...]:
    """The steps of an application, in order."""
    rows = db.session.execute(
        select(ApplicationStep, Person.name, Person.name_ru)
        .outerjoin(Person, Person.id == ApplicationStep.by_id)
        .where(ApplicationStep.application_id == application)
        .order_by(ApplicationStep.id)
    )
    return tuple(
        Step(kind=one.kind, at=one.at, by=one.by_id, name=both_names(name, name_ru or "") if name else {}, said=one.said, alone=one.alone)
        for one, name, name_ru in rows
    )


def scores_of(application: int) -> tuple[Score, ...]:
    """All points that were ever given, in order."""
    rows = db.session.execute(
        select(ApplicationScore, Person.name, Person.name_ru)
        .join(Person, Person.id == ApplicationScore.author_id)
        .where(ApplicationScore.application_id == application)
        .order_by(ApplicationScore.id)
    )
    return tuple(
        Score(
            criterion=one.criterion, points=one.points, evidence=one.evidence, link=one.link, author=one.author_id,
            name=both_names(name, name_ru), at=one.at,
        )
        for one, name, name_ru in rows
    )  # fmt: skip


def company_known(name: str) -> bool:
    """Whether a company of this name is in the programme already, whatever the case of its letters."""
    # Compared here: SQLite lowers only Latin letters.
    plain = name.casefold()
    return any(plain in (one.casefold(), ru.casefold()) for one, ru in db.session.execute(select(Partner.name, Partner.name_ru)))


def links_since(application_id: int, since: datetime) -> int:
    """How many links to the applicant's page went out after a moment."""
    chosen = select(func.count()).where(ApplicationLink.application_id == application_id, ApplicationLink.sent_at > since)
    return db.session.scalar(chosen) or 0


def first_admin_of(partner: PartnerId, email: str) -> FirstAdmin | None:
    """The newest invitation of this address as an admin of the partner."""
    chosen = select(Invitation.sent_at, Invitation.accepted_at).where(Invitation.partner_id == partner, Invitation.email == email)
    row = db.session.execute(chosen.where(Invitation.is_admin).order_by(Invitation.id.desc()).limit(1)).one_or_none()
    return FirstAdmin(*row) if row else None


def _types(applications: Iterable[int]) -> dict[int, tuple[PartnerType, ...]]:
    chosen = select(ApplicationType).where(ApplicationType.application_id.in_(list(applications)))
    found: dict[int, tuple[PartnerType, ...]] = {}
    for one in sorted(db.session.scalars(chosen), key=lambda one: list(PartnerType).index(one.type)):
        found[one.application_id] = (*found.get(one.application_id, ()), one.type)
    return found


def _points(applications: Iterable[int]) -> dict[int, dict[Criterion, int]]:
    score = (ApplicationScore.application_id, ApplicationScore.criterion, ApplicationScore.points)
    chosen = select(*score).where(ApplicationScore.application_id.in_(list(applications))).order_by(ApplicationScore.id)
    found: dict[int, dict[Criterion, int]] = {}
    for application, criterion, points in db.session.execute(chosen):
        found.setdefault(application, {})[criterion] = points
    return found


def _in_reach(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """An application is nobody's: whoever may look at one may look at all."""
    return true() if may(actor, permission) else false()
