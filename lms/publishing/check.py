"""Checks a whole content tree: every feature reads its folder, then what they name of each other is looked up."""

from dataclasses import dataclass

from lms.certificates import format as certificates_format
from lms.certificates.rules import Certifications
from lms.core.content.faults import Fault, Faults, Position
from lms.core.content.passage import Reading, Reference
from lms.core.content.tree import FOLDERS, Tree
from lms.core.ids import Slug
from lms.core.text import Texts, msg
from lms.courses import format as courses_format
from lms.materials import format as materials_format
from lms.privacy.format import read_consents
from lms.programme.format import PROGRAMME, read_programme
from lms.programme.rules import words_of
from lms.publishing.crossing import Parts, check_crossings, declared
from lms.publishing.library import EMPTY, Library
from lms.publishing.names import well_named
from lms.publishing.reach import check_reach
from lms.publishing.rendering import Renderer
from lms.publishing.unused import warn_of_unused
from lms.quizzes import format as quizzes_format
from lms.quizzes.format import QuizFiles
from lms.quizzes.rules import QuizBank


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked tree: the library it makes (`None` while there is an error), and all faults in order.

    `draft` is what can be read of it in spite of errors, to be looked at and never served. `places` and `references` tell where
    questions and what is named stand, for comparisons with a release.
    """

    library: Library | None
    faults: tuple[Fault, ...]
    draft: Library = EMPTY
    places: QuizFiles | None = None
    references: tuple[Reference, ...] = ()

    @property
    def errors(self) -> int:
        """How many faults hinder publishing."""
        return sum(not fault.warning for fault in self.faults)


def check(tree: Tree) -> Checked:
    """Read the whole tree and note everything that is wrong with it, all at once. Writes nothing."""
    faults = Faults()
    tree = well_named(tree, faults)
    renderer = Renderer(tree, faults)
    reading = Reading(tree, renderer, faults)
    for folder in FOLDERS:
        if not any(tree.under(folder)):
            faults.add(
                folder, Position(), "FOLDER_EMPTY", msg("The folder %(folder)s is missing or empty.", folder=folder),
                msg("Name the folder that holds courses, quizzes, certificates and materials."),
            )  # fmt: skip
    catalogue = courses_format.read(reading)
    quizzes = quizzes_format.read(tree, renderer.piece, faults)
    certifications = certificates_format.read(reading)
    programme = read_programme(tree, _titles(tree, certifications), renderer.piece, faults, _uncounted(certifications))
    if PROGRAMME not in tree.files:
        faults.add(
            PROGRAMME, Position(), "PROGRAMME_MISSING", msg("There is no programme."), msg("Write the file certificates/programme.yaml.")
        )  # fmt: skip
    courses = {slug: one.title for slug, one in catalogue.courses.items()}
    materials = materials_format.read(reading, words_of(programme, courses) if programme else None)
    consents = read_consents(tree, renderer.piece, faults)
    reading.references.extend(renderer.links)
    parts = Parts(catalogue, quizzes, certifications, programme, materials)
    check_crossings(parts, renderer.media, reading)
    check_reach(parts, reading)
    renderer.finish()
    warn_of_unused(tree, renderer.media, faults)
    bank = QuizBank(quizzes=quizzes.quizzes)
    draft = Library(None, catalogue, bank, certifications, programme, materials, consents, dict(sorted(renderer.media.items())))
    library = None if faults.errors or programme is None else draft
    return Checked(library, tuple(faults.ordered()), draft, quizzes, tuple(reading.references))


def _uncounted(certifications: Certifications) -> frozenset[Slug]:
    """The certifications that count for no tier. What is in preparation counts as coming; of one that has faults nothing is known."""
    return frozenset(slug for slug, one in certifications.items.items() if not one.counts)


def _titles(tree: Tree, certifications: Certifications) -> dict[Slug, Texts]:
    """What rules may call certifications; one that has faults is named by its id, so that its fault does not spread."""
    named: dict[Slug, Texts] = {slug: {tree.language: slug} for slug in declared(tree).certifications}
    return {**named, **{slug: one.title for slug, one in certifications.items.items()}}
