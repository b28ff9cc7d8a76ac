"""Foreign HTML read into a small tree: known tags with their attributes, the rest as words; every search has a bound."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lms.core.text import Message, msg

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})(?![a-zA-Z0-9])([^<>]*)>")
ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]{1,2000}))""")
VOID = {"br", "hr", "img", "input", "wbr", "col", "source", "meta", "link"}
BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "figure", "figcaption", "center", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "ul", "ol", "li", "dl", "dt", "dd", "pre", "blockquote", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "hr",
}  # fmt: skip
INLINE = {
    "b", "strong", "i", "em", "u", "code", "tt", "kbd", "samp", "var", "sup", "sub", "a", "img", "br", "wbr", "span", "font", "small",
    "big", "mark", "abbr", "cite", "q", "label",
}  # fmt: skip
UNREAD = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math"}
"""What stands in these is no text for a reader."""
CLOSED_BY = {
    "li": {"li"},
    "p": BLOCKS,
    "td": {"td", "th", "tr"},
    "th": {"td", "th", "tr"},
    "tr": {"tr"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
}
DEEPEST = 30


@dataclass(slots=True)
class Element:
    """A tag and what stands in it; a text is a plain string."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All texts in it, as they stand."""
        return "".join(child if isinstance(child, str) else "\n" if child.tag == "br" else child.words for child in self.children)


def read_html(text: str, note: Callable[[Message], None]) -> Element:
    """The tree of a text. Tags that are left out are noted; their words stay, save in scripts and the like."""
    root = Element("")
    stack = [root]
    for said in _tokens(without_comments(text), note):
        if isinstance(said, str):
            stack[-1].children += [html.unescape(said)] if said else []
        elif said.group(1):
            _close(stack, said[2].lower())
        else:
            _open(stack, said[2].lower(), said[3])
    return root


def without_comments(text: str) -> str:
    """The text without `<!-- ... -->`; one that is never closed stays."""
    pieces, at = [], 0
    while (opening := text.find("<!--", at)) >= 0 and (closing := text.find("-->", opening + 4)) >= 0:
        pieces.append(text[at:opening])
        at = closing + 3
    return "".join([*pieces, text[at:]])


def _tokens(text: str, note: Callable[[Message], None]) -> Iterator[str | re.Match[str]]:
    """Texts and tags in order; what is no tag we know becomes nothing and is noted, its words stay."""
    told: set[str] = set()
    lowered = text.lower()
    at = 0
    for tag in TAG.finditer(text):
        if tag.start() < at:
            continue
        yield text[at : tag.start()]
        at, name = tag.end(), tag[2].lower()
        if name not in BLOCKS | INLINE and name not in told:
            told.add(name)
            note(msg("The HTML tag “%(tag)s” is left out.", tag=name))
        if name in UNREAD and not tag[1]:
            closing = lowered.find(f"</{name}", at)
            at = len(text) if closing < 0 else closing
        elif name in BLOCKS | INLINE:
            yield tag
    yield text[at:]


def _open(stack: list[Element], tag: str, attributes: str) -> None:
    while tag in CLOSED_BY.get(stack[-1].tag, ()):
        stack.pop()
    element = Element(tag, {name.lower(): html.unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(attributes)})
    if tag not in VOID and len(stack) >= DEEPEST:
        return
    stack[-1].children.append(element)
    if tag not in VOID:
        stack.append(element)


def _close(stack: list[Element], tag: str) -> None:
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].tag == tag:
            del stack[depth:]
            return
