"""Aiken: a question, its answers behind letters, and a line ANSWER; plain text throughout."""

import re
from dataclasses import dataclass, field

from lms.core.text import msg
from lms.publishing.imports.arrival import Imported, Sources
from lms.publishing.imports.asked import Asked, Entry, QuizWish
from lms.publishing.imports.boxes import kind_of_boxes
from lms.publishing.imports.letters import text_of
from lms.publishing.imports.names import in_reading_order
from lms.publishing.imports.notation import quiz_file
from lms.publishing.imports.wording import Wording, markdown_of

ENDINGS = (".aiken", ".txt")
OPTION = re.compile(r"([A-Za-z])[.)][ \t]+(\S.*)")
ANSWER = re.compile(r"ANSWER[ \t]*:[ \t]*([A-Za-z](?:[ \t]*[,;&][ \t]*[A-Za-z]){0,25})[ \t.]*", re.IGNORECASE)
ANSWER_BEGINS = re.compile(r"ANSWER[ \t]*:", re.IGNORECASE)


def read(sources: Sources, wish: QuizWish) -> Imported:
    """The quiz made of all questions of the files. With refusals, nothing of it may be written."""
    arrival = Imported()
    asked: list[Asked] = []
    for path in in_reading_order(path for path in sources if path.lower().endswith(ENDINGS)):
        reader = _Reader(path, arrival, asked)
        for number, line in enumerate((text_of(path, sources[path], arrival) or "").split("\n"), start=1):
            reader.take(number, line.strip())
        reader.without_answer()
    quiz_file(asked, (), wish, arrival)
    return arrival


@dataclass(slots=True)
class _Reader:
    path: str
    arrival: Imported
    asked: list[Asked]
    line: int = 0
    stem: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    apart: bool = False
    """whether an empty line stood before"""

    def take(self, number: int, text: str) -> None:
        """One line of the file."""
        if ANSWER_BEGINS.match(text) and (self.stem or self.options):
            self._answer(text)
        elif (option := OPTION.fullmatch(text)) and self.stem:
            if option[1].upper() in self.options:
                self.without_answer()
                self.line = number
            self.options[option[1].upper()] = option[2]
        elif text and self.options and not self.apart:
            last = next(reversed(self.options))
            self.options[last] += f" {text}"
        elif text:
            if self.options:
                self.without_answer()
            self.line = self.line if self.stem else number
            self.stem.append(text)
        self.apart = not text

    def without_answer(self) -> None:
        """What was read so far has no line ANSWER: it is left out."""
        if self.stem or self.options:
            self.arrival.leave_out(self.path, self.line, msg("The question has no line “ANSWER: A” below its answers."))
        self._anew()

    def _answer(self, text: str) -> None:
        found = ANSWER.fullmatch(text)
        right = {letter.upper() for letter in re.findall(r"[A-Za-z]", found[1])} if found else set()
        if len(self.options) < 2:
            self.arrival.leave_out(self.path, self.line, msg("The question has fewer than two answers."))
        elif not right or right - self.options.keys():
            self.arrival.leave_out(self.path, self.line, msg("The line ANSWER names no letter of an answer."))
        else:
            self._ask(right)
        self._anew()

    def _ask(self, right: set[str]) -> None:
        entries = tuple(Entry(text=self._plain(text), right=letter in right) for letter, text in self.options.items())
        kind, entries = kind_of_boxes(entries)
        stem = self._plain(" ".join(self.stem))
        self.asked.append(Asked(path=self.path, line=self.line, type=kind, stem=stem, entries=entries))

    def _plain(self, text: str) -> str:
        return markdown_of(text, Wording.PLAIN, lambda _: None)

    def _anew(self) -> None:
        self.stem, self.options, self.apart = [], {}, False
