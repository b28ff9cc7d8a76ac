"""Items of a library as they are stored: canonical JSON, and the hash that names it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from lms.certificates.rules import Certification
from lms.core.ids import RevisionHash, Slug
from lms.core.text import Texts
from lms.courses.rules import Course, Path
from lms.materials.rules import Material
from lms.privacy.rules import ConsentText
from lms.programme.rules import Programme
from lms.quizzes.rules import Quiz


@dataclass(frozen=True, slots=True)
class FileItem:
    """A file as an item of a release: its path in the tree. Its slug is the hash of its bytes."""

    path: str


KINDS: dict[str, TypeAdapter[Any]] = {
    "course": TypeAdapter(Course),
    "path": TypeAdapter(Path),
    "quiz": TypeAdapter(Quiz),
    "certification": TypeAdapter(Certification),
    "programme": TypeAdapter(Programme),
    "material": TypeAdapter(Material),
    "consent": TypeAdapter(ConsentText),
    "media": TypeAdapter(FileItem),
    "file": TypeAdapter(FileItem),
}
"""What a release is made of. `media` are pictures and files of lessons, open by address; `file` are those of materials, behind gates."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One item: `body` is its canonical JSON, `title` what people call it."""

    kind: str
    slug: Slug
    body: bytes
    title: Texts

    @property
    def revision(self) -> RevisionHash:
        """The SHA-256 of kind, slug and body."""
        return RevisionHash(hashlib.sha256(b"\0".join((self.kind.encode(), self.slug.encode(), self.body))).hexdigest())


def stored(kind: str, slug: Slug, value: object) -> Stored:
    """An item as it is stored. The order of keys is that of the values, which the tree gives: the same tree, the same bytes."""
    title: Texts = {"en": value.path} if isinstance(value, FileItem) else getattr(value, "title", {"en": slug})
    return Stored(kind, slug, KINDS[kind].dump_json(value), title)


def read_stored(kind: str, body: bytes) -> Any:
    """The value of a stored item."""
    return KINDS[kind].validate_json(body)


def list_hash(items: Iterator[tuple[str, Slug, RevisionHash]]) -> RevisionHash:
    """The hash of a whole release: of the sorted list of its items."""
    lines = sorted(f"{kind} {slug} {revision}\n" for kind, slug, revision in items)
    return RevisionHash(hashlib.sha256("".join(lines).encode()).hexdigest())
