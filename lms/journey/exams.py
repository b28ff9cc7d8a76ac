"""Exams and practice: what stands in the way, beginning, answering, finishing, and what a pass would change."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import SystemRandom

from lms.certificates.queries import held_of, holdings_of
from lms.certificates.rules import Certification, cycle_of
from lms.core.errors import NotFound
from lms.core.events import Event
from lms.core.ids import PublicId, Slug
from lms.journey.repairing import with_repairs
from lms.journey.settle import programme_now, settle
from lms.journey.study import study_of
from lms.learning.queries import completions_of
from lms.programme.queries import evidence_of, standing_of
from lms.programme.rules import Gain, fills, words_of
from lms.publishing.library import Library, quiz_of
from lms.quizzes import service as quizzes
from lms.quizzes.accommodations.queries import standing_of as standing_of_person
from lms.quizzes.models import Attempt
from lms.quizzes.outages.queries import offered
from lms.quizzes.queries import attempts_of, past
from lms.quizzes.rules import Accommodation, PastAttempt, Quiz, QuizKind, Study, may_start
from lms.quizzes.service import Entry, Outcome, Submission
from lms.reporting.visitor import Visitor
from lms.requirements.course_done import CourseDone
from lms.requirements.facts import Facts, PersonFacts
from lms.requirements.kinds import evaluate
from lms.requirements.person_holds import PersonHolds
from lms.requirements.result import Result


@dataclass(frozen=True, slots=True)
class EntryState:
    """What the start page of a quiz shows: the attempts of this cycle, and everything that keeps the person from starting now."""

    quiz: Quiz
    certification: Certification | None
    cycle: int
    needs: tuple[Result, ...]
    barriers: tuple[object, ...]
    attempts: tuple[PastAttempt, ...]
    study: Study | None = None
    own: Accommodation = field(default_factory=Accommodation)
    """What stands for the person; attempts and window of `quiz` hold it already, `own.limit_of(quiz)` are the person's own seconds."""

    @property
    def unmet(self) -> tuple[Result, ...]:
        """The prerequisites that are missing."""
        return tuple(one for one in self.needs if not one.met)


def entry_state(library: Library, visitor: Visitor, quiz_id: Slug, now: datetime) -> EntryState:
    """How a person stands before a quiz; six statements at most, three more where repeating lessons shortens a wait that goes on.

    Raises:
        NotFound: there is no such quiz, or it is one of checks.
    """
    written = library.quizzes.quizzes.get(quiz_id)
    person = visitor.actor.person
    if written is None or written.kind is QuizKind.CHECK or person is None:
        raise NotFound
    own = standing_of_person(person, now.date()).accommodation
    quiz = offered(written, own, now)
    certification = library.certifications.of_exam(quiz_id)
    cycle = cycle_of(certification, held_of(person, certification.id), now.date()) if certification else 1
    needs = prerequisites(library, visitor, certification, now) if certification else ()
    attempts = past(attempts_of(person, quiz_id, cycle))
    study = study_of(library, person, quiz, attempts, now)
    barriers = may_start(quiz, attempts, tuple(one for one in needs if not one.met), now, study)
    return EntryState(quiz, certification, cycle, needs, barriers, attempts, study, own)


def prerequisites(library: Library, visitor: Visitor, certification: Certification, now: datetime) -> tuple[Result, ...]:
    """What the certification needs, each with whether the person has it."""
    person = visitor.actor.person
    if person is None:
        raise NotFound
    facts = PersonFacts(
        visitor.public_id,
        holdings_of([person], library.certifications)[person],
        tuple(completions_of([person])[person]),
    )
    programme = programme_now(library, now)
    words = words_of(programme, {course.id: course.title for course in library.catalogue.courses.values()})
    everything = Facts(partner=None, person=facts, tier=None, agreement_current=programme.agreement.version)
    asked = [CourseDone(course=need.ref) if need.kind == "course" else PersonHolds(certification=need.ref) for need in certification.needs]
    return tuple(evaluate(one, everything, now.date(), words) for one in asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a person brings to the start: the language in which the rules were read, whether the statement was confirmed, the code."""

    language: str = "en"
    honour: bool = False
    access_code: str = ""


def start_attempt(library: Library, visitor: Visitor, quiz_id: Slug, now: datetime, brought: Brought = Brought()) -> Attempt:
    """Begin an attempt, or return the open one.

    Raises:
        NotFound, Refused, Conflict, Invalid: as `quizzes.service.start`.
    """
    person = visitor.actor.person
    if person is None:
        raise NotFound
    closed = quizzes.expire_due(quiz_of, now, person)
    settle(library, with_repairs(library, closed, now), now)
    state = entry_state(library, visitor, quiz_id, now)
    entry = Entry(
        quiz=quiz_id, certification=state.certification.id if state.certification else None, cycle=state.cycle, unmet=state.unmet,
        language=brought.language, honour=brought.honour, access_code=brought.access_code, study=state.study,
        time_percent=state.own.time_percent, extra_attempts=state.own.extra_attempts, break_seconds=60 * state.own.break_minutes,
    )  # fmt: skip
    attempt, events = quizzes.start(person, library.quizzes, entry, SystemRandom(), now)
    settle(library, events, now)
    return attempt


def save_answer(visitor: Visitor, submission: Submission, now: datetime) -> Outcome:
    """Save one answer; three statements at most.

    Raises:
        NotFound, Conflict, Invalid: as `quizzes.service.save`.
    """
    if visitor.actor.person is None:
        raise NotFound
    return quizzes.save(visitor.actor.person, submission, quiz_of, now)


def flag_question(visitor: Visitor, attempt: PublicId, position: int, now: datetime, *, flagged: bool) -> None:
    """Note that the person wants to come back to a question, or no longer does.

    Raises:
        NotFound, Conflict: as `quizzes.service.flag`.
    """
    if visitor.actor.person is None:
        raise NotFound
    quizzes.flag(visitor.actor.person, attempt, position, now, flagged=flagged)


def leave_question(visitor: Visitor, attempt: PublicId, position: int) -> None:
    """Leave a question behind; in a quiz without a way back it is closed from now on.

    Raises:
        NotFound: as `quizzes.service.advance`.
    """
    if visitor.actor.person is None:
        raise NotFound
    quizzes.advance(visitor.actor.person, attempt, position)


def submit_attempt(library: Library, visitor: Visitor, attempt: PublicId, now: datetime) -> Attempt:
    """Finish an attempt and let everything follow, in one transaction. Repeated, it answers the same.

    Raises:
        NotFound: the attempt is not the person's.
    """
    if visitor.actor.person is None:
        raise NotFound
    finished, events = quizzes.submit(visitor.actor.person, attempt, quiz_of, now)
    settle(library, with_repairs(library, events, now), now)
    return finished


def sweep(library: Library, now: datetime) -> int:
    """Close overdue attempts of everybody, at most one batch a call, and let everything follow; how many there were."""
    closed: Sequence[Event] = quizzes.expire_due(quiz_of, now)
    settle(library, with_repairs(library, closed, now), now)
    return len(closed)


def gain_of(library: Library, visitor: Visitor, certification: Slug, now: datetime) -> Gain | None:
    """What it would change for the person's partner if they passed this certification today; from the last review's facts.

    `None` without a partner, or before its first review. Two statements.
    """
    if visitor.partner_id is None:
        return None
    held = standing_of(visitor.partner_id)
    if held is None or not held.facts:
        return None
    return fills(programme_now(library, now), evidence_of(held).facts, now.date(), visitor.public_id, certification)
