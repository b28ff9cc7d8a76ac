"""How a result came about: the paper question by question, the log link by link, and whether both agree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.ids import PublicId, Slug
from lms.core.text import Texts
from lms.publishing.library import Library, quiz_of
from lms.quizzes.logbook import links_of
from lms.quizzes.queries import Disputed, Sheet, SheetSlot
from lms.quizzes.questions import kind_of
from lms.quizzes.questions.kind import LearnerQuestion
from lms.quizzes.replay import Link, LogKind
from lms.quizzes.replaying import Finding, Verdict, verdict_on
from lms.quizzes.rules import AttemptState, Mark, Opening, Question, Quiz, What
from lms.reporting.visitor import Visitor
from lms.web.context import language, zone
from lms.web.presentation import points, short_day
from lms.web.quizzes.pages.events import about, named
from lms.web.quizzes.pages.viewing import viewing


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question of the paper; what may not be shown is empty. `shown` is the form as it stood on the page, `template` draws it."""

    number: int
    asked: Texts
    saves: str
    said: tuple[Texts, ...]
    mark: str
    how: str
    shown: LearnerQuestion | None
    template: str
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One link of the log; `hash` begins its hash, empty for the learner."""

    number: int
    at: str
    text: str
    question: int | None
    detail: str
    said: tuple[Texts, ...]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """The page. `own`: the learner's; `state` of the finding is one of ok, bad, info."""

    attempt: PublicId
    quiz: Slug
    title: Texts
    own: bool
    number: str
    result: str
    state: str
    finding: str
    hidden: bool
    rows: tuple[Row, ...]
    entries: tuple[Entry, ...]

    @property
    def marks(self) -> bool:
        """Whether there is a mark to be shown."""
        return any(row.mark for row in self.rows)


def own_history(library: Library, visitor: Visitor, found: Disputed, now: datetime) -> HistoryPage:
    """The learner's own attempt, with as much as the review rule shows now; three statements besides the attempt."""
    view = viewing(library, visitor, found.sheet, now)
    what = view.what & frozenset({What.SCORE}) if view.opening in (Opening.ONCE, Opening.SPENT) else view.what
    return _page(found, what, own=True)


def whole_history(found: Disputed) -> HistoryPage:
    """Somebody's attempt for who may read all answers. No key stands on it."""
    return _page(found, frozenset(What), own=False)


def _page(found: Disputed, what: frozenset[What], *, own: bool) -> HistoryPage:
    sheet = found.sheet
    quiz, links = quiz_of(sheet.revision), links_of(sheet.id)
    state, finding = _finding(verdict_on(found.record, links, quiz_of), waits=sheet.state is AttemptState.WAITING)
    shown = tuple(link for link in links if link.kind is not LogKind.MARKED or sheet.state is not AttemptState.WAITING)
    return HistoryPage(
        attempt=sheet.public_id, quiz=sheet.quiz, title=quiz.title, own=own,
        number=_("Attempt %(number)s", number=sheet.number), result=_result(found, what), state=state, finding=finding,
        hidden=What.OWN_ANSWERS not in what, rows=tuple(_row(slot, quiz.question(slot.question), shown, what) for slot in sheet.slots),
        entries=tuple(_entry(link, sheet, quiz, what, own=own) for link in shown),
    )  # fmt: skip


def _result(found: Disputed, what: frozenset[What]) -> str:
    state, percent = found.sheet.state, found.record.percent
    if state is AttemptState.WAITING:
        return _("It waits for a marker.")
    if percent is None:
        return ""
    passed = _("passed") if found.record.passed else _("not passed")
    said = _("%(percent)s%%, %(passed)s.", percent=percent, passed=passed) if What.SCORE in what else f"{passed}."
    return _("It does not count: it was voided. %(result)s", result=said) if state is AttemptState.VOIDED else said


def _finding(verdict: Verdict, *, waits: bool) -> tuple[str, str]:
    match verdict.finding:
        case Finding.SOUND if waits:
            return "ok", _("The log is whole: nothing in it was changed, moved or taken out. There is no result yet.")
        case Finding.SOUND:
            return "ok", _("The log is whole, and the result follows from it: computed anew from the log alone, it is the same.")
        case Finding.BROKEN:
            return "bad", _("The log is broken at link %(number)s: what stands there, or before it, is not what was written.",
                            number=verdict.at)  # fmt: skip
        case Finding.DIFFERENT:
            return "bad", _("The log is whole, but computed anew from it the result is another one.")
        case Finding.ERASED:
            return "info", _("The log is whole. The answers were erased when their time was over, so the result cannot be computed anew.")
    return "info", _("This attempt is older than the logs; only its record is left.")


def _row(slot: SheetSlot, question: Question | None, links: Sequence[Link], what: frozenset[What]) -> Row:
    own = [link for link in links if link.position == slot.position]
    visible = What.OWN_ANSWERS in what
    return Row(
        number=slot.position, asked=question.text if question and visible else {}, saves=_saves(slot, own),
        said=_in_words(question, slot.answer) if visible else (), mark=_mark(slot.mark, what), how=_how(slot, question, own),
        shown=_as_shown(slot, question) if question and visible else None,
        template=f"quizzes/questions/{question.type.value}.html" if question else "", chosen=slot.answer or (),
    )  # fmt: skip


def _as_shown(slot: SheetSlot, question: Question) -> LearnerQuestion:
    """What the learner had before them, in the order in which it stood; in the reader's language."""
    return replace(kind_of(question).view(question, language(), slot.option_order), field=f"{slot.position}.answer")


def _in_words(question: Question | None, answer: Sequence[str] | None) -> tuple[Texts, ...]:
    return kind_of(question).told(question, tuple(answer)) if question and answer else ()


def _saves(slot: SheetSlot, own: Sequence[Link]) -> str:
    saved = [link for link in own if link.kind is LogKind.SAVED]
    if slot.saved_at is None:
        return _("never answered")
    if not saved:
        return _("last saved at %(time)s", time=second(slot.saved_at))
    return str(ngettext("saved once, at %(time)s", "saved %(num)s times, last at %(time)s", len(saved), time=second(saved[-1].at)))


def _mark(mark: Mark | None, what: frozenset[What]) -> str:
    if mark is None or What.RIGHT_OR_WRONG not in what:
        return ""
    return _("%(earned)s of %(points)s", earned=points(mark.value), points=mark.points) if mark.points else _("not scored")


def _how(slot: SheetSlot, question: Question | None, own: Sequence[Link]) -> str:
    """By whom the mark was given, the last word first."""
    last = next((link for link in reversed(own) if link.kind in (LogKind.MARKED, LogKind.REPAIRED)), None)
    if slot.mark is None:
        return _("waits for a marker") if question and kind_of(question).by_hand and slot.answer else ""
    if last is None:
        return _("marked by the program")
    if last.kind is LogKind.REPAIRED:
        return _("repaired afterwards")
    return str(ngettext("marked by hand", "marked by hand, %(num)s times", sum(link.kind is LogKind.MARKED for link in own)))


def _entry(link: Link, sheet: Sheet, quiz: Quiz, what: frozenset[What], *, own: bool) -> Entry:
    names = {slot.position: slot.question for slot in sheet.slots}
    name = names.get(link.position) if link.position is not None else None
    question = quiz.question(name) if name else None
    shows = link.said is not None and What.OWN_ANSWERS in what
    return Entry(
        number=link.number, at=second(link.at), text=named(link.kind), question=link.position, detail=about(link, what),
        said=_in_words(question, (link.said or ())[1:]) if shows else (), hash="" if own else link.hash[:12],
    )  # fmt: skip


def second(at: datetime) -> str:
    """`12 Dec 2026, 14:02:31` in the reader's zone."""
    here = at.astimezone(ZoneInfo(zone()))
    return f"{short_day(here.date())}, {here:%H:%M:%S}"
