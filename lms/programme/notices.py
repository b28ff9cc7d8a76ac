"""Notices of new rules: one for each partner, with its own effect; sent again until somebody acknowledges it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, or_, select

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, PublicId, new_public_id
from lms.core.text import Texts
from lms.core.upsert import insert
from lms.partners.models import Partner
from lms.partners.rules import both_names
from lms.programme.dry_run import EFFECT_JSON, Effect
from lms.programme.events import RuleChangeAcknowledged, RuleChangeNoticed
from lms.programme.models import ProgrammeVersion, RuleNotice

AGAIN_AFTER = timedelta(days=14)
"""A notice that nobody acknowledged is sent again after so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice with whose it is and who acknowledged it."""

    public_id: PublicId
    version: int
    partner_id: PartnerId
    partner: PublicId
    partner_name: Texts
    effect: Effect
    sent_at: datetime
    times: int
    acknowledged_at: datetime | None
    acknowledged_by: Texts


def in_sight(today: date) -> Sequence[ProgrammeVersion]:
    """The version in force and those that are published and still to come, in their order."""
    began = select(func.max(ProgrammeVersion.version)).where(ProgrammeVersion.effective_from <= today).scalar_subquery()
    found = select(ProgrammeVersion).where(or_(ProgrammeVersion.version == began, ProgrammeVersion.effective_from > today))
    return db.session.scalars(found.order_by(ProgrammeVersion.version)).all()


def not_told(version: int, limit: int) -> Sequence[PartnerId]:
    """Partners without a notice of this version, in a fixed order."""
    told = select(RuleNotice.partner_id).where(RuleNotice.version == version)
    return db.session.scalars(select(Partner.id).where(Partner.id.not_in(told)).order_by(Partner.id).limit(limit)).all()


def tell(version: int, effects: Mapping[PartnerId, Effect], now: datetime) -> list[Event]:
    """Write a notice for each of these partners; who has one already keeps it."""
    rows = [
        {
            "public_id": new_public_id(), "version": version, "partner_id": partner, "effect": EFFECT_JSON.dump_python(one, mode="json"),
            "created_at": now, "sent_at": now, "times": 1,
        }
        for partner, one in effects.items()
    ]  # fmt: skip
    if not rows:
        return []
    written = insert(RuleNotice).values(rows).on_conflict_do_nothing().returning(RuleNotice.partner_id, RuleNotice.public_id)
    found = sorted((partner, notice) for partner, notice in db.session.execute(written))
    return [RuleChangeNoticed(at=now, partner=partner, notice=notice, version=version, times=1) for partner, notice in found]


def tell_again(version: int, now: datetime, limit: int) -> list[Event]:
    """Send notices again that were sent two weeks ago or longer and that nobody acknowledged."""
    due = select(RuleNotice).where(
        RuleNotice.version == version, RuleNotice.acknowledged_at.is_(None), RuleNotice.sent_at <= now - AGAIN_AFTER
    )
    events: list[Event] = []
    for row in db.session.scalars(due.order_by(RuleNotice.id).limit(limit).with_for_update(skip_locked=True)).all():
        row.sent_at, row.times = now, row.times + 1
        events.append(RuleChangeNoticed(at=now, partner=row.partner_id, notice=row.public_id, version=row.version, times=row.times))
    db.session.flush()
    return events


def acknowledge(notice: PublicId, scope: Select[PartnerId], person: PersonId, now: datetime) -> list[Event]:
    """Keep who acknowledged a notice, and when; the first one stands, and a second changes nothing.

    Raises:
        NotFound: there is none in the scope.
    """
    chosen = select(RuleNotice).where(RuleNotice.public_id == notice, RuleNotice.partner_id.in_(scope)).with_for_update()
    row = db.session.scalar(chosen.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    if row.acknowledged_at is not None:
        return []
    row.acknowledged_at, row.acknowledged_by = now, person
    db.session.flush()
    return [RuleChangeAcknowledged(at=now, by=person, partner=row.partner_id, notice=row.public_id, version=row.version)]


def notice_of(notice: PublicId, scope: Select[PartnerId]) -> Notice:
    """One notice.

    Raises:
        NotFound: there is none in the scope.
    """
    found = next(iter(_read(_notices(scope).where(RuleNotice.public_id == notice))), None)
    if found is None:
        raise NotFound
    return found


def notices_of(version: int, scope: Select[PartnerId]) -> tuple[Notice, ...]:
    """The notices of a version to the partners of a scope, by the partners' names."""
    return _read(_notices(scope).where(RuleNotice.version == version))


def open_in(scope: Select[PartnerId]) -> tuple[Notice, ...]:
    """What the partners of a scope have not acknowledged yet, by their names."""
    return _read(_notices(scope).where(RuleNotice.acknowledged_at.is_(None)))


def counts() -> dict[int, tuple[int, int]]:
    """How many partners were told of each version, and how many of them acknowledged it."""
    chosen = select(RuleNotice.version, func.count(), func.count(RuleNotice.acknowledged_at)).group_by(RuleNotice.version)
    return {number: (told, acknowledged) for number, told, acknowledged in db.session.execute(chosen)}


def _notices(scope: Select[PartnerId]) -> Select[RuleNotice, Partner, str, str]:
    return (
        select(RuleNotice, Partner, Person.name, Person.name_ru)
        .join(Partner, Partner.id == RuleNotice.partner_id)
        .outerjoin(Person, Person.id == RuleNotice.acknowledged_by)
        .where(RuleNotice.partner_id.in_(scope))
        .order_by(Partner.name, Partner.id, RuleNotice.version)
    )


def _read(chosen: Select[RuleNotice, Partner, str, str]) -> tuple[Notice, ...]:
    return tuple(
        Notice(
            public_id=row.public_id, version=row.version, partner_id=partner.id, partner=partner.public_id,
            partner_name=both_names(partner.name, partner.name_ru), effect=EFFECT_JSON.validate_python(row.effect, strict=False),
            sent_at=row.sent_at, times=row.times, acknowledged_at=row.acknowledged_at,
            acknowledged_by=both_names(name or "", name_ru or "") if row.acknowledged_by else {},
        )
        for row, partner, name, name_ru in db.session.execute(chosen)
    )  # fmt: skip
