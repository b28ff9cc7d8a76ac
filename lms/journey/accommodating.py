"""Accommodations and breaks: who may enter what for whom, and stopping the clock."""

from datetime import datetime

from lms.access import Permission
from lms.core.errors import NotFound
from lms.core.ids import PublicId
from lms.journey.settle import settle
from lms.partners.queries import person_by_public_id
from lms.publishing.library import Library
from lms.quizzes.accommodations.service import NewAccommodation, enter
from lms.quizzes.service import pausing
from lms.reporting.visitor import Visitor


def enter_accommodation(library: Library, visitor: Visitor, person: PublicId, new: NewAccommodation, now: datetime) -> None:
    """Enter what stands for a person in reach from their next attempt on.

    Raises:
        NotFound: the person is out of reach.
        Refused, Invalid: as `accommodations.service.enter`.
    """
    if visitor.actor.person is None:
        raise NotFound
    found = person_by_public_id(visitor.actor, person, now.date(), Permission.ENTER_ACCOMMODATION)
    settle(library, enter(found.id, new, visitor.actor.person, now), now)


def pause_attempt(visitor: Visitor, attempt: PublicId, now: datetime) -> None:
    """Stop the clock of the visitor's attempt.

    Raises:
        NotFound, Conflict, Refused: as `quizzes.service.pausing.pause`.
    """
    if visitor.actor.person is None:
        raise NotFound
    pausing.pause(visitor.actor.person, attempt, now)


def resume_attempt(visitor: Visitor, attempt: PublicId, now: datetime) -> None:
    """Let the clock of the visitor's attempt run again.

    Raises:
        NotFound, Conflict: as `quizzes.service.pausing.resume`.
    """
    if visitor.actor.person is None:
        raise NotFound
    pausing.resume(visitor.actor.person, attempt, now)
