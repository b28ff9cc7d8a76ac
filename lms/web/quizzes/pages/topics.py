"""What an attempt earned by topic, and the lessons that teach what was missed."""

from dataclasses import dataclass

from flask import url_for

from lms.core.ids import Slug
from lms.core.text import Texts
from lms.publishing.library import Library
from lms.quizzes.queries import Sheet
from lms.quizzes.rules import ObjectiveResult, Quiz, objective_results
from lms.web.presentation import points

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


def topics(library: Library, quiz: Quiz, sheet: Sheet) -> tuple[Topic, ...]:
    """The topics of the questions that are marked, in the order of the quiz."""
    return tuple(
        Topic(
            label=_objective(library, one), earned=float(one.earned), said=points(one.earned), out_of=one.out_of,
            state=_state(one), secure=one.earned == one.out_of, lessons=_lessons(library, quiz, sheet, one.objective),
        )
        for one in objective_results(quiz, sheet.marks)
    )  # fmt: skip


def lesson_links(library: Library, references: tuple[str, ...]) -> tuple[LessonLink, ...]:
    """The lessons that this release has of these (`course/lesson`)."""
    found = (library.catalogue.lesson(reference) for reference in references)
    return tuple(
        LessonLink(
            title=lesson.title, course=course.title, minutes=lesson.minutes,
            href=url_for("courses.lesson", course=course.id, lesson=lesson.id),
        )
        for course, lesson in (pair for pair in found if pair)
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
    return lesson_links(library, tuple(dict.fromkeys(missed)))
