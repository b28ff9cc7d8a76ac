"""What other programs understand and ours does not: named by its line, kept as text, never run."""

import re

from lms.core.content.decoding import BIDI, CONTROL, INVISIBLE, SEPARATOR
from lms.core.text import msg
from lms.publishing.imports.arrival import Imported
from lms.publishing.imports.lines import Line, in_prose

CHECK = re.compile(r"^(\s*):(?=:check\b)", re.MULTILINE)
CONTENTS = re.compile(r"^\[TOC\][ \t]*$", re.MULTILINE | re.IGNORECASE)
HIDDEN = re.compile("|".join(one.pattern for one in (SEPARATOR, BIDI, INVISIBLE, CONTROL)))
STRANGERS = (
    (re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>"), msg("HTML is kept as text.")),
    (re.compile(r"<!--"), msg("A comment that does not stand on lines of its own is kept as text.")),
    (re.compile(r"\{\{.{0,400}?\}\}|\{%.{0,400}?%\}"), msg("A command of another program is kept as text.")),
    (re.compile(r"^\s*:{3,}", re.MULTILINE), msg("A block between colons is kept as text; write it as “> [!NOTE]”.")),
    (re.compile(r"^\s*!!!\s", re.MULTILINE), msg("A callout of another program is kept as text; write it as “> [!NOTE]”.")),
    (re.compile(r"^(?:import|export)\s.*\bfrom\s+[\"']", re.MULTILINE), msg("A line of program code is kept as text.")),
    (re.compile(r"\$\$|(?<![\\$\w])\$(?=[^\s$\d])[^$\n]{0,400}[^\s$]\$(?!\d)"),
     msg("A formula between dollar signs is kept as text; write \\( … \\) or \\[ … \\].")),
    (re.compile(r"\[\[[^\[\]\n]+\]\]"), msg("A link in double brackets is kept as text; write [words](page.md).")),
)  # fmt: skip


def named(lines: list[Line], path: str, arrival: Imported) -> list[Line]:
    """Note every line with something strange; words that would mean something to us are made to mean nothing."""
    seen: set[tuple[int, int]] = set()

    def look(text: str, first: int) -> str:
        for kind, (pattern, message) in enumerate(STRANGERS):
            for found in pattern.finditer(text):
                line = first + text.count("\n", 0, found.start() + len(found[0]) - len(found[0].lstrip()))
                if (line, kind) not in seen:
                    seen.add((line, kind))
                    arrival.note(path, line, message)
        return CONTENTS.sub(r"\\[TOC]", CHECK.sub(r"\1&#58;", text))

    return in_prose(lines, look)


def revealed(text: str, path: str, arrival: Imported) -> str:
    """The text without characters that nobody sees; where they stood is noted."""
    for found in HIDDEN.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        arrival.note(path, line, msg("An invisible character (%(code)s) was left out.", code=f"U+{ord(found[0]):04X}"))
    return HIDDEN.sub(lambda found: " " if SEPARATOR.match(found[0]) else "", text)
