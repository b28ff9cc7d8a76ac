"""The portfolio as a page: headline numbers, tiers, and one row a partner in which every number leads to its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.access import Actor, Permission, Reach, may, reaches
from lms.core.ids import PersonId, Slug
from lms.programme.rules import Programme
from lms.publishing.library import Library
from lms.reporting.portfolio import Company, Portfolio, Walk, percent_of, portfolio, walks_of
from lms.reporting.selection import NO_TIER, Order, Page, Show, Wanted, chosen, page_of
from lms.web.context import language
from lms.web.presentation import short_day, spoken
from lms.web.reporting.words import Step, Tier, ago, steps, tier_words

E = TypeVar("E", bound=StrEnum)

GAP = 1
"""The gap between two parts of the tier bar, in per cent."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One number with the rows behind it, for `ui/kv.html`."""

    term: str
    value: int
    href: str


@dataclass(frozen=True, slots=True)
class TierShare:
    """So many partners have this tier; `x` and `width` place it in the bar, in per cent."""

    tier: Tier
    count: int
    href: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Column:
    """A column that one can order by; `sort` is how it is ordered now, as `aria-sort` names it."""

    text: str
    href: str
    sort: str


@dataclass(frozen=True, slots=True)
class Row:
    """One partner. `percent` is `None` where no path was given."""

    name: str
    sub: str
    href: str
    tier_href: str
    tier: Tier
    people: int
    percent: int | None
    certificates: int
    ending: int
    invitations: int
    seen: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioPage:
    """Everything on the page. `total` counts all partners in reach, `found` those that are asked for."""

    programme: Programme
    heading: str
    total: int
    found: int
    headlines: tuple[Headline, ...]
    shares: tuple[TierShare, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    pages: dict[str, str]
    csv_href: str
    clear_href: str
    may_create: bool
    may_export: bool


def portfolio_page(library: Library, actor: Actor, wanted: Wanted, now: datetime) -> PortfolioPage:
    """The partners that the actor looks after; six statements at most."""
    seen = portfolio(actor, Permission.READ_PORTFOLIO, library, now.date())
    shown = page_of(chosen(seen.companies, wanted, seen.programme, language()), wanted.page)
    walks = walks_of(shown.companies, library, now.date())
    return PortfolioPage(
        programme=seen.programme, heading=_heading(seen.companies), total=len(seen.companies), found=shown.total,
        headlines=tuple(_headlines(seen.companies)), shares=tuple(_shares(seen)), columns=tuple(_columns(wanted)),
        rows=tuple(_row(one, seen.programme, walks, actor, now) for one in shown.companies), pages=_pages(shown, wanted),
        csv_href=address("reporting.portfolio_csv", replace(wanted, page=1)),
        clear_href="" if wanted == Wanted(order=wanted.order, down=wanted.down, page=wanted.page) else url_for("reporting.portfolio"),
        may_create=may(actor, Permission.CREATE_PARTNER), may_export=may(actor, Permission.EXPORT_PORTFOLIO),
    )  # fmt: skip


def wanted_from(args: Mapping[str, str]) -> Wanted:
    """What an address asks for; what it does not say, or says wrongly, is left as it usually is."""
    page = args.get("page", "")
    return Wanted(
        text=args.get("q", "").strip()[:120], tier=args.get("tier", ""), down=args.get("down") == "1",
        show=_one_of(Show, args.get("show", ""), Show.ALL), order=_one_of(Order, args.get("sort", ""), Order.ATTENTION),
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
    )  # fmt: skip


def address(endpoint: str, wanted: Wanted) -> str:
    """The address that asks for this; what is as usual is left out."""
    given = {
        "q": wanted.text, "tier": wanted.tier, "show": wanted.show.value if wanted.show is not Show.ALL else "",
        "sort": wanted.order.value if wanted.order is not Order.ATTENTION else "", "down": "1" if wanted.down else "",
        "page": str(wanted.page) if wanted.page > 1 else "",
    }  # fmt: skip
    return url_for(endpoint, **{name: value for name, value in given.items() if value})  # type: ignore[arg-type]  # names of the query


def tier_choices(programme: Programme) -> list[tuple[str, str]]:
    """The tiers that one can choose, the lowest first."""
    known = [(str(tier.id), spoken(tier.label)) for tier in programme.tiers]
    return [("", _("All tiers")), *known, (NO_TIER, _("No tier yet"))]


def _one_of(kind: type[E], given: str, usual: E) -> E:
    return next((one for one in kind if one.value == given), usual)


def _heading(companies: Sequence[Company]) -> str:
    calls = sum(bool(one.reasons) for one in companies)
    if not companies:
        return str(_("No partners yet"))
    if not calls:
        return str(_("Nobody needs a call today"))
    return str(ngettext("%(num)s company needs attention", "%(num)s companies need attention", calls))


def _headlines(companies: Sequence[Company]) -> Iterator[Headline]:
    usual = Wanted()
    risk, ending, invited = (replace(usual, show=one) for one in (Show.RISK, Show.ENDING, Show.INVITED))
    yield Headline(_("Companies"), len(companies), address("reporting.portfolio", replace(usual, order=Order.NAME)))
    yield Headline(_("Need attention"), sum(bool(one.reasons) for one in companies), address("reporting.portfolio", risk))
    danger, step = (replace(usual, show=one) for one in (Show.DANGER, Show.STEP))
    yield Headline(_("Tier in danger"), sum(one.endangered for one in companies), address("reporting.portfolio", danger))
    yield Headline(_("One step from the next tier"), sum(one.chance is not None for one in companies), address("reporting.portfolio", step))
    by_certificates = replace(usual, order=Order.CERTIFICATES, down=True)
    yield Headline(
        _("Certificates that count"), sum(one.certificates for one in companies), address("reporting.portfolio", by_certificates)
    )  # fmt: skip
    by_ending = replace(ending, order=Order.ENDING, down=True)
    yield Headline(_("End within 60 days"), sum(one.ending for one in companies), address("reporting.portfolio", by_ending))
    by_invited = replace(invited, order=Order.INVITATIONS, down=True)
    yield Headline(_("Open invitations"), sum(one.invitations for one in companies), address("reporting.portfolio", by_invited))


def _shares(seen: Portfolio) -> Iterator[TierShare]:
    tiers: list[Slug | None] = [*(tier.id for tier in seen.programme.tiers), None]
    counts = [(tier, sum(one.tier == tier for one in seen.companies)) for tier in tiers]
    filled = [pair for pair in counts if pair[1]]
    room, x = 100 - GAP * max(0, len(filled) - 1), 0.0
    for tier, count in filled:
        width = room * count / len(seen.companies)
        href = address("reporting.portfolio", Wanted(tier=tier or NO_TIER))
        yield TierShare(tier_words(seen.programme, tier), count, href, round(x, 2), round(width, 2))
        x += width + GAP


def _columns(wanted: Wanted) -> Iterator[Column]:
    yield _column(_("Company"), Order.NAME, wanted)
    yield _column(_("Tier"), Order.TIER, wanted)
    yield _column(_("Why, and what to do"), Order.ATTENTION, wanted)
    yield _column(_("People"), Order.PEOPLE, wanted)
    yield Column(_("Path"), "", "")
    yield _column(_("Certificates"), Order.CERTIFICATES, wanted)
    yield _column(_("Last seen"), Order.SEEN, wanted)


def _column(text: str, order: Order, wanted: Wanted) -> Column:
    """Chosen again, a column turns its order round; chosen first, numbers begin with the greatest."""
    current = wanted.order is order
    down = not wanted.down if current else order not in (Order.NAME, Order.ATTENTION, Order.SEEN)
    href = address("reporting.portfolio", replace(wanted, order=order, down=down, page=1))
    return Column(text, href, ("descending" if wanted.down else "ascending") if current else "")


def _row(company: Company, programme: Programme, walks: Mapping[PersonId, Sequence[Walk]], actor: Actor, now: datetime) -> Row:
    everybody = Reach.ALL in reaches(actor, Permission.READ_PORTFOLIO)
    since = str(_("since %(day)s", day=short_day(company.created_on)))
    return Row(
        name=spoken(company.name), sub=(spoken(company.manager) if everybody else "") or since,
        href=url_for("reporting.partner", partner=company.public_id), tier_href=url_for("programme.tier_of", partner=company.public_id),
        tier=tier_words(programme, company.tier), people=len(company.colleagues), percent=percent_of(company, walks),
        certificates=company.certificates, ending=company.ending, invitations=company.invitations,
        seen=ago(company.last_seen_at, now), steps=steps(company, actor),
    )  # fmt: skip


def _pages(shown: Page, wanted: Wanted) -> dict[str, str]:
    """For `ui/pagination.html`; empty when everything stands on one page."""
    if shown.pages == 1:
        return {}
    last = shown.first + len(shown.companies) - 1
    found = {"text": str(_("%(first)s to %(last)s of %(total)s", first=shown.first, last=last, total=shown.total))}
    if shown.number > 1:
        found["previous_href"] = address("reporting.portfolio", replace(wanted, page=shown.number - 1))
    if shown.number < shown.pages:
        found["next_href"] = address("reporting.portfolio", replace(wanted, page=shown.number + 1))
    return found
