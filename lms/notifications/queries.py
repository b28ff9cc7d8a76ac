"""Reads the outbox: for the worker, and for the mailbox page of a demo instance, where everybody may read every mail."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PublicId
from lms.notifications.models import MailState, OutboxMail


def due(now: datetime, limit: int) -> Sequence[int]:
    """The ids of waiting mails whose moment has come, the one that waited longest first."""
    query = select(OutboxMail.id).where(OutboxMail.state == MailState.WAITING, OutboxMail.next_try_at <= now)
    return db.session.scalars(query.order_by(OutboxMail.next_try_at, OutboxMail.id).limit(limit)).all()


def mailbox(limit: int, before: int | None = None) -> Sequence[OutboxMail]:
    """The mails of the instance, newest first; `before` is the `id` of the last mail of the page before."""
    query = select(OutboxMail)
    if before is not None:
        query = query.where(OutboxMail.id < before)
    return db.session.scalars(query.order_by(OutboxMail.id.desc()).limit(limit)).all()


def mail_of(public_id: PublicId) -> OutboxMail:
    """One mail.

    Raises:
        NotFound: there is no such mail.
    """
    mail = db.session.scalar(select(OutboxMail).where(OutboxMail.public_id == public_id))
    if mail is None:
        raise NotFound
    return mail


def counts() -> dict[MailState, int]:
    """How many mails there are in each state, those with none left out."""
    query = select(OutboxMail.state, func.count()).group_by(OutboxMail.state)
    return {state: number for state, number in db.session.execute(query)}  # noqa: C416 - dict() of rows confuses mypy
