"""Where a rule leaves open whether each of several things is needed or one of them is enough."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lms.core.content.yaml import Path, Value
from lms.core.text import Message, msg

LISTS = frozenset({"all", "any"})
"""The kinds that say of a list how to read it."""
AND_OR = re.compile(r"\b(and|or|и|или)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unclear:
    """What can be read in two ways, where it stands below the requirement, and how either reading is written."""

    path: Path
    message: Message
    repair: Message


def unclear(value: Value, kinds: Collection[str]) -> Unclear | None:
    """What is unclear in one requirement itself, not in those inside it; `None` when it can be read in one way only."""
    if isinstance(value, list):
        return _bare((), value)
    if not isinstance(value, dict):
        return None
    words = [name for name in value if name not in kinds and AND_OR.search(name)]
    if words:
        message = msg("“%(given)s” is not read here: it does not say what belongs to it.", given=words[0])
        return Unclear((words[0],), message, _both("..."))
    known = [name for name in value if name in kinds]
    if len(known) > 1:
        message = msg("%(given)s stand in one entry: it stays open whether each is needed or one is enough.", given=_named(known))
        return Unclear((known[1],), message, _both(", ".join(f"{name}: ..." for name in known)))
    if len(value) == 1 and known and known[0] not in LISTS:
        name, inner = known[0], value[known[0]]
        said, within = ("", "not: {%s}") if name == "not" else (f"{name}: ...", "%s")
        return _bare((name,), inner, said, within) if isinstance(inner, list) else None
    return None


def _bare(path: Path, value: Sequence[Value], said: str = "", within: str = "%s") -> Unclear | None:
    if not value or not all(isinstance(one, dict) for one in value):
        return None
    inner = [said or f"{next(iter(one), '')}: ..." for one in value if isinstance(one, dict)]
    message = msg("A list stands here without “all” or “any”: it stays open whether each is needed or one is enough.")
    return Unclear(path, message, _both(", ".join(inner), within))


def _both(inner: str, within: str = "%s") -> Message:
    each, one = (within % f"{name}: [{inner}]" for name in ("all", "any"))
    return msg("Write “%(each)s” when each of them is needed, “%(one)s” when one is enough.", each=each, one=one)


def _named(kinds: Sequence[str]) -> str:
    return ", ".join(kinds)
