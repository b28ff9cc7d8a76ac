"""Where one goes from a result of practice: once more, or on to the exam; and which practice prepares for which exam."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from lms.publishing.library import Library
from lms.quizzes.rules import Quiz, QuizKind
from lms.web.presentation import spoken
from lms.web.quizzes.pages.viewing import Viewing


def onward(library: Library, view: Viewing, state: str) -> Iterator[tuple[str, str]]:
    """Words and addresses of the ways on from a finished attempt of practice; none from an exam, whose way back stands beside it."""
    if view.exam or view.sheet.quiz not in library.quizzes.quizzes:
        return
    if state == "passed":
        for exam in exams_after(library, view.quiz):
            yield _("To the exam “%(title)s”", title=spoken(exam.title)), url_for("quizzes.start_page", quiz=exam.id)
    yield _("Practise again"), url_for("quizzes.start_page", quiz=view.sheet.quiz)


def exams_after(library: Library, practice: Quiz) -> tuple[Quiz, ...]:
    """The exams for which this is the practice."""
    exams = (quiz for quiz in library.quizzes.quizzes.values() if quiz.kind is QuizKind.EXAM)
    return tuple(exam for exam in exams if (own := practice_for(library, exam)) and own.id == practice.id)


def practice_for(library: Library, exam: Quiz) -> Quiz | None:
    """The practice quiz that asks about most of the exam's objectives; `None` when none asks about any."""
    wanted = {question.objective for question in exam.questions if question.objective}

    def shared(quiz: Quiz) -> int:
        return len(wanted & {question.objective for question in quiz.questions})

    practices = [quiz for quiz in library.quizzes.quizzes.values() if quiz.kind is QuizKind.PRACTICE and shared(quiz)]
    return max(practices, key=shared, default=None)
