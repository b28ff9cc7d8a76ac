"""Bytes of a file to text: whatever makes a file another one than its author sees is a fault at its place."""

import re

from lms.core.content.faults import Faults, Position
from lms.core.text import Message, msg

MAX_TEXT_BYTES = 256 * 1024
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
OTHER_FILES = {
    b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"%PDF-": "pdf", b"\x89PNG\r\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif",
    b"\x1f\x8b": "gzip", b"7z\xbc\xaf": "7z", b"Rar!": "rar", b"\xd0\xcf\x11\xe0": "doc", b"\x7fELF": "program",
    b"SQLite format 3": "sqlite",
}  # fmt: skip
"""How files begin that are no text, whatever their name says."""
NUL = re.compile(r"\x00")
CARRIAGE_RETURN = re.compile(r"\r")
SEPARATOR = re.compile(r"[\x85\u2028\u2029]")
"""What some programs take for the end of a line and editors do not: behind one, every line number would be wrong."""
BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
INVISIBLE = re.compile(r"[\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def decode(path: str, data: bytes, faults: Faults) -> str | None:
    """The text of a file with line feeds for line ends; located faults and `None` when it is none, or is not what it looks like."""
    if _is_other(path, data, faults):
        return None
    marked = data.startswith(BYTE_ORDER_MARK)
    if marked:
        faults.add(
            path, Position(), "BYTE_ORDER_MARK",
            msg("The file begins with an invisible byte order mark."), msg("Save it as UTF-8 without BOM."),
        )  # fmt: skip
    text = _utf8(path, data.removeprefix(BYTE_ORDER_MARK), faults)
    if text is None:
        return None
    text = text.replace("\r\n", "\n")
    return None if _misleads(path, text, faults) or marked else text


def place_of(text: str, offset: int) -> Position:
    """Line and column of the character at `offset`."""
    return Position(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _is_other(path: str, data: bytes, faults: Faults) -> bool:
    if len(data) > MAX_TEXT_BYTES:
        faults.add(
            path, Position(), "FILE_TOO_LARGE",
            msg("The file has %(size)s bytes; a text may have %(limit)s.", size=len(data), limit=MAX_TEXT_BYTES),
            msg("Split it into several files."),
        )  # fmt: skip
        return True
    kind = next((kind for beginning, kind in OTHER_FILES.items() if data.startswith(beginning)), None)
    if kind is not None:
        faults.add(
            path, Position(), "FILE_NOT_TEXT",
            msg("The name promises a text, but the file is of the type %(kind)s.", kind=kind),
            msg("Give it its true ending, or save the text itself under this name."),
        )  # fmt: skip
    return kind is not None


def _utf8(path: str, data: bytes, faults: Faults) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        at = place_of(good := data[: fault.start].decode("utf-8"), len(good))
        faults.add(path, at, "NOT_UTF8", msg("The file is not UTF-8 text."), msg("Save it in the encoding UTF-8."))
        return None


def _misleads(path: str, text: str, faults: Faults) -> bool:
    """Note the first character of each kind that cannot be seen and changes what is read."""
    before = len(faults.found)

    def look(pattern: re.Pattern[str], code: str, message: Message, repair: Message) -> None:
        if found := pattern.search(text):
            shown = Message(message.msgid, {"code": f"U+{ord(found[0]):04X}"})
            faults.add(path, place_of(text, found.start()), code, shown, repair)

    look(
        NUL, "NUL_CHARACTER", msg("A NUL character (%(code)s) stands here.", code=""),
        msg("Delete it, or export the file again as plain text."),
    )  # fmt: skip
    look(
        CARRIAGE_RETURN, "LINE_END_CR", msg("A line ends here with a carriage return alone (%(code)s).", code=""),
        msg("Save the file with the line ends LF or CRLF."),
    )  # fmt: skip
    look(
        SEPARATOR, "LINE_SEPARATOR", msg("An invisible separator of lines (%(code)s) stands here.", code=""),
        msg("Delete it and press Enter instead."),
    )  # fmt: skip
    look(
        BIDI, "BIDI_CHARACTER", msg("An invisible character (%(code)s) turns the direction of the text here.", code=""),
        msg("Delete it: text behind it would be shown in another order than it is read."),
    )  # fmt: skip
    look(
        INVISIBLE, "INVISIBLE_CHARACTER", msg("An invisible character (%(code)s) stands here.", code=""),
        msg("Delete it, or type the words around it anew."),
    )  # fmt: skip
    look(
        CONTROL, "CONTROL_CHARACTER", msg("A control character (%(code)s) stands here.", code=""), msg("Delete it.")
    )  # fmt: skip
    return len(faults.found) > before
