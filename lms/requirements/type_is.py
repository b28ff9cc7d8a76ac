"""The kind `type_is`: the partner is of one of these types."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.core.content.yaml import Path, Value
from lms.core.text import Message, msg
from lms.requirements.reading import Reader
from lms.requirements.result import Result, listed
from lms.requirements.scene import Scene
from lms.requirements.words import TYPES, Words


@dataclass(frozen=True, slots=True)
class TypeIs:
    """One of the types of the partner is among these."""

    types: tuple[str, ...]
    kind: Literal["type_is"] = "type_is"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "TypeIs | None":
        """`[consultant, service]`."""
        types = reader.all_known("TYPE_UNKNOWN", value, TYPES, path)
        return cls(tuple(types)) if types else None

    def evaluate(self, scene: Scene) -> Result:
        """Met when one of them is the partner's."""
        met, names = self.holds(scene), listed([TYPES[one] for one in self.types])
        message = (
            msg("The partner is registered as %(types)s.", types=names) if met
            else msg("This is for a partner registered as %(types)s.", types=names)
        )  # fmt: skip
        return Result(self.kind, met, int(met), 1, message, subject=" ".join(self.types))

    def asks(self, words: Words) -> Message:  # noqa: ARG002 (the protocol of all kinds)
        """What it asks for."""
        return msg("Registered as %(types)s", types=listed([TYPES[one] for one in self.types]))

    def holds(self, scene: Scene) -> bool:
        """Whether one is."""
        return any(one in scene.partner.types for one in self.types)

    def turns(self, scene: Scene) -> set[date]:  # noqa: ARG002 (the protocol of all kinds)
        """The calendar does not change types."""
        return set()
