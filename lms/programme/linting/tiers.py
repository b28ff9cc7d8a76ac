"""Tiers that nobody reaches, that are easier than the one below them, or that break what the programme promises."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lms.core.content.faults import Faults
from lms.core.content.yaml import Path
from lms.core.text import Message, msg
from lms.programme.linting.best import best_of
from lms.programme.linting.contradictions import Contradiction, contradiction
from lms.programme.linting.least import contents
from lms.programme.linting.rulebook import Rulebook
from lms.programme.parts import leaves, parts_of
from lms.programme.rules import Programme, Tier, words_of
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.metric import Metric
from lms.requirements.not_ import Not
from lms.requirements.people import People
from lms.requirements.roster import Roster
from lms.requirements.scene import Scene
from lms.requirements.tier_at_least import TierAtLeast
from lms.requirements.type_is import TypeIs
from lms.requirements.words import TYPES


def lint_tiers(book: Rulebook, faults: Faults) -> None:
    """Note what is wrong with the tiers; of tiers that nobody reaches nothing else is said."""
    if _lint_reach(book, faults):
        return
    _lint_floor(book, faults)
    _lint_zero_deals(book, faults)
    for lower, higher in zip(book.programme.tiers, book.programme.tiers[1:], strict=False):
        if not _lint_smaller(book, lower, higher, faults):
            _lint_easier(book, lower, higher, faults)


def _lint_reach(book: Rulebook, faults: Faults) -> bool:
    """Note the lowest tier that no partner of any type can reach, and types that do not get to a tier others do."""
    best, words = best_of(book.programme, book.uncounted), words_of(book.programme)
    for tier in book.programme.tiers:
        against = {one: contradiction(book.programme, tier, (one,)) for one in TYPES}
        blocked = {one: best.blocking(tier, (one,)) for one in TYPES}
        together = best.blocking(tier, tuple(TYPES))
        if together is not None and None not in blocked.values():
            message = msg("Nobody can reach %(tier)s: out of reach is “%(asked)s”.", tier=tier.label, asked=together.asks(words))
            repair = msg("Ask for what can be had: certifications that count, versions that there are, figures on their scale.")
            _fault(book, faults, book.place(tier, together), "TIER_UNREACHABLE", message, repair)
            return True
        if (broken := contradiction(book.programme, tier, tuple(TYPES))) is not None and None not in against.values():
            _contradicts(book, tier, broken, faults)
            return True
        for at, one in enumerate(book.programme.types):
            if blocked[one.id] is not None or against[one.id] is not None:
                message = msg("%(type)s: a partner of this type alone cannot reach %(tier)s.", type=TYPES[one.id], tier=tier.label)
                repair = msg("Say in the tier what is asked of this type instead, or leave it if it is meant so.")
                faults.warn(book.document.path, book.document.place(("types", at, "id")), "TYPE_LEFT_OUT", message, repair)
    return False


def _contradicts(book: Rulebook, tier: Tier, broken: Contradiction, faults: Faults) -> None:
    """Note a `not` that keeps everybody from a tier, where it stands."""
    asked = broken.asked.asks(words_of(book.programme))
    message = msg("Nobody can reach %(tier)s: it takes “%(asked)s”, and this forbids it.", tier=tier.label, asked=asked)
    repair = msg("Take this “not” out, or let it forbid only what is more than the tiers ask for.")
    _fault(book, faults, book.place(broken.tier, broken.forbids), "TIER_CONTRADICTS", message, repair)


def _lint_floor(book: Rulebook, faults: Faults) -> None:
    """The tier that is never lost rests on no figure."""
    programme = book.programme
    floor = programme.tier(programme.review.floor)
    best = best_of(programme, book.uncounted, without=tuple(one.id for one in programme.metrics))
    asked = best.blocking(floor, tuple(TYPES)) if floor else None
    if floor is not None and asked is not None and all(best.blocking(floor, (one,)) for one in TYPES):
        message = msg(
            "%(tier)s is never lost for lack of sales, and yet asks for “%(asked)s”.", tier=floor.label, asked=_asked(asked, programme)
        )
        repair = msg("Take the figure out of this tier and those below it, or name a lower tier as the floor.")
        _fault(book, faults, _place(book, floor, asked), "FLOOR_RESTS_ON_METRIC", message, repair)


def _lint_zero_deals(book: Rulebook, faults: Faults) -> None:
    """Who is promised every tier without deals can reach the highest."""
    programme = book.programme
    top, best = programme.tiers[-1], best_of(programme, book.uncounted, without=programme.deal_metrics)
    for at, one in enumerate(programme.zero_deal_types):
        asked = best.blocking(top, (one,))
        if asked is not None:
            message = msg(
                "%(type)s: without deals such a partner cannot reach %(tier)s; it takes “%(asked)s”.",
                type=TYPES[one], tier=top.label, asked=_asked(asked, programme),
            )  # fmt: skip
            repair = msg("Ask this type for something else with “by_type”, or take it out of “zero_deal”.")
            _fault(book, faults, ("zero_deal", "types", at), "ZERO_DEAL_OUT_OF_REACH", message, repair)


def _lint_smaller(book: Rulebook, lower: Tier, higher: Tier, faults: Faults) -> bool:
    """Note figures and teams of a tier that are smaller than those of the tier below it."""
    below = {key: need for key, need, _ in _sizes(lower.requirement)}
    found = [(asked, need, below[key]) for key, need, asked in _sizes(higher.requirement) if need < below.get(key, need)]
    for asked, need, more in found:
        message = msg(
            "%(higher)s asks for less than %(lower)s: %(need)s and not %(more)s.",
            higher=higher.label, lower=lower.label, need=_shown(need), more=_shown(more),
        )  # fmt: skip
        repair = msg("Ask for %(more)s or more, or take this out where the tier builds on the one below.", more=_shown(more))
        _fault(book, faults, book.place(higher, asked), "TIER_EASIER", message, repair)
    return bool(found)


def _lint_easier(book: Rulebook, lower: Tier, higher: Tier, faults: Faults) -> None:
    """Note a tier that can be held by a partner who does not fulfil the tier below it."""
    if any(isinstance(leaf, TierAtLeast) and book.programme.step(leaf.tier) >= book.programme.step(lower.id) for leaf in _needed(higher)):
        return
    for scene in contents(higher.requirement, book.programme):
        asked = _lacking(lower.requirement, scene, book.programme)
        if asked is not None:
            message = msg(
                "%(higher)s can be reached without what %(lower)s asks for: “%(asked)s”.",
                higher=higher.label, lower=lower.label, asked=asked.asks(scene.words),
            )  # fmt: skip
            repair = msg("Let it begin with “tier_at_least: %(tier)s”, or ask for at least as much.", tier=lower.id)
            _fault(book, faults, ("tiers", book.programme.step(higher.id) - 1, "id"), "TIER_EASIER", message, repair)
            return


def _lacking(rule: Any, scene: Scene, programme: Programme) -> Any:
    """What a partner lacks for a rule: the first part that does not hold."""
    if rule.holds(scene):
        return None
    if isinstance(rule, TierAtLeast):
        below = programme.tier(rule.tier)
        return _lacking(below.requirement, scene, programme) if below else rule
    if isinstance(rule, All):
        return next(found for one in rule.requirements if (found := _lacking(one, scene, programme)) is not None)
    return _lacking(rule.requirements[0], scene, programme) if isinstance(rule, AnyOf) else rule


def _needed(tier: Tier) -> list[Any]:
    """What a tier asks of everybody."""
    return list(tier.requirement.requirements) if isinstance(tier.requirement, All) else [tier.requirement]


def _sizes(rule: Any, types: tuple[str, ...] = ()) -> Iterator[tuple[tuple[object, ...], Decimal, Any]]:
    """Everything in a rule that has a size: what it may be compared with, the size, and the requirement."""
    match rule:
        case Metric():
            yield ("metric", types, replace(rule, min=Decimal(0), min_sample=0)), rule.min, rule
        case People():
            yield ("people", types, rule.holds_any), Decimal(rule.need), rule
        case Roster():
            yield ("roster", types), Decimal(sum(slot.need for slot in rule.slots)), rule
        case Not():
            return  # what must not be asks for nothing
        case All(requirements):
            mine = tuple(name for one in requirements if isinstance(one, TypeIs) for name in one.types)
            for one in requirements:
                yield from _sizes(one, types + mine)
        case _:
            for one in parts_of(rule):
                yield from _sizes(one, types)


def _asked(rule: Any, programme: Programme) -> Message:
    """What a rule asks for; of several the first figure."""
    figure = next((leaf for leaf in leaves(rule) if isinstance(leaf, Metric)), leaves(rule)[0])
    asked: Message = figure.asks(words_of(programme))
    return asked


def _place(book: Rulebook, tier: Tier, asked: Any) -> Path:
    """Where a tier or one below it asks for something."""
    mine = [one for one in book.programme.tiers[: book.programme.step(tier.id)] if asked in [*leaves(one.requirement), *_needed(one)]]
    return book.place(mine[-1] if mine else tier, asked)


def _shown(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _fault(book: Rulebook, faults: Faults, path: Path, code: str, message: Message, repair: Message) -> None:
    faults.add(book.document.path, book.document.place(path), code, message, repair)
