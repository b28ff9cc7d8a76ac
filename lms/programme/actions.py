"""What somebody can do for a tier, and how many days it takes to prepare."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
    """One thing to do; `days` is the time that it takes to prepare, as far as it is known. `about` is the answer of what is missing.

    `also` are the further exams that the same person passes; the days of each come on top of those before it.
    """

    kind: ActionKind
    person: PublicId | None = None
    name: Texts | None = None
    certification: Slug | None = None
    amount: Decimal | int | None = None
    about: Sentence | None = None
    days: int = 0
    also: "tuple[Action, ...]" = ()

    @property
    def days_in_all(self) -> int:
        """The time that all of it takes one person."""
        return sum(one.days for one in self.each)

    @property
    def each(self) -> "tuple[Action, ...]":
        """Every exam of it by itself."""
        return (replace(self, also=()), *self.also)


KINDS = {"metric": ActionKind.FIGURE, "evidence": ActionKind.PAPER, "agreement": ActionKind.AGREEMENT}


def of_leaf(leaf: Result) -> Action:
    """What fulfils an unmet requirement that no certificate fulfils: as much more of it as is missing."""
    kind = KINDS.get(leaf.kind, ActionKind.OTHER)
    return Action(kind, amount=leaf.need - leaf.have if kind is ActionKind.FIGURE else None, about=leaf.message)


def of_member(member: Member, passed: Sequence[Slug], day: date, certifications: Certifications) -> Action:
    """Somebody passes certifications, of which each that was held before is renewed; those that others need come first."""
    found = [
        Action(_kind(member, slug, day), member.person, member.name, slug, days=days)
        for slug, days in _in_order(member, passed, day, certifications)
    ]
    return replace(found[0], also=tuple(found[1:]))


def of_newcomer(passed: Sequence[Slug], certifications: Certifications) -> Action:
    """Somebody comes who is certified already; the time is that of preparing somebody who has nothing yet."""
    found = [Action(ActionKind.JOIN, certification=slug, days=days) for slug, days in _in_order(None, passed, date.min, certifications)]
    return replace(found[0], also=tuple(found[1:]))


def days_for(member: Member | None, certification: Slug, day: date, certifications: Certifications) -> int:
    """How many days it takes to prepare for a certification, and before it for those that it needs and that are not held on `day`.

    Renewing one's own certificate takes half the time, rounded up.
    """
    return next(days for _, days in _in_order(member, (certification,), day, certifications))


def _in_order(
    member: Member | None, passed: Sequence[Slug], day: date, certifications: Certifications
) -> Iterator[tuple[Slug, int]]:  # fmt: skip
    """The certifications, each after those that it needs, with the days on top of those before it: nothing is prepared for twice."""
    needs = {slug: _needed(member, slug, day, certifications) for slug in passed}
    prepared: set[Slug] = set()
    for slug in sorted(needs, key=lambda one: (len(needs[one]), one)):
        new = [one for one in needs[slug] if one not in prepared]
        prepared.update(new)
        yield slug, sum(_days(member, one, day, certifications) for one in new)


def _needed(member: Member | None, slug: Slug, day: date, certifications: Certifications) -> tuple[Slug, ...]:
    """What is prepared for: what it needs and is not held on `day`, and itself; each once."""
    known = certifications.items.get(slug)
    before = [Slug(need.ref) for need in known.needs if need.kind == "certification"] if known else []
    lacking = (one for one in before if member is None or held(member, (one,), day) is None)
    return tuple(dict.fromkeys((*(deep for one in lacking for deep in _needed(member, one, day, certifications)), slug)))


def _days(member: Member | None, slug: Slug, day: date, certifications: Certifications) -> int:
    known = certifications.items.get(slug)
    days = known.preparation_days if known else 0
    return -(-days // 2) if member is not None and _kind(member, slug, day) is ActionKind.RENEW else days


def _kind(member: Member, slug: Slug, day: date) -> ActionKind:
    return ActionKind.RENEW if any(one.certification == slug and one.issued_on <= day for one in member.holdings) else ActionKind.EARN
