"""Reads courses/paths/ into the values of `rules`, with located faults."""

from dataclasses import dataclass
from typing import Any

from pydantic import Field

from lms.core.content.faults import Position
from lms.core.content.languages import InEveryLanguage
from lms.core.content.naming import is_id
from lms.core.content.passage import Reading
from lms.core.content.schema import Schema, read_as
from lms.core.content.yaml import Document, read_yaml
from lms.core.content.yaml import Path as Keys
from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.courses.rules import Path, PathItem, Track

FOLDER = "courses/paths"
SETS = ("all", "any", "at_least")
LEAVES = ("course", "certification")


class Audience(Schema):
    """Who is given a path on joining."""

    tracks: list[Track] = Field(default_factory=list)


class PathSchema(Schema):
    """A path as it is written; its set is read by hand, because sets nest."""

    title: InEveryLanguage
    summary: InEveryLanguage
    audience: Audience = Audience()
    due_days: int = Field(ge=1, le=1000)
    ordered: bool = False
    all: Any = None
    any: Any = None
    at_least: Any = None


class AtLeast(Schema):
    """Some of a set."""

    n: int = Field(ge=1)
    of: Any


def read_paths(reading: Reading) -> dict[Slug, Path]:
    """Read all paths; what has faults is left out."""
    paths: dict[Slug, Path] = {}
    for file in reading.tree.under(FOLDER):
        name = file.removeprefix(f"{FOLDER}/").removesuffix(".yaml")
        if not is_id(name) or not file.endswith(".yaml"):
            reading.faults.add(
                file, Position(), "FILE_UNEXPECTED",
                msg("This file is not read here."), msg("A path is a file such as courses/paths/newcomer.yaml."),
            )  # fmt: skip
            continue
        text = reading.tree.text(file, reading.faults)
        document = read_yaml(file, text.text, reading.faults) if text else None
        schema = read_as(PathSchema, document, reading.faults) if document else None
        if document and schema:
            root = _Sets(document, reading, ordered=schema.ordered).root()
            for place, track in enumerate(schema.audience.tracks):
                reading.refer("track", track.value, file, document.place(("audience", "tracks", place)))
            if root:
                paths[Slug(name)] = Path(
                    Slug(name), schema.title.texts, schema.summary.texts, tuple(schema.audience.tracks), schema.due_days, root
                )  # fmt: skip
    _one_for_each_track(paths, reading)
    return paths


@dataclass(slots=True)
class _Sets:
    document: Document
    reading: Reading
    ordered: bool

    def root(self) -> PathItem | None:
        """The outermost set: exactly one of `all`, `any` and `at_least`."""
        value = self.document.value
        given = {key: value[key] for key in SETS if key in value} if isinstance(value, dict) else {}
        if len(given) != 1:
            self._fault(
                tuple(given)[1:],
                "PATH_SET",
                msg("A path has exactly one of: all, any, at_least."),
                msg("Write “all:” and its items below it."),
            )
            return None
        item = self._item(given, ())
        repeated = self._repeated(item) if item else None
        if repeated:
            at = [one.at for one in self.reading.references if (one.path, one.kind, one.target) == (self.document.path, *repeated)]
            self.reading.faults.add(
                self.document.path, at[1], "PATH_ITEM_TWICE",
                msg("“%(id)s” stands in the path twice.", id=repeated[1]), msg("Leave it in one place."),
            )  # fmt: skip
        return item

    def _item(self, value: Any, path: Keys) -> PathItem | None:
        if not isinstance(value, dict) or len(value) != 1:
            self._fault(
                path, "PATH_ITEM", msg("An item is one key with its value."), msg("Write “- course: <id>” or “- certification: <id>”.")
            )
            return None
        ((kind, inner),) = value.items()
        where = (*path, kind)
        if kind in LEAVES and isinstance(inner, str):
            self.reading.refer(kind, inner, self.document.path, self.document.place(where))
            return PathItem(kind, Slug(inner))
        if kind == "at_least":
            return self._at_least(inner, where)
        if kind in SETS:
            items = self._items(inner, where)
            return PathItem(kind, n=len(items) if kind == "all" else 1, items=items, ordered=self.ordered) if items else None
        allowed = ", ".join([*LEAVES, *SETS])
        self._fault(
            where, "PATH_ITEM", msg("“%(key)s” is no item of a path.", key=kind), msg("Write one of: %(allowed)s.", allowed=allowed)
        )
        return None

    def _at_least(self, inner: Any, where: Keys) -> PathItem | None:
        schema = read_as(AtLeast, self.document.part(inner, where), self.reading.faults)
        items = self._items(schema.of, (*where, "of")) if schema else ()
        if not schema or not items:
            return None
        if schema.n > len(items):
            self._fault(
                (*where, "n"), "PATH_N_TOO_LARGE", msg("%(n)s of %(size)s items cannot be done.", n=schema.n, size=len(items)),
                msg("Ask for fewer, or add items."),
            )  # fmt: skip
        return PathItem("at_least", n=schema.n, items=items, ordered=self.ordered)

    def _items(self, value: Any, path: Keys) -> tuple[PathItem, ...]:
        if not isinstance(value, list) or not value:
            self._fault(path, "PATH_SET", msg("A set is a list with at least one item."), msg("Begin each item with a hyphen."))
            return ()
        read = [self._item(one, (*path, place)) for place, one in enumerate(value)]
        return tuple(one for one in read if one)

    def _repeated(self, root: PathItem) -> tuple[str, Slug] | None:
        seen: set[tuple[str, str]] = set()
        for leaf in root.leaves():
            if (leaf.kind, leaf.ref) in seen:
                return leaf.kind, leaf.ref
            seen.add((leaf.kind, leaf.ref))
        return None

    def _fault(self, path: Keys, code: str, message: Message, repair: Message) -> None:
        self.reading.faults.add(self.document.path, self.document.place(path), code, message, repair)


def _one_for_each_track(paths: dict[Slug, Path], reading: Reading) -> None:
    owners: dict[str, Slug] = {}
    for reference in [one for one in reading.references if one.kind == "track"]:
        slug = Slug(reference.path.removeprefix(f"{FOLDER}/").removesuffix(".yaml"))
        if owners.setdefault(reference.target, slug) != slug and slug in paths:
            reading.faults.add(
                reference.path, reference.at, "TRACK_TWICE",
                msg(
                    "The path “%(other)s” is given to the track %(track)s already.",
                    other=owners[reference.target], track=reference.target,
                ),
                msg("Give each track one path."),
            )  # fmt: skip
