"""What the page of the log shows: entries in words, with names that are looked up now, and whether the chain holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from flask import url_for
from flask_babel import gettext as _

from lms.access import Actor
from lms.audit.service import first_broken
from lms.core.ids import PartnerId, PersonId
from lms.core.text import Texts
from lms.reporting.log import latest, names_in
from lms.web.audit.words import ACTIONS, LABELS
from lms.web.presentation import spoken

ENTRIES_A_PAGE = 50
CHECKED_AT_ONCE = 5000
"""A log of at most so many entries is checked whenever it is opened; a longer one when somebody asks."""
HASH_SHOWN = 12

Id = TypeVar("Id", PersonId, PartnerId)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry in words."""

    id: int
    at: datetime
    action: str
    by: str
    person: str
    partner: str
    details: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Chain:
    """Whether the chain was checked, and the first entry that does not fit, if any."""

    checked: bool
    broken: int | None


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the log; `older_href` and `check_href` are empty where there is nothing to do."""

    entries: list[Entry]
    chain: Chain
    newest_href: str
    older_href: str
    check_href: str


def log_page(actor: Actor, before: int | None, *, check: bool) -> LogPage:
    """The newest entries, or those before an entry; three statements besides the check of the chain."""
    found = latest(actor, ENTRIES_A_PAGE + 1, before)
    shown = found[:ENTRIES_A_PAGE]
    names = names_in(shown)
    entries = [
        Entry(
            one.id, one.at, _action(one.action), _name(names.people, one.by, _("the programme")), _name(names.people, one.person_id),
            _name(names.partners, one.partner_id), details(one.detail),
        )
        for one in shown
    ]  # fmt: skip
    older = url_for("audit.log", before=shown[-1].id) if len(found) > ENTRIES_A_PAGE else ""
    chain = _chain(check=check or (before is None and bool(shown) and shown[0].id <= CHECKED_AT_ONCE))
    return LogPage(
        entries, chain, url_for("audit.log") if before is not None else "", older, "" if chain.checked else url_for("audit.log", check=1)
    )  # fmt: skip


def details(detail: Mapping[str, object]) -> list[tuple[str, str]]:
    """The details with their labels, empty ones left out; long hashes by their beginning."""
    told = [(spoken(LABELS[name]) if name in LABELS else name, _value(value)) for name, value in detail.items()]
    return [(label, value) for label, value in told if value]


def _chain(*, check: bool) -> Chain:
    return Chain(check, first_broken() if check else None)


def _action(action: str) -> str:
    return spoken(ACTIONS[action]) if action in ACTIONS else action


def _name(names: Mapping[Id, Texts], who: Id | None, nobody: str = "") -> str:
    if who is None:
        return nobody
    return spoken(names[who]) if who in names else _("number %(number)s", number=who)


def _value(value: object) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return _("yes") if value else _("no")
        case list():
            return ", ".join(_value(one) for one in value)
        case str() if len(value) == 64:
            return value[:HASH_SHOWN]
        case _:
            return str(value)
