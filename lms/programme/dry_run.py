"""What a new version of the rules would do to one partner: which tier it would hold by either, from when, and what it would lack."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from pydantic import TypeAdapter

from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.programme.rules import Programme, words_of
from lms.programme.states import falls_after
from lms.requirements.facts import Facts
from lms.requirements.result import Result, unmet
from lms.requirements.scene import Scene


class Outcome(StrEnum):
    """What becomes of a partner."""

    RISES = "rises"
    FALLS = "falls"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of a version on one partner.

    `held` is the tier that it holds today, `before` and `after` those that the old and the new rules earn it with the facts of today; `on`
    is the first day of the new ones. A partner that falls keeps its tier through overlap and grace, until the review on `falls_on`.
    `missing` is what the new rules ask for and what is not there: fulfil exactly that, and the tier is kept (or the next one reached).
    """

    outcome: Outcome
    held: Slug | None
    before: Slug | None
    after: Slug | None
    on: date
    falls_on: date | None
    missing: tuple[Result, ...]


EFFECT_JSON = TypeAdapter(Effect)


def effect(old: Programme, new: Programme, facts: Facts, today: date) -> Effect:
    """Compare what both versions earn with the facts of today, so that nothing but the rules makes the difference; not what the calendar
    will end before the new ones begin.

    Who has failed by the old rules already does not fall by the new ones. The version before serves for promotion during the overlap, and
    a tier that it still earns is not failing until the overlap is over. A tier that is held and still earned does not fall, though a higher
    one that waited to be given is lost.
    """
    day = max(new.effective_from, today)
    before, after = _earned(_scene(old, facts, today)), _earned(_scene(new, facts, today))
    held, outcome = facts.tier, _outcome(new, before, after)
    falls = outcome is Outcome.FALLS and held is not None and not 0 < new.step(held) <= new.step(after)
    goal = held if falls else before
    short_of = new.tier(goal) if outcome is Outcome.FALLS and goal is not None else None
    above = new.tiers[new.step(after) :][:1] if outcome is Outcome.STAYS else ()
    target = short_of or next(iter(above), None)
    return Effect(
        outcome, held, before, after, day,
        _falls(new, day) if falls and held != new.review.floor else None,
        unmet(target.requirement.evaluate(_scene(new, facts, today))) if target is not None else (),
    )  # fmt: skip


def _scene(programme: Programme, facts: Facts, day: date) -> Scene:
    """The facts by one version, which asks for its own agreement; nothing looks ahead."""
    rules = {tier.id: tier.requirement for tier in programme.tiers}
    return Scene(replace(facts, agreement_current=programme.agreement.version), day, words_of(programme), rules, looks_ahead=False)


def _earned(scene: Scene) -> Slug | None:
    """The highest tier that holds: the same as `rules.standing`, without its answers, which nobody reads here."""
    return next((tier for tier in reversed(list(scene.tiers)) if scene.tiers[tier].holds(scene)), None)


def _outcome(new: Programme, earned_before: Slug | None, earned_after: Slug | None) -> Outcome:
    """By the order of the tiers of the new version; a tier that it does not know is below all others."""
    before, after = new.step(earned_before), new.step(earned_after)
    if after > before:
        return Outcome.RISES
    lost = earned_before is not None and before == 0 and earned_after is None
    return Outcome.FALLS if after < before or lost else Outcome.STAYS


def _falls(new: Programme, day: date) -> date | None:
    """The review on which the tier may fall: failing begins when the overlap is over, and grace then."""
    return falls_after(new.review, day + timedelta(days=new.overlap_days + new.review.grace_days))


def told(old: Programme, new: Programme, seen: Effect) -> Message:
    """What becomes of a partner, in a sentence."""
    if seen.outcome is Outcome.RISES:
        return msg("From %(day)s the company has earned %(tier)s.", day=seen.on, tier=new.label(seen.after))
    if seen.outcome is Outcome.STAYS:
        return _stays(old, seen)
    return _keeps(old, new, seen) if seen.falls_on is None else _falls_on(old, new, seen, seen.falls_on)


def _stays(old: Programme, seen: Effect) -> Message:
    day, held = seen.on, old.label(seen.held)
    if seen.held is None:
        return msg("Nothing changes on %(day)s: the company has no tier yet.", day=day)
    if old.step(seen.before) < old.step(seen.held):
        return msg(
            "Nothing changes on %(day)s: the company does not earn %(tier)s now, and would not by the new rules.", day=day, tier=held
        )
    return msg("Nothing changes on %(day)s: the company keeps %(tier)s.", day=day, tier=held)


def _keeps(old: Programme, new: Programme, seen: Effect) -> Message:
    """It earns less and loses nothing that it holds."""
    day, lost, held = seen.on, old.label(seen.before), old.label(seen.held)
    if seen.held == new.review.floor and seen.before == seen.held:
        return msg("From %(day)s the company no longer earns %(tier)s; this tier is never lost.", day=day, tier=lost)
    if seen.held is not None:
        return msg("From %(day)s the company no longer earns %(tier)s; it keeps %(held)s.", day=day, tier=lost, held=held)
    return msg("From %(day)s the company no longer earns %(tier)s.", day=day, tier=lost)


def _falls_on(old: Programme, new: Programme, seen: Effect, review: date) -> Message:
    day, lost = seen.on, old.label(seen.before)
    if seen.after is None:
        return msg("From %(day)s the company no longer earns %(tier)s. After overlap and grace it may fall at the review on %(review)s.",
                   day=day, tier=lost, review=review)  # fmt: skip
    return msg(
        "From %(day)s the company no longer earns %(tier)s but %(after)s. After overlap and grace it may fall at the review on %(review)s.",
        day=day, tier=lost, after=new.label(seen.after), review=review,
    )  # fmt: skip


def earliest_start(last: Programme, new: Programme, today: date) -> date:
    """The first day on which `new` may apply when it is published today: after the longer of both notices, and not before `last`."""
    notice = max(last.notice_days, new.notice_days)
    return max(today + timedelta(days=notice), last.effective_from)
