"""Graded attempts written straight into the tables, for whatever counts many of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from lms.core.db import db
from lms.core.ids import PersonId, PublicId, RevisionHash
from lms.quizzes.models import Attempt, AttemptSlot
from lms.quizzes.questions import mark
from lms.quizzes.rules import AttemptState, Ending, Quiz

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def sat(
    quiz: Quiz, revision: RevisionHash, person: PersonId, answers: Mapping[str, Sequence[str]], *, number: int = 1, cycle: int = 1,
    language: str = "en", state: AttemptState = AttemptState.GRADED,
) -> Attempt:  # fmt: skip
    """One attempt of somebody at these questions, marked by the rules; `()` was left out."""
    attempt = Attempt(
        public_id=PublicId(f"{person}-{cycle}-{number}-{quiz.id}"), person_id=person, quiz=quiz.id, revision=revision, certification=None,
        cycle=cycle, number=number, state=state, ending=Ending.SUBMITTED, started_at=NOON, deadline_at=None, finished_at=NOON, percent=50,
        passed=False, language=language, void_reason="a test" if state is AttemptState.VOIDED else None,
    )  # fmt: skip
    db.session.add(attempt)
    db.session.flush()
    for position, (wanted, answer) in enumerate(answers.items(), 1):
        question = next(one for one in quiz.questions if one.id == wanted)
        earned = mark(question, tuple(answer))
        db.session.add(
            AttemptSlot(
                attempt_id=attempt.id, position=position, question=question.id, option_order=[], seq=1, answer=list(answer) or None,
                saved_at=NOON, points=question.points, earned=earned.earned, out_of=earned.out_of,
            )
        )  # fmt: skip
    return attempt
