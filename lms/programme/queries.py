"""Reads versions of the programme, standings and their history; whoever asks for partners has chosen whose they may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, func, select, type_coerce
from sqlalchemy.orm import defer

from lms.core.db import db
from lms.core.ids import PartnerId, RevisionHash, Slug
from lms.programme.models import PartnerStanding, ProgrammeVersion, StandingStep
from lms.programme.rules import FACTS_JSON, PROGRAMME_JSON, STANDING_JSON, Programme, Standing
from lms.requirements.facts import Facts

KEPT_IN_MEMORY = 8
_READ: "dict[str, Published]" = {}


StandingRow = PartnerStanding
"""A standing as it is kept, for whoever hands it on."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the last review of a partner rested on and what it answered."""

    facts: Facts
    standing: Standing


@dataclass(frozen=True, slots=True)
class Published:
    """Every version of the programme that is published, in force or not, and the hash of each by its number."""

    versions: tuple[Programme, ...]
    hashes: dict[int, RevisionHash]


@dataclass(frozen=True, slots=True)
class Edition:
    """When a version was published and from which day on it applies."""

    number: int
    effective_from: date
    published_at: datetime


def version_in_force(day: date) -> Programme | None:
    """The version that applies on `day`: of those whose day has come, the newest. `None` before the first."""
    query = select(ProgrammeVersion).where(ProgrammeVersion.effective_from <= day).order_by(ProgrammeVersion.version.desc()).limit(1)
    row = db.session.scalars(query).first()
    return None if row is None else programme_of(row)


def published() -> Published:
    """Every version of the programme; one statement, and one more when this process has not yet read them."""
    key = db.session.scalar(select(serial()))
    return published_by(key) if key is not None else Published((), {})


def serial() -> ColumnElement[str | None]:
    """What names the versions that are published: their hashes in a row; a column for statements that need the versions anyway."""
    hashes = func.aggregate_strings(type_coerce(ProgrammeVersion.hash, String), " ")
    return select(hashes + " " + func.max(ProgrammeVersion.published_at).cast(String)).scalar_subquery()


def published_by(key: str) -> Published:
    """The versions that `serial` names: published versions never change, so each process reads them once."""
    if key not in _READ:
        rows = db.session.scalars(select(ProgrammeVersion).order_by(ProgrammeVersion.version)).all()
        if len(_READ) >= KEPT_IN_MEMORY:
            _READ.clear()
        _READ[key] = Published(tuple(programme_of(row) for row in rows), {row.version: row.hash for row in rows})
    return _READ[key]


def version(number: int) -> Programme | None:
    """The version with this number, in force or not."""
    row = db.session.get(ProgrammeVersion, number)
    return None if row is None else programme_of(row)


def newest() -> ProgrammeVersion | None:
    """The row of the newest version, in force or not."""
    return db.session.scalars(select(ProgrammeVersion).order_by(ProgrammeVersion.version.desc()).limit(1)).first()


def version_before(number: int) -> Programme | None:
    """The version before the one with this number."""
    query = select(ProgrammeVersion).where(ProgrammeVersion.version < number).order_by(ProgrammeVersion.version.desc()).limit(1)
    row = db.session.scalars(query).first()
    return None if row is None else programme_of(row)


def editions() -> tuple[Edition, ...]:
    """Every version without its rules, the newest first."""
    query = select(ProgrammeVersion.version, ProgrammeVersion.effective_from, ProgrammeVersion.published_at)
    return tuple(Edition(*row) for row in db.session.execute(query.order_by(ProgrammeVersion.version.desc())))


def programme_of(row: ProgrammeVersion) -> Programme:
    """The rules that a row holds."""
    return PROGRAMME_JSON.validate_python(row.body)


def standing_of(partner: PartnerId) -> PartnerStanding | None:
    """The partner's standing; `None` before its first review."""
    return db.session.get(PartnerStanding, partner)


def tier_of(partner: PartnerId) -> Slug | None:
    """The tier that the partner holds."""
    return db.session.scalar(select(PartnerStanding.tier).where(PartnerStanding.partner_id == partner))


def evidence_of(row: PartnerStanding) -> Evidence:
    """What a stored standing rests on, as values."""
    return Evidence(FACTS_JSON.validate_python(row.facts, strict=False), STANDING_JSON.validate_python(row.result))


def due_on(day: date, limit: int) -> Sequence[PartnerId]:
    """Partners that nobody has reviewed on that day, the longest ago first; one page, and after its review the next is another."""
    chosen = select(PartnerStanding.partner_id).where(PartnerStanding.as_of < day)
    return db.session.scalars(chosen.order_by(PartnerStanding.as_of, PartnerStanding.partner_id).limit(limit)).all()


def reviewed_before(moment: datetime, after: PartnerId, limit: int) -> Sequence[PartnerId]:
    """Partners whose last review lies before a moment, by their ids; one page, which begins after an id."""
    chosen = select(PartnerStanding.partner_id).where(PartnerStanding.partner_id > after, PartnerStanding.computed_at < moment)
    return db.session.scalars(chosen.order_by(PartnerStanding.partner_id).limit(limit)).all()


def count_reviewed_before(moment: datetime) -> int:
    """How many those are."""
    return db.session.scalar(select(func.count()).where(PartnerStanding.computed_at < moment)) or 0


def steps_of(partner: PartnerId) -> list[StandingStep]:
    """Every step of the partner's standing, the first one first; the evidence of each is read when it is asked for."""
    query = select(StandingStep).where(StandingStep.partner_id == partner).order_by(StandingStep.at, StandingStep.id)
    query = query.options(defer(StandingStep.facts), defer(StandingStep.result))
    return list(db.session.scalars(query))
