"""Reading files that belong to answers: by who brought them, by who marks them, and all of a person for a copy of their own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import AttemptId, PersonId, PublicId
from lms.quizzes.models import AnswerFile, Attempt, AttemptSlot, MarkingClaim
from lms.quizzes.rules import AttemptState


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file without its bytes."""

    file: PublicId
    position: int
    name: str
    type: str
    size: int
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class Bytes:
    """A file with its bytes."""

    name: str
    type: str
    data: bytes


def files_of(attempt: AttemptId, position: int | None = None) -> tuple[FileRow, ...]:
    """The files of an attempt's answers, or of one answer, the oldest first; one statement."""
    chosen = select(
        AnswerFile.public_id, AnswerFile.position, AnswerFile.name, AnswerFile.type, AnswerFile.size, AnswerFile.uploaded_at
    ).where(AnswerFile.attempt_id == attempt, AnswerFile.data.is_not(None))
    if position is not None:
        chosen = chosen.where(AnswerFile.position == position)
    return tuple(FileRow(file=file, position=place, name=name, type=kind, size=size, uploaded_at=at)
                 for file, place, name, kind, size, at in db.session.execute(chosen.order_by(AnswerFile.id)))  # fmt: skip


def own_file(person: PersonId, attempt: PublicId, file: PublicId) -> Bytes:
    """A file of the person's own attempt.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    return _bytes(and_(Attempt.person_id == person, Attempt.public_id == attempt, AnswerFile.public_id == file))


def file_to_mark(marker: PersonId, attempt: PublicId, file: PublicId, now: datetime) -> Bytes:
    """A file of an answer that this marker has taken and that waits; one statement.

    Raises:
        NotFound: there is none, or it is not theirs to mark now.
    """
    taken = select(MarkingClaim.attempt_id).where(MarkingClaim.marker_id == marker, MarkingClaim.until > now)
    waits = select(AttemptSlot.attempt_id).where(
        AttemptSlot.attempt_id == AnswerFile.attempt_id, AttemptSlot.position == AnswerFile.position, AttemptSlot.earned.is_(None)
    )
    named = and_(Attempt.public_id == attempt, AnswerFile.public_id == file, Attempt.state == AttemptState.WAITING)
    return _bytes(and_(named, Attempt.person_id != marker, Attempt.id.in_(taken), waits.exists()))


def file_marked(attempt: AttemptId, positions: Collection[int], file: PublicId) -> Bytes:
    """A file of an attempt that belongs to one of these answers; one statement.

    Raises:
        NotFound: there is none.
    """
    return _bytes(and_(Attempt.id == attempt, AnswerFile.position.in_(positions), AnswerFile.public_id == file))


def files_for_a_copy(person: PersonId) -> dict[PublicId, Bytes]:
    """Every file of the person, by its number; they are read one after the other."""
    chosen = select(AnswerFile.public_id).join(Attempt, Attempt.id == AnswerFile.attempt_id)
    numbers = db.session.scalars(chosen.where(Attempt.person_id == person, AnswerFile.data.is_not(None)).order_by(AnswerFile.id)).all()
    return {one: _bytes(and_(Attempt.person_id == person, AnswerFile.public_id == one)) for one in numbers}


def _bytes(where: ColumnElement[bool]) -> Bytes:
    chosen = select(AnswerFile.name, AnswerFile.type, AnswerFile.data).join(Attempt, Attempt.id == AnswerFile.attempt_id)
    row = db.session.execute(chosen.where(where)).one_or_none()
    if row is None or row.data is None:
        raise NotFound
    return Bytes(row.name, row.type, row.data)
