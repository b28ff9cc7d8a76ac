"""The kind `people`: so many people who count for the partner hold one of the certifications."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import PositiveInt

from lms.core.content.schema import Schema, TextList
from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import Message, nmsg
from lms.requirements.reading import Reader
from lms.requirements.result import Place, Result, listed
from lms.requirements.scene import Scene, first_false_on
from lms.requirements.staffing import employed, held, left_out, people_with, turns
from lms.requirements.words import Words, label

PEOPLE = Slug("people")


class _Keys(Schema):
    holds_any: TextList
    need: PositiveInt


@dataclass(frozen=True, slots=True)
class People:
    """At least `need` people hold one of `holds_any`."""

    holds_any: tuple[Slug, ...]
    need: int
    kind: Literal["people"] = "people"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "People | None":
        """`{holds_any: [sf], need: 1}`."""
        keys = reader.typed(_Keys, value, path)
        if keys is None:
            return None
        asked = reader.all_known("CERTIFICATION_UNKNOWN", [*keys.holds_any], reader.words.certifications, (*path, "holds_any"))
        return cls(asked, keys.need) if asked else None

    def evaluate(self, scene: Scene) -> Result:
        """Counts people; those who count are named in the places."""
        words, members, day = scene.words.certifications, scene.partner.members, scene.as_of
        holders = [(member, slug) for member in employed(members, day) if (slug := held(member, self.holds_any, day))]
        names = listed([label(words, slug) for slug in self.holds_any])
        places = [Place(PEOPLE, label(words, slug), member.person, member.name, slug) for member, slug in holders[: self.need]]
        places += [Place(PEOPLE, label(words, self.holds_any[0]))] * (self.need - len(places))
        message = nmsg(
            "%(have)s of %(n)s needed person holds %(certifications)s.", "%(have)s of %(n)s needed people hold %(certifications)s.",
            self.need, have=len(holders), certifications=names,
        )  # fmt: skip
        return Result(
            self.kind, len(holders) >= self.need, len(holders), self.need, message,
            subject=" ".join(self.holds_any),
            places=tuple(places),
            left_out=left_out(members, {place.holder for place in places if place.holder}, self.holds_any, day),
            first_false_on=first_false_on(self, scene),
        )  # fmt: skip

    def asks(self, words: Words) -> Message:
        """What it asks for, without how far anybody is."""
        return people_with(self.need, self.holds_any, words)

    def holds(self, scene: Scene) -> bool:
        """Whether there are enough."""
        here = employed(scene.partner.members, scene.as_of)
        return sum(held(member, self.holds_any, scene.as_of) is not None for member in here) >= self.need

    def turns(self, scene: Scene) -> set[date]:
        """Beginnings and ends of certificates and employments."""
        return turns(scene.partner.members, self.holds_any)
