"""What columns of the schema hold: ids of rows of other tables, and what no two rows may share."""

from typing import Any

import sqlalchemy as sa

WITHOUT_FK = {("audit_entry", "by"): "person", ("audit_entry", "person_id"): "person", ("audit_entry", "partner_id"): "partner"}
"""Columns that name a row of another table without a foreign key."""


def fresh_columns(table: sa.Table) -> set[str]:
    """Columns of which no two rows may have the same, by themselves."""
    alone = {index.columns.keys()[0] for index in table.indexes if index.unique and len(index.columns) == 1}
    unique = {one.columns.keys()[0] for one in table.constraints if isinstance(one, sa.UniqueConstraint) and len(one.columns) == 1}
    return {name for name in alone | unique if not table.c[name].foreign_keys}


def names_rows_of(table: sa.Table) -> dict[str, str]:
    """The columns that hold an id, each with the table that it is of."""
    found = {column.name: _owner(column) for column in table.columns if column.foreign_keys}
    found |= {name: target for (of, name), target in WITHOUT_FK.items() if of == table.name}
    return found | ({"id": table.name} if table.autoincrement_column is not None else {})


def _owner(column: sa.Column[Any]) -> str:
    """The table whose own id a column holds, from one foreign key to the next."""
    while column.foreign_keys:
        column = next(iter(column.foreign_keys)).column
    return column.table.name
