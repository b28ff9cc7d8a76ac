"""Whether a translation was made from the original as it is now: the fingerprint that it may carry."""

import hashlib

from lms.core.content.faults import Faults, Position
from lms.core.content.frontmatter import Page
from lms.core.content.tree import TextFile
from lms.core.text import Message, msg

KEY = "source"


def fingerprint(file: TextFile) -> str:
    """The first eight hexadecimal digits of the SHA-256 of a file's text, with line feeds for line ends."""
    return hashlib.sha256(file.text.encode()).hexdigest()[:8]


def take_source(original: Page, translation: Page, faults: Faults) -> None:
    """Take the key `source` out of a translation's front matter; a warning when the original has changed since."""
    head = translation.head.value
    if not isinstance(head, dict) or KEY not in head:
        return
    now = fingerprint(original.file)
    if head.pop(KEY) != now:
        warn_stale(
            faults, translation.file.path, translation.head.place((KEY,)),
            msg("%(original)s has changed since this translation was made.", original=original.file.path), now,
        )  # fmt: skip


def warn_stale(faults: Faults, path: str, at: Position, message: Message, now: str) -> None:
    """Note that a translation may say what its original no longer says."""
    faults.warn(
        path, at, "TRANSLATION_STALE", message,
        msg("Bring it up to the original, then write “source: %(now)s” into its front matter.", now=now),
    )  # fmt: skip
