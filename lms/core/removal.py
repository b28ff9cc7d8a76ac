"""Rows that are to go: the same condition counts them before and removes them after, so that a dry run tells the truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from lms.core.db import Model, db


@dataclass(frozen=True, slots=True)
class Removal:
    """The rows of a table that meet a condition: deleted or, with `blank`, kept with these columns set to these values.

    With `blank` the condition must say what is not blank yet, or the same rows would count again and again.
    """

    table: type[Model]
    rows: ColumnElement[bool]
    blank: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """The table, as the database calls it."""
        return str(self.table.__tablename__)


def how_many(removal: Removal) -> int:
    """How many rows it touches now."""
    return db.session.scalar(select(func.count()).select_from(removal.table).where(removal.rows)) or 0


def carry_out(removal: Removal) -> int:
    """Remove or blank the rows; how many there were."""
    change = delete(removal.table) if removal.blank is None else update(removal.table).values(**removal.blank)
    result = db.session.execute(change.where(removal.rows), execution_options={"synchronize_session": False})
    db.session.expire_all()
    return int(result.rowcount)  # type: ignore[attr-defined]  # the result of a DELETE or UPDATE has it
