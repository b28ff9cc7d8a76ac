"""Looks at what files are called, and at what was found and not read, before anything is read."""

import re

from lms.core.content.decoding import BIDI, INVISIBLE
from lms.core.content.faults import Faults, Position
from lms.core.content.naming import looks_like, note_look_alike
from lms.core.content.tree import MAX_FILE_BYTES, TEXT_ENDINGS, LeftOut, Tree
from lms.core.text import msg

UNSEEN = re.compile(rf"{BIDI.pattern}|{INVISIBLE.pattern}|[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def well_named(tree: Tree, faults: Faults) -> Tree:
    """The tree without files whose names deceive; those, and what was not read, are noted."""
    for path, reason in sorted(tree.left_out.items()):
        _note_left_out(path, reason, faults)
    good = {path: data for path, data in tree.files.items() if not _deceives(path, faults)}
    return Tree(good, tree.language, tree.left_out)


def _note_left_out(path: str, reason: LeftOut, faults: Faults) -> None:
    match reason:
        case LeftOut.TOO_LARGE:
            faults.add(
                path, Position(), "FILE_TOO_HEAVY", msg("The file has more than %(limit)s MB.", limit=MAX_FILE_BYTES // 1024**2),
                msg("Make it smaller, or link to a place where it lies."),
            )  # fmt: skip
        case LeftOut.LINK:
            faults.add(
                path, Position(), "FILE_IS_LINK", msg("This is a link to another place of the disk, which is not followed."),
                msg("Put the file itself here."),
            )  # fmt: skip
        case _:
            faults.warn(
                path, Position(), "FOLDER_WITHOUT_FILES", msg("The folder is empty."), msg("Put files into it, or take it out.")
            )  # fmt: skip


def _deceives(path: str, faults: Faults) -> bool:
    if unseen := UNSEEN.search(path):
        faults.add(
            path, Position(), "NAME_INVISIBLE",
            msg("The name of the file holds an invisible character (%(code)s).", code=f"U+{ord(unseen[0]):04X}"),
            msg("Type the name anew."),
        )  # fmt: skip
        return True
    # Pictures and files may be called what they like; what has an id may not.
    *folders, name = path.split("/")
    named = [*folders[:2], *([re.sub(r"^\d+-", "", name.partition(".")[0])] if name.endswith(TEXT_ENDINGS) else [])]
    for one in named:
        if looks_like(one):
            note_look_alike(faults, path, Position(), one)
            return True
    return False
