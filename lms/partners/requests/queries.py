"""Reading join links and requests to join; somebody else's look like none at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from lms.access import Actor, Permission
from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PersonId, PublicId
from lms.core.text import Message, Texts
from lms.partners.models import Partner
from lms.partners.queries import portfolio_scope
from lms.partners.requests.models import JoinLink, JoinRequest
from lms.partners.requests.rules import JoinAnswer, why_over
from lms.partners.rules import both_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request to join as those read it who answer it. `closed`: why nobody can any more."""

    request: PublicId
    partner_id: PartnerId
    partner: PublicId
    partner_name: Texts
    person_id: PersonId
    name: Texts
    email: str
    sales: bool
    technical: bool
    at: datetime
    expires_at: datetime
    closed: Message | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRequest:
    """A request to join as the person reads it who asked."""

    request: PublicId
    partner_name: Texts
    at: datetime
    expires_at: datetime
    answer: JoinAnswer | None
    reason: str


def link_of(partner_id: PartnerId) -> str:
    """The secret of the partner's join link; empty while it has none."""
    return db.session.scalar(select(JoinLink.token).where(JoinLink.partner_id == partner_id)) or ""


def partner_of_link(token: str) -> Partner | None:
    """The partner that a join link asks for; the secret is the permission."""
    return db.session.scalar(select(Partner).join(JoinLink, JoinLink.partner_id == Partner.id).where(JoinLink.token == token))


def requests_to(partner_id: PartnerId, now: datetime) -> tuple[Asked, ...]:
    """The requests that wait for an answer, the oldest first."""
    waiting = (JoinRequest.partner_id == partner_id, JoinRequest.answer.is_(None), JoinRequest.expires_at > now)
    rows = db.session.execute(_asked().where(*waiting).order_by(JoinRequest.id))
    return tuple(_row(one, partner, person, now) for one, partner, person in rows)


def request_by_public_id(actor: Actor, public_id: PublicId, now: datetime, permission: Permission = Permission.INVITE) -> Asked:
    """The request, when the actor has the permission for its partner.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    within = JoinRequest.partner_id.in_(portfolio_scope(actor, permission))
    row = db.session.execute(_asked().where(JoinRequest.public_id == public_id, within)).one_or_none()
    if row is None:
        raise NotFound
    return _row(row[0], row[1], row[2], now)


def own_requests(person_id: PersonId) -> Sequence[OwnRequest]:
    """What the person asked for, the newest first; what they took back is left out."""
    rows = db.session.execute(
        select(JoinRequest, Partner.name, Partner.name_ru)
        .join(Partner, Partner.id == JoinRequest.partner_id)
        .where(JoinRequest.person_id == person_id, JoinRequest.answer.is_distinct_from(JoinAnswer.TAKEN_BACK))
        .order_by(JoinRequest.id.desc())
    )
    return [
        OwnRequest(
            request=one.public_id, partner_name=both_names(name, name_ru), at=one.asked_at, expires_at=one.expires_at, answer=one.answer,
            reason=one.reason,
        )
        for one, name, name_ru in rows
    ]  # fmt: skip


def reason_of(request: PublicId) -> str:
    """Why a request was refused, for the mail to who asked; empty while it was not."""
    return db.session.scalar(select(JoinRequest.reason).where(JoinRequest.public_id == request)) or ""


def _asked() -> Select[JoinRequest, Partner, Person]:
    both = select(JoinRequest, Partner, Person).join(Partner, Partner.id == JoinRequest.partner_id)
    return both.join(Person, Person.id == JoinRequest.person_id)


def _row(one: JoinRequest, partner: Partner, person: Person, now: datetime) -> Asked:
    return Asked(
        request=one.public_id, partner_id=partner.id, partner=partner.public_id, partner_name=both_names(partner.name, partner.name_ru),
        person_id=person.id, name=both_names(person.name, person.name_ru), email=person.email, sales=one.sales, technical=one.technical,
        at=one.asked_at, expires_at=one.expires_at, closed=why_over(now, one.expires_at, one.answer),
    )  # fmt: skip
