"""An attempt's log: what each link holds, how the links are chained, and how the grade follows from them again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from lms.core.ids import PublicId

FIRST = "0" * 64
"""What stands before the first link."""


class LogKind(StrEnum):
    """What may happen to an attempt."""

    DRAWN = "drawn"
    SAVED = "saved"
    ATTACHED = "attached"
    FLAGGED = "flagged"
    PAUSED = "paused"
    RESUMED = "resumed"
    CREDITED = "credited"
    SUBMITTED = "submitted"
    MARKED = "marked"
    GRADED = "graded"
    REPAIRED = "repaired"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry of the log. `data` holds ids, numbers and marks, never a name; `said` is a random word and then the answer, or gone."""

    number: int
    kind: LogKind
    at: datetime
    by: int | None
    position: int | None
    data: Mapping[str, Any]
    said: tuple[str, ...] | None
    digest: str | None
    hash: str


def digest_of(said: Sequence[str]) -> str:
    """What the chain keeps of an answer: SHA-256 over the random word and the answer."""
    return hashlib.sha256(_canonical(list(said)).encode()).hexdigest()


def hash_of(attempt: PublicId, before: str, link: Link) -> str:
    """The hash of a link: SHA-256 over the hash before it, the attempt, and all that the link holds but the answer itself."""
    held = [
        before, attempt, link.number, link.kind.value, link.at.astimezone(UTC).isoformat(), link.by, link.position, dict(link.data),
        link.digest,
    ]  # fmt: skip
    return hashlib.sha256(_canonical(held).encode()).hexdigest()


def broken_at(attempt: PublicId, links: Sequence[Link]) -> int | None:
    """The number of the first link that is not what was written, or is missing; `None`: the log is whole.

    An answer that was erased since is no break; one that was changed is.
    """
    before = FIRST
    for number, link in enumerate(links, start=1):
        changed = link.said is not None and digest_of(link.said) != link.digest
        if link.number != number or changed or hash_of(attempt, before, link) != link.hash:
            return number
        before = link.hash
    return None


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
