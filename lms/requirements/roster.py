"""The kind `roster`: places to be filled by different people, found by maximum matching and not by counting."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import Field, PositiveInt

from lms.core.content.schema import Schema, TextList
from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import FORMS, LANGUAGES, Forms, Message, Texts, msg, nmsg
from lms.requirements.facts import Member
from lms.requirements.matching import matched
from lms.requirements.reading import Reader
from lms.requirements.result import Place, Result, listed
from lms.requirements.scene import Scene, first_false_on
from lms.requirements.staffing import employed, held, left_out, turns
from lms.requirements.words import Words


class _SlotKeys(Schema):
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    need: PositiveInt
    holds_any: TextList
    label: dict[str, str]
    noun: dict[str, TextList] = Field(default_factory=dict)


class _Keys(Schema):
    sharing: Literal["none"] = "none"
    slots: list[_SlotKeys] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """`need` places of one sort, for people who hold one of `holds_any`; `noun` is what is counted, “1 certified engineer”."""

    id: Slug
    need: int
    holds_any: tuple[Slug, ...]
    label: Texts
    noun: Forms = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    """All places of all slots are filled, each by a person of its own."""

    slots: tuple[Slot, ...]
    sharing: Literal["none"] = "none"
    kind: Literal["roster"] = "roster"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "Roster | None":
        """`{sharing: none, slots: [{id, need, holds_any, label}]}`; ids differ, labels stand in both languages."""
        keys = reader.typed(_Keys, value, path)
        if keys is None:
            return None
        slots = [_slot(one, (*path, "slots", number), reader) for number, one in enumerate(keys.slots)]
        for number, one in enumerate(keys.slots):
            if one.id in {other.id for other in keys.slots[:number]}:
                message = msg("The slot “%(given)s” stands here twice.", given=one.id)
                reader.fault((*path, "slots", number, "id"), "ID_DUPLICATE", message, msg("Give each slot an id of its own."))
        complete = tuple(slot for slot in slots if slot)
        return cls(complete) if len({slot.id for slot in complete}) == len(slots) else None

    def evaluate(self, scene: Scene) -> Result:
        """Names who fills which place, who does not, and why."""
        members, day = scene.partner.members, scene.as_of
        places = self._places(employed(members, day), day)
        have, need = sum(place.holder is not None for place in places), len(places)
        placed = {place.holder for place in places if place.holder}
        return Result(
            self.kind, have == need, have, need, _message(places),
            places=places,
            left_out=left_out(members, placed, self._asked(), day),
            first_false_on=first_false_on(self, scene),
        )  # fmt: skip

    def asks(self, words: Words) -> Message:  # noqa: ARG002 (the protocol of all kinds)
        """What it asks for, without how far anybody is; `people_with` says it for each slot."""
        return nmsg("A team of %(n)s certified person", "A team of %(n)s different certified people", sum(slot.need for slot in self.slots))

    def holds(self, scene: Scene) -> bool:
        """Whether all places are filled."""
        people = employed(scene.partner.members, scene.as_of)
        return all(place.holder is not None for place in self._places(people, scene.as_of))

    def turns(self, scene: Scene) -> set[date]:
        """Beginnings and ends of certificates and employments."""
        return turns(scene.partner.members, self._asked())

    def _asked(self) -> tuple[Slug, ...]:
        return tuple(dict.fromkeys(slug for slot in self.slots for slug in slot.holds_any))

    def _places(self, people: Sequence[Member], day: date) -> tuple[Place, ...]:
        wanted = [slot for slot in self.slots for _ in range(slot.need)]
        fitting = {slot.id: [at for at, member in enumerate(people) if held(member, slot.holds_any, day)] for slot in self.slots}
        filled = matched([fitting[slot.id] for slot in wanted])
        return tuple(_place(slot, None if at is None else people[at], day) for slot, at in zip(wanted, filled, strict=True))


def _slot(keys: _SlotKeys, path: Path, reader: Reader[object]) -> Slot | None:
    missing = [language for language in LANGUAGES if not keys.label.get(language)]
    for language in missing:
        message = msg("The label has no text in the language “%(language)s”.", language=language)
        reader.fault((*path, "label"), "TRANSLATION_MISSING", message, msg("Write it as “{en: ..., ru: ...}”."))
    asked = reader.all_known("CERTIFICATION_UNKNOWN", [*keys.holds_any], reader.words.certifications, (*path, "holds_any"))
    noun = {language: tuple(forms) for language, forms in keys.noun.items()}
    for language in {*noun, *(LANGUAGES if noun else ())}:
        if len(noun.get(language, ())) != FORMS.get(language):
            message = msg("The noun has not all of its forms in the language “%(language)s”.", language=language)
            repair = msg("Write it as after 1 and 2 in English, after 1, 2 and 5 in Russian: “{en: [one, two], ru: [one, two, five]}”.")
            reader.fault((*path, "noun"), "NOUN_FORMS", message, repair)
            return None
    return Slot(Slug(keys.id), keys.need, asked, keys.label, noun) if asked and not missing else None


def _place(slot: Slot, member: Member | None, day: date) -> Place:
    if member is None:
        return Place(slot.id, slot.label)
    return Place(slot.id, slot.label, member.person, member.name, held(member, slot.holds_any, day))


def _message(places: Sequence[Place]) -> Message:
    empty = {place.slot: place.label for place in places if place.holder is None}
    missing = sum(place.holder is None for place in places)
    if not empty:
        return nmsg("%(n)s place is filled.", "All %(n)s places are filled.", len(places))
    return nmsg(
        "%(have)s of %(need)s places are filled; %(n)s more person is needed for %(places)s.",
        "%(have)s of %(need)s places are filled; %(n)s more people are needed for %(places)s.",
        missing, have=len(places) - missing, need=len(places), places=listed(list(empty.values())),
    )  # fmt: skip
