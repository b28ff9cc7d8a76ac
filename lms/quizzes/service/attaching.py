"""Files that belong to an answer: brought while the attempt goes on, and taken away again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import PersonId, PublicId, new_public_id
from lms.core.text import msg
from lms.quizzes import rules
from lms.quizzes.logbook import Log
from lms.quizzes.models import AnswerFile, Attempt, AttemptSlot
from lms.quizzes.questions.essay import FILE, MOST_FILES, endings_of, files_of
from lms.quizzes.replay import LogKind
from lms.quizzes.rules import AttemptState, Question, QuestionType
from lms.quizzes.rules.files import MAX_UPLOADS, Upload, clean, type_of
from lms.quizzes.service.closing import QuizOf, asked

CLOSED = msg("The time of this attempt is over: files can no longer be added or taken away. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Place:
    """Whose answer a file belongs to."""

    person: PersonId
    attempt: PublicId
    position: int


@dataclass(frozen=True, slots=True)
class _Open:
    """An attempt that goes on, whose row is held, and one of its questions that takes files."""

    attempt: Attempt
    slot: AttemptSlot
    question: Question


def attach(place: Place, upload: Upload, quiz_of: QuizOf, now: datetime) -> PublicId:
    """Add a file to an answer. The text of the answer and its number stay. A file that belongs to it already, byte by byte, is kept once.

    Raises:
        NotFound: the attempt is not the person's, or its paper has no such question that takes files.
        Conflict: the attempt is over, stands still, or the question was left behind.
        Invalid: the file is empty, too large or of another type, or there are too many.
    """
    held = _held(place, quiz_of, now)
    kind = type_of(upload, endings_of(held.question))
    files, digest = files_of(held.question, tuple(held.slot.answer or ())), hashlib.sha256(upload.data).hexdigest()
    mine = (AnswerFile.attempt_id == held.attempt.id, AnswerFile.position == place.position)
    same = db.session.scalar(select(AnswerFile.public_id).where(*mine, AnswerFile.hash == digest, AnswerFile.removed_at.is_(None)))
    if same in files and same is not None:
        return same
    if len(files) >= MOST_FILES:
        raise Invalid(msg("An answer can have %(limit)s files. Take one away before you add another.", limit=MOST_FILES))
    if (db.session.scalar(select(func.count()).select_from(AnswerFile).where(*mine)) or 0) >= MAX_UPLOADS:
        raise Invalid(msg("Too many files were added and taken away here; keep those that are there."))
    row = AnswerFile(
        public_id=new_public_id(), attempt_id=held.attempt.id, position=place.position, name=clean(upload.name), type=kind,
        size=len(upload.data), hash=digest, data=upload.data, uploaded_at=now,
    )  # fmt: skip
    db.session.add(row)
    held.slot.answer = [*(held.slot.answer or ()), f"{FILE}={row.public_id}"]
    _note(held, row, place.person, now, there=True)
    return row.public_id


def detach(place: Place, file: PublicId, quiz_of: QuizOf, now: datetime) -> None:
    """Take a file away: its bytes go, its hash stays. One that is gone already is gone.

    Raises:
        NotFound: the file does not belong to this answer of the person.
        Conflict: as `attach`.
    """
    held = _held(place, quiz_of, now)
    row = db.session.scalar(
        select(AnswerFile).where(
            AnswerFile.public_id == file, AnswerFile.attempt_id == held.attempt.id, AnswerFile.position == place.position
        )
    )
    if row is None:
        raise NotFound
    if row.removed_at is not None:
        return
    row.removed_at, row.data = now, None
    held.slot.answer = [one for one in held.slot.answer or () if one != f"{FILE}={file}"]
    _note(held, row, place.person, now, there=False)


def _held(place: Place, quiz_of: QuizOf, now: datetime) -> _Open:
    chosen = select(Attempt).where(Attempt.public_id == place.attempt, Attempt.person_id == place.person).with_for_update(of=Attempt)
    attempt = db.session.scalar(chosen.options(selectinload(Attempt.slots)).execution_options(populate_existing=True))
    slot = next((one for one in attempt.slots if one.position == place.position), None) if attempt else None
    if attempt is None or slot is None:
        raise NotFound
    quiz = quiz_of(attempt.revision)
    question = asked(quiz, slot.question)
    if question.type is not QuestionType.ESSAY or not endings_of(question):
        raise NotFound
    if not attempt.state.is_open or rules.is_over(attempt.deadline_at, now):
        raise Conflict(CLOSED)
    if attempt.state is not AttemptState.IN_PROGRESS or attempt.paused_at is not None:
        raise Conflict(msg("The clock stands still. Go on with the attempt before you answer."))
    if not quiz.back and place.position < attempt.reached:
        raise Conflict(msg("You have left this question; in this quiz there is no way back."))
    return _Open(attempt, slot, question)


def _note(held: _Open, row: AnswerFile, by: PersonId, now: datetime, *, there: bool) -> None:
    db.session.flush()
    log = Log.of(held.attempt)
    log.note(
        LogKind.ATTACHED, now, by, position=row.position, file=row.public_id, hash=row.hash, size=row.size, type=row.type, there=there
    )  # fmt: skip
