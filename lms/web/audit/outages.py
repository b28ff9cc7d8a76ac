"""What the page of outages shows."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.access import Actor
from lms.quizzes.outages.queries import last_beat, outages
from lms.web.presentation import moment


@dataclass(frozen=True, slots=True)
class OutageRow:
    """One outage in words."""

    began: str
    ended: str
    lasted: str
    attempts: int


@dataclass(frozen=True, slots=True)
class OutagesPage:
    """The outages, newest first; `last_beat` is empty where no process has beaten yet."""

    last_beat: str
    rows: tuple[OutageRow, ...]


def outages_page(actor: Actor) -> OutagesPage:
    """The last hundred outages; two statements."""
    beat = last_beat()
    rows = tuple(
        OutageRow(moment(one.began_at), moment(one.ended_at), lasted(one.began_at, one.ended_at), one.attempts) for one in outages(actor)
    )
    return OutagesPage(moment(beat) if beat else "", rows)


def lasted(began: datetime, ended: datetime) -> str:
    """How long something took: in seconds below two minutes, else in minutes, rounded down."""
    seconds = int((ended - began).total_seconds())
    if seconds < 120:
        return str(ngettext("%(num)s second", "%(num)s seconds", seconds))
    if seconds < 7200:
        return str(ngettext("%(num)s minute", "%(num)s minutes", seconds // 60))
    return _("%(hours)s h %(minutes)s min", hours=seconds // 3600, minutes=seconds % 3600 // 60)
