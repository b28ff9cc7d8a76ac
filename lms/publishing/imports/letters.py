"""The letters of a foreign file: what hinders reading it is a refusal, what nobody sees is taken out and noted."""

from lms.core.content.decoding import decode
from lms.core.content.faults import Faults
from lms.publishing.imports.arrival import Imported
from lms.publishing.imports.strangers import revealed

MENDED = {
    "BYTE_ORDER_MARK", "LINE_END_CR", "LINE_SEPARATOR", "BIDI_CHARACTER", "INVISIBLE_CHARACTER", "CONTROL_CHARACTER",
}  # fmt: skip
"""Faults of a file's letters that are taken out on the way; what else hinders reading it refuses the whole."""


def text_of(path: str, data: bytes, arrival: Imported) -> str | None:
    """The text of a file with line feeds for line ends; a refusal and `None` where it is none."""
    faults = Faults()
    decode(path, data, faults)
    hindering = [fault for fault in faults.errors if fault.code not in MENDED]
    for fault in hindering:
        arrival.refuse(path, fault.at, fault.message)
    if hindering:
        return None
    return revealed(data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), path, arrival)
