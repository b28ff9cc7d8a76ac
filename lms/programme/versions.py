"""Which versions of the programme a day is judged by, and the standing that they give together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from lms.core.ids import Slug
from lms.programme.rules import Programme, Standing, TierResult, standing, words_of
from lms.requirements.facts import Facts
from lms.requirements.scene import Rule, Scene


def in_force(versions: Sequence[Programme], day: date) -> Programme | None:
    """The version that applies on `day`: of those whose day has come, the one with the highest number. `None` before the first."""
    return _newest(one for one in versions if one.effective_from <= day)


def governing(versions: Sequence[Programme], day: date) -> tuple[Programme, ...]:
    """The version in force on `day` and, while its `overlap_days` run, the one that was in force before it; none before the first."""
    now = in_force(versions, day)
    if now is None:
        return ()
    before = _newest(one for one in versions if one.effective_from < now.effective_from)
    return (now,) if before is None or day >= overlap_ends(now) else (now, before)


def overlap_ends(version: Programme) -> date:
    """The first day on which the version before this one no longer serves."""
    return version.effective_from + timedelta(days=version.overlap_days)


def judged(versions: Sequence[Programme], facts: Facts, day: date, *, looks_ahead: bool = True) -> Standing:
    """The standing that the facts earn on a day by the versions that govern it.

    A tier of the version in force holds when either version says so; its answer is that of the version that says so, the one in force
    first. Each version asks for its own agreement, whatever `facts.agreement_current` is. `looks_ahead` is as for `standing`.
    """
    by = governing(versions, day)
    if not by:
        return Standing(None, (), None)
    now, *earlier = (standing(one, under(one, facts), day, looks_ahead=looks_ahead) for one in by)
    return _either(by[0], now, earlier[0]) if earlier else now


def answering(versions: Sequence[Programme], facts: Facts, day: date, tier: Slug) -> Programme:
    """The version whose answer `judged` gives for a tier: what is asked stands there. `versions` are such that one governs the day."""
    now, *earlier = governing(versions, day)
    return next((one for one in earlier if not _holds(now, facts, day, tier) and _holds(one, facts, day, tier)), now)


def under(version: Programme, facts: Facts) -> Facts:
    """The facts as this version looks at them: the agreement in force is its own."""
    return replace(facts, agreement_current=version.agreement.version)


def _newest(versions: Iterable[Programme]) -> Programme | None:
    return max(versions, key=lambda one: one.version, default=None)


def _holds(version: Programme, facts: Facts, day: date, tier: Slug) -> bool:
    rules: Mapping[Slug, Rule] = {one.id: one.requirement for one in version.tiers}
    return tier in rules and rules[tier].holds(Scene(under(version, facts), day, words_of(version), rules, looks_ahead=False))


def _either(version: Programme, now: Standing, before: Standing) -> Standing:
    results: list[TierResult] = []
    for one in now.results:
        older = before.result(one.tier)
        results.append(TierResult(one.tier, older) if older is not None and older.met and not one.result.met else one)
    earned = next((one.tier for one in reversed(results) if one.result.met), None)
    above = version.tiers[version.step(earned) :]
    return Standing(earned, tuple(results), above[0].id if above else None)
