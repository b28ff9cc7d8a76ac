"""Which mail goes to whom after which event, with what it says; the outbox carries them in the same transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lms.access import Actor, Permission, Role
from lms.accounts.events import (
    AuthenticatorAdded,
    AuthenticatorRemoved,
    FactorsReset,
    PasskeyAdded,
    PasskeyRemoved,
    PasswordChanged,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    TokenMade,
    TokenRevoked,
)
from lms.accounts.queries import name_of, token_name
from lms.certificates.events import CertificateIssued, CertificateRevoked
from lms.certificates.queries import certificate_by_public_id
from lms.core.errors import NotFound
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.core.text import Texts
from lms.journey.employment_words import employment_words
from lms.journey.manager_words import manager_words
from lms.journey.paper_words import paper_words
from lms.journey.standing_mails import StandingEvent, standing_words, superseded
from lms.journey.study import study_of
from lms.learning.events import PathAssigned
from lms.notifications import recipients
from lms.notifications.recipients import Recipient
from lms.notifications.rules import MAILS, Reader
from lms.notifications.service import announce as put_into_outbox
from lms.partners.events import EvidenceConfirmed, EvidenceRefused, EvidenceSubmitted, EvidenceTakenBack, EvidenceWithdrawn, PersonJoined
from lms.partners.managers.events import ManagerChanged, ManagerRefused
from lms.partners.models import Invitation
from lms.partners.queries import partner_name, portfolio_scope
from lms.partners.rules import both_names
from lms.privacy.events import ErasureRequested
from lms.programme import notices
from lms.programme import queries as programmes
from lms.programme.dry_run import told
from lms.programme.events import RuleChangeNoticed, TierAtRisk
from lms.publishing.library import Library, quiz_of
from lms.quizzes.events import AttemptFailed, AttemptPassed
from lms.quizzes.queries import attempt_of, attempts_of, marks_of, past
from lms.quizzes.rules import CoolingDown, NotOpenYet, What, attempts_left, lessons_to_repeat, shown, start_barrier
from lms.reporting.visitor import Visitor

Context = Mapping[str, object]
SYSTEM = Actor(PersonId(0), frozenset({Role.PROGRAMME_ADMIN}))
"""The programme itself, which reads what it has just written."""

SECURITY = "/account/security"
TOKENS = "/account/tokens"
LINKS: dict[str, dict[str, str]] = {"joined": {"link": "/team"}}
"""Where a mail leads whose readers come from another side than the event's person."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the words of a mail are made from: one event among all that happened in this transaction."""

    library: Library
    events: Sequence[Event]
    now: datetime


def announce(library: Library, events: Sequence[Event], now: datetime) -> None:
    """Put every mail that follows from these events into the outbox; events without mails are silent."""
    occasion = Occasion(library, events, now)
    for event in events:
        if isinstance(event, StandingEvent):
            _announce_standing(occasion, event)
            continue
        context = words(occasion, event)
        if context is None:
            continue
        for mail in MAILS[type(event).__name__]:
            for recipient in readers(mail.to, event, now.date()):
                put_into_outbox(recipient, mail.template, {**context, **LINKS.get(mail.template, {})}, now)


def _announce_standing(occasion: Occasion, event: StandingEvent) -> None:
    """A step of a standing: each reader gets one mail about it, whatever they are to it."""
    told: set[str] = set()
    for mail in () if superseded(event, occasion.events) else MAILS[type(event).__name__]:
        people = [(one, reader) for reader in mail.to for one in readers((reader,), event, occasion.now.date()) if one.address not in told]
        found = standing_words(occasion.library.certifications, event, mail.template) if people else None
        for recipient, reader in people:
            if found is not None and recipient.address not in told:
                put_into_outbox(recipient, mail.template, found.heard_by(reader), occasion.now)
                told.add(recipient.address)


def send_invitation(invitation: Invitation, token: str, inviter: Visitor, now: datetime) -> None:
    """The one mail that carries a secret: the link of an invitation, which is kept nowhere else."""
    recipient = recipients.invited(invitation.partner_id, invitation.email, invitation.language, inviter.zone)
    context = {
        "partner": partner_name(invitation.partner_id),
        "inviter": both_names(inviter.name, inviter.name_ru),
        "expires_at": invitation.expires_at,
        "link": f"/invitations/{token}",
    }
    put_into_outbox(recipient, "invited", context, now)


def words(occasion: Occasion, event: Event) -> Context | None:
    """What the mails of an event say; `None` for an event that sends none from here."""
    context: Context | None = None
    match event:
        case AttemptFailed() | AttemptPassed():
            context = _graded(occasion, event)
        case CertificateIssued():
            context = _issued(occasion, event)
        case CertificateRevoked():
            context = _revoked(occasion, event)
        case PersonJoined():
            context = _joined(occasion, event)
        case RuleChangeNoticed():
            context = _rule_change(event)
        case ManagerChanged() | ManagerRefused():
            context = manager_words(event)
        case EvidenceSubmitted() | EvidenceConfirmed() | EvidenceRefused() | EvidenceWithdrawn() | EvidenceTakenBack():
            context = paper_words(occasion.library, event)
        case _:
            context = _of_the_account(event) or employment_words(event)
    return context


def _of_the_account(event: Event) -> Context | None:
    """What mails about somebody's own account say."""
    context: Context | None = None
    match event:
        case ErasureRequested():
            context = {"due": event.due, "link": "/account/privacy"}
        case PasswordChanged():
            context = {"at": event.at, "link": "/reset"}
        case AuthenticatorAdded() | AuthenticatorRemoved() | PasskeyAdded() | PasskeyRemoved() | RecoveryCodesMade() | FactorsReset():
            context = {"at": event.at, "link": SECURITY}
        case RecoveryCodeUsed():
            context = {"at": event.at, "left": event.count, "link": SECURITY}
        case TokenMade():
            context = {"at": event.at, "name": token_name(PublicId(event.token)), "link": TOKENS}
        case TokenRevoked() if event.by is None or event.by != event.person:
            context = {"at": event.at, "name": token_name(PublicId(event.token)), "link": TOKENS}
        case _:
            pass
    return context


def readers(to: Iterable[Reader], event: Event, day: date) -> list[Recipient]:
    """The people who get a mail; each once."""
    found: dict[str, Recipient] = {}
    for reader in to:
        for recipient in _of(reader, event, day):
            found.setdefault(recipient.address, recipient)
    return list(found.values())


def _of(reader: Reader, event: Event, day: date) -> list[Recipient]:
    if reader is Reader.PERSON and event.person is not None:
        return _person(event.person, day)
    if reader is Reader.NAMED and isinstance(event, TierAtRisk):
        return recipients.named(event.people, day)
    return _at(event.partner, reader, event, day) if event.partner is not None else []


def _at(partner: PartnerId, reader: Reader, event: Event, day: date) -> list[Recipient]:
    """Readers who are something to a partner."""
    match reader:
        case Reader.ADMINS:
            return [one for one in recipients.admins_of(partner, day) if one.person_id != event.person]
        case Reader.MANAGER:
            manager = recipients.manager_of(partner)
            return [manager] if manager else []
        case Reader.VENDOR:
            return recipients.vendor_of(partner)
        case Reader.DECIDERS:
            return _at(partner, Reader.ADMINS, event, day) or recipients.vendor_of(partner)
    return []


def _person(person: PersonId, day: date) -> list[Recipient]:
    try:
        return [recipients.person(person, day)]
    except NotFound:  # the account is closed, and what time brings goes on without its mails
        return []


def _failed(occasion: Occasion, event: AttemptFailed) -> Context:
    """What to do after an attempt that did not pass. The mail tells no more than the result page."""
    person = event.person or PersonId(0)
    attempt = attempt_of(person, event.attempt)
    quiz = quiz_of(attempt.revision)
    attempts = past(attempts_of(person, quiz.id, event.cycle))
    this = next(one for one in attempts if one.public_id == event.attempt)
    seen = shown(quiz, attempts, this, occasion.now)
    lessons = lessons_to_repeat(quiz, marks_of(attempt)) if What.OBJECTIVES in seen else ()
    study = study_of(occasion.library, person, quiz, attempts, occasion.now)
    barrier = start_barrier(quiz, attempts, occasion.now, study)
    return {
        "quiz": quiz.title,
        "percent": event.percent if What.SCORE in seen else None,
        "pass_percent": quiz.pass_percent,
        "opens_at": barrier.opens_minute if isinstance(barrier, CoolingDown | NotOpenYet) else None,
        "sooner_at": barrier.sooner_minute if isinstance(barrier, CoolingDown) else None,
        "free": barrier is None,
        "attempts_left": attempts_left(quiz, attempts),
        "lessons": [_lesson(occasion.library, one) for one in lessons],
        "link": f"/attempts/{event.attempt}/result",
    }


def _graded(occasion: Occasion, event: AttemptFailed | AttemptPassed) -> Context | None:
    """Failed exams, and whatever a person has waited for because a marker graded it; the mail of a certificate says the rest."""
    awaited = event.by is not None and event.by != event.person
    if isinstance(event, AttemptFailed):
        return _failed(occasion, event) if event.certification is not None or awaited else None
    return _marked(event) if event.certification is None and awaited else None


def _marked(event: AttemptPassed) -> Context:
    attempt = attempt_of(event.person or PersonId(0), event.attempt)
    quiz = quiz_of(attempt.revision)
    return {
        "quiz": quiz.title, "percent": event.percent, "pass_percent": quiz.pass_percent, "link": f"/attempts/{event.attempt}/result",
    }  # fmt: skip


def _lesson(library: Library, reference: str) -> dict[str, object]:
    found = library.catalogue.lesson(reference)
    title: Texts = found[1].title if found else {"en": reference}
    return {"title": title, "link": f"/courses/{reference}"}


def _issued(occasion: Occasion, event: CertificateIssued) -> Context:
    held = certificate_by_public_id(SYSTEM, event.certificate, occasion.now.date()).certificate
    return {
        "certification": _certification(occasion.library, event.certification),
        "expires_on": event.expires_on,
        "verify_link": f"/verify/{held.code}",
        "link": f"/certificates/{event.certificate}",
    }


def _revoked(occasion: Occasion, event: CertificateRevoked) -> Context:
    held = certificate_by_public_id(SYSTEM, event.certificate, occasion.now.date()).certificate
    return {
        "certification": _certification(occasion.library, event.certification),
        "at": event.at,
        "reason": held.revoked_reason or "",
        "link": f"/certificates/{event.certificate}",
    }


def _certification(library: Library, slug: Slug) -> Texts:
    found = library.certifications.items.get(slug)
    return found.title if found else {"en": slug}


def _joined(occasion: Occasion, event: PersonJoined) -> Context:
    assigned = [one for one in occasion.events if isinstance(one, PathAssigned) and one.person == event.person]
    paths = occasion.library.catalogue.paths
    return {
        "partner": partner_name(event.partner),
        "person": name_of(event.person or PersonId(0)),
        "paths": [{"title": paths[one.path].title, "due_on": one.due_on, "link": "/home"} for one in assigned if one.path in paths],
        "link": "/home",
    }


def _rule_change(event: RuleChangeNoticed) -> Context:
    notice = notices.notice_of(event.notice, portfolio_scope(SYSTEM, Permission.READ_PARTNER))
    new, old = programmes.version(event.version), programmes.version_before(event.version)
    return {
        "partner": notice.partner_name, "version": event.version, "times": event.times,
        "since": notice.effect.on if new is None else new.effective_from,
        "effect": told(old, new, notice.effect) if old is not None and new is not None else "",
        "missing": [one.message for one in notice.effect.missing],
        "link": f"/programme/notices/{event.notice}",
    }  # fmt: skip
