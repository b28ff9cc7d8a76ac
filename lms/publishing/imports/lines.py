"""The lines of a foreign text: which of them are code, and which stand together."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

FENCE = re.compile(r"^(\s*(?:[-*+]\s+|\d{1,9}[.)]\s+)?)(`{3,}|~{3,})([^`]*)$")
COMMENT_OPENS = re.compile(r"^ {0,3}<!--")
SPAN = re.compile(r"(?<!`)(`+)(?!`)(.{1,1000}?)(?<!`)\1(?!`)", re.DOTALL)
TABLE_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$|^\s*\|\s*:?-+:?\s*\|\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line and its number in the source; `code` lines, comments among them, are left as they are."""

    number: int
    text: str
    code: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing is to be read."""
        return not self.text.strip()

    @property
    def indent(self) -> int:
        """How many spaces it begins with."""
        return len(self.text) - len(self.text.lstrip(" "))

    def saying(self, text: str) -> "Line":
        """The same line with another text."""
        return replace(self, text=text)


def lines_of(text: str, first: int) -> list[Line]:
    """The lines of a body that begins at line `first`; fenced blocks and comments are marked."""
    marked: list[Line] = []
    closing, in_comment = "", False
    for number, line in enumerate(text.replace("\t", "    ").split("\n"), start=first):
        fence = FENCE.match(line)
        if closing:
            marked.append(Line(number, line, code=True))
            if fence and not fence[3].strip() and fence[2].startswith(closing):
                closing = ""
        elif in_comment or COMMENT_OPENS.match(line):
            in_comment = "-->" not in line
            marked.append(Line(number, line, code=True))
        elif fence:
            closing = fence[2]
            marked.append(Line(number, fence[1] + fence[2] + _language(fence[3]), code=True))
        else:
            marked.append(Line(number, line))
    return marked


def written(lines: Iterable[Line]) -> str:
    """The text of the lines, with one line feed at its end."""
    return "\n".join(line.text.rstrip() if not line.text.endswith("  ") else line.text for line in lines).strip("\n") + "\n"


def in_prose(lines: list[Line], change: Callable[[str, int], str]) -> list[Line]:
    """Change what is no code, a stretch of lines at a time; `change` is told the number of its first line and keeps its line feeds."""
    changed: list[Line] = []
    for code, stretch in groupby(lines, key=lambda line: line.code):
        group = list(stretch)
        if code:
            changed += group
            continue
        text = _outside_spans("\n".join(line.text for line in group), group[0].number, change)
        changed += [line.saying(part) for line, part in zip(group, text.split("\n"), strict=True)]
    return changed


def with_breaks(lines: list[Line]) -> list[Line]:
    """A backslash at the end of a line, and a table close under a paragraph, written as our Markdown reads them."""
    changed: list[Line] = []
    for at, line in enumerate(lines):
        if line.code or line.blank:
            changed.append(line)
            continue
        heads_table = "|" in line.text and at + 1 < len(lines) and TABLE_RULE.match(lines[at + 1].text)
        if heads_table and changed and not changed[-1].blank:
            changed.append(Line(line.number, ""))
        text = re.sub(r"(?<!\\)\\$", "  ", line.text)
        changed.append(line.saying("\\" + text if re.match(r"#{1,6}[^#\s]", text) else text))
    return changed


def _outside_spans(text: str, first: int, change: Callable[[str, int], str]) -> str:
    result, end = [], 0
    for span in _spans(text):
        result += [change(text[end : span.start()], first + text.count("\n", 0, end)), span[0]]
        end = span.end()
    return "".join([*result, change(text[end:], first + text.count("\n", 0, end))])


def _spans(text: str) -> Iterator[re.Match[str]]:
    """Pieces of `code` that end in the paragraph in which they begin."""
    return (span for span in SPAN.finditer(text) if "\n\n" not in span[0])


def _language(info: str) -> str:
    """The language of a fence, without what other programs write behind it."""
    found = re.match(r"\s*\{?\.?([\w+#-]+)", info)
    return found[1].lower() if found else ""
