"""What happens to versions of the programme and to standings."""

from dataclasses import dataclass

from lms.core.events import Event
from lms.core.ids import PublicId, RevisionHash, Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePublished(Event):
    """A new version of the programme is known; it applies from its own day on."""

    version: int
    rule_hash: RevisionHash


@dataclass(frozen=True, slots=True, kw_only=True)
class TierReached(Event):
    """A partner rose to a tier."""

    before: Slug | None
    after: Slug
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierAtRisk(Event):
    """The requirements of the tier that a partner holds have stopped holding; the tier itself is kept."""

    tier: Slug
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLost(Event):
    """The tier that a partner held is no tier of the version in force any more, and the facts do not earn one as before."""

    before: Slug
    after: Slug | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChangeNoticed(Event):
    """A partner is told what a new version of the rules does to it, for the first time or again."""

    notice: PublicId
    version: int
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChangeAcknowledged(Event):
    """Somebody read for a partner what a new version of the rules does to it."""

    notice: PublicId
    version: int
