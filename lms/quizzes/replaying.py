"""How the grade of an attempt follows from its log again, and whether log and record agree: pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lms.core.ids import PublicId, RevisionHash, Slug
from lms.quizzes import questions
from lms.quizzes.replay import Link, LogKind, broken_at
from lms.quizzes.rules import Answer, AttemptState, Ending, Mark, Quiz, RepairAction, grade
from lms.quizzes.rules.marking import SECOND, counted

QuizOf = Callable[[RevisionHash], Quiz]
FILE = "file="


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What the log comes to: answers by position, marks by question, and the grade; `None` while there is none."""

    answers: Mapping[int, Answer]
    marks: Mapping[Slug, Mark]
    percent: int | None
    passed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What stands beside the log: the attempt as its rows tell it."""

    attempt: PublicId
    state: AttemptState
    answers: Mapping[int, Answer]
    marks: Mapping[Slug, Mark]
    percent: int | None
    passed: bool | None


class Finding(StrEnum):
    """What a look at log and record finds."""

    SOUND = "sound"
    """the chain is whole, and the marks follow from it"""
    BROKEN = "broken"
    """a link was changed, moved or taken out"""
    DIFFERENT = "different"
    """the chain is whole, but the record says something else"""
    ERASED = "erased"
    """the chain is whole; the answers were erased, so that no marks follow from it"""
    NO_LOG = "no_log"
    """the attempt is older than the logs"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The finding; `at` is the number of the first broken link."""

    finding: Finding
    at: int | None = None


def replay(links: Sequence[Link], quiz_of: QuizOf) -> Replay | None:
    """Compute the grade anew from the log alone: drawn paper, saved answers, ending, marks by hand, repairs. `None`: answers were erased.

    Raises:
        ValueError, KeyError, TypeError, LookupError: the log says something that no log says.
    """
    course = _Course(quiz_of)
    for link in links:
        _READERS.get(link.kind, _nothing)(course, link)
    if course.erased:
        return None
    return Replay(
        answers={position: answer for position, (_, answer) in course.answers.items() if answer is not None},
        marks={question: mark for question, mark in course.marks.items() if mark is not None},
        percent=course.percent, passed=course.passed,
    )  # fmt: skip


def verdict_on(record: Record, links: Sequence[Link], quiz_of: QuizOf) -> Verdict:
    """Whether the chain is whole, and whether what it comes to is what the record says."""
    if not links:
        return Verdict(Finding.NO_LOG)
    broken = broken_at(record.attempt, links)
    if broken is not None:
        return Verdict(Finding.BROKEN, broken)
    try:
        again = replay(links, quiz_of)
    except (ValueError, KeyError, TypeError, LookupError):
        return Verdict(Finding.DIFFERENT)
    if again is None:
        return Verdict(Finding.ERASED)
    said = {position: answer for position, answer in record.answers.items() if answer}
    same = (
        {position: answer for position, answer in again.answers.items() if answer} == said and again.marks == record.marks
        and (again.percent, again.passed) == (record.percent, record.passed)
    )  # fmt: skip
    return Verdict(Finding.SOUND if same and _ends_as(record.state, links) else Finding.DIFFERENT)


def _ends_as(state: AttemptState, links: Sequence[Link]) -> bool:
    """Whether the log has come as far as the record says, so that nothing is missing at its end."""
    kinds = {link.kind for link in links}
    needed = {AttemptState.WAITING: LogKind.SUBMITTED, AttemptState.GRADED: LogKind.GRADED, AttemptState.VOIDED: LogKind.VOIDED}
    return state.is_open == (LogKind.SUBMITTED not in kinds) and needed.get(state, LogKind.DRAWN) in kinds


@dataclass(slots=True)
class _Course:
    """The attempt as far as the log has been read."""

    quiz_of: QuizOf
    quiz: Quiz | None = None
    paper: dict[int, Slug] = field(default_factory=dict)
    answers: dict[int, tuple[int, Answer | None]] = field(default_factory=dict)
    rounds: dict[int, list[Mark]] = field(default_factory=dict)
    marks: dict[Slug, Mark | None] = field(default_factory=dict)
    percent: int | None = None
    passed: bool | None = None
    before: LogKind = LogKind.DRAWN
    """The last change of a mark."""

    @property
    def erased(self) -> bool:
        """Whether an answer that counts is gone."""
        return any(answer is None for _, answer in self.answers.values())

    def answer(self, position: int) -> Answer | None:
        """The answer that counts."""
        return self.answers.get(position, (0, None))[1]


def _drawn(course: _Course, link: Link) -> None:
    course.quiz = course.quiz_of(RevisionHash(link.data["revision"]))
    course.paper = {position: Slug(question) for position, (question, _) in enumerate(link.data["paper"], start=1)}


def _saved(course: _Course, link: Link) -> None:
    position, seq = _position(course, link), int(link.data["seq"])
    if seq > course.answers.get(position, (0, ()))[0]:
        course.answers[position] = seq, None if link.said is None else link.said[1:]


def _attached(course: _Course, link: Link) -> None:
    position = _position(course, link)
    seq, answer = course.answers.get(position, (0, ()))
    named = f"{FILE}{link.data['file']}"
    kept = None if answer is None else tuple(one for one in answer if one != named)
    course.answers[position] = seq, (*kept, named) if kept is not None and link.data["there"] else kept


def _submitted(course: _Course, link: Link) -> None:
    """What the program marks by itself; the rest is owed."""
    if course.quiz is None:
        raise LookupError("Nothing was drawn.")
    abandoned = Ending(link.data["ending"]) is Ending.ABANDONED
    for position, name in course.paper.items():
        question = course.quiz.question(name)
        if question is None:
            raise LookupError(name)
        answer = None if abandoned else course.answer(position)
        by_hand = bool(answer) and questions.kind_of(question).by_hand
        course.marks[name] = None if by_hand else questions.mark(question, answer)


def _marked(course: _Course, link: Link) -> None:
    """Two rounds count by their mean when the grade is given; a later change counts by itself and at once."""
    position, mark = _position(course, link), _mark(link.data["mark"])
    if int(link.data["round"]) > SECOND:
        course.marks[course.paper[position]] = mark
    else:
        course.rounds.setdefault(position, []).append(mark)
    course.before = LogKind.MARKED


def _repaired(course: _Course, link: Link) -> None:
    name, action = Slug(link.data["question"]), RepairAction(link.data["action"])
    mark = course.marks[name]
    if mark is None:
        raise ValueError(name)
    position = next(one for one, question in course.paper.items() if question == name)
    if action is RepairAction.VOID:
        course.marks[name] = Mark(mark.earned, mark.out_of, 0)
    elif action is RepairAction.ACCEPT_ALL:
        course.marks[name] = Mark(mark.out_of, mark.out_of, mark.points)
    else:
        question = course.quiz_of(RevisionHash(link.data["revision"])).question(name)
        if question is None:
            raise LookupError(name)
        again = questions.mark(question, course.answer(position))
        course.marks[name] = Mark(again.earned, again.out_of, mark.points)
    course.before = LogKind.REPAIRED


def _graded(course: _Course, link: Link) -> None:
    """The grade by the marks. Where a pass was kept that the marks alone no longer give, a changed mark leaves the percent as it was."""
    if course.quiz is None:
        raise LookupError("Nothing was drawn.")
    for position, given in course.rounds.items():
        if course.marks[course.paper[position]] is None:
            course.marks[course.paper[position]] = counted(given)
    given = [mark for mark in course.marks.values() if mark is not None]
    if len(given) < len(course.marks):
        raise ValueError("A mark is owed.")
    result = grade(given, course.quiz.pass_percent)
    kept = bool(link.data.get("kept", False)) and course.passed is True and not result.passed
    if not (kept and course.before is LogKind.MARKED):
        course.percent = result.percent
    course.passed = result.passed or kept


def _nothing(course: _Course, link: Link) -> None:
    """Flags, breaks and credited time change no mark."""


def _position(course: _Course, link: Link) -> int:
    if link.position not in course.paper:
        raise LookupError(link.position)
    return link.position


def _mark(said: Sequence[Any]) -> Mark:
    earned, out_of, points = said
    return Mark(int(earned), int(out_of), int(points))


_READERS: Mapping[LogKind, Callable[[_Course, Link], None]] = {
    LogKind.DRAWN: _drawn,
    LogKind.SAVED: _saved,
    LogKind.ATTACHED: _attached,
    LogKind.SUBMITTED: _submitted,
    LogKind.MARKED: _marked,
    LogKind.REPAIRED: _repaired,
    LogKind.GRADED: _graded,
}
