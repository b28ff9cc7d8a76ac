"""A content tree in memory: paths and bytes. Files are read here and nowhere else."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from lms.core.content.decoding import decode
from lms.core.content.faults import Faults
from lms.core.text import LANGUAGES

FOLDERS = ("courses", "quizzes", "certificates", "materials")
MAX_FILE_BYTES = 20 * 1024 * 1024
TEXT_ENDINGS = (".md", ".yaml")


class LeftOut(StrEnum):
    """Why something that lies in the folder is not read."""

    TOO_LARGE = "too_large"
    LINK = "link"
    EMPTY_FOLDER = "empty_folder"


@dataclass(frozen=True, slots=True)
class TextFile:
    """One text file of a tree: `path` inside the tree, `id` without number, language and ending."""

    path: str
    id: str
    language: str
    is_base: bool
    text: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The files of a content tree, by path inside it (`courses/x/course.md`)."""

    files: Mapping[str, bytes]
    language: str = "en"
    left_out: Mapping[str, LeftOut] = field(default_factory=dict)
    """What was found and not read."""

    def under(self, folder: str) -> Iterator[str]:
        """Paths below `folder`, sorted."""
        return (path for path in sorted(self.files) if path.startswith(f"{folder}/"))

    def text(self, path: str, faults: Faults) -> TextFile | None:
        """Decode one text file; a located fault and `None` when it is too large, not UTF-8 or not what it looks like."""
        text = decode(path, self.files[path], faults)
        return None if text is None else TextFile(path, *self._named(path), text)

    def _named(self, path: str) -> tuple[str, str, bool]:
        stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        for language in LANGUAGES:
            if stem.endswith(f".{language}"):
                return _without_number(stem.removesuffix(f".{language}")), language, language == self.language
        return _without_number(stem), self.language, True


def read_tree(folder: Path, language: str) -> Tree:
    """Read the four content folders below `folder`; other files, `README.md` and hidden files are left alone.

    Links are not followed and files of more than `MAX_FILE_BYTES` are not read: what they were called stands in `left_out`.
    """
    files: dict[str, bytes] = {}
    left_out: dict[str, LeftOut] = {}
    for part in FOLDERS:
        for path in sorted((folder / part).rglob("*")):
            reason = None if path.name.startswith((".", "README.")) else _left_out(path)
            name = path.relative_to(folder).as_posix()
            if reason:
                left_out[name] = reason
            elif path.is_file() and not path.name.startswith((".", "README.")):
                files[name] = path.read_bytes()
    return Tree(files, language, left_out)


def _left_out(path: Path) -> LeftOut | None:
    if path.is_symlink():
        return LeftOut.LINK
    if path.is_dir():
        return None if any(path.iterdir()) else LeftOut.EMPTY_FOLDER
    return LeftOut.TOO_LARGE if path.stat().st_size > MAX_FILE_BYTES else None


def _without_number(stem: str) -> str:
    return re.sub(r"^\d+-", "", stem)
