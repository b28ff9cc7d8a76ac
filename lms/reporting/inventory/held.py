"""The tables with rows about a person: what a copy of one's own data shows of them, and what erasure does with them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, case, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from lms.accounts.models import (
    AddressChange,
    ApiToken,
    Authenticator,
    Look,
    Passkey,
    Person,
    PersonalAddress,
    PersonRole,
    RecoveryCode,
    WebSession,
)
from lms.audit.models import AuditEntry
from lms.certificates.models import Certificate
from lms.core.text import msg
from lms.learning.models import Assignment, CourseCompletion, LessonProgress
from lms.materials.models import MaterialAccess
from lms.notifications.models import OutboxMail
from lms.partners.applications.models import Application, ApplicationLink, ApplicationScore, ApplicationStep, ApplicationType
from lms.partners.models import (
    AgreementAcceptance,
    ContactCard,
    Employment,
    FigureImport,
    Invitation,
)
from lms.partners.requests.models import JoinRequest
from lms.privacy.models import Consent, Erasure
from lms.privacy.rules import ERASED_HOST, ERASED_NAME, ERASED_NAME_RU
from lms.quizzes.accommodations.models import AccommodationEntry
from lms.quizzes.models import AnswerFile, AnswerMark, Attempt, AttemptEvent, AttemptSlot, LateAnswer, MarkingClaim
from lms.quizzes.replay import LogKind
from lms.quizzes.rules import AttemptState
from lms.reporting.inventory.shapes import Fate, Held, Who

INTERNAL = msg("a number inside the program that tells nothing about you")
SECRET = msg("a secret; it exists, and nobody is given it")
OTHERS = msg("about somebody else")
OF_COMPANIES = msg("the figures of companies; you have the file, and it is deleted after a day")
KEPT_BACK = msg("only whoever wrote it and the programme admin read it; ask them")
COMPANY = msg("about the company, for the vendor's eyes; ask the programme admin")
KEY = msg("it would tell the right answers of exams that are in use")
SAME = msg("the same words as another column, laid out for a screen")
IN_THE_COPY = msg("the files themselves lie in the folder “answers” of this copy, under their numbers")


def _own(column: InstrumentedAttribute[Any]) -> Callable[[Who], ColumnElement[bool]]:
    return lambda who: column == who.id


def _of_attempts(column: InstrumentedAttribute[Any]) -> Callable[[Who], ColumnElement[bool]]:
    return lambda who: column.in_(select(Attempt.id).where(Attempt.person_id == who.id))


def _of_applications(column: InstrumentedAttribute[Any]) -> Callable[[Who], ColumnElement[bool]]:
    return lambda who: column.in_(select(Application.id).where(Application.email.in_(who.addresses)))


GRADED_ATTEMPTS = select(Attempt.id).where(Attempt.state.in_((AttemptState.GRADED, AttemptState.VOIDED)))
"""Before the grade is given, nobody learns from a copy how often an answer was marked: a second marker is asked only near the pass mark."""


def _nameless(host: str = ERASED_HOST) -> Any:
    return literal("erased-").concat(Person.public_id).concat(f"@{host}")


HELD: tuple[Held, ...] = (
    Held(
        model=Person, title=msg("Your account"), rows=_own(Person.id), fate=Fate.BLANK,
        shows=("public_id", "email", "personal_email", "name", "name_ru", "language", "zone", "theme", "active", "created_at",
               "password_set_at", "signed_in_at", "last_seen_at"),
        withheld={"id": INTERNAL, "password": SECRET, "fs_uniquifier": SECRET},
        blank={"email": _nameless(), "personal_email": None, "name": ERASED_NAME, "name_ru": ERASED_NAME_RU, "password": None,
               "active": False,
               "fs_uniquifier": literal("erased-").concat(Person.public_id), "zone": "UTC", "password_set_at": None, "signed_in_at": None,
               "last_seen_at": None},
    ),
    Held(
        model=PersonRole, title=msg("Roles that you were given"), rows=_own(PersonRole.person_id), fate=Fate.DELETE,
        shows=("role", "granted_at"), withheld={"person_id": INTERNAL, "granted_by": OTHERS},
    ),
    Held(
        model=WebSession, title=msg("Browsers in which you are signed in"), rows=_own(WebSession.person_id), fate=Fate.DELETE,
        shows=("agent", "created_at", "seen_at", "proved_at", "expires_at"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "token_hash": SECRET, "data": SECRET},
    ),
    Held(
        model=Authenticator,
        title=msg("Your authenticator app"),
        rows=_own(Authenticator.person_id),
        fate=Fate.DELETE,
        shows=("added_at",),
        withheld={"person_id": INTERNAL, "secret": SECRET, "counter": SECRET},
    ),
    Held(
        model=Passkey,
        title=msg("Your passkeys"),
        rows=_own(Passkey.person_id),
        fate=Fate.DELETE,
        shows=("name", "added_at", "used_at", "sign_count", "public_id"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "credential_id": SECRET, "public_key": SECRET},
    ),
    Held(
        model=RecoveryCode,
        title=msg("Your recovery codes that are left"),
        rows=_own(RecoveryCode.person_id),
        fate=Fate.DELETE,
        shows=("made_at",),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "code_hash": SECRET},
    ),
    Held(
        model=ApiToken,
        title=msg("Your tokens for other programs"),
        rows=_own(ApiToken.person_id),
        fate=Fate.DELETE,
        shows=("name", "scope", "last_signs", "created_at", "expires_at", "last_used_on", "revoked_at", "public_id"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "hash": SECRET, "revoked_by": OTHERS},
    ),
    Held(
        model=AddressChange,
        title=msg("Changes of your mail address"),
        rows=_own(AddressChange.person_id),
        fate=Fate.DELETE,
        shows=("old_email", "new_email", "asked_at", "expires_at", "old_confirmed_at", "new_confirmed_at", "done_at", "stopped_at"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "old_hash": SECRET, "new_hash": SECRET},
    ),
    Held(
        model=PersonalAddress, title=msg("A personal address that waits for its mailbox"), rows=_own(PersonalAddress.person_id),
        fate=Fate.DELETE, shows=("email", "asked_at", "expires_at"),
        withheld={"person_id": INTERNAL, "token_hash": SECRET, "asked_today": INTERNAL},
    ),
    Held(
        model=Look,
        title=msg("When a programme admin saw the academy as you"),
        rows=_own(Look.person_id),
        fate=Fate.BLANK,
        shows=("why", "note", "began_at", "ended_at", "expires_at"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "looker_id": OTHERS, "session_hash": SECRET},
        blank={"note": ""},
    ),
    Held(
        model=Employment, title=msg("Where you work"), rows=_own(Employment.person_id), fate=Fate.KEEP,
        shows=("partner_id", "starts_on", "ends_on", "is_admin", "sales", "technical", "confirmed_at", "began_at", "left_at", "created_at",
               "public_id"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "confirmed_by": OTHERS, "ended_by": OTHERS},
    ),
    Held(
        model=JoinRequest, title=msg("Companies that you asked to join"), rows=_own(JoinRequest.person_id), fate=Fate.BLANK,
        shows=("partner_id", "sales", "technical", "asked_at", "expires_at", "answer", "answered_at", "reason", "public_id"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "answered_by": OTHERS}, blank={"reason": ""},
    ),
    Held(
        model=Invitation, title=msg("Invitations that you got"), fate=Fate.BLANK,
        rows=lambda who: or_(Invitation.person_id == who.id, Invitation.email.in_(who.addresses)),
        shows=("partner_id", "email", "language", "starts_on", "is_admin", "sales", "technical", "created_at", "sent_at", "expires_at",
               "accepted_at", "withdrawn_at", "public_id"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "token_hash": SECRET, "invited_by": OTHERS},
        blank={"email": literal("erased-").concat(Invitation.public_id).concat(f"@{ERASED_HOST}")},
    ),
    Held(
        model=AgreementAcceptance, title=msg("Agreements that you accepted for your company"), rows=_own(AgreementAcceptance.person_id),
        fate=Fate.KEEP, shows=("partner_id", "version", "text_hash", "accepted_at"), withheld={"id": INTERNAL, "person_id": INTERNAL},
    ),
    Held(
        model=Application, title=msg("Applications for the partner programme from your address"), fate=Fate.BLANK,
        rows=lambda who: Application.email.in_(who.addresses),
        shows=("company", "site", "contact", "email", "language", "state", "received_at", "closed_at", "partner_id", "agreement_version",
               "public_id"),
        withheld={"id": INTERNAL}, blank={"contact": "", "email": ""},
    ),
    Held(
        model=ApplicationLink, title=msg("Links to the page of your application"), rows=_of_applications(ApplicationLink.application_id),
        fate=Fate.DELETE, shows=("sent_at",), withheld={"id": INTERNAL, "application_id": INTERNAL, "token_hash": SECRET},
    ),
    Held(
        model=ApplicationType, title=msg("What you applied for"), rows=_of_applications(ApplicationType.application_id), fate=Fate.KEEP,
        shows=("type",), withheld={"application_id": INTERNAL},
    ),
    Held(
        model=ApplicationStep, title=msg("Steps of your application"), rows=_of_applications(ApplicationStep.application_id),
        fate=Fate.BLANK, shows=("kind", "at", "said"),
        withheld={"id": INTERNAL, "application_id": INTERNAL, "by_id": OTHERS, "alone": KEPT_BACK}, blank={"said": "", "alone": ""},
    ),
    Held(
        model=ApplicationScore, title=msg("The scorecard of your application"), rows=_of_applications(ApplicationScore.application_id),
        fate=Fate.BLANK, shows=("criterion", "at"),
        withheld={"id": INTERNAL, "application_id": INTERNAL, "points": COMPANY, "evidence": COMPANY, "link": COMPANY, "author_id": OTHERS},
        blank={"evidence": "", "link": ""},
    ),
    Held(
        model=ContactCard, title=msg("How partners reach you"), rows=_own(ContactCard.person_id), fate=Fate.DELETE,
        shows=("title", "title_ru", "phone", "hours", "hours_ru"), withheld={"person_id": INTERNAL},
    ),
    Held(
        model=Assignment, title=msg("Paths that you were given"), rows=_own(Assignment.person_id), fate=Fate.KEEP,
        shows=("path", "partner_id", "reason", "assigned_at", "due_on", "completed_at", "public_id"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "assigned_by": OTHERS},
    ),
    Held(
        model=LessonProgress, title=msg("Lessons that you opened"), rows=_own(LessonProgress.person_id), fate=Fate.BLANK,
        shows=("course", "lesson", "percent", "place", "first_seen_at", "seen_at", "completed_at", "repeated_at", "revision"),
        withheld={"person_id": INTERNAL}, blank={"place": ""},
    ),
    Held(
        model=CourseCompletion, title=msg("Courses that you finished"), rows=_own(CourseCompletion.person_id), fate=Fate.KEEP,
        shows=("course", "completed_at", "revision"), withheld={"person_id": INTERNAL},
    ),
    Held(
        model=AccommodationEntry, title=msg("Your accommodations"), rows=_own(AccommodationEntry.person_id), fate=Fate.BLANK,
        shows=("time_percent", "extra_attempts", "break_minutes", "entered_at", "valid_until"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "entered_by": OTHERS, "reason": KEPT_BACK}, blank={"reason": ""},
    ),
    Held(
        model=Attempt, title=msg("Your attempts"), rows=_own(Attempt.person_id), fate=Fate.KEEP,
        shows=("quiz", "certification", "cycle", "number", "state", "ending", "language", "started_at", "limit_seconds", "closes_at",
               "deadline_at", "time_percent", "credit_seconds", "break_seconds", "break_used_seconds", "paused_at", "reached",
               "honour_hash", "finished_at", "percent", "passed", "review_seen_at", "void_reason", "revision", "public_id"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "sweep_at": INTERNAL},
    ),
    Held(
        model=AttemptSlot, title=msg("Your answers"), rows=_of_attempts(AttemptSlot.attempt_id), fate=Fate.BLANK,
        shows=("attempt_id", "position", "question", "answer", "seq", "saved_at", "flagged", "points"),
        withheld={"option_order": KEY, "earned": KEY, "out_of": KEY}, blank={"answer": None},
    ),
    Held(
        model=AttemptEvent, title=msg("The log of your attempts"), rows=_of_attempts(AttemptEvent.attempt_id), fate=Fate.BLANK,
        shows=("attempt_id", "number", "kind", "at", "position", "said", "digest", "hash"), withheld={"by_id": INTERNAL, "data": KEY},
        shown_if=or_(AttemptEvent.kind != LogKind.MARKED, AttemptEvent.attempt_id.in_(GRADED_ATTEMPTS)), blank={"said": None},
    ),
    Held(
        model=LateAnswer, title=msg("Answers that came after the end of the time"), rows=_of_attempts(LateAnswer.attempt_id),
        fate=Fate.DELETE, shows=("attempt_id", "position", "answer", "seq", "arrived_at"),
    ),
    Held(
        model=AnswerFile, title=msg("Files that belong to your answers"), rows=_of_attempts(AnswerFile.attempt_id), fate=Fate.BLANK,
        shows=("attempt_id", "position", "name", "type", "size", "hash", "uploaded_at", "removed_at", "public_id"),
        withheld={"id": INTERNAL, "data": IN_THE_COPY}, blank={"name": "", "data": None},
    ),
    Held(
        model=AnswerMark, title=msg("What markers wrote about your answers"), rows=_of_attempts(AnswerMark.attempt_id), fate=Fate.BLANK,
        shows=("attempt_id", "position", "at", "comment"), shown_if=AnswerMark.attempt_id.in_(GRADED_ATTEMPTS),
        withheld={"id": INTERNAL, "round": INTERNAL, "marker_id": OTHERS, "earned": KEY, "out_of": KEY, "given": KEY, "reason": OTHERS,
                  "salt": SECRET},
        blank={"comment": "", "reason": case((AnswerMark.reason.is_not(None), ""), else_=None)},
    ),
    Held(
        model=MarkingClaim, title=msg("Attempts of yours that somebody is marking now"), rows=_of_attempts(MarkingClaim.attempt_id),
        fate=Fate.DELETE, shows=("attempt_id",), withheld={"marker_id": OTHERS, "until": INTERNAL},
    ),
    Held(
        model=Certificate, title=msg("Your certificates"), rows=_own(Certificate.person_id), fate=Fate.BLANK,
        shows=("certification", "code", "cycle", "percent", "source", "issued_at", "expires_on", "revoked_at", "revoked_reason",
               "revoked_with_attempt", "holder_name", "holder_name_ru", "public_id"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "attempt_id": INTERNAL, "holder_hash": SECRET},
    ),
    Held(
        model=MaterialAccess, title=msg("Materials that you opened"), rows=_own(MaterialAccess.person_id), fate=Fate.BLANK,
        shows=("material", "version", "file", "action", "partner_id", "at"), withheld={"id": INTERNAL, "person_id": INTERNAL},
        blank={"person_id": None},
    ),
    Held(
        model=FigureImport, title=msg("Files of figures that you uploaded today"), rows=_own(FigureImport.person_id), fate=Fate.DELETE,
        shows=("name", "uploaded_at", "state", "entered_at", "added", "corrected", "known", "reason", "hash", "public_id"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "data": OF_COMPANIES},
    ),
    Held(
        model=OutboxMail, title=msg("Mails to you"), fate=Fate.DELETE,
        rows=lambda who: or_(OutboxMail.person_id == who.id, OutboxMail.address.in_(who.addresses)),
        shows=("event", "address", "language", "reply_to", "subject", "text", "state", "created_at", "sent_at", "public_id"),
        withheld={"id": INTERNAL, "person_id": INTERNAL, "html": SAME, "tries": INTERNAL, "next_try_at": INTERNAL, "claimed_at": INTERNAL,
                  "last_error": INTERNAL},
    ),
    Held(
        model=Consent, title=msg("Your consents, given and taken back"), rows=_own(Consent.person_id), fate=Fate.KEEP,
        shows=("purpose", "given", "language", "at", "text"), withheld={"id": INTERNAL, "person_id": INTERNAL},
    ),
    Held(
        model=Erasure, title=msg("When you asked to be erased"), rows=_own(Erasure.person_id), fate=Fate.KEEP,
        shows=("requested_at", "due_at", "keep_name", "withdrawn_at", "done_at"), withheld={"id": INTERNAL, "person_id": INTERNAL},
    ),
    Held(
        model=AuditEntry, title=msg("What the log says about you"), fate=Fate.KEEP,
        rows=_own(AuditEntry.person_id),
        shows=("at", "action", "partner_id", "detail"), withheld={"id": INTERNAL, "person_id": INTERNAL, "by": OTHERS, "previous": INTERNAL,
                                                                  "hash": INTERNAL},
    ),
)  # fmt: skip
"""Children after their parents; erasure goes from the end to the beginning."""
