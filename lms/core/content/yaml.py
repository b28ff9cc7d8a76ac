"""YAML with positions: every scalar stays the text that was written, and every key and value knows its place.

No tags, anchors, aliases or duplicate keys; depth, nodes and size are limited. Types are given by the schema that reads the document.
"""

from dataclasses import dataclass, field

import yaml

from lms.core.content.faults import Faults, Position
from lms.core.content.problems import YAML, problem
from lms.core.text import Message, msg

MAX_DEPTH = 16
MAX_NODES = 20_000
WRITTEN_OUT = msg("Write it out in plain YAML.")

Value = dict[str, "Value"] | list["Value"] | str
Path = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """A read YAML text: `value` is made of dicts, lists and strings.

    `places` tells where each path into it stands: a text where it is written, a list or a group of keys at the key above it. `keys`
    tells where the keys themselves stand.
    """

    path: str
    value: Value
    places: dict[Path, Position] = field(default_factory=dict)
    keys: dict[Path, Position] = field(default_factory=dict)

    def place(self, path: Path) -> Position:
        """Where the value at `path` stands, or the nearest value around it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return Position()

    def key(self, path: Path) -> Position:
        """Where the key at the end of `path` stands, or the nearest value around it."""
        return self.keys.get(path) or self.place(path)

    def part(self, value: Value, path: Path) -> "Document":
        """What stands at `path` as a document of its own, with its places."""

        def below(all_of: dict[Path, Position]) -> dict[Path, Position]:
            return {where[len(path) :]: at for where, at in all_of.items() if where[: len(path)] == path}

        return Document(self.path, value, below(self.places), below(self.keys))


class _Refused(Exception):
    def __init__(self, node: yaml.Node | yaml.Event, code: str, what: Message, repair: Message) -> None:
        super().__init__(what.msgid)
        self.node, self.code, self.what, self.repair = node, code, what, repair


def read_yaml(path: str, text: str, faults: Faults, first_line: int = 1) -> Document | None:
    """Read one YAML text that begins at `first_line` of its file; a located fault and `None` when it cannot be read."""
    try:
        _refuse_aliases(text)
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        if node is None:
            return Document(path, {}, {(): Position(first_line)})
        document = Document(path, "")
        document.value = _Reader(document, first_line - 1).value(node, (), 0)
    except _Refused as fault:
        mark = fault.node.start_mark or yaml.Mark("", 0, 0, 0, None, 0)
        faults.add(path, Position(mark.line + first_line, mark.column + 1), fault.code, fault.what, fault.repair)
        return None
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        # An unexpected end is told by the parser as the line after the last one.
        at = Position(min(mark.line, text.count("\n")) + first_line, mark.column + 1) if mark else Position(first_line)
        _unreadable(path, at, problem(YAML, fault.problem), faults)
        return None
    except (yaml.YAMLError, ValueError, RecursionError):
        _unreadable(path, Position(first_line), msg("it holds unreadable characters, or is nested too deeply"), faults)
        return None
    return document


def _unreadable(path: str, at: Position, said: Message | str, faults: Faults) -> None:
    faults.add(
        path, at, "YAML_SYNTAX", msg("This is not readable as YAML: %(problem)s.", problem=said),
        msg("Check quotes, colons and indentation; put texts with a colon into double quotes."),
    )  # fmt: skip


def _refuse_aliases(text: str) -> None:
    depth = 0
    for count, token in enumerate(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))):
        if isinstance(token, yaml.AliasEvent) or getattr(token, "anchor", None):
            raise _Refused(token, "YAML_ALIAS", msg("Anchors and aliases are not used here."), WRITTEN_OUT)
        if getattr(token, "tag", None) and getattr(token, "implicit", True) in (False, (False, False)):
            raise _Refused(token, "YAML_TAG", msg("Tags are not used here."), msg("Write the value alone; the program knows what it is."))
        depth += isinstance(token, yaml.CollectionStartEvent) - isinstance(token, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _Refused(token, "YAML_TOO_DEEP", msg("This is nested too deeply."), WRITTEN_OUT)
        if count > MAX_NODES:
            raise _Refused(token, "YAML_TOO_LARGE", msg("The document has too many entries."), msg("Take some out."))


@dataclass(slots=True)
class _Reader:
    document: Document
    above: int

    def value(self, node: yaml.Node, path: Path, depth: int) -> Value:
        mark = node.start_mark
        self.document.places.setdefault(path, Position(mark.line + 1 + self.above, mark.column + 1))
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, index), depth + 1) for index, child in enumerate(node.value)]
        result: dict[str, Value] = {}
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Refused(key, "YAML_KEY", msg("A key must be a plain word."), WRITTEN_OUT)
            if key.value in result:
                raise _Refused(key, "YAML_DUPLICATE_KEY", msg("This key stands here twice."), msg("Take one of the two out."))
            above = key.start_mark
            mark = child.start_mark if isinstance(child, yaml.ScalarNode) and child.value else above
            self.document.keys[(*path, key.value)] = Position(above.line + 1 + self.above, above.column + 1)
            self.document.places[(*path, key.value)] = Position(mark.line + 1 + self.above, mark.column + 1)
            result[key.value] = self.value(child, (*path, key.value), depth + 1)
        return result
