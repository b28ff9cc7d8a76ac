"""A new version of the rules over every partner: who rises, who falls, when and why. Nothing is stored."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import Select, select

from lms.core.db import db
from lms.core.ids import PartnerId, PublicId
from lms.core.text import Texts
from lms.partners.models import Partner
from lms.partners.rules import both_names
from lms.programme.dry_run import Effect, effect
from lms.programme.facts import facts_of_partners
from lms.programme.models import PartnerStanding
from lms.programme.replay import nameless
from lms.programme.rules import Programme
from lms.reporting.content import Content
from lms.requirements.facts import Facts

BATCH = 200
"""So many partners are in memory at a time."""


@dataclass(frozen=True, slots=True)
class Change:
    """Which rules are compared, and the day on which that is done."""

    old: Programme
    new: Programme
    today: date


@dataclass(frozen=True, slots=True)
class PartnerEffect:
    """What the change does to one partner."""

    id: PartnerId
    public_id: PublicId
    name: Texts
    effect: Effect


def dry_run(change: Change, scope: Select[PartnerId], content: Content) -> Iterator[PartnerEffect]:
    """The effect on every partner of a scope, by name; a few statements for each batch, however large the companies are."""
    chosen = (
        select(Partner.id, Partner.public_id, Partner.name, Partner.name_ru, PartnerStanding.tier)
        .outerjoin(PartnerStanding, PartnerStanding.partner_id == Partner.id)
        .where(Partner.id.in_(scope))
        .order_by(Partner.name, Partner.id)
    )
    rows = iter(db.session.execute(chosen).all())
    while batch := list(islice(rows, BATCH)):
        known = facts_of_partners([row.id for row in batch], content.certifications)
        for row in batch:
            # Notices keep what is answered here: nobody's name, which would have to change when somebody is erased.
            facts = nameless(Facts(known[row.id], None, row.tier, change.old.agreement.version))
            name = both_names(row.name, row.name_ru)
            yield PartnerEffect(row.id, row.public_id, name, effect(change.old, change.new, facts, change.today))


def effects_of(change: Change, partners: Sequence[PartnerId], content: Content) -> dict[PartnerId, Effect]:
    """The effect on each of these partners."""
    return {one.id: one.effect for one in dry_run(change, select(Partner.id).where(Partner.id.in_(partners)), content)}


def counted(effects: Iterable[PartnerEffect]) -> dict[str, int]:
    """How many partners have each outcome."""
    found: dict[str, int] = {}
    for one in effects:
        found[one.effect.outcome.value] = found.get(one.effect.outcome.value, 0) + 1
    return found
