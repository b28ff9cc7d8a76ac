"""The order of consequences: certificates, then standings, then paths, then the log and the mails; all in the caller's transaction.

Each step recomputes from stored facts and is safe to repeat.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from lms.audit.service import record
from lms.certificates.events import CertificateIssued, CertificateRevoked
from lms.certificates.queries import holdings_of
from lms.certificates.service import Earned, award
from lms.core.errors import NotFound
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, Slug
from lms.journey.mails import announce
from lms.learning.events import CourseFinished, PathAssigned
from lms.learning.queries import learned_of
from lms.learning.service import Assignee, assign_for, complete_assignments, finish_courses
from lms.partners.events import AgreementAccepted, EvidenceConfirmed, PersonJoined, PersonLeft, ValuesEntered
from lms.partners.queries import employment_of
from lms.programme import queries as programmes
from lms.programme.facts import facts_of_partner
from lms.programme.rules import Programme
from lms.programme.service import lock, review
from lms.publishing.library import Library, quiz_of
from lms.quizzes.events import AttemptPassed, AttemptRepaired, AttemptVoided
from lms.quizzes.queries import attempts_of, past
from lms.quizzes.rules import AttemptState, result_of
from lms.requirements.facts import Facts

GRADED = (AttemptPassed, AttemptRepaired, AttemptVoided)
"""After these an exam may be passed: by this attempt, or by what it does to an average."""

CHANGE_STANDING = (
    CertificateIssued, CertificateRevoked, PersonJoined, PersonLeft, ValuesEntered, EvidenceConfirmed, AgreementAccepted,
)  # fmt: skip
"""After these a partner's standing is looked at again."""

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
    changed = [event for event in events if isinstance(event, CHANGE_STANDING)]
    reviewed: list[Event] = []
    for partner in sorted({one for event in changed if (one := partner_of(event, now)) is not None}):
        reviewed += review_partner(library, partner, now)
    return reviewed


def review_partner(library: Library, partner: PartnerId, now: datetime) -> list[Event]:
    """Look at one partner's standing again."""
    programme = programme_now(library, now)
    held = lock(partner, programme, now)
    known = facts_of_partner(partner, library.certifications)
    facts = Facts(partner=known, person=None, tier=held.tier, agreement_current=programme.agreement.version)
    return review(programme, partner, facts, now)


def review_due(library: Library, now: datetime) -> int:
    """Look again at partners that nobody looked at today: certificates end, windows move on, versions begin without anybody acting.

    At most one batch a call, the longest ago first; how many there were.
    """
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    due = programmes.reviewed_before(midnight, BATCH)
    events = [event for partner in sorted(due) for event in review_partner(library, partner, now)]
    settle(library, events, now)
    return len(due)


def partner_of(event: Event, now: datetime) -> PartnerId | None:
    """The partner whose business an event is: the one it names, else the one for whom its person counts today."""
    if event.partner is not None or event.person is None:
        return event.partner
    employment = employment_of(event.person, now.date())
    return employment.partner_id if employment else None


def assign_paths(library: Library, events: Sequence[Event], now: datetime) -> list[Event]:
    """The paths of their tracks for everybody who joined."""
    assigned: list[Event] = []
    for event in events:
        if isinstance(event, PersonJoined) and event.person is not None:
            assignee = Assignee(event.person, event.partner, event.tracks)
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
