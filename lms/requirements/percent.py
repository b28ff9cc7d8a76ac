"""The kind `percent`: a share of the people of a track hold one of the certifications."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field, PositiveInt

from lms.core.content.schema import Schema, TextList
from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import Message, Texts, msg, nmsg
from lms.requirements.facts import Member
from lms.requirements.reading import Reader
from lms.requirements.result import Result, Unit, listed
from lms.requirements.scene import Scene, first_false_on
from lms.requirements.staffing import employed, held, left_out, turns
from lms.requirements.words import Words, label

Track = Literal["technical", "sales", "everyone"]


class _CapKeys(Schema):
    at: PositiveInt
    on: Literal["base", "result"]


class _Keys(Schema):
    of: Track
    holds_any: TextList
    min: int = Field(ge=1, le=100)
    cap: _CapKeys | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """On `base`, at most `at` people are taken for the whole; on `result`, at most `at` holders are asked for."""

    at: int
    on: Literal["base", "result"]


@dataclass(frozen=True, slots=True)
class Percent:
    """At least `min` per cent of the people of the track hold one of `holds_any`; rounded down, and of nobody it does not hold."""

    of: Track
    holds_any: tuple[Slug, ...]
    min: int
    cap: Cap | None = None
    kind: Literal["percent"] = "percent"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "Percent | None":
        """`{of: technical, holds_any: [ta, tp], min: 50, cap: {at: 100, on: base}}`."""
        keys = reader.typed(_Keys, value, path)
        if keys is None:
            return None
        asked = reader.all_known("CERTIFICATION_UNKNOWN", [*keys.holds_any], reader.words.certifications, (*path, "holds_any"))
        return cls(keys.of, asked, keys.min, Cap(keys.cap.at, keys.cap.on) if keys.cap else None) if asked else None

    def evaluate(self, scene: Scene) -> Result:
        """`have` and `need` are people; the message says the percent."""
        members, day = scene.partner.members, scene.as_of
        base, holders = self._base(scene), self._holders(scene)
        counts = {member.person for member in base}
        return Result(
            self.kind, self.holds(scene), len(holders), max(self._need(len(base)), 1), self._message(len(base), len(holders), scene.words),
            subject=f"{self.of} {' '.join(self.holds_any)} {self.cap.on if self.cap else ''} {self.cap.at if self.cap else ''}".strip(),
            left_out=left_out(
                [one for one in members if one.person in counts], {one.person for one in holders}, self.holds_any, day, scene.words
            ),
            first_false_on=first_false_on(self, scene),
            unit=Unit.PEOPLE,
        )  # fmt: skip

    def asks(self, words: Words) -> Message:
        """What it asks for, without how far anybody is."""
        given: dict[str, object] = {"percent": self.min, "people": _people(self.of), "certifications": _names(self.holds_any, words)}
        if self.cap is None:
            return msg("%(percent)s%% of %(people)s with %(certifications)s", **given)
        if self.cap.on == "base":
            return nmsg(
                "%(percent)s%% of %(people)s with %(certifications)s; of more than %(n)s person, of %(n)s",
                "%(percent)s%% of %(people)s with %(certifications)s; of more than %(n)s people, of %(n)s",
                self.cap.at, **given,
            )  # fmt: skip
        return nmsg(
            "%(percent)s%% of %(people)s with %(certifications)s; %(n)s person is always enough",
            "%(percent)s%% of %(people)s with %(certifications)s; %(n)s people are always enough",
            self.cap.at, **given,
        )  # fmt: skip

    def holds(self, scene: Scene) -> bool:
        """Whether there are enough holders; not where there is nobody."""
        base = len(self._base(scene))
        return base > 0 and len(self._holders(scene)) >= self._need(base)

    def turns(self, scene: Scene) -> set[date]:
        """Beginnings and ends of certificates, and of everybody's employment."""
        days = {day for one in scene.partner.members for day in (one.since, one.until) if day is not None}
        return days | turns(scene.partner.members, self.holds_any)

    def _base(self, scene: Scene) -> list[Member]:
        here = employed(scene.partner.members, scene.as_of)
        return [one for one in here if self.of == "everyone" or (one.technical if self.of == "technical" else one.sales)]

    def _holders(self, scene: Scene) -> list[Member]:
        return [one for one in self._base(scene) if held(one, self.holds_any, scene.as_of)]

    def _need(self, base: int) -> int:
        """So many holders make the percent, which is rounded down: the smallest number of which it is not less."""
        whole = min(base, self.cap.at) if self.cap and self.cap.on == "base" else base
        need = -(-self.min * whole // 100)
        return min(need, self.cap.at) if self.cap and self.cap.on == "result" else need

    def _message(self, base: int, have: int, words: Words) -> Message:
        if base == 0:
            return msg(
                "There is nobody of whom %(percent)s%% could hold %(certifications)s.",
                percent=self.min,
                certifications=_names(self.holds_any, words),
            )
        whole = min(base, self.cap.at) if self.cap and self.cap.on == "base" else base
        return nmsg(
            "%(have)s of %(of)s people hold %(certifications)s, which is %(percent)s%%; %(min)s%% is needed: %(n)s person.",
            "%(have)s of %(of)s people hold %(certifications)s, which is %(percent)s%%; %(min)s%% is needed: %(n)s people.",
            self._need(base),
            have=have, of=base, percent=min(100, 100 * have // whole), min=self.min, certifications=_names(self.holds_any, words),
        )  # fmt: skip


def _names(asked: tuple[Slug, ...], words: Words) -> Texts | Message:
    return listed([label(words.certifications, slug) for slug in asked])


def _people(track: Track) -> Message:
    return {"technical": msg("the technical people"), "sales": msg("the sales people"), "everyone": msg("all people")}[track]
