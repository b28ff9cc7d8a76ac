"""What a line of the inventory says: which rows of a table are about a person, what a copy shows of them, and what erasure does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from lms.core.db import Model
from lms.core.ids import PersonId
from lms.core.text import Message


class Fate(StrEnum):
    """What erasure does with a person's rows of a table."""

    DELETE = "delete"
    BLANK = "blank"
    """the row stays, its words go"""
    KEEP = "keep"
    """the row holds no words: numbers, dates and the number of an account that has no name any more"""


@dataclass(frozen=True, slots=True)
class Who:
    """Whose rows."""

    id: PersonId
    email: str
    personal: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address of theirs."""
        return tuple(dict.fromkeys(one for one in (self.email, self.personal) if one))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A table with rows about a person. `shows` and `withheld` together are all its columns."""

    model: type[Model]
    title: Message
    rows: Callable[[Who], ColumnElement[bool]]
    shows: tuple[str, ...]
    withheld: Mapping[str, Message] = field(default_factory=dict)
    shown_if: ColumnElement[bool] | None = None
    """Rows that do not fit are left out of a copy; erasure reaches them all the same."""
    fate: Fate
    blank: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The table, as the database calls it."""
        return str(self.model.__tablename__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A column that says who did something to a row that is not about them. `shows` of such a row names nobody else.

    Rows whose column `about` names the same person are shown elsewhere already.
    """

    column: InstrumentedAttribute[Any]
    title: Message
    about: InstrumentedAttribute[Any] | None = None
    only: ColumnElement[bool] | None = None
    """Rows that do not fit are about the person and shown elsewhere."""
    shows: tuple[str, ...]
    fate: Fate = Fate.KEEP

    @property
    def model(self) -> type[Model]:
        """The table's class."""
        return cast("type[Model]", self.column.class_)

    @property
    def name(self) -> str:
        """Table and column, as the database calls them."""
        return f"{self.model.__tablename__}.{self.column.key}"

    def rows(self, who: Who) -> ColumnElement[bool]:
        """The rows in which the column names the person."""
        own = self.column == who.id if self.only is None else and_(self.column == who.id, self.only)
        return own if self.about is None else and_(own, or_(self.about.is_(None), self.about != who.id))
