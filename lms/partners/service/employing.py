"""Who counts for which partner from which day on, and until when: joining, leaving, and what was planned for a day to come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import EmploymentId, PartnerId, PersonId, new_public_id
from lms.core.text import msg
from lms.partners.events import (
    InvitationAccepted,
    JoiningCalledOff,
    JoiningPlanned,
    LastAdminLeft,
    LeavingPlanned,
    LeavingWithdrawn,
    PersonJoined,
    PersonLeft,
)
from lms.partners.models import Employment, Invitation
from lms.partners.queries import counting, employment_of
from lms.partners.rules import LATEST_DAYS, token_hash, tracks_of, why_closed

SET_BY_OTHERS = msg("The company or its partner manager set this end. Ask them if you are to stay longer.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What somebody will be at a partner from `day` on, and who said so."""

    partner: PartnerId
    day: date
    is_admin: bool = False
    sales: bool = False
    technical: bool = False
    confirmed_by: PersonId | None = None


def accept(token: str, person_id: PersonId, now: datetime) -> tuple[Employment, list[Event]]:
    """Follow an invitation: the person counts for its partner from its day on (today, when it names none), and no longer for any other.

    It is confirmed at once, because the partner's admin or manager invited. A link works once; the same person following it again
    meets the employment that it made, without events.

    Raises:
        NotFound: there is no such link, or a newer one was sent.
        Refused: it is used, withdrawn or too old.
    """
    hold_person(person_id)
    chosen = select(Invitation).where(Invitation.token_hash == token_hash(token))
    invitation = db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))
    if invitation is None:
        raise NotFound(msg("This link does not belong to an open invitation. Use the link in the newest mail, or ask for a new one."))
    day = max(invitation.starts_on or now.date(), now.date())
    there = employment_of(person_id, day)
    if invitation.person_id == person_id and there is not None and there.partner_id == invitation.partner_id:
        return there, []
    _check_open(invitation, now)
    invitation.accepted_at, invitation.person_id = now, person_id
    accepted = InvitationAccepted(
        at=now, by=person_id, person=person_id, partner=invitation.partner_id, invitation=invitation.public_id
    )  # fmt: skip
    position = Position(
        partner=invitation.partner_id, day=day, is_admin=invitation.is_admin, sales=invitation.sales, technical=invitation.technical,
        confirmed_by=invitation.invited_by,
    )  # fmt: skip
    employment, events = employ(person_id, position, now, person_id)
    return employment, [accepted, *events]


def employ(person_id: PersonId, position: Position, now: datetime, by: PersonId | None) -> tuple[Employment, list[Event]]:
    """Let a person count for a partner from a day on; what would count elsewhere on that day ends on it. The caller holds the person.

    Who counts there already goes on there, and is from now on what they were and what was added.
    """
    standing = employment_of(person_id, position.day)
    there = standing if standing is not None and standing.partner_id == position.partner else None
    events = _end_others(person_id, position.day, there, now, by)
    employment = there or _new_employment(person_id, position, now)
    employment.ends_on = employment.left_at = employment.ended_by = None
    employment.is_admin = employment.is_admin or position.is_admin
    employment.sales, employment.technical = employment.sales or position.sales, employment.technical or position.technical
    db.session.flush()
    if position.day > now.date() and there is None:
        tracks = tracks_of(sales=position.sales, technical=position.technical)
        planned = JoiningPlanned(
            at=now, by=by, person=person_id, partner=position.partner, employment=employment.public_id, tracks=tracks,
            starts_on=position.day,
        )  # fmt: skip
        return employment, [*events, planned]
    return employment, [*events, _joined(employment, position, now, by)]


def leave(employment_id: EmploymentId, on: date, now: datetime, by: PersonId | None) -> list[Event]:
    """End an employment: the person counts up to but not on `on`. Nothing happens when it ends on that day already.

    A day that is still to come may be moved; an employment that is over is not changed. One that has not begun yet never begins when it
    ends on its first day.

    Raises:
        NotFound: there is no such employment.
        Invalid: the day lies before the first one, or more than a year ahead.
        Conflict: it has ended on another day, or the person is to count for another company before the new day, or puts off an end that
            somebody else set.
    """
    found = _held(employment_id)
    if found.ends_on == on:
        return []
    if found.ends_on is not None and found.ends_on <= now.date():
        raise Conflict(msg("This employment ended on %(day)s.", day=found.ends_on))
    _refuse_called_off(found)
    if on < found.starts_on:
        raise Invalid(msg("The person joined on %(day)s and cannot have left before.", day=found.starts_on))
    if on > now.date() + timedelta(days=LATEST_DAYS):
        raise Invalid(msg("The day lies more than a year ahead."))
    if _meets(found, on):
        raise Conflict(msg("The person is to count for another company before that day."))
    if not _set_by_others(found, by):
        found.ended_by = by
    elif found.ends_on is not None and on > found.ends_on:
        raise Conflict(SET_BY_OTHERS)
    found.ends_on = on
    events = _ended(found, now, by)
    db.session.flush()
    return events


def stay(employment_id: EmploymentId, now: datetime, by: PersonId | None) -> list[Event]:
    """Withdraw an end that is still to come; nothing happens when there is none.

    Raises:
        NotFound: there is no such employment.
        Conflict: it is over, or the person is to count for another company from then on, or takes back an end that somebody else set.
    """
    found = _held(employment_id)
    if found.ends_on is None:
        return []
    _refuse_called_off(found)
    if found.ends_on <= now.date():
        raise Conflict(msg("This employment ended on %(day)s.", day=found.ends_on))
    if _meets(found, None):
        raise Conflict(msg("The person is to count for another company from then on. That has to be taken back first."))
    if _set_by_others(found, by):
        raise Conflict(SET_BY_OTHERS)
    on, found.ends_on, found.ended_by = found.ends_on, None, None
    db.session.flush()
    return [LeavingWithdrawn(at=now, by=by, person=found.person_id, partner=found.partner_id, employment=found.public_id, on=on)]


def call_off(employment_id: EmploymentId, now: datetime, by: PersonId | None) -> list[Event]:
    """Let a beginning that is to come never come: the employment stays in the ledger without a day. Done before, nothing happens.

    Raises:
        NotFound: there is no such employment.
        Conflict: it has begun.
    """
    found = _held(employment_id)
    if found.began_at is not None or found.starts_on <= now.date():
        raise Conflict(msg("This employment has begun. It can only be ended."))
    if found.ends_on == found.starts_on:
        return []
    found.ends_on, found.ended_by = found.starts_on, by
    events = _ended(found, now, by)
    db.session.flush()
    return events


def carry_out(now: datetime, most: int) -> list[Event]:
    """Carry out beginnings and ends whose day has come, the earliest first, `most` employments at most.

    Each is told once, however often this is called; of a move on one day the end comes before the beginning.
    """
    today = now.date()
    days = or_(Employment.ends_on.is_(None), Employment.ends_on > Employment.starts_on)
    begins = (Employment.began_at.is_(None)) & (Employment.starts_on <= today) & days
    ends = Employment.began_at.is_not(None) & Employment.left_at.is_(None) & (Employment.ends_on <= today)
    chosen = select(Employment).where(Employment.confirmed_at.is_not(None), or_(begins, ends)).order_by(Employment.id).limit(most)
    due = db.session.scalars(chosen.with_for_update(skip_locked=True).execution_options(populate_existing=True)).all()
    events: list[Event] = []
    for one in sorted(due, key=lambda one: (one.began_at is None, one.id)):
        if one.began_at is None:
            one.began_at = now
            position = Position(partner=one.partner_id, day=one.starts_on, sales=one.sales, technical=one.technical)
            events.append(_joined(one, position, now, one.confirmed_by))
        if one.ends_on is not None and one.ends_on <= today:
            events += _ended(one, now, None)
    db.session.flush()
    return events


def hold_person(person_id: PersonId) -> None:
    """Let parallel changes of one person's employments wait for each other.

    Raises:
        NotFound: there is no such person.
    """
    held = db.session.scalar(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    if held is None:
        raise NotFound


def _held(employment_id: EmploymentId) -> Employment:
    """The employment, its person held before it, as everywhere."""
    person = db.session.scalar(select(Employment.person_id).where(Employment.id == employment_id))
    if person is None:
        raise NotFound
    hold_person(person)
    chosen = select(Employment).where(Employment.id == employment_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(chosen).one()


def _check_open(invitation: Invitation, now: datetime) -> None:
    reason = why_closed(now, invitation.expires_at, invitation.accepted_at, invitation.withdrawn_at)
    if reason is not None:
        raise Refused(reason)


def _refuse_called_off(found: Employment) -> None:
    """What was called off stays in the ledger as it is."""
    if found.began_at is None and found.ends_on == found.starts_on:
        raise Conflict(msg("This beginning was called off."))


def _set_by_others(found: Employment, by: PersonId | None) -> bool:
    """Whether the person themselves would change an end that the company or its manager set."""
    return by == found.person_id and found.ends_on is not None and found.ended_by not in (None, by)


def _meets(found: Employment, until: date | None) -> bool:
    """Whether the person counts elsewhere on a day of this employment, when it ends on `until`."""
    real = or_(Employment.ends_on.is_(None), Employment.ends_on > Employment.starts_on)
    after = or_(Employment.ends_on.is_(None), Employment.ends_on > found.starts_on)
    before = [Employment.starts_on < until] if until is not None else []
    others = (Employment.person_id == found.person_id, Employment.id != found.id, Employment.confirmed_at.is_not(None))
    return db.session.scalar(select(Employment.id).where(*others, real, after, *before).limit(1)) is not None


def _end_others(person_id: PersonId, day: date, kept: Employment | None, now: datetime, by: PersonId | None) -> list[Event]:
    """End on `day` what counts then, or would still count later. What was to begin later never begins."""
    later = or_(Employment.ends_on.is_(None), Employment.ends_on > day)
    chosen = select(Employment).where(Employment.person_id == person_id, Employment.confirmed_at.is_not(None), later)
    events: list[Event] = []
    for one in db.session.scalars(chosen.order_by(Employment.id).execution_options(populate_existing=True)).all():
        if one is not kept:
            one.ended_by = one.ended_by if _set_by_others(one, person_id) else person_id
            one.ends_on = max(day, one.starts_on)
            events += _ended(one, now, by)
    db.session.flush()
    return events


def _ended(one: Employment, now: datetime, by: PersonId | None) -> list[Event]:
    """What to tell of an employment that has got its end: that it is over, will be over, or never begins."""
    on, today = one.ends_on or now.date(), now.date()
    person, partner, employment = one.person_id, one.partner_id, one.public_id
    if one.began_at is None and on == one.starts_on:
        return [JoiningCalledOff(at=now, by=by, person=person, partner=partner, employment=employment, starts_on=on)]
    if on > today:
        return [LeavingPlanned(at=now, by=by, person=person, partner=partner, employment=employment, on=on)]
    told = PersonLeft(at=now, by=by, person=person, partner=partner, employment=employment, on=on)
    one.left_at = now
    db.session.flush()
    admins = select(Employment.id).where(Employment.partner_id == one.partner_id, Employment.is_admin, counting(today)).limit(1)
    if one.is_admin and db.session.scalar(admins) is None:
        return [told, LastAdminLeft(at=now, by=by, person=one.person_id, partner=one.partner_id)]
    return [told]


def _joined(employment: Employment, position: Position, now: datetime, by: PersonId | None) -> PersonJoined:
    return PersonJoined(
        at=now, by=by, person=employment.person_id, partner=employment.partner_id, employment=employment.public_id,
        tracks=tracks_of(sales=position.sales, technical=position.technical), is_admin=employment.is_admin,
    )  # fmt: skip


def _new_employment(person_id: PersonId, position: Position, now: datetime) -> Employment:
    employment = Employment(
        public_id=new_public_id(), person_id=person_id, partner_id=position.partner, starts_on=position.day, created_at=now,
        confirmed_at=now, confirmed_by=position.confirmed_by, began_at=now if position.day <= now.date() else None,
        is_admin=position.is_admin, sales=position.sales, technical=position.technical,
    )  # fmt: skip
    db.session.add(employment)
    return employment
