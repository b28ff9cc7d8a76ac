"""Small parts of sentences: lists, a day without its year, how soon."""

from collections.abc import Sequence
from datetime import date

from lms.core.text import Message, msg, nmsg

MONTHS = (
    msg("%(day)s January"), msg("%(day)s February"), msg("%(day)s March"), msg("%(day)s April"),
    msg("%(day)s May"), msg("%(day)s June"), msg("%(day)s July"), msg("%(day)s August"),
    msg("%(day)s September"), msg("%(day)s October"), msg("%(day)s November"), msg("%(day)s December"),
)  # fmt: skip


def soon(days: int) -> Message:
    """“in 21 days”, “today”."""
    return nmsg("in %(n)s day", "in %(n)s days", days) if days else msg("today")


def left(days: int) -> Message:
    """“21 days are left”."""
    return nmsg("%(n)s day is left", "%(n)s days are left", days)


def day_in(day: date, other: date) -> Message | date:
    """A day beside another one of the same year, which is not said twice: “20 June”."""
    return Message(MONTHS[day.month - 1].msgid, {"day": day.day}) if day.year == other.year else day


def both(parts: Sequence[Message]) -> Message:
    """Parts of a sentence that hold together: “A, B and C”. There is at least one."""
    *before, last = parts
    if not before:
        return last
    if len(before) == 1:
        return msg("%(first)s and %(last)s", first=before[0], last=last)
    return msg("%(first)s, %(rest)s", first=before[0], rest=both(parts[1:]))


def alternatives(parts: Sequence[Message]) -> Message:
    """Ways beside each other: “A; B; C”. There is at least one."""
    first, *rest = parts
    return msg("%(first)s; %(rest)s", first=first, rest=alternatives(rest)) if rest else first
