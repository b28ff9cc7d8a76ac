"""Lines of Markdown cut into questions: what stands above the boxes, the boxes with what belongs to each, what stands below."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lms.publishing.imports.headings import HEADING
from lms.publishing.imports.lines import Line

BOX = re.compile(r"^( {0,3})((?:[-*+]|\d{1,3}[.)]) {1,4})\[([ xX]?)\](?![(\[:]) ?(.*)$")
QUOTED = re.compile(r"^\s*>(?!\s*\[!)")
NUMBERED = re.compile(r"^(?:(?:question|q|вопрос)\s*)?\d{1,4}\s*[.):]\s*(?=\S)", re.IGNORECASE)
RULE = re.compile(r"^\s*([-*_])(?:\s*\1){2,}\s*$")


@dataclass(slots=True)
class Box:
    """One answer: its lines, and the quotation below it."""

    ticked: bool
    lines: list[Line]
    below: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """One question as it stands: the quotation right before its boxes, and whatever stands below them, explain it."""

    line: int
    category: str = ""
    headed: bool = False
    stem: list[Line] = field(default_factory=list)
    before: list[Line] = field(default_factory=list)
    options: list[Box] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Whether this was meant as a question although it has no boxes: its text says so."""
        return any(line.text.rstrip().endswith("?") for line in self.stem)

    @property
    def silent(self) -> bool:
        """Whether there is nothing but a heading, which names the questions below it."""
        return self.headed and not self.options and not any(not line.blank for line in self.stem[1:])


def sheets_of(lines: list[Line], *, whole: bool) -> Iterator[Sheet]:
    """The questions of one file. With `whole`, its front matter asks and all of it is one question, until other text asks anew."""
    cutter = _Cutter()
    for line in lines:
        cutter.take(line, whole=whole)
    cutter.close()
    yield from cutter.sheets


@dataclass(slots=True)
class _Cutter:
    sheets: list[Sheet] = field(default_factory=list)
    now: Sheet | None = None
    category: str = ""
    apart: bool = False
    """whether an empty line stood before"""

    def take(self, line: Line, *, whole: bool) -> None:
        heading = None if line.code else HEADING.match(line.text)
        if heading and not whole:
            self.close()
            self.now = Sheet(line.number, self.category, headed=True)
            self.now.stem.append(line.saying(NUMBERED.sub("", heading[2] or "")))
        elif not line.code and (box := BOX.match(line.text)):
            self._box(line, box)
        elif not line.code and (line.blank or RULE.match(line.text)):
            self._keep(line.saying(""))
        elif self.now and self.now.options:
            self._behind(self.now, line)
        else:
            self._sheet(line).stem.append(line)
        self.apart = line.blank

    def close(self) -> None:
        """The question ends here; a heading that asks nothing and has no text names the questions below it."""
        if self.now is None:
            return
        if self.now.silent:
            self.category = self.now.stem[0].text.strip()
        elif self.now.options or any(not line.blank for line in self.now.stem):
            self.sheets.append(self.now)
        self.now = None

    def _sheet(self, line: Line) -> Sheet:
        self.now = self.now or Sheet(line.number, self.category)
        return self.now

    def _box(self, line: Line, box: re.Match[str]) -> None:
        sheet = self._sheet(line)
        if sheet.options and any(not one.blank for one in sheet.below) and not _explains(sheet.below):
            # Text between two lists asks anew; a heading above several questions names them all.
            if sheet.headed and any(not line.blank for line in sheet.stem[1:]):
                self.category = sheet.category = sheet.stem.pop(0).text.strip()
                sheet.headed = False
            self.sheets.append(sheet)
            self.now = sheet = Sheet(sheet.below[0].number, self.category, stem=sheet.below)
            self.sheets[-1].below = []
        if not sheet.options:
            sheet.stem, sheet.before = _with_quotation(sheet.stem)
        sheet.options.append(Box(box[3] in ("x", "X"), [line.saying(box[4])]))

    def _keep(self, line: Line) -> None:
        if self.now is None:
            return
        if not self.now.options:
            self.now.stem.append(line)
        elif self.now.below:
            self.now.below.append(line)

    def _behind(self, sheet: Sheet, line: Line) -> None:
        """A line below boxes: of the last one when it is indented or stands close below it, otherwise of the question."""
        last = sheet.options[-1]
        ours = not sheet.below and (line.indent >= 2 or not self.apart or (line.code and not last.lines[0].text))
        if ours and (line.code or not QUOTED.match(line.text)) and not last.below:
            inside = line.saying(line.text[min(line.indent, 6) :] if not line.code else line.text.removeprefix(" " * min(line.indent, 4)))
            last.lines.append(inside)
        elif ours and QUOTED.match(line.text):
            last.below.append(line)
        else:
            sheet.below.append(line)


def _explains(lines: list[Line]) -> bool:
    return all(line.blank or QUOTED.match(line.text) for line in lines)


def _with_quotation(stem: list[Line]) -> tuple[list[Line], list[Line]]:
    """The stem without the quotation at its end, and that."""
    end = len(stem)
    while end and (stem[end - 1].blank or (not stem[end - 1].code and QUOTED.match(stem[end - 1].text))):
        end -= 1
    return stem[:end], [line for line in stem[end:] if not line.blank]
