"""Entering figures of partners, by hand and from a file."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select

from lms.core.db import db
from lms.core.errors import Invalid
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, Slug
from lms.core.text import Message, msg
from lms.core.upsert import insert
from lms.partners.events import ValuesEntered
from lms.partners.figures import Figure, Row, fault_of, read_csv
from lms.partners.models import MetricValue
from lms.partners.queries import partner_names
from lms.partners.rules import ValueSource

BATCH = 500


@dataclass(frozen=True, slots=True)
class Entered:
    """How many figures were new and how many were known already."""

    added: int
    known: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: all of it came in, or nothing did and `faults` holds a sentence for each line that is wrong."""

    entered: Entered
    faults: tuple[Message, ...] = ()


def enter_values(
    partner_id: PartnerId, figures: Sequence[Figure], metrics: Collection[Slug], now: datetime, by: PersonId | None,
    source: ValueSource = ValueSource.HAND,
) -> tuple[Entered, list[Event]]:  # fmt: skip
    """Enter figures of a partner: all, or none. One with a metric, day and reference that is there changes nothing and counts as known.

    Raises:
        Invalid: a figure cannot be one; the sentence says why.
    """
    for figure in figures:
        if fault := fault_of(figure, metrics, now.date()):
            raise Invalid(fault)
    return _enter([(partner_id, figure) for figure in figures], now, by, source)


def import_values_csv(
    data: bytes, scope: Select[PartnerId], metrics: Collection[Slug], now: datetime, by: PersonId | None
) -> tuple[Imported, list[Event]]:  # fmt: skip
    """Enter the figures of a file (columns: partner, metric, date, reference, value) for partners within `scope`: all lines or none.

    A partner is named by its public id or its name; one out of scope is not known.
    """
    rows, faults = read_csv(data, metrics, now.date())
    named = partner_names(scope) if rows else {}
    found = [(row, named.get(row.partner) or named.get(row.partner.casefold()) or []) for row in rows]
    faults += tuple(_partner_fault(row, len(partners)) for row, partners in found if len(partners) != 1)
    if faults:
        return Imported(Entered(0, 0), faults), []
    entered, events = _enter([(partners[0], row.figure) for row, partners in found], now, by, ValueSource.CSV)
    return Imported(entered), events


def _partner_fault(row: Row, how_many: int) -> Message:
    if how_many:
        return msg("line %(line)s: several companies are called “%(given)s”; write the public id instead", line=row.line, given=row.partner)
    return msg("line %(line)s: there is no company “%(given)s” among yours", line=row.line, given=row.partner)


def _enter(
    figures: list[tuple[PartnerId, Figure]], now: datetime, by: PersonId | None, source: ValueSource
) -> tuple[Entered, list[Event]]:  # fmt: skip
    rows = [
        {
            "partner_id": partner, "metric": one.metric, "on": one.on, "reference": one.reference.strip(), "value": one.value,
            "source": source, "entered_by": by, "entered_at": now,
        }
        for partner, one in figures
    ]  # fmt: skip
    new: dict[PartnerId, list[Slug]] = defaultdict(list)
    for start in range(0, len(rows), BATCH):
        statement = insert(MetricValue).values(rows[start : start + BATCH]).on_conflict_do_nothing()
        for partner, metric in db.session.execute(statement.returning(MetricValue.partner_id, MetricValue.metric)):
            new[partner].append(metric)
    added = sum(len(metrics) for metrics in new.values())
    return Entered(added, len(rows) - added), [
        ValuesEntered(at=now, by=by, partner=partner, metrics=tuple(sorted(set(metrics))), count=len(metrics), source=source)
        for partner, metrics in sorted(new.items())
    ]
