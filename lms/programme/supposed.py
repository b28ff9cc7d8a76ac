"""What a supposition would do, in sentences."""

from collections.abc import Sequence
from datetime import date

from lms.core.text import Message, Texts, msg, nmsg
from lms.programme.forecast import Forecast
from lms.programme.phrases import both
from lms.programme.rules import Programme
from lms.programme.versions import in_force
from lms.programme.whatif import Change, supposed_versions
from lms.requirements.result import Place

MOST_NAMED = 5
"""So many places, benefits and requirements are named; more of them the page lists."""


def supposed(versions: Sequence[Programme], change: Change) -> tuple[Message, ...]:
    """What is won and lost: the tier, places, requirements and benefits; and until when what is reached then lasts."""
    now, then = in_force(versions, change.supposition.on), in_force(supposed_versions(versions, change.supposition), change.supposition.on)
    if now is None or then is None:
        return ()
    return (
        _tier(now, then, change),
        *_filled(change.won.places), *_emptied(change.lost.places),
        *(leaf.message for leaf in change.lost.requirements[:MOST_NAMED]),
        *_benefits(change),
        *_lasts(then, change),
    )  # fmt: skip


def _tier(now: Programme, then: Programme, change: Change) -> Message:
    before, after = change.before.tier, change.after.tier
    if after is None:
        return msg("No tier would hold any more.") if before else msg("No tier would hold.")
    name = then.label(after)
    if change.lost.tiers:
        return msg("%(before)s would no longer hold; %(after)s would.", before=now.label(before or after), after=name)
    if change.won.tiers:
        return msg("The requirements of %(tier)s would all hold.", tier=name)
    if change.won.anything or change.lost.anything or _ends(change.forecast_before) != _ends(change.forecast_after):
        return msg("%(tier)s would hold as it does now.", tier=name)
    return msg("That would change nothing: %(tier)s holds as before.", tier=name)


def _ends(ahead: Forecast) -> date | None:
    """The day on which the tier no longer holds."""
    return ahead.fall.turn.day if ahead.fall else None


def _filled(places: Sequence[Place]) -> tuple[Message, ...]:
    if not places:
        return ()
    named = both([_place(place) for place in places[:MOST_NAMED]])
    return (
        nmsg("%(n)s more place would be filled: %(places)s.", "%(n)s more places would be filled: %(places)s.", len(places), places=named),
    )


def _emptied(places: Sequence[Place]) -> tuple[Message, ...]:
    """Without names: of the people who are left, some move over, so that who held the place is not who goes."""
    if not places:
        return ()
    labels = {place.slot: place.label for place in places}
    return (
        nmsg(
            "%(n)s place would become empty: %(places)s.", "%(n)s places would become empty: %(places)s.",
            len(places), places=_listed(list(labels.values())),
        ),
    )  # fmt: skip


def _benefits(change: Change) -> tuple[Message, ...]:
    won = [one.label for one in change.won.benefits[:MOST_NAMED]]
    lost = [one.label for one in change.lost.benefits[:MOST_NAMED]]
    gains = (msg("You would gain: %(benefits)s.", benefits=_listed(won)),) if won else ()
    return (*gains, msg("You would lose: %(benefits)s.", benefits=_listed(lost))) if lost else gains


def _lasts(then: Programme, change: Change) -> tuple[Message, ...]:
    fall, ahead = change.forecast_after.fall, change.forecast_after
    if ahead.held is None:
        return ()
    name = then.label(ahead.held)
    if fall is None:
        return (msg("%(tier)s would then hold until %(day)s at least.", tier=name, day=ahead.until),)
    if fall.turn.day <= change.supposition.on:
        return ()
    return (msg("%(tier)s would then hold until %(day)s.", tier=name, day=fall.turn.day),)


def _place(place: Place) -> Message:
    return msg("%(place)s (%(person)s)", place=place.label, person=place.holder_name or {})


def _listed(labels: Sequence[Texts]) -> Message:
    return both([msg("“%(name)s”", name=label) for label in labels])
