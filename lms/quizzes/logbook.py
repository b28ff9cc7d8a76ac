"""Writes the log of attempts. Whoever writes holds the attempt's row, so that the chain has one end."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from lms.core.db import db, run
from lms.core.ids import AttemptId, PersonId, PublicId
from lms.quizzes.models import Attempt, AttemptEvent
from lms.quizzes.replay import FIRST, Link, LogKind, digest_of, hash_of

ADDED = insert(AttemptEvent).values(
    attempt_id=bindparam("of"), number=bindparam("n"), kind=bindparam("what"), at=bindparam("when"), by_id=bindparam("who"),
    position=bindparam("place"), data=bindparam("held"), said=bindparam("words"), digest=bindparam("seal"), hash=bindparam("end"),
)  # fmt: skip


class Log:
    """The end of one attempt's log, and how it grows."""

    def __init__(self, attempt: AttemptId, public_id: PublicId, number: int = 0, end: str = FIRST) -> None:
        """The log of an attempt whose last link is `number` with the hash `end`."""
        self.attempt, self.public_id, self.number, self.end = attempt, public_id, number, end

    @classmethod
    def of(cls, attempt: Attempt) -> "Log":
        """The log of an attempt whose row the caller holds; one statement."""
        return cls(attempt.id, attempt.public_id, *_end_of(attempt.id))

    def note(
        self, kind: LogKind, at: datetime, by: PersonId | None, *,
        position: int | None = None, said: Sequence[str] | None = None, **data: Any,
    ) -> None:  # fmt: skip
        """Add a link; one statement. `data` are ids, numbers and marks; `said` is an answer, which is kept apart from the chain."""
        words = None if said is None else (secrets.token_hex(8), *said)
        link = Link(
            number=self.number + 1, kind=kind, at=at, by=by, position=position, data=data, said=words,
            digest=None if words is None else digest_of(words), hash="",
        )  # fmt: skip
        link = replace(link, hash=hash_of(self.public_id, self.end, link))
        run(ADDED, _row(self.attempt, link))
        self.number, self.end = link.number, link.hash


def links_of(attempt: AttemptId) -> tuple[Link, ...]:
    """The whole log of an attempt, oldest first; one statement."""
    rows = db.session.scalars(select(AttemptEvent).where(AttemptEvent.attempt_id == attempt).order_by(AttemptEvent.number))
    return tuple(
        Link(
            number=row.number, kind=row.kind, at=row.at, by=row.by_id, position=row.position, data=row.data,
            said=None if row.said is None else tuple(row.said), digest=row.digest, hash=row.hash,
        )
        for row in rows
    )  # fmt: skip


def _end_of(attempt: AttemptId) -> tuple[int, str]:
    last = (
        select(AttemptEvent.number, AttemptEvent.hash)
        .where(AttemptEvent.attempt_id == attempt).order_by(AttemptEvent.number.desc()).limit(1)
    )  # fmt: skip
    found = db.session.execute(last).one_or_none()
    return (0, FIRST) if found is None else (found.number, found.hash)


def _row(attempt: AttemptId, link: Link) -> Mapping[str, object]:
    return {
        "of": attempt, "n": link.number, "what": link.kind, "when": link.at, "who": link.by, "place": link.position,
        "held": dict(link.data), "words": None if link.said is None else list(link.said), "seal": link.digest, "end": link.hash,
    }  # fmt: skip
