"""Reads versions of the programme, standings and their history; whoever asks for partners has chosen whose they may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import defer

from lms.core.db import db
from lms.core.ids import PartnerId, Slug
from lms.programme.models import PartnerStanding, ProgrammeVersion, StandingStep
from lms.programme.rules import FACTS_JSON, PROGRAMME_JSON, STANDING_JSON, Programme, Standing
from lms.requirements.facts import Facts


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the last review of a partner rested on and what it answered."""

    facts: Facts
    standing: Standing


def version_in_force(day: date) -> Programme | None:
    """The version that applies on `day`: of those whose day has come, the newest. `None` before the first."""
    query = select(ProgrammeVersion).where(ProgrammeVersion.effective_from <= day).order_by(ProgrammeVersion.version.desc()).limit(1)
    row = db.session.scalars(query).first()
    return None if row is None else programme_of(row)


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


def versions() -> Sequence[ProgrammeVersion]:
    """Every version, the newest first; the rules of each are read when they are asked for."""
    query = select(ProgrammeVersion).options(defer(ProgrammeVersion.body))
    return db.session.scalars(query.order_by(ProgrammeVersion.version.desc())).all()


def programme_of(row: ProgrammeVersion) -> Programme:
    """The rules that a row holds."""
    return PROGRAMME_JSON.validate_python(row.body)


def standing_of(partner: PartnerId) -> PartnerStanding | None:
    """The partner's standing; `None` before its first review."""
    return db.session.get(PartnerStanding, partner)


def standings_of(partners: Collection[PartnerId]) -> dict[PartnerId, PartnerStanding]:
    """The standings of these partners, in one query."""
    rows = db.session.scalars(select(PartnerStanding).where(PartnerStanding.partner_id.in_(partners)))
    return {row.partner_id: row for row in rows}


def tier_of(partner: PartnerId) -> Slug | None:
    """The tier that the partner holds."""
    return db.session.scalar(select(PartnerStanding.tier).where(PartnerStanding.partner_id == partner))


def evidence_of(row: PartnerStanding) -> Evidence:
    """What a stored standing rests on, as values."""
    return Evidence(FACTS_JSON.validate_python(row.facts, strict=False), STANDING_JSON.validate_python(row.result))


def reviewed_before(moment: datetime, limit: int) -> Sequence[PartnerId]:
    """Partners whose last review lies before `moment`, the longest ago first."""
    chosen = select(PartnerStanding.partner_id).where(PartnerStanding.computed_at < moment)
    return db.session.scalars(chosen.order_by(PartnerStanding.computed_at, PartnerStanding.partner_id).limit(limit)).all()


def steps_of(partner: PartnerId) -> list[StandingStep]:
    """Every step of the partner's standing, the first one first; the evidence of each is read when it is asked for."""
    query = select(StandingStep).where(StandingStep.partner_id == partner).order_by(StandingStep.at, StandingStep.id)
    query = query.options(defer(StandingStep.facts), defer(StandingStep.result))
    return list(db.session.scalars(query))
