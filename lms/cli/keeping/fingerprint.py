"""How many rows each table holds and a hash of them: two databases with the same fingerprint hold the same."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

HALF = 2**64


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Rows of one table, and a hash of 128 bits that does not depend on their order or on that of the columns."""

    rows: int
    hash: str


def fingerprints(connection: sa.Connection) -> dict[str, Fingerprint]:
    """The fingerprint of every table that the connection sees, by name. Only those of the same kind of database can be compared."""
    inspector = sa.inspect(connection)
    found = {}
    for table in sorted(inspector.get_table_names()):
        columns = sorted(column["name"] for column in inspector.get_columns(table))
        found[table] = fingerprint(connection, table, columns)
    return found


def fingerprint(connection: sa.Connection, table: str, columns: Sequence[str]) -> Fingerprint:
    """The fingerprint of one table, of these columns in this order."""
    quote = connection.dialect.identifier_preparer.quote
    listed = ", ".join(quote(column) for column in columns)
    if connection.dialect.name == "postgresql":
        return _on_the_server(connection, listed, quote(table))
    total = rows = 0
    for row in connection.exec_driver_sql(f"SELECT {listed} FROM {quote(table)}"):  # noqa: S608 - names that the database told
        total += int.from_bytes(hashlib.blake2b(repr(tuple(row)).encode(), digest_size=16).digest())
        rows += 1
    return Fingerprint(rows, f"{total % HALF**2:032x}")


def _on_the_server(connection: sa.Connection, listed: str, table: str) -> Fingerprint:
    # The text of a moment depends on these.
    connection.exec_driver_sql("SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL bytea_output = 'hex'")
    halves = ", ".join(
        f"coalesce(sum(('x' || substr(hash, {start}, 16))::bit(64)::bigint::numeric), 0)" for start in (1, 17)
    )  # fmt: skip
    query = f"SELECT count(*), {halves} FROM (SELECT md5(ROW({listed})::text) AS hash FROM {table}) AS hashes"  # noqa: S608 - as above
    rows, first, second = connection.exec_driver_sql(query).one()
    return Fingerprint(int(rows), f"{int(first) % HALF:016x}{int(second) % HALF:016x}")
