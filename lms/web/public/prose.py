"""The prose of the rule file as the public page shows it: partner types, what the figures mean, and ranges."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from lms.core.ids import Slug
from lms.core.text import msg
from lms.programme.bands import Band, Bands
from lms.programme.rules import Programme, meaning_of, words_of
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.kinds import Requirement
from lms.requirements.type_is import TypeIs
from lms.requirements.words import TYPES, Words
from lms.web.presentation import spoken


@dataclass(frozen=True, slots=True)
class Model:
    """One type of partner: what it does, what a tier asks of it instead, and whether it gets everywhere without deals."""

    name: str
    says: str
    asks: tuple[tuple[str, str], ...]
    promise: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """A figure and the one definition of what counts for it."""

    name: str
    means: str


@dataclass(frozen=True, slots=True)
class Span:
    """One range and what begins with it or comes of it."""

    numbers: str
    brings: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Ranges of one figure."""

    name: str
    spans: tuple[Span, ...]


def models_of(programme: Programme, prose: Programme) -> tuple[Model, ...]:
    """The types that `prose` presents, by the rules of `programme`; prose may be newer than the rules in force."""
    names = {one.id: one.label for one in programme.metrics}
    deals = ", ".join(spoken(names[one]) for one in programme.deal_metrics if one in names)
    promise = _("All tiers are open without this figure: %(figures)s.", figures=deals)
    return tuple(
        Model(
            _titled(spoken(TYPES[one.id])), spoken(one.says), tuple(_asked_instead(programme, one.id)),
            promise if deals and one.id in programme.zero_deal_types else "",
        )
        for one in prose.types
    )  # fmt: skip


def meanings_of(programme: Programme) -> tuple[Meaning, ...]:
    """What counts for each figure that is defined, and on what scale."""
    return tuple(Meaning(spoken(one.label), spoken(meaning_of(one))) for one in programme.metrics if one.means)


def scales_of(programme: Programme) -> tuple[Scale, ...]:
    """The ranges of a version, from the lowest."""
    return tuple(Scale(spoken(one.label), tuple(_spans(one, programme))) for one in programme.bands)


def _titled(text: str) -> str:
    return text[:1].upper() + text[1:]


def _asked_instead(programme: Programme, partner_type: str) -> Iterator[tuple[str, str]]:
    words = words_of(programme)
    for tier in programme.tiers:
        asked = ", ".join(text for way in _ways(tier.requirement) for text in _of_type(way, partner_type, words))
        if asked:
            yield spoken(tier.label), asked


def _ways(asked: Requirement) -> Iterator[All[Requirement]]:
    """The ways of alternatives that stand in the list of a tier."""
    for one in asked.requirements if isinstance(asked, All) else (asked,):
        if isinstance(one, AnyOf):
            yield from (way for way in one.requirements if isinstance(way, All))


def _of_type(way: All[Requirement], partner_type: str, words: Words) -> Iterator[str]:
    if any(isinstance(one, TypeIs) and partner_type in one.types for one in way.requirements):
        yield from (spoken(one.asks(words)) for one in way.requirements if not isinstance(one, TypeIs))


def _spans(bands: Bands, programme: Programme) -> Iterator[Span]:
    for one in sorted(bands.ranges, key=lambda one: one.start or Decimal(0)):
        yield Span(_numbers(one), spoken(one.gives) if one.gives else _tier(programme, one.tier))


def _tier(programme: Programme, tier: Slug | None) -> str:
    found = programme.tier(tier) if tier else None
    return spoken(found.label) if found else ""


def _numbers(one: Band) -> str:
    if one.start is None and one.end is None:
        return _("any")
    if one.end is None:
        return spoken(msg("from %(first)s", first=one.start))
    if one.start is None:
        return spoken(msg("up to %(last)s", last=one.end))
    return spoken(msg("%(first)s to %(last)s", first=one.start, last=one.end))
