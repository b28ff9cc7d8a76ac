"""The words of papers: where one stands, what is handed in, and what is wrong with it."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.core.ids import Slug
from lms.core.text import Message, msg

YEARS = range(2000, 2101)
LINK_LENGTH = 400
NOTE_LENGTH = 2000
REASON_LENGTH = 400
LINK = re.compile(r"https?://[^\s/?#@]+\.[^\s@]+|[^\s/\\:][^/\\:]*\.[A-Za-z0-9]{1,8}")
"""An address on the web, or the name of a file."""


class PaperState(StrEnum):
    """Where a paper stands."""

    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """taken back: by the partner before it was decided, or by the vendor after it was confirmed"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A paper that a partner hands in; `year` is `None` for one that holds for good. `link` is an address or the name of a file."""

    kind: Slug
    year: int | None
    link: str = ""
    note: str = ""


def fault_of_submission(given: Submission) -> Message | None:
    """What is wrong with a paper that is handed in; `None` when nothing is."""
    if given.year is not None and given.year not in YEARS:
        return msg("“%(given)s” is not a year.", given=str(given.year))
    if not (given.link or given.note):
        return msg("Say where the paper is, or what it says: a link, the name of a file, or a note.")
    if given.link and (len(given.link) > LINK_LENGTH or not LINK.fullmatch(given.link)):
        return msg(
            "A link begins with https://, and the name of a file has an ending such as .pdf; at most %(most)s characters.", most=LINK_LENGTH
        )
    if len(given.note) > NOTE_LENGTH:
        return msg("Keep the note to %(most)s characters.", most=NOTE_LENGTH)
    return None


def fault_of_reason(reason: str) -> Message | None:
    """What is wrong with the reason of a decision; `None` when nothing is."""
    if not reason.strip():
        return msg("Say why: the reason goes to the other side and stays with the paper.")
    if len(reason) > REASON_LENGTH:
        return msg("Keep the reason to %(most)s characters.", most=REASON_LENGTH)
    return None


def counted_until(until: date | None, ended_on: date | None) -> date | None:
    """The first day on which a confirmed paper no longer counts; `None` while there is none."""
    return min((day for day in (until, ended_on) if day is not None), default=None)
