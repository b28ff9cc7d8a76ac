"""Reading consents and erasures of one person, and the erasures whose days are over."""

from datetime import datetime

from sqlalchemy import select

from lms.core.db import db
from lms.core.ids import PersonId
from lms.privacy.models import Consent, Erasure
from lms.privacy.rules import Choice, Purpose, Said

STILL_OPEN = (Erasure.withdrawn_at.is_(None), Erasure.done_at.is_(None))


def history_of(person: PersonId) -> tuple[Said, ...]:
    """Everything that a person said about purposes, newest first."""
    rows = db.session.scalars(select(Consent).where(Consent.person_id == person).order_by(Consent.id.desc()))
    return tuple(Said(one.purpose, one.given, one.text, one.language, one.at) for one in rows)


def choices_of(person: PersonId) -> dict[Purpose, Choice]:
    """What a person said last about each purpose; one statement."""
    return {one.purpose: Choice(one.given, one.text, one.at) for one in reversed(history_of(person))}


def open_erasure(person: PersonId) -> Erasure | None:
    """The erasure that a person asked for and can still undo."""
    return db.session.scalar(select(Erasure).where(Erasure.person_id == person, *STILL_OPEN))


def next_due(now: datetime) -> Erasure | None:
    """The erasure that has been due for longest, held for this transaction; one that another worker holds is passed over."""
    chosen = select(Erasure).where(Erasure.due_at <= now, *STILL_OPEN).order_by(Erasure.due_at, Erasure.id).limit(1)
    return db.session.scalar(chosen.with_for_update(skip_locked=True).execution_options(populate_existing=True))
