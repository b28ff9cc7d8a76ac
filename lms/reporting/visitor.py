"""Who comes with a request, by session or by token: person, roles, the employment that counts and the current release, by one SELECT."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, func, null, or_, select

from lms.access import Actor, Role
from lms.accounts.models import ApiToken, Look, Person, PersonRole, WebSession
from lms.accounts.rules import SESSION_IDLE, Theme
from lms.accounts.token_rules import ApiScope
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Another program that comes with a token: for whom, and how far the token goes at most."""

    visitor: Visitor
    token: int
    scope: ApiScope
    last_used_on: date | None
    release_id: ReleaseId | None
    tree_hash: RevisionHash | None


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


def bearer(secret_hash: str, now: datetime) -> Bearer | None:
    """Who comes with the token of this hash; nobody with one that is unknown, revoked or over, or whose person may not sign in."""
    rows = run(_bearer_statement(), {"hash": secret_hash, "now": now, "today": now.date()}).all()
    if not rows:
        return None
    first = rows[0]
    return Bearer(
        visitor=_visitor(rows), token=first.token, scope=first.scope, last_used_on=first.last_used_on, release_id=first.release_id,
        tree_hash=first.tree_hash,
    )  # fmt: skip


@cache
def _statement() -> Select[Any]:
    """Built once: to write this anew for each request costs more than the database needs to answer it."""
    now: BindParameter[datetime] = bindparam("now")
    looks = and_(Look.session_hash == WebSession.token_hash, Look.ended_at.is_(None), Look.expires_at > now)
    held = (WebSession.token_hash, WebSession.data, WebSession.seen_at, WebSession.proved_at)
    chosen = select(*held, *_columns(), Look.looker_id, Look.expires_at.label("look_until")).outerjoin(Look, looks)
    return _with_roles(chosen.join(Person, Person.id == func.coalesce(Look.person_id, WebSession.person_id))).where(
        WebSession.token_hash == bindparam("token_hash"), WebSession.expires_at > now, WebSession.seen_at > bindparam("awake_since"),
        Person.active,
    )  # fmt: skip


@cache
def _bearer_statement() -> Select[Any]:
    nobody = (null().label("looker_id"), null().label("look_until"))
    held = (ApiToken.id.label("token"), ApiToken.scope, ApiToken.last_used_on)
    chosen = select(*held, *_columns(), *nobody).select_from(ApiToken).join(Person, Person.id == ApiToken.person_id)
    return _with_roles(chosen).where(
        ApiToken.hash == bindparam("hash"), ApiToken.expires_at > bindparam("now"), ApiToken.revoked_at.is_(None), Person.active
    )


def _columns() -> tuple[Any, ...]:
    """What every request knows of whoever comes."""
    return (
        RELEASE.label("release_id"), TREE.label("tree_hash"),
        Person.id, Person.public_id, Person.name, Person.name_ru, Person.email, Person.language, Person.zone, Person.theme,
        Person.personal_email, ERASED_AT.label("erased_at"), PersonRole.role,
        Employment.is_admin, Employment.sales, Employment.technical,
        Partner.id.label("partner_id"), Partner.public_id.label("partner_public_id"),
        Partner.name.label("partner_name"), Partner.name_ru.label("partner_name_ru"),
    )  # fmt: skip


def _with_roles(people: Select[Any]) -> Select[Any]:
    """The people of a SELECT with their roles and the employment that counts on the day `today`."""
    today: BindParameter[date] = bindparam("today")
    counts = and_(
        Employment.person_id == Person.id,
        Employment.confirmed_at.is_not(None),
        Employment.starts_on <= today,
        or_(Employment.ends_on.is_(None), Employment.ends_on > today),
    )
    return (
        people.outerjoin(PersonRole, PersonRole.person_id == Person.id)
        .outerjoin(Employment, counts)
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        # A person who moves with a dated end has two rows for a day at most; the younger employment is the one that counts.
        .order_by(Employment.starts_on.desc(), Employment.id.desc())
    )


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
