"""The database: base class, types, naming of constraints, and the one transaction at the edge."""

import enum
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import RLock
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, CursorResult, Date, DateTime, Enum, Executable, Integer, MetaData, Numeric, String, event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from lms.core.ids import (
    AssignmentId,
    AttemptId,
    CertificateId,
    EmploymentId,
    InvitationId,
    PartnerId,
    PersonId,
    PublicId,
    ReleaseId,
    RevisionHash,
    Slug,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_SECONDS = 5
_WRITING = RLock()
_UNDONE: ContextVar[bool] = ContextVar("undone", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, with its zone on both databases. A value without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a zone does not go into the database.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the zone back that SQLite does not keep."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


ROW_ID = BigInteger().with_variant(Integer(), "sqlite")
ROW_IDS = (PersonId, PartnerId, EmploymentId, InvitationId, AttemptId, CertificateId, AssignmentId, ReleaseId)


class Model(DeclarativeBase):
    """The base of all tables."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            **dict.fromkeys(ROW_IDS, ROW_ID),
            int: Integer(),
            str: String(),
            PublicId: String(40),
            Slug: String(80),
            RevisionHash: String(64),
            datetime: UtcDateTime(),
            date: Date(),
            Decimal: Numeric(18, 4, asdecimal=True),
            dict[str, Any]: JSON(),
            list[str]: JSON(),
        },
    )


db = SQLAlchemy(model_class=Model, session_options={"expire_on_commit": False})


def one_of(kind: type[enum.StrEnum]) -> Enum:
    """A column type for an enum: its values as text, with a CHECK that the database keeps."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        name=kind.__name__.lower(),
    )


@contextmanager
def transaction() -> Iterator[None]:
    """The one commit, at the edge. An error rolls everything back and goes on upwards.

    On SQLite the write lock is taken at the beginning (BEGIN IMMEDIATE), so that nothing read here can be stale when written.
    After `undo_transactions(on=True)` everything is rolled back in the end, as if it had never been done.
    """
    session = db.session()
    if session.in_transaction():
        session.rollback()
    with _turn(session.get_bind().dialect.name):
        session.connection(execution_options={"write": True})
        try:
            yield
            if _UNDONE.get():
                session.rollback()
            else:
                session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def _turn(dialect: str) -> Iterator[None]:
    """Wait for the other threads of this process that write, where only one can.

    SQLite lets waiting writers sleep and try again, the longer the less often: among many, some starve while the lock is free. Here one of
    them at a time asks SQLite, and only against other processes. Whoever has waited long enough asks all the same and is told the truth.
    """
    mine = dialect == "sqlite" and _WRITING.acquire(timeout=BUSY_SECONDS)
    try:
        yield
    finally:
        if mine:
            _WRITING.release()


def end_session(_error: BaseException | None = None) -> None:
    """Give the connection back when a request is over. One that the server has closed meanwhile is dropped: its answer is already made."""
    try:
        db.session.remove()
    except DBAPIError:
        db.session().invalidate()
        db.session.remove()


def undo_transactions(*, on: bool) -> None:
    """From now on, in this thread, transactions leave nothing behind: whoever only looks changes nothing."""
    _UNDONE.set(on)


def run(statement: Executable, given: Mapping[str, object]) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement over columns, not objects, without the session's bookkeeping, which costs more than the statement itself.

    For the few that nearly every request needs. What the session still has to write is written first.
    """
    session = db.session()
    session.flush()
    return session.connection().execute(statement, given)


def prepare_engine(engine: Engine) -> None:
    """Set what each connection needs: on both, nobody waits for a lock longer than `BUSY_SECONDS`.

    SQLite: foreign keys, WAL, FULL sync (an acknowledged answer survives a power cut).
    """
    if engine.dialect.name != "sqlite":

        @event.listens_for(engine, "connect")
        def set_patience(connection: Any, _record: object) -> None:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{int(BUSY_SECONDS * 1000)}ms'")
            connection.commit()

        return

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", f"busy_timeout={int(BUSY_SECONDS * 1000)}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
