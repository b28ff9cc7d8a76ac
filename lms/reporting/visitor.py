"""Who comes with a request: session, person, roles, the employment that counts and the current release, by one SELECT."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, func, or_, select

from lms.access import Actor, Role
from lms.accounts.models import Look, Person, PersonRole, WebSession
from lms.accounts.rules import SESSION_IDLE, Theme
from lms.core.db import run
from lms.core.ids import PartnerId, PersonId, PublicId, ReleaseId, RevisionHash
from lms.partners.models import Employment, Partner
from lms.privacy.models import Erasure
from lms.privacy.queries import STILL_OPEN
from lms.releases.models import CurrentRelease, Release


@dataclass(frozen=True, slots=True)
class OngoingLook:
    """A programme admin looks as the visitor: who, and up to when."""

    looker: PersonId
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A person who is signed in, as every page needs them. The partner is the one whose employment counts now, if any."""

    actor: Actor
    public_id: PublicId
    name: str
    name_ru: str
    email: str
    language: str
    zone: str
    theme: Theme
    partner_id: PartnerId | None = None
    partner_public_id: PublicId | None = None
    partner_name: str = ""
    partner_name_ru: str = ""
    sales: bool = False
    technical: bool = False
    release_id: ReleaseId | None = None
    look: OngoingLook | None = None
    """Somebody else looks through these eyes: everything is shown as to the visitor, and nothing can be done."""
    erased_at: datetime | None = None
    """When the erasure falls due that the visitor asked for and can still undo."""
    personal_email: str = ""
    """The address that stays theirs whoever employs them; empty while they have given none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """What the database holds of the browser's session."""

    token_hash: str
    data: dict[str, Any]
    seen_at: datetime
    proved_at: datetime
    """When its person last proved who they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A request's beginning. Visitor and session are both there, or neither is."""

    release_id: ReleaseId | None
    tree_hash: RevisionHash | None = None
    """The hash of that release, so that its library is found without another statement."""
    visitor: Visitor | None = None
    session: StoredSession | None = None


RELEASE = select(CurrentRelease.release_id).scalar_subquery()
ERASED_AT = select(Erasure.due_at).where(Erasure.person_id == Person.id, *STILL_OPEN).scalar_subquery()
TREE = select(Release.tree_hash).join(CurrentRelease, CurrentRelease.release_id == Release.id).scalar_subquery()
NOBODY = select(RELEASE, TREE)


def arrival(token_hash: str | None, now: datetime) -> Arrival:
    """Who comes with the session token of this hash; a dead, idle or unknown token is nobody, and so is a deactivated person."""
    given = {"token_hash": token_hash, "now": now, "today": now.date(), "awake_since": now - SESSION_IDLE}
    rows = run(_statement(), given).all() if token_hash else []
    if not rows:
        release_id, tree_hash = run(NOBODY, {}).one()
        return Arrival(release_id=release_id, tree_hash=tree_hash)
    first = rows[0]
    return Arrival(
        release_id=first.release_id,
        tree_hash=first.tree_hash,
        visitor=_visitor(rows),
        session=StoredSession(token_hash=first.token_hash, data=first.data, seen_at=first.seen_at, proved_at=first.proved_at),
    )


def load_visitor(token_hash: str | None, now: datetime) -> Visitor | None:
    """The person behind a session token, or `None`."""
    return arrival(token_hash, now).visitor


@cache
def _statement() -> Select[Any]:
    """Built once: to write this anew for each request costs more than the database needs to answer it."""
    now: BindParameter[datetime] = bindparam("now")
    today: BindParameter[date] = bindparam("today")
    counts = and_(
        Employment.person_id == Person.id,
        Employment.confirmed_at.is_not(None),
        Employment.starts_on <= today,
        or_(Employment.ends_on.is_(None), Employment.ends_on > today),
    )
    looks = and_(Look.session_hash == WebSession.token_hash, Look.ended_at.is_(None), Look.expires_at > now)
    return (
        select(
            RELEASE.label("release_id"), TREE.label("tree_hash"), WebSession.token_hash, WebSession.data, WebSession.seen_at,
            WebSession.proved_at,
            Person.id, Person.public_id, Person.name, Person.name_ru, Person.email, Person.language, Person.zone, Person.theme,
            Person.personal_email,
            ERASED_AT.label("erased_at"), Look.looker_id, Look.expires_at.label("look_until"), PersonRole.role,
            Employment.is_admin, Employment.sales, Employment.technical,
            Partner.id.label("partner_id"), Partner.public_id.label("partner_public_id"),
            Partner.name.label("partner_name"), Partner.name_ru.label("partner_name_ru"),
        )
        .outerjoin(Look, looks)
        .join(Person, Person.id == func.coalesce(Look.person_id, WebSession.person_id))
        .outerjoin(PersonRole, PersonRole.person_id == Person.id)
        .outerjoin(Employment, counts)
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(
            WebSession.token_hash == bindparam("token_hash"), WebSession.expires_at > now,
            WebSession.seen_at > bindparam("awake_since"), Person.active,
        )
        # A person who moves with a dated end has two rows for a day at most; the younger employment is the one that counts.
        .order_by(Employment.starts_on.desc(), Employment.id.desc())
    )  # fmt: skip


def _visitor(rows: Sequence[Row[Any]]) -> Visitor:
    first = rows[0]
    roles = {row.role for row in rows if row.role is not None}
    if first.partner_id is not None:
        roles.add(Role.LEARNER)
        if first.is_admin:
            roles.add(Role.PARTNER_ADMIN)
    if not roles:
        # Between two employers a person keeps what is theirs: progress, exams, certificates.
        roles.add(Role.LEARNER)
    return Visitor(
        actor=Actor(person=first.id, roles=frozenset(roles), partner=first.partner_id),
        public_id=first.public_id, name=first.name, name_ru=first.name_ru, email=first.email, language=first.language, zone=first.zone,
        theme=first.theme, partner_id=first.partner_id, partner_public_id=first.partner_public_id, partner_name=first.partner_name or "",
        partner_name_ru=first.partner_name_ru or "", sales=bool(first.sales), technical=bool(first.technical), release_id=first.release_id,
        look=OngoingLook(first.looker_id, first.look_until) if first.looker_id is not None else None,
        erased_at=first.erased_at, personal_email=first.personal_email or "",
    )  # fmt: skip
