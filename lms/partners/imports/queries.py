"""Reading figures: what counts for a key now, what a file would change, and the figures of a partner with their history."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Select, func, select, tuple_

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.core.text import Message, Texts, msg
from lms.partners.figures import Kept, Key, Reading, Row, Said, Vocabulary, Wrong, plan, read_csv
from lms.partners.imports.rules import ImportState, Preview
from lms.partners.models import FigureImport, MetricValue
from lms.partners.queries import partner_names
from lms.partners.rules import ValueSource, both_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row about a figure: what it said, whence, when, why and by whom; nobody stands for the sample and for the program."""

    number: int
    value: Decimal
    struck: bool
    covers_from: date | None
    product: Slug | None
    source: ValueSource
    reason: str
    by: Texts
    at: datetime


@dataclass(frozen=True, slots=True)
class Entered:
    """A figure of a partner: what counts now (`entries[0]`), and what it corrected, the newest first."""

    metric: Slug
    on: date
    reference: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file of figures that was uploaded; `entered_at` is empty while it waits, and the counts are 0."""

    name: str
    data: bytes
    state: ImportState
    reason: str
    uploaded_at: datetime
    entered_at: datetime | None
    added: int
    corrected: int
    known: int


def kept_values(keys: Collection[Key]) -> dict[Key, Kept]:
    """What counts for these keys now; one statement however many they are."""
    if not keys:
        return {}
    wanted, days = set(keys), [on for _, _, on, _ in keys]
    rows = db.session.execute(
        select(MetricValue).where(
            MetricValue.latest,
            MetricValue.partner_id.in_({partner for partner, *_ in keys}),
            MetricValue.metric.in_({metric for _, metric, *_ in keys}),
            MetricValue.on.between(min(days), max(days)),
        )
    ).scalars()
    found = {
        (one.partner_id, one.metric, one.on, one.reference): Kept(
            one.number, Said(one.value, one.covers_from, one.product, one.struck), one.id
        )
        for one in rows
    }
    return {key: kept for key, kept in found.items() if key in wanted}


def kept_file(person: PersonId | None, public_id: PublicId) -> KeptFile:
    """A file that the person uploaded, as a page shows it.

    Raises:
        NotFound: there is none, it is somebody else's, or it fell away.
    """
    one = import_of(person, public_id)
    return KeptFile(
        name=one.name, data=one.data, state=one.state, reason=one.reason, uploaded_at=one.uploaded_at, entered_at=one.entered_at,
        added=one.added, corrected=one.corrected, known=one.known,
    )  # fmt: skip


def import_of(person: PersonId | None, public_id: PublicId) -> FigureImport:
    """A file that the person uploaded.

    Raises:
        NotFound: there is none, it is somebody else's, or it fell away.
    """
    found = db.session.scalar(select(FigureImport).where(FigureImport.public_id == public_id, FigureImport.person_id == person))
    if found is None:
        raise NotFound
    return found


def preview(data: bytes, reason: str, scope: Select[PartnerId], vocabulary: Vocabulary, today: date) -> Preview:
    """What entering a file would do now, for partners within `scope`; two statements. `reason` stands in for those that rows lack."""
    return planned(named(read_csv(data, vocabulary, today), scope), reason)


@dataclass(frozen=True, slots=True)
class Named:
    """Rows with the partners they name, and the faults of the others."""

    rows: tuple[tuple[Row, PartnerId], ...]
    faults: tuple[Wrong, ...]


def named(reading: Reading, scope: Select[PartnerId]) -> Named:
    """Find the partners that rows name by public id or name; one out of scope is not known. One statement."""
    names = partner_names(scope) if reading.rows else {}
    found = [(row, names.get(row.partner) or names.get(row.partner.casefold()) or []) for row in reading.rows]
    lost = [_partner_fault(row, len(partners)) for row, partners in found if len(partners) != 1]
    good = tuple((row, partners[0]) for row, partners in found if len(partners) == 1)
    return Named(good, tuple(sorted((*reading.faults, *lost), key=lambda fault: fault.line)))


def planned(given: Named, reason: str) -> Preview:
    """What entering these rows would do now; one statement."""
    figures = [(partner, row.figure) for row, partner in given.rows]
    steps = plan(figures, kept_values([(partner, one.metric, one.on, one.reference) for partner, one in figures]))
    return Preview(tuple(row for row, _ in given.rows), steps, given.faults, reason)


def figure_counts(partner: PartnerId) -> dict[Slug, int]:
    """How many figures of each metric a partner has, whatever became of them."""
    counted = select(MetricValue.metric, func.count().label("many")).where(MetricValue.partner_id == partner, MetricValue.latest)
    rows = db.session.execute(counted.group_by(MetricValue.metric).order_by(MetricValue.metric))
    return {one.metric: one.many for one in rows}


def figures_of(partner: PartnerId, start: int, most: int, metric: Slug | None = None) -> tuple[Entered, ...]:
    """Figures of a partner by metric, or those of one, the newest day first, each with its history; two statements."""
    key = (MetricValue.metric, MetricValue.on, MetricValue.reference)
    order = (MetricValue.metric, MetricValue.on.desc(), MetricValue.reference)
    shown = select(*key).where(MetricValue.partner_id == partner, MetricValue.latest).order_by(*order).offset(start).limit(most)
    keys = db.session.execute(shown.where(MetricValue.metric == metric) if metric else shown).all()
    if not keys:
        return ()
    rows = db.session.execute(
        select(MetricValue, Person.name, Person.name_ru)
        .outerjoin(Person, Person.id == MetricValue.entered_by)
        .where(MetricValue.partner_id == partner, tuple_(*key).in_([tuple(one) for one in keys]))
        .order_by(*order, MetricValue.number.desc())
    )
    entries: dict[tuple[Slug, date, str], list[Entry]] = defaultdict(list)
    for one, name, name_ru in rows:
        entries[one.metric, one.on, one.reference].append(_entry(one, both_names(name, name_ru) if name else {}))
    return tuple(Entered(*found, tuple(all_of_it)) for found, all_of_it in entries.items())


def figure_at(partner: PartnerId, metric: Slug, on: date, reference: str) -> Entered | None:
    """One figure of a partner with its history."""
    rows = db.session.execute(
        select(MetricValue, Person.name, Person.name_ru)
        .outerjoin(Person, Person.id == MetricValue.entered_by)
        .where(MetricValue.partner_id == partner, MetricValue.metric == metric, MetricValue.on == on, MetricValue.reference == reference)
        .order_by(MetricValue.number.desc())
    )
    entries = tuple(_entry(one, both_names(name, name_ru) if name else {}) for one, name, name_ru in rows)
    return Entered(metric, on, reference, entries) if entries else None


def _entry(one: MetricValue, by: Texts) -> Entry:
    return Entry(
        number=one.number, value=one.value, struck=one.struck, covers_from=one.covers_from, product=one.product, source=one.source,
        reason=one.reason, by=by, at=one.entered_at,
    )  # fmt: skip


def _partner_fault(row: Row, how_many: int) -> Wrong:
    if how_many:
        what: Message = msg("Several companies are called “%(given)s”.", given=row.partner)
        return Wrong(row.line, "partner", what, msg("Write the public id instead; it stands on the company's page."))
    what = msg("There is no company “%(given)s” among yours.", given=row.partner)
    return Wrong(row.line, "partner", what, msg("Write its name as it stands in the list of partners, or its id."))
