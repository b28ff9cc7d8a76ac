"""Our own extension of Python-Markdown: no raw HTML, resolved links and pictures, figures, checks, named tables and tasks."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

CHECK_TOKEN = "waymarkcheck"  # noqa: S105 - a word that stands in for a check, no secret
CHECK = re.compile(r"::check\s+(\S+)\s*")
COMMENT = re.compile(r"^ {0,3}<!--(?:(?!-->).)*-->[ \t]*$", re.MULTILINE | re.DOTALL)
"""A comment with lines of its own: an author's note to authors, never shown."""
AFTER_FENCES = 24
"""Priority just below pymdownx.superfences (25): what stands in code is already put aside."""


@dataclass(slots=True)
class Callbacks:
    """What one rendering asks and notes."""

    link: Callable[[str], str | None]
    picture: Callable[[str], str | None]
    checks: list[str] = field(default_factory=list)
    dead_links: list[str] = field(default_factory=list)
    dead_pictures: list[str] = field(default_factory=list)
    mute_pictures: list[str] = field(default_factory=list)


class Ours(Extension):
    """Registers the processors below; `begin` hands them what one rendering needs."""

    def __init__(self, callouts: dict[str, str], table: str) -> None:
        super().__init__()
        self.callouts, self.table = callouts, table
        self.now = Callbacks(lambda _: None, lambda _: None)

    def begin(self, callbacks: Callbacks) -> None:
        """Start one rendering."""
        self.now = callbacks

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Take raw HTML out, put ours in."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.registerExtension(self)
        md.preprocessors.register(CommentLines(md), "waymark_comments", AFTER_FENCES + 0.5)
        md.preprocessors.register(CheckLines(md, self), "waymark_checks", AFTER_FENCES)
        md.treeprocessors.register(Finish(md, self), "waymark_finish", 0)


class CommentLines(Preprocessor):
    """Takes out comments that have lines of their own; one in the middle of a line is text like any other."""

    def run(self, lines: list[str]) -> list[str]:
        """Leave as many empty lines as the comment had."""
        return COMMENT.sub(lambda found: "\n" * found[0].count("\n"), "\n".join(lines)).split("\n")


class CheckLines(Preprocessor):
    """Puts a token where a check stands."""

    def __init__(self, md: Markdown, ours: Ours) -> None:
        super().__init__(md)
        self.ours = ours

    def run(self, lines: list[str]) -> list[str]:
        """Replace each line `::check reference`, with empty lines around."""
        result: list[str] = []
        for line in lines:
            match = CHECK.fullmatch(line)
            if match:
                result += ["", f"{CHECK_TOKEN}{len(self.ours.now.checks)}z", ""]
                self.ours.now.checks.append(match[1])
            else:
                result.append(line)
        return result


class Finish(Treeprocessor):
    """Walks the finished tree once."""

    def __init__(self, md: Markdown, ours: Ours) -> None:
        super().__init__(md)
        self.ours = ours
        self.tables = 0

    def run(self, root: Element) -> None:
        """Resolve links and pictures, make figures, name tables, write callout titles and tasks in the text's language."""
        self.tables = 0
        for parent, element in list(_with_parents(root)):
            match element.tag:
                case "a":
                    self._link(element)
                case "img":
                    self._picture(element)
                case "table":
                    self._table(parent, element)
                case "p" if element.get("class") == "admonition-title":
                    element.text = self.ours.callouts.get(_kind(parent), element.text or "")
        for _, element in list(_with_parents(root)):
            if element.tag == "p" and len(element) == 1 and element[0].tag == "img" and not (element.text or element[0].tail or "").strip():
                _figure(element)
            if element.tag == "th":
                element.set("scope", "col")

    def _link(self, element: Element) -> None:
        target = element.get("href", "")
        if element.get("class", "").startswith("footnote") or not target:
            return
        address = self.ours.now.link(target)
        if address is None:
            self.ours.now.dead_links.append(target)
            return
        element.set("href", address)

    def _picture(self, element: Element) -> None:
        target = element.get("src", "")
        if not element.get("alt", "").strip():
            self.ours.now.mute_pictures.append(target)
        address = self.ours.now.picture(target)
        if address is None:
            self.ours.now.dead_pictures.append(target)
            return
        element.set("src", address)
        element.set("loading", "lazy")

    def _table(self, parent: Element, element: Element) -> None:
        self.tables += 1
        position = list(parent).index(element)
        name = f"{self.ours.table} {self.tables}"
        wrap = Element("div", {"class": "scroll", "role": "region", "tabindex": "0", "aria-label": name})
        wrap.tail, element.tail = element.tail, None
        parent.remove(element)
        wrap.append(element)
        parent.insert(position, wrap)


def toc_of(markdown: Markdown) -> list[tuple[str, str, int]]:
    """The sections of the text just rendered: anchor, plain title, level; in order."""
    found: list[tuple[str, str, int]] = []

    def walk(tokens: list[dict[str, object]]) -> None:
        for token in tokens:
            found.append((str(token["id"]), str(token["name"]), int(str(token["level"]))))
            walk(token["children"])  # type: ignore[arg-type]  # Python-Markdown's tokens are untyped

    walk(getattr(markdown, "toc_tokens", []))
    return found


def _with_parents(root: Element) -> Iterator[tuple[Element, Element]]:
    for parent in root.iter():
        for child in parent:
            yield parent, child


def _kind(admonition: Element) -> str:
    return admonition.get("class", "").replace("admonition", "").strip()


def _figure(paragraph: Element) -> None:
    image = paragraph[0]
    image.tail = None
    paragraph.tag, paragraph.text = "figure", None
    caption = image.attrib.pop("title", "")
    if caption:
        SubElement(paragraph, "figcaption").text = caption
