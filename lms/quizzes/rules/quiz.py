"""What a quiz is: its settings and its questions of every kind, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lms.core.ids import RevisionHash, Slug
from lms.core.text import Texts
from lms.quizzes.rules.review import ReviewPolicy, ReviewRules

Answer = tuple[str, ...]
"""An answer in the one form that is stored: ids (`recovery`), pairs (`snapshot=state`) or texts, as its kind writes it; empty: none."""


class QuizKind(StrEnum):
    """What a quiz is for."""

    EXAM = "exam"
    PRACTICE = "practice"
    CHECK = "check"


class QuestionType(StrEnum):
    """How a question is answered; each has its file in `questions/`."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMERIC = "numeric"
    SHORT_TEXT = "short_text"
    MATCHING = "matching"
    ORDERING = "ordering"
    CLOZE = "cloze"
    HOTSPOT = "hotspot"
    ESSAY = "essay"
    SURVEY = "survey"


class ExpiryPolicy(StrEnum):
    """What becomes of an attempt whose time ran out before it was submitted."""

    SUBMIT = "submit"
    """what was saved is marked"""
    GRACE = "grace"
    """for `grace_seconds` it can still be submitted, not changed; then it is abandoned"""
    ZERO = "zero"
    """it is abandoned and earns nothing"""


class Counting(StrEnum):
    """Which of a person's attempts in one cycle is the result."""

    FIRST_PASS = "first_pass"  # noqa: S105 - a pass of an exam, not a password
    BEST = "best"
    LAST = "last"
    FIRST = "first"
    AVERAGE = "average"


class WindowFor(StrEnum):
    """What has to happen inside a quiz's window: the start of an attempt, or all of it."""

    START = "start"
    FINISH = "finish"


class RepairAction(StrEnum):
    """How a question is made good after it was used."""

    VOID = "void"
    """it counts for nobody"""
    ACCEPT_ALL = "accept_all"
    """everybody who met it earns it in full"""
    RE_KEY = "re_key"
    """it is marked again with the key of this release"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One entry of a question: an option, an accepted answer, a place to match, a step, a region, a criterion.

    `text` and `explanation` are rendered HTML by language.
    """

    id: Slug
    text: Texts
    right: bool
    explanation: Texts = field(default_factory=dict)
    pin_last: bool = False
    key: str = ""
    """What the kind needs to mark by this entry, as it was written: `13350 ± 50`, `/re(covery)? point/`, the matching choice, points.
    Like `right` it never goes to a browser before review."""
    credit: int = 100
    """The percent of the question that an accepted answer earns, 0 to 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: `stem` (its heading), `body` and `explanation` are rendered HTML, `text` is the stem without markup."""

    id: Slug
    type: QuestionType
    objective: Slug | None
    lesson: str | None
    """The lesson that teaches the answer: `course/lesson`."""
    stem: Texts
    text: Texts
    body: Texts
    options: tuple[Option, ...]
    explanation: Texts = field(default_factory=dict)
    choices: tuple[Option, ...] = ()
    """What the options of a matching question are matched with."""
    gaps: tuple["Question", ...] = ()
    """The gaps of a cloze, each a question of another kind; its `points` are its weight."""
    points: int = 1
    """What the question is worth on a paper; 0: it is not scored."""
    difficulty: Slug | None = None
    excludes: tuple[Slug, ...] = ()
    """Questions that never stand on one paper with this one."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Further attributes of the heading, read by the kind: `mode`, `unit`, `words`, `files`, `source`, ..."""

    @property
    def right(self) -> frozenset[Slug]:
        """The ids of the right options: the key."""
        return frozenset(option.id for option in self.options if option.right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """How many questions of one objective, of one difficulty or of any, go on a paper."""

    objective: Slug
    take: int
    difficulty: Slug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The time in which a quiz is open: from `opens` up to, not at, `closes`; either may be left open."""

    opens: datetime | None
    closes: datetime | None
    closing: WindowFor = WindowFor.START


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A question made good after use, with the reason that everybody may read."""

    question: Slug
    action: RepairAction
    reason: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """One quiz with all its questions, keys among them: it never goes to a browser as it is."""

    id: Slug
    title: Texts
    intro: Texts
    kind: QuizKind
    pass_percent: int
    """1 to 100; 0 in a quiz of checks, which is never graded."""
    minutes: int | None
    attempts: int | None
    """Attempts in one certification cycle; `None`: no limit."""
    cooldown: tuple[int, ...]
    """Seconds to wait after the first, second, ... attempt that did not pass; the last one repeats."""
    draw: tuple[Draw, ...]
    """Empty: all questions go on a paper."""
    shuffle: bool
    review: ReviewPolicy | ReviewRules
    questions: tuple[Question, ...]
    languages: tuple[str, ...]
    counts: Counting = Counting.FIRST_PASS
    earned_cooldown: int | None = None
    """The wait, in seconds, for who has repeated the lessons of what was missed; `None`: that shortens nothing."""
    window: Window | None = None
    expiry: ExpiryPolicy = ExpiryPolicy.SUBMIT
    grace_seconds: int = 0
    all_on_one_page: bool = False
    back: bool = True
    """Whether an earlier question may be seen and changed again."""
    honour: Texts = field(default_factory=dict)
    """What a learner promises before the start, as plain text by language; empty: nothing."""
    access_code: str = ""
    """What a learner must know to start; empty: nothing. It never goes to a browser."""
    review_once: bool = False
    """Whether the review can be opened one time only."""
    blind: bool = False
    """Whether markers do not see whose answers they mark."""
    repairs: tuple[Repair, ...] = ()

    def question(self, wanted: Slug) -> Question | None:
        """The question with this id."""
        return next((question for question in self.questions if question.id == wanted), None)

    @property
    def paper_size(self) -> int:
        """How many questions one paper has."""
        return sum(quota.take for quota in self.draw) or len(self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizBank:
    """The quizzes of one release, each with the hash of its revision."""

    quizzes: dict[Slug, Quiz] = field(default_factory=dict)
    revisions: dict[Slug, RevisionHash] = field(default_factory=dict)
