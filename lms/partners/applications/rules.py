"""What an application may become, how its scorecard is counted, and when two roles of the vendor meet in one person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from urllib.parse import urlsplit

from lms.core.ids import PartnerId, PersonId
from lms.core.text import Message, msg
from lms.partners.rules import PartnerType

COMPANY_LENGTH = 120
SITE_LENGTH = 200
CONTACT_LENGTH = 120
TEXT_LENGTH = 2000
LINK_LENGTH = 300
LINKS_A_DAY = 10
"""So many mails a day somebody gets at most because an application came with their address: anybody can enter anybody's."""


class ApplicationState(StrEnum):
    """How far an application is."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    ASKED = "asked"
    """the vendor waits for an answer of the applicant"""
    ACCEPTED = "accepted"
    """decided; the vendor has not signed yet"""
    SIGNED = "signed"
    """the company is a partner, and its first admin is invited"""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class StepKind(StrEnum):
    """What happened to an application."""

    RECEIVED = "received"
    BEGAN = "began"
    ASKED = "asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    """What a reviewer may say."""

    ACCEPT = "accept"
    DECLINE = "decline"
    ASK = "ask"


class Criterion(StrEnum):
    """What the scorecard looks at."""

    RECOMMENDATIONS = "recommendations"
    COMPANY_DATA = "company_data"
    CUSTOMER_REVIEWS = "customer_reviews"
    AUDIENCE = "audience"
    DEALINGS = "dealings"


class Meeting(StrEnum):
    """Two roles of the vendor that meet in one person."""

    SCORED_AND_DECIDES = "scored_and_decides"
    DECIDED_AND_SIGNS = "decided_and_signs"
    DECIDED_AND_MANAGES = "decided_and_manages"
    SIGNS_AND_MANAGES = "signs_and_manages"


WEIGHTS: dict[Criterion, int] = {
    Criterion.RECOMMENDATIONS: 3,
    Criterion.COMPANY_DATA: 2,
    Criterion.CUSTOMER_REVIEWS: 2,
    Criterion.AUDIENCE: 1,
    Criterion.DEALINGS: 2,
}
"""How much each criterion weighs. Recommendations weigh most: somebody stands in for the company with their own name."""
MOST_POINTS = 5

OPEN = frozenset({ApplicationState.RECEIVED, ApplicationState.IN_REVIEW, ApplicationState.ASKED})
"""Nothing is decided yet."""
ENDED = frozenset({ApplicationState.SIGNED, ApplicationState.DECLINED, ApplicationState.WITHDRAWN})

MOVES: dict[StepKind, tuple[frozenset[ApplicationState], ApplicationState]] = {
    StepKind.BEGAN: (frozenset({ApplicationState.RECEIVED}), ApplicationState.IN_REVIEW),
    StepKind.ASKED: (frozenset({ApplicationState.RECEIVED, ApplicationState.IN_REVIEW}), ApplicationState.ASKED),
    StepKind.ANSWERED: (frozenset({ApplicationState.ASKED}), ApplicationState.IN_REVIEW),
    StepKind.ACCEPTED: (OPEN, ApplicationState.ACCEPTED),
    StepKind.DECLINED: (OPEN, ApplicationState.DECLINED),
    StepKind.SIGNED: (frozenset({ApplicationState.ACCEPTED}), ApplicationState.SIGNED),
    StepKind.WITHDRAWN: (OPEN | {ApplicationState.ACCEPTED}, ApplicationState.WITHDRAWN),
}
"""From which states a step leads, and where to."""

STEP_OF: dict[Decision, StepKind] = {
    Decision.ACCEPT: StepKind.ACCEPTED,
    Decision.DECLINE: StepKind.DECLINED,
    Decision.ASK: StepKind.ASKED,
}

MEETINGS: dict[Meeting, Message] = {
    Meeting.SCORED_AND_DECIDES: msg("You gave points to this application yourself, and now you decide on it."),
    Meeting.DECIDED_AND_SIGNS: msg("Whoever decided on this application also signs the agreement."),
    Meeting.DECIDED_AND_MANAGES: msg("Whoever decided on this application will look after the company."),
    Meeting.SIGNS_AND_MANAGES: msg("Whoever signs the agreement will look after the company."),
}
"""What is said plainly when it happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApplication:
    """What a company writes: five fields. `site` is its website or registration number; `language` is that of its mails."""

    company: str
    site: str
    contact: str
    email: str
    types: tuple[PartnerType, ...]
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScore:
    """Points for one criterion, and what they rest upon."""

    criterion: Criterion
    points: int
    evidence: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision. `reason` goes to the applicant; `alone` says why two roles of the vendor met, and stays with the vendor."""

    decision: Decision
    reason: str
    alone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The vendor signs the agreement in a version with a partner that `manager` will look after; `alone` as in `Verdict`."""

    partner: PartnerId
    manager: PersonId
    version: int
    alone: str = ""


def after(state: ApplicationState, step: StepKind) -> ApplicationState | None:
    """Where a step leads from a state; `None` when it leads nowhere from there."""
    begins, ends = MOVES.get(step, (frozenset(), state))
    return ends if state in begins else None


def is_link(text: str) -> bool:
    """Whether this can be the address of a page."""
    try:
        return len(text) <= LINK_LENGTH and urlsplit(text).scheme in ("http", "https")
    except ValueError:  # a bracket that is not closed, for one
        return False


def share(points: Mapping[Criterion, int]) -> Fraction:
    """The weighted part of all points that were given, exactly, from 0 to 1; what was not scored counts as 0."""
    given = sum(weight * points.get(criterion, 0) for criterion, weight in WEIGHTS.items())
    return Fraction(given, MOST_POINTS * sum(WEIGHTS.values()))


def percent_of(part: Fraction) -> int:
    """The part in percent, rounded down."""
    return int(100 * part)


def unscored(points: Mapping[Criterion, int]) -> tuple[Criterion, ...]:
    """The criteria without points, in their order."""
    return tuple(one for one in Criterion if one not in points)


def met_in_deciding(scorers: Collection[PersonId], decider: PersonId) -> tuple[Meeting, ...]:
    """Which roles meet when this person decides."""
    return (Meeting.SCORED_AND_DECIDES,) if decider in scorers else ()


def met_in_signing(decider: PersonId | None, signer: PersonId, manager: PersonId) -> tuple[Meeting, ...]:
    """Which roles meet when one person signs for the vendor and another, or the same, will look after the company."""
    pairs = (
        (Meeting.DECIDED_AND_SIGNS, decider == signer),
        (Meeting.DECIDED_AND_MANAGES, decider == manager),
        (Meeting.SIGNS_AND_MANAGES, signer == manager),
    )
    return tuple(meeting for meeting, same in pairs if same)
