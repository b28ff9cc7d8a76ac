"""The allow-list: what our own extensions produce, each tag with its attributes, and nothing else."""

import re

import nh3

ID_PREFIX = "s-"
"""Stands before every id of the content, so that no author's id can shadow one of the page."""

TEXT = {
    "p",
    "br",
    "hr",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "strong",
    "em",
    "code",
    "pre",
    "blockquote",
    "del",
    "sup",
    "sub",
    "mark",
    "kbd",
    "abbr",
}
BLOCKS = {"ul", "ol", "li", "dl", "dt", "dd", "div", "span", "section", "figure", "figcaption", "details", "summary"}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
TAGS = TEXT | BLOCKS | TABLES | {"a", "img", "input", "label"}

ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "id"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading"},
    "th": {"align", "scope"},
    "td": {"align"},
    "ol": {"start"},
    "input": {"checked", "disabled", "type", "name", "aria-label"},
    "label": {"for"},
    "div": {"data-tabs", "role", "tabindex", "aria-label"},
    "details": {"open"},
    "abbr": {"title"},
}
CLASSES = {
    "highlight", "linenos", "admonition", "admonition-title", "note", "tip", "important", "warning", "caution", "arithmatex",
    "tabbed-set", "tabbed-alternate", "tabbed-labels", "tabbed-content", "tabbed-block", "task-list", "task-list-item",
    "footnote", "footnote-ref", "footnote-backref", "keys", "scroll", "figure",
}  # fmt: skip
TOKEN_CLASS = re.compile(r"[a-z][a-z0-9]{0,2}|key-[a-z0-9-]+")
"""Pygments' classes of tokens, and the names of keys."""
CODED = {"span", "kbd"}
FIXED = {
    ("input", "type"): {"radio", "checkbox"},
    ("div", "role"): {"region"},
    ("div", "tabindex"): {"0"},
    ("img", "loading"): {"lazy"},
    ("th", "scope"): {"col", "row"},
}


def sanitise(html: str) -> str:
    """Keep what the allow-list names; links lead to http, https, mailto or within the academy."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        id_prefix=ID_PREFIX,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        kept = [one for one in value.split() if one in CLASSES or (tag in CODED and TOKEN_CLASS.fullmatch(one))]
        return " ".join(kept) or None
    if (tag, name) in FIXED:
        return value if value in FIXED[tag, name] else None
    if name == "for":
        return ID_PREFIX + value
    if tag == "a" and name == "href" and value.startswith("#"):
        return f"#{ID_PREFIX}{value[1:]}"
    if tag == "img" and name == "src":
        return value if value.startswith("/media/") else None
    return value
