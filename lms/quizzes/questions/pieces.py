"""Cuts the rendered text of a cloze where its gaps stand."""

import re
from collections.abc import Collection

from lms.core.ids import Slug

PLACE = re.compile(r"\[\[([a-z0-9-]+)\]\]")
TAG = re.compile(r'<(/?)([a-zA-Z0-9]+)((?:[^">]|"[^"]*")*)>')
CLOSED = frozenset({"a", "code", "pre", "summary", "label", "math", "svg"})
"""Elements in which no field may stand."""


def cut(rendered: str, gaps: Collection[Slug]) -> tuple[tuple[str, ...], tuple[Slug, ...]]:
    """The pieces of sanitised HTML between its gaps, one more than there are gaps, and the gaps in the order of the text.

    A gap is cut where `[[id]]` first stands as text: never inside a tag, nor in an element that cannot hold a field. Put together again
    with something well-formed between them, the pieces are well-formed.
    """
    pieces, order, begin = [], [], 0
    for start, end in _texts(rendered):
        for place in PLACE.finditer(rendered, start, end):
            gap = Slug(place[1])
            if gap in gaps and gap not in order:
                pieces.append(rendered[begin : place.start()])
                order.append(gap)
                begin = place.end()
    return (*pieces, rendered[begin:]), tuple(order)


def _texts(rendered: str) -> list[tuple[int, int]]:
    """Where text stands between tags."""
    texts, at, closed = [], 0, 0
    for tag in TAG.finditer(rendered):
        if not closed:
            texts.append((at, tag.start()))
        if tag[2].lower() in CLOSED:
            closed = max(0, closed + (-1 if tag[1] else 1))
        at = tag.end()
    return [*texts, (at, len(rendered))]
