"""A quiz on its way out: its file as it was written, and what the other format could not say."""

from dataclasses import dataclass, field

from lms.core.content.faults import Faults, Position
from lms.core.content.frontmatter import read_page
from lms.core.content.tree import Tree
from lms.core.errors import Invalid, NotFound
from lms.core.text import Message, msg
from lms.publishing.imports.arrival import Note
from lms.publishing.imports.notation import unrendered
from lms.quizzes.format import read
from lms.quizzes.format.blocks import Skeleton
from lms.quizzes.format.skeleton import read_skeleton

UNTRANSLATED = "TRANSLATION_MISSING"


@dataclass(slots=True)
class Exported:
    """A quiz in another format; `questions` of it came along, `notes` tell what did not."""

    text: str = ""
    questions: int = 0
    notes: list[Note] = field(default_factory=list)

    def note(self, path: str, line: int, message: Message) -> None:
        """Name a line that could not be said as it is."""
        self.notes.append(Note(path, Position(line), message))


def written(tree: Tree, quiz: str) -> Skeleton:
    """The file of a quiz in the tree's own language.

    Raises:
        NotFound: there is no such quiz.
        Invalid: it has faults.
    """
    path, files = (
        f"quizzes/{quiz}.md",
        {path: tree.files[path] for path in tree.under("quizzes") if path.split("/")[-1].split(".")[0] == quiz},
    )
    faults = Faults()
    read(Tree(files, tree.language), unrendered, faults)
    if any(fault.code != UNTRANSLATED for fault in faults.errors):
        raise Invalid(msg("%(path)s has faults; lms check names them.", path=path))
    page = next((page for one in files if (file := tree.text(one, faults)) and file.is_base and (page := read_page(file, faults))), None)
    if page is None:
        raise NotFound(msg("The tree has no quiz “%(id)s”.", id=quiz))
    return read_skeleton(page, faults)
