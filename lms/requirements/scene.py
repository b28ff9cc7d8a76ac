"""What a requirement is evaluated in: the facts, the day, the words and the tiers; and what every kind of requirement can do."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from lms.core.ids import PublicId, Slug
from lms.core.text import Message
from lms.requirements.facts import Facts, PartnerFacts, PersonFacts
from lms.requirements.result import Result
from lms.requirements.words import Words

NO_PARTNER = PartnerFacts()
NO_PERSON = PersonFacts(PublicId(""))


class Rule(Protocol):
    """What every kind of requirement can do."""

    def evaluate(self, scene: "Scene") -> Result:
        """The whole answer."""

    def asks(self, words: Words) -> Message:
        """What it asks for, in a few words that say nothing about how far anybody is."""

    def holds(self, scene: "Scene") -> bool:
        """The same as `evaluate(scene).met`, without the words."""

    def turns(self, scene: "Scene") -> set[date]:
        """All days, past and to come, on which the answer may turn either way: what it may rest on begins or ends then."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Facts on a day. `tiers` holds the requirements of tiers while a tier is evaluated and is empty for gates.

    Where nobody asks until when an answer holds, `looks_ahead` is off: finding `first_false_on` is most of the work of an evaluation.
    """

    facts: Facts
    as_of: date
    words: Words
    tiers: Mapping[Slug, Rule] = field(default_factory=dict)
    looks_ahead: bool = True

    @property
    def partner(self) -> PartnerFacts:
        """The partner; one about which nothing is known when there is none."""
        return self.facts.partner or NO_PARTNER

    @property
    def person(self) -> PersonFacts:
        """The person; one about whom nothing is known when there is none."""
        return self.facts.person or NO_PERSON

    def on(self, day: date) -> "Scene":
        """The same facts, looked at on another day."""
        return replace(self, as_of=day)


def first_false_on(rule: Rule, scene: Scene) -> date | None:
    """The first day after today on which a rule that holds today would not hold if only the calendar moved."""
    if not scene.looks_ahead or not rule.holds(scene):
        return None
    return next((day for day in sorted(rule.turns(scene)) if day > scene.as_of and not rule.holds(scene.on(day))), None)
