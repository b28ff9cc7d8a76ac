"""A Markdown file with front matter: settings between two lines `---`, the text below."""

from dataclasses import dataclass

from lms.core.content.faults import Faults, Position
from lms.core.content.tree import TextFile
from lms.core.content.yaml import Document, read_yaml
from lms.core.text import msg

FENCE = "---"


@dataclass(frozen=True, slots=True)
class Page:
    """A split file: the document of its front matter, its body, and the line at which the body begins."""

    file: TextFile
    head: Document
    body: str
    body_line: int


def read_page(file: TextFile, faults: Faults) -> Page | None:
    """Split one Markdown file; a located fault and `None` when the front matter is missing or unreadable."""
    lines = file.text.split("\n")
    if lines[0].rstrip() != FENCE:
        faults.add(
            file.path, Position(), "FRONT_MATTER_MISSING",
            msg("The file does not begin with front matter."), msg("Begin with a line ---, then “title: ...”, then a line ---."),
        )  # fmt: skip
        return None
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), None)
    if end is None:
        faults.add(
            file.path, Position(), "FRONT_MATTER_OPEN",
            msg("The front matter is not closed."), msg("Put a line --- below its last key."),
        )  # fmt: skip
        return None
    head = read_yaml(file.path, "\n".join(lines[1:end]), faults, first_line=2)
    if head is None:
        return None
    return Page(file, head, "\n".join(lines[end + 1 :]), end + 2)
