"""Writing the log, proving that nobody changed it, and cutting off what is too old."""

from collections.abc import Iterable
from contextlib import closing
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, true

from lms.audit.events import LogShortened
from lms.audit.models import AuditAnchor, AuditEntry
from lms.audit.rules import GENESIS, action_of, canonical_row, chained, detail_of
from lms.core.db import db
from lms.core.events import Event
from lms.core.ids import RevisionHash

CHAIN_LOCK = 0x77617973
"""PostgreSQL's advisory lock of the chain: rows are appended one transaction at a time. SQLite has one writer anyway."""


def record(events: Iterable[Event]) -> None:
    """Append one row for each event, in order. The caller's transaction carries them."""
    rows = list(events)
    if not rows:
        return
    _stand_in_line()
    previous = db.session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)) or _beginning()
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
    """The id of the first row that was changed, moved or follows a missing one; `None` when the whole chain holds.

    Where the oldest rows were cut off, the chain begins at the anchor, and a later row must tell of that very cut.
    """
    chosen = select(AuditEntry, AuditAnchor).outerjoin(AuditAnchor, _newest()).order_by(AuditEntry.id)
    anchor, previous, confirmed = None, "", False
    # One statement, so that a cut made meanwhile is seen whole or not at all: an anchor read earlier would call it a fault.
    with closing(db.session.execute(chosen.execution_options(yield_per=500))) as rows:
        for entry, anchor in rows:
            row = canonical_row(entry.at, entry.action, entry.by, entry.person_id, entry.partner_id, entry.detail)
            if entry.previous != (previous or _hash_of(anchor)) or entry.hash != chained(entry.previous, row):
                return entry.id
            previous = entry.hash
            confirmed = confirmed or (anchor is not None and _tells_of(entry, anchor))
    if not previous:  # no entry is left to bring the anchor along
        anchor = _anchor()
    return anchor.last_entry if anchor and not confirmed else None


def older_than(before: datetime) -> ColumnElement[bool]:
    """The oldest rows up to the first one that is younger than `before`: a chain can only be cut, never have holes."""
    first_kept = select(func.min(AuditEntry.id)).where(AuditEntry.at > before).scalar_subquery()
    return func.coalesce(AuditEntry.id < first_kept, true())


def shorten(before: datetime, now: datetime) -> list[LogShortened]:
    """Cut off the rows of `older_than`. The hash of the last one stays as an anchor, and the event that is returned goes into the log."""
    _stand_in_line()
    last, entries = db.session.execute(select(func.max(AuditEntry.id), func.count()).where(older_than(before))).one()
    if not entries:
        return []
    found = RevisionHash(db.session.scalars(select(AuditEntry.hash).where(AuditEntry.id == last)).one())
    db.session.add(AuditAnchor(last_entry=last, entries=entries, hash=found, cut_at=now))
    db.session.execute(delete(AuditEntry).where(AuditEntry.id <= last), execution_options={"synchronize_session": False})
    db.session.flush()
    return [LogShortened(at=now, entries=entries, last_entry=last, text_hash=found)]


def _stand_in_line() -> None:
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))


def _newest() -> ColumnElement[bool]:
    return AuditAnchor.last_entry == select(func.max(AuditAnchor.last_entry)).scalar_subquery()


def _anchor() -> AuditAnchor | None:
    return db.session.scalar(select(AuditAnchor).where(_newest()))


def _beginning() -> str:
    return _hash_of(_anchor())


def _hash_of(anchor: AuditAnchor | None) -> str:
    return anchor.hash if anchor else GENESIS


def _tells_of(entry: AuditEntry, anchor: AuditAnchor) -> bool:
    told = (entry.detail.get("last_entry"), entry.detail.get("entries"), entry.detail.get("text_hash"))
    return entry.action == "log_shortened" and told == (anchor.last_entry, anchor.entries, anchor.hash)
