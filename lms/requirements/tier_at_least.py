"""The kind `tier_at_least`: in a tier, the requirements of that tier hold too; in a gate, the partner stands at least there."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.requirements.reading import Reader
from lms.requirements.result import Result, Unit
from lms.requirements.scene import Scene
from lms.requirements.words import Words, label


@dataclass(frozen=True, slots=True)
class TierAtLeast:
    """The tier, or a higher one."""

    tier: Slug
    kind: Literal["tier_at_least"] = "tier_at_least"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "TierAtLeast | None":
        """`silver`."""
        tier = reader.known("TIER_UNKNOWN", value, reader.words.tiers, path)
        return cls(tier) if tier else None

    def evaluate(self, scene: Scene) -> Result:
        """In a tier, the answer of the named tier as the only child; in a gate, a comparison of standings."""
        name = label(scene.words.tiers, self.tier)
        if self.tier in scene.tiers:
            inner = scene.tiers[self.tier].evaluate(scene)
            message = (
                msg("The requirements of %(tier)s hold.", tier=name) if inner.met
                else msg("The requirements of %(tier)s do not all hold.", tier=name)
            )  # fmt: skip
            return Result(
                self.kind,
                inner.met,
                int(inner.met),
                1,
                message,
                children=(inner,),
                first_false_on=inner.first_false_on,
                unit=Unit.REQUIREMENTS,
            )
        met, tier = self.holds(scene), scene.facts.tier
        if tier is None:
            message = msg("The partner has no tier yet; %(tier)s is needed.", tier=name)
        elif met:
            message = msg("The partner’s tier is %(have)s; %(tier)s opens this.", have=label(scene.words.tiers, tier), tier=name)
        else:
            message = msg("The partner’s tier is %(have)s; %(tier)s is needed.", have=label(scene.words.tiers, tier), tier=name)
        need = _step(scene, self.tier) or 1
        have = _step(scene, tier) if tier else 0
        return Result(self.kind, met, have, need, message, subject="tier", unit=Unit.STEPS)

    def asks(self, words: Words) -> Message:
        """What it asks for in a tier, without how far anybody is."""
        return msg("Everything that %(tier)s asks for", tier=label(words.tiers, self.tier))

    def holds(self, scene: Scene) -> bool:
        """Whether it does."""
        if self.tier in scene.tiers:
            return scene.tiers[self.tier].holds(scene)
        need = _step(scene, self.tier)
        return scene.facts.tier is not None and need > 0 and _step(scene, scene.facts.tier) >= need

    def turns(self, scene: Scene) -> set[date]:
        """In a tier, the turns of the named tier; a standing has none that the calendar alone knows."""
        return scene.tiers[self.tier].turns(scene) if self.tier in scene.tiers else set()


def _step(scene: Scene, tier: Slug) -> int:
    order = list(scene.words.tiers)
    return order.index(tier) + 1 if tier in order else 0
