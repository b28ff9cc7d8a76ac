"""The keys of the rule file, typed."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from lms.core.content.schema import Day, Schema
from lms.core.text import Texts, msg
from lms.programme.rules import Due, Mark
from lms.requirements.words import Measure

DAY_OF_YEAR = re.compile(r"[0-9]{2}-[0-9]{2}")
DUE = re.compile(r"(\d{1,4}) (working )?days?")
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def _due(value: object) -> object:
    if value == "at once":
        return Due(0, working=False)
    found = DUE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(msg("write “at once”, “14 days” or “10 working days”").msgid)
    return Due(int(found[1]), working=found[2] is not None)


def _day_of_year(value: str) -> str:
    try:
        date.fromisoformat(f"2023-{value}" if DAY_OF_YEAR.fullmatch(value) else "")
    except ValueError:
        raise ValueError(msg("a day of the year is written 01-15").msgid) from None
    return value


def _each_once(days: list[str]) -> list[str]:
    if len(set(days)) < len(days):
        raise ValueError(msg("a day stands here twice").msgid)
    return days


def _promote(value: object) -> object:
    """`on_change` reads as no days: a partner rises on any."""
    if value == "on_change":
        return []
    if not isinstance(value, list) or not value or "on_change" in value:
        raise ValueError(msg("write “on_change” alone, or days such as [01-15, 07-15]").msgid)
    return value


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=80)]
Days = Annotated[list[Annotated[str, AfterValidator(_day_of_year)]], AfterValidator(_each_once)]
YearOrLess = Annotated[int, Field(ge=0, le=365)]
VersionNumber = Annotated[int, Field(ge=1, le=9_999)]
Number = Annotated[Decimal, Field(max_digits=14, decimal_places=4)]


class WordKeys(Schema):
    """An id and how people read it."""

    id: Id
    label: Texts


class MetricKeys(WordKeys):
    """A figure of partners; each of its values lies between `from` and `to`, both included."""

    measure: Measure
    from_: Number | None = Field(None, alias="from")
    to: Number | None = None
    part: Id | None = None
    whole: Id | None = None
    means: Texts = Field(default_factory=dict)


class BenefitKeys(WordKeys):
    """What a tier brings."""

    owed_by: Literal["vendor", "partner"]
    due: Annotated[Due, BeforeValidator(_due)]


class ReviewKeys(Schema):
    """When a partner rises and falls. No grace is longer than a year, so that each one ends before the reviews of a year are over."""

    promote: Annotated[Days, BeforeValidator(_promote)]
    promote_needs: Literal["partner_manager", "nobody"] = "nobody"
    demote_on: Annotated[Days, Field(min_length=1)]
    grace_days: YearOrLess
    floor: Id
    demote_needs: Literal["partner_manager"]
    horizon_days: YearOrLess = 90


class AgreementKeys(Schema):
    """What a partner's admin accepts."""

    version: VersionNumber
    title: Texts
    text: Texts


class TierKeys(WordKeys):
    """One tier; `any` is read only to say that it leaves something open."""

    mark: Mark
    all: Any
    any: Any = None
    benefits: list[BenefitKeys] = Field(default_factory=list)


class RangeKeys(Schema):
    """One range; both ends stand in it."""

    from_: Number | None = Field(None, alias="from")
    to: Number | None = None
    tier: Id | None = None
    gives: Texts = Field(default_factory=dict)


class BandsKeys(WordKeys):
    """Ranges of one figure."""

    of: Id
    step: Annotated[Number, Field(gt=0)] = Decimal(1)
    ranges: list[RangeKeys] = Field(min_length=1)


class ZeroDealKeys(Schema):
    """Who can reach every tier with nothing of these figures."""

    types: list[str] = Field(min_length=1)
    metrics: list[str] = Field(min_length=1)


class TypeKeys(Schema):
    """A type of partner in prose."""

    id: str
    says: Texts


class ProgrammeKeys(Schema):
    """The whole file."""

    programme: Id
    version: VersionNumber
    effective_from: Annotated[Day, Field(ge=FIRST_DAY, le=LAST_DAY)]
    notice_days: YearOrLess
    overlap_days: YearOrLess
    review: ReviewKeys
    products: list[WordKeys]
    metrics: list[MetricKeys]
    evidence: list[WordKeys]
    agreement: AgreementKeys
    tiers: list[TierKeys] = Field(min_length=1)
    bands: list[BandsKeys] = Field(default_factory=list)
    zero_deal: ZeroDealKeys | None = None
    mission: Texts = Field(default_factory=dict)
    types: list[TypeKeys] = Field(default_factory=list)
