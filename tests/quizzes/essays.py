"""A quiz with questions that are marked by hand, and people who have answered it."""

from datetime import datetime

from lms.core.db import transaction
from lms.core.ids import PersonId, RevisionHash, Slug
from lms.quizzes import service
from lms.quizzes.models import Attempt
from lms.quizzes.rules import Option, Question, QuestionType, Quiz, QuizKind
from lms.quizzes.service import Entry, Submission
from tests.quizzes.samples import REVISION, bank_of, chance, exam, question

FACTS, CLARITY = "facts", "clarity"


def essay(name: str, *, points: int = 1, files: str = "") -> Question:
    """A question with two criteria, of 6 and of 4 points."""
    options = tuple(
        Option(id=Slug(one), text={"en": one, "ru": f"{one} по-русски"}, right=False, key=key, explanation={"en": f"<p>Look at {one}</p>"})
        for one, key in ((FACTS, "6"), (CLARITY, "4"))
    )
    return Question(
        id=Slug(name), type=QuestionType.ESSAY, objective=Slug("first"), lesson=None, stem={"en": f"<i>{name}</i>"}, text={"en": name},
        body={"en": "<p>Write.</p>"}, options=options, points=points, settings={"files": files} if files else {},
    )  # fmt: skip


def written(**changes: object) -> Quiz:
    """An exam with a pass mark of 75 percent: one question of 1 point that marks itself, an essay of 3 points, and one of 4 with files."""
    questions = (question("q1"), essay("e1", points=3), essay("e2", points=4, files="pdf,txt"))
    return exam(**{"kind": QuizKind.EXAM, "questions": questions, "shuffle": False, **changes})


def quiz_of(revision: RevisionHash) -> Quiz:
    """The quiz of the tests."""
    assert revision == REVISION
    return written()


def begun(person: PersonId, now: datetime, quiz: Quiz | None = None, **entry: object) -> Attempt:
    """An attempt."""
    chosen = quiz or written()
    with transaction():
        return service.start(person, bank_of(chosen), Entry(quiz=chosen.id, **entry), chance(), now)[0]  # type: ignore[arg-type]


def answer(person: PersonId, attempt: Attempt, position: int, values: tuple[str, ...], now: datetime, seq: int = 1) -> None:
    """Save an answer."""
    with transaction():
        service.save(person, Submission(attempt=attempt.public_id, position=position, seq=seq, values=values), quiz_of, now)


def waiting(person: PersonId, now: datetime, *, right: bool = True, **entry: object) -> Attempt:
    """An attempt in which everything is answered, and both essays wait for a marker."""
    attempt = begun(person, now, **entry)
    answer(person, attempt, 1, ("a" if right else "b",), now)
    answer(person, attempt, 2, ("My own words.",), now)
    answer(person, attempt, 3, ("text=More of them.",), now)
    with transaction():
        return service.submit(person, attempt.public_id, quiz_of, now)[0]
