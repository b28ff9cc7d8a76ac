"""What the pages of the own account show: the address, the browsers in which it is signed in, and who looked as its person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for
from flask_babel import gettext as _

from lms.access import Actor
from lms.accounts import queries
from lms.accounts.agents import agent_names
from lms.accounts.rules import LookReason, OwnSession, PendingAddress, Side, why_over
from lms.core.errors import NotFound
from lms.core.ids import PersonId
from lms.core.text import Message, msg
from lms.web.context import actor, now, stored_session
from lms.web.presentation import moment, name_in, spoken

REASONS: dict[LookReason, Message] = {
    LookReason.QUESTION: msg("The person asked for help"),
    LookReason.FAULT: msg("A page seems to be wrong for them"),
    LookReason.CONTENT: msg("To see the content as they meet it"),
    LookReason.INCIDENT: msg("To look into an incident"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressPage:
    """What a mailbox is asked. `closed`: why nothing can be said any more; `done`: because the new address counts."""

    side: str
    old: str
    new: str
    until: datetime
    confirmed: bool
    closed: Message | None
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """One browser in which the reader is signed in; `here` is the one that asks."""

    mark: str
    name: str
    since: str
    seen: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRow:
    """One look at the academy as the reader."""

    who: str
    why: str
    note: str
    began: str
    ended: str


def address_page(token: str, now: datetime) -> AddressPage:
    """The question behind a link.

    Raises:
        NotFound: there is no such link.
    """
    found = queries.address_change_by_token(token)
    if found is None:
        raise NotFound(msg("This link does not belong to a change of address. Use the link in the newest mail."))
    return AddressPage(
        side=found.side.value, old=found.old_email if found.side is Side.OLD else "", new=found.new_email, until=found.expires_at,
        confirmed=found.confirmed, closed=why_over(now, found.expires_at, found.done_at, found.stopped_at), done=found.done_at is not None,
    )  # fmt: skip


def pending_address(asker: Actor, now: datetime) -> PendingAddress | None:
    """The reader's own change of address that is open."""
    return queries.pending_address_of(asker.person, now) if asker.person is not None else None


def own_browsers() -> list[Browser]:
    """The browsers in which the reader is signed in, this one first."""
    held = stored_session()
    mine = held.token_hash if held else ""
    rows = [_browser(one, here=one.token_hash == mine) for one in queries.live_sessions_of(own_id(), now())]
    return sorted(rows, key=lambda one: not one.here)


def looks_as_me() -> list[LookRow]:
    """Who looked at the academy as the reader."""
    return list(_looks(own_id()))


def own_id() -> PersonId:
    """The reader, on a page that needs somebody.

    Raises:
        NotFound: nobody is signed in.
    """
    person = actor().person
    if person is None:
        raise NotFound
    return person


def browsers_href() -> str:
    """Where the browsers are listed."""
    page = "accounts.security" if "accounts.security" in current_app.view_functions else "accounts.account"
    return url_for(page, _anchor="browsers")


def agent_words(agent: str) -> str:
    """A browser in plain words: "Firefox on Windows"."""
    browser, system = agent_names(agent)
    if browser and system:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or str(_("Another program"))


def _browser(one: OwnSession, *, here: bool) -> Browser:
    seen = _("now") if here else moment(one.seen_at)
    return Browser(mark=one.mark, name=agent_words(one.agent), since=moment(one.since), seen=seen, here=here)


def _looks(person: PersonId) -> Iterator[LookRow]:
    for one in queries.looks_at(person):
        over = one.ended_at or (one.expires_at if one.expires_at <= now() else None)
        yield LookRow(
            who=name_in(one.name, one.name_ru), why=spoken(REASONS[one.why]), note=one.note, began=moment(one.began_at),
            ended=moment(over) if over else _("goes on"),
        )  # fmt: skip
