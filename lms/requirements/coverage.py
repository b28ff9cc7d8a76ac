"""The kind `coverage`: for every product that is sold enough, there are people certified for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import Field

from lms.core.content.schema import Schema, TextList
from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import Message, msg, nmsg
from lms.requirements.facts import Member
from lms.requirements.figure import Figure, read_figure, shown
from lms.requirements.matching import MOST_PLACES
from lms.requirements.reading import Reader
from lms.requirements.result import Place, Result, Unit, both
from lms.requirements.scene import Scene, first_false_on
from lms.requirements.staffing import employed, held, left_out, turns
from lms.requirements.words import Words, label


class _Where(Schema):
    name: str
    min: Decimal = Field(gt=0, max_digits=14, decimal_places=4)
    window: str = "lifetime"
    each: Decimal | None = Field(default=None, gt=0, max_digits=14, decimal_places=4)


class _Keys(Schema):
    where: _Where
    holds: dict[str, TextList] = Field(min_length=1)
    need: int = Field(default=1, ge=1, le=MOST_PLACES)


@dataclass(frozen=True, slots=True)
class Covered:
    """A product and the certifications of which one is asked for."""

    product: Slug
    holds_any: tuple[Slug, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """For each product of which the figure is at least `min`, `need` people hold one of its certifications. One may count for several."""

    figure: Figure
    min: Decimal
    holds_of: tuple[Covered, ...]
    need: int = 1
    kind: Literal["coverage"] = "coverage"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "Coverage | None":
        """`{where: {name: spend, min: 500, window: trailing 90 days}, holds: {compute: [ta], backup: [tp]}, need: 1}`."""
        keys = reader.typed(_Keys, value, path)
        if keys is None:
            return None
        figure = read_figure((keys.where.name, keys.where.window, keys.where.each), (*path, "where"), reader)
        covered = [_covered(product, [*asked], (*path, "holds", product), reader) for product, asked in keys.holds.items()]
        complete = tuple(one for one in covered if one)
        return cls(figure, keys.where.min, complete, keys.need) if figure and len(complete) == len(covered) else None

    def evaluate(self, scene: Scene) -> Result:
        """The places of all products that are sold enough; where none is, nothing is asked for."""
        words, day, members = scene.words, scene.as_of, scene.partner.members
        asked, people = self._asked(scene), employed(members, scene.as_of)
        places = tuple(place for one in asked for place in self._places(one, people, scene))
        have, need = sum(place.holder is not None for place in places), len(places)
        slugs = tuple(dict.fromkeys(slug for one in asked for slug in one.holds_any))
        return Result(
            self.kind, have == need, have, need, self._message(asked, places, words),
            subject=f"{self.figure} {shown(self.min)} {' '.join(one.product for one in asked)} {self.need}",
            places=places,
            left_out=left_out(members, {place.holder for place in places if place.holder}, slugs, day, words) if have < need else (),
            first_false_on=first_false_on(self, scene),
            unit=Unit.PLACES,
        )  # fmt: skip

    def asks(self, words: Words) -> Message:
        """What it asks for, without how far anybody is."""
        return nmsg(
            "%(n)s certified person for each of %(products)s: where %(metric)s is at least %(min)s %(window)s",
            "%(n)s certified people for each of %(products)s: where %(metric)s is at least %(min)s %(window)s",
            self.need, products=both([label(words.products, one.product) for one in self.holds_of]),
            metric=self.figure.label(words), min=shown(self.min), window=self.figure.window.said(),
        )  # fmt: skip

    def holds(self, scene: Scene) -> bool:
        """Whether every product that is sold enough has its people."""
        people = employed(scene.partner.members, scene.as_of)
        return all(sum(held(one, each.holds_any, scene.as_of) is not None for one in people) >= self.need for each in self._asked(scene))

    def turns(self, scene: Scene) -> set[date]:
        """The turns of the figure, of certificates and of employments."""
        return self.figure.turns(scene) | turns(scene.partner.members, {slug for one in self.holds_of for slug in one.holds_any})

    def _asked(self, scene: Scene) -> list[Covered]:
        worths = ((one, self.figure.worth(scene, one.product)) for one in self.holds_of)
        return [one for one, worth in worths if worth is not None and worth >= Fraction(self.min)]

    def _places(self, covered: Covered, people: list[Member], scene: Scene) -> Iterator[Place]:
        name = label(scene.words.products, covered.product)
        holders = [(one, slug) for one in people if (slug := held(one, covered.holds_any, scene.as_of))]
        for one, slug in holders[: self.need]:
            yield Place(covered.product, name, one.person, one.name, slug)
        for _ in range(self.need - len(holders)):
            yield Place(covered.product, name)

    def _message(self, asked: list[Covered], places: tuple[Place, ...], words: Words) -> Message:
        if not asked:
            return msg(
                "No product asks for certified people: %(metric)s stays below %(min)s.",
                metric=self.figure.label(words),
                min=shown(self.min),
            )
        empty = dict.fromkeys(place.slot for place in places if place.holder is None)
        if not empty:
            return msg("Certified people are there for %(products)s.", products=both([label(words.products, one.product) for one in asked]))
        missing = sum(place.holder is None for place in places)
        return nmsg(
            "%(n)s certified person is missing for %(products)s.", "%(n)s certified people are missing for %(products)s.",
            missing, products=both([label(words.products, product) for product in empty]),
        )  # fmt: skip


def _covered(product: str, asked: list[Value], path: Path, reader: Reader[object]) -> Covered | None:
    known = reader.known("PRODUCT_UNKNOWN", product, reader.words.products, path)
    slugs = reader.all_known("CERTIFICATION_UNKNOWN", asked, reader.words.certifications, path)
    return Covered(known, slugs) if known and slugs else None
