"""How a partner manager can be reached."""

from datetime import datetime

from lms.core.db import db
from lms.core.errors import Invalid
from lms.core.events import Event
from lms.core.ids import PersonId
from lms.core.text import msg
from lms.core.upsert import insert
from lms.partners.events import ContactCardChanged
from lms.partners.models import ContactCard
from lms.partners.rules import Card

CARD_LENGTHS = {"title": 120, "title_ru": 120, "phone": 40, "hours": 80, "hours_ru": 80}


def set_contact_card(person_id: PersonId, card: Card, now: datetime, by: PersonId | None) -> list[Event]:
    """Say how a partner manager can be reached; nothing happens when the card says so already.

    Raises:
        Invalid: it has no title, or something is too long.
    """
    fields = {name: " ".join(getattr(card, name).split()) for name in CARD_LENGTHS}
    if not fields["title"]:
        raise Invalid(msg("A contact card needs a title, such as “Partner manager”."))
    for name, most in CARD_LENGTHS.items():
        if len(fields[name]) > most:
            raise Invalid(msg("“%(given)s” is too long: at most %(most)s characters.", given=fields[name], most=most))
    standing = db.session.get(ContactCard, person_id, populate_existing=True)
    if standing is not None and all(getattr(standing, name) == text for name, text in fields.items()):
        return []
    db.session.execute(
        insert(ContactCard).values(person_id=person_id, **fields).on_conflict_do_update(index_elements=[ContactCard.person_id], set_=fields)
    )
    if standing is not None:
        db.session.refresh(standing)
    return [ContactCardChanged(at=now, by=by, person=person_id)]
