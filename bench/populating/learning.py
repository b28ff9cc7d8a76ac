"""What made-up people have learned: lessons, courses, paths, attempts with some papers, and the certificates of passed exams."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bench.populating.companies import Colleague
from bench.populating.writing import Row, Writer, made_up_id
from lms.certificates.models import Certificate
from lms.certificates.rules import CertificateSource, Certification, code_of
from lms.courses.rules import Course, Track
from lms.learning.models import Assignment, CourseCompletion, LessonProgress
from lms.publishing.library import Library
from lms.quizzes.models import Attempt, AttemptSlot
from lms.quizzes.rules import AttemptState, Ending, Quiz

SLOTS = 10
"""So many questions of an attempt are written, where its paper is."""
PASS_PERCENT = 75
VALID = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One attempt, and the quiz it is at."""

    row: Row
    quiz: Quiz
    earned: int | None
    """How many questions were answered rightly; `None`: it goes on."""


def study(writer: Writer, team: list[Colleague], library: Library, now: datetime) -> None:
    """Write each one's path, a finished course, and one that is half read."""
    chance = Random(len(team))
    courses = [one for one in library.catalogue.courses.values() if one.lessons]
    paths = {track: path.id for path in library.catalogue.paths.values() for track in path.tracks}
    writer.add(Assignment, (
        {
            "public_id": made_up_id(chance), "person_id": one.person, "partner_id": one.partner, "reason": "joined",
            "path": paths[Track.TECHNICAL if one.technical else Track.SALES], "assigned_at": now - timedelta(days=60),
            "due_on": now.date() + timedelta(days=one.person % 90 - 20),
        }
        for one in team
    ))  # fmt: skip
    writer.add(LessonProgress, (row for one in team for row in lesson_rows(one.person, courses, library, now)))
    writer.add(CourseCompletion, (
        {"person_id": one.person, "course": course.id, "revision": library.catalogue.revisions[course.id], "completed_at": now}
        for one in team for course in (courses[one.person % len(courses)],)
    ))  # fmt: skip


def lesson_rows(person: int, courses: list[Course], library: Library, now: datetime) -> Iterator[Row]:
    """One course read to its end, and half of the next."""
    whole, half = courses[person % len(courses)], courses[(person + 1) % len(courses)]
    for course, lessons in ((whole, whole.lessons), (half, half.lessons[: len(half.lessons) // 2])):
        for number, lesson in enumerate(lessons):
            moment = now - timedelta(days=person % 50, hours=number)
            yield {
                "person_id": person, "course": course.id, "lesson": lesson.id, "percent": 100,
                "revision": library.catalogue.revisions[course.id],
                "first_seen_at": moment, "seen_at": moment, "completed_at": moment,
            }  # fmt: skip


def sit(writer: Writer, team: list[Colleague], library: Library, counts: tuple[int, int], now: datetime) -> None:
    """Write so many attempts, of which so many with a paper, and the certificates of the exams among them that were passed."""
    attempts, papers = counts
    sittings = list(attempt_rows(writer.last_id(Attempt) + 1, team, library, attempts, now))
    step = max(len(sittings) // papers, 1) if papers else len(sittings) + 1
    written = sittings[::step][:papers]
    with_paper = {one.row["id"] for one in written}
    knows_endings = writer.has_column(Attempt, "ending")
    writer.add(Attempt, (one.row if knows_endings else before_endings(one, one.row["id"] in with_paper) for one in sittings))
    writer.add(AttemptSlot, (row for one in written for row in slot_rows(one)))
    writer.add(Certificate, certificate_rows(sittings, library, now))


def attempt_rows(first: int, team: list[Colleague], library: Library, count: int, now: datetime) -> Iterator[Sitting]:
    """The attempts, in turn at every quiz; each person's last one at a quiz may still be open."""
    chance = Random(count)
    quizzes = list(library.quizzes.quizzes.values())
    certified = {one.exam: one for one in library.certifications.items.values() if one.exam}
    for number in range(count):
        turn, place = divmod(number, len(team))
        quiz, cycle = quizzes[turn % len(quizzes)], turn // len(quizzes) + 1
        began = now - timedelta(minutes=chance.randrange(60, 60 * 24 * 500))
        certification = certified.get(quiz.id)
        open_now = number >= count - len(team) and chance.random() < 0.01
        earned = None if open_now else chance.randrange(2, SLOTS + 1)
        yield Sitting({
            "id": first + number, "public_id": made_up_id(chance), "person_id": team[place].person, "quiz": quiz.id,
            "revision": library.quizzes.revisions[quiz.id], "certification": certification.id if certification else None,
            "cycle": cycle if certification else 1, "number": 1 if certification else cycle, "started_at": began,
            "deadline_at": began + timedelta(minutes=quiz.minutes) if quiz.minutes else None,
            "sweep_at": began + timedelta(minutes=quiz.minutes, seconds=5) if quiz.minutes else None,
            "limit_seconds": 60 * quiz.minutes if quiz.minutes else None,
            **({"state": AttemptState.IN_PROGRESS} if earned is None else result(earned, began)),
        }, quiz, earned)  # fmt: skip


def result(earned: int, began: datetime) -> Row:
    """How an attempt ended."""
    percent = 100 * earned // SLOTS
    return {
        "state": AttemptState.GRADED, "ending": Ending.EXPIRED if earned == 2 else Ending.SUBMITTED,
        "finished_at": began + timedelta(minutes=9), "percent": percent, "passed": percent >= PASS_PERCENT,
    }  # fmt: skip


def before_endings(sitting: Sitting, has_paper: bool) -> Row:
    """The attempt as it was written before migration 0007: how it ended was its state, and it held the points of its paper."""
    row = dict(sitting.row)
    row["state"] = "open" if sitting.earned is None else row.pop("ending").value
    return {**row, "earned": sitting.earned, "out_of": SLOTS} if has_paper and sitting.earned is not None else row


def slot_rows(sitting: Sitting) -> Iterator[Row]:
    """The paper of one attempt: as many right answers as it earned, then wrong ones."""
    earned = sitting.earned
    for position, question in enumerate(sitting.quiz.questions[:SLOTS], start=1):
        right = earned is not None and position <= earned
        chosen = [one.id for one in question.options if one.right is right][: len(question.right) if right else 1]
        yield {
            "attempt_id": sitting.row["id"], "position": position, "question": question.id,
            "option_order": [one.id for one in question.options],
            "seq": 1, "answer": chosen, "saved_at": sitting.row["started_at"] + timedelta(minutes=position / 2),
            "earned": None if earned is None else int(right), "out_of": None if earned is None else 1,
        }  # fmt: skip


def certificate_rows(sittings: list[Sitting], library: Library, now: datetime) -> Iterator[Row]:
    """One certificate for each exam that was passed; one in fifty is revoked."""
    chance = Random(len(sittings))
    for one in sittings:
        if not one.row.get("passed") or one.row["certification"] is None:
            continue
        certification: Certification = library.certifications.items[one.row["certification"]]
        issued = one.row["finished_at"]
        moment, reason = (now, "Made up") if one.row["id"] % 50 == 0 else (None, None)
        yield {
            "public_id": made_up_id(chance), "code": code_of(secrets.token_bytes(16)), "person_id": one.row["person_id"],
            "certification": certification.id, "cycle": one.row["cycle"], "attempt_id": one.row["id"], "source": CertificateSource.EXAM,
            "percent": one.row["percent"], "issued_at": issued,
            "expires_on": (issued + VALID).date() if certification.validity else None, "revoked_at": moment, "revoked_reason": reason,
        }  # fmt: skip
