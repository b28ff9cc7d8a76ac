"""The tiers as altitude: those that are reached, where the partner stands, and the next tier as the summit."""

from dataclasses import dataclass, replace
from datetime import date

from babel.dates import format_date
from flask_babel import gettext as _

from lms.core.ids import Slug
from lms.programme.rules import Programme, Tier
from lms.web.context import language
from lms.web.presentation import spoken

Reached = dict[Slug, date]
"""When each tier was reached last."""
LOWER = 66
"""The tiers that are reached share this part of the climb, in per cent."""
APART = 18
"""So far apart are the points around where the partner stands, so that their names do not touch."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A point of the climb, for `ui/chart.html`."""

    name: str
    meta: str
    x: int
    state: str
    mark: str = ""


def climb(programme: Programme, held: Slug | None, above: Tier | None, hold: tuple[int, int], reached: Reached) -> tuple[Stop, ...]:
    """First the tiers that are reached, then where the partner stands, and the next tier; `hold`: how many of its rows do, of how many."""
    behind = programme.tiers[: programme.step(held)]
    if above is None:
        stops = [_reached(tier, at * 100 // max(1, len(behind) - 1), reached) for at, tier in enumerate(behind)]
        return (*stops[:-1], replace(stops[-1], state="here", mark="")) if len(stops) > 1 else ()
    stops = [_reached(tier, at * LOWER // len(behind), reached) for at, tier in enumerate(behind)]
    low, (met, of) = stops[-1].x + APART if stops else 0, hold
    x = low + (100 - APART - low) * met // max(1, of) if stops else 0
    you = Stop(_("you are here"), _("%(met)s of %(of)s", met=met, of=of), x, "here")
    return (*stops, you, Stop(spoken(above.label), "", 100, "ahead", above.mark.value))


def _reached(tier: Tier, x: int, reached: Reached) -> Stop:
    since = reached.get(tier.id)
    month = format_date(since, "LLL y", locale=language()) if since else ""
    return Stop(spoken(tier.label), month, x, "done", tier.mark.value)
