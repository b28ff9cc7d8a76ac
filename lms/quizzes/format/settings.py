"""Reads the front matter of quizzes into typed settings."""

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from lms.core.content.faults import Faults
from lms.core.content.naming import is_id
from lms.core.content.schema import Schema, read_as
from lms.core.content.yaml import Document
from lms.core.text import msg
from lms.quizzes.format.review import read_review
from lms.quizzes.rules import Counting, ExpiryPolicy, QuizKind, RepairAction, ReviewPolicy, ReviewRules, Window, WindowFor

DURATION = re.compile(r"([1-9][0-9]{0,3})([mhd])")
SECONDS = {"m": 60, "h": 3600, "d": 86_400}
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?")
EXAM_ATTEMPTS = 3


def _seconds(text: object) -> object:
    found = DURATION.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(msg("a duration is written 30m, 24h or 7d").msgid)
    return int(found[1]) * SECONDS[found[2]]


def _id(text: str) -> str:
    if not is_id(text):
        raise ValueError(msg("an id has lower case Latin letters, digits and single hyphens").msgid)
    return text


def _moment(text: object) -> object:
    found = MOMENT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(msg("a moment is written 2026-12-01T09:00+03:00").msgid)
    if found[2] is None:
        raise ValueError(msg("it says no offset: behind the time stands +03:00, or Z for UTC").msgid)
    try:
        return datetime.fromisoformat(found[0])
    except ValueError:
        raise ValueError(msg("there is no such day or time").msgid) from None


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError(msg("it stands on one line").msgid)
    return text


Duration = Annotated[int, BeforeValidator(_seconds)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Id = Annotated[str, AfterValidator(_id)]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Promise = Annotated[str, Field(min_length=1, max_length=2000)]
Reason = Annotated[str, Field(min_length=1, max_length=1000)]
Code = Annotated[str, Field(min_length=4, max_length=80), AfterValidator(_one_line)]
Flag = Literal["true", "false"]
Review = Annotated[ReviewPolicy | ReviewRules, BeforeValidator(read_review)]


class DrawSettings(Schema):
    """One quota: how many questions of an objective, and of one difficulty or any, go on a paper."""

    objective: Id
    take: Annotated[int, Field(ge=1, le=200)]
    difficulty: Id | None = None


class WindowSettings(Schema):
    """When the quiz is open."""

    opens: Moment | None = None
    closes: Moment | None = None
    closing: Annotated[WindowFor, Field(alias="for")] = WindowFor.START

    @property
    def value(self) -> Window:
        """The window as the rules know it."""
        return Window(opens=self.opens, closes=self.closes, closing=self.closing)


class TranslatedRepair(Schema):
    """The reason of a repair in another language."""

    question: Id
    reason: Reason


class RepairSettings(TranslatedRepair):
    """A question that is made good after use."""

    action: RepairAction


class TranslatedSettings(Schema):
    """The front matter of a translation."""

    title: Title
    honour: Promise | None = None
    repairs: tuple[TranslatedRepair, ...] = ()


class QuizSettings(Schema):
    """The front matter of a quiz."""

    title: Title
    kind: QuizKind
    pass_percent: Annotated[int | None, Field(alias="pass", ge=1, le=100)] = None
    minutes: Annotated[int | None, Field(ge=1, le=600)] = None
    attempts: Annotated[int | None, Field(ge=1, le=100)] = None
    cooldown: tuple[Duration, ...] = ()
    earned_cooldown: Duration | None = None
    draw: tuple[DrawSettings, ...] = ()
    shuffle: Flag = "true"
    review: Review | None = None
    review_once: Flag = "false"
    counts: Counting = Counting.FIRST_PASS
    window: WindowSettings | None = None
    expiry: ExpiryPolicy = ExpiryPolicy.SUBMIT
    grace: Duration | None = None
    layout: Literal["one", "all"] = "one"
    back: Flag = "true"
    honour: Promise | None = None
    access_code: Code | None = None
    blind: Flag = "false"
    repairs: tuple[RepairSettings, ...] = ()

    @property
    def attempts_allowed(self) -> int | None:
        """The limit, with what holds when it was left out."""
        return EXAM_ATTEMPTS if self.attempts is None and self.kind is QuizKind.EXAM else self.attempts

    @property
    def reviewed(self) -> ReviewPolicy | ReviewRules:
        """When keys are shown, with what holds when it was left out."""
        return self.review or (ReviewPolicy.AFTER_LAST if self.kind is QuizKind.EXAM else ReviewPolicy.AT_ONCE)


def read_settings(document: Document, faults: Faults) -> QuizSettings | None:
    """Read and check the settings of a quiz; faults and `None` when they cannot be read."""
    settings = read_as(QuizSettings, document, faults)
    if settings is None:
        return None
    needed = {QuizKind.EXAM: ("pass", "minutes"), QuizKind.PRACTICE: ("pass",), QuizKind.CHECK: ()}[settings.kind]
    given = {"pass": settings.pass_percent, "minutes": settings.minutes}
    for key in needed:
        if given[key] is None:
            faults.add(
                document.path, document.key(("kind",)), "KEY_MISSING",
                msg("A quiz of kind %(kind)s needs the key “%(key)s”.", kind=settings.kind.value, key=key),
                msg("Add a line “%(key)s: ...”.", key=key),
            )  # fmt: skip
    return settings
