"""How pages show a person: name in the reader's language, initials, and the colour of the round mark."""

from dataclasses import dataclass

from lms.core.ids import PublicId
from lms.core.text import Texts
from lms.web.presentation import spoken

COLOURS = 4


@dataclass(frozen=True, slots=True)
class Face:
    """A person as `ui/avatar.html` draws them; `c` stays the same for a person on every page."""

    name: str
    initials: str
    c: int


def face(name: Texts, person: PublicId) -> Face:
    """The face of a person."""
    shown = spoken(name)
    return Face(shown, initials(shown), sum(map(ord, person)) % COLOURS)


def initials(name: str) -> str:
    """The first letters of the first two words."""
    return "".join(word[0] for word in name.split()[:2]).upper()
