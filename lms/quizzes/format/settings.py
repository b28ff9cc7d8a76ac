"""Reads the front matter of quizzes into typed settings."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from lms.core.content.faults import Faults, Position
from lms.core.content.naming import is_id
from lms.core.content.schema import Schema, read_as
from lms.core.content.yaml import Document
from lms.core.text import msg
from lms.quizzes.rules import QuizKind, ReviewPolicy

DURATION = re.compile(r"([1-9][0-9]{0,3})([mhd])")
SECONDS = {"m": 60, "h": 3600, "d": 86_400}
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


Duration = Annotated[int, BeforeValidator(_seconds)]
Title = Annotated[str, Field(min_length=1, max_length=200)]


class DrawSettings(Schema):
    """One quota: how many questions of an objective go on a paper."""

    objective: Annotated[str, AfterValidator(_id)]
    take: Annotated[int, Field(ge=1, le=200)]


class TranslatedSettings(Schema):
    """The front matter of a translation."""

    title: Title


class QuizSettings(Schema):
    """The front matter of a quiz."""

    title: Title
    kind: QuizKind
    pass_percent: Annotated[int | None, Field(alias="pass", ge=1, le=100)] = None
    minutes: Annotated[int | None, Field(ge=1, le=600)] = None
    attempts: Annotated[int | None, Field(ge=1, le=100)] = None
    cooldown: tuple[Duration, ...] = ()
    draw: tuple[DrawSettings, ...] = ()
    shuffle: Literal["true", "false"] = "true"
    review: ReviewPolicy | None = None

    @property
    def attempts_allowed(self) -> int | None:
        """The limit, with what holds when it was left out."""
        return EXAM_ATTEMPTS if self.attempts is None and self.kind is QuizKind.EXAM else self.attempts

    @property
    def reviewed(self) -> ReviewPolicy:
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


def check_draw(document: Document, settings: QuizSettings, pools: dict[str, int], faults: Faults) -> None:
    """Compare the quotas with the pools: how many questions each objective has."""
    named: set[str] = set()
    for row, quota in enumerate(settings.draw):
        place: Position = document.place(("draw", row, "objective"))
        if quota.objective in named:
            faults.add(
                document.path, place, "DRAW_TWICE",
                msg("The objective “%(objective)s” is drawn twice.", objective=quota.objective),
                msg("Write one line for each objective."),
            )  # fmt: skip
        elif quota.objective not in pools:
            faults.add(
                document.path, place, "DRAW_UNKNOWN_OBJECTIVE",
                msg("No question has the objective “%(objective)s”.", objective=quota.objective),
                msg("Check its spelling, or write a question for it."),
            )  # fmt: skip
        elif quota.take > pools[quota.objective]:
            faults.add(
                document.path, document.place(("draw", row, "take")), "DRAW_TOO_LARGE",
                msg(
                    "%(take)s questions are drawn of “%(objective)s”, which has %(pool)s.",
                    take=quota.take, objective=quota.objective, pool=pools[quota.objective],
                ),
                msg("Take fewer, or write more questions."),
            )  # fmt: skip
        named.add(quota.objective)
    for objective in pools.keys() - named if settings.draw else ():
        faults.warn(
            document.path, document.place(("draw",)), "OBJECTIVE_NOT_DRAWN",
            msg("The questions with the objective “%(objective)s” are never drawn.", objective=objective),
            msg("Add a line for it, or take the questions out."),
        )  # fmt: skip
