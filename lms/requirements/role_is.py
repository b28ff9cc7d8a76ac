"""The kind `role_is`, for gates only: the person is one of these at their partner."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.core.content.yaml import Path, Value
from lms.core.text import Message, msg
from lms.requirements.reading import Reader
from lms.requirements.result import Result, listed
from lms.requirements.scene import Scene
from lms.requirements.words import ROLES, Words


@dataclass(frozen=True, slots=True)
class RoleIs:
    """One of the roles of the person at their partner is among these."""

    roles: tuple[str, ...]
    kind: Literal["role_is"] = "role_is"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "RoleIs | None":
        """`[partner_admin, technical]`."""
        roles = reader.all_known("ROLE_UNKNOWN", value, ROLES, path)
        return cls(tuple(roles)) if roles else None

    def evaluate(self, scene: Scene) -> Result:
        """Met when one of them is the person's."""
        met, names = self.holds(scene), listed([ROLES[one] for one in self.roles])
        message = (
            msg("The person works as %(roles)s.", roles=names) if met
            else msg("This is for people who work as %(roles)s.", roles=names)
        )  # fmt: skip
        return Result(self.kind, met, int(met), 1, message, subject=" ".join(self.roles))

    def asks(self, words: Words) -> Message:  # noqa: ARG002 (the protocol of all kinds)
        """What it asks for."""
        return msg("Works as %(roles)s", roles=listed([ROLES[one] for one in self.roles]))

    def holds(self, scene: Scene) -> bool:
        """Whether one is."""
        return any(one in scene.person.roles for one in self.roles)

    def turns(self, scene: Scene) -> set[date]:  # noqa: ARG002 (the protocol of all kinds)
        """The calendar does not change roles."""
        return set()
