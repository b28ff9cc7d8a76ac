"""Figures of partners as values: what one says, what is wrong with it, and which are new, known or corrections."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lms.core.ids import PartnerId, Slug
from lms.core.text import Message, msg
from lms.partners.rules import ValueSource

REFERENCE_LENGTH = 80
REASON_LENGTH = 400
VALUE = re.compile(r"[+-]?[0-9]{1,14}([.,][0-9]{1,4})?")
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Scale:
    """Between which numbers the figures of a metric lie, both ends included; `None` is without end."""

    lowest: Decimal | None = None
    highest: Decimal | None = None

    def holds(self, value: Decimal) -> bool:
        """Whether a figure lies on it."""
        return (self.lowest is None or value >= self.lowest) and (self.highest is None or value <= self.highest)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What figures may be about: the metrics and products that the programme knows, and the scales of metrics that have one."""

    metrics: tuple[Slug, ...]
    products: tuple[Slug, ...] = ()
    scales: Mapping[Slug, Scale] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `reference` tells two figures of one day apart: the project's or the customer's number, for example.

    `covers_from` is the first day of its period, which ends with the day `on`; `None`: that day alone. `reason` is why it was entered or
    corrected. `struck`: what was entered is no figure after all; it does not count.
    """

    metric: Slug
    on: date
    reference: str
    value: Decimal
    covers_from: date | None = None
    product: Slug | None = None
    reason: str = ""
    struck: bool = False


Key = tuple[PartnerId, Slug, date, str]
"""What a figure is about: whose it is, which metric, which day, which reference. Of one key one figure counts."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a figure says about its key; where this differs from what stands, it is a correction."""

    value: Decimal
    covers_from: date | None
    product: Slug | None
    struck: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """The figure that counts for a key now: it was the `number`-th that was entered. `row` is where it stands, once it is written."""

    number: int
    said: Said
    row: int | None = None


class Fate(StrEnum):
    """What becomes of a figure that is entered."""

    NEW = "new"
    KNOWN = "known"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Step:
    """One figure on its way in. `before` counts until then, in the row `replaces`; `latest`: no later one of this entry corrects it."""

    key: Key
    figure: Figure
    fate: Fate
    number: int
    before: Said | None
    replaces: int | None
    latest: bool


def plan(figures: Sequence[tuple[PartnerId, Figure]], kept: Mapping[Key, Kept]) -> tuple[Step, ...]:
    """What entering figures does, one after the other: so a file in parts does what the whole file does."""
    now, found = dict(kept), list[Step]()
    for partner, figure in figures:
        key, says = key_of(partner, figure), said(figure)
        standing = now.get(key)
        if standing is None:
            step = Step(key, figure, Fate.NEW, 1, None, None, latest=True)
        elif standing.said == says:
            step = Step(key, figure, Fate.KNOWN, standing.number, standing.said, None, latest=False)
        else:
            step = Step(key, figure, Fate.CORRECTION, standing.number + 1, standing.said, standing.row, latest=True)
        if step.fate is not Fate.KNOWN:
            now[key] = Kept(step.number, says)
        found.append(step)
    return tuple(replace(step, latest=step.latest and now[step.key].number == step.number) for step in found)


def key_of(partner: PartnerId, figure: Figure) -> Key:
    """What a figure of a partner is about."""
    return (partner, figure.metric, figure.on, figure.reference.strip())


def said(figure: Figure) -> Said:
    """What a figure says."""
    return Said(figure.value, figure.covers_from, figure.product, figure.struck)


def needs_reason(steps: Iterable[Step], source: ValueSource) -> bool:
    """Whether one of these lacks its reason: whatever is entered by hand and every correction has one."""
    changes = (step for step in steps if step.fate is not Fate.KNOWN and not step.figure.reason.strip())
    return any(source is ValueSource.HAND or step.fate is Fate.CORRECTION for step in changes)


def has_unseen(text: str) -> bool:
    """Whether a text holds a sign that cannot be seen: a control sign, a line break of any kind, half a letter."""
    return any(unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") for sign in text)


def off_scale(metric: str, value: Decimal, vocabulary: Vocabulary) -> Message | None:
    """What is wrong with a figure that does not lie on the scale of its metric; `None` when it does."""
    scale = vocabulary.scales.get(Slug(metric), Scale())
    if scale.holds(value):
        return None
    given = f"{value.normalize():f}"
    if scale.lowest is None:
        return msg("%(value)s is too large: this figure is at most %(highest)s.", value=given, highest=scale.highest)
    if scale.highest is None:
        return msg("%(value)s is too small: this figure is at least %(lowest)s.", value=given, lowest=scale.lowest)
    return msg(
        "%(value)s is not on the scale of this figure, which runs from %(lowest)s to %(highest)s.",
        value=given, lowest=scale.lowest, highest=scale.highest,
    )  # fmt: skip


def fault_of(figure: Figure, vocabulary: Vocabulary, today: date) -> Message | None:  # noqa: PLR0911 - one return a fault
    """What is wrong with a figure that did not come from a file; `None` when nothing is."""
    if figure.metric not in vocabulary.metrics:
        allowed = ", ".join(sorted(vocabulary.metrics))
        return msg("There is no metric “%(given)s”. Choose one of: %(allowed)s.", given=figure.metric, allowed=allowed)
    if figure.product is not None and figure.product not in vocabulary.products:
        return msg("There is no product “%(given)s”. Leave it out, or choose one of the list.", given=figure.product)
    if not EARLIEST <= figure.on <= today:
        return msg("A figure belongs to a day from %(earliest)s to today.", earliest=EARLIEST)
    if figure.covers_from is not None and not EARLIEST <= figure.covers_from < figure.on:
        return msg("A period begins before the day of its figure. Leave its first day out for a figure of that day alone.")
    if not figure.reference.strip() or len(figure.reference) > REFERENCE_LENGTH or has_unseen(figure.reference):
        return msg("A reference has 1 to %(most)s characters, such as the number of the project.", most=REFERENCE_LENGTH)
    if len(figure.reason) > REASON_LENGTH:
        return msg("Keep the reason to %(most)s characters.", most=REASON_LENGTH)
    if not VALUE.fullmatch(f"{figure.value:f}"):
        return msg("A value is a number with at most 14 digits before the decimal point and 4 after it.")
    return None if figure.struck else off_scale(figure.metric, figure.value, vocabulary)
