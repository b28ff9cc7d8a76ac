"""What the pages of marking show: the queue, one answer with its criteria, and the marks that can be changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.access import Permission, may
from lms.core.errors import NotFound, Problem
from lms.core.ids import PersonId, PublicId, Slug
from lms.core.text import Texts, nmsg
from lms.publishing.library import Library, quiz_of
from lms.quizzes.files import Bytes, FileRow, file_marked, file_to_mark, files_of
from lms.quizzes.questions.essay import files_of as files_in
from lms.quizzes.questions.essay import text_of, words_of
from lms.quizzes.questions.wording import count_words
from lms.quizzes.rules import Question
from lms.quizzes.rules.marking import NEAR, SECOND, criteria
from lms.quizzes.waiting import Answer, MarkedAttempt, MarkRow, Script, counts, marked_lately, marked_of, queue, script_of
from lms.reporting.visitor import Visitor
from lms.web.presentation import clock_time, spoken
from lms.web.quizzes.pages.who import signed_in

ROWS_A_PAGE = 25
SLOW, LATE = timedelta(days=2), timedelta(days=5)
"""From so long on a wait is shown as near its end, and as too long."""
CHIPS = 6
"""Criteria of at most so many points are a row of chips, others a field for a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One attempt of the queue; `who` is empty in a blind quiz."""

    attempt: PublicId
    quiz: Texts
    who: str
    since: datetime
    waits: str
    state: str
    owed: str
    second: bool
    taken: bool
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """The queue. `others` is how many wait for somebody else because the reader marked them first."""

    total: int
    rows: tuple[Row, ...]
    filters: list[dict[str, object]]
    others: int
    near: int
    pages: dict[str, str] | None
    lately: tuple[MarkedAttempt, ...]
    titles: dict[str, Texts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion: what to look at, and the points it can bring."""

    id: Slug
    text: Texts
    guide: Texts
    most: int
    chips: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLink:
    """A file of an answer."""

    name: str
    size: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with what was answered and what is looked at."""

    position: int
    stem: Texts
    body: Texts
    explanation: Texts
    text: str
    words: str
    files: tuple[FileLink, ...]
    criteria: tuple[Criterion, ...]
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """One answer to mark. `steps` are the answers of this attempt that wait."""

    attempt: PublicId
    quiz: Texts
    who: str
    since: datetime
    until: str
    round: int
    second: bool
    asked: Asked
    number: int
    total: int
    given: bool
    steps: list[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksPage:
    """The marks of one attempt; `answers` each with its marks, the oldest first, and the number of the newest."""

    attempt: MarkedAttempt
    quiz: Texts
    who: str
    answers: tuple[tuple[Asked, tuple[MarkRow, ...], int], ...]


def queue_page(library: Library, me: Visitor, quiz: Slug, number: int, now: datetime) -> QueuePage:
    """The queue of a marker; three statements at most, besides quizzes that are read for the first time."""
    marker = signed_in(me)
    found = counts(marker)
    known = {one.quiz for one in found}
    chosen = quiz if quiz in known else None
    total = sum(one.waiting for one in found if chosen in (None, one.quiz))
    rows = queue(marker, now, chosen, limit=ROWS_A_PAGE, offset=ROWS_A_PAGE * (number - 1))
    lately = marked_lately(marker) if may(me.actor, Permission.CHANGE_MARK) else ()
    return QueuePage(
        total=sum(one.waiting for one in found),
        rows=tuple(
            Row(
                attempt=one.attempt, quiz=quiz_of(one.revision).title, who="" if quiz_of(one.revision).blind else spoken(one.name),
                since=one.since, waits=waited(one.since, now), state=_state(one.since, now),
                owed=ngettext("%(num)s answer", "%(num)s answers", one.owed), second=one.round == SECOND, taken=one.taken, mine=one.mine,
            )
            for one in rows
        ),
        filters=_filters(library, [(one.quiz, one.waiting) for one in found if one.waiting], chosen),
        others=sum(one.others for one in found),
        near=NEAR,
        pages=_pages(number, len(rows), total, chosen),
        lately=tuple(lately),
        titles={one.attempt: quiz_of(one.revision).title for one in lately},
    )  # fmt: skip


def answer_page(library: Library, script: Script, wanted: int | None) -> AnswerPage:  # noqa: ARG001 - the pinned revision is what counts
    """The wanted answer of an attempt, else the first without a mark; one statement.

    Raises:
        NotFound: the attempt has no such answer that waits.
    """
    quiz = quiz_of(script.revision)
    shown = next((one for one in script.answers if one.position == wanted), None) if wanted is not None else _next(script)
    if shown is None:
        raise NotFound
    files = files_of(script.id, shown.position)
    links = _links(files, script.attempt, blind=quiz.blind)
    steps: list[dict[str, object]] = [
        {"text": f"{number}. " + (_("marked") if one.given is not None else _("waits")),
         "href": url_for("marking.script", attempt=script.attempt, q=one.position), "current": one.position == shown.position}
        for number, one in enumerate(script.answers, start=1)
    ]  # fmt: skip
    return AnswerPage(
        attempt=script.attempt, quiz=quiz.title, who="" if quiz.blind else spoken(script.name), since=script.since,
        until=clock_time(script.until), round=script.round, second=script.round == SECOND,
        asked=_asked(_question(script.revision, shown.question), shown.position, shown.answer, links),
        number=script.answers.index(shown) + 1, total=len(script.answers), given=shown.given is not None,
        steps=steps if len(steps) > 1 else [],
    )  # fmt: skip


def marks_page(admin: PersonId, attempt: PublicId) -> MarksPage:
    """Every mark of an attempt that was given by hand, with the files that belong to the answers; four statements.

    Raises:
        NotFound: as `quizzes.waiting.marked_of`.
    """
    found = marked_of(admin, attempt)
    quiz = quiz_of(found.revision)
    links = _links(files_of(found.id), found.attempt, blind=quiz.blind)
    answers = []
    for position, question, answer in found.answers:
        marks = tuple(one for one in found.marks if one.position == position)
        answers.append((_asked(_question(found.revision, question), position, answer, links), marks, marks[-1].round))
    return MarksPage(attempt=found, quiz=quiz.title, who="" if quiz.blind else spoken(found.name), answers=tuple(answers))


def address_after(me: Visitor, attempt: PublicId, now: datetime) -> str:
    """Where a marker goes after a mark: to the next answer of the attempt, or to the queue."""
    found = script_of(signed_in(me), attempt, now)
    if found is not None and _next(found) is not None:
        return url_for("marking.script", attempt=attempt)
    return url_for("marking.queue")


def file_of(me: Visitor, of: Script | PublicId, file: PublicId, now: datetime) -> tuple[Bytes, str]:
    """A file of an attempt that the visitor has taken, or whose marks they may change; and what it is called in a blind quiz.

    Raises:
        NotFound: there is none, or it is not theirs to open.
    """
    marker = signed_in(me)
    if isinstance(of, Script):
        return file_to_mark(marker, of.attempt, file, now), _blind_name(of, file)
    if not may(me.actor, Permission.CHANGE_MARK):
        raise NotFound
    marked = marked_of(marker, of)
    return file_marked(marked.id, {one.position for one in marked.marks}, file), _blind_name(marked, file)


def _blind_name(found: Script | MarkedAttempt, file: PublicId) -> str:
    if not quiz_of(found.revision).blind:
        return ""
    kinds = [(number, one.type) for number, one in enumerate(files_of(found.id), start=1) if one.file == file]
    return f"file-{kinds[0][0]}.{kinds[0][1]}" if kinds else "file"


def waited(since: datetime, now: datetime) -> str:
    """How long something waits, in whole days, or hours on the first day."""
    past = now - since
    if past.days:
        return spoken(nmsg("for %(n)s day", "for %(n)s days", past.days))
    hours = int(past.total_seconds() // 3600)
    return spoken(nmsg("for %(n)s hour", "for %(n)s hours", hours)) if hours > 0 else _("for less than an hour")


def said(problem: Problem) -> str:
    """The sentence of a refusal."""
    return spoken(problem.message)


def _next(script: Script) -> Answer | None:
    return next((one for one in script.answers if one.given is None), None)


def _state(since: datetime, now: datetime) -> str:
    return "bad" if now - since >= LATE else "warn" if now - since >= SLOW else ""


def _question(revision: object, wanted: Slug) -> Question:
    question = quiz_of(revision).question(wanted)  # type: ignore[arg-type]  # the revision of the attempt
    if question is None:
        raise NotFound
    return question


def _asked(question: Question, position: int, answer: tuple[str, ...], links: tuple[tuple[str, FileLink], ...]) -> Asked:
    text, words, most = text_of(question, answer), words_of(question), criteria(question)
    count = count_words(text)
    if words is None:
        told = ngettext("%(num)s word", "%(num)s words", count)
    else:
        told = ngettext("%(num)s word; %(fewest)s to %(most)s were asked", "%(num)s words; %(fewest)s to %(most)s were asked", count,
                        fewest=words[0], most=words[1])  # fmt: skip
    return Asked(
        position=position, stem=question.stem, body=question.body, explanation=question.explanation, text=text, words=told,
        files=tuple(link for number, link in links if number in files_in(question, answer)),
        criteria=tuple(
            Criterion(id=one.id, text=one.text, guide=one.explanation, most=most[one.id], chips=most[one.id] <= CHIPS)
            for one in question.options
        ),
        points=ngettext("%(num)s point of the paper", "%(num)s points of the paper", question.points),
    )  # fmt: skip


def _links(files: tuple[FileRow, ...], attempt: PublicId, *, blind: bool) -> tuple[tuple[str, FileLink], ...]:
    return tuple(
        (
            one.file,
            FileLink(
                name=_("File %(number)s (%(type)s)", number=number, type=one.type) if blind else one.name, size=size_in_words(one.size),
                href=url_for("marking.file", attempt=attempt, file=one.file),
            ),
        )
        for number, one in enumerate(files, start=1)
    )  # fmt: skip


def size_in_words(size: int) -> str:
    """`12 KB`, `3 MB`, rounded up."""
    if size < 1024 * 1024:
        return _("%(size)s KB", size=-(-size // 1024))
    return _("%(size)s MB", size=-(-size // (1024 * 1024)))


def _filters(library: Library, waiting: list[tuple[Slug, int]], chosen: Slug | None) -> list[dict[str, object]]:
    if len(waiting) < 2:
        return []
    every: list[dict[str, object]] = [{"text": _("All quizzes"), "href": url_for("marking.queue"), "current": chosen is None}]
    for quiz, count in waiting:
        known = library.quizzes.quizzes.get(quiz)
        title = spoken(known.title) if known else quiz
        every.append({"text": f"{title}: {count}", "href": url_for("marking.queue", quiz=quiz), "current": quiz == chosen})
    return every


def _pages(number: int, shown: int, total: int, quiz: Slug | None) -> dict[str, str] | None:
    if total <= ROWS_A_PAGE:
        return None
    first = ROWS_A_PAGE * (number - 1)
    text = _("%(first)s to %(last)s of %(total)s", first=min(first + 1, total), last=min(first + shown, total), total=total)
    before = url_for("marking.queue", quiz=quiz, page=number - 1) if number > 1 else ""
    behind = url_for("marking.queue", quiz=quiz, page=number + 1) if first + shown < total else ""
    return {"text": text, "previous_href": before, "next_href": behind}
