"""What the page of a partner's figures shows: each by metric, with its period, where it came from, why, and what it corrected."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.ids import PartnerId, PublicId, Slug
from lms.core.text import Message, Texts, msg
from lms.partners.imports.queries import Entered, Entry, figure_count, figures_of
from lms.partners.rules import ValueSource
from lms.programme.rules import Programme, meaning_of
from lms.web.presentation import moment, short_day, spoken

PAGE = 100
"""So many figures stand on one page."""

SOURCES: dict[ValueSource, Message] = {
    ValueSource.HAND: msg("by hand"),
    ValueSource.CSV: msg("from a file"),
    ValueSource.API: msg("from another program"),
    ValueSource.SEED: msg("demo"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One row about a figure as people read it."""

    value: str
    period: str
    product: str
    whence: str
    at: str
    reason: str
    struck: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A figure: what counts now, and what it corrected."""

    reference: str
    now: Said
    before: tuple[Said, ...]
    corrected: str
    correct_href: str


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one metric, with what counts as one."""

    label: str
    means: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ValuesPage:
    """Everything on the page but its form."""

    partner: PublicId
    name: str
    groups: tuple[Group, ...]
    pages: dict[str, str]
    means: tuple[tuple[str, str], ...]
    """what counts as one of each metric"""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose figures."""

    id: PartnerId
    public_id: PublicId
    name: str


def values_page(whose: Whose, programme: Programme, number: int) -> ValuesPage:
    """A page of the figures of a partner; three statements."""
    total = figure_count(whose.id)
    number = max(1, min(number, -(-total // PAGE)))
    shown = figures_of(whose.id, (number - 1) * PAGE, PAGE)
    groups = tuple(_group(whose, programme, metric, tuple(rows)) for metric, rows in groupby(shown, key=lambda one: one.metric))
    means = tuple((spoken(one.label), spoken(meaning_of(one))) for one in programme.metrics if meaning_of(one))
    return ValuesPage(whose.public_id, whose.name, groups, _pages(whose, number, total), means)


def period(covers_from: date | None, on: date) -> str:
    """The days of a figure: `1 Mar 2026 – 31 Mar 2026`, or one."""
    if covers_from is None:
        return short_day(on)
    return str(_("%(first)s – %(last)s", first=short_day(covers_from), last=short_day(on)))


def _group(whose: Whose, programme: Programme, metric: Slug, rows: tuple[Entered, ...]) -> Group:
    known = next((one for one in programme.metrics if one.id == metric), None)
    label, means = (spoken(known.label), spoken(meaning_of(known))) if known else (str(metric), "")
    products = {one.id: one.label for one in programme.products}
    return Group(label, means, tuple(_row(whose, one, products) for one in rows))


def _row(whose: Whose, one: Entered, products: dict[Slug, Texts]) -> Row:
    now, *before = (_said(one, entry, products) for entry in one.entries)
    href = url_for(
        "figures.page", partner=whose.public_id, metric=one.metric, on=one.on.isoformat(), reference=one.reference, _anchor="enter"
    )  # fmt: skip
    corrected = ngettext("corrected %(num)s time", "corrected %(num)s times", len(before)) if before else ""
    return Row(one.reference, now, tuple(before), corrected, href)


def _said(one: Entered, entry: Entry, products: dict[Slug, Texts]) -> Said:
    source = spoken(SOURCES[entry.source])
    whence = _("%(source)s, %(name)s", source=source, name=spoken(entry.by)) if entry.by else source
    product = spoken(products.get(entry.product, {"en": entry.product})) if entry.product else ""
    return Said(spoken(entry.value), period(entry.covers_from, one.on), product, whence, moment(entry.at), entry.reason, entry.struck)


def _pages(whose: Whose, number: int, total: int) -> dict[str, str]:
    """For `ui/pagination.html`; empty when everything stands on one page."""
    if total <= PAGE:
        return {}
    first, last = (number - 1) * PAGE + 1, min(number * PAGE, total)
    found = {"text": str(_("%(first)s to %(last)s of %(total)s", first=first, last=last, total=total))}
    if number > 1:
        found["previous_href"] = url_for("figures.page", partner=whose.public_id, page=number - 1)
    if last < total:
        found["next_href"] = url_for("figures.page", partner=whose.public_id, page=number + 1)
    return found
