"""The kind `evidence`: a paper of the partner that somebody confirmed."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from lms.core.content.schema import Schema
from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import Message, msg, nmsg
from lms.requirements.days import add_months
from lms.requirements.facts import Paper
from lms.requirements.reading import Reader
from lms.requirements.result import Result
from lms.requirements.scene import Scene, first_false_on
from lms.requirements.words import Words, label

Confirmer = Literal["partner_manager", "programme_admin"]
CONFIRMERS: dict[Confirmer, Message] = {"partner_manager": msg("by the partner manager"), "programme_admin": msg("by the programme admin")}


class _Keys(Schema):
    kind: str
    valid: Literal["calendar_year", "always"] = "always"
    by: Confirmer = "partner_manager"


class _MonthsKeys(Schema):
    months: int = Field(ge=1, le=120)


class _DatedKeys(Schema):
    kind: str
    valid: _MonthsKeys
    by: Confirmer = "partner_manager"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper of this sort was confirmed by `by`: for the year of the day, within `months`, or at any time; and it has not ended itself."""

    paper: Slug
    valid: Literal["calendar_year", "always", "months"] = "always"
    by: Confirmer = "partner_manager"
    kind: Literal["evidence"] = "evidence"
    months: int | None = None

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "Evidence | None":
        """`{kind: business_plan, valid: calendar_year, by: partner_manager}`."""
        dated = isinstance(value, dict) and isinstance(value.get("valid"), dict)
        keys: _Keys | _DatedKeys | None = reader.typed(_DatedKeys, value, path) if dated else reader.typed(_Keys, value, path)
        paper = reader.known("EVIDENCE_UNKNOWN", keys.kind, reader.words.evidence, (*path, "kind")) if keys else None
        if keys is None or paper is None:
            return None
        return cls(paper, "months", keys.by, months=keys.valid.months) if isinstance(keys, _DatedKeys) else cls(paper, keys.valid, keys.by)

    def evaluate(self, scene: Scene) -> Result:
        """Met when the paper is there."""
        met = self.holds(scene)
        subject = f"{self.paper} {self.months or self.valid}"
        return Result(
            self.kind, met, int(met), 1, self._message(scene, met=met), subject=subject, first_false_on=first_false_on(self, scene),
        )  # fmt: skip

    def asks(self, words: Words) -> Message:
        """What it asks for, without whether it is there."""
        name, by = label(words.evidence, self.paper), CONFIRMERS[self.by]
        if self.months is not None:
            return nmsg(
                "%(evidence)s, confirmed %(by)s in the last %(n)s month", "%(evidence)s, confirmed %(by)s in the last %(n)s months",
                self.months, evidence=name, by=by,
            )  # fmt: skip
        if self.valid == "calendar_year":
            return msg("%(evidence)s for the calendar year, confirmed %(by)s", evidence=name, by=by)
        return msg("%(evidence)s, confirmed %(by)s", evidence=name, by=by)

    def holds(self, scene: Scene) -> bool:
        """Whether there is one."""
        return any(self._counts(paper, scene.as_of) for paper in scene.partner.papers)

    def turns(self, scene: Scene) -> set[date]:
        """The days of confirmation and of the end of each paper, and the first days of the years that papers are for and of those after."""
        mine = [paper for paper in scene.partner.papers if paper.kind == self.paper]
        years = {paper.year for paper in mine if paper.year} if self.valid == "calendar_year" else set()
        ends = {add_months(paper.confirmed_on, self.months) for paper in mine} if self.months is not None else set()
        days = {day for paper in mine for day in (paper.confirmed_on, paper.until) if day is not None}
        return days | ends | {date(year + after, 1, 1) for year in years for after in (0, 1)}

    def _counts(self, paper: Paper, day: date) -> bool:
        if paper.kind != self.paper or paper.confirmed_on > day or (paper.until is not None and day >= paper.until):
            return False
        if self.months is not None:
            return day < add_months(paper.confirmed_on, self.months)
        return self.valid == "always" or paper.year == day.year

    def _message(self, scene: Scene, *, met: bool) -> Message:
        name, year, by = label(scene.words.evidence, self.paper), str(scene.as_of.year), CONFIRMERS[self.by]
        ended = [day for paper in scene.partner.papers if paper.kind == self.paper and (day := self._end(paper)) and day <= scene.as_of]
        if met and self.valid == "calendar_year":
            return msg("%(evidence)s for %(year)s: confirmed.", evidence=name, year=year)
        if met:
            return msg("%(evidence)s: confirmed.", evidence=name)
        if ended:
            return msg("%(evidence)s: what was confirmed ended on %(day)s.", evidence=name, day=max(ended))
        if self.valid == "calendar_year":
            return msg("%(evidence)s for %(year)s: not yet confirmed %(by)s.", evidence=name, year=year, by=by)
        return msg("%(evidence)s: not yet confirmed %(by)s.", evidence=name, by=by)

    def _end(self, paper: Paper) -> date | None:
        ends = [paper.until, add_months(paper.confirmed_on, self.months) if self.months is not None else None]
        return min((day for day in ends if day is not None), default=None)
