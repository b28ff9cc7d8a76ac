"""Windows of time: from which day on what happened on a day is no longer looked at."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lms.core.content.yaml import Path
from lms.core.text import Message, msg, nmsg
from lms.requirements.days import add_months
from lms.requirements.reading import Reader

Span = Literal["lifetime", "months", "days", "year", "quarter", "partnership_year", "month"]

NUMBERED: dict[str, Span] = {
    r"trailing ([1-9]\d{0,2}) months?": "months",
    r"trailing ([1-9]\d{0,3}) days?": "days",
    r"month and ([1-9]\d?) before": "month",
}
NAMED: dict[str, Span] = {
    "lifetime": "lifetime",
    "calendar year": "year",
    "calendar quarter": "quarter",
    "partnership year": "partnership_year",
}
EXAMPLES = ("trailing 12 months", "trailing 90 days", "month and 5 before")
"""One of each window that is written with a number."""
SAID: dict[Span, Message] = {
    "lifetime": msg("since the beginning"),
    "year": msg("in the calendar year"),
    "quarter": msg("in the calendar quarter"),
    "partnership_year": msg("in the year of the partnership"),
}


@dataclass(frozen=True, slots=True)
class Window:
    """Which days are looked at from a day on which one looks. `length` counts months or days where the span needs it.

    `months`: a day V is seen from V up to but not on the day `length` months later (in a shorter month, its last day); `days` the same
    in days. `year`, `quarter` and `partnership_year` see the days of the same one, `month` those of the calendar month and of `length`
    months before it; `lifetime` sees every day that has come.
    """

    span: Span = "lifetime"
    length: int = 0

    @classmethod
    def read(cls, text: str, path: Path, reader: Reader[object]) -> "Window | None":
        """`trailing 12 months`, `trailing 90 days`, `month and 5 before`, or one of the names."""
        if text in NAMED:
            return cls(NAMED[text])
        for pattern, span in NUMBERED.items():
            if found := re.fullmatch(pattern, text):
                return cls(span, int(found[1]))
        message = msg("“%(given)s” is not a window.", given=text)
        allowed = ", ".join(f"“{one}”" for one in (*EXAMPLES, *NAMED))
        reader.fault(path, "WINDOW_UNKNOWN", message, msg("Write one of: %(allowed)s.", allowed=allowed))
        return None

    def known(self, since: date | None) -> bool:
        """Whether it can be said what is seen: a year of the partnership needs its first day, `since`."""
        return self.span != "partnership_year" or since is not None

    def leaves(self, day: date, since: date | None) -> date | None:
        """The first day from which `day` is no longer seen; `None`: it stays for good (or is not known)."""
        month = day.replace(day=1)
        ends: dict[Span, Callable[[], date]] = {
            "months": lambda: add_months(day, self.length),
            "days": lambda: day + timedelta(days=self.length),
            "month": lambda: add_months(month, self.length + 1),
            "year": lambda: date(day.year + 1, 1, 1),
            "quarter": lambda: add_months(month, 3 - (day.month - 1) % 3),
        }
        if self.span == "partnership_year" and since is not None:
            return add_months(since, (_years(since, day) + 1) * 12)
        return ends[self.span]() if self.span in ends else None

    def sees(self, day: date, today: date, since: date | None) -> bool:
        """Whether `day` is looked at on `today`."""
        end = self.leaves(day, since)
        return day <= today and (end is None or today < end) and self.known(since)

    def starts(self, today: date, since: date | None) -> date | None:
        """The first day that is seen on `today`; `None`: there is no first one (or it is not known)."""
        month = today.replace(day=1)
        firsts: dict[Span, Callable[[], date]] = {
            "months": lambda: _first_seen(today, self.length),
            "days": lambda: today - timedelta(days=self.length - 1),
            "month": lambda: add_months(month, -self.length),
            "year": lambda: date(today.year, 1, 1),
            "quarter": lambda: add_months(month, -((today.month - 1) % 3)),
        }
        if self.span == "partnership_year" and since is not None:
            return add_months(since, _years(since, today) * 12)
        return firsts[self.span]() if self.span in firsts else None

    def said(self) -> Message:
        """As a part of a sentence that stands behind what is counted."""
        if self.span in SAID:
            return SAID[self.span]
        if self.span == "months":
            return nmsg("in the last %(n)s month", "in the last %(n)s months", self.length)
        if self.span == "days":
            return nmsg("in the last %(n)s day", "in the last %(n)s days", self.length)
        return nmsg("in this month and the %(n)s before it", "in this month and the %(n)s before it", self.length)

    def __str__(self) -> str:
        match self.span:
            case "lifetime":
                return "lifetime"
            case "months":
                return str(self.length)
        return f"{self.span}-{self.length}" if self.length else self.span


def _years(since: date, day: date) -> int:
    years = day.year - since.year
    return years if add_months(since, years * 12) <= day else years - 1


def _first_seen(today: date, months: int) -> date:
    first = add_months(today, -months)
    while add_months(first, months) <= today:
        first += timedelta(days=1)
    return first
