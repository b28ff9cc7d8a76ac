"""The kind `person_holds`, for gates only: the person holds the certification now."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import Message, Texts, msg
from lms.requirements.facts import Holding
from lms.requirements.reading import Reader
from lms.requirements.result import Result
from lms.requirements.scene import Scene, first_false_on
from lms.requirements.words import Words, label


@dataclass(frozen=True, slots=True)
class PersonHolds:
    """The person has a certificate that is valid on the day, whether or not it counts for tiers."""

    certification: Slug
    kind: Literal["person_holds"] = "person_holds"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "PersonHolds | None":
        """`sf`."""
        certification = reader.known("CERTIFICATION_UNKNOWN", value, reader.words.certifications, path)
        return cls(certification) if certification else None

    def evaluate(self, scene: Scene) -> Result:
        """Met while it is held."""
        met = self.holds(scene)
        message = self._message(self._mine(scene), scene.as_of, label(scene.words.certifications, self.certification))
        return Result(self.kind, met, int(met), 1, message, subject=self.certification, first_false_on=first_false_on(self, scene))

    def asks(self, words: Words) -> Message:
        """What it asks for, without whether it is held."""
        return msg("The certificate “%(certification)s”", certification=label(words.certifications, self.certification))

    def holds(self, scene: Scene) -> bool:
        """Whether it is held."""
        return any(holding.valid_on(scene.as_of) for holding in self._mine(scene))

    def turns(self, scene: Scene) -> set[date]:
        """Beginnings, ends and revocations of the certificates."""
        return {day for one in self._mine(scene) for day in (one.issued_on, one.expires_on, one.revoked_on) if day}

    def _mine(self, scene: Scene) -> list[Holding]:
        return [holding for holding in scene.person.holdings if holding.certification == self.certification]

    def _message(self, mine: list[Holding], day: date, name: Texts) -> Message:
        if any(holding.valid_on(day) for holding in mine):
            return msg("The certificate “%(certification)s” is held.", certification=name)
        ended = [end for holding in mine for end in (holding.expires_on, holding.revoked_on) if end and end <= day]
        if ended:
            return msg("The certificate “%(certification)s” is needed; it ended on %(day)s.", certification=name, day=max(ended))
        return msg("The certificate “%(certification)s” is needed.", certification=name)
