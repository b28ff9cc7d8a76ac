"""The kind `people`: so many people who count for the partner hold one of the certifications, and so many of them another one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field, PositiveInt

from lms.core.content.schema import Schema, TextList
from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import Message, msg, nmsg
from lms.requirements.facts import Member
from lms.requirements.reading import Reader
from lms.requirements.result import Place, Result, Unit, both, listed
from lms.requirements.scene import Scene, first_false_on
from lms.requirements.staffing import employed, held, left_out, people_with, turns
from lms.requirements.words import Words, label

PEOPLE = Slug("people")


class _Some(Schema):
    holds_any: TextList
    need: PositiveInt


class _Keys(_Some):
    of_which: list[_Some] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OfWhich:
    """`need` of those who count for the requirement hold one of these too."""

    holds_any: tuple[Slug, ...]
    need: int


@dataclass(frozen=True, slots=True)
class People:
    """At least `need` people hold one of `holds_any`; of these, each of `of_which` asks for some with more. One may count in several."""

    holds_any: tuple[Slug, ...]
    need: int
    kind: Literal["people"] = "people"
    of_which: tuple[OfWhich, ...] = ()

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "People | None":
        """`{holds_any: [ta, tp], need: 6, of_which: [{holds_any: [tp], need: 3}]}`; no part is larger than the whole."""
        keys = reader.typed(_Keys, value, path)
        if keys is None:
            return None
        asked, known = _asked(keys, path, reader), reader.words.certifications
        inner = [
            reader.all_known("CERTIFICATION_UNKNOWN", [*one.holds_any], known, (*path, "of_which", at, "holds_any"))
            for at, one in enumerate(keys.of_which)
        ]  # fmt: skip
        for at, one in enumerate(keys.of_which):
            if one.need > keys.need:
                message = msg("Of %(need)s people, %(part)s cannot be asked for.", need=keys.need, part=one.need)
                reader.fault((*path, "of_which", at, "need"), "VALUE_WRONG", message, msg("Write %(need)s or less.", need=keys.need))
                return None
        parts = tuple(OfWhich(slugs, one.need) for slugs, one in zip(inner, keys.of_which, strict=True) if slugs)
        return cls(asked, keys.need, of_which=parts) if asked and len(parts) == len(inner) else None

    def evaluate(self, scene: Scene) -> Result:
        """Counts people; those who count are named in the places, those whom a part asks for first."""
        words, members, day = scene.words.certifications, scene.partner.members, scene.as_of
        holders = sorted(self._holders(scene), key=lambda one: -sum(held(one, part.holds_any, day) is not None for part in self.of_which))
        lacking = max((part.need - self._with(part, holders, day) for part in self.of_which), default=0)
        have = len(holders) if lacking <= 0 else min(len(holders), self.need - lacking)
        kept = [(one, held(one, self.holds_any, day) or self.holds_any[0]) for one in holders[: self.need]]
        places = [Place(PEOPLE, label(words, slug), one.person, one.name, slug) for one, slug in kept]
        places += [Place(PEOPLE, label(words, self.holds_any[0]))] * (self.need - len(places))
        asked = (*self.holds_any, *(slug for part in self.of_which for slug in part.holds_any if slug not in self.holds_any))
        return Result(
            self.kind, have >= self.need, have, self.need, self._message(holders, scene),
            subject=" ".join([*self.holds_any, *(f"{part.need}:{','.join(part.holds_any)}" for part in self.of_which)]),
            places=tuple(places),
            left_out=left_out(members, {place.holder for place in places if place.holder}, asked, day, scene.words),
            first_false_on=first_false_on(self, scene),
            unit=Unit.PEOPLE,
        )  # fmt: skip

    def asks(self, words: Words) -> Message:
        """What it asks for, without how far anybody is."""
        whole = people_with(self.need, self.holds_any, words)
        if not self.of_which:
            return whole
        return msg(
            "%(people)s, of which %(parts)s",
            people=whole,
            parts=both([people_with(one.need, one.holds_any, words) for one in self.of_which]),
        )

    def holds(self, scene: Scene) -> bool:
        """Whether there are enough."""
        holders = self._holders(scene)
        return len(holders) >= self.need and all(self._with(part, holders, scene.as_of) >= part.need for part in self.of_which)

    def turns(self, scene: Scene) -> set[date]:
        """Beginnings and ends of certificates and employments."""
        return turns(scene.partner.members, {*self.holds_any, *(slug for part in self.of_which for slug in part.holds_any)})

    def _holders(self, scene: Scene) -> list[Member]:
        return [one for one in employed(scene.partner.members, scene.as_of) if held(one, self.holds_any, scene.as_of)]

    def _with(self, part: OfWhich, holders: list[Member], day: date) -> int:
        return sum(held(one, part.holds_any, day) is not None for one in holders)

    def _message(self, holders: list[Member], scene: Scene) -> Message:
        words = scene.words.certifications
        names = listed([label(words, slug) for slug in self.holds_any])
        whole = nmsg(
            "%(have)s of %(n)s needed person holds %(certifications)s.", "%(have)s of %(n)s needed people hold %(certifications)s.",
            self.need, have=len(holders), certifications=names,
        )  # fmt: skip
        parts = list(self._parts(holders, scene))
        return msg("%(people)s Of them: %(parts)s.", people=whole, parts=both(parts)) if parts else whole

    def _parts(self, holders: list[Member], scene: Scene) -> Iterator[Message]:
        for part in self.of_which:
            names = listed([label(scene.words.certifications, slug) for slug in part.holds_any])
            have = self._with(part, holders, scene.as_of)
            yield nmsg(
                "%(have)s of %(n)s with %(certifications)s", "%(have)s of %(n)s with %(certifications)s",
                part.need, have=have, certifications=names,
            )  # fmt: skip


def _asked(keys: _Keys, path: Path, reader: Reader[object]) -> tuple[Slug, ...] | None:
    return reader.all_known("CERTIFICATION_UNKNOWN", [*keys.holds_any], reader.words.certifications, (*path, "holds_any"))
