"""What one version of the programme changes against another, sentence by sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from lms.core.ids import Slug
from lms.core.text import Message, Texts, msg, nmsg
from lms.programme.rules import Benefit, Programme, Review, Tier, due_message, words_of
from lms.requirements.kinds import Requirement
from lms.requirements.roster import Roster
from lms.requirements.staffing import people_with
from lms.requirements.words import Words


class Change(StrEnum):
    """What became of a sentence."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence that is not the same: `before` is `None` where it was added, `after` where it was removed."""

    change: Change
    before: Message | None
    after: Message | None


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one part of the rules: a tier by its label, or the calendar and the agreement."""

    title: Texts | Message
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence of the rules and what it is about: two with one `about` are the same sentence in two versions."""

    about: tuple[object, ...]
    sentence: Message


def difference(old: Programme, new: Programme) -> tuple[Section, ...]:
    """Everything that `new` rules otherwise than `old`, tier by tier; empty when nothing changes but the number and the day."""
    known = list(dict.fromkeys([*(tier.id for tier in old.tiers), *(tier.id for tier in new.tiers)]))
    sections = [_tier(slug, old, new) for slug in known]
    sections.append(Section(msg("Calendar and promises"), _compared(tuple(_calendar(old)), tuple(_calendar(new)))))
    return tuple(one for one in sections if one.lines)


def _tier(slug: Slug, old: Programme, new: Programme) -> Section:
    before, after, words = old.tier(slug), new.tier(slug), _words(old, new)
    label = (after or before).label  # type: ignore[union-attr]  # a slug of one of the two
    said = tuple(
        (*_asked(tier.requirement, words), *(_benefit(one) for one in tier.benefits)) if tier is not None else ()
        for tier in (before, after)
    )
    lines = list(_compared(*said))
    if before is not None and after is not None and old.step(slug) != new.step(slug):
        lines.insert(0, Line(Change.CHANGED, _place(old, before), _place(new, after)))
    return Section(label, tuple(lines))


def _words(old: Programme, new: Programme) -> Words:
    """One set of words for both, so that a certification that is called otherwise is no change of rules."""
    before, after = words_of(old), words_of(new)
    return replace(
        after, certifications={**before.certifications, **after.certifications}, tiers={**before.tiers, **after.tiers},
        metrics={**before.metrics, **after.metrics}, evidence={**before.evidence, **after.evidence},
        products={**before.products, **after.products},
    )  # fmt: skip


def _compared(before: Sequence[_Said], after: Sequence[_Said]) -> tuple[Line, ...]:
    """Equal sentences are left out; those about the same thing are one change; the rest came or went. In the order of `after`."""
    gone = [one for one in before if one not in after]
    come = [one for one in after if one not in before]
    lines: list[Line] = []
    for one in come:
        partner = next((other for other in gone if other.about == one.about), None)
        if partner is None:
            lines.append(Line(Change.ADDED, None, one.sentence))
        else:
            gone.remove(partner)
            lines.append(Line(Change.CHANGED, partner.sentence, one.sentence))
    return (*lines, *(Line(Change.REMOVED, one.sentence, None) for one in gone))


def _asked(requirement: Requirement, words: Words, within: tuple[object, ...] = ()) -> Iterator[_Said]:
    """The leaves of a requirement, each with where it stands and what it is about."""
    children = _children(requirement)
    if children:
        for number, one in enumerate(children):
            place = within if requirement.kind == "all" else (*within, requirement.kind, number)
            yield from _asked(one, words, place)
        if requirement.kind not in {"all", "any"}:
            yield _Said((*within, requirement.kind), requirement.asks(words))
    elif isinstance(requirement, Roster):
        for slot in requirement.slots:
            yield _Said((*within, requirement.kind, slot.id), people_with(slot.need, slot.holds_any, words))
        yield _Said((*within, requirement.kind, "sharing"), requirement.asks(words))
    else:
        yield _Said((*within, requirement.kind, _subject(requirement)), requirement.asks(words))


def _children(requirement: Requirement) -> tuple[Requirement, ...]:
    """The requirements inside one that holds others."""
    inner = getattr(requirement, "requirements", None)
    if inner is not None:
        return tuple(inner)
    that = getattr(requirement, "that", None) or getattr(requirement, "requirement", None)
    return (that,) if that is not None else ()


def _subject(requirement: Requirement) -> object:
    """What a leaf is about: its first field that names something."""
    for field in fields(requirement):
        value = getattr(requirement, field.name)
        if field.name != "kind" and isinstance(value, str | tuple):
            return value
    return None


def _benefit(benefit: Benefit) -> _Said:
    due = due_message(benefit.due)
    sentence = (
        msg("Benefit: %(benefit)s, %(due)s", benefit=benefit.label, due=due) if benefit.owed_by == "vendor"
        else msg("Duty: %(benefit)s, %(due)s", benefit=benefit.label, due=due)
    )  # fmt: skip
    return _Said(("benefit", benefit.id), sentence)


def _place(programme: Programme, tier: Tier) -> Message:
    return msg("Tier %(step)s of %(of)s, counted from the lowest", step=programme.step(tier.id), of=len(programme.tiers))


def _calendar(programme: Programme) -> Iterator[_Said]:
    review = programme.review
    yield _Said(
        ("notice",), nmsg("Notice of a change of rules: %(n)s day", "Notice of a change of rules: %(n)s days", programme.notice_days)
    )
    yield _Said(
        ("overlap",),
        nmsg("The old version still serves for promotion for %(n)s day", "The old version still serves for promotion for %(n)s days",
             programme.overlap_days),
    )  # fmt: skip
    yield _Said(("grace",), nmsg("Grace: %(n)s day", "Grace: %(n)s days", review.grace_days))
    yield _Said(("promote",), _rises(review))
    yield _Said(("demote",), msg("A tier may fall on %(days)s of each year", days=", ".join(_day(one) for one in review.demote_on)))
    yield _Said(("floor",), msg("Never lost: %(tier)s", tier=programme.label(review.floor)))
    yield _Said(("agreement",), msg("Agreement, version %(version)s", version=programme.agreement.version))


def _rises(review: Review) -> Message:
    days = ", ".join(_day(one) for one in review.promote_on)
    if review.promote == "on_change":
        return (
            msg("A partner rises as soon as it has earned it") if review.promote_needs == "nobody"
            else msg("A partner rises as soon as it has earned it and its manager agrees")
        )  # fmt: skip
    return (
        msg("A partner rises on %(days)s of each year", days=days) if review.promote_needs == "nobody"
        else msg("A partner rises on %(days)s of each year, when its manager agrees", days=days)
    )  # fmt: skip


def _day(month_and_day: str) -> str:
    """`15.01.`: the same in both languages."""
    day = date.fromisoformat(f"2023-{month_and_day}")
    return f"{day.day:02}.{day.month:02}."
