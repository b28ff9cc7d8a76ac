"""The standing on every day to come if nothing but the calendar moves: when it changes first, what fails, and who causes it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.core.ids import Slug
from lms.programme.causes import Cause, causes_of, endings
from lms.programme.rules import Programme
from lms.programme.sight import Sight
from lms.programme.states import falls_after
from lms.programme.versions import in_force, judged
from lms.requirements.facts import Facts
from lms.requirements.result import Result, unmet

HORIZON = 365
"""So many days are looked ahead."""


@dataclass(frozen=True, slots=True)
class Point:
    """A day on which something begins or ends: the tier earned from this day on, all tiers that hold, and what ends with this day."""

    day: date
    tier: Slug | None
    holding: tuple[Slug, ...]
    endings: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which the tier earned becomes another one.

    When it falls, `failing` are the requirements of the tier before that no longer hold, the first one first, and `causes` are the people
    and things that end on that day and without whose end it would not fail. When it rises, both are empty.
    """

    day: date
    before: Slug | None
    after: Slug | None
    failing: tuple[Result, ...] = ()
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Fall:
    """What becomes of a held tier whose requirements stop holding: it is kept up to but not on `grace_until`, and may fall at a review.

    `to` is the tier that the review finds, never below the floor. `recovers_on` is the day on which it holds again by itself before
    that; then it does not fall. `fails_on` lies in the past when the tier fails already; `turn.failing` is then what fails today.
    """

    tier: Slug
    fails_on: date
    grace_until: date
    review_on: date
    to: Slug | None
    recovers_on: date | None
    turn: Turn


@dataclass(frozen=True, slots=True)
class Forecast:
    """What comes between the days `as_of` and `until`, both included.

    `points` begin with the day after `as_of`; `first_change` is the first day on which another tier is earned than on `as_of`, up or
    down; `fall` tells of the tier that the partner holds.
    """

    as_of: date
    until: date
    tier: Slug | None
    held: Slug | None
    points: tuple[Point, ...]
    first_change: Turn | None
    fall: Fall | None

    def tier_on(self, day: date) -> Slug | None:
        """The tier earned on a day between `as_of` and `until`."""
        at = bisect_right(self.points, day, key=lambda point: point.day)
        return self.points[at - 1].tier if at else self.tier


def forecast(
    versions: Sequence[Programme], facts: Facts, as_of: date, days: int = HORIZON,
    failing_since: date | None = None, grace_until: date | None = None,
) -> Forecast:  # fmt: skip
    """The standing on every day on which it may change, of the `days` after `as_of`.

    The tier held is `facts.tier`, or what is earned on `as_of` when that is none. `failing_since` is the day on which its requirements
    stopped holding where that is known; else it is the day that the facts tell, or `as_of` when they tell none. `grace_until` is the
    first day without grace where a manager has said so.
    """
    sight, until = Sight.of(versions, facts), as_of + timedelta(days=days)
    tier = sight.tier_on(as_of)
    ends = endings(facts, as_of, until)
    ahead = ((day, sight.holding(day)) for day in sight.days() if as_of < day <= until)
    points = tuple(Point(day, holding[-1] if holding else None, holding, ends.get(day, ())) for day, holding in ahead)
    changed = next((point for point in points if point.tier != tier), None)
    held = facts.tier or tier
    return Forecast(
        as_of=as_of, until=until, tier=tier, held=held, points=points,
        first_change=_turn(sight, tier, changed.day) if changed else None,
        fall=_fall(sight, held, as_of, points, (failing_since, grace_until)) if held else None,
    )  # fmt: skip


def fails_on(versions: Sequence[Programme], facts: Facts, as_of: date, days: int = HORIZON) -> date | None:
    """The first of the days from `as_of` to `days` after it on which the held tier fails: what `forecast(...).fall` says, alone."""
    sight = Sight.of(versions, facts)
    held, until = facts.tier or sight.tier_on(as_of), as_of + timedelta(days=days)
    return None if held is None else next(
        (day for day in (as_of, *sight.days()) if as_of <= day <= until and not sight.reaches(held, day)), None
    )  # fmt: skip


def _turn(sight: Sight, before: Slug | None, day: date) -> Turn:
    after = sight.tier_on(day)
    if before is None or sight.reaches(before, day):
        return Turn(day, before, after)
    failing = _failing(sight, before, day)
    return Turn(day, before, after, failing, causes_of(sight.versions, sight.facts, day, before, failing))


def _failing(sight: Sight, tier: Slug, day: date) -> tuple[Result, ...]:
    result = judged(sight.versions, sight.facts, day, looks_ahead=False).result(tier)
    return unmet(result) if result else ()


def _fall(
    sight: Sight, held: Slug, as_of: date, points: tuple[Point, ...], known: tuple[date | None, date | None]
) -> Fall | None:  # fmt: skip
    if sight.reaches(held, as_of):
        began = next((point.day for point in points if not sight.reaches(held, point.day)), None)
        return None if began is None else _projected(sight, _turn(sight, held, began), began, began)
    began = _began(sight, held, as_of)
    failing = _failing(sight, held, as_of)
    causes = causes_of(sight.versions, sight.facts, began, held, failing) if began else ()
    turn = Turn(began or as_of, held, sight.tier_on(as_of), failing, causes)
    return _projected(sight, turn, known[0] or turn.day, as_of, known[1])


def _began(sight: Sight, held: Slug, as_of: date) -> date | None:
    """The day from which on a tier has failed, as far as the facts tell; `None` when they never saw it hold."""
    past = [day for day in sight.days() if day <= as_of]
    last = next((at for at in reversed(range(len(past))) if sight.reaches(held, past[at])), None)
    return past[last + 1] if last is not None and last + 1 < len(past) else None


def _projected(sight: Sight, turn: Turn, since: date, day: date, grace_until: date | None = None) -> Fall | None:
    """What the calendar makes of a tier that fails since a day and is looked at on `day`."""
    version, held = in_force(sight.versions, day), turn.before
    if version is None or held is None or version.step(held) == 0:
        return None
    grace = grace_until or since + timedelta(days=version.review.grace_days)
    review = falls_after(version.review, grace)
    if review is None:
        return None
    back = (one for one in sight.days() if day < one <= review and sight.reaches(held, one))
    to = max(sight.tier_on(max(review, day)), version.review.floor, key=version.step)
    return Fall(held, since, grace, review, to, next(back, None), turn)
