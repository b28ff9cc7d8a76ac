"""Tables of releases: what was published when, and the revisions and blobs it is made of."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model
from lms.core.ids import PersonId, ReleaseId, RevisionHash, Slug


class Release(Model):
    """A validated, immutable set of content. `tree_hash` is the hash of its item list: the same content is the same release."""

    __tablename__ = "release"

    id: Mapped[ReleaseId] = mapped_column(primary_key=True)
    tree_hash: Mapped[RevisionHash] = mapped_column(unique=True)
    published_at: Mapped[datetime]
    published_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    summary: Mapped[dict[str, Any]]


class Revision(Model):
    """One content item as it was published, by the SHA-256 of its canonical JSON. Never changed or removed."""

    __tablename__ = "revision"

    hash: Mapped[RevisionHash] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    slug: Mapped[Slug]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class ReleaseItem(Model):
    """Which revision of an item a release holds."""

    __tablename__ = "release_item"

    release_id: Mapped[ReleaseId] = mapped_column(ForeignKey("release.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    slug: Mapped[Slug] = mapped_column(primary_key=True)
    revision: Mapped[RevisionHash] = mapped_column(ForeignKey("revision.hash"), index=True)


class Blob(Model):
    """Bytes of a picture or file, by their SHA-256."""

    __tablename__ = "blob"

    hash: Mapped[RevisionHash] = mapped_column(primary_key=True)
    media_type: Mapped[str] = mapped_column(String(100))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class CurrentRelease(Model):
    """The one release that is served now."""

    __tablename__ = "current_release"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    release_id: Mapped[ReleaseId] = mapped_column(ForeignKey("release.id"))
    since: Mapped[datetime]

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)


class Activation(Model):
    """Each time a release was made the current one: publishing and going back alike."""

    __tablename__ = "activation"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[ReleaseId] = mapped_column(ForeignKey("release.id"))
    at: Mapped[datetime]
    by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (Index("ix_activation_at", "at"),)
