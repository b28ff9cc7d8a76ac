"""The page before a quiz: its rules, how the person stands before it, and what a pass would open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.ids import Slug
from lms.core.text import Texts
from lms.journey import EntryState, entry_state, programme_now
from lms.journey.opening import would_open
from lms.publishing.library import Library
from lms.quizzes.rules import (
    AlreadyPassed,
    AttemptsUsed,
    Closed,
    CoolingDown,
    Counting,
    MarkerOwed,
    NotOpenYet,
    PastAttempt,
    QuizKind,
    is_over,
    limit_of,
)
from lms.quizzes.service.starting import honour_hash
from lms.reporting.visitor import Visitor
from lms.web.conditions import Condition, conditions
from lms.web.context import language
from lms.web.openings import Unlock, unlocks
from lms.web.presentation import moment, spoken
from lms.web.quizzes.pages.earlier import EarlierAttempt, earlier_attempts
from lms.web.quizzes.pages.onward import practice_for
from lms.web.quizzes.pages.retake import from_entry, how_long, sooner
from lms.web.quizzes.pages.terms import own_time, terms
from lms.web.quizzes.pages.topics import LessonLink, lesson_links
from lms.web.quizzes.pages.viewing import counted_by, keys_shown
from lms.web.quizzes.pages.who import signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """What the page before a quiz shows. `state` is one of open, locked, waiting, closed, used, passed, ready."""

    quiz: Slug
    title: Texts
    exam: bool
    state: str
    heading: str
    lead: str
    note: str
    intro: Texts
    facts: tuple[tuple[str, str], ...]
    unmet: tuple[Condition, ...]
    continue_href: str
    result_href: str
    practice: tuple[str, str] | None
    certification: tuple[str, str] | None
    opens: tuple[Unlock, ...]
    honour: Texts
    honour_hash: str
    access_code: bool
    earlier: tuple[EarlierAttempt, ...]
    lessons: tuple[LessonLink, ...]

    @property
    def crumbs(self) -> list[dict[str, str]]:
        """The way to this page."""
        title = {"text": spoken(self.title)}
        if self.certification is None:
            return [{"text": _("Courses"), "href": url_for("courses.index")}, title]
        return [
            {"text": _("Certificates"), "href": url_for("certificates.index")},
            {"text": self.certification[0], "href": self.certification[1]},
            title,
        ]


def start_page(library: Library, visitor: Visitor, quiz_id: Slug, now: datetime) -> StartPage:
    """The page before a quiz.

    Raises:
        NotFound: there is no such quiz, or it is one of checks.
    """
    entry = entry_state(library, visitor, quiz_id, now)
    quiz, going_on = entry.quiz, _open_attempt(entry, now)
    state = "open" if going_on else _state(entry)
    passed = next((one.attempt for one in entry.barriers if isinstance(one, AlreadyPassed)), None)
    practice = practice_for(library, quiz) if quiz.kind is QuizKind.EXAM else None
    certification = entry.certification
    return StartPage(
        quiz=quiz_id, title=quiz.title, exam=quiz.kind is QuizKind.EXAM, state=state,
        heading=_heading(entry, state), lead=_lead(entry), note=_note(entry, state, going_on, now), intro=quiz.intro,
        facts=tuple(_facts(entry)), unmet=tuple(conditions(entry.barriers)),
        continue_href=url_for("quizzes.attempt", attempt=going_on.public_id) if going_on else "",
        result_href=url_for("quizzes.result", attempt=passed) if passed else "",
        practice=(spoken(practice.title), url_for("quizzes.start_page", quiz=practice.id)) if practice else None,
        certification=(
            (spoken(certification.title), url_for("certificates.certification", certification=certification.id)) if certification else None
        ),
        opens=_opens(library, visitor, entry, now),
        honour=quiz.honour, honour_hash=honour_hash(quiz, language()) if quiz.honour else "", access_code=bool(quiz.access_code),
        earlier=earlier_attempts(signed_in(visitor), quiz, now), lessons=_lessons(library, entry),
    )  # fmt: skip


def _open_attempt(entry: EntryState, now: datetime) -> PastAttempt | None:
    still_open = (one for one in entry.attempts if one.state.is_open and not is_over(one.deadline_at, now))
    return next(still_open, None)


def _state(entry: EntryState) -> str:
    if any(isinstance(one, AlreadyPassed) for one in entry.barriers):
        return "passed"
    if entry.unmet:
        return "locked"
    if any(isinstance(one, AttemptsUsed) for one in entry.barriers):
        return "used"
    if any(isinstance(one, Closed) for one in entry.barriers):
        return "closed"
    return "waiting" if entry.barriers else "ready"


def _heading(entry: EntryState, state: str) -> str:
    title = spoken(entry.quiz.title)
    match state:
        case "open":
            return _("You are in the middle of it: %(title)s", title=title)
        case "passed":
            return _("Passed: %(title)s", title=title)
        case "locked":
            return _locked(len(entry.barriers), title)
        case "used":
            return _("No attempts are left: %(title)s", title=title)
        case "waiting" | "closed":
            return from_entry(entry).name()
    return _("The gate is open: %(title)s", title=title) if entry.quiz.kind is QuizKind.EXAM else title


def _locked(missing: int, title: str) -> str:
    return str(
        ngettext("One thing is missing for the gate: %(title)s", "%(num)s things are missing for the gate: %(title)s", missing, title=title)
    )


def _lead(entry: EntryState) -> str:
    quiz, seconds = entry.quiz, entry.own.limit_of(entry.quiz)
    questions = ngettext("%(num)s question", "%(num)s questions", quiz.paper_size)
    if seconds is None:
        return _("%(questions)s without a time limit; %(percent)s%% is the pass mark.", questions=questions, percent=quiz.pass_percent)
    time = ngettext("%(num)s minute", "%(num)s minutes", seconds // 60)
    return _("%(questions)s, %(time)s; the gate opens at %(percent)s%%.", questions=questions, time=time, percent=quiz.pass_percent)


def _note(entry: EntryState, state: str, going_on: PastAttempt | None, now: datetime) -> str:
    if going_on is not None:
        if going_on.deadline_at is None:
            return _("Your answers are saved. Go on where you stopped.")
        return _("Your answers are saved. The time ends on %(moment)s.", moment=moment(going_on.deadline_at))
    match state:
        case "waiting":
            return _wait_note(entry, now)
        case "used" | "closed":
            return _("Talk to your partner manager about what comes next.")
        case "ready" if entry.quiz.minutes:
            return _("The time begins when you start, and goes on when you close the page.")
    return ""


def _wait_note(entry: EntryState, now: datetime) -> str:
    for one in entry.barriers:
        if isinstance(one, MarkerOwed):
            return spoken(one.message)
        if isinstance(one, CoolingDown | NotOpenYet):
            said = _("%(how_long)s Until then the lessons and the practice are open.", how_long=how_long(one.opens_at, now))
            return f"{said} {sooner(one, now)}" if isinstance(one, CoolingDown) and one.sooner_at else said
    return ""


def _lessons(library: Library, entry: EntryState) -> tuple[LessonLink, ...]:
    """The lessons that shorten the wait, as far as they are still missing."""
    cooling = next((one for one in entry.barriers if isinstance(one, CoolingDown)), None)
    return lesson_links(library, cooling.lessons) if cooling else ()


def _facts(entry: EntryState) -> Iterator[tuple[str, str]]:
    quiz, left = entry.quiz, from_entry(entry).attempts_left
    yield _("Questions"), str(quiz.paper_size)
    yield _("Time"), own_time(entry)
    yield _("Pass mark"), _("%(percent)s%%", percent=quiz.pass_percent)
    limit = limit_of(quiz)
    yield _("Attempts left"), _("no limit") if limit is None else _("%(left)s of %(limit)s", left=left, limit=limit)
    if quiz.cooldown:
        yield _("Wait after a miss"), _waits(quiz.cooldown)
        if quiz.earned_cooldown is not None:
            yield _("Wait when the lessons are repeated"), _wait(quiz.earned_cooldown)
    if quiz.counts is not Counting.FIRST_PASS:
        yield _("What counts"), counted_by(quiz.counts)
    yield from terms(entry)
    yield _("Right answers"), keys_shown(quiz)


def _waits(cooldown: tuple[int, ...]) -> str:
    first, *rest = (_wait(seconds) for seconds in cooldown)
    return reduce(lambda said, following: _("%(first)s, then %(following)s", first=said, following=following), rest, first)


def _wait(seconds: int) -> str:
    hours = seconds // 3600
    if hours and hours % 24 == 0 and hours > 24:
        return str(ngettext("%(num)s day", "%(num)s days", hours // 24))
    if hours:
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    return str(ngettext("%(num)s minute", "%(num)s minutes", max(1, seconds // 60)))


def _opens(library: Library, visitor: Visitor, entry: EntryState, now: datetime) -> tuple[Unlock, ...]:
    if entry.certification is None:
        return ()
    return tuple(unlocks(would_open(library, visitor, entry.certification.id, now), programme_now(library, now)))
