"""The library: all content of one release as values, immutable, kept in memory by release."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lms.certificates.rules import Certifications
from lms.core.errors import NotFound
from lms.core.ids import ReleaseId, RevisionHash, Slug
from lms.courses.rules import Catalogue
from lms.materials.rules import Materials
from lms.privacy.rules import Consents
from lms.programme.rules import Programme
from lms.publishing.stored import FileItem, Stored, read_stored, stored
from lms.quizzes.rules import Quiz, QuizBank
from lms.releases import queries as releases

KEPT = 4
"""So many libraries stay in memory: the current one, and those of a change that is going round."""


@dataclass(frozen=True, slots=True)
class Library:
    """The content of one release, a slice for each feature. `programme` is the version in the tree, in force or not.

    `media` names the files that lessons show, by the hash of their bytes.
    """

    release_id: ReleaseId | None = None
    catalogue: Catalogue = field(default_factory=Catalogue)
    quizzes: QuizBank = field(default_factory=QuizBank)
    certifications: Certifications = field(default_factory=Certifications)
    programme: Programme | None = None
    materials: Materials = field(default_factory=Materials)
    consents: Consents = field(default_factory=Consents)
    media: dict[RevisionHash, str] = field(default_factory=dict)

    def items(self) -> Iterator[Stored]:
        """Everything in it, as it is stored."""
        for kind, values in self._by_kind().items():
            for slug, value in values.items():
                yield stored(kind, Slug(slug), value)

    def _by_kind(self) -> dict[str, dict[Any, Any]]:
        files = {
            file.blob: FileItem(f"materials/{material.id}/{file.name}")
            for material in self.materials.items.values()
            for file in material.files
        }  # fmt: skip
        return {
            "course": self.catalogue.courses,
            "path": self.catalogue.paths,
            "quiz": self.quizzes.quizzes,
            "certification": self.certifications.items,
            "programme": {self.programme.id: self.programme} if self.programme else {},
            "material": self.materials.items,
            "consent": self.consents.items,
            "media": {blob: FileItem(path) for blob, path in self.media.items()},
            "file": files,
        }


EMPTY = Library()
_kept: OrderedDict[tuple[ReleaseId, RevisionHash], Library] = OrderedDict()
_lock = threading.Lock()


def library_of(release_id: ReleaseId | None, tree_hash: RevisionHash | None = None) -> Library:
    """The library of a release; an empty one when nothing is published.

    With the `tree_hash` of the release at hand, a library that is in memory costs no statement.

    Raises:
        NotFound: there is no such release.
    """
    if release_id is None:
        return EMPTY
    tree_hash = tree_hash or releases.tree_hash(release_id)
    if tree_hash is None:
        raise NotFound
    with _lock:
        found = _kept.get((release_id, tree_hash))
        if found:
            _kept.move_to_end((release_id, tree_hash))
            return found
    library = _load(release_id)
    with _lock:
        _kept[release_id, tree_hash] = library
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return library


def quiz_of(revision: RevisionHash) -> Quiz:
    """The quiz in the revision that an attempt was drawn from, whatever has been published since.

    Raises:
        NotFound: there is no such revision.
    """
    return _quiz(revision)


@lru_cache(maxsize=256)
def _quiz(revision: RevisionHash) -> Quiz:
    body = releases.revision_body("quiz", revision)
    if body is None:
        raise NotFound
    quiz: Quiz = read_stored("quiz", body)
    return quiz


def _load(release_id: ReleaseId) -> Library:
    values: dict[str, dict[Slug, Any]] = defaultdict(dict)
    revisions: dict[str, dict[Slug, RevisionHash]] = defaultdict(dict)
    for row in releases.items(release_id):
        values[row.kind][row.slug] = read_stored(row.kind, row.body)
        revisions[row.kind][row.slug] = row.revision
    return Library(
        release_id=release_id,
        catalogue=Catalogue(values["course"], values["path"], revisions["course"]),
        quizzes=QuizBank(quizzes=values["quiz"], revisions=revisions["quiz"]),
        certifications=Certifications(values["certification"]),
        programme=next(iter(values["programme"].values()), None),
        materials=Materials(values["material"]),
        consents=Consents(values["consent"], revisions["consent"]),
        media={RevisionHash(blob): item.path for blob, item in values["media"].items()},
    )
