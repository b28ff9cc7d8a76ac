"""Reads releases, what they are made of, and the bytes of their files. Content is the vendor's; gates are above this floor."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from lms.core.db import db
from lms.core.ids import PersonId, ReleaseId, RevisionHash, Slug
from lms.releases.models import Activation, Blob, CurrentRelease, Release, ReleaseItem, Revision


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of a release with its stored body."""

    kind: str
    slug: Slug
    revision: RevisionHash
    body: bytes


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release as a list shows it."""

    id: ReleaseId
    published_at: datetime
    published_by: PersonId | None
    summary: dict[str, Any]
    current: bool


def current() -> ReleaseId | None:
    """The release that is served now."""
    return db.session.scalar(select(CurrentRelease.release_id))


def tree_hash(release: ReleaseId) -> RevisionHash | None:
    """The hash of everything in a release; `None` when there is no such release."""
    return db.session.scalar(select(Release.tree_hash).where(Release.id == release))


def release_of(tree: RevisionHash) -> Release | None:
    """The release with exactly this content."""
    return db.session.scalar(select(Release).where(Release.tree_hash == tree))


def release(release_id: ReleaseId) -> Release | None:
    """The release with this number."""
    return db.session.get(Release, release_id)


def all_releases() -> list[ReleaseRow]:
    """All releases, the newest first."""
    now = current()
    rows = db.session.scalars(select(Release).order_by(Release.id.desc()))
    return [ReleaseRow(row.id, row.published_at, row.published_by, row.summary, row.id == now) for row in rows]


def last_activated() -> datetime | None:
    """When the current release was made so."""
    return db.session.scalar(select(func.max(Activation.at)))


def items(release_id: ReleaseId) -> Sequence[ItemRow]:
    """Everything in a release, by kind and slug."""
    query = (
        select(ReleaseItem.kind, ReleaseItem.slug, ReleaseItem.revision, Revision.body)
        .join(Revision, Revision.hash == ReleaseItem.revision)
        .where(ReleaseItem.release_id == release_id)
        .order_by(ReleaseItem.kind, ReleaseItem.slug)
    )
    return [ItemRow(*row) for row in db.session.execute(query)]


def revision_body(kind: str, revision: RevisionHash) -> bytes | None:
    """The stored body of one revision of this kind."""
    return db.session.scalar(select(Revision.body).where(Revision.hash == revision, Revision.kind == kind))


def bodies_of(kind: str, slug: Slug) -> Sequence[bytes]:
    """The bodies of all revisions that an item ever had."""
    return db.session.scalars(select(Revision.body).where(Revision.kind == kind, Revision.slug == slug)).all()


def known_revisions(hashes: Collection[RevisionHash]) -> set[RevisionHash]:
    """Which of these revisions are stored."""
    return set(db.session.scalars(select(Revision.hash).where(Revision.hash.in_(hashes))))


def known_blobs(hashes: Collection[RevisionHash]) -> set[RevisionHash]:
    """Which of these files are stored."""
    return set(db.session.scalars(select(Blob.hash).where(Blob.hash.in_(hashes))))


def media(blob: RevisionHash) -> Blob | None:
    """A file that a lesson or question of any release shows; never a file of a material."""
    return _blob("media", blob)


def material_file(blob: RevisionHash) -> Blob | None:
    """A file of a material. Ask the gate first."""
    return _blob("file", blob)


def _blob(kind: str, blob: RevisionHash) -> Blob | None:
    of_kind = exists().where(ReleaseItem.kind == kind, ReleaseItem.slug == Blob.hash)
    return db.session.scalar(select(Blob).where(Blob.hash == blob, of_kind))
