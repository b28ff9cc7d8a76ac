"""What a quiz itself may put in the way of a new attempt, each with its sentence."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from lms.core.ids import PublicId
from lms.core.text import Message, msg, nmsg


@dataclass(frozen=True, slots=True)
class AlreadyPassed:
    """The exam was passed in this cycle; there is nothing to win."""

    attempt: PublicId
    kind: Literal["already_passed"] = "already_passed"
    opens_at: None = None

    @property
    def message(self) -> Message:
        """The sentence for the person."""
        return msg("You have already passed this exam.")


@dataclass(frozen=True, slots=True)
class MarkerOwed:
    """An attempt is finished and waits for a marker since `since`: whether it passed is not known yet."""

    attempt: PublicId
    since: datetime
    kind: Literal["marker_owed"] = "marker_owed"
    opens_at: None = None

    @property
    def message(self) -> Message:
        """The sentence for the person."""
        return msg(
            "Your attempt of %(moment)s waits for a marker. If it does not pass, you can start the next one after that.", moment=self.since
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AttemptsUsed:
    """All attempts of this cycle are used."""

    limit: int
    kind: Literal["attempts_used"] = "attempts_used"
    opens_at: None = None

    @property
    def message(self) -> Message:
        """The sentence for the person."""
        return nmsg("You have used %(n)s attempt, and no more are left.", "You have used %(n)s attempts, and no more are left.", self.limit)


@dataclass(frozen=True, slots=True)
class CoolingDown:
    """The wait after an attempt that did not pass is not over: `opens_at` is the first moment at which one may start again.

    Where repeating lessons shortens the wait, `sooner_at` is the first moment for who has finished all of `lessons` (`course/lesson`)
    again; it may have passed already.
    """

    opens_at: datetime
    sooner_at: datetime | None = None
    lessons: tuple[str, ...] = ()
    kind: Literal["cooling_down"] = "cooling_down"

    @property
    def opens_minute(self) -> datetime:
        """The first whole minute at which one may start again: what people are told."""
        return _whole_minute(self.opens_at)

    @property
    def sooner_minute(self) -> datetime | None:
        """The first whole minute for who has repeated the lessons."""
        return None if self.sooner_at is None else _whole_minute(self.sooner_at)

    @property
    def message(self) -> Message:
        """The sentence for the person."""
        if self.sooner_at is None:
            return msg("You may start your next attempt on %(moment)s.", moment=self.opens_minute)
        return nmsg(
            "You may start your next attempt on %(moment)s; from %(sooner)s on when you have read %(n)s lesson again.",
            "You may start your next attempt on %(moment)s; from %(sooner)s on when you have read %(n)s lessons again.",
            len(self.lessons), moment=self.opens_minute, sooner=self.sooner_minute,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NotOpenYet:
    """The window of the quiz opens later."""

    opens_at: datetime
    kind: Literal["not_open_yet"] = "not_open_yet"

    @property
    def opens_minute(self) -> datetime:
        """The first whole minute at which one may start."""
        return _whole_minute(self.opens_at)

    @property
    def message(self) -> Message:
        """The sentence for the person."""
        return msg("This quiz opens on %(moment)s.", moment=self.opens_minute)


@dataclass(frozen=True, slots=True)
class Closed:
    """The window of the quiz has closed."""

    closed_at: datetime
    kind: Literal["closed"] = "closed"
    opens_at: None = None

    @property
    def message(self) -> Message:
        """The sentence for the person."""
        return msg("This quiz is closed since %(moment)s.", moment=self.closed_at)


StartBarrier = AlreadyPassed | MarkerOwed | AttemptsUsed | Closed | NotOpenYet | CoolingDown


def _whole_minute(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)
