"""A rule file that is only tried: read by the same reader as a tree, against the certifications that are served now."""

from collections.abc import Sequence

from lms.core.content.faults import Fault, Faults
from lms.core.content.tree import Tree
from lms.programme.format import PROGRAMME, read_programme
from lms.programme.rules import Programme
from lms.publishing.library import Library


def tried(library: Library, text: str) -> tuple[Programme | None, Sequence[Fault]]:
    """Read a rule file. The text of its agreement is not rendered: it is compared by its version alone."""
    faults = Faults()
    titles = {slug: one.title for slug, one in library.certifications.items.items()}
    found = read_programme(Tree({PROGRAMME: text.encode()}), titles, lambda source, *_place: source, faults)
    return (found if not faults.errors else None), faults.ordered()
