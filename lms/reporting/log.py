"""Reading the log of who did what."""

from collections.abc import Sequence

from sqlalchemy import select

from lms.access import Actor, Permission, may
from lms.audit.models import AuditEntry
from lms.core.db import db


def latest(actor: Actor, limit: int = 200, before: int | None = None) -> Sequence[AuditEntry]:
    """The newest rows, newest first, for whoever may read the whole log; nothing for anybody else."""
    if not may(actor, Permission.READ_AUDIT):
        return ()
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return db.session.scalars(query).all()
