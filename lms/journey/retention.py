"""What has been kept for long enough: one rule a table. The same conditions count in a dry run and remove afterwards."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import AddressChange, Look, PersonalAddress, SignInCounter, SpentChallenge, WebSession
from lms.accounts.rules import SESSION_IDLE, WINDOW
from lms.audit.models import AuditEntry
from lms.audit.service import older_than, shorten
from lms.certificates.models import Certificate
from lms.core.removal import Removal, carry_out
from lms.journey.settle import settle
from lms.notifications.models import MailState, OutboxMail
from lms.partners.applications.models import Application, ApplicationLink, ApplicationStep
from lms.partners.applications.rules import ApplicationState
from lms.partners.imports.rules import KEPT_FOR
from lms.partners.models import FigureImport, Invitation
from lms.partners.requests.models import JoinRequest
from lms.partners.requests.rules import JoinAnswer
from lms.privacy.rules import Periods
from lms.publishing.library import Library
from lms.quizzes.accommodations.models import AccommodationEntry
from lms.quizzes.models import AnswerFile, AnswerMark, Attempt, AttemptEvent, AttemptSlot, LateAnswer


def outdated(periods: Periods, now: datetime) -> tuple[Removal, ...]:
    """Everything whose time is over at `now`, the log last."""
    log = Removal(AuditEntry, older_than(now - periods.audit))
    return (*_ways_in(periods, now), *_partners(periods, now), *_attempts(periods, now), log)


def _ways_in(periods: Periods, now: datetime) -> tuple[Removal, ...]:
    """Sessions, counters, addresses and looks."""
    changed = func.coalesce(AddressChange.done_at, AddressChange.stopped_at, AddressChange.expires_at)
    return (
        Removal(WebSession, or_(WebSession.expires_at <= now, WebSession.seen_at <= now - SESSION_IDLE)),
        Removal(SignInCounter, SignInCounter.window_starts_at <= now - WINDOW),
        Removal(SpentChallenge, SpentChallenge.expires_at <= now),
        Removal(AddressChange, changed <= now - periods.sign_ins),
        Removal(PersonalAddress, PersonalAddress.expires_at <= now),
        Removal(Look, func.coalesce(Look.ended_at, Look.expires_at) <= now - periods.audit),
        Removal(OutboxMail, and_(OutboxMail.state.in_((MailState.SENT, MailState.FAILED)), OutboxMail.created_at <= now - periods.mails)),
    )


def _partners(periods: Periods, now: datetime) -> tuple[Removal, ...]:
    """Invitations and requests that came to nothing, the words of applications, uploaded files."""
    nothing = Application.state.in_((ApplicationState.DECLINED, ApplicationState.WITHDRAWN))
    gone = and_(nothing, Application.closed_at <= now - periods.applications)
    forgotten = select(Application.id).where(gone)
    asked = func.coalesce(JoinRequest.answered_at, JoinRequest.expires_at) <= now - periods.invitations
    invited = func.coalesce(Invitation.withdrawn_at, Invitation.expires_at) <= now - periods.invitations
    said = and_(ApplicationStep.by_id.is_(None), ApplicationStep.said != "", ApplicationStep.application_id.in_(forgotten))
    return (
        Removal(JoinRequest, and_(JoinRequest.answer.is_distinct_from(JoinAnswer.CONFIRMED), asked)),
        Removal(Invitation, and_(Invitation.accepted_at.is_(None), invited)),
        Removal(ApplicationLink, ApplicationLink.application_id.in_(forgotten)),
        Removal(ApplicationStep, said, {"said": ""}),
        Removal(Application, and_(gone, or_(Application.email != "", Application.contact != "")), {"email": "", "contact": ""}),
        Removal(FigureImport, FigureImport.uploaded_at <= now - KEPT_FOR),
    )


def _attempts(periods: Periods, now: datetime) -> tuple[Removal, ...]:
    """What is no longer needed of attempts and accommodations."""
    forgotten = select(Attempt.id).where(_no_longer_needed(now - periods.answers))
    return (
        Removal(AccommodationEntry, _stands_no_more(now - periods.answers), {"reason": ""}),
        Removal(LateAnswer, LateAnswer.attempt_id.in_(forgotten)),
        Removal(AnswerFile, and_(AnswerFile.data.is_not(None), AnswerFile.attempt_id.in_(forgotten)), {"data": None, "name": ""}),
        Removal(AnswerMark, and_(AnswerMark.comment != "", AnswerMark.attempt_id.in_(forgotten)), {"comment": ""}),
        Removal(AttemptEvent, and_(AttemptEvent.said.is_not(None), AttemptEvent.attempt_id.in_(forgotten)), {"said": None}),
        Removal(AttemptSlot, and_(AttemptSlot.answer.is_not(None), AttemptSlot.attempt_id.in_(forgotten)), {"answer": None}),
    )


def remove(library: Library, removal: Removal, periods: Periods, now: datetime) -> int:
    """Remove what one rule names; how many rows. The log is cut so that the rest still proves itself, and the cut is logged."""
    if removal.table is not AuditEntry:
        return carry_out(removal)
    events = shorten(now - periods.audit, now)
    settle(library, events, now)
    return sum(event.entries for event in events)


def _no_longer_needed(before: datetime) -> ColumnElement[bool]:
    """Attempts that ended by `before` and of whose cycle no certificate holds, or held after that."""
    held_later = or_(Certificate.expires_on.is_(None), Certificate.expires_on > before.date())
    same = and_(
        Certificate.person_id == Attempt.person_id, Certificate.certification == Attempt.certification, Certificate.cycle == Attempt.cycle
    )
    return and_(Attempt.finished_at <= before, ~select(Certificate.id).where(same, held_later).exists())


def _stands_no_more(before: datetime) -> ColumnElement[bool]:
    """Accommodations with a reason in whose place another one stood by `before`, or that had ended by then."""
    newer = aliased(AccommodationEntry)
    same = and_(newer.person_id == AccommodationEntry.person_id, newer.id > AccommodationEntry.id)
    replaced = select(newer.id).where(same, newer.entered_at <= before).exists()
    return and_(AccommodationEntry.reason != "", or_(replaced, AccommodationEntry.valid_until <= before.date()))
