"""Puts mails into the outbox and moves them through it: waiting, sending, sent or given up."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Update, and_, select, update

from lms.core.db import db
from lms.core.errors import Invalid
from lms.core.ids import new_public_id
from lms.core.text import msg
from lms.notifications.letterhead import letterhead
from lms.notifications.models import MailState, OutboxMail
from lms.notifications.queries import due
from lms.notifications.recipients import Recipient
from lms.notifications.render import render
from lms.notifications.rules import ERROR_LENGTH, STRAY_AFTER, TRIES, is_address, masked, one_line, wait_after


def announce(recipient: Recipient, event: str, context: Mapping[str, object], now: datetime, reply_to: str = "") -> None:
    """Write the mail `event` for `recipient` and put it into the outbox, in the caller's transaction.

    Raises:
        Invalid: an address cannot stand in a mail.
        ValueError: there is no such mail, or a link leads elsewhere than to the configured address.
        jinja2.UndefinedError: the context lacks a name that the template uses.
    """
    for address in (recipient.address, reply_to) if reply_to else (recipient.address,):
        if not is_address(address):
            raise Invalid(msg("%(address)s is not a mail address, such as name@company.example.", address=one_line(address)))
    mail = render(letterhead(), recipient, event, context)
    db.session.add(
        OutboxMail(
            public_id=new_public_id(), event=event, person_id=recipient.person_id, address=recipient.address, language=recipient.language,
            reply_to=reply_to, subject=mail.subject, text=mail.text, html=mail.html, created_at=now, next_try_at=now,
        )
    )  # fmt: skip
    db.session.flush()


def rehearse(recipient: Recipient, event: str, context: Mapping[str, object], now: datetime) -> None:
    """Do all that `announce` does and leave nothing behind: where even the clock must not tell whether a mail goes out."""
    savepoint = db.session.begin_nested()
    announce(recipient, event, context, now)
    savepoint.rollback()


def claim(now: datetime, limit: int) -> list[OutboxMail]:
    """Take up to `limit` due mails for sending: of any number of workers exactly one gets each.

    Each row is taken by compare-and-set; a claim counts as a try, so that a mail that kills its worker is given up in the end.
    """
    taken = []
    for mail in due(now, limit):
        query = update(OutboxMail).where(OutboxMail.id == mail, OutboxMail.state == MailState.WAITING, OutboxMail.next_try_at <= now)
        if _changed(query.values(state=MailState.SENDING, claimed_at=now, tries=OutboxMail.tries + 1)):
            taken.append(mail)
    chosen = select(OutboxMail).where(OutboxMail.id.in_(taken)).order_by(OutboxMail.id)
    return list(db.session.scalars(chosen.execution_options(populate_existing=True)))


def mark_sent(mail: OutboxMail, now: datetime) -> bool:
    """The server took the mail. `False` when the claim is no longer this worker's, and nothing changes."""
    return _changed(_claimed(mail).values(state=MailState.SENT, sent_at=now, last_error=None)) == 1


def mark_failed(mail: OutboxMail, error: str, now: datetime) -> bool:
    """The try failed: the mail waits, longer each time, or is given up after the last. `False` as in `mark_sent`.

    Addresses in `error` are masked before it is kept.
    """
    wait = wait_after(mail.tries)
    why = one_line(masked(error), ERROR_LENGTH)
    if wait is None:
        return _changed(_claimed(mail).values(state=MailState.FAILED, last_error=why)) == 1
    return _changed(_claimed(mail).values(state=MailState.WAITING, next_try_at=now + wait, last_error=why)) == 1


def release_strays(now: datetime) -> int:
    """Give mails back whose worker died while it sent them; those that used up their tries are given up. How many there were."""
    stray = and_(OutboxMail.state == MailState.SENDING, OutboxMail.claimed_at <= now - STRAY_AFTER)
    why = "The worker stopped while it sent this."
    given_up = _changed(update(OutboxMail).where(stray, OutboxMail.tries >= TRIES).values(state=MailState.FAILED, last_error=why))
    waiting = _changed(update(OutboxMail).where(stray).values(state=MailState.WAITING, next_try_at=now, last_error=why))
    return given_up + waiting


def _claimed(mail: OutboxMail) -> Update:
    # The number of tries names the claim: a worker that was thought dead cannot write over its successor.
    return update(OutboxMail).where(OutboxMail.id == mail.id, OutboxMail.state == MailState.SENDING, OutboxMail.tries == mail.tries)


def _changed(query: Update) -> int:
    result = db.session.execute(query, execution_options={"synchronize_session": False})
    return int(result.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it
