"""Choosing and ordering what a list of partners shows: pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from lms.core.ids import Slug
from lms.core.text import Texts, pick
from lms.programme.rules import Programme
from lms.reporting.portfolio import Company

PAGE = 50
NO_TIER = "none"
"""Stands for partners that have no tier, where a tier is chosen."""
NEVER = datetime.min.replace(tzinfo=UTC)
GRAVE = 3
"""A grave reason weighs as much as so many others."""


class Show(StrEnum):
    """Which partners are shown."""

    ALL = "all"
    RISK = "risk"
    DANGER = "danger"
    """the tier is at risk, in grace, or to be decided"""
    STEP = "step"
    """the next tier is one step away"""
    ENDING = "ending"
    INVITED = "invited"


class Order(StrEnum):
    """By what they are ordered."""

    ATTENTION = "attention"
    NAME = "name"
    TIER = "tier"
    PEOPLE = "people"
    CERTIFICATES = "certificates"
    ENDING = "ending"
    INVITATIONS = "invitations"
    SEEN = "seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to see. `tier` is empty for all of them; `down` turns the order round; pages begin at 1."""

    text: str = ""
    tier: str = ""
    show: Show = Show.ALL
    order: Order = Order.ATTENTION
    down: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: which of how many it holds."""

    companies: tuple[Company, ...]
    first: int
    total: int
    number: int
    pages: int


SHOWN: dict[Show, Callable[[Company], bool]] = {
    Show.ALL: lambda _: True,
    Show.RISK: lambda one: bool(one.reasons),
    Show.DANGER: lambda one: one.endangered,
    Show.STEP: lambda one: one.chance is not None,
    Show.ENDING: lambda one: one.ending > 0,
    Show.INVITED: lambda one: one.invitations > 0,
}

RANKS: dict[Order, Callable[[Company], Any]] = {
    Order.ATTENTION: lambda one: -sum(GRAVE if reason.grave else 1 for reason in one.reasons),
    Order.PEOPLE: lambda one: len(one.colleagues),
    Order.CERTIFICATES: lambda one: one.certificates,
    Order.ENDING: lambda one: one.ending,
    Order.INVITATIONS: lambda one: one.invitations,
    Order.SEEN: lambda one: one.last_seen_at or NEVER,
}


def chosen(companies: Sequence[Company], wanted: Wanted, programme: Programme, language: str) -> list[Company]:
    """The partners that somebody wants to see, in order; of equal ones the name decides."""
    found = [one for one in companies if SHOWN[wanted.show](one) and _named(one, wanted.text) and _at(one, wanted.tier)]
    found.sort(key=lambda one: spelled(one.name, language))
    ranks = RANKS | {Order.NAME: lambda one: spelled(one.name, language), Order.TIER: lambda one: programme.step(one.tier)}
    return sorted(found, key=ranks[wanted.order], reverse=wanted.down)


def page_of(found: Sequence[Company], number: int) -> Page:
    """A page of what was found; a number that lies outside leads to the nearest page."""
    pages = max(1, -(-len(found) // PAGE))
    number = min(max(1, number), pages)
    first = (number - 1) * PAGE
    return Page(tuple(found[first : first + PAGE]), first + 1 if found else 0, len(found), number, pages)


def spelled(name: Texts, language: str) -> str:
    """A name as it is ordered: without case, ё beside е."""
    return pick(name, language).casefold().replace("ё", "е")


def _named(company: Company, text: str) -> bool:
    wanted = text.strip().casefold().replace("ё", "е")
    return not wanted or any(wanted in spelled(company.name, language) for language in company.name)


def _at(company: Company, tier: str) -> bool:
    return not tier or (company.tier or Slug(NO_TIER)) == tier
