"""Ids made of titles and texts: the same text gives the same id, and two of one text are told apart by a number."""

import html
import re
from dataclasses import dataclass, field

from lms.core.content.naming import is_id
from lms.publishing.imports.headings import plain
from lms.publishing.imports.names import id_of

READ = 300
"""So many characters of a text are looked at for its id."""
SHOWN = 70
LONGEST = 70
GAP = re.compile(r"\\_+\\_")
"""Where a word is missing, as it is written in Markdown."""


@dataclass(slots=True)
class Ids:
    """The ids that are taken in one place."""

    taken: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def of(self, text: str, otherwise: str) -> str:
        """A free id for a text of Markdown; `otherwise` is used where no letter or digit of it is left."""
        wanted = text if is_id(text) and len(text) <= LONGEST else self.plain(text) or otherwise
        number = self._numbers.get(wanted, 0)
        one = wanted
        while not number or one in self.taken:
            number += 1
            one = wanted if number == 1 else f"{wanted}-{number}"
        self._numbers[wanted] = number
        self.taken.add(one)
        return one

    @staticmethod
    def plain(text: str) -> str:
        """What a text says as an id; empty when nothing is left."""
        return id_of(_words(text))


def told(text: str) -> str:
    """The beginning of a text without its marks, for a list."""
    words = " ".join(_words(text).split())
    return words if len(words) <= SHOWN else words[: SHOWN - 1].rstrip() + "…"


def _words(text: str) -> str:
    return plain(html.unescape(re.sub(r"\\(?=[^\w\s])", "", GAP.sub("…", text[:READ]))))
