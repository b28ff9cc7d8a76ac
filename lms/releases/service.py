"""Stores releases, insert only, and makes one of them the current one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.events import Event
from lms.core.ids import PersonId, ReleaseId, RevisionHash, Slug
from lms.core.text import msg
from lms.releases import queries
from lms.releases.events import ReleaseActivated
from lms.releases.models import Activation, Blob, CurrentRelease, Release, ReleaseItem, Revision


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item to be stored."""

    kind: str
    slug: Slug
    revision: RevisionHash
    body: bytes


@dataclass(frozen=True, slots=True)
class NewBlob:
    """A file to be stored."""

    hash: RevisionHash
    media_type: str
    data: bytes


def store(tree_hash: RevisionHash, items: Sequence[NewItem], summary: dict[str, Any], by: PersonId | None, now: datetime) -> Release:
    """Store a release with those of its revisions that are not there yet."""
    known = queries.known_revisions({item.revision for item in items})
    for item in items:
        if item.revision not in known:
            db.session.add(Revision(hash=item.revision, kind=item.kind, slug=item.slug, body=item.body))
    release = Release(tree_hash=tree_hash, published_at=now, published_by=by, summary=summary)
    db.session.add(release)
    db.session.flush()
    db.session.add_all(ReleaseItem(release_id=release.id, kind=item.kind, slug=item.slug, revision=item.revision) for item in items)
    db.session.flush()
    return release


def store_blobs(blobs: Iterable[NewBlob]) -> None:
    """Store the files that are not there yet."""
    wanted: Mapping[RevisionHash, NewBlob] = {blob.hash: blob for blob in blobs}
    known = queries.known_blobs(wanted.keys())
    db.session.add_all(Blob(hash=one.hash, media_type=one.media_type, data=one.data) for one in wanted.values() if one.hash not in known)
    db.session.flush()


def activate(release_id: ReleaseId, by: PersonId | None, now: datetime) -> list[Event]:
    """Make a release the current one; nothing happens when it is already.

    Raises:
        NotFound: there is no such release.
    """
    release = queries.release(release_id)
    if release is None:
        raise NotFound(msg("There is no release %(number)s.", number=release_id))
    current = db.session.get(CurrentRelease, 1, with_for_update=True)
    if current is not None and current.release_id == release_id:
        return []
    before = current.release_id if current else None
    if current is None:
        db.session.add(CurrentRelease(id=1, release_id=release_id, since=now))
    else:
        current.release_id, current.since = release_id, now
    db.session.add(Activation(release_id=release_id, at=now, by=by))
    db.session.flush()
    return [ReleaseActivated(at=now, by=by, release=release_id, before=before, tree_hash=release.tree_hash)]
