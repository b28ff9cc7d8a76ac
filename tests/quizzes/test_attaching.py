"""Files of answers on a real database: brought while the attempt goes on, never lost by a text, taken away with their hash left."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound, Problem
from lms.core.ids import PersonId, PublicId
from lms.quizzes import service
from lms.quizzes.files import file_to_mark, files_for_a_copy, files_of, own_file
from lms.quizzes.logbook import links_of
from lms.quizzes.models import AnswerFile, Attempt
from lms.quizzes.queries import sheet_of
from lms.quizzes.replay import LogKind, broken_at
from lms.quizzes.rules.files import MAX_UPLOADS, Upload
from lms.quizzes.service import attaching, marking
from lms.quizzes.service.attaching import Place
from tests.quizzes.conftest import stored
from tests.quizzes.essays import answer, begun, quiz_of

PLAN = Upload("my plan.txt", b"first, then")
PDF = Upload("plan.pdf", b"%PDF-1.7 ...")


def attach(person: PersonId, attempt: Attempt, upload: Upload, now: datetime, position: int = 3) -> PublicId:
    with transaction():
        return attaching.attach(Place(person, attempt.public_id, position), upload, quiz_of, now)


def detach(person: PersonId, attempt: Attempt, file: PublicId, now: datetime) -> None:
    with transaction():
        attaching.detach(Place(person, attempt.public_id, 3), file, quiz_of, now)


def stands(person: PersonId, attempt: Attempt) -> tuple[str, ...] | None:
    return sheet_of(person, attempt.public_id).slots[2].answer


def refused(db: SQLAlchemy, kind: type[Problem], act: Callable[[], object]) -> None:
    """`act` is refused and nothing is left of it."""
    before = counts(db)
    with pytest.raises(kind):
        act()
    assert counts(db) == before


def counts(db: SQLAlchemy) -> list[object]:
    db.session.rollback()
    tables = ("answer_file", "attempt_event", "attempt_slot")
    found = [db.session.execute(sa.text(f"SELECT * FROM {table} ORDER BY 1, 2")).all() for table in tables]
    db.session.rollback()
    return [*found]


def test_a_file_stands_beside_the_text_and_a_saved_text_leaves_it(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, now)
    file = attach(anna, attempt, PLAN, now)
    assert stands(anna, attempt) == (f"file={file}",)
    answer(anna, attempt, 3, ("text=See the file.",), now)
    assert stands(anna, attempt) == ("text=See the file.", f"file={file}")
    other = attach(anna, attempt, PDF, now)
    answer(anna, attempt, 3, ("text=See both.", f"file={file}"), now, seq=2)
    assert stands(anna, attempt) == ("text=See both.", f"file={file}", f"file={other}")
    answer(anna, attempt, 3, (), now, seq=3)
    assert stands(anna, attempt) == (f"file={file}", f"file={other}")
    assert [(one.name, one.type, one.size) for one in files_of(attempt.id)] == [("my plan.txt", "txt", 11), ("plan.pdf", "pdf", 12)]
    assert own_file(anna, attempt.public_id, file).data == b"first, then"
    assert {number: one.data for number, one in files_for_a_copy(anna).items()} == {file: PLAN.data, other: PDF.data}


def test_a_file_that_nobody_brought_never_gets_into_an_answer(db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime) -> None:
    theirs = begun(boris, now)
    foreign = attach(boris, theirs, PLAN, now)
    attempt = begun(anna, now)
    answer(anna, attempt, 3, ("text=Mine.", f"file={foreign}"), now)
    assert stands(anna, attempt) == ("text=Mine.",)


def test_bringing_a_file_does_not_make_the_text_of_an_open_page_old(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, now)
    attach(anna, attempt, PLAN, now)
    slot = sheet_of(anna, attempt.public_id).slots[2]
    assert (slot.seq, slot.saved_at) == (0, None)


def test_the_log_proves_which_bytes_were_brought_also_after_they_are_gone(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, now)
    file = attach(anna, attempt, PLAN, now)
    detach(anna, attempt, file, now + timedelta(minutes=1))
    detach(anna, attempt, file, now + timedelta(minutes=2))
    row = db.session.scalars(sa.select(AnswerFile)).one()
    assert (row.data, row.removed_at, row.size) == (None, now + timedelta(minutes=1), 11)
    links = [one for one in links_of(attempt.id) if one.kind is LogKind.ATTACHED]
    assert [(one.position, one.data["file"], one.data["hash"], one.data["there"]) for one in links] == [
        (3, file, row.hash, True),
        (3, file, row.hash, False),
    ]
    assert broken_at(attempt.public_id, links_of(attempt.id)) is None
    assert (stands(anna, attempt), files_of(attempt.id), files_for_a_copy(anna)) == ((), (), {})
    with pytest.raises(NotFound):
        own_file(anna, attempt.public_id, file)


def test_the_same_bytes_are_kept_once_and_can_come_back(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, now)
    file = attach(anna, attempt, PLAN, now)
    assert attach(anna, attempt, PLAN, now) == file
    detach(anna, attempt, file, now)
    again = attach(anna, attempt, PLAN, now)
    assert again != file
    assert stands(anna, attempt) == (f"file={again}",)


def test_an_answer_has_three_files_at_most_and_the_room_is_not_filled_for_good(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, now)
    files = [attach(anna, attempt, Upload("a.txt", f"{number}".encode()), now) for number in range(3)]
    refused(db, Invalid, lambda: attach(anna, attempt, PDF, now))
    detach(anna, attempt, files[0], now)
    assert len(stands(anna, attempt) or ()) == 2
    with transaction():
        db.session.add_all(
            AnswerFile(public_id=PublicId(f"gone{number}"), attempt_id=attempt.id, position=3, name="a", type="txt", size=1, hash="0" * 64,
                       uploaded_at=now, removed_at=now)
            for number in range(MAX_UPLOADS)
        )  # fmt: skip
    refused(db, Invalid, lambda: attach(anna, attempt, PDF, now))


def test_files_go_only_where_they_are_asked_and_only_to_ones_own_attempt(
    db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime
) -> None:
    attempt = begun(anna, now)
    file = attach(anna, attempt, PLAN, now)
    for position in (1, 2, 9):
        refused(db, NotFound, lambda position=position: attach(anna, attempt, PLAN, now, position))  # type: ignore[misc]
    refused(db, NotFound, lambda: attach(boris, attempt, PLAN, now))
    refused(db, NotFound, lambda: detach(boris, attempt, file, now))
    refused(db, NotFound, lambda: detach(anna, attempt, PublicId("nothing"), now))
    refused(db, Invalid, lambda: attach(anna, attempt, Upload("plan.exe", b"MZ"), now))
    refused(db, NotFound, lambda: own_file(boris, attempt.public_id, file))


def test_when_the_attempt_is_over_or_stands_still_nothing_comes_or_goes(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    attempt = begun(anna, now)
    file = attach(anna, attempt, PLAN, now)
    refused(db, Conflict, lambda: attach(anna, attempt, PDF, now + timedelta(hours=1)))
    refused(db, Conflict, lambda: detach(anna, attempt, file, now + timedelta(hours=1)))
    with transaction():
        db.session.execute(sa.text("UPDATE attempt SET paused_at = :at"), {"at": now.replace(tzinfo=None)})
    refused(db, Conflict, lambda: attach(anna, attempt, PDF, now))
    with transaction():
        db.session.execute(sa.text("UPDATE attempt SET paused_at = NULL"))
        service.submit(anna, attempt.public_id, quiz_of, now)
    refused(db, Conflict, lambda: attach(anna, attempt, PDF, now))


def test_without_a_way_back_files_of_questions_left_behind_stay_as_they_are(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    from tests.quizzes.essays import written

    one_way = written(back=False)
    attempt = begun(anna, now, one_way)
    with transaction():
        service.advance(anna, attempt.public_id, 3)
    with transaction(), pytest.raises(Conflict):
        attaching.attach(Place(anna, attempt.public_id, 3), PLAN, lambda _: one_way, now)


def test_a_marker_gets_a_file_while_they_have_the_attempt_and_it_waits(
    db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime
) -> None:
    marker, attempt = stored(db, "marker", now), begun(anna, now)
    file = attach(anna, attempt, PLAN, now)
    with transaction():
        service.submit(anna, attempt.public_id, quiz_of, now)
    refused(db, NotFound, lambda: file_to_mark(marker, attempt.public_id, file, now))
    with transaction():
        marking.claim(marker, attempt.public_id, now)
    assert file_to_mark(marker, attempt.public_id, file, now).data == PLAN.data
    for who, when in ((boris, now), (anna, now), (marker, now + timedelta(hours=2))):
        refused(db, NotFound, lambda who=who, when=when: file_to_mark(who, attempt.public_id, file, when))  # type: ignore[misc]
