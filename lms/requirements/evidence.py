"""The kind `evidence`: a paper of the partner that somebody confirmed."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.core.content.schema import Schema
from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.requirements.reading import Reader
from lms.requirements.result import Result
from lms.requirements.scene import Scene, first_false_on
from lms.requirements.words import Words, label


class _Keys(Schema):
    kind: str
    valid: Literal["calendar_year", "always"] = "always"
    by: Literal["partner_manager"] = "partner_manager"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper of this sort was confirmed, for the year of the day or at any time."""

    paper: Slug
    valid: Literal["calendar_year", "always"] = "always"
    by: Literal["partner_manager"] = "partner_manager"
    kind: Literal["evidence"] = "evidence"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "Evidence | None":
        """`{kind: business_plan, valid: calendar_year, by: partner_manager}`."""
        keys = reader.typed(_Keys, value, path)
        paper = reader.known("EVIDENCE_UNKNOWN", keys.kind, reader.words.evidence, (*path, "kind")) if keys else None
        return cls(paper, keys.valid, keys.by) if keys and paper else None

    def evaluate(self, scene: Scene) -> Result:
        """Met when the paper is there."""
        met, name, year = self.holds(scene), label(scene.words.evidence, self.paper), scene.as_of.year
        if self.valid == "calendar_year":
            message = (
                msg("%(evidence)s for %(year)s: confirmed.", evidence=name, year=str(year)) if met
                else msg("%(evidence)s for %(year)s: not yet confirmed by the partner manager.", evidence=name, year=str(year))
            )  # fmt: skip
        else:
            message = (
                msg("%(evidence)s: confirmed.", evidence=name) if met
                else msg("%(evidence)s: not yet confirmed by the partner manager.", evidence=name)
            )  # fmt: skip
        subject = f"{self.paper} {self.valid}"
        return Result(self.kind, met, int(met), 1, message, subject=subject, first_false_on=first_false_on(self, scene))

    def asks(self, words: Words) -> Message:
        """What it asks for, without whether it is there."""
        name = label(words.evidence, self.paper)
        if self.valid == "calendar_year":
            return msg("%(evidence)s for the calendar year, confirmed by the partner manager", evidence=name)
        return msg("%(evidence)s, confirmed by the partner manager", evidence=name)

    def holds(self, scene: Scene) -> bool:
        """Whether there is one."""
        return any(
            paper.kind == self.paper and paper.confirmed_on <= scene.as_of and (self.valid == "always" or paper.year == scene.as_of.year)
            for paper in scene.partner.papers
        )

    def turns(self, scene: Scene) -> set[date]:
        """The days of confirmation, and the first days of the years that papers are for and of those after."""
        mine = [paper for paper in scene.partner.papers if paper.kind == self.paper]
        years = {paper.year for paper in mine if paper.year} if self.valid == "calendar_year" else set()
        return {paper.confirmed_on for paper in mine} | {date(year + after, 1, 1) for year in years for after in (0, 1)}
