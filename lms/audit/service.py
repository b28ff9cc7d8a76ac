"""Writing the log, and proving that nobody changed it."""

from collections.abc import Iterable
from contextlib import closing

from sqlalchemy import func, select

from lms.audit.models import AuditEntry
from lms.audit.rules import GENESIS, action_of, canonical_row, chained, detail_of
from lms.core.db import db
from lms.core.events import Event

CHAIN_LOCK = 0x77617973
"""PostgreSQL's advisory lock of the chain: rows are appended one transaction at a time. SQLite has one writer anyway."""


def record(events: Iterable[Event]) -> None:
    """Append one row for each event, in order. The caller's transaction carries them."""
    rows = list(events)
    if not rows:
        return
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
    previous = db.session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)) or GENESIS
    for event in rows:
        action, detail = action_of(event), detail_of(event)
        row = canonical_row(event.at, action, event.by, event.person, event.partner, detail)
        entry = AuditEntry(
            at=event.at, action=action, by=event.by, person_id=event.person, partner_id=event.partner,
            detail=detail, previous=previous, hash=chained(previous, row),
        )  # fmt: skip
        db.session.add(entry)
        db.session.flush()
        previous = entry.hash


def first_broken() -> int | None:
    """The id of the first row that was changed, moved or follows a missing one; `None` when the whole chain holds."""
    previous = GENESIS
    chosen = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=500)
    with closing(db.session.scalars(chosen)) as entries:
        for entry in entries:
            row = canonical_row(entry.at, entry.action, entry.by, entry.person_id, entry.partner_id, entry.detail)
            if entry.previous != previous or entry.hash != chained(previous, row):
                return entry.id
            previous = entry.hash
    return None
