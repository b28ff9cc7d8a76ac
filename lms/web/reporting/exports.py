"""The rows of the files: a portfolio, and the people of one partner; by the same selection as the pages."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from flask_babel import gettext as _

from lms.access import Actor, Permission
from lms.core.ids import PublicId
from lms.learning.rules import StopKind
from lms.programme.rules import Programme
from lms.publishing.library import Library
from lms.reporting.partner import company_of
from lms.reporting.portfolio import Colleague, Company, percent_of, portfolio, walks_of
from lms.reporting.selection import PAGE, Wanted, chosen
from lms.web.context import language
from lms.web.learning.paths import stop_title
from lms.web.partners.pages.words import roles_of
from lms.web.presentation import spoken
from lms.web.reporting.words import of_the_company
from lms.web.spreadsheet import Cell


def portfolio_header() -> list[str]:
    """The first line of a portfolio."""
    return [
        _("Company"), _("Id"), _("Partner manager"), _("In the programme since"), _("Tier"), _("Tier since"), _("People"),
        _("Path, percent"), _("Certificates that count"), _("End within 60 days"), _("Open invitations"), _("Last seen"),
        _("Why it needs attention"), _("What would fix it"), _("One step from the next tier"), _("What would bring it"),
    ]  # fmt: skip


def portfolio_lines(library: Library, actor: Actor, wanted: Wanted, now: datetime) -> Iterator[Sequence[Cell]]:
    """A line for every partner that the actor may take away and asks for; a page at a time, however many there are."""
    seen = portfolio(actor, Permission.EXPORT_PORTFOLIO, library, now.date())
    found = chosen(seen.companies, wanted, seen.programme, language())
    for start in range(0, len(found), PAGE):
        part = found[start : start + PAGE]
        walks = walks_of(part, library, now.date())
        for one in part:
            yield _portfolio_line(one, seen.programme, percent_of(one, walks))


def people_header() -> list[str]:
    """The first line of a team."""
    return [
        _("Company"), _("Person"), _("Work email"), _("As"), _("Joined on"), _("Last seen"), _("Path"), _("Path, percent"), _("Due"),
        _("Certificates that count"), _("The next one ends"),
    ]  # fmt: skip


def people_lines(library: Library, actor: Actor, partner: PublicId, now: datetime) -> list[Sequence[Cell]]:
    """A line for every person of a partner and each of their paths.

    Raises:
        NotFound: there is no such partner, or it is out of reach.
    """
    _programme, company = company_of(actor, partner, Permission.EXPORT_PORTFOLIO, library, now.date())
    walks = walks_of([company], library, now.date())
    lines: list[Sequence[Cell]] = []
    for one in company.colleagues:
        start, end = _person_cells(company, one), _certificate_cells(company, one, library)
        walked = walks.get(one.person_id, ())
        paths = [(spoken(library.catalogue.paths[walk.path].title), walk.progress.percent, walk.due_on) for walk in walked]
        lines += [[*start, *path, *end] for path in paths] or [[*start, None, None, None, *end]]
    return lines


def _portfolio_line(one: Company, programme: Programme, percent: int | None) -> list[Cell]:
    tier = programme.tier(one.tier) if one.tier else None
    return [
        spoken(one.name), one.public_id, spoken(one.manager), one.created_on, spoken(tier.label) if tier else None, one.tier_since,
        len(one.colleagues), percent, one.certificates, one.ending, one.invitations, _day(one.last_seen_at),
        "; ".join(of_the_company(reason.message) for reason in one.reasons),
        next((of_the_company(reason.fix) for reason in one.reasons if reason.fix is not None), ""),
        of_the_company(one.chance.reason) if one.chance else "", of_the_company(one.chance.action) if one.chance else "",
    ]  # fmt: skip


def _person_cells(company: Company, one: Colleague) -> list[Cell]:
    who = one.someone
    roles = roles_of(is_admin=who.is_admin, sales=one.sales, technical=one.technical)
    return [spoken(company.name), spoken(who.name), who.email, roles, one.since, _day(one.last_seen_at)]


def _certificate_cells(company: Company, one: Colleague, library: Library) -> list[Cell]:
    held = [held for held in company.credentials if held.holder is one.someone and held.current and held.counts]
    titles = "; ".join(stop_title(library, StopKind.CERTIFICATION, credential.certification) for credential in held)
    return [titles, min((credential.expires_on for credential in held if credential.expires_on), default=None)]


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
