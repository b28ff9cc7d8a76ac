"""Reads the folder materials/ into the values of `rules`, with located faults; materials/README.md is the manual."""

import hashlib
import re
from collections import defaultdict
from typing import Any, Literal

from pydantic import EmailStr, Field

from lms.core.content.faults import Faults, Position
from lms.core.content.languages import Item, Line, read_item
from lms.core.content.media import inspect
from lms.core.content.naming import is_id
from lms.core.content.passage import Reading
from lms.core.content.schema import Day, Schema, TextList
from lms.core.ids import RevisionHash, Slug
from lms.core.text import msg
from lms.materials.rules import Material, MaterialFile, MaterialKind, Materials
from lms.requirements.kinds import Requirement, parse
from lms.requirements.words import Words

FOLDER = "materials"
PAGE = re.compile(r"material(?:\.(?:en|ru))?\.md")
SOURCE = re.compile(r"source(?:\.[a-z0-9]+)?\.[a-z0-9]+")
"""What an author keeps beside a file in order to make it anew: never published."""


class OwnerSchema(Schema):
    """Who answers for a material."""

    name: Line
    email: EmailStr


class FileSchema(Schema):
    """One file."""

    file: Line
    language: Literal["en", "ru"]


class SpokenMaterial(Schema):
    """What a translation repeats."""

    title: Line
    summary: Line
    changed: Line


class MaterialSchema(SpokenMaterial):
    """The front matter of a material."""

    code: str = ""
    kind: MaterialKind
    products: TextList = Field(default_factory=list)
    version: int = Field(ge=1)
    owner: OwnerSchema
    review_due: Day
    expires: Day | None = None
    gate: Any = None
    public: bool = False
    files: list[FileSchema] = Field(min_length=1)


MaterialItem = Item[MaterialSchema, SpokenMaterial]


def read(reading: Reading, words: Words | None) -> Materials:
    """Read all materials. What has faults is left out.

    `words` is what gates may name; `None` when the programme cannot be read, and then nothing is said about gates.
    """
    materials: dict[Slug, Material] = {}
    for folder, paths in _folders(reading).items():
        pages = [path for path in paths if PAGE.fullmatch(path.rpartition("/")[2])]
        if not pages:
            reading.faults.add(
                paths[0], Position(), "MATERIAL_MISSING", msg("The folder holds files but no material.md."),
                msg("Write materials/%(material)s/material.md.", material=folder),
            )  # fmt: skip
            continue
        item = read_item(pages, MaterialSchema, SpokenMaterial, reading)
        if item:
            _unlisted(item, paths, reading)
            materials[folder] = _material(folder, item, reading, words)
    return Materials(materials)


def _folders(reading: Reading) -> dict[Slug, list[str]]:
    folders: dict[Slug, list[str]] = defaultdict(list)
    for path in reading.tree.under(FOLDER):
        match path.split("/")[1:]:
            case [material, _] if is_id(material):
                folders[Slug(material)].append(path)
            case [_]:
                reading.faults.add(
                    path, Position(), "FILE_UNEXPECTED", msg("This file is not read here."),
                    msg("A material is a folder that holds material.md and its files."),
                )  # fmt: skip
            case parts:
                reading.faults.add(
                    path, Position(), "FILE_UNEXPECTED" if is_id(parts[0]) else "ID_WRONG",
                    msg("This file is not read here."),
                    msg("Name the folder with lower case Latin letters, digits and single hyphens; it holds no folders."),
                )  # fmt: skip
    return folders


def _material(slug: Slug, item: MaterialItem, reading: Reading, words: Words | None) -> Material:
    head = item.head
    for place, product in enumerate(head.products):
        reading.refer("product", product, item.path, item.place("products", place))
    return Material(
        id=slug,
        title=item.texts(lambda spoken: spoken.title),
        summary=item.texts(lambda spoken: spoken.summary),
        code=head.code,
        kind=head.kind,
        products=tuple(head.products),
        version=head.version,
        changed=item.texts(lambda spoken: spoken.changed),
        owner_name=head.owner.name,
        owner_email=head.owner.email,
        review_due=head.review_due,
        expires=head.expires,
        gate=_gate(item, reading, words),
        public=head.public,
        files=_files(item, reading),
        body={language: one.html for language, one in item.shown(reading).items()},
    )


def _gate(item: MaterialItem, reading: Reading, words: Words | None) -> Requirement | None:
    if item.head.gate is None:
        return None
    if item.head.public:
        reading.faults.add(
            item.path, item.place("public"), "GATE_AND_PUBLIC", msg("A material that is public has no gate."),
            msg("Take out “public” or “gate”."),
        )  # fmt: skip
    reading.refer("gate", item.path.split("/")[1], item.path, item.place("gate"))
    return parse(item.head.gate, item.page.head, ("gate",), reading.faults if words else Faults(), words or Words())


def _files(item: MaterialItem, reading: Reading) -> tuple[MaterialFile, ...]:
    folder = item.path.rpartition("/")[0]
    files: list[MaterialFile] = []
    for place, given in enumerate(item.head.files):
        path, at = f"{folder}/{given.file}", item.place("files", place, "file")
        data = reading.tree.files.get(path)
        if data is None or "/" in given.file or PAGE.fullmatch(given.file):
            reading.faults.add(
                item.path, at, "FILE_MISSING", msg("There is no file “%(file)s” in the folder of the material.", file=given.file),
                msg("Put it there, or mend the name."),
            )  # fmt: skip
        elif any(one.name == given.file for one in files):
            reading.faults.add(
                item.path, at, "FILE_TWICE",
                msg("The file “%(file)s” is listed already.", file=given.file), msg("Take out one of the lines."),
            )  # fmt: skip
        elif media_type := inspect(path, data, reading.faults):
            blob = RevisionHash(hashlib.sha256(data).hexdigest())
            files.append(MaterialFile(given.file, given.language, media_type, len(data), blob))
    return tuple(files)


def _unlisted(item: MaterialItem, paths: list[str], reading: Reading) -> None:
    listed = {given.file for given in item.head.files}
    for path in paths:
        name = path.rpartition("/")[2]
        if name not in listed and not PAGE.fullmatch(name) and not SOURCE.fullmatch(name):
            reading.faults.warn(
                path, Position(), "FILE_UNLISTED", msg("The material does not list this file, so that nobody gets it."),
                msg("Add it under “files”, or take it out."),
            )  # fmt: skip
