"""A content tree in memory: paths and bytes. Files are read here and nowhere else."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lms.core.content.faults import Faults, Position
from lms.core.text import LANGUAGES, msg

FOLDERS = ("courses", "quizzes", "certificates", "materials")
MAX_TEXT_BYTES = 256 * 1024
MAX_FILE_BYTES = 20 * 1024 * 1024
TEXT_ENDINGS = (".md", ".yaml")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


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

    def under(self, folder: str) -> Iterator[str]:
        """Paths below `folder`, sorted."""
        return (path for path in sorted(self.files) if path.startswith(f"{folder}/"))

    def text(self, path: str, faults: Faults) -> TextFile | None:
        """Decode one text file; a located fault and `None` when it is too large or not UTF-8."""
        data = self.files[path]
        if len(data) > MAX_TEXT_BYTES:
            faults.add(
                path, Position(), "FILE_TOO_LARGE",
                msg("The file has %(size)s bytes; a text may have %(limit)s.", size=len(data), limit=MAX_TEXT_BYTES),
                msg("Split it into several files."),
            )  # fmt: skip
            return None
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as fault:
            line = data.count(b"\n", 0, fault.start) + 1
            faults.add(
                path, Position(line), "NOT_UTF8",
                msg("The file is not UTF-8 text."), msg("Save it in the encoding UTF-8."),
            )  # fmt: skip
            return None
        return TextFile(path, *self._named(path), text.replace("\r\n", "\n"))

    def _named(self, path: str) -> tuple[str, str, bool]:
        stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        for language in LANGUAGES:
            if stem.endswith(f".{language}"):
                return _without_number(stem.removesuffix(f".{language}")), language, language == self.language
        return _without_number(stem), self.language, True


def read_tree(folder: Path, language: str) -> Tree:
    """Read the four content folders below `folder`; other files, `README.md` and hidden files are left alone."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in FOLDERS
        for path in sorted((folder / part).rglob("*"))
        if path.is_file() and not path.name.startswith((".", "README.")) and path.stat().st_size <= MAX_FILE_BYTES
    }
    return Tree(files, language)


def is_id(text: str) -> bool:
    """Whether `text` may be an id: lower case Latin letters, digits and single hyphens."""
    return ID.fullmatch(text) is not None


def _without_number(stem: str) -> str:
    return re.sub(r"^\d+-", "", stem)
