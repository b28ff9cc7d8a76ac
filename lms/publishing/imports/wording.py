"""Foreign texts as our Markdown: plain ones letter by letter, HTML by what it means, Markdown as it is where it harms nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from lms.core.text import Message, msg
from lms.publishing.imports.escaping import code, escaped, fenced, harmless
from lms.publishing.imports.hypertext import BLOCKS, Element, read_html

Note = Callable[[Message], None]
OUTWARD = ("https://", "http://", "mailto:")
SUPERSCRIPT = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
STRONG = {"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"}
SIGNS = dict.fromkeys(STRONG, "**") | dict.fromkeys(("i", "em", "var", "cite"), "*") | {"mark": "=="}
TYPED = {"code", "tt", "kbd", "samp"}
LIST_INDENT = " " * 4


class Wording(StrEnum):
    """How a text is written in the source."""

    PLAIN = "plain"
    HTML = "html"
    MARKDOWN = "markdown"


def markdown_of(text: str, wording: Wording, note: Note) -> str:
    """The text as our Markdown, without empty lines around it. Whatever did not come along is noted."""
    match wording:
        case Wording.MARKDOWN:
            return harmless(text).strip("\n").rstrip()
        case Wording.PLAIN:
            return _broken(escaped(text, formulas=False))
    return "\n\n".join(_Page(note).blocks(read_html(text, note))).strip()


@dataclass(frozen=True, slots=True)
class _Page:
    note: Note

    def blocks(self, element: Element) -> list[str]:
        """The paragraphs, lists, tables and blocks of code of an element."""
        found: list[str] = []
        run: list[Element | str] = []
        for child in element.children:
            if isinstance(child, str) or child.tag not in BLOCKS:
                run.append(child)
                continue
            found += [_broken(self.line(run)), *self._block(child)]
            run = []
        return [block for block in [*found, _broken(self.line(run))] if block]

    def _block(self, element: Element) -> list[str]:
        if element.tag in STRONG:
            return [_marked(self.line(element.children).replace("\n", " ").strip(), "**")]
        match element.tag:
            case "pre":
                return [fenced(element.words)] if element.words.strip() else []
            case "ul" | "ol":
                return [self._list(element)]
            case "blockquote":
                return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(self.blocks(element)).split("\n"))]
            case "table":
                return [self._table(element)]
        return ["* * *"] if element.tag == "hr" else self.blocks(element)

    def _list(self, element: Element) -> str:
        sign = "1." if element.tag == "ol" else "-"
        items = []
        for child in element.children:
            blocks = [] if isinstance(child, str) else self.blocks(child)
            lines = "\n\n".join(blocks).split("\n")
            if blocks:
                items.append("\n".join([f"{sign} {lines[0]}", *(LIST_INDENT + line if line else "" for line in lines[1:])]))
        return "\n".join(items)

    def _table(self, table: Element) -> str:
        rows = [[self._cell(cell) for cell in row.children if isinstance(cell, Element)] for row in _all(table, "tr")]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return ""
        lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
        return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])

    def _cell(self, cell: Element) -> str:
        return " ".join("\n".join(self.blocks(cell)).split()).replace("|", "\\|")

    def line(self, run: list[Element | str]) -> str:
        """Words in a row; a line feed is the end of a line."""
        pieces: list[str] = []
        before = ""
        for child in run:
            if isinstance(child, str):
                pieces.append(escaped(re.sub(r"[ \t\r\n\f]+", " ", child)))
                before = ""
                continue
            piece = self._inline(child)
            mark = SIGNS.get(child.tag, "")
            if mark and mark == before and piece.startswith(mark) and pieces[-1].endswith(mark):
                pieces[-1], piece = pieces[-1][: -len(mark)], piece[len(mark) :]
            pieces.append(piece)
            before = mark
        return "".join(pieces)

    def _inline(self, element: Element) -> str:
        if element.tag in SIGNS:
            return _marked(self.line(element.children), SIGNS[element.tag])
        match element.tag:
            case "br":
                return "\n"
            case "a":
                return self._link(element)
            case "img":
                return self._picture(element)
            case "sup" | "sub":
                return self._raised(element)
        words = " ".join(element.words.split()) if element.tag in TYPED else ""
        return code(words) if words else self.line(element.children)

    def _link(self, element: Element) -> str:
        target = "".join(element.attributes.get("href", "").split())
        words = self.line(element.children).replace("\n", " ").strip()
        if not target or not words:
            return words
        if target.lower().startswith(OUTWARD):
            return f"[{words}](<{re.sub('[<>]', '', target)}>)"
        self.note(msg("A link to a page that does not come along is kept as text."))
        return f"{words} ({code(target)})"

    def _picture(self, element: Element) -> str:
        self.note(msg("A picture does not come along; its words and its name are kept as text."))
        name = element.attributes.get("src", "").partition("?")[0].rpartition("/")[2][:100]
        return " ".join(part for part in (escaped(element.attributes.get("alt", "").strip()), f"({code(name)})" if name else "") if part)

    def _raised(self, element: Element) -> str:
        """Small letters as signs of their own where there are such; otherwise x^2, and x2 for what is lowered."""
        letters = SUPERSCRIPT if element.tag == "sup" else SUBSCRIPT
        words = element.words.strip()
        if all(ord(letter) in letters for letter in words):
            return words.translate(letters)
        return f"{'^' if element.tag == 'sup' else ''}{self.line(element.children)}"


def _marked(words: str, sign: str) -> str:
    inner = words.strip()
    if not inner or "\n\n" in inner or inner.startswith(sign):
        return words
    before = words[: len(words) - len(words.lstrip())]
    return f"{before}{sign}{inner}{sign}{words[len(words.rstrip()) :]}"


def _broken(text: str) -> str:
    """Lines that end where they end: an empty line parts paragraphs, another end of a line stays one."""
    paragraphs = ("  \n".join(line.strip() for line in part.strip().split("\n")) for part in re.split(r"\n\s*\n", text))
    return "\n\n".join(part for part in paragraphs if part.strip())


def _all(element: Element, tag: str) -> list[Element]:
    found: list[Element] = []
    for child in element.children:
        if isinstance(child, Element):
            found += [child] if child.tag == tag else _all(child, tag)
    return found
