"""What somebody can do for a tier, and how many days it takes to prepare."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lms.certificates.rules import Certifications
from lms.core.ids import PublicId, Slug
from lms.core.text import Texts
from lms.requirements.facts import Member
from lms.requirements.result import Result, Sentence
from lms.requirements.staffing import held


class ActionKind(StrEnum):
    """What is done."""

    RENEW = "renew"
    """somebody passes again what they held"""
    EARN = "earn"
    JOIN = "join"
    """somebody new comes with a certificate"""
    FIGURE = "figure"
    """a figure of the partner rises by `amount`"""
    PAPER = "paper"
    AGREEMENT = "agreement"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do; `days` is the time that it takes to prepare, as far as it is known. `about` is the answer of what is missing."""

    kind: ActionKind
    person: PublicId | None = None
    name: Texts | None = None
    certification: Slug | None = None
    amount: Decimal | int | None = None
    about: Sentence | None = None
    days: int = 0


KINDS = {"metric": ActionKind.FIGURE, "evidence": ActionKind.PAPER, "agreement": ActionKind.AGREEMENT}


def of_leaf(leaf: Result) -> Action:
    """What fulfils an unmet requirement that no certificate fulfils: as much more of it as is missing."""
    kind = KINDS.get(leaf.kind, ActionKind.OTHER)
    return Action(kind, amount=leaf.need - leaf.have if kind is ActionKind.FIGURE else None, about=leaf.message)


def of_member(member: Member, certification: Slug, day: date, certifications: Certifications) -> Action:
    """Somebody passes a certification, or renews it when it was held before."""
    renews = any(one.certification == certification and one.issued_on <= day for one in member.holdings)
    kind = ActionKind.RENEW if renews else ActionKind.EARN
    return Action(kind, member.person, member.name, certification, days=days_for(member, certification, day, certifications))


def of_newcomer(certification: Slug, certifications: Certifications) -> Action:
    """Somebody comes who is certified already; the time is that of preparing somebody who has nothing yet."""
    return Action(ActionKind.JOIN, certification=certification, days=days_for(None, certification, date.min, certifications))


def days_for(member: Member | None, certification: Slug, day: date, certifications: Certifications) -> int:
    """How many days it takes to prepare for a certification, and before it for those that it needs and that are not held on `day`.

    Renewing one's own certificate takes half the time, rounded up.
    """
    known = certifications.items.get(certification)
    if known is None:
        return 0
    before = [Slug(need.ref) for need in known.needs if need.kind == "certification"]
    first = sum(days_for(member, one, day, certifications) for one in before if member is None or held(member, (one,), day) is None)
    again = member is not None and any(one.certification == certification and one.issued_on <= day for one in member.holdings)
    return first + (-(-known.preparation_days // 2) if again else known.preparation_days)
