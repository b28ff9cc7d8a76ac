"""A fault in a content file: where, what, and how to mend it."""

from dataclasses import dataclass, field

from lms.core.text import Message


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file; lines and columns count from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a content tree. `code` is stable: manuals and tests name it."""

    path: str
    at: Position
    code: str
    message: Message
    repair: Message
    warning: bool = False


@dataclass(slots=True)
class Faults:
    """Collects faults while a tree is read, so that an author sees all of them at once."""

    found: list[Fault] = field(default_factory=list)

    def add(self, path: str, at: Position, code: str, message: Message, repair: Message) -> None:
        """Note an error: the tree cannot be published."""
        self.found.append(Fault(path, at, code, message, repair))

    def warn(self, path: str, at: Position, code: str, message: Message, repair: Message) -> None:
        """Note a warning: the tree can be published."""
        self.found.append(Fault(path, at, code, message, repair, warning=True))

    @property
    def errors(self) -> list[Fault]:
        """Only what hinders publishing."""
        return [fault for fault in self.found if not fault.warning]

    def ordered(self) -> list[Fault]:
        """All faults by file and place, errors before warnings at the same place."""
        return sorted(self.found, key=lambda fault: (fault.path, fault.at.line, fault.at.column, fault.warning, fault.code))
