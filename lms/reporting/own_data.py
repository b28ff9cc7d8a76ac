"""Everything that the database holds about one person, table by table, for a copy of their own; one statement a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import inspect, select

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PersonId
from lms.core.text import Message, Texts
from lms.partners.models import Partner
from lms.partners.rules import both_names
from lms.quizzes.models import Attempt
from lms.reporting.inventory import HELD, TRACES, Held, Trace, Who

Row = dict[str, object]
NAMED = {"partner_id": "partner", "attempt_id": "attempt"}
"""Columns that hold a number of a row, and what stands in their place."""


@dataclass(frozen=True, slots=True)
class Section:
    """The person's rows of one table; `withheld` says which columns are not given, and why."""

    name: str
    title: Message
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    withheld: Mapping[str, Message]


def own_data(person: PersonId) -> tuple[Section, ...]:
    """Every table that holds the person, also where it holds nothing.

    Instead of the numbers of rows stand the names of partners and the public ids of attempts. Other people are not named.

    Raises:
        NotFound: there is no such person.
    """
    who = who_is(person)
    found = [*(_section(one, one.name, who, one.withheld) for one in HELD), *(_section(one, one.name, who, {}) for one in TRACES)]
    names = _names(who, found)
    return tuple(replace(one, rows=tuple(names.row(row) for row in one.rows)) for one in found)


def who_is(person: PersonId) -> Who:
    """The person, as rows are found by them.

    Raises:
        NotFound: there is no such person.
    """
    row = db.session.execute(select(Person.email, Person.personal_email).where(Person.id == person)).one_or_none()
    if row is None:
        raise NotFound
    return Who(person, row[0], row[1] or "")


@dataclass(frozen=True, slots=True)
class _Names:
    """What stands for numbers that tell nothing."""

    partners: Mapping[object, Texts]
    attempts: Mapping[object, str]

    def row(self, values: Row) -> Row:
        return {NAMED.get(name, name): self._value(name, one) for name, one in values.items()}

    def _value(self, name: str, value: object) -> object:
        if name == "partner_id":
            return self.partners.get(value)
        return self.attempts.get(value) if name == "attempt_id" else value


def _names(who: Who, sections: Sequence[Section]) -> _Names:
    numbers = {row["partner_id"] for one in sections for row in one.rows if row.get("partner_id") is not None}
    partners = db.session.execute(select(Partner.id, Partner.name, Partner.name_ru).where(Partner.id.in_(numbers)))
    attempts = db.session.execute(select(Attempt.id, Attempt.public_id).where(Attempt.person_id == who.id))
    return _Names({one: both_names(name, name_ru) for one, name, name_ru in partners}, {one: public for one, public in attempts})  # noqa: C416 - dict() of rows confuses mypy


def _section(kept: Held | Trace, name: str, who: Who, withheld: Mapping[str, Message]) -> Section:
    columns = [getattr(kept.model, one) for one in kept.shows]
    chosen = select(*columns).where(kept.rows(who)).order_by(*inspect(kept.model).primary_key)
    if isinstance(kept, Held) and kept.shown_if is not None:
        chosen = chosen.where(kept.shown_if)
    rows = tuple(dict(zip(kept.shows, row, strict=True)) for row in db.session.execute(chosen))
    return Section(name, kept.title, tuple(NAMED.get(one, one) for one in kept.shows), rows, withheld)
