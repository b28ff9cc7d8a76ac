"""One review of a partner as a pure function: the steps since the last one, day by day, each with the facts that it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lms.core.ids import PublicId, Slug
from lms.programme.causes import Why
from lms.programme.forecast import forecast
from lms.programme.rules import Programme
from lms.programme.sight import Sight
from lms.programme.states import Held, Look, Move, Seen, caught_up, next_states
from lms.programme.versions import governing, in_force
from lms.requirements.facts import Facts


@dataclass(frozen=True, slots=True)
class Past:
    """What the last review rested on, and its day: nothing has changed since but the calendar, or it would not be the last."""

    facts: Facts
    as_of: date


@dataclass(frozen=True, slots=True)
class Found:
    """A step with the facts that it rests on."""

    move: Move
    facts: Facts


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How the partner stands now, the steps that led here, and the first day on which the held tier would not hold, if it holds."""

    held: Held
    steps: tuple[Found, ...]
    first_false_on: date | None


def reviewed(versions: Sequence[Programme], held: Held, facts: Facts, today: date, past: Past | None = None) -> Reviewed:
    """Review a partner today.

    Days on which nobody looked are made good first, with the facts of then: grace begins on the day on which a tier stopped holding,
    whenever somebody notices.
    """
    steps: list[Found] = []
    if past is not None and past.as_of < today - timedelta(days=1):
        days = [past.as_of + timedelta(days=n) for n in range(1, (today - past.as_of).days)]
        steps += _caught_up(serving(versions, days[0]), held, past.facts, days)
        held = steps[-1].move.after if steps else held
    now = serving(versions, today)
    look = look_at(now, facts)
    moves = next_states(held, look, rules_on(now, today), today)
    held = moves[-1].after if moves else held
    return Reviewed(held, (*steps, *(Found(move, facts) for move in moves)), look(today, held.tier).first_false_on)


def look_at(versions: Sequence[Programme], facts: Facts) -> Look:
    """What is seen of these facts on any day, through the versions that govern it."""
    sight = Sight.of(versions, facts)
    days = sight.days()

    def see(day: date, tier: Slug | None) -> Seen:
        earned = sight.tier_on(day)
        if tier is None or not sight.reaches(tier, day):
            return Seen(day, earned)
        return Seen(day, earned, next((one for one in days if one > day and not sight.reaches(tier, one)), None))

    return see


def serving(versions: Sequence[Programme], day: date) -> tuple[Programme, ...]:
    """The versions; before the first one begins, it is taken to have begun on that day, so that there are rules at all."""
    if not versions or in_force(versions, day) is not None:
        return tuple(versions)
    first = min(versions, key=lambda one: one.version)
    return (replace(first, effective_from=day), *(one for one in versions if one is not first))


def rules_on(versions: Sequence[Programme], day: date) -> Programme:
    """The version in force. `versions` are those of `serving`, so there is one."""
    return governing(versions, day)[0]


def whose_end_it_is(versions: Sequence[Programme], facts: Facts, day: date, tier: Slug) -> tuple[PublicId, ...]:
    """The people whose certificates end on the day on which a tier stops holding, and without whose end more of it would hold."""
    fall = forecast(serving(versions, day), replace(facts, tier=tier), day).fall
    causes = fall.turn.causes if fall else ()
    return tuple(sorted({one.person for one in causes if one.person is not None and one.why is Why.CERTIFICATE}))


def _caught_up(versions: tuple[Programme, ...], held: Held, facts: Facts, days: Sequence[date]) -> list[Found]:
    moves = caught_up(held, look_at(versions, facts), lambda day: rules_on(versions, day), days)
    return [Found(move, facts) for move in moves]
