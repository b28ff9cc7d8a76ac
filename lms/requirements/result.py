"""The answer of a requirement: whether it holds, by how much, who fills which place, and what exactly is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
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


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A person who fills no place, and why."""

    person: PublicId
    name: Texts
    reason: Sentence


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

    Of the branches of an `any` the nearest is chosen: the one with the fewest conditions, then the one of which the largest share
    is already there. A leaf that another one brings along (4 projects beside 21) is not named.
    """
    needed = _missing(result)
    for leaf in reversed(needed):
        others = _without(needed, leaf)
        if opens(result, others):
            needed = others
    return needed


def opens(result: Result, fulfilled: Sequence[Result]) -> bool:
    """Whether `result` would hold if these unmet leaves of it were fulfilled and nothing else changed."""
    if result.met:
        return True
    if not result.children:
        return any(brings_along(leaf, result) for leaf in fulfilled)
    how = any if result.kind == "any" else all
    return how(opens(child, fulfilled) for child in result.children)


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


def _missing(result: Result) -> tuple[Result, ...]:
    if result.met:
        return ()
    if not result.children:
        return (result,)
    branches = [_missing(child) for child in result.children]
    if result.kind == "any":
        return min(branches, key=_distance)
    return tuple(leaf for branch in branches for leaf in branch)


def _distance(leaves: tuple[Result, ...]) -> tuple[int, Decimal]:
    return len(leaves), sum((1 - Decimal(leaf.have) / Decimal(leaf.need) for leaf in leaves if leaf.need), Decimal(0))


def _without(leaves: tuple[Result, ...], leaf: Result) -> tuple[Result, ...]:
    at = next(place for place, one in enumerate(leaves) if one is leaf)
    return leaves[:at] + leaves[at + 1 :]
