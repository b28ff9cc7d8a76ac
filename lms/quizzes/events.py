"""What happened to attempts."""

from dataclasses import dataclass

from lms.core.events import Event
from lms.core.ids import PublicId, Slug
from lms.quizzes.rules import ReadingReason


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptStarted(Event):
    """A person began an attempt; `certification` and `cycle` tell what it counts for."""

    quiz: Slug
    attempt: PublicId
    certification: Slug | None
    cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptPassed(Event):
    """An attempt was graded and passed. `by` is `None` when the time ran out and the programme closed it."""

    quiz: Slug
    attempt: PublicId
    percent: int
    certification: Slug | None
    cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFailed(Event):
    """An attempt was graded and not passed. `by` is `None` when the time ran out and the programme closed it."""

    quiz: Slug
    attempt: PublicId
    percent: int
    certification: Slug | None
    cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptWaiting(Event):
    """An attempt is finished, and a marker has to say what some of its answers earn."""

    quiz: Slug
    attempt: PublicId
    certification: Slug | None
    cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRepaired(Event):
    """A graded attempt was marked again because questions on its paper were made good; `by` is `None` for the operator's command."""

    quiz: Slug
    attempt: PublicId
    questions: tuple[Slug, ...]
    percent_before: int
    percent: int
    passed: bool
    certification: Slug | None
    cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptVoided(Event):
    """A finished attempt counts for nothing from now on."""

    quiz: Slug
    attempt: PublicId
    certification: Slug | None
    cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkingBegan(Event):
    """A marker took an attempt and reads its answers."""

    quiz: Slug
    attempt: PublicId
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerMarked(Event):
    """A marker gave an answer its points; the attempt's log says how many."""

    quiz: Slug
    attempt: PublicId
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkChanged(Event):
    """A mark that was given by hand was changed later, with a reason."""

    quiz: Slug
    attempt: PublicId
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysRead(Event):
    """Somebody (`by`) read the keys of a quiz beside its statistics."""

    quiz: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersRead(Event):
    """Somebody (`by`) read the log of another person's attempt, answers among it."""

    quiz: Slug
    attempt: PublicId
    why: ReadingReason
