"""What happens to the log itself."""

from dataclasses import dataclass

from lms.core.events import Event
from lms.core.ids import RevisionHash


@dataclass(frozen=True, slots=True, kw_only=True)
class LogShortened(Event):
    """The oldest entries up to `last_entry` were cut off because of their age; `text_hash` is the hash of the last one."""

    entries: int
    last_entry: int
    text_hash: RevisionHash
