"""What may be said about a damaged tree: it is accepted, or every fault names a place that is there."""

from collections.abc import Mapping

from lms.core.content.faults import Fault
from lms.core.content.tree import FOLDERS
from lms.publishing.check import Checked


def misplaced(files: Mapping[str, bytes], checked: Checked) -> list[str]:
    """What is wrong with the answer: a place outside of its file, a library in spite of errors, none without."""
    wrong = [] if (checked.library is None) == (checked.errors > 0) else [f"{checked.errors} errors, library {checked.library is not None}"]
    reasons = [(fault, _wrong_place(files, fault)) for fault in checked.faults]
    return [*wrong, *(f"{_place(fault)}: {reason}" for fault, reason in reasons if reason)]


def _place(fault: Fault) -> str:
    return f"{fault.path}:{fault.at.line}:{fault.at.column} {fault.code}"


def _wrong_place(files: Mapping[str, bytes], fault: Fault) -> str:
    """Why the place is none; empty when the file has it. A file or folder that is missing is named at its beginning."""
    if fault.path not in files:
        begins = (fault.at.line, fault.at.column) == (1, 1) and fault.path.split("/")[0] in FOLDERS
        return "" if begins else "no such file"
    # Bytes that are no text count one column each.
    lines = files[fault.path].decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    if not 1 <= fault.at.line <= len(lines):
        return f"the file has {len(lines)} lines"
    width = len(lines[fault.at.line - 1])
    return "" if 1 <= fault.at.column <= width + 1 else f"the line has {width} characters"
