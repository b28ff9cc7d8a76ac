"""A manager's word on the standing of a partner: it rises, it falls, or it is kept for now; after a fresh look at the facts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from lms.access import Permission
from lms.core.errors import NotFound
from lms.core.events import Event
from lms.core.ids import PublicId, Slug
from lms.journey.settle import review_partner, settle
from lms.partners.queries import partner_by_public_id
from lms.programme import standings
from lms.programme.models import PartnerStanding
from lms.programme.queries import Published
from lms.programme.standings import Word, lock
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor

Verb = Callable[[Published, PartnerStanding, Word], list[Event]]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided: about which partner and which of its tiers, and why. The partner reads the reason."""

    partner: PublicId
    tier: Slug
    reason: str = ""


def promote_partner(library: Library, visitor: Visitor, decision: Decision, now: datetime) -> None:
    """Give a partner the tier that it is eligible for.

    Raises:
        NotFound: the partner is out of reach.
        Conflict: as `programme.standings.promote`.
    """
    _decide(library, visitor, decision, now, lambda published, row, word: standings.promote(published, row, decision.tier, word))


def lower_partner(library: Library, visitor: Visitor, decision: Decision, now: datetime) -> None:
    """Let the tier fall that is proposed to.

    Raises:
        NotFound: the partner is out of reach.
        Invalid, Conflict: as `programme.standings.lower`.
    """
    _decide(library, visitor, decision, now, lambda published, row, word: standings.lower(published, row, decision.tier, word))


def keep_partner(library: Library, visitor: Visitor, decision: Decision, until: date | None, now: datetime) -> None:
    """Keep the tier that is proposed to fall until a day, or else until the next review.

    Raises:
        NotFound: the partner is out of reach.
        Invalid, Conflict: as `programme.standings.keep`.
    """
    _decide(library, visitor, decision, now, lambda published, row, word: standings.keep(published, row, until, word))


def _decide(library: Library, visitor: Visitor, decision: Decision, now: datetime, verb: Verb) -> None:
    """A fresh look first, in the same transaction: what holds again by now cannot be lowered."""
    by = visitor.actor.person
    if by is None:
        raise NotFound
    partner = partner_by_public_id(visitor.actor, decision.partner, Permission.DECIDE_STANDING).id
    seen = review_partner(library, partner, now)
    locked = lock([partner], now)
    said = verb(locked.published, locked.rows[partner], Word(by, now, decision.reason))
    standings.look_ahead(locked.published, locked.rows[partner], library.certifications, now)
    settle(library, [*seen, *said], now)
