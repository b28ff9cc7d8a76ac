"""The notation `by_type`: what a tier asks of each type of partner, read into the kinds `any`, `all` and `type_is`."""

from lms.core.content.yaml import Path, Value
from lms.core.text import msg
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.kinds import Requirement
from lms.requirements.reading import Reader
from lms.requirements.type_is import TypeIs
from lms.requirements.words import TYPES

EVERYONE = "everyone"


class ByType:
    """`by_type: {everyone: ..., consultant: ...}` holds when what is asked of everyone does, or what is asked of a type that one is."""

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[Requirement]) -> AnyOf[Requirement] | None:
        """One requirement for each type, in the order of the file."""
        if not isinstance(value, dict) or not value:
            reader.fault(
                path, "REQUIREMENT_SHAPE", msg("Here stands what is asked of each type of partner."),
                msg("Write it like “everyone: {metric: ...}”, a line for each type."),
            )  # fmt: skip
            return None
        ways = [_way(name, inner, (*path, name), reader) for name, inner in value.items()]
        read = tuple(one for one in ways if one is not None)
        return AnyOf(read) if len(read) == len(ways) else None


def _way(name: str, value: Value, path: Path, reader: Reader[Requirement]) -> Requirement | None:
    known = reader.known("TYPE_UNKNOWN", name, [EVERYONE, *TYPES], path)
    asked = reader.requirement(value, path)
    if known is None or asked is None:
        return None
    if name == EVERYONE:
        return asked
    return All((TypeIs((name,)), *(asked.requirements if isinstance(asked, All) else (asked,))))
