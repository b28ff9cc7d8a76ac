"""Warns of what lies in a tree and is shown nowhere."""

from lms.core.content.faults import Faults, Position
from lms.core.content.tree import Tree
from lms.core.ids import RevisionHash
from lms.core.text import msg
from lms.publishing.rendering import MEDIA


def warn_of_unused(tree: Tree, media: dict[RevisionHash, str], faults: Faults) -> None:
    """A warning for each file of a folder media that no page shows; a copy of a file that one shows counts as shown.

    Nothing is said while there are errors: the page that could not be read may show it.
    """
    if faults.errors:
        return
    shown = {tree.files[path] for path in media.values()}
    for path in (*tree.under("courses"), *tree.under("quizzes")):
        if MEDIA.fullmatch(path) and tree.files[path] not in shown:
            faults.warn(
                path, Position(), "MEDIA_UNUSED", msg("No page shows this file, so that it is not published."),
                msg("Show it in a lesson or a question, or take it out."),
            )  # fmt: skip
