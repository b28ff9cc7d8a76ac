"""What people do about their own data: consent and take it back, ask for erasure and undo it."""

from datetime import datetime

from sqlalchemy import select

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import Conflict, NotFound
from lms.core.events import Event
from lms.core.ids import PersonId, Slug
from lms.core.text import msg
from lms.privacy.events import ConsentGiven, ConsentWithdrawn, ErasureRequested, ErasureWithdrawn
from lms.privacy.models import Consent, Erasure
from lms.privacy.queries import choices_of, open_erasure
from lms.privacy.rules import Consents, ConsentState, Decisions, consent_state, due_at


def choose(
    person: PersonId, consents: Consents, wanted: Decisions, language: str, now: datetime
) -> list[Event]:  # fmt: skip
    """Keep what a person decided: for each purpose the revision of the text that was read and agreed to, or `None` for no.

    What stands already is not written again. A purpose without a text cannot be given, only taken back.

    Raises:
        Conflict: a text has changed since it was shown.
    """
    _hold(person)
    choices, events = choices_of(person), list[Event]()
    for purpose, read in wanted.items():
        text = consents.revisions.get(Slug(purpose.value))
        if read is not None and read != text:
            raise Conflict(msg("This text has changed since you opened the page. Read it again before you decide."))
        standing = choices.get(purpose)
        now_given = consent_state(standing, text) is ConsentState.GIVEN
        if read is not None and not now_given:
            events.append(ConsentGiven(at=now, by=person, person=person, purpose=purpose, text_hash=read))
            db.session.add(Consent(person_id=person, purpose=purpose, text=read, language=language, given=True, at=now))
        elif read is None and standing is not None and standing.given:
            events.append(ConsentWithdrawn(at=now, by=person, person=person, purpose=purpose, text_hash=standing.text))
            db.session.add(Consent(person_id=person, purpose=purpose, text=standing.text, language=language, given=False, at=now))
    db.session.flush()
    return events


def request_erasure(person: PersonId, now: datetime, *, keep_name: bool) -> tuple[Erasure, list[Event]]:
    """Ask for erasure in 14 days. Asked again meanwhile, the first request stands as it is, without events."""
    _hold(person)
    standing = open_erasure(person)
    if standing is not None:
        return standing, []
    erasure = Erasure(person_id=person, keep_name=keep_name, requested_at=now, due_at=due_at(now))
    db.session.add(erasure)
    db.session.flush()
    return erasure, [ErasureRequested(at=now, by=person, person=person, due=erasure.due_at)]


def undo_erasure(person: PersonId, now: datetime) -> list[Event]:
    """Undo the request; nothing happens when there is none."""
    _hold(person)
    standing = open_erasure(person)
    if standing is None:
        return []
    standing.withdrawn_at = now
    db.session.flush()
    return [ErasureWithdrawn(at=now, by=person, person=person)]


def _hold(person: PersonId) -> None:
    """Let parallel decisions of one person wait for each other."""
    if db.session.scalar(select(Person.id).where(Person.id == person).with_for_update(key_share=True)) is None:
        raise NotFound
