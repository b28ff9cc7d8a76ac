"""Beginning an attempt: what stands in the way, its paper, its time."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PersonId, Slug, new_public_id
from lms.core.text import msg, pick
from lms.quizzes import papers, rules
from lms.quizzes.events import AttemptStarted
from lms.quizzes.logbook import Log
from lms.quizzes.models import Attempt, AttemptSlot
from lms.quizzes.outages.queries import offered
from lms.quizzes.queries import attempts_of, open_attempt_of, past, seen_by
from lms.quizzes.replay import LogKind
from lms.quizzes.rules import Accommodation, AttemptState, Quiz, QuizBank, QuizKind, Study, Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a person enters for: the quiz, and what a pass would count for. `unmet` are prerequisites that are missing.

    `time_percent`, `extra_attempts` and `break_seconds` are the person's standing accommodations; `honour` tells that the statement was
    confirmed as it was shown, `access_code` is what was typed, `study` what was missed in the last attempt and is repeated by now.
    """

    quiz: Slug
    certification: Slug | None = None
    cycle: int = 1
    unmet: tuple[object, ...] = ()
    language: str = "en"
    time_percent: int = 100
    extra_attempts: int = 0
    break_seconds: int = 0
    honour: bool = False
    access_code: str = ""
    study: Study | None = None


def start(person: PersonId, bank: QuizBank, entry: Entry, rng: Random, now: datetime) -> tuple[Attempt, list[Event]]:
    """Begin an attempt: draw its paper, pin its revision, set its deadline. One that is open is returned as it stands.

    Close overdue attempts with `expire_due(..., person=...)` before.

    Raises:
        NotFound: there is no such quiz, or it is one of checks.
        Refused: something is unmet; `unmet` holds it all, each with the moment at which it opens, where there is one.
        Invalid: the statement was not confirmed, or the access code is another one.
        Conflict: another attempt of the person began and ended at this very moment.
    """
    quiz = bank.quizzes.get(entry.quiz)
    if quiz is None or quiz.kind is QuizKind.CHECK:
        raise NotFound
    # The past first: an attempt that a parallel start stores after this is found open by the next statement, and is none that is used up.
    earlier = attempts_of(person, quiz.id, entry.cycle)
    if standing := open_attempt_of(person, quiz.id):
        return standing, []
    own = Accommodation(time_percent=entry.time_percent, extra_attempts=entry.extra_attempts)
    allowed = offered(quiz, own, now)
    if unmet := rules.may_start(allowed, past(earlier), entry.unmet, now, entry.study):
        raise Refused(msg("You cannot start this now."), unmet)
    _check_entry(quiz, entry)
    attempt = _drawn(quiz, seen_by(person, quiz.id), rng)
    attempt.person_id, attempt.revision = person, bank.revisions[quiz.id]
    attempt.certification, attempt.cycle, attempt.number = entry.certification, entry.cycle, len(earlier) + 1
    attempt.language = entry.language
    _set_time(attempt, quiz, entry, now)
    return _only_one(attempt, quiz)


def honour_hash(quiz: Quiz, language: str) -> str:
    """The hash of the honour statement as it is shown in one language."""
    return hashlib.sha256(pick(quiz.honour, language).encode()).hexdigest()


def _check_entry(quiz: Quiz, entry: Entry) -> None:
    if quiz.access_code and not hmac.compare_digest(quiz.access_code.encode(), entry.access_code.strip().encode()):
        raise Invalid(msg("This is not the access code. Ask whoever supervises the exam."))
    if quiz.honour and not entry.honour:
        raise Invalid(msg("Confirm the statement before you start."))


def _drawn(quiz: Quiz, seen: Mapping[Slug, int], rng: Random) -> Attempt:
    """A new attempt with its paper."""
    slots = [
        AttemptSlot(
            position=position, question=question.id, option_order=list(papers.option_order(question, rng, shuffle=quiz.shuffle)), seq=0,
            points=question.points,
        )
        for position, question in enumerate(papers.draw(quiz, seen, rng), start=1)
    ]  # fmt: skip
    return Attempt(public_id=new_public_id(), quiz=quiz.id, state=AttemptState.CREATED, slots=slots)


def _set_time(attempt: Attempt, quiz: Quiz, entry: Entry, now: datetime) -> None:
    closing = quiz.window if quiz.window and quiz.window.closing is rules.WindowFor.FINISH else None
    timing = Timing(
        started_at=now, limit=None if quiz.minutes is None else 60 * quiz.minutes, closes_at=closing.closes if closing else None,
        factor=entry.time_percent, break_allowance=entry.break_seconds,
    )  # fmt: skip
    attempt.started_at, attempt.limit_seconds, attempt.closes_at = now, timing.limit, timing.closes_at
    attempt.time_percent, attempt.break_seconds = entry.time_percent, entry.break_seconds
    attempt.deadline_at = rules.deadline(timing, now)
    attempt.sweep_at = rules.swept_at(quiz, attempt.deadline_at)
    attempt.honour_hash = honour_hash(quiz, entry.language) if quiz.honour else None


def _only_one(attempt: Attempt, quiz: Quiz) -> tuple[Attempt, list[Event]]:
    """Store a new attempt and begin it, or return the one that a parallel start has stored: the indexes decide."""
    try:
        with db.session.begin_nested():
            db.session.add(attempt)
    except IntegrityError:
        if standing := open_attempt_of(attempt.person_id, attempt.quiz):
            return standing, []
        raise Conflict(msg("Another attempt has just ended. Load the page again.")) from None
    attempt.state = AttemptState.IN_PROGRESS
    db.session.execute(update(Attempt).where(Attempt.id == attempt.id).values(state=AttemptState.IN_PROGRESS))
    Log(attempt.id, attempt.public_id).note(
        LogKind.DRAWN, attempt.started_at, attempt.person_id, quiz=quiz.id, revision=attempt.revision, language=attempt.language,
        paper=[[slot.question, slot.option_order] for slot in attempt.slots], pass_percent=quiz.pass_percent, honour=attempt.honour_hash,
    )  # fmt: skip
    started = AttemptStarted(
        at=attempt.started_at, by=attempt.person_id, person=attempt.person_id,
        quiz=attempt.quiz, attempt=attempt.public_id, certification=attempt.certification, cycle=attempt.cycle,
    )  # fmt: skip
    return attempt, [started]
