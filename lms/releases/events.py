"""What happens to releases."""

from dataclasses import dataclass

from lms.core.events import Event
from lms.core.ids import ReleaseId, RevisionHash


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePublished(Event):
    """New content was published and is served from now on."""

    release: ReleaseId
    tree_hash: RevisionHash


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseActivated(Event):
    """A release that was published before is served again."""

    release: ReleaseId
    before: ReleaseId | None
    tree_hash: RevisionHash
