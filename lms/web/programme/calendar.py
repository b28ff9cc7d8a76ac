"""The year ahead of a partner as a list: what ends on which day, and which tier is earned from then on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from lms.core.ids import Slug
from lms.programme.causes import Cause, Why, causes_of
from lms.programme.forecast import Point
from lms.programme.sentences import title_of
from lms.programme.versions import judged
from lms.requirements.result import unmet
from lms.web.presentation import spoken
from lms.web.programme.ground import Ground

PLAIN = 20
"""So many days are listed on which nothing but certificates ends and no tier changes."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A day of the year ahead. `falls` and `rises` tell how the tier earned changes; `tier` is its label, `mark` its drawing."""

    day: date
    texts: tuple[str, ...]
    tier: str
    mark: str
    falls: bool = False
    rises: bool = False


@dataclass(frozen=True, slots=True)
class YearAhead:
    """The days that tell something, and how many others only let figures or papers grow older.

    `more` are the days, later than those that are listed, on which nothing but certificates ends and no tier changes.
    """

    rows: tuple[Coming, ...]
    others: int
    more: int
    until: date


def year_ahead(ground: Ground) -> YearAhead:
    """The days of the next year on which something begins or ends, in order."""
    ahead, weighty, plain, others, before = ground.ahead, list[Coming](), list[Coming](), 0, ground.ahead.tier
    for point in ahead.points:
        texts = tuple(_texts(ground, point, before))
        if texts:
            rows = plain if _plain(ground, point, before) else weighty
            rows.append(_coming(ground, point, before, texts))
        else:
            others += 1
        before = point.tier
    weighty += _reviews(ground)
    shown = sorted([*weighty, *plain[:PLAIN]], key=lambda one: one.day)
    return YearAhead(tuple(shown), others, max(0, len(plain) - PLAIN), ahead.until)


def _plain(ground: Ground, point: Point, before: Slug | None) -> bool:
    """Whether nothing but certificates ends on this day, and the tier stays."""
    begins = any(one.effective_from == point.day for one in ground.versions)
    return not begins and point.tier == before and all(cause.why is Why.CERTIFICATE for cause in point.endings)


def _coming(ground: Ground, point: Point, before: Slug | None, texts: tuple[str, ...]) -> Coming:
    then, now = ground.rules.step(before), ground.rules.step(point.tier)
    return Coming(point.day, texts, *_tier(ground, point.tier), falls=now < then, rises=now > then)


def _texts(ground: Ground, point: Point, before: Slug | None) -> Iterator[str]:
    begins = next((one for one in ground.versions if one.effective_from == point.day), None)
    if begins is not None:
        yield _("Version %(version)s of the rules applies", version=begins.version)
    for cause in point.endings:
        yield _ends(ground, cause)
    if point.tier != before and begins is None and not point.endings:
        yield from _turns(ground, point, before)


def _turns(ground: Ground, point: Point, before: Slug | None) -> Iterator[str]:
    """Why the tier changes on a day on which nobody’s certificate or employment ends."""
    if before is None or ground.rules.step(point.tier) > ground.rules.step(before):
        yield _("More requirements hold than before")
        return
    result = judged(ground.versions, ground.facts, point.day, looks_ahead=False).result(before)
    failing = unmet(result) if result is not None else ()
    for cause in causes_of(ground.versions, ground.facts, point.day, before, failing):
        yield spoken(cause.about).rstrip(".") if cause.about is not None else _("Only the newest version of the rules counts from now on")


def _ends(ground: Ground, cause: Cause) -> str:
    person = spoken(cause.name or {})
    if cause.why is Why.EMPLOYMENT:
        return str(_("%(person)s leaves", person=person))
    title = spoken(title_of(cause.certification, ground.certifications))
    if cause.why is Why.REVOKED:
        return str(_("%(person)s: %(certification)s is revoked", person=person, certification=title))
    return str(_("%(person)s: %(certification)s ends", person=person, certification=title))


def _reviews(ground: Ground) -> Iterator[Coming]:
    """The end of grace and the review, where the held tier falls at one."""
    fall = ground.ahead.fall
    if fall is None or fall.recovers_on is not None or ground.rules.step(fall.to) >= ground.rules.step(fall.tier):
        return
    held = spoken(ground.tier.label) if ground.tier else ""
    if ground.day < fall.grace_until <= ground.ahead.until:
        earned = _tier(ground, ground.ahead.tier_on(fall.grace_until))
        yield Coming(fall.grace_until, (_("The grace of %(tier)s ends", tier=held),), *earned)
    if ground.day < fall.review_on <= ground.ahead.until:
        to = _tier(ground, fall.to)
        yield Coming(fall.review_on, (_("Review: %(tier)s falls, if the partner manager confirms it", tier=held),), *to)


def _tier(ground: Ground, tier: Slug | None) -> tuple[str, str]:
    found = ground.rules.tier(tier) if tier else None
    return (spoken(found.label), found.mark.value) if found else (str(_("no tier")), "")
