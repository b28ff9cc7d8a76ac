"""Who counts for which partner from which day on, and until when."""

from datetime import date, datetime

from sqlalchemy import or_, select

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import EmploymentId, PersonId, new_public_id
from lms.core.text import msg
from lms.partners.events import InvitationAccepted, PersonJoined, PersonLeft
from lms.partners.models import Employment, Invitation
from lms.partners.queries import employment_of
from lms.partners.rules import token_hash, tracks_of, why_closed


def accept(token: str, person_id: PersonId, now: datetime) -> tuple[Employment, list[Event]]:
    """Follow an invitation: the person counts for its partner from today on, and no longer for any other.

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
    today = now.date()
    standing = employment_of(person_id, today)
    there = standing if standing is not None and standing.partner_id == invitation.partner_id else None
    if invitation.person_id == person_id and there is not None:
        return there, []
    _check_open(invitation, now)
    invitation.accepted_at, invitation.person_id = now, person_id
    events: list[Event] = [
        InvitationAccepted(at=now, by=person_id, person=person_id, partner=invitation.partner_id, invitation=invitation.public_id)
    ]
    if there is None:
        events += _end_others(person_id, today, now)
    employment = there or _new_employment(invitation, person_id, now)
    employment.ends_on = None
    employment.is_admin = employment.is_admin or invitation.is_admin
    employment.sales, employment.technical = employment.sales or invitation.sales, employment.technical or invitation.technical
    db.session.flush()
    tracks = tracks_of(sales=invitation.sales, technical=invitation.technical)
    joined = PersonJoined(
        at=now, by=person_id, person=person_id, partner=invitation.partner_id,
        employment=employment.public_id, tracks=tracks, is_admin=employment.is_admin,
    )  # fmt: skip
    return employment, [*events, joined]


def leave(employment_id: EmploymentId, on: date, now: datetime, by: PersonId | None) -> list[Event]:
    """End an employment: the person counts up to but not on `on`. Nothing happens when it ends on that day already.

    A day that is still to come may be moved; an employment that is over is not changed.

    Raises:
        NotFound: there is no such employment.
        Invalid: the day lies before the first one.
        Conflict: it has ended on another day.
    """
    found = db.session.scalar(
        select(Employment).where(Employment.id == employment_id).with_for_update().execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    if found.ends_on == on:
        return []
    if found.ends_on is not None and found.ends_on <= now.date():
        raise Conflict(msg("This employment ended on %(day)s.", day=found.ends_on))
    if on < found.starts_on:
        raise Invalid(msg("The person joined on %(day)s and cannot have left before.", day=found.starts_on))
    found.ends_on = on
    db.session.flush()
    return [PersonLeft(at=now, by=by, person=found.person_id, partner=found.partner_id, employment=found.public_id, on=on)]


def hold_person(person_id: PersonId) -> None:
    """Let parallel changes of one person's employments wait for each other."""
    held = db.session.scalar(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    if held is None:
        raise NotFound


def _check_open(invitation: Invitation, now: datetime) -> None:
    reason = why_closed(now, invitation.expires_at, invitation.accepted_at, invitation.withdrawn_at)
    if reason is not None:
        raise Refused(reason)


def _end_others(person_id: PersonId, today: date, now: datetime) -> list[Event]:
    """End what counts today, or would still count later."""
    later = or_(Employment.ends_on.is_(None), Employment.ends_on > today)
    chosen = select(Employment).where(Employment.person_id == person_id, Employment.confirmed_at.is_not(None), later)
    events: list[Event] = []
    for one in db.session.scalars(chosen.execution_options(populate_existing=True)).all():
        one.ends_on = today
        events.append(PersonLeft(at=now, by=person_id, person=person_id, partner=one.partner_id, employment=one.public_id, on=today))
    db.session.flush()
    return events


def _new_employment(invitation: Invitation, person_id: PersonId, now: datetime) -> Employment:
    employment = Employment(
        public_id=new_public_id(), person_id=person_id, partner_id=invitation.partner_id, starts_on=now.date(), created_at=now,
        confirmed_at=now, confirmed_by=invitation.invited_by,
        is_admin=invitation.is_admin, sales=invitation.sales, technical=invitation.technical,
    )  # fmt: skip
    db.session.add(employment)
    return employment
