"""The result of an attempt: the score as a place on the line, what to repeat, the way back; or what was opened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certificates.queries import certificates_of
from lms.core.ids import PublicId, Slug
from lms.core.text import Texts
from lms.journey import programme_now
from lms.journey.opening import opened_with
from lms.publishing.library import Library, quiz_of
from lms.quizzes.queries import Sheet, attempts_of, past
from lms.quizzes.rules import TELLING, Ending, ObjectiveResult, Quiz, QuizKind, objective_results, shown
from lms.reporting.visitor import Visitor
from lms.web.openings import Unlock, unlocks
from lms.web.presentation import points, spoken
from lms.web.quizzes.pages.retake import retake_of
from lms.web.quizzes.pages.who import first_name, signed_in

SECURE_PERCENT = 80
WEAK_PERCENT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonLink:
    """A lesson to repeat."""

    title: Texts
    course: Texts
    href: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What was earned on one objective, and the lessons that teach what was missed."""

    label: Texts
    earned: float
    said: str
    out_of: int
    state: str
    secure: bool
    lessons: tuple[LessonLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One step of the way back, for `ui/route.html`."""

    state: str
    name: str
    meta: str = ""
    href: str = ""
    gate: bool = False
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """What the page of a finished attempt shows."""

    attempt: PublicId
    quiz: Slug
    title: Texts
    exam: bool
    passed: bool
    heading: str
    lead: str
    percent: int
    pass_percent: int
    score: dict[str, str]
    number: str
    topics: tuple[Topic, ...]
    way_back: tuple[Stop, ...]
    first_step: LessonLink | None
    review_href: str
    certificate_href: str
    unlocked: tuple[Unlock, ...]


def result_page(library: Library, visitor: Visitor, sheet: Sheet, now: datetime) -> ResultPage:
    """The page of a finished attempt of the visitor."""
    quiz = quiz_of(sheet.revision)
    topics = _topics(library, quiz, sheet)
    lessons = _each_once(lesson for topic in topics for lesson in topic.lessons)
    certificate = _certificate(visitor, sheet)
    return ResultPage(
        attempt=sheet.public_id, quiz=sheet.quiz, title=quiz.title, exam=quiz.kind is QuizKind.EXAM, passed=sheet.passed,
        heading=_heading(quiz, sheet, first_name(visitor)), lead=_lead(quiz, sheet), percent=sheet.percent,
        pass_percent=quiz.pass_percent, score=_score(quiz, sheet), number=_number(quiz, sheet), topics=topics,
        way_back=() if sheet.passed else tuple(_way_back(library, visitor, sheet, lessons, now)),
        first_step=lessons[0] if lessons and not sheet.passed else None,
        review_href=url_for("quizzes.review", attempt=sheet.public_id) if review_is_open(visitor, sheet, now) else "",
        certificate_href=url_for("certificates.certificate", certificate=certificate) if certificate else "",
        unlocked=_unlocked(library, visitor, certificate, now),
    )  # fmt: skip


def review_is_open(visitor: Visitor, sheet: Sheet, now: datetime) -> bool:
    """Whether the person may see keys and explanations of this attempt now."""
    attempts = past(attempts_of(signed_in(visitor), sheet.quiz, sheet.cycle))
    this = next(one for one in attempts if one.public_id == sheet.public_id)
    return bool(shown(quiz_of(sheet.revision), attempts, this, now) & TELLING)


def _certificate(visitor: Visitor, sheet: Sheet) -> PublicId | None:
    return next((one.public_id for one in certificates_of(signed_in(visitor)) if one.attempt_id == sheet.id), None)


def _unlocked(library: Library, visitor: Visitor, certificate: PublicId | None, now: datetime) -> tuple[Unlock, ...]:
    if certificate is None:
        return ()
    return tuple(unlocks(opened_with(library, visitor, certificate, now), programme_now(library, now)))


def _heading(quiz: Quiz, sheet: Sheet, name: str) -> str:
    if not sheet.passed:
        return _("Not yet: %(percent)s%%, the gate opens at %(needed)s%%", percent=sheet.percent, needed=quiz.pass_percent)
    if quiz.kind is QuizKind.EXAM:
        return _("Well done, %(name)s. %(percent)s%%, and the way is open.", name=name, percent=sheet.percent)
    return _("Well done, %(name)s. %(percent)s%%, you are ready.", name=name, percent=sheet.percent)


def _lead(quiz: Quiz, sheet: Sheet) -> str:
    day = spoken(sheet.finished_at.date()) if sheet.finished_at else ""
    facts = _("%(title)s, %(day)s. Pass mark %(percent)s%%.", title=spoken(quiz.title), day=day, percent=quiz.pass_percent)
    if sheet.passed:
        return facts
    short = -(-quiz.pass_percent * sheet.grade.out_of // 100) - int(sheet.grade.earned)
    missing = ngettext("%(num)s more right answer would have done it.", "%(num)s more right answers would have done it.", short)
    if sheet.ending is Ending.EXPIRED:
        return _("The time was over; what was saved has been marked. %(missing)s", missing=missing)
    return missing


def _score(quiz: Quiz, sheet: Sheet) -> dict[str, str]:
    grade = sheet.grade
    return {
        "label": _("Your score %(percent)s percent, pass mark %(needed)s percent", percent=sheet.percent, needed=quiz.pass_percent),
        "you": _("You, %(percent)s%% (%(earned)s of %(total)s)", percent=sheet.percent, earned=points(grade.earned), total=grade.out_of),
        "gate": _("Pass mark %(percent)s%%", percent=quiz.pass_percent),
    }


def _number(quiz: Quiz, sheet: Sheet) -> str:
    if quiz.attempts is None:
        return _("Attempt %(number)s", number=sheet.number)
    return _("Attempt %(number)s of %(limit)s", number=sheet.number, limit=quiz.attempts)


def _topics(library: Library, quiz: Quiz, sheet: Sheet) -> tuple[Topic, ...]:
    return tuple(
        Topic(
            label=_objective(library, one), earned=float(one.earned), said=points(one.earned), out_of=one.out_of,
            state=_state(one), secure=one.earned == one.out_of, lessons=_lessons(library, quiz, sheet, one.objective),
        )
        for one in objective_results(quiz, sheet.marks)
    )  # fmt: skip


def _objective(library: Library, result: ObjectiveResult) -> Texts:
    objective = library.catalogue.objective(result.objective)
    return objective.text if objective else {"en": result.objective}


def _state(result: ObjectiveResult) -> str:
    percent = int(100 * result.earned // result.out_of)
    return "ok" if percent >= SECURE_PERCENT else "warn" if percent >= WEAK_PERCENT else "bad"


def _lessons(library: Library, quiz: Quiz, sheet: Sheet, objective: Slug) -> tuple[LessonLink, ...]:
    missed = (
        question.lesson
        for question in quiz.questions
        if question.objective == objective and question.lesson and (mark := sheet.marks.get(question.id)) and not mark.full
    )
    found = (library.catalogue.lesson(reference) for reference in dict.fromkeys(missed))
    return tuple(
        LessonLink(
            title=lesson.title, course=course.title, minutes=lesson.minutes,
            href=url_for("courses.lesson", course=course.id, lesson=lesson.id),
        )
        for course, lesson in (pair for pair in found if pair)
    )  # fmt: skip


def _each_once(lessons: Iterable[LessonLink]) -> tuple[LessonLink, ...]:
    return tuple({lesson.href: lesson for lesson in lessons}.values())


def _way_back(
    library: Library, visitor: Visitor, sheet: Sheet, lessons: tuple[LessonLink, ...], now: datetime
) -> Iterator[Stop]:  # fmt: skip
    if lessons:
        yield Stop(
            state="here",
            name=ngettext("Repeat %(num)s lesson", "Repeat %(num)s lessons", len(lessons)),
            meta=ngettext("%(num)s minute in total", "%(num)s minutes in total", sum(lesson.minutes for lesson in lessons)),
            href=lessons[0].href,
        )
    quiz = quiz_of(sheet.revision)
    practice = practice_for(library, quiz) if quiz.kind is QuizKind.EXAM else None
    if practice:
        yield Stop(
            state="todo", number=2 if lessons else 1, name=spoken(practice.title),
            meta=ngettext("%(num)s question, as often as you like", "%(num)s questions, as often as you like", practice.paper_size),
            href=url_for("quizzes.start_page", quiz=practice.id),
        )  # fmt: skip
    retake = retake_of(library, visitor, sheet.quiz, now)
    if retake:
        yield Stop(
            state="todo" if retake.open_now else "locked", gate=True, name=retake.name(), meta=retake.meta(now),
            href=url_for("quizzes.start_page", quiz=sheet.quiz),
        )  # fmt: skip


def practice_for(library: Library, exam: Quiz) -> Quiz | None:
    """The practice quiz that asks about most of the exam's objectives; `None` when none asks about any."""
    wanted = {question.objective for question in exam.questions if question.objective}

    def shared(quiz: Quiz) -> int:
        return len(wanted & {question.objective for question in quiz.questions})

    practices = [quiz for quiz in library.quizzes.quizzes.values() if quiz.kind is QuizKind.PRACTICE and shared(quiz)]
    return max(practices, key=shared, default=None)
