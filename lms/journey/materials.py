"""Materials: whether one opens for somebody, and opening it; asked at each request and for each file."""

from dataclasses import dataclass
from datetime import datetime

from lms.access import ANONYMOUS, Permission, may
from lms.core.errors import NotFound, Refused
from lms.core.ids import Slug
from lms.core.text import msg
from lms.journey.opening import visitor_facts
from lms.journey.settle import programme_now, settle
from lms.materials.rules import Material, MaterialFile, OpenState, open_state
from lms.materials.service import record_access
from lms.programme.rules import words_of
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor
from lms.requirements.facts import Facts
from lms.requirements.words import Words


@dataclass(frozen=True, slots=True)
class Shelf:
    """The materials that somebody sees, each with whether it opens. `vendor`: the reader works for the vendor and opens everything."""

    states: tuple[tuple[Material, OpenState], ...]
    vendor: bool
    words: Words

    def opens(self, state: OpenState) -> bool:
        """Whether the reader may have the files."""
        return self.vendor or state.open

    def find(self, material: Slug) -> tuple[Material, OpenState]:
        """One of them.

        Raises:
            NotFound: it is not among them.
        """
        found = next((pair for pair in self.states if pair[0].id == material), None)
        if found is None:
            raise NotFound
        return found

    def file(self, material: Slug, name: str) -> MaterialFile:
        """A file of one of them, through its gate.

        Raises:
            NotFound: there is no such material on this shelf, or no such file.
            Refused: it is locked; with everything that is missing.
        """
        found, state = self.find(material)
        file = next((one for one in found.files if one.name == name), None)
        if file is None:
            raise NotFound
        if self.opens(state):
            return file
        if state.expired:
            raise Refused(
                msg("“%(title)s” ended on %(day)s and is no longer given out.", title=found.title, day=found.expires), state.unmet
            )
        raise Refused(msg("“%(title)s” is still locked for you.", title=found.title), state.unmet)


def shelf(library: Library, visitor: Visitor | None, now: datetime) -> Shelf:
    """What stands on the shelf for somebody: public materials, and what fits the products that their partner sells."""
    programme = programme_now(library, now)
    words = words_of(programme, {course.id: course.title for course in library.catalogue.courses.values()})
    vendor = may(visitor.actor if visitor else ANONYMOUS, Permission.READ_ANY_MATERIAL)
    facts = visitor_facts(library, visitor, now) if visitor else Facts(None, None, None, programme.agreement.version)
    seen = (one for one in library.materials.items.values() if vendor or _visible(one, facts))
    return Shelf(tuple((one, open_state(one, facts, now.date(), words)) for one in seen), vendor, words)


def note_opened(library: Library, visitor: Visitor | None, material: Material, now: datetime, file: str = "") -> None:
    """Record that somebody saw a material, or was given a file of it; what was given goes to the log too."""
    events = record_access(visitor.actor if visitor else ANONYMOUS, material, now, file)
    if file:
        settle(library, events, now)


def _visible(material: Material, facts: Facts) -> bool:
    return material.public or facts.partner is None or material.visible_for(facts.partner.products)
