"""What can be done to join links and requests: make, turn off, ask, confirm, refuse, take back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, PublicId, new_public_id
from lms.core.text import msg
from lms.core.upsert import insert
from lms.partners.events import JoinAsked, JoinConfirmed, JoinLinkMade, JoinLinkTurnedOff, JoinRefused, JoinTakenBack
from lms.partners.models import Employment
from lms.partners.queries import employment_of
from lms.partners.requests.models import JoinLink, JoinRequest
from lms.partners.requests.queries import partner_of_link
from lms.partners.requests.rules import REASON_LENGTH, REQUEST_DAYS, REQUESTS_A_MONTH, JoinAnswer, why_over
from lms.partners.rules import LATEST_DAYS, tracks_of
from lms.partners.service.employing import Position, employ, hold_person

MONTH = timedelta(days=REQUEST_DAYS)
UNKNOWN = msg("This join link opens nothing. Ask the company for its newest one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a request is confirmed: from which day, and what the person will be."""

    day: date
    sales: bool
    technical: bool


def make_link(partner_id: PartnerId, now: datetime, by: PersonId | None) -> tuple[str, list[Event]]:
    """Give the partner a join link, or a new one in place of the old, which opens nothing from then on."""
    token = new_public_id()
    made = {"token": token, "made_at": now, "made_by": by}
    # One statement: of two first links made at the same moment the second takes the place of the other, like any newer one.
    link = insert(JoinLink).values(partner_id=partner_id, **made).on_conflict_do_update(index_elements=[JoinLink.partner_id], set_=made)
    db.session.execute(link)
    return token, [JoinLinkMade(at=now, by=by, partner=partner_id)]


def turn_off_link(partner_id: PartnerId, now: datetime, by: PersonId | None) -> list[Event]:
    """Take the partner's join link away; nothing happens when it has none. Requests that wait go on waiting."""
    found = db.session.get(JoinLink, partner_id, with_for_update=True, populate_existing=True)
    if found is None:
        return []
    db.session.delete(found)
    db.session.flush()
    return [JoinLinkTurnedOff(at=now, by=by, partner=partner_id)]


def ask(token: str, person_id: PersonId, *, sales: bool, technical: bool, now: datetime) -> tuple[PublicId, list[Event]]:
    """Ask to join the partner of a join link. Asked again while the first request waits, that one goes on, without events.

    Raises:
        NotFound: the link opens nothing (any more).
        Invalid: no track was chosen.
        Conflict: the person is in the team already.
        Refused: the person asked too often.
    """
    if not (sales or technical):
        raise Invalid(msg("Choose at least one: sales or technical."))
    hold_person(person_id)
    partner = partner_of_link(token)
    if partner is None:
        raise NotFound(UNKNOWN)
    employment = employment_of(person_id, now.date())
    if employment is not None and employment.partner_id == partner.id:
        raise Conflict(msg("You are in this team already."))
    own = (JoinRequest.person_id == person_id, JoinRequest.partner_id == partner.id)
    waiting = db.session.scalar(select(JoinRequest).where(*own, JoinRequest.answer.is_(None)).with_for_update())
    if waiting is not None:
        if why_over(now, waiting.expires_at, None) is None:
            return waiting.public_id, []
        waiting.answer, waiting.answered_at = JoinAnswer.LAPSED, now
        db.session.flush()
    if (db.session.scalar(select(func.count()).where(*own, JoinRequest.asked_at > now - MONTH)) or 0) >= REQUESTS_A_MONTH:
        raise Refused(msg("You have asked this company %(n)s times within 30 days. Speak with its people.", n=REQUESTS_A_MONTH))
    return _new(person_id, partner.id, now, sales=sales, technical=technical)


def confirm(request: PublicId, terms: Terms, now: datetime, by: PersonId) -> tuple[Employment, list[Event]]:
    """Say yes: the person counts for the partner from the day on, and no longer for any other.

    Raises:
        NotFound: there is no such request.
        Refused: it is one's own.
        Conflict: it has been answered, or is too old.
        Invalid: the day lies behind or more than a year ahead, or no track was chosen.
    """
    found = _open(request, now)
    if found.person_id == by:
        raise Refused(msg("Nobody confirms their own request. Another admin or the manager does."))
    today = now.date()
    if not today <= terms.day <= today + timedelta(days=LATEST_DAYS):
        raise Invalid(msg("Choose a day from today on, within a year."))
    if not (terms.sales or terms.technical):
        raise Invalid(msg("Choose at least one: sales or technical."))
    _answer(found, JoinAnswer.CONFIRMED, now, by)
    confirmed = JoinConfirmed(at=now, by=by, person=found.person_id, partner=found.partner_id, request=found.public_id)
    position = Position(
        partner=found.partner_id, day=terms.day, sales=terms.sales, technical=terms.technical, confirmed_by=by
    )  # fmt: skip
    employment, events = employ(found.person_id, position, now, by)
    return employment, [confirmed, *events]


def refuse(request: PublicId, reason: str, now: datetime, by: PersonId) -> list[Event]:
    """Say no, with a reason that the person reads.

    Raises:
        NotFound: there is no such request.
        Invalid: there is no reason, or too long a one.
        Conflict: it has been answered, or is too old.
    """
    plain = " ".join(reason.split())
    if not plain or len(plain) > REASON_LENGTH:
        raise Invalid(msg("Give a reason in at most %(n)s characters; the person reads it.", n=REASON_LENGTH))
    found = _open(request, now)
    _answer(found, JoinAnswer.REFUSED, now, by)
    found.reason = plain
    db.session.flush()
    return [JoinRefused(at=now, by=by, person=found.person_id, partner=found.partner_id, request=found.public_id)]


def take_back(request: PublicId, person_id: PersonId, now: datetime) -> list[Event]:
    """The person thinks better of it; nothing happens when they did before.

    Raises:
        NotFound: the person has no such request.
        Conflict: it has been answered.
    """
    chosen = select(JoinRequest).where(JoinRequest.public_id == request, JoinRequest.person_id == person_id)
    found = db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    if found.answer is JoinAnswer.TAKEN_BACK:
        return []
    over = why_over(now, found.expires_at, found.answer)
    if over is not None and found.answer is not None:
        raise Conflict(over)
    _answer(found, JoinAnswer.TAKEN_BACK, now, person_id)
    return [JoinTakenBack(at=now, by=person_id, person=person_id, partner=found.partner_id, request=found.public_id)]


def _new(person_id: PersonId, partner_id: PartnerId, now: datetime, *, sales: bool, technical: bool) -> tuple[PublicId, list[Event]]:
    one = JoinRequest(
        public_id=new_public_id(), person_id=person_id, partner_id=partner_id, sales=sales, technical=technical, asked_at=now,
        expires_at=now + MONTH,
    )  # fmt: skip
    db.session.add(one)
    db.session.flush()
    tracks = tracks_of(sales=sales, technical=technical)
    return one.public_id, [JoinAsked(at=now, by=person_id, person=person_id, partner=partner_id, request=one.public_id, tracks=tracks)]


def _open(request: PublicId, now: datetime) -> JoinRequest:
    """The request that waits for an answer, its person held before it."""
    person = db.session.scalar(select(JoinRequest.person_id).where(JoinRequest.public_id == request))
    if person is None:
        raise NotFound
    hold_person(person)
    chosen = select(JoinRequest).where(JoinRequest.public_id == request).with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(chosen).one()
    over = why_over(now, found.expires_at, found.answer)
    if over is not None:
        raise Conflict(over)
    return found


def _answer(found: JoinRequest, answer: JoinAnswer, now: datetime, by: PersonId) -> None:
    found.answer, found.answered_at, found.answered_by = answer, now, by
    db.session.flush()
