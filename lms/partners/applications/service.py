"""What can be done to applications: apply, take up, score, ask, answer, decide, sign, withdraw."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.accounts.claims import holder_of
from lms.accounts.rules import is_email, plain_email
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PersonId, new_public_id
from lms.core.text import LANGUAGES, Message, msg
from lms.partners.applications.events import (
    ApplicationAnswered,
    ApplicationAsked,
    ApplicationDecided,
    ApplicationReceived,
    ApplicationRepeated,
    ApplicationReviewBegan,
    ApplicationScored,
    ApplicationSigned,
    ApplicationWithdrawn,
)
from lms.partners.applications.models import Application, ApplicationLink, ApplicationScore, ApplicationStep, ApplicationType
from lms.partners.applications.queries import UNKNOWN, scores_of, steps_of
from lms.partners.applications.rules import (
    COMPANY_LENGTH,
    CONTACT_LENGTH,
    ENDED,
    LINK_LENGTH,
    MOST_POINTS,
    SITE_LENGTH,
    STEP_OF,
    TEXT_LENGTH,
    ApplicationState,
    Decision,
    Meeting,
    NewApplication,
    NewScore,
    Signature,
    StepKind,
    Verdict,
    after,
    is_link,
    met_in_deciding,
    met_in_signing,
    unscored,
)
from lms.partners.rules import token_hash

MOVED_ON = msg("The application has moved on meanwhile. Look at it again before you go on.")
TOO_LONG = msg("Keep it to %(most)s characters.", most=TEXT_LENGTH)


def apply(new: NewApplication, now: datetime) -> tuple[Application, list[Event]]:
    """Take an application.

    An address with an open application gets that one back, and nothing of it changes: whoever fills in the form again may be
    somebody else.

    Raises:
        Invalid: something is missing, too long, or cannot be an address.
    """
    email = plain_email(new.email)
    fields = _checked(new, email)
    standing = _open_of(email)
    if standing is None:
        try:
            with db.session.begin_nested():
                application = _new(new, fields, now)
        except IntegrityError:  # somebody was faster with the same address
            standing = _open_of(email)
            if standing is None:
                raise
        else:
            return application, [ApplicationReceived(at=now, application=application.public_id)]
    return standing, [ApplicationRepeated(at=now, application=standing.public_id)]


def new_link(application_id: int, now: datetime) -> str:
    """One more link for a mail to the applicant; its secret comes back and is kept nowhere. The links before go on."""
    token = secrets.token_urlsafe(32)
    db.session.add(ApplicationLink(application_id=application_id, token_hash=token_hash(token), sent_at=now))
    db.session.flush()
    return token


def withdraw(token: str, now: datetime) -> list[Event]:
    """The applicant thinks better of it; nothing happens when that was said before.

    Raises:
        NotFound: there is no such link.
        Conflict: it is decided, or signed, already.
    """
    application = _by_token(token)
    if application.state is ApplicationState.WITHDRAWN:
        return []
    _step(application, StepKind.WITHDRAWN, now, None)
    return [ApplicationWithdrawn(at=now, application=application.public_id)]


def withdraw_of(emails: tuple[str, ...], now: datetime) -> list[Event]:
    """Whoever has these addresses is about to be erased: what they applied for is withdrawn."""
    found = [one for email in emails if (one := _open_of(email)) is not None]
    for application in found:
        _step(application, StepKind.WITHDRAWN, now, None)
    return [ApplicationWithdrawn(at=now, application=one.public_id) for one in found]


def answer(token: str, text: str, now: datetime) -> list[Event]:
    """The applicant answers what was asked.

    Raises:
        NotFound: there is no such link.
        Invalid: the answer is empty or too long.
        Conflict: nothing is asked now.
    """
    application = _by_token(token)
    _step(application, StepKind.ANSWERED, now, None, said=_text(text, msg("Write your answer.")))
    return [ApplicationAnswered(at=now, application=application.public_id)]


def begin(application_id: int, now: datetime, by: PersonId) -> list[Event]:
    """Take an application up; nothing happens when somebody did before.

    Raises:
        NotFound: there is no such application.
        Refused: it is the reviewer's own.
    """
    application = _held(application_id)
    if application.state is not ApplicationState.RECEIVED:
        return []
    _refuse_own(application, by)
    _step(application, StepKind.BEGAN, now, by)
    return [ApplicationReviewBegan(at=now, by=by, application=application.public_id)]


def score(application_id: int, new: NewScore, now: datetime, by: PersonId) -> list[Event]:
    """Give points for a criterion; the first points take the application up. What was given before stays as history.

    Raises:
        NotFound: there is no such application.
        Invalid: the points are out of range, or nothing says what they rest upon.
        Conflict: the application is decided.
        Refused: it is the reviewer's own.
    """
    begun = begin(application_id, now, by)
    application = _held(application_id)
    if application.state not in (ApplicationState.IN_REVIEW, ApplicationState.ASKED):
        raise Conflict(MOVED_ON)
    _refuse_own(application, by)
    if not 0 <= new.points <= MOST_POINTS:
        raise Invalid(msg("Points go from 0 to %(most)s.", most=MOST_POINTS))
    evidence, link = _text(new.evidence, msg("Write what the points rest upon.")), new.link.strip()
    if link and not is_link(link):
        raise Invalid(msg("A link begins with https:// and has at most %(most)s characters.", most=LINK_LENGTH))
    db.session.add(
        ApplicationScore(
            application_id=application_id, criterion=new.criterion, points=new.points, evidence=evidence, link=link, author_id=by, at=now,
        )
    )  # fmt: skip
    db.session.flush()
    return [*begun, ApplicationScored(at=now, by=by, application=application.public_id, criterion=new.criterion, points=new.points)]


def decide(application_id: int, verdict: Verdict, now: datetime, by: PersonId) -> list[Event]:
    """Accept, decline or ask for more, with a reason that the applicant reads.

    Raises:
        NotFound: there is no such application.
        Invalid: the reason is missing, or why somebody who gave points decides alone.
        Refused: it is the reviewer's own, or it is to be accepted and a criterion has no points.
        Conflict: the application has moved on.
    """
    application = _held(application_id)
    _refuse_own(application, by)
    reason = _text(verdict.reason, msg("Write the reason. The applicant reads it."))
    step = STEP_OF[verdict.decision]
    if verdict.decision is Decision.ASK:
        _step(application, step, now, by, said=reason)
        return [ApplicationAsked(at=now, by=by, application=application.public_id)]
    scores = scores_of(application_id)
    if verdict.decision is Decision.ACCEPT and unscored({one.criterion: one.points for one in scores}):
        raise Refused(msg("Every line of the scorecard needs points before the company is accepted."))
    meets = met_in_deciding({one.author for one in scores}, by)
    alone = _alone(verdict.alone, meets)
    _step(application, step, now, by, said=reason, alone=alone)
    accepted = verdict.decision is Decision.ACCEPT
    return [
        ApplicationDecided(
            at=now, by=by, application=application.public_id, accepted=accepted, meets=meets, text_hash=_hash(alone),
        )
    ]  # fmt: skip


def hold_to_sign(application_id: int, manager: PersonId, alone: str, by: PersonId) -> Application:
    """Hold an accepted application for whoever signs now, before anything is made of it.

    Raises:
        NotFound: there is no such application.
        Invalid: two roles meet and the reason is missing.
        Refused: it is the signer's own.
        Conflict: it is not accepted, or signed already.
    """
    application = _held(application_id)
    if application.state is not ApplicationState.ACCEPTED:
        raise Conflict(MOVED_ON)
    _refuse_own(application, by)
    _alone(alone, met_in_signing(_decider(application_id), by, manager))
    return application


def sign(application_id: int, signature: Signature, now: datetime, by: PersonId) -> list[Event]:
    """The vendor signs the agreement with the partner that was made of the application.

    Raises:
        NotFound, Invalid, Refused, Conflict: as `hold_to_sign`.
    """
    application = hold_to_sign(application_id, signature.manager, signature.alone, by)
    decider = _decider(application_id)
    meets = met_in_signing(decider, by, signature.manager)
    alone = _alone(signature.alone, meets)
    application.partner_id, application.agreement_version = signature.partner, signature.version
    _step(application, StepKind.SIGNED, now, by, alone=alone)
    return [
        ApplicationSigned(
            at=now, by=by, partner=signature.partner, application=application.public_id, version=signature.version, decider=decider,
            manager=signature.manager, meets=meets, text_hash=_hash(alone),
        )
    ]  # fmt: skip


def _decider(application_id: int) -> PersonId | None:
    return next((one.by for one in reversed(steps_of(application_id)) if one.kind is StepKind.ACCEPTED), None)


def _checked(new: NewApplication, email: str) -> tuple[str, str, str]:
    fields = tuple(" ".join(one.split()) for one in (new.company, new.site, new.contact))
    asked: tuple[tuple[str, int, Message], ...] = (
        (fields[0], COMPANY_LENGTH, msg("Enter the name of the company.")),
        (fields[1], SITE_LENGTH, msg("Enter the website or the registration number.")),
        (fields[2], CONTACT_LENGTH, msg("Enter your name.")),
    )
    for text, most, missing in asked:
        if not text:
            raise Invalid(missing)
        if len(text) > most:
            raise Invalid(msg("“%(given)s” is too long: at most %(most)s characters.", given=text[:40], most=most))
    if not is_email(email):
        raise Invalid(msg("Enter your mail address, such as name@company.example."))
    if not new.types:
        raise Invalid(msg("Choose at least one: what do you want to do?"))
    if new.language not in LANGUAGES:
        raise Invalid(msg("Choose a language: %(allowed)s.", allowed=", ".join(LANGUAGES)))
    return fields[0], fields[1], fields[2]


def _new(new: NewApplication, fields: tuple[str, str, str], now: datetime) -> Application:
    company, site, contact = fields
    application = Application(
        public_id=new_public_id(), company=company, site=site, contact=contact, email=plain_email(new.email), language=new.language,
        state=ApplicationState.RECEIVED, received_at=now,
    )  # fmt: skip
    db.session.add(application)
    db.session.flush()
    db.session.add_all(ApplicationType(application_id=application.id, type=one) for one in sorted(set(new.types)))
    db.session.add(ApplicationStep(application_id=application.id, kind=StepKind.RECEIVED, at=now))
    db.session.flush()
    return application


def _open_of(email: str) -> Application | None:
    chosen = select(Application).where(Application.email == email, Application.closed_at.is_(None))
    return db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))


def _held(application_id: int) -> Application:
    """The application, so that parallel steps of it wait for each other."""
    chosen = select(Application).where(Application.id == application_id)
    found = db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def _by_token(token: str) -> Application:
    found = db.session.scalar(select(ApplicationLink.application_id).where(ApplicationLink.token_hash == token_hash(token)))
    if found is None:
        raise NotFound(UNKNOWN)
    return _held(found)


def _step(
    application: Application, kind: StepKind, now: datetime, by: PersonId | None, *, said: str = "", alone: str = ""
) -> None:  # fmt: skip
    """Take a step, or say that the application has moved on."""
    ends = after(application.state, kind)
    if ends is None:
        raise Conflict(MOVED_ON)
    application.state = ends
    if ends in ENDED:
        application.closed_at = now
    db.session.add(ApplicationStep(application_id=application.id, kind=kind, at=now, by_id=by, said=said, alone=alone))
    db.session.flush()


def _refuse_own(application: Application, by: PersonId) -> None:
    if holder_of(application.email) == by:
        raise Refused(msg("This application came from your own address. Somebody else looks at it, decides and signs."))


def _text(given: str, missing: Message) -> str:
    text = given.strip()
    if not text:
        raise Invalid(missing)
    if len(text) > TEXT_LENGTH:
        raise Invalid(TOO_LONG)
    return text


def _alone(given: str, meets: tuple[Meeting, ...]) -> str:
    """Why roles meet in one person; nothing is kept where none do."""
    return _text(given, msg("Two roles meet in one person here. Write why; it is kept beside the step.")) if meets else ""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""
