"""The answer of a requirement: whether it holds, by how much, who fills which place, and what exactly is missing."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, islice, product
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator

from lms.core.ids import PublicId, Slug
from lms.core.text import Message, Texts, msg


def _plain(value: object) -> object:
    match value:
        case Message():
            params = {name: _plain(one) for name, one in value.params.items()}
            return {"msgid": value.msgid, "params": params, "plural": value.plural, "n": value.n}
        case date():
            return {"date": value.isoformat()}
        case Decimal():
            return {"decimal": str(value)}
        case Mapping():
            return {"texts": dict(value)}
    return value


def _read(value: object) -> object:
    match value:
        case {"msgid": str(msgid), "params": dict(params), "plural": plural, "n": n}:
            return Message(msgid, {name: _read(one) for name, one in params.items()}, plural, n)
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case {"decimal": str(number)}:
            return Decimal(number)
        case {"texts": dict(texts)}:
            return texts
    return value


PARTS = frozenset({"all", "any", "at_least", "tier_at_least", "any_day_in"})
"""Kinds that hold when `need` of their children do. The children of any other kind only explain it."""


MOST_CHOICES = 100
"""So many choices of some of several requirements are looked at."""


class Unit(StrEnum):
    """What `have` and `need` count."""

    REQUIREMENTS = "requirements"
    PEOPLE = "people"
    PLACES = "places"
    PRODUCTS = "products"
    POINTS = "points"
    PERCENT = "percent"
    VALUES = "values"
    AMOUNT = "amount"
    MONTHS = "months"
    DAYS = "days"
    STEPS = "steps"
    VERSIONS = "versions"
    THINGS = "things"


Sentence = Annotated[Message, PlainSerializer(_plain), PlainValidator(_read)]
"""A message whose numbers, dates and texts survive being stored as JSON."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place to be filled by one person; `holder` is `None` while it is empty."""

    slot: Slug
    label: Texts
    holder: PublicId | None = None
    holder_name: Texts | None = None
    certification: Slug | None = None


class Why(StrEnum):
    """Why somebody fills no place, or not one that stays empty."""

    ELSEWHERE = "elsewhere"
    NOT_NEEDED = "not_needed"
    WAITING = "waiting"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_COUNTED = "not_counted"
    LEFT = "left"
    JOINS = "joins"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A person who fills no place, or another one than the one that stays empty; and why."""

    person: PublicId
    name: Texts
    reason: Sentence
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a requirement answers on a day.

    `message` is one sentence that says the state. `subject` names what is asked for, so that two results over the same thing can
    be compared by `need`. `first_false_on` is the first day on which a requirement that holds now would no longer hold if nothing
    but the calendar moves; `None` when there is no such day or when it does not hold now. `unit` is what `have` and `need` count.
    """

    kind: str
    met: bool
    have: Decimal | int
    need: Decimal | int
    message: Sentence
    subject: str = ""
    children: "tuple[Result, ...]" = ()
    places: tuple[Place, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    first_false_on: date | None = None
    unit: Unit = Unit.THINGS


def unmet(result: Result) -> tuple[Result, ...]:
    """The leaves that must be fulfilled: fulfil exactly those and it opens; leave any one out and it stays shut.

    Where some of several are enough, the nearest are chosen: those with the fewest conditions, then those of which the largest share
    is already there. A leaf that another one brings along (4 projects beside 21) is not named. What no new fact fulfils (`not`:
    something must go; `held_for`: time must pass) is a leaf too and says so.
    """
    return _needed(result, _missing(result))


def ways(result: Result, most: int) -> tuple[tuple[Result, ...], ...]:
    """Each choice of leaves that opens it in the sense of `unmet`, which is the first; the nearer ones first, and so many at most.

    Several choices are there where some of several requirements are enough.
    """
    found: dict[frozenset[int], tuple[Result, ...]] = {}
    for leaves in (unmet(result), *(_needed(result, one) for one in _choices(result))):
        found.setdefault(frozenset(id(leaf) for leaf in leaves), leaves)
    return tuple(found.values())[:most]


def opens(result: Result, fulfilled: Sequence[Result]) -> bool:
    """Whether `result` would hold if these unmet leaves of it were fulfilled and nothing else changed."""
    if result.met:
        return True
    if not _in_parts(result):
        return any(brings_along(leaf, result) for leaf in fulfilled)
    return sum(opens(child, fulfilled) for child in result.children) >= result.need


def brings_along(leaf: Result, other: Result) -> bool:
    """Whether fulfilling `leaf` fulfils `other` too: the same thing, asked for in the same or a smaller amount."""
    return leaf == other or (leaf.kind == other.kind and leaf.subject == other.subject != "" and leaf.need >= other.need)


def listed(items: Sequence[Texts | Message]) -> Texts | Message:
    """Several names as one parameter of a sentence: “A, B or C”. There is at least one."""
    if len(items) == 1:
        return items[0]
    if len(items) == 2:
        return msg("%(first)s or %(last)s", first=items[0], last=items[1])
    return msg("%(first)s, %(rest)s", first=items[0], rest=listed(items[1:]))


def both(items: Sequence[Texts | Message]) -> Texts | Message:
    """Several names that all are meant, as one parameter of a sentence: “A, B and C”. There is at least one."""
    if len(items) == 1:
        return items[0]
    if len(items) == 2:
        return msg("%(first)s and %(last)s", first=items[0], last=items[1])
    return msg("%(first)s, %(rest)s", first=items[0], rest=both(items[1:]))


def row(items: Sequence[Texts | Message]) -> Texts | Message:
    """Several names beside each other, as one parameter of a sentence: “A, B, C”. There is at least one."""
    return items[0] if len(items) == 1 else msg("%(first)s, %(rest)s", first=items[0], rest=row(items[1:]))


def same(rule: object) -> str:
    """A short subject for whatever asks for the same: the first half of the SHA-256 of how it is written.

    What stands at its default is left out: a later release may add parts to a kind, and what was judged before replays all the same.
    """
    return hashlib.sha256(_written(rule).encode()).hexdigest()[:32]


def _written(rule: object) -> str:
    if isinstance(rule, tuple):
        return f"({','.join(_written(one) for one in rule)})"
    if not is_dataclass(rule) or isinstance(rule, type):
        return repr(rule)
    parts = ((part, getattr(rule, part.name)) for part in fields(rule))
    return f"{type(rule).__name__}({','.join(f'{part.name}={_written(value)}' for part, value in parts if value != _default(part))})"


def _default(part: Field[object]) -> object:
    return part.default_factory() if part.default_factory is not MISSING else part.default


def _missing(result: Result) -> tuple[Result, ...]:
    if result.met:
        return ()
    if not _in_parts(result):
        return (result,)
    branches = [_missing(child) for child in result.children if not child.met]
    wanted = int(result.need) - sum(child.met for child in result.children)
    nearest = sorted(sorted(range(len(branches)), key=lambda at: _distance(branches[at]))[:wanted])
    return tuple(leaf for at in nearest for leaf in branches[at])


def _choices(result: Result) -> list[tuple[Result, ...]]:
    """What `_missing` chooses from, the nearest first."""
    if result.met:
        return [()]
    if not _in_parts(result):
        return [(result,)]
    branches = [_choices(child) for child in result.children if not child.met]
    wanted = int(result.need) - sum(child.met for child in result.children)
    chosen = (parts for some in combinations(branches, wanted) for parts in product(*some))
    found = [tuple(leaf for part in parts for leaf in part) for parts in islice(chosen, MOST_CHOICES)]
    return sorted(found, key=_distance)


def _needed(result: Result, leaves: tuple[Result, ...]) -> tuple[Result, ...]:
    """The leaves without those that others bring along."""
    for leaf in reversed(leaves):
        others = _without(leaves, leaf)
        if opens(result, others):
            leaves = others
    return leaves


def _in_parts(result: Result) -> bool:
    return bool(result.children) and result.kind in PARTS


def _distance(leaves: tuple[Result, ...]) -> tuple[int, Decimal]:
    return len(leaves), sum((1 - Decimal(leaf.have) / Decimal(leaf.need) for leaf in leaves if leaf.need), Decimal(0))


def _without(leaves: tuple[Result, ...], leaf: Result) -> tuple[Result, ...]:
    at = next(place for place, one in enumerate(leaves) if one is leaf)
    return leaves[:at] + leaves[at + 1 :]
