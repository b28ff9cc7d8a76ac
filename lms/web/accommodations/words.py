"""An accommodation in words."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.quizzes.accommodations.queries import Standing
from lms.quizzes.rules import Accommodation
from lms.web.presentation import short_day


def in_words(given: Accommodation) -> str:
    """`150% of the time; 2 more attempts; 10 minutes of breaks`."""
    return "; ".join(_parts(given)) or _("nothing besides what everybody has")


def standing_in_words(standing: Standing) -> str:
    """What counts, with its last day; empty where nothing does."""
    if not standing.accommodation.is_any:
        return ""
    said = in_words(standing.accommodation)
    if standing.valid_until is None:
        return said
    return _("%(accommodation)s; valid up to %(day)s", accommodation=said, day=short_day(standing.valid_until))


def _parts(given: Accommodation) -> Iterator[str]:
    if given.time_percent > 100:
        yield _("%(percent)s%% of the time", percent=given.time_percent)
    if given.extra_attempts:
        yield ngettext("%(num)s more attempt", "%(num)s more attempts", given.extra_attempts)
    if given.break_minutes:
        yield ngettext("%(num)s minute of breaks in each attempt", "%(num)s minutes of breaks in each attempt", given.break_minutes)
