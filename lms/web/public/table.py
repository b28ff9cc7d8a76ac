"""The table of tiers, made from the rules: what it takes above what it brings."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.programme.rules import Programme, Tier, due_message, words_of
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.at_least import AtLeast
from lms.requirements.kinds import Requirement
from lms.requirements.metric import Metric
from lms.requirements.people import People
from lms.requirements.roster import Roster
from lms.requirements.staffing import people_with
from lms.requirements.tier_at_least import TierAtLeast
from lms.requirements.type_is import TypeIs
from lms.requirements.words import TYPES, Words
from lms.web.presentation import spoken

ORDER = ("tier", "agreement", "people")
LABELS: dict[str, Message] = {"tier": msg("Builds on"), "agreement": msg("Agreement"), "people": msg("Certified people")}

Table = dict[Slug, dict[str, Requirement]]
"""What each tier asks for, by row."""


@dataclass(frozen=True, slots=True)
class Column:
    """One tier."""

    label: str
    mark: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one tier asks for or brings in one row; no lines: nothing."""

    mark: str
    lines: tuple[str, ...] = ()
    check: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Tiers:
    """The table: columns from the lowest tier to the highest, requirements above benefits."""

    columns: tuple[Column, ...]
    asks: tuple[Line, ...]
    brings: tuple[Line, ...]


def tiers_of(programme: Programme) -> Tiers:
    """The table of a version of the rules."""
    columns = tuple(Column(spoken(tier.label), tier.mark.value) for tier in programme.tiers)
    return Tiers(columns, tuple(_asks(programme)), tuple(_brings(programme)))


def _asks(programme: Programme) -> Iterator[Line]:
    words = words_of(programme)
    table = {tier.id: _by_key(tier) for tier in programme.tiers}
    keys = dict.fromkeys(key for row in table.values() for key in row)
    for key in sorted(keys, key=lambda key: ORDER.index(key) if key in ORDER else len(ORDER)):
        yield Line(_label(key, table, words), tuple(_cells(programme, table, key, words)))


def _cells(programme: Programme, table: Table, key: str, words: Words) -> Iterator[Cell]:
    """What each tier asks for in a row; one that asks for nothing of its own asks for what the tier below does, if it builds on it."""
    for tier in programme.tiers:
        lines = tuple(_lines(table[tier.id].get(key), words))
        below = _below(table, tier.id, key)
        if not lines and below is not None:
            lines = (_("as for %(tier)s", tier=spoken(words.tiers[below])),)
        yield Cell(tier.mark.value, lines)


def _below(table: Table, tier: Slug, key: str) -> Slug | None:
    """The nearest tier under this one that asks for something in the row, along what the tiers build on."""
    base = table[tier].get("tier")
    while key != "tier" and isinstance(base, TierAtLeast) and base.tier in table:
        if key in table[base.tier]:
            return base.tier
        base = table[base.tier].get("tier")
    return None


def _by_key(tier: Tier) -> dict[str, Requirement]:
    asked = tier.requirement
    rows: dict[str, Requirement] = {}
    for one in asked.requirements if isinstance(asked, All) else (asked,):
        key, more = _key(one), sum(name == _key(one) or name.startswith(f"{_key(one)} #") for name in rows)
        rows[f"{key} #{more + 1}" if more else key] = one
    return rows


def _key(asked: Requirement) -> str:
    """Requirements of one sort stand in one row, whichever tier asks; of several ways the first one says which."""
    match asked:
        case TierAtLeast():
            return "tier"
        case People() | Roster():
            return "people"
        case Metric():
            return f"metric {asked.name}"
        case AnyOf() | All():
            return _key(asked.requirements[0]) if asked.requirements else asked.kind
    return asked.kind


def _label(key: str, table: Table, words: Words) -> str:
    if key in LABELS:
        return spoken(LABELS[key])
    name = Slug(key.partition(" ")[2])
    if name in words.metrics:
        return spoken(words.metrics[name].label)
    asked = next(row[key] for row in table.values() if key in row)
    paper = words.evidence.get(getattr(asked, "paper", Slug("")))
    return spoken(paper or asked.asks(words))


def _lines(asked: Requirement | None, words: Words) -> Iterator[str]:
    match asked:
        case None:
            return
        case Roster():
            yield spoken(asked.asks(words))
            for slot in asked.slots:
                yield spoken(people_with(slot.need, slot.holds_any, words))
        case AnyOf():
            for at, way in enumerate(asked.requirements):
                text = _way(way, words)
                yield text if at == 0 else _("or %(way)s", way=text)
        case _:
            yield spoken(asked.asks(words))
            for inner in _inside(asked):
                yield from _lines(inner, words)


def _inside(asked: Requirement) -> tuple[Requirement, ...]:
    """What stands in a requirement that does not say it all itself: its parts, or those of the one that stands in it."""
    if isinstance(asked, All | AnyOf | AtLeast):
        return asked.requirements
    one: Requirement | None = getattr(asked, "that", None) or getattr(asked, "requirement", None)
    return _inside(one) if one is not None else ()


def _way(asked: Requirement, words: Words) -> str:
    if not isinstance(asked, All):
        return spoken(asked.asks(words))
    types = [name for one in asked.requirements if isinstance(one, TypeIs) for name in one.types]
    rest = ", ".join(spoken(one.asks(words)) for one in asked.requirements if not isinstance(one, TypeIs))
    if not types:
        return rest
    return str(_("%(types)s: %(requirement)s", types=", ".join(spoken(TYPES[one]) for one in types), requirement=rest))


def _brings(programme: Programme) -> Iterator[Line]:
    for step, tier in enumerate(programme.tiers):
        for benefit in tier.benefits:
            due = spoken(due_message(benefit.due))
            cells = (Cell(one.mark.value, (due,) if at >= step else (), at >= step) for at, one in enumerate(programme.tiers))
            yield Line(spoken(benefit.label), tuple(cells))
