"""The order of consequences: certificates, then standings, then paths, then the log and the mails; all in the caller's transaction.

Each step recomputes from stored facts and is safe to repeat.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from lms.audit.service import record
from lms.certificates.events import CertificateIssued, CertificateRevoked
from lms.certificates.queries import holdings_of
from lms.certificates.service import Earned, award
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, Slug
from lms.journey.mails import announce
from lms.learning.events import CourseFinished, PathAssigned
from lms.learning.queries import learned_of
from lms.learning.service import Assignee, assign_for, complete_assignments, finish_courses
from lms.partners.events import (
    AgreementAccepted,
    EvidenceConfirmed,
    EvidenceTakenBack,
    JoiningCalledOff,
    JoiningPlanned,
    LeavingPlanned,
    LeavingWithdrawn,
    PersonJoined,
    PersonLeft,
    ValuesEntered,
)
from lms.partners.known import employers_of
from lms.programme import queries as programmes
from lms.programme.facts import facts_of_partners
from lms.programme.reviews import rules_on, serving
from lms.programme.rules import Programme
from lms.programme.standings import lock, look_ahead, review
from lms.publishing.library import Library, quiz_of
from lms.quizzes.events import AttemptFailed, AttemptPassed, AttemptRepaired, AttemptVoided, AttemptWaiting
from lms.quizzes.queries import attempts_of, past
from lms.quizzes.rules import AttemptState, result_of
from lms.requirements.facts import Facts

GRADED = (AttemptPassed, AttemptRepaired, AttemptVoided)
"""After these an exam may be passed: by this attempt, or by what it does to an average."""

CHANGE_STANDING = (
    CertificateIssued, CertificateRevoked, PersonJoined, PersonLeft, JoiningPlanned, JoiningCalledOff, LeavingPlanned, LeavingWithdrawn,
    ValuesEntered, EvidenceConfirmed, EvidenceTakenBack, AgreementAccepted, AttemptWaiting, AttemptVoided,
)  # fmt: skip
"""After these a partner's standing is looked at again; and after the grade of an attempt that waited for a marker."""

BATCH = 50
"""So many partners are reviewed in one transaction of the sweep."""

ADVANCE = (CertificateIssued, CourseFinished, PathAssigned)
"""After these a person's paths may have come to their end."""


def settle(library: Library, events: Sequence[Event], now: datetime) -> list[Event]:
    """Let everything follow that follows from these events; return them with all that did."""
    done = list(events)
    done += award_due(library, done, now)
    done += review_standings(library, done, now)
    done += assign_paths(library, done, now)
    done += advance(library, done, now)
    record(done)
    announce(library, done, now)
    return done


def programme_now(library: Library, now: datetime) -> Programme:
    """The version of the programme in force; before the first one begins, that of the release.

    Raises:
        NotFound: there is no programme at all.
    """
    found = programmes.version_in_force(now.date()) or library.programme
    if found is None:
        raise NotFound
    return found


def award_due(library: Library, events: Sequence[Event], now: datetime) -> list[Event]:
    """A certificate for every exam that is passed now by its own rule of counting: one attempt may pass without it, or several with it.

    What was won is never taken by that rule; a certificate is dated from the finish of the attempt that counts, or of the last one.
    """
    issued: list[Event] = []
    for event in events:
        if isinstance(event, GRADED) and event.certification is not None and event.person is not None:
            attempts = attempts_of(event.person, event.quiz, event.cycle)
            found = next(one for one in attempts if one.public_id == event.attempt)
            result = result_of(quiz_of(found.revision), past(attempts))
            if result is None or not result.passed:
                continue
            graded = [one for one in attempts if one.state is AttemptState.GRADED]
            counting = next((one for one in graded if one.public_id == result.attempt), graded[-1])
            earned = Earned(
                person=event.person, certification=event.certification, cycle=event.cycle, attempt=counting.id, percent=result.percent,
                earned_at=counting.finished_at,
            )  # fmt: skip
            issued += award(earned, library.certifications, now)[1]
    return issued


def review_standings(library: Library, events: Sequence[Event], now: datetime) -> list[Event]:
    """Look at every partner again whose facts have changed, in a fixed order, so that two reviews never wait for each other."""
    changed = [event for event in events if isinstance(event, CHANGE_STANDING) or _was_marked(event)]
    return review_partners(library, sorted(_partners_of(changed, now)), now)


def review_partner(library: Library, partner: PartnerId, now: datetime) -> list[Event]:
    """Look at one partner's standing again; four statements, five when it takes a step."""
    return review_partners(library, [partner], now)


def review_partners(library: Library, partners: Sequence[PartnerId], now: datetime) -> list[Event]:
    """Look at the standings of these partners again; four statements however many they are, and one for all their steps.

    Raises:
        NotFound: there is no such partner, or no programme at all.
    """
    if not partners:
        return []
    locked = lock(partners, now)
    known = facts_of_partners(partners, library.certifications)
    agreement = rules_on(serving(locked.published.versions, now.date()), now.date()).agreement.version
    events: list[Event] = []
    for partner in partners:
        row = locked.rows[partner]
        events += review(locked.published, row, Facts(known[partner], None, row.tier, agreement), now)
        look_ahead(locked.published, row, library.certifications, now)
    db.session.flush()
    return events


def review_due(library: Library, now: datetime) -> int:
    """Look again at partners that nobody looked at today: certificates end, windows move on, versions begin without anybody acting.

    At most one batch a call, the longest ago first; how many there were. What is done is done: whoever is stopped goes on where it was.
    """
    due = sorted(programmes.due_on(now.astimezone(UTC).date(), BATCH))
    settle(library, review_partners(library, due, now), now)
    return len(due)


def review_again(library: Library, before: datetime, after: PartnerId, now: datetime) -> tuple[PartnerId, ...]:
    """Look again at one batch of the partners whose last review lies before a moment, by their ids, beginning after `after`."""
    found = tuple(programmes.reviewed_before(before, after, BATCH))
    settle(library, review_partners(library, found, now), now)
    return found


def _partners_of(events: Sequence[Event], now: datetime) -> set[PartnerId]:
    """The partners whose business these events are: those that they name, else those for whom their people count today."""
    named = {event.partner for event in events if event.partner is not None}
    people = sorted({event.person for event in events if event.partner is None and event.person is not None})
    return named | employers_of(people, now.date())


def _was_marked(event: Event) -> bool:
    return isinstance(event, AttemptFailed | AttemptPassed) and event.certification is not None and event.by not in (None, event.person)


def assign_paths(library: Library, events: Sequence[Event], now: datetime) -> list[Event]:
    """The paths of their tracks for everybody who joined."""
    assigned: list[Event] = []
    for event in events:
        if isinstance(event, PersonJoined) and event.person is not None:
            assignee = Assignee(event.person, event.partner, event.tracks, event.is_admin)
            assigned += assign_for(assignee, library.catalogue, now, event.by, "joined")
    return assigned


def advance(library: Library, events: Sequence[Event], now: datetime) -> list[Event]:
    """Finish courses and paths that have come to their end."""
    moved: list[Event] = []
    people = sorted({event.person for event in events if isinstance(event, ADVANCE) and event.person is not None})
    for person in people:
        moved += finish_courses(person, library.catalogue, now)
        learned = learned_of(held_by(library, people, now), offered(library))[person]
        moved += complete_assignments(person, library.catalogue, learned, now)
    return moved


def held_by(library: Library, people: Sequence[PersonId], now: datetime) -> dict[PersonId, frozenset[Slug]]:
    """The certifications that each of these people holds now; one statement."""
    holdings = holdings_of(people, library.certifications)
    today = now.date()
    return {person: frozenset(one.certification for one in held if one.valid_on(today)) for person, held in holdings.items()}


def offered(library: Library) -> frozenset[Slug]:
    """The certifications that can be earned now."""
    return frozenset(one.id for one in library.certifications.items.values() if one.offered)
