"""How one row of the log is hashed onto the row before it."""

import hashlib
import json
import re
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

from lms.core.events import Event

GENESIS = "0" * 64
"""What stands in the place of the hash before the first row."""

COLUMNS = {"at", "by", "person", "partner"}


def action_of(event: Event) -> str:
    """`AttemptPassed` is logged as `attempt_passed`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()


def detail_of(event: Event) -> dict[str, object]:
    """What an event adds to moment, actor, person and partner: ids, hashes and figures."""
    return {field.name: _plain(getattr(event, field.name)) for field in fields(event) if field.name not in COLUMNS}


def chained(previous: str, row: dict[str, object]) -> str:
    """The SHA-256 of the previous hash and the canonical JSON of the row."""
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def canonical_row(
    at: datetime, action: str, by: int | None, person: int | None, partner: int | None, detail: dict[str, object]
) -> dict[str, object]:
    """A row as it is hashed: the moment in UTC to the microsecond."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return {"at": moment, "action": action, "by": by, "person": person, "partner": partner, "detail": detail}


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds")
        case date() | Decimal():
            return str(value)
        case tuple() | list() | frozenset():
            return [_plain(one) for one in value]
        case dict():
            return {str(key): _plain(one) for key, one in value.items()}
        case _:
            return value
