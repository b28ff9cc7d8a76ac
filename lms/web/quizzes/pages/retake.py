"""When a quiz may be taken again, in words."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.ids import Slug
from lms.journey import EntryState, entry_state
from lms.publishing.library import Library
from lms.quizzes.rules import (
    AlreadyPassed,
    AttemptsUsed,
    Closed,
    CoolingDown,
    MarkerOwed,
    NotOpenYet,
    StartBarrier,
    Study,
    attempts_left,
)
from lms.reporting.visitor import Visitor
from lms.web.presentation import moment

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Retake:
    """What comes next for one quiz: what the quiz itself puts in the way now, if anything, and how many attempts are left."""

    barrier: StartBarrier | None
    attempts_left: int | None
    locked: bool
    study: Study | None = None

    @property
    def open_now(self) -> bool:
        """Whether nothing is in the way."""
        return self.barrier is None and not self.locked

    def name(self) -> str:
        """One line: when the gate opens."""
        match self.barrier:
            case None:
                return _("The gate is locked") if self.locked else _("The gate is open: try again")
            case CoolingDown():
                return _("The gate opens on %(moment)s", moment=moment(self.barrier.opens_minute))
            case NotOpenYet():
                return _("This quiz opens on %(moment)s", moment=moment(self.barrier.opens_minute))
        return self._shut()

    def _shut(self) -> str:
        match self.barrier:
            case Closed():
                return _("This quiz is closed since %(moment)s", moment=moment(self.barrier.closed_at))
            case MarkerOwed():
                return _("A marker is still looking at your attempt")
            case AttemptsUsed():
                return _("No attempts are left")
        return _("This exam is passed")

    def meta(self, now: datetime) -> str:
        """How long that is, and how many attempts are left."""
        parts = []
        if isinstance(self.barrier, CoolingDown | NotOpenYet):
            parts.append(how_long(self.barrier.opens_at, now))
        if isinstance(self.barrier, CoolingDown) and self.barrier.sooner_at:
            parts.append(sooner(self.barrier, now))
        if isinstance(self.barrier, MarkerOwed):
            parts.append(_("Waiting since %(moment)s.", moment=moment(self.barrier.since)))
        if isinstance(self.barrier, AttemptsUsed | Closed):
            parts.append(_("Talk to your partner manager about what comes next."))
        elif self.attempts_left is not None and not isinstance(self.barrier, AlreadyPassed):
            parts.append(ngettext("%(num)s attempt left.", "%(num)s attempts left.", self.attempts_left))
        return " ".join(parts)


def retake_of(library: Library, visitor: Visitor, quiz: Slug, now: datetime) -> Retake | None:
    """What comes next for a quiz; `None` when it is no longer published."""
    return from_entry(entry_state(library, visitor, quiz, now)) if quiz in library.quizzes.quizzes else None


def from_entry(state: EntryState) -> Retake:
    """What comes next, as the start page knows it."""
    barrier = next((one for one in state.barriers if isinstance(one, StartBarrier)), None)
    return Retake(barrier, attempts_left(state.quiz, state.attempts), bool(state.unmet), state.study)


def sooner(barrier: CoolingDown, now: datetime) -> str:
    """When the gate opens for who repeats the lessons that are still missing."""
    if barrier.sooner_minute is None or barrier.sooner_minute <= now:
        return str(
            ngettext("At once when you have read %(num)s lesson again.", "At once when you have read %(num)s lessons again.",
                     len(barrier.lessons))
        )  # fmt: skip
    return str(
        ngettext(
            "On %(moment)s already when you have read %(num)s lesson again.",
            "On %(moment)s already when you have read %(num)s lessons again.",
            len(barrier.lessons), moment=moment(barrier.sooner_minute),
        )
    )  # fmt: skip


def how_long(until: datetime, now: datetime) -> str:
    """`In 2 days.`, by the largest unit, rounded down."""
    seconds = max(0, int((until - now).total_seconds()))
    if seconds >= DAY:
        return str(ngettext("In %(num)s day.", "In %(num)s days.", seconds // DAY))
    if seconds >= HOUR:
        return str(ngettext("In %(num)s hour.", "In %(num)s hours.", seconds // HOUR))
    return str(ngettext("In %(num)s minute.", "In %(num)s minutes.", max(1, seconds // MINUTE)))
