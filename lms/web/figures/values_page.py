"""What the page of a partner's figures shows: each by metric, with its period, where it came from, why, and what it corrected."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.ids import PartnerId, PublicId, Slug
from lms.core.text import Message, Texts, msg
from lms.partners.imports.queries import Entered, Entry, figure_counts, figures_of
from lms.partners.rules import ValueSource
from lms.programme.rules import Programme, meaning_of
from lms.web.paging import PAGE, pages, start_of
from lms.web.presentation import moment, short_day, spoken

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
class Year:
    """The figures of one metric whose days lie in one year."""

    year: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one metric, with what counts as one."""

    label: str
    means: str
    years: tuple[Year, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A metric to look at alone, or all of them, for `ui/tabs.html`."""

    text: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class ValuesPage:
    """Everything on the page but its form."""

    partner: PublicId
    name: str
    choices: tuple[Choice, ...]
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


def values_page(whose: Whose, programme: Programme, number: int, show: str = "") -> ValuesPage:
    """A page of the figures of a partner, of one metric if `show` names one that it has; three statements."""
    counts = figure_counts(whose.id)
    metric = Slug(show) if show in counts else None
    total = counts[metric] if metric else sum(counts.values())
    shown = figures_of(whose.id, start_of(number, total), PAGE, metric)
    groups = tuple(_group(whose, programme, slug, tuple(rows)) for slug, rows in groupby(shown, key=lambda one: one.metric))
    means = tuple((spoken(one.label), spoken(meaning_of(one))) for one in programme.metrics if meaning_of(one))
    turned = pages(number, total, lambda page: url_for("figures.page", partner=whose.public_id, show=metric, page=page))
    return ValuesPage(whose.public_id, whose.name, _choices(whose, programme, counts, metric), groups, turned, means)


def period(covers_from: date | None, on: date) -> str:
    """The days of a figure: `1 Mar 2026 – 31 Mar 2026`, or one."""
    if covers_from is None:
        return short_day(on)
    return str(_("%(first)s – %(last)s", first=short_day(covers_from), last=short_day(on)))


def _choices(whose: Whose, programme: Programme, counts: dict[Slug, int], shown: Slug | None) -> tuple[Choice, ...]:
    """All figures or those of one metric, each with how many there are; none where there is nothing to choose."""
    if len(counts) < 2:
        return ()
    labels = {one.id: spoken(one.label) for one in programme.metrics}
    several = [(None, _("All"), sum(counts.values())), *((one, labels.get(one, str(one)), many) for one, many in counts.items())]
    return tuple(
        Choice(
            _("%(choice)s, %(num)s", choice=label, num=many), url_for("figures.page", partner=whose.public_id, show=one), one == shown
        )
        for one, label, many in several
    )  # fmt: skip


def _group(whose: Whose, programme: Programme, metric: Slug, rows: tuple[Entered, ...]) -> Group:
    known = next((one for one in programme.metrics if one.id == metric), None)
    label, means = (spoken(known.label), spoken(meaning_of(known))) if known else (str(metric), "")
    products = {one.id: one.label for one in programme.products}
    years = groupby(rows, key=lambda one: one.on.year)
    return Group(label, means, tuple(Year(year, tuple(_row(whose, one, products) for one in those)) for year, those in years))


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
