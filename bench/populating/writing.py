"""Writes rows by the batch into whatever columns a table has in this database, at any revision of the migrations."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from itertools import islice
from random import Random
from typing import Any

import sqlalchemy as sa

from lms.core.db import Model
from lms.core.ids import ALPHABET, PUBLIC_LENGTH

BATCH = 5000
FILLERS: dict[type, Any] = {
    int: 0,
    str: "",
    bool: False,
    date: date(2026, 1, 1),
    datetime: datetime(2026, 1, 1, tzinfo=UTC),
    dict: {},
    list: [],
}
"""What stands in a column that must hold something and of which this experiment has not heard."""

Row = dict[str, Any]


class Writer:
    """Writes rows over one connection and counts them by table."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.written: Counter[str] = Counter()
        self._inspector = sa.inspect(connection)

    def last_id(self, model: type[Model]) -> int:
        """The highest id that is taken; 0 in an empty table."""
        return int(self.connection.scalar(sa.select(sa.func.coalesce(sa.func.max(table_of(model).c.id), 0))) or 0)

    def has_column(self, model: type[Model], name: str) -> bool:
        """Whether this revision of the database has the column."""
        return any(column["name"] == name for column in self._inspector.get_columns(table_of(model).name))

    def add(self, model: type[Model], rows: Iterable[Row]) -> None:
        """Write the rows; a table that this revision does not have is passed over."""
        name = table_of(model).name
        if not self._inspector.has_table(name):
            return
        for batch in batches(rows):
            target, fixed = self._shape(table_of(model), set().union(*batch))
            self._write(target, [{column: plain(row.get(column, other)) for column, other in fixed.items()} for row in batch])
            self.written[name] += len(batch)

    def _write(self, target: sa.TableClause, rows: list[Row]) -> None:
        if self.connection.dialect.name == "sqlite":
            self.connection.execute(target.insert(), rows)
            return
        # Ten times as quick as INSERT, row by row.
        dialect = self.connection.dialect
        ready = [(column.name, column.type.dialect_impl(dialect).bind_processor(dialect)) for column in target.columns]
        names = ", ".join(f'"{name}"' for name, _ in ready)
        cursor = self.connection.connection.cursor()
        with cursor.copy(f'COPY "{target.name}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row([process(row[name]) if process else row[name] for name, process in ready])

    def finish(self) -> None:
        """Let PostgreSQL number the next rows after these, and let both databases plan with what is there."""
        if self.connection.dialect.name == "postgresql":
            for name in self.written:
                if any(column["name"] == "id" for column in self._inspector.get_columns(name)):
                    numbering = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM \"{name}\""  # noqa: S608 - our names
                    self.connection.execute(sa.text(numbering))
        self.connection.execute(sa.text("ANALYZE"))

    def _shape(self, table: sa.Table, given: set[str]) -> tuple[sa.TableClause, Mapping[str, Any]]:
        fixed: dict[str, Any] = {}
        columns: list[sa.ColumnClause[Any]] = []
        for seen in self._inspector.get_columns(table.name):
            ours = table.columns.get(seen["name"])
            if seen["name"] in given or needs_filler(ours, seen):
                columns.append(sa.column(seen["name"], seen["type"] if ours is None or isinstance(ours.type, sa.Enum) else ours.type))
                fixed[seen["name"]] = filler(ours, seen)
        return sa.table(table.name, *columns), fixed


def needs_filler(ours: sa.Column[Any] | None, seen: Mapping[str, Any]) -> bool:
    """Whether a row must say something about this column, though its maker does not."""
    if seen["nullable"] or seen.get("default") is not None:
        return False
    return ours is None or ours.table.autoincrement_column is not ours


def filler(ours: sa.Column[Any] | None, seen: Mapping[str, Any]) -> Any:
    """What stands in this column of a row that says nothing about it."""
    if ours is not None and isinstance(ours.default, sa.ColumnDefault) and ours.default.is_scalar:
        return ours.default.arg
    return None if seen["nullable"] else FILLERS.get(seen["type"].python_type)


def plain(value: Any) -> Any:
    """The value as the database holds it: an earlier revision may know other members of an enum."""
    return value.value if isinstance(value, Enum) else value


def table_of(model: type[Model]) -> sa.Table:
    """The table of a model."""
    table = model.__table__
    assert isinstance(table, sa.Table)
    return table


def made_up_id(chance: Random) -> str:
    """A public id that is quicker to make than a real one, and could be guessed."""
    return "".join(chance.choices(ALPHABET, k=PUBLIC_LENGTH))


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows, some thousand at a time."""
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch
