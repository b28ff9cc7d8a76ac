"""A version of the rules together with the file that it was read from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lms.core.content.yaml import Document, Path, Value
from lms.core.ids import Slug
from lms.programme.rules import Programme, Tier
from lms.requirements.kinds import Requirement


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What is linted; `read` reads a part of the document once more, and `uncounted` certifications can fill no place."""

    programme: Programme
    document: Document
    read: Callable[[Value], Requirement | None]
    uncounted: frozenset[Slug] = field(default_factory=frozenset)

    def place(self, tier: Tier, asked: object) -> Path:
        """Where a tier asks for something; the tier's list when that has no place of its own."""
        at = ("tiers", self.programme.step(tier.id) - 1, "all")
        return next((path for path, value in _inside(self._value(at), at) if self.read(value) == asked), at)

    def _value(self, path: Path) -> Value:
        here = self.document.value
        for step in path:
            here = here[step]  # type: ignore[index] # the path was read from this very document
        return here


def _inside(value: Value, path: Path) -> Iterator[tuple[Path, Value]]:
    """Everything below a value that may be a requirement: whatever has a single key."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        if isinstance(part, dict) and len(part) == 1:
            yield (*path, step), part
        yield from _inside(part, (*path, step))
