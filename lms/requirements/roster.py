"""The kind `roster`: places to be filled by people, found by maximum matching and not by counting."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import Field, PositiveInt

from lms.core.content.schema import Schema, TextList
from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import FORMS, LANGUAGES, Forms, Message, Texts, counted, msg, nmsg
from lms.requirements.facts import Member
from lms.requirements.matching import MOST_PLACES, matched
from lms.requirements.reading import Reader
from lms.requirements.result import Place, Result, Unit, both, listed
from lms.requirements.scene import Scene, first_false_on
from lms.requirements.sharing import EVERY, Stand, shared
from lms.requirements.staffing import counted_elsewhere, employed, held, left_out, turns
from lms.requirements.words import Words

SHARED = ("none", "free")
MOST_SLOTS = 50


class _SlotKeys(Schema):
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    need: int = Field(ge=1, le=MOST_PLACES)
    holds_any: TextList
    label: dict[str, str]
    noun: dict[str, TextList] = Field(default_factory=dict)
    role: str | None = Field(default=None, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")


class _Caps(Schema):
    caps: dict[str, PositiveInt] = Field(min_length=1)


class _Keys(Schema):
    sharing: Literal["none", "free"] = "none"
    slots: list[_SlotKeys] = Field(min_length=1, max_length=MOST_SLOTS)


class _CapsKeys(Schema):
    sharing: _Caps
    slots: list[_SlotKeys] = Field(min_length=1, max_length=MOST_SLOTS)


@dataclass(frozen=True, slots=True)
class Slot:
    """`need` places of one sort, for people who hold one of `holds_any`; `noun` is what is counted, “1 certified engineer”.

    Where sharing has caps, a person stands in slots of one `role` only; slots without one are a role of their own.
    """

    id: Slug
    need: int
    holds_any: tuple[Slug, ...]
    label: Texts
    noun: Forms = field(default_factory=dict)
    role: Slug | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """All places of all slots are filled, by different people within a slot.

    `sharing`: `none`, a person fills one place; `free`, one place in every slot; `caps`, places in at most so many slots as `caps` says
    for the role of the slots, in slots of one role only.
    """

    slots: tuple[Slot, ...]
    sharing: Literal["none", "free", "caps"] = "none"
    kind: Literal["roster"] = "roster"
    caps: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "Roster | None":
        """`{sharing: none, slots: [{id, need, holds_any, label}]}`; ids differ, labels stand in both languages."""
        sharing = value.get("sharing") if isinstance(value, dict) else None
        if isinstance(value, dict) and isinstance(sharing, str) and sharing not in SHARED:
            message = msg("“%(given)s” is not allowed for “%(key)s”.", given=sharing, key="sharing")
            reader.fault((*path, "sharing"), "VALUE_NOT_ALLOWED", message, msg("Write “none”, “free” or “{caps: {default: 2}}”."))
            # What else is wrong is said at once.
            cls.read({**value, "sharing": "free"}, path, reader)
            return None
        capped = isinstance(value, dict) and isinstance(value.get("sharing"), dict)
        keys: _Keys | _CapsKeys | None = reader.typed(_CapsKeys, value, path) if capped else reader.typed(_Keys, value, path)
        if keys is None:
            return None
        slots = [_slot(one, (*path, "slots", number), reader) for number, one in enumerate(keys.slots)]
        for number, one in enumerate(keys.slots):
            if one.id in {other.id for other in keys.slots[:number]}:
                message = msg("The slot “%(given)s” stands here twice.", given=one.id)
                reader.fault((*path, "slots", number, "id"), "ID_DUPLICATE", message, msg("Give each slot an id of its own."))
        complete = tuple(slot for slot in slots if slot)
        roles_fit = _check_roles(keys, path, reader)
        if not roles_fit or len({slot.id for slot in complete}) != len(slots):
            return None
        return cls(complete, "caps", caps=dict(keys.sharing.caps)) if isinstance(keys, _CapsKeys) else cls(complete, keys.sharing)

    def evaluate(self, scene: Scene) -> Result:
        """Names who fills which place, who does not, and why."""
        members, day = scene.partner.members, scene.as_of
        places = self._places(employed(members, day), day)
        have, need = sum(place.holder is not None for place in places), len(places)
        placed = {place.holder for place in places if place.holder}
        empty = {place.slot for place in places if place.holder is None}
        unfilled = {slot.id: slot.holds_any for slot in self.slots if slot.id in empty}
        return Result(
            self.kind, have == need, have, need, self._message(places),
            places=places,
            left_out=(
                *counted_elsewhere(members, places, unfilled, day),
                *left_out(members, placed, self._asked(), day, scene.words),
            ),
            first_false_on=first_false_on(self, scene),
            unit=Unit.PLACES,
        )  # fmt: skip

    def asks(self, words: Words) -> Message:  # noqa: ARG002 (the protocol of all kinds)
        """What it asks for, without how far anybody is; `people_with` says it for each slot."""
        places = sum(slot.need for slot in self.slots)
        if self.sharing == "free":
            return nmsg("%(n)s place; one person may fill one of each sort", "%(n)s places; one person may fill one of each sort", places)
        if self.sharing == "caps":
            return nmsg("%(n)s place; one person may fill some of them", "%(n)s places; one person may fill some of them", places)
        return nmsg("A team of %(n)s certified person", "A team of %(n)s different certified people", places)

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
        fitting = [tuple(at for at, member in enumerate(people) if held(member, slot.holds_any, day)) for slot in self.slots]
        return tuple(
            _place(slot, people[standing[at]] if at < len(standing) else None, day)
            for slot, standing in zip(self.slots, self._standing(fitting), strict=True)
            for at in range(slot.need)
        )

    def _standing(self, fitting: Sequence[tuple[int, ...]]) -> list[list[int]]:
        """For each slot the people who stand in it."""
        if self.sharing != "none":
            stands = [Stand(slot.need, fit, slot.role or EVERY) for slot, fit in zip(self.slots, fitting, strict=True)]
            return shared(stands, self.caps if self.sharing == "caps" else None)
        filled = iter(matched([fit for slot, fit in zip(self.slots, fitting, strict=True) for _ in range(slot.need)]))
        return [[at for _ in range(slot.need) if (at := next(filled)) is not None] for slot in self.slots]

    def _message(self, places: Sequence[Place]) -> Message:
        missing = {slot.id: sum(one.slot == slot.id and one.holder is None for one in places) for slot in self.slots}
        empty = [slot for slot in self.slots if missing[slot.id]]
        count = sum(missing.values())
        if not empty:
            return nmsg("%(n)s place is filled.", "All %(n)s places are filled.", len(places))
        if all(slot.noun for slot in empty):
            # Slots that count the same are one number: two sorts of places for sellers lack two sellers.
            nouns = {str(slot.noun): slot.noun for slot in empty}
            sums = {key: sum(missing[slot.id] for slot in empty if str(slot.noun) == key) for key in nouns}
            needed = [msg("%(count)s %(noun)s", count=sums[key], noun=counted(noun, sums[key])) for key, noun in nouns.items()]
            return msg(
                "%(have)s of %(need)s places are filled; still needed: %(people)s.",
                have=len(places) - count, need=len(places), people=both(needed),
            )  # fmt: skip
        return nmsg(
            "%(have)s of %(need)s places are filled; %(n)s more person is needed for %(places)s.",
            "%(have)s of %(need)s places are filled; %(n)s more people are needed for %(places)s.",
            count, have=len(places) - count, need=len(places), places=listed([slot.label for slot in empty]),
        )  # fmt: skip


def _check_roles(keys: _Keys | _CapsKeys, path: Path, reader: Reader[object]) -> bool:
    """Whether roles and caps belong together; else faults."""
    roles = {slot.role for slot in keys.slots if slot.role}
    if not isinstance(keys, _CapsKeys):
        for number, slot in enumerate(keys.slots):
            if slot.role:
                message = msg("A role is read only where sharing has caps.")
                reader.fault(
                    (*path, "slots", number, "role"),
                    "ROLE_WITHOUT_CAPS",
                    message,
                    msg("Take it out, or write “sharing: {caps: {default: 2}}”."),
                )
        return not roles
    unknown = [name for name in keys.sharing.caps if name not in roles | {EVERY}]
    for name in unknown:
        message, allowed = msg("No slot has the role “%(given)s”.", given=name), ", ".join([EVERY, *sorted(roles)])
        reader.fault((*path, "sharing", "caps", name), "ROLE_UNKNOWN", message, msg("Write one of: %(allowed)s.", allowed=allowed))
    lacking = {slot.role or EVERY for slot in keys.slots} - keys.sharing.caps.keys() if EVERY not in keys.sharing.caps else set()
    for name in sorted(lacking):
        message = msg("It is not said in how many slots of the role “%(given)s” a person may stand.", given=name)
        reader.fault(
            (*path, "sharing", "caps"), "CAP_MISSING", message, msg("Add “%(given)s: 2”, or “default: 2” for all others.", given=name)
        )
    return not unknown and not lacking


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
    role = Slug(keys.role) if keys.role else None
    return Slot(Slug(keys.id), keys.need, asked, keys.label, noun, role) if asked and not missing else None


def _place(slot: Slot, member: Member | None, day: date) -> Place:
    if member is None:
        return Place(slot.id, slot.label)
    return Place(slot.id, slot.label, member.person, member.name, held(member, slot.holds_any, day))
