"""Counting applications of an address and from a network, so that nobody's mailbox is filled and nobody's list."""

from flask import request

from lms.accounts import rules, service
from lms.accounts.rules import Count, CounterKind, key_hash
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.core.text import msg
from lms.journey import apply_as_partner
from lms.partners.applications.rules import NewApplication
from lms.web.context import library, now, settings, zone


def apply(new: NewApplication) -> None:
    """Take an application and write to its address. What comes too often from one address is dropped without a word.

    Raises:
        Invalid: as `journey.apply_as_partner`.
        Refused: there were too many from this network; that tells nothing about any address.
    """
    with transaction():
        network = service.count(CounterKind.APPLICANTS, _key(CounterKind.APPLICANTS, request.remote_addr or ""), now())
        address = service.count(CounterKind.APPLICATION, _key(CounterKind.APPLICATION, rules.plain_email(new.email)), now())
    _refuse_flood(network)
    if rules.pause([address]) is None:
        with transaction():
            apply_as_partner(library(), new, zone(), now())


def _refuse_flood(network: Count) -> None:
    until = rules.pause([network])
    if until is not None:
        raise Refused(msg("Too many applications came from your network. Try again after %(until)s.", until=until))


def _key(kind: CounterKind, text: str) -> str:
    return key_hash(settings().secret, kind, text)
