"""Questions in Markdown with boxes, as repositories for certifications keep them: one in a file, or many under headings."""

import re
from dataclasses import dataclass, replace

from lms.core.content.faults import Faults
from lms.core.content.yaml import Document, read_yaml
from lms.core.text import msg
from lms.publishing.imports.arrival import Imported, Sources
from lms.publishing.imports.asked import Asked, Entry, QuizWish
from lms.publishing.imports.boxes import kind_of_boxes
from lms.publishing.imports.escaping import harmless
from lms.publishing.imports.headings import without_underlines
from lms.publishing.imports.letters import text_of
from lms.publishing.imports.lines import Line, lines_of, with_breaks, written
from lms.publishing.imports.links import Links
from lms.publishing.imports.lists import indented
from lms.publishing.imports.names import in_reading_order, is_page
from lms.publishing.imports.notation import quiz_file
from lms.publishing.imports.sheets import Sheet, sheets_of
from lms.publishing.imports.strangers import named

MEDIA = "quizzes/media"
KNOWN = {"question", "title", "explanation", "category", "topic"}
QUOTE = ">"
CALLOUT = re.compile(r"^\[!\w{1,20}\]\s*$")
FENCED_BOX = re.compile(r"^( {0,3}(?:[-*+]|\d{1,3}[.)]) {1,4}\[[ xX]?\]) +((?:`{3,}|~{3,})[^`]*)$")
ADDRESS = re.compile(r"^\s*(https?://[^\s<>]+)\s*$")


def read(sources: Sources, wish: QuizWish) -> Imported:
    """The quiz made of all questions of the files. With refusals, nothing of it may be written."""
    arrival = Imported()
    asked: list[Asked] = []
    links = Links(sources, {}, {}, MEDIA, arrival)
    for path in in_reading_order(path for path in sources if is_page(path)):
        text = text_of(path, sources[path], arrival)
        if text is not None:
            _File(path, links, arrival).read(text, asked)
    quiz_file(asked, (), wish, arrival)
    if arrival.refusals:
        arrival.files.clear()
    return arrival


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    links: Links
    arrival: Imported

    def read(self, text: str, asked: list[Asked]) -> None:
        """Add the questions of one file."""
        head, lines = self._split(text)
        if head is None:
            return
        whole = head.get("question", "")
        sheets = list(sheets_of(without_underlines(lines), whole=bool(whole)))
        for number, sheet in enumerate(sheets):
            if not sheet.options:
                self._without_boxes(sheet)
                continue
            question = self._question(sheet, head if number == 0 else {})
            if question is not None:
                asked.append(question)
        if not sheets:
            self.arrival.note(self.path, 1, msg("There is no question with boxes in this file."))

    def _split(self, text: str) -> tuple[dict[str, str] | None, list[Line]]:
        """Front matter as far as we know it, and the lines below; `None` where it cannot be read."""
        lines = text.split("\n")
        closing = next((at for at, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), 0)
        if lines[0].rstrip() != "---" or not closing:
            return {}, _lines(text, 1)
        faults = Faults()
        document = read_yaml(self.path, "\n".join(lines[1:closing]), faults, first_line=2)
        if document is None:
            self.arrival.leave_out(self.path, faults.found[0].at.line, faults.found[0].message)
            return None, []
        return self._known(document), _lines("\n".join(lines[closing + 1 :]), closing + 2)

    def _known(self, document: Document) -> dict[str, str]:
        said = document.value if isinstance(document.value, dict) else {}
        for key in said.keys() - KNOWN:
            self.arrival.note(self.path, document.key((key,)).line, msg("The setting “%(key)s” is not taken over.", key=key[:60]))
        return {key: value for key, value in said.items() if key in KNOWN and isinstance(value, str)}

    def _without_boxes(self, sheet: Sheet) -> None:
        if sheet.asks:
            self.arrival.leave_out(self.path, sheet.line, msg("The question has no boxes “- [ ]” to tick."))
        else:
            self.arrival.note(self.path, sheet.line, msg("This text belongs to no question; it does not come in."))

    def _question(self, sheet: Sheet, head: dict[str, str]) -> Asked | None:
        stem = [self._shown(text) for text in (lines_of(head.get("question", ""), 1), sheet.stem)]
        entries = tuple(
            Entry(text=self._shown(option.lines), right=option.ticked, feedback=self._quoted(option.below)) for option in sheet.options
        )
        problem = None
        if not any(stem):
            problem = msg("The question has no text.")
        elif not all(entry.text for entry in entries):
            problem = msg("An answer has no text.")
        elif not any(entry.right for entry in entries):
            problem = msg("No box is ticked.")
        if problem is not None:
            self.arrival.leave_out(self.path, sheet.line, problem)
            return None
        kind, entries = kind_of_boxes(entries)
        folder = self.path.rpartition("/")[0].rpartition("/")[2]
        title = head.get("title", "")
        explained = [self._quoted(sheet.before), self._quoted(sheet.below), self._shown(lines_of(head.get("explanation", ""), 1))]
        return Asked(
            path=self.path, line=sheet.line, type=kind, stem="\n\n".join(part for part in stem if part), entries=entries,
            name=" ".join(part for part in (folder if title else "", title) if part),
            explanation="\n\n".join(part for part in explained if part),
            category=head.get("category") or head.get("topic") or sheet.category or folder,
        )  # fmt: skip

    def _quoted(self, lines: list[Line]) -> str:
        """An explanation: its lines without the marks of the quotation; an address that stands alone is a link."""
        bare = [line.saying(line.text.lstrip().removeprefix(QUOTE).removeprefix(" ")) for line in lines]
        return self._shown([line.saying(ADDRESS.sub(r"<\1>", line.text)) for line in bare if not CALLOUT.match(line.text)])

    def _shown(self, lines: list[Line]) -> str:
        """Lines of foreign Markdown as ours: links led, strangers named, lists indented, nothing that reads as a part of a quiz."""
        known = named(self.links.led(with_breaks(lines), self.path), self.path, self.arrival)
        return harmless(written(indented(known))).strip("\n").rstrip() if lines else ""


def _lines(text: str, first: int) -> list[Line]:
    """The lines of a text; a block of code that begins right behind a box begins on a line of its own."""
    parted: list[str] = []
    numbers: list[int] = []
    for number, line in enumerate(text.split("\n"), start=first):
        found = FENCED_BOX.match(line)
        parted += [found[1], f"  {found[2]}"] if found else [line]
        numbers += [number, number] if found else [number]
    return [replace(line, number=number) for line, number in zip(lines_of("\n".join(parted), first), numbers, strict=True)]
