"""In which wording a text of GIFT is written: its own tag says so, otherwise the question's."""

import re
from dataclasses import dataclass

from lms.publishing.imports.gift.blocks import SIGNS, back
from lms.publishing.imports.wording import Note, Wording, markdown_of

TAG = re.compile(r"\s*\[(html|moodle|plain|markdown)\][ \t]*")
LINE_END = SIGNS["n"]


@dataclass(frozen=True, slots=True)
class Worded:
    r"""A text as written, its escaped signs put aside. With `breaks`, as in Moodle's own wording, a `\n` ends a line."""

    text: str
    wording: Wording = Wording.HTML
    breaks: bool = True

    def markdown(self, note: Note) -> str:
        """The text as our Markdown. Where a file only breaks its lines, a space is meant, save in Markdown and HTML."""
        match self.wording:
            case Wording.MARKDOWN:
                text = self.text
            case Wording.PLAIN:
                text = " ".join(line.strip() for line in self.text.split("\n"))
            case _:
                text = self.text.replace(LINE_END, "<br>") if self.breaks else self.text
        return markdown_of(back(text).strip(), self.wording, note)


def worded(text: str, default: Worded | None = None) -> Worded:
    """A text with what its tag says; without one it is written as `default`, and a question by itself in Moodle's own wording."""
    found = TAG.match(text)
    if found is None:
        return Worded(text, default.wording, default.breaks) if default else Worded(text)
    rest = text[found.end() :]
    match found[1]:
        case "plain":
            return Worded(rest, Wording.PLAIN, breaks=False)
        case "markdown":
            return Worded(rest, Wording.MARKDOWN, breaks=False)
        case tag:
            return Worded(rest, Wording.HTML, breaks=tag == "moodle")
