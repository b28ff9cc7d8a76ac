"""The kinds of question: one file each, and its line in `KINDS`."""

from collections.abc import Mapping

from lms.quizzes.questions.cloze import Cloze
from lms.quizzes.questions.essay import Essay
from lms.quizzes.questions.hotspot import Hotspot
from lms.quizzes.questions.kind import Kind
from lms.quizzes.questions.matching import Matching
from lms.quizzes.questions.multiple import Multiple
from lms.quizzes.questions.numeric import Numeric
from lms.quizzes.questions.ordering import Ordering
from lms.quizzes.questions.short_text import ShortText
from lms.quizzes.questions.single import Single
from lms.quizzes.questions.survey import Survey
from lms.quizzes.questions.true_false import TrueFalse
from lms.quizzes.rules import Answer, Mark, Question, QuestionType

KINDS: Mapping[QuestionType, Kind] = {
    QuestionType.SINGLE: Single(),
    QuestionType.MULTIPLE: Multiple(),
    QuestionType.TRUE_FALSE: TrueFalse(),
    QuestionType.NUMERIC: Numeric(),
    QuestionType.SHORT_TEXT: ShortText(),
    QuestionType.MATCHING: Matching(),
    QuestionType.ORDERING: Ordering(),
    QuestionType.CLOZE: Cloze(),
    QuestionType.HOTSPOT: Hotspot(),
    QuestionType.ESSAY: Essay(),
    QuestionType.SURVEY: Survey(),
}


def kind_of(question: Question) -> Kind:
    """The kind that reads and marks this question."""
    return KINDS[question.type]


def mark(question: Question, answer: Answer | None) -> Mark:
    """What the answer earns; `None`, never answered, counts as empty."""
    return kind_of(question).mark(question, answer or ())
