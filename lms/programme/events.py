"""What happens to versions of the programme and to standings."""

from dataclasses import dataclass
from datetime import date

from lms.core.events import Event
from lms.core.ids import PublicId, RevisionHash, Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePublished(Event):
    """A new version of the programme is known; it applies from its own day on."""

    version: int
    rule_hash: RevisionHash


@dataclass(frozen=True, slots=True, kw_only=True)
class TierReached(Event):
    """A partner rose to a tier; `by` is the manager whose word it took, where it took one."""

    before: Slug | None
    after: Slug
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierEligible(Event):
    """A partner has earned a higher tier, which waits for its day or for a manager's word."""

    tier: Slug
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLapsed(Event):
    """A tier that waited so is earned no longer."""

    tier: Slug
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierAtRisk(Event):
    """The requirements of the tier that a partner holds will stop holding on a day to come; `people` are those whose end that is."""

    tier: Slug
    fails_on: date
    people: tuple[PublicId, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierInGrace(Event):
    """The requirements of the tier that a partner holds do not hold since a day; the tier is kept, with grace up to `until`."""

    tier: Slug
    since: date
    until: date
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierProposed(Event):
    """Grace and a review day are over: the tier that a partner holds falls if a manager says so."""

    tier: Slug
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRecovered(Event):
    """The tier that a partner holds is safe again."""

    tier: Slug
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierKept(Event):
    """A manager's word: the tier does not fall at this review, and grace goes on until a day."""

    tier: Slug
    until: date
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLowered(Event):
    """A manager's word: the tier falls."""

    before: Slug
    after: Slug | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLost(Event):
    """The tier that a partner held is no tier of the version in force any more; it holds what the facts earn."""

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
