"""What the pages of a file of figures show: how a line looks, what the file would change, and each thing that is wrong with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.ids import PublicId
from lms.journey import known_to, programme_now
from lms.partners.figures import COLUMNS, OPTIONAL, Fate, Row, Step, Wrong
from lms.partners.imports.queries import KeptFile, kept_file, preview
from lms.partners.imports.rules import KEPT_FOR, ImportState, Preview
from lms.programme.rules import meaning_of
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor
from lms.web.figures.values_page import period
from lms.web.paging import pages, part
from lms.web.presentation import moment, spoken
from lms.web.spreadsheet import Cell

SHOWN = 100
"""So many faults of a text that is no table are listed; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure as the file names it, as people read it, and what counts as one."""

    id: str
    label: str
    means: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, as people read it."""

    line: int
    column: str
    what: str
    repair: str


@dataclass(frozen=True, slots=True)
class Change:
    """One correction: what stands there, and what would."""

    line: int
    company: str
    metric: str
    period: str
    reference: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPage:
    """How a file looks, and why the one that came in is none; `more_faults` are counted only."""

    columns: tuple[str, ...]
    more_columns: tuple[str, ...]
    example: str
    metrics: tuple[Metric, ...]
    products: tuple[Metric, ...]
    faults: tuple[Fault, ...]
    more_faults: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """Which page of the faults and which page of the corrections is looked at."""

    faults: int = 1
    changes: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePage:
    """A file that is looked at, or was entered. `confirm` is what the button says; empty: nothing can be entered."""

    file: PublicId
    entered: bool
    heading: str
    situation: str
    counts: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...]
    fault_pages: dict[str, str]
    wrong_lines: int
    changes: tuple[Change, ...]
    change_pages: dict[str, str]
    lacks_reason: bool
    confirm: str
    seen: str


def upload_page(library: Library, now: datetime, faults: Sequence[Wrong] = ()) -> UploadPage:
    """How a file looks, and what was wrong with the one that came in."""
    programme = programme_now(library, now)
    day = now.date().isoformat()
    lines = [",".join(COLUMNS), *(f"Vector,{one.id},{day},{number},{number}" for number, one in enumerate(programme.metrics[:2], start=1))]
    return UploadPage(
        columns=COLUMNS, more_columns=OPTIONAL, example="\n".join(lines),
        metrics=tuple(Metric(one.id, spoken(one.label), spoken(meaning_of(one))) for one in programme.metrics),
        products=tuple(Metric(one.id, spoken(one.label), "") for one in programme.products),
        faults=tuple(_fault(one) for one in faults[:SHOWN]), more_faults=max(0, len(faults) - SHOWN),
    )  # fmt: skip


def file_page(library: Library, visitor: Visitor, file: PublicId, now: datetime, at: Numbers) -> FilePage:
    """A file of this visitor, its long lists in pages; five statements however many lines it has.

    Raises:
        NotFound: there is none, it is somebody else's, or it fell away.
    """
    kept = kept_file(visitor.actor.person, file)
    seen = seen_of(library, visitor, kept, now)
    labels = {one.id: one.label for one in programme_now(library, now).metrics}
    changed = [pair for pair in seen.pairs if pair[1].fate is Fate.CORRECTION] if kept.state is ImportState.WAITING else []
    return FilePage(
        file=file, entered=kept.state is ImportState.ENTERED, heading=_heading(kept, seen), situation=_situation(kept),
        counts=tuple(_counts(kept, seen)), faults=tuple(_fault(one) for one in part(seen.faults, at.faults)),
        fault_pages=pages(at.faults, len(seen.faults), lambda page: url_for("figures.file", file=file, faults=page, changes=at.changes)),
        wrong_lines=seen.wrong_lines,
        changes=tuple(_change(row, step, spoken(labels.get(step.key[1], {"en": step.key[1]}))) for row, step in part(changed, at.changes)),
        change_pages=pages(at.changes, len(changed), lambda page: url_for("figures.file", file=file, faults=at.faults, changes=page)),
        lacks_reason=seen.lacks_reason, confirm=_confirm(seen), seen=seen.digest,
    )  # fmt: skip


def seen_of(library: Library, visitor: Visitor, kept: KeptFile, now: datetime) -> Preview:
    """What entering a file would do now."""
    known = known_to(library, visitor, now)
    return preview(kept.data, kept.reason, known.scope, known.vocabulary, now.date())


def fault_lines(seen: Preview) -> Iterator[Sequence[Cell]]:
    """A line for each thing that is wrong."""
    for one in seen.faults:
        yield one.line, one.column, spoken(one.what), spoken(one.repair)


def _fault(one: Wrong) -> Fault:
    return Fault(one.line, one.column, spoken(one.what), spoken(one.repair))


def _change(row: Row, step: Step, metric: str) -> Change:
    before = step.before
    return Change(
        line=row.line, company=row.partner, metric=metric, period=period(step.figure.covers_from, step.figure.on), reference=step.key[3],
        before=str(_("struck out")) if before is None or before.struck else spoken(before.value), after=spoken(step.figure.value),
        reason=step.figure.reason,
    )  # fmt: skip


def _heading(kept: KeptFile, seen: Preview) -> str:
    if kept.state is ImportState.ENTERED:
        changed = kept.added + kept.corrected
        return str(ngettext("%(num)s figure is entered", "%(num)s figures are entered", changed))
    if seen.faults:
        return str(
            ngettext("Nothing is entered yet: %(num)s line is wrong", "Nothing is entered yet: %(num)s lines are wrong", seen.wrong_lines)
        )
    return str(_("Nothing is entered yet: look at it first"))


def _situation(kept: KeptFile) -> str:
    name = kept.name or _("Pasted lines")
    if kept.entered_at is not None:
        return str(_("%(file)s, entered on %(moment)s.", file=name, moment=moment(kept.entered_at)))
    until = moment(kept.uploaded_at + KEPT_FOR)
    return str(_("%(file)s. It waits until %(moment)s, then it falls away.", file=name, moment=until))


def _counts(kept: KeptFile, seen: Preview) -> Iterator[tuple[str, str]]:
    if kept.state is ImportState.ENTERED:
        added, corrected, known = kept.added, kept.corrected, kept.known
    else:
        added, corrected, known = (seen.count(fate) for fate in (Fate.NEW, Fate.CORRECTION, Fate.KNOWN))
    yield _("New"), spoken(added)
    yield _("Corrections"), spoken(corrected)
    yield _("Known already"), spoken(known)
    yield _("Lines that are wrong"), spoken(seen.wrong_lines)


def _confirm(seen: Preview) -> str:
    good = len(seen.steps)
    if not good:
        return ""
    if seen.faults:
        return str(ngettext("Enter the other %(num)s line", "Enter the other %(num)s lines", good))
    return str(ngettext("Enter %(num)s line", "Enter all %(num)s lines", good))
