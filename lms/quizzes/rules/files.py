"""Files as answers: which types there are, how they are known by their content, and what they may be called."""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass

from lms.core.errors import Invalid
from lms.core.text import msg

MAX_BYTES = 10 * 1024 * 1024
MAX_UPLOADS = 30
"""So many were ever brought for one answer, those taken away among them."""
NAME_LENGTH = 100
BAD_IN_NAMES = re.compile(r'[<>:"/\\|?*\s]+')

OFFICE = {"docx": b"word/", "xlsx": b"xl/", "pptx": b"ppt/"}


def _zip_with(folder: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in data and folder in data


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(letter) == "Cc" and letter not in "\t\n\r\f" for letter in text)


TYPES: dict[str, Callable[[bytes], bool]] = {
    "pdf": lambda data: data.startswith(b"%PDF-"),
    "txt": _is_text,
    "csv": _is_text,
    "png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "jpg": lambda data: data.startswith(b"\xff\xd8\xff"),
    **{name: _zip_with(folder) for name, folder in OFFICE.items()},
}
"""What each type begins with or holds. It tells the types apart; it does not tell whether a file does harm."""
ALIASES = {"jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was brought: its own name, and its bytes."""

    name: str
    data: bytes


def type_of(upload: Upload, allowed: Collection[str]) -> str:
    """The type of a file: what its name says, when it is allowed here and its content agrees.

    Raises:
        Invalid: the file is empty or too large, its type is not wanted here, or its content is something else than its name says.
    """
    if not upload.data:
        raise Invalid(msg("The file “%(name)s” is empty.", name=clean(upload.name)))
    if len(upload.data) > MAX_BYTES:
        raise Invalid(msg("“%(name)s” is too large: a file may have %(limit)s MB at most.", name=clean(upload.name), limit=MAX_BYTES >> 20))
    ending = upload.name.rpartition(".")[2].lower() if "." in upload.name else ""
    kind = ALIASES.get(ending, ending)
    if kind not in TYPES or kind not in allowed:
        raise Invalid(
            msg("“%(name)s” is of a type that is not taken here. Bring one of these: %(types)s.",
                name=clean(upload.name), types=", ".join(sorted(allowed)))
        )  # fmt: skip
    if not TYPES[kind](upload.data):
        problem = msg(
            "What is in “%(name)s” is no %(type)s. Save it anew in this format and try again.", name=clean(upload.name), type=kind
        )
        raise Invalid(problem)
    return kind


def clean(name: str) -> str:
    """A file's name as it may stand on a page and in a header: without folders, control and direction characters, and not too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    stem, dot, ending = BAD_IN_NAMES.sub(" ", plain).strip(" .").rpartition(".")
    if not dot or len(ending) > 10:
        return f"{stem}{dot}{ending}"[:NAME_LENGTH].strip(" .") or "file"
    return f"{stem[: NAME_LENGTH - len(ending) - 1].strip(' .') or 'file'}.{ending}"
