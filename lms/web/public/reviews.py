"""When a partner rises and falls, in words made from the rules."""

from collections.abc import Iterator, Sequence
from datetime import date

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.programme.parts import leaves
from lms.programme.rules import Programme, Review
from lms.requirements.roster import Roster
from lms.web.context import language
from lms.web.presentation import spoken

ANY_YEAR = 2023


def reviews_of(programme: Programme) -> Iterator[tuple[str, str]]:
    """Titles and sentences: rising, the warning, falling, the floor, the notice, and how people are counted."""
    review, floor = programme.review, programme.tier(programme.review.floor)
    yield _rising(review)
    if review.horizon_days:
        yield _("Told in time"), ngettext(
            "What will stop holding within %(num)s day is said on the page of the tier and by mail, with what mends it.",
            "What will stop holding within %(num)s days is said on the page of the tier and by mail, with what mends it.",
            review.horizon_days,
        )  # fmt: skip
    yield _("Down slowly"), ngettext(
        "When a requirement stops holding, you have %(num)s day to mend it. Only then, at a review (%(days)s), may the tier fall, and "
        "never without the partner manager's word.",
        "When a requirement stops holding, you have %(num)s days to mend it. Only then, at a review (%(days)s), may the tier fall, and "
        "never without the partner manager's word.",
        review.grace_days, days=_days(review.demote_on),
    )  # fmt: skip
    if floor is not None:
        yield _("Never below"), _("%(tier)s is not lost for lack of sales.", tier=spoken(floor.label))
    yield _("Rules with notice"), _(
        "New rules are published at least %(notice)s days before they apply; for rising, the old ones serve for another %(overlap)s days.",
        notice=programme.notice_days, overlap=programme.overlap_days,
    )  # fmt: skip
    yield _("Counted fairly"), _counting(programme)


def _rising(review: Review) -> tuple[str, str]:
    word = review.promote_needs == "partner_manager"
    if review.promote == "on_change":
        if word:
            return _("Up with a word"), _(
                "When all requirements of a tier hold, the partner manager confirms it, and it is reached. Nobody has to apply for it."
            )
        return _("Up at once"), _("A tier is reached on the day on which all its requirements hold. Nobody has to apply for it.")
    if word:
        return _("Up on fixed days"), _(
            "A tier is reached on a fixed day (%(days)s) when all its requirements hold then and the partner manager confirms it.",
            days=_days(review.promote_on),
        )  # fmt: skip
    return _("Up on fixed days"), _(
        "A tier is reached on a fixed day (%(days)s) when all its requirements hold then. Nobody has to apply for it.",
        days=_days(review.promote_on),
    )  # fmt: skip


def _counting(programme: Programme) -> str:
    teams = [leaf for tier in programme.tiers for leaf in leaves(tier.requirement) if isinstance(leaf, Roster)]
    if all(team.sharing == "none" for team in teams):
        return str(_("One person fills one place. A certificate counts for the company at which its holder works on that day."))
    return str(_("A certificate counts for the company at which its holder works on that day."))


def _days(days: Sequence[str]) -> str:
    *most, last = [_day_of_year(one) for one in sorted(days)]
    return _("%(days)s and %(last)s", days=", ".join(most), last=last) if most else last


def _day_of_year(text: str) -> str:
    return str(format_date(date.fromisoformat(f"{ANY_YEAR}-{text}"), "d MMMM", locale=language()))
