"""Counting tries to sign in and requests for reset mails, so that nobody guesses for long and nobody's mailbox is filled."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from flask import request, url_for

from lms import journey
from lms.accounts import rules, service
from lms.accounts.events import SignInFailed
from lms.accounts.rules import Count, CounterKind, key_hash
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.ids import PersonId
from lms.notifications import recipients
from lms.notifications.recipients import Recipient
from lms.notifications.service import announce, rehearse
from lms.web.context import language, library, now, settings, zone


def begin_try(email: str) -> list[Count]:
    """Count one try before it is made, for the account and for the network address."""
    account, address = _keys(email)
    with transaction():
        return [service.count(CounterKind.ACCOUNT, account, now()), service.count(CounterKind.ADDRESS, address, now())]


def failed(email: str, person: PersonId | None) -> None:
    """The try was wrong: it stays counted, and the log is told."""
    account, address = _keys(email)
    with transaction():
        journey.settle(library(), [SignInFailed(at=now(), person=person, account=account, address=address)], now())


def succeeded(email: str) -> None:
    """The try was right."""
    with transaction():
        service.forgive(*_keys(email))


def begin_code(person: PersonId) -> list[Count]:
    """Count one try of a second factor before it is made, for the account and for the network address."""
    code, address = _code_keys(person)
    with transaction():
        return [service.count(CounterKind.CODE, code, now()), service.count(CounterKind.ADDRESS, address, now())]


def right_code(person: PersonId) -> None:
    """The second factor was right."""
    with transaction():
        service.forgive(*_code_keys(person), CounterKind.CODE)


def ask_reset(email: str, person: PersonId | None, link: str) -> None:
    """Count a request for a reset mail and send it to the address that was given, which is one of the person's, unless there were too
    many; for an unknown address the same without the mail."""
    key = key_hash(settings().secret, CounterKind.RESET, rules.plain_email(email))
    with transaction():
        counted = service.count(CounterKind.RESET, key, now())
        if rules.pause([counted]) is not None:
            return
        context = {"link": link or url_for("security.forgot_password"), "minutes": int(rules.RESET_LASTS.total_seconds()) // 60}
        if person is not None:
            known = recipients.person(person, now().date())
            announce(replace(known, address=rules.plain_email(email)), "password_reset", context, now())
        else:
            _write_and_throw_away(email, context)


def _write_and_throw_away(email: str, context: Mapping[str, object]) -> None:
    """Nobody is told whether an address is known, not even by the clock: a reader is looked up, and their mail written and thrown away."""
    with suppress(NotFound):
        recipients.person(PersonId(0), now().date())
    rehearse(Recipient(None, rules.plain_email(email), "", language(), zone()), "password_reset", context, now())


def _keys(email: str) -> tuple[str, str]:
    secret = settings().secret
    account = key_hash(secret, CounterKind.ACCOUNT, rules.plain_email(email))
    return account, key_hash(secret, CounterKind.ADDRESS, request.remote_addr or "")


def _code_keys(person: PersonId) -> tuple[str, str]:
    secret = settings().secret
    return key_hash(secret, CounterKind.CODE, str(person)), key_hash(secret, CounterKind.ADDRESS, request.remote_addr or "")
