"""The kind `agreement`: the partner accepted the agreement."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import PositiveInt

from lms.core.content.schema import Schema
from lms.core.content.yaml import Path, Value
from lms.core.text import Message, msg
from lms.requirements.reading import Reader
from lms.requirements.result import Result, Unit
from lms.requirements.scene import Scene
from lms.requirements.words import Words


class _Keys(Schema):
    at_least: PositiveInt


@dataclass(frozen=True, slots=True)
class Agreement:
    """Accepted in version `at_least` or later; `None` asks for the version in force."""

    at_least: int | None
    kind: Literal["agreement"] = "agreement"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "Agreement | None":
        """`current` or `{at_least: 3}`."""
        if value == "current":
            return cls(None)
        if not isinstance(value, dict):
            message = msg("It is not said which version of the agreement is asked for.")
            reader.fault(path, "VALUE_WRONG", message, msg("Write “agreement: current” or “agreement: {at_least: 3}”."))
            return None
        keys = reader.typed(_Keys, value, path)
        return cls(keys.at_least) if keys else None

    def evaluate(self, scene: Scene) -> Result:
        """Met when a version new enough was accepted."""
        have, need, met = scene.partner.agreement or 0, self._need(scene), self.holds(scene)
        if met:
            message = msg("The agreement is accepted in version %(have)s.", have=have)
        elif have:
            message = msg("The agreement is accepted in version %(have)s; version %(need)s is needed.", have=have, need=need)
        else:
            message = msg("The agreement is not yet accepted; version %(need)s is needed.", need=need)
        return Result(self.kind, met, have, need, message, subject="agreement", unit=Unit.VERSIONS)

    def asks(self, words: Words) -> Message:  # noqa: ARG002 (the protocol of all kinds)
        """What it asks for, without whether it was accepted."""
        if self.at_least is None:
            return msg("The partner agreement, accepted in its current version")
        return msg("The partner agreement, accepted in version %(need)s or a later one", need=self.at_least)

    def holds(self, scene: Scene) -> bool:
        """Whether it was accepted."""
        return scene.partner.agreement is not None and scene.partner.agreement >= self._need(scene)

    def turns(self, scene: Scene) -> set[date]:  # noqa: ARG002 (the protocol of all kinds)
        """What was accepted stays accepted; only a new version asks again."""
        return set()

    def _need(self, scene: Scene) -> int:
        return scene.facts.agreement_current if self.at_least is None else self.at_least
