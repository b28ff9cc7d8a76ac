"""What can be done about managers: take a partner over, ask for somebody else, keep who it is, write a note."""

from datetime import datetime

from sqlalchemy import select

from lms.access import Role
from lms.accounts.models import Person, PersonRole
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, new_public_id
from lms.core.text import Message, msg
from lms.partners.managers.events import ManagerAsked, ManagerChanged, ManagerNoteWritten, ManagerRefused
from lms.partners.managers.models import ManagerAssignment, ManagerNote, ManagerRequest
from lms.partners.managers.rules import NOTE_LENGTH, REASON_LENGTH
from lms.partners.models import Partner


def note_first(partner: PartnerId, manager: PersonId, note: str, now: datetime, by: PersonId | None) -> None:
    """Keep who looks after a new partner from its first day on, and why they suit.

    Raises:
        Invalid: the note is too long.
    """
    text = _text(note, NOTE_LENGTH) if note.strip() else ""
    db.session.add(ManagerAssignment(partner_id=partner, manager_id=manager, said=text, at=now, by_id=by))
    db.session.flush()


def ask(partner: PartnerId, reason: str, now: datetime, by: PersonId) -> list[Event]:
    """The partner asks for another manager. While a request is open, asking again changes nothing.

    Raises:
        NotFound: there is no such partner.
        Invalid: the reason is missing or too long.
        Conflict: nobody looks after the partner yet.
    """
    held = _held(partner)
    if held.manager_id is None:
        raise Conflict(msg("Nobody looks after your company yet."))
    text = _text(reason, REASON_LENGTH, msg("Write why. Only the programme admin reads it, and who looks after you next."))
    if _open(partner) is not None:
        return []
    request = ManagerRequest(public_id=new_public_id(), partner_id=partner, asked_by=by, asked_at=now, reason=text)
    db.session.add(request)
    db.session.flush()
    return [ManagerAsked(at=now, by=by, partner=partner, request=request.public_id)]


def hand_over(partner: PartnerId, manager: PersonId, note: str, now: datetime, by: PersonId | None) -> list[Event]:
    """Somebody else looks after the partner from now on; an open request is granted by it. Notes stay where they are.

    Nothing happens when this person does already.

    Raises:
        NotFound: there is no such partner, or the person looks after none.
        Invalid: the note is missing or too long.
    """
    held = _held(partner)
    if held.manager_id == manager:
        return []
    if not _is_manager(manager):
        raise NotFound
    text = _text(note, NOTE_LENGTH, msg("Write what the new manager should know, and why they suit."))
    former, held.manager_id = held.manager_id, manager
    db.session.add(ManagerAssignment(partner_id=partner, manager_id=manager, former_id=former, said=text, at=now, by_id=by))
    request = _open(partner)
    if request is not None:
        request.granted, request.decided_by, request.decided_at = True, by, now
    db.session.flush()
    return [ManagerChanged(at=now, by=by, person=former, partner=partner, before=former, after=manager)]


def keep(partner: PartnerId, answer: str, now: datetime, by: PersonId) -> list[Event]:
    """The manager stays who it is, and whoever asked is told why; nothing happens when nobody asked.

    Raises:
        NotFound: there is no such partner.
        Invalid: the answer is missing or too long.
    """
    _held(partner)
    text = _text(answer, REASON_LENGTH, msg("Write the answer. Whoever asked reads it."))
    request = _open(partner)
    if request is None:
        return []
    request.granted, request.answer, request.decided_by, request.decided_at = False, text, by, now
    db.session.flush()
    return [ManagerRefused(at=now, by=by, person=request.asked_by, partner=partner, request=request.public_id)]


def write_note(partner: PartnerId, text: str, now: datetime, by: PersonId) -> list[Event]:
    """Write a note about a partner. It is never deleted: whoever looks after the partner next finds it.

    Raises:
        Invalid: it is empty or too long.
    """
    plain = _text(text, NOTE_LENGTH, msg("Write the note."))
    db.session.add(ManagerNote(partner_id=partner, author_id=by, at=now, text=plain))
    db.session.flush()
    return [ManagerNoteWritten(at=now, by=by, partner=partner)]


def _held(partner: PartnerId) -> Partner:
    """The partner, so that parallel changes of its manager wait for each other."""
    chosen = select(Partner).where(Partner.id == partner).with_for_update(key_share=True)
    found = db.session.scalar(chosen.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def _open(partner: PartnerId) -> ManagerRequest | None:
    chosen = select(ManagerRequest).where(ManagerRequest.partner_id == partner, ManagerRequest.decided_at.is_(None))
    return db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))


def _is_manager(person: PersonId) -> bool:
    chosen = select(Person.id).join(PersonRole, PersonRole.person_id == Person.id)
    return db.session.scalar(chosen.where(Person.id == person, Person.active, PersonRole.role == Role.PARTNER_MANAGER)) is not None


def _text(given: str, most: int, missing: Message | None = None) -> str:
    text = given.strip()
    if not text and missing is not None:
        raise Invalid(missing)
    if len(text) > most:
        raise Invalid(msg("Keep it to %(most)s characters.", most=most))
    return text
