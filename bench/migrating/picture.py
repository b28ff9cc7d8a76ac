"""What a database is at one moment: its tables with columns, keys, indexes and checks, and the fingerprint of every table's rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.cli.keeping.fingerprint import Fingerprint, fingerprint

VERSION_TABLE = "alembic_version"


@dataclass(frozen=True, slots=True)
class Picture:
    """`shape` is one line for each thing a table is made of; `rows` the fingerprint of each table."""

    shape: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, Fingerprint]


def picture(connection: sa.Connection, only: Mapping[str, tuple[str, ...]] | None = None) -> Picture:
    """Look at the database; with `only`, at the rows of these tables and columns."""
    inspector = sa.inspect(connection)
    names = sorted(set(inspector.get_table_names()) - {VERSION_TABLE})
    columns = {name: tuple(sorted(column["name"] for column in inspector.get_columns(name))) for name in names}
    shape = {line for name in names for line in shape_of(inspector, name)}
    looked = columns if only is None else {name: listed for name, listed in only.items() if set(listed) <= set(columns.get(name, ()))}
    return Picture(frozenset(shape), columns, {name: fingerprint(connection, name, listed) for name, listed in looked.items()})


def shape_of(inspector: sa.Inspector, table: str) -> list[str]:
    """Everything a table is made of, in words that do not depend on the order in which it was made."""
    lines = [
        f"{table}.{one['name']} {one['type']!r} null={one['nullable']} default={one.get('default')}" for one in inspector.get_columns(table)
    ]
    lines.append(f"{table} primary key {sorted(inspector.get_pk_constraint(table)['constrained_columns'])}")
    parts: list[tuple[str, list[Any]]] = [
        ("foreign key", list(inspector.get_foreign_keys(table))), ("unique", list(inspector.get_unique_constraints(table))),
        ("check", list(inspector.get_check_constraints(table))), ("index", list(inspector.get_indexes(table))),
    ]  # fmt: skip
    return [
        *lines,
        *(f"{table} {kind} {sorted((key, plain(value)) for key, value in one.items())}" for kind, listed in parts for one in listed),
    ]


def plain(value: object) -> str:
    """In words; the condition of a partial index by its SQL."""
    if isinstance(value, dict):
        return str(sorted((key, plain(one)) for key, one in value.items()))
    return str(value)


def differences(one: Picture, other: Picture) -> list[str]:
    """In words, what differs between two pictures."""
    told = [f"only before: {line}" for line in sorted(one.shape - other.shape)] + [
        f"only after: {line}" for line in sorted(other.shape - one.shape)
    ]
    for name in sorted(one.rows.keys() | other.rows.keys()):
        before, after = one.rows.get(name), other.rows.get(name)
        if before != after:
            told.append(f"rows of {name}: {before and before.rows} before, {after and after.rows} after, and their hashes differ")
    return told
