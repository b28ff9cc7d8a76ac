"""Marking by hand and what follows from it, files of answers, and the mail that tells markers once a day what waits."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.access import POLICY, Permission
from lms.accounts.models import Person, PersonRole
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PersonId, PublicId
from lms.core.upsert import insert
from lms.journey.repairing import with_repairs
from lms.journey.settle import settle
from lms.notifications.recipients import person as recipient_of
from lms.notifications.service import announce
from lms.publishing.library import Library, quiz_of
from lms.quizzes.models import MarkingReminder
from lms.quizzes.rules.files import Upload
from lms.quizzes.rules.marking import Verdict
from lms.quizzes.service import attaching, marking
from lms.quizzes.service.attaching import Place
from lms.quizzes.service.marking import Asked
from lms.quizzes.waiting import counts
from lms.reporting.visitor import Visitor

REMINDER = "marking_waiting"
REMIND_FROM = time(6)
"""Markers are written to at the first sweep after this hour, UTC."""
UTC = ZoneInfo("UTC")


def take_to_mark(library: Library, visitor: Visitor, attempt: PublicId, now: datetime) -> None:
    """Take an attempt to mark it; that its answers were opened, and by whom, stands in the log.

    Raises:
        NotFound, Refused, Conflict: as `quizzes.service.marking.claim`.
    """
    settle(library, marking.claim(_me(visitor), attempt, now), now)


def give_back(visitor: Visitor, attempt: PublicId) -> None:
    """Give an attempt back unmarked."""
    marking.release(_me(visitor), attempt)


def give_mark(library: Library, visitor: Visitor, wanted: Asked, verdict: Verdict, now: datetime) -> None:
    """Mark one answer; with the last one everything follows that follows from a grade.

    Raises:
        NotFound, Refused, Conflict, Invalid: as `quizzes.service.marking.give`.
    """
    events = marking.give(_me(visitor), wanted, verdict, quiz_of, now)
    settle(library, with_repairs(library, events, now), now)


def change_mark(library: Library, visitor: Visitor, wanted: Asked, verdict: Verdict, now: datetime) -> None:
    """Put another mark beside one that was given, with a reason; a certificate that is won by it is dated from the finish.

    Raises:
        NotFound, Conflict, Invalid: as `quizzes.service.marking.change`.
    """
    settle(library, marking.change(_me(visitor), wanted, verdict, quiz_of, now), now)


def attach_file(visitor: Visitor, attempt: PublicId, position: int, upload: Upload, now: datetime) -> PublicId:
    """Add a file to an answer of the visitor.

    Raises:
        NotFound, Conflict, Invalid: as `quizzes.service.attaching.attach`.
    """
    return attaching.attach(Place(_me(visitor), attempt, position), upload, quiz_of, now)


def detach_file(visitor: Visitor, attempt: PublicId, position: int, file: PublicId, now: datetime) -> None:
    """Take a file of an answer away.

    Raises:
        NotFound, Conflict: as `quizzes.service.attaching.detach`.
    """
    attaching.detach(Place(_me(visitor), attempt, position), file, quiz_of, now)


def remind_markers(_library: Library, now: datetime) -> int:
    """Once a day, tell everybody who may mark how much waits for them and since when; how many mails that makes."""
    today = now.astimezone(UTC)
    if today.time() < REMIND_FROM:
        return 0
    first = insert(MarkingReminder).values(on=today.date(), at=now).on_conflict_do_nothing().returning(MarkingReminder.on)
    if db.session.execute(first).one_or_none() is None:
        return 0
    return sum(_remind(marker, now) for marker in _markers())


def _remind(marker: PersonId, now: datetime) -> int:
    found = [one for one in counts(marker) if one.waiting]
    if not found:
        return 0
    since = min(one.since for one in found if one.since is not None)
    context = {"count": sum(one.waiting for one in found), "since": since, "link": "/marking"}
    announce(recipient_of(marker, now.date()), REMINDER, context, now)
    return 1


def _markers() -> list[PersonId]:
    chosen = select(PersonRole.person_id).join(Person, Person.id == PersonRole.person_id)
    roles = list(POLICY[Permission.MARK_ANSWERS])
    return sorted(set(db.session.scalars(chosen.where(PersonRole.role.in_(roles), Person.active))))


def _me(visitor: Visitor) -> PersonId:
    if visitor.actor.person is None:
        raise NotFound
    return visitor.actor.person
