"""What the pages of rule changes show: versions, differences, the effect on every partner, and notices."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.access import Permission
from lms.core.content.faults import Fault
from lms.core.errors import NotFound
from lms.partners.queries import portfolio_scope
from lms.programme import notices
from lms.programme.difference import Change as Became
from lms.programme.difference import difference
from lms.programme.dry_run import Outcome, earliest_start, told
from lms.programme.queries import Edition, editions, newest, programme_of, version, version_before
from lms.programme.rules import Programme
from lms.programme.versions import overlap_ends
from lms.publishing.library import Library
from lms.reporting.rule_changes import Change, PartnerEffect, counted, dry_run
from lms.reporting.visitor import Visitor
from lms.web.presentation import day_of, short_day, spoken, tier_name
from lms.web.spreadsheet import Cell

MOST = 200
"""So many partners stand on the page; the file holds all of them."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version in the list."""

    number: int
    since: date
    published_at: datetime
    state: str
    text: str
    told: int
    acknowledged: int


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence that changes, for the page."""

    state: str
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Touched:
    """One partner that a version lifts or drops."""

    name: str
    href: str
    state: str
    outcome: str
    sentence: str
    why: tuple[str, ...]


Sections = tuple[tuple[str, tuple[Said, ...]], ...]
"""The parts of the rules, each with what changes in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """What new rules do to the reader's partner."""

    number: int
    since: date
    state: str
    sentence: str
    missing: tuple[str, ...]
    sections: Sections


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """A version against the one before it."""

    title: str
    number: int
    timing: str
    in_time: bool
    sections: Sections
    rises: int
    falls: int
    stays: int
    touched: tuple[Touched, ...]
    more: int
    stored: bool
    first: bool = False
    """there is none before it"""
    told: int = 0
    waiting: tuple[notices.Notice, ...] = ()


def version_rows(today: date) -> tuple[VersionRow, ...]:
    """All versions, the newest first."""
    rows, counts = editions(), notices.counts()
    running = next((row for row in rows if row.effective_from <= today), None)
    return tuple(_row(row, running, counts.get(row.number, (0, 0)), today) for row in rows)


def stored_change(library: Library, visitor: Visitor, number: int, today: date) -> ChangePage:
    """A published version against the one before it, over every partner.

    Raises:
        NotFound: there is no such version.
    """
    new = version(number)
    if new is None:
        raise NotFound
    old = version_before(number)
    scope = portfolio_scope(visitor.actor, Permission.TRY_RULES)
    sent = notices.notices_of(number, scope)
    waiting = in_order(one for one in sent if one.acknowledged_at is None)
    timing = _("It applies from %(day)s.", day=spoken(new.effective_from))
    change = Change(old or new, new, today)
    return _page(library, visitor, change, (timing, True), stored=True, notices_told=(len(sent), waiting))


def tried_change(library: Library, visitor: Visitor, new: Programme, today: date) -> ChangePage:
    """A version that is only tried, against the newest one."""
    row = newest()
    old = programme_of(row) if row is not None else new
    return _page(library, visitor, Change(old, new, today), _timing(old, new, today), stored=False)


def effect_lines(library: Library, visitor: Visitor, change: Change) -> Iterator[Sequence[Cell]]:
    """The lines of the file: every partner, whatever becomes of it."""
    for one in dry_run(change, portfolio_scope(visitor.actor, Permission.TRY_RULES), library):
        seen = one.effect
        labels = [tier_name(rules, tier) for rules, tier in ((change.old, seen.held), (change.old, seen.before), (change.new, seen.after))]
        missing = "; ".join(spoken(result.message) for result in seen.missing)
        yield [spoken(one.name), one.public_id, outcome_text(seen.outcome), *labels, seen.on, seen.falls_on, missing]


def effect_header() -> list[str]:
    """The first line of the file."""
    return [
        _("Company"), _("Id"), _("What happens"), _("Tier today"), _("By the old rules"), _("By the new rules"), _("From"),
        _("May fall at the review on"), _("What is missing"),
    ]  # fmt: skip


def outcome_text(outcome: Outcome) -> str:
    """What becomes of a partner, in a word."""
    return str({Outcome.RISES: _("rises"), Outcome.FALLS: _("falls"), Outcome.STAYS: _("stays")}[outcome])


def fault_texts(faults: Sequence[Fault]) -> tuple[str, ...]:
    """Where a rule file is wrong, and how to mend it."""
    return tuple(
        _("line %(line)s, column %(column)s: %(message)s %(repair)s",
          line=one.at.line, column=one.at.column, message=spoken(one.message), repair=spoken(one.repair))
        for one in faults
    )  # fmt: skip


def _page(
    library: Library, visitor: Visitor, change: Change, timing: tuple[str, bool], *,
    stored: bool, notices_told: tuple[int, tuple[notices.Notice, ...]] = (0, ()),
) -> ChangePage:  # fmt: skip
    effects = list(dry_run(change, portfolio_scope(visitor.actor, Permission.TRY_RULES), library))
    counts: Mapping[str, int] = counted(effects)
    found = [one for one in effects if one.effect.outcome is not Outcome.STAYS]
    found.sort(key=lambda one: (one.effect.outcome is Outcome.RISES, spoken(one.name)))
    return ChangePage(
        title=_title(change), first=change.old is change.new,
        number=change.new.version, timing=timing[0], in_time=timing[1],
        sections=_sections(change),
        rises=counts.get("rises", 0), falls=counts.get("falls", 0), stays=counts.get("stays", 0),
        touched=tuple(_touched(change, one) for one in found[:MOST]), more=max(0, len(found) - MOST),
        stored=stored, told=notices_told[0], waiting=notices_told[1],
    )  # fmt: skip


def _title(change: Change) -> str:
    if change.old is change.new:
        return _("Version %(version)s, the first", version=change.new.version)
    return _("Version %(new)s against version %(old)s", new=change.new.version, old=change.old.version)


def _sections(change: Change) -> Sections:
    return tuple(
        (spoken(part.title), tuple(_said(line.change, line.before, line.after) for line in part.lines))
        for part in difference(change.old, change.new)
    )


def _row(row: Edition, running: Edition | None, count: tuple[int, int], today: date) -> VersionRow:
    if row is running:
        state, text = "ok", _("in force")
    elif row.effective_from > today:
        state, text = "info", _("applies in the future")
    elif running is not None and _overlaps(row, running, today):
        state, text = "warn", _("still serves for promotion")
    else:
        state, text = "", _("no longer in force")
    return VersionRow(row.number, row.effective_from, row.published_at, state, text, *count)


def _overlaps(row: Edition, running: Edition, today: date) -> bool:
    """Whether it is the version before the one in force, and its days of overlap still run."""
    rules, before = version(running.number), version_before(running.number)
    return rules is not None and before is not None and before.version == row.number and today < overlap_ends(rules)


def _timing(old: Programme, new: Programme, today: date) -> tuple[str, bool]:
    if new.version <= old.version:
        return _("Version %(newest)s is published; new rules need a higher number.", newest=old.version), False
    earliest = earliest_start(old, new, today)
    if new.effective_from < earliest:
        return (
            _("It cannot be published today: it would apply on %(day)s, and the notice that partners are promised ends on %(earliest)s.",
              day=spoken(new.effective_from), earliest=spoken(earliest)),
            False,
        )  # fmt: skip
    days = (new.effective_from - today).days
    return ngettext("Published today, it applies in %(num)s day, on %(day)s.", "Published today, it applies in %(num)s days, on %(day)s.",
                    days, day=spoken(new.effective_from)), True  # fmt: skip


def _said(became: Became, before: object, after: object) -> Said:
    state, text = {
        Became.ADDED: ("ok", _("new")), Became.REMOVED: ("warn", _("gone")), Became.CHANGED: ("info", _("changed")),
    }[became]  # fmt: skip
    return Said(state, text, spoken(before) if before is not None else "", spoken(after) if after is not None else "")


def _touched(change: Change, one: PartnerEffect) -> Touched:
    falls = one.effect.outcome is Outcome.FALLS
    return Touched(
        spoken(one.name), url_for("reporting.partner", partner=one.public_id), "warn" if falls else "ok", outcome_text(one.effect.outcome),
        spoken(told(change.old, change.new, one.effect)), tuple(spoken(result.message) for result in one.effect.missing),
    )  # fmt: skip


def notice_page(notice: notices.Notice) -> NoticePage:
    """A partner's own notice.

    Raises:
        NotFound: the versions are gone.
    """
    new, old = version(notice.version), version_before(notice.version)
    if new is None or old is None:
        raise NotFound
    return NoticePage(
        number=new.version, since=new.effective_from, state="warn" if notice.effect.outcome is Outcome.FALLS else "ok",
        sentence=spoken(told(old, new, notice.effect)), missing=tuple(spoken(one.message) for one in notice.effect.missing),
        sections=_sections(Change(old, new, new.effective_from)),
    )  # fmt: skip


def in_order(found: Iterable[notices.Notice]) -> tuple[notices.Notice, ...]:
    """Notices by the name of the partner as the reader reads it."""
    return tuple(sorted(found, key=lambda one: spoken(one.partner_name).casefold()))


def sent_text(notice: notices.Notice) -> str:
    """When a notice was sent, and how often."""
    return ngettext("sent on %(day)s", "sent %(num)s times, last on %(day)s", notice.times, day=short_day(day_of(notice.sent_at)))
