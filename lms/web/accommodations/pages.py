"""What the page of a person's accommodation and that of a break show."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from lms.access import Permission
from lms.core.errors import NotFound
from lms.core.ids import PublicId
from lms.core.text import Texts
from lms.partners.queries import person_by_public_id
from lms.publishing.library import quiz_of
from lms.quizzes.accommodations.queries import Standing, history_of, standing_of
from lms.quizzes.queries import Sheet
from lms.quizzes.rules import clock_goes_on_at, deadline, stopped
from lms.reporting.visitor import Visitor
from lms.web.accommodations.words import in_words, standing_in_words
from lms.web.presentation import clock_time, moment, name_in, short_day, spoken


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of the history; `reason` is empty where the reader may not read it."""

    when: str
    by: str
    said: str
    until: str
    reason: str
    shut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccommodationPage:
    """The page of one person's accommodation."""

    person: PublicId
    name: str
    now: str
    standing: Standing
    entries: tuple[EntryRow, ...]


def accommodation_page(visitor: Visitor, person: PublicId, now: datetime) -> AccommodationPage:
    """What stands for a person in reach and how it came about; three statements.

    Raises:
        NotFound: there is nobody, they are out of reach, or it is the visitor: nobody reads a reason of their own here.
    """
    found = person_by_public_id(visitor.actor, person, now.date(), Permission.ENTER_ACCOMMODATION)
    if found.id == visitor.actor.person:
        raise NotFound
    standing = standing_of(found.id, now.date())
    entries = tuple(
        EntryRow(
            moment(one.entered_at), spoken(one.entered_by), in_words(one.accommodation),
            short_day(one.valid_until) if one.valid_until else _("no end"), one.reason or "", one.reason is None,
        )
        for one in history_of(visitor.actor, found.id)
    )  # fmt: skip
    return AccommodationPage(
        person=person, name=name_in(found.name, found.name_ru), now=standing_in_words(standing), standing=standing, entries=entries
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakPage:
    """The page of breaks of one attempt. `state` is one of running, paused, over (the allowance is used up while nobody went on)."""

    attempt: PublicId
    title: Texts
    state: str
    heading: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    back: str


def break_page(sheet: Sheet, now: datetime) -> BreakPage:
    """The break of an open attempt, before it, in it, or when its allowance is used up."""
    timing = sheet.timing
    goes_on = clock_goes_on_at(timing)
    left = timing.break_allowance - stopped(timing, now)
    state = "running" if goes_on is None else "paused" if now < goes_on else "over"
    ends = deadline(timing, now)
    time_left = 0 if ends is None else max(0, int((ends - now).total_seconds()))
    return BreakPage(
        attempt=sheet.public_id, title=quiz_of(sheet.revision).title, state=state, heading=_heading(state),
        lead=_lead(state, goes_on), back=url_for("quizzes.attempt", attempt=sheet.public_id),
        facts=((_("Time left in the attempt"), minutes_text(time_left)), (_("Break left"), minutes_text(left))),
    )  # fmt: skip


def minutes_text(seconds: int) -> str:
    """`42:17`."""
    return f"{seconds // 60}:{seconds % 60:02}"


def _heading(state: str) -> str:
    match state:
        case "running":
            return _("Take a break")
        case "paused":
            return _("The clock stands still")
    return _("The break is used up; the clock runs again")


def _lead(state: str, goes_on: datetime | None) -> str:
    at = clock_time(goes_on) if goes_on else ""
    match state:
        case "running":
            return _("While you take a break the clock stands still, and the questions are not shown. Your answers are saved.")
        case "paused":
            return _("Your answers are saved. The clock runs again when you go on, at %(time)s at the latest.", time=at)
    return _("Your answers are saved. The clock has run again since %(time)s; go on with the attempt.", time=at)
