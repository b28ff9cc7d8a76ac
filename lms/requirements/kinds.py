"""All kinds of requirement, one line each; and the two questions put to any of them: what is written, and does it hold."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Union

from pydantic import Field
from typing_extensions import TypeAliasType

from lms.core.content.faults import Faults
from lms.core.content.yaml import Document, Path, Value
from lms.core.ids import Slug
from lms.requirements.agreement import Agreement
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.any_day_in import AnyDayIn
from lms.requirements.at_least import AtLeast
from lms.requirements.course_done import CourseDone
from lms.requirements.coverage import Coverage
from lms.requirements.evidence import Evidence
from lms.requirements.facts import Facts
from lms.requirements.held_for import HeldFor
from lms.requirements.metric import Metric
from lms.requirements.not_ import Not
from lms.requirements.people import People
from lms.requirements.percent import Percent
from lms.requirements.person_holds import PersonHolds
from lms.requirements.points import Points
from lms.requirements.product_is import ProductIs
from lms.requirements.reading import Reader
from lms.requirements.result import Result
from lms.requirements.role_is import RoleIs
from lms.requirements.roster import Roster
from lms.requirements.scene import Scene
from lms.requirements.tier_at_least import TierAtLeast
from lms.requirements.type_is import TypeIs
from lms.requirements.words import Words

OfPartner = People | Roster | Percent | Coverage | Metric | Points | Evidence | Agreement | TierAtLeast | TypeIs
OfPerson = PersonHolds | RoleIs | ProductIs | CourseDone
Requirement = TypeAliasType(
    "Requirement",
    Annotated[
        Union[
            "All[Requirement]", "AnyOf[Requirement]", "AtLeast[Requirement]", "Not[Requirement]",
            "AnyDayIn[Requirement]", "HeldFor[Requirement]", OfPartner, OfPerson,
        ],
        Field(discriminator="kind"),
    ],
)  # fmt: skip

KINDS: dict[str, type[Any]] = {
    "all": All,
    "any": AnyOf,
    "at_least": AtLeast,
    "not": Not,
    "people": People,
    "roster": Roster,
    "percent": Percent,
    "coverage": Coverage,
    "metric": Metric,
    "points": Points,
    "any_day_in": AnyDayIn,
    "held_for": HeldFor,
    "evidence": Evidence,
    "agreement": Agreement,
    "tier_at_least": TierAtLeast,
    "type_is": TypeIs,
    "person_holds": PersonHolds,
    "role_is": RoleIs,
    "product_is": ProductIs,
    "course_done": CourseDone,
}
GATES_ONLY = frozenset({"person_holds", "role_is", "product_is", "course_done"})


def parse(value: Value, document: Document, path: Path, faults: Faults, words: Words) -> Requirement | None:
    """Read one requirement that stands at `path` of a document; located faults and `None` when it cannot be read."""
    reader: Reader[Requirement] = Reader(document, faults, words, KINDS)
    return reader.requirement(value, path)


def evaluate(
    requirement: Requirement, facts: Facts, as_of: date, words: Words, tiers: Mapping[Slug, Requirement] | None = None
) -> Result:  # fmt: skip
    """Whether a requirement holds on a day, and what is missing.

    `tiers` holds the requirements of the programme's tiers while one of them is evaluated (then `tier_at_least` means what those ask
    for); without it, it is a gate, and `tier_at_least` compares the partner's standing in the order of `words.tiers`.
    """
    return requirement.evaluate(Scene(facts, as_of, words, tiers or {}))
