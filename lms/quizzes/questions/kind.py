"""What every kind of question can do."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from random import Random
from typing import ClassVar

from lms.core.errors import Invalid
from lms.core.ids import Slug
from lms.core.text import Message, Texts, msg, pick
from lms.quizzes.rules import Answer, Mark, Option, Question, QuestionType


class Sign(StrEnum):
    """How an entry below a question is written; a kind reads one of them."""

    BOX = "box"
    """`- [x] text {#id}`, `- [ ] text {#id}`"""
    EQUALS = "equals"
    """`- = what is accepted {#id}`"""
    PAIR = "pair"
    """`- text {#id} -> text {#other}`; without a left side one more choice"""
    STEP = "step"
    """`1. text {#id}`, in the right order"""
    POINTS = "points"
    """`- (4) text {#id}`, a criterion and its points"""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a kind finds wrong with a question; `option` counts its options from 0, `setting` names an attribute of its heading.

    Both `None`: it is the question itself. `gap` is the gap of a cloze in which it stands. A warning does not refuse the file.
    """

    code: str
    message: Message
    repair: Message
    option: int | None = None
    setting: str | None = None
    gap: Slug | None = None
    warning: bool = False


@dataclass(frozen=True, slots=True)
class LearnerOption:
    """What a browser may see of an option."""

    id: Slug
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerQuestion:
    """What a browser may see of a question: rendered HTML in one language; `text` is plain."""

    id: Slug
    type: QuestionType
    stem: str
    text: str
    body: str
    options: tuple[LearnerOption, ...]
    choices: tuple[LearnerOption, ...] = ()
    gaps: tuple["LearnerQuestion", ...] = ()
    """In the order of the text in this language."""
    pieces: tuple[str, ...] = ()
    """The body cut where the gaps stand: one more than there are gaps; empty where there are none."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """What else the form needs: `unit`, `mode`, `words`, `files`, a region by its id. Each kind lists what it lets through."""
    field: str = "answer"
    """How the fields of its form are called, with a dot before a part; on a page with several questions each has its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question that is marked by itself: what was said there, empty when nothing was, and what is right."""

    text: Texts
    said: Texts
    key: Texts
    right: bool
    why: Texts = field(default_factory=dict)
    """The feedback to what was said."""
    partly: bool = False
    """Whether what is not right earns something all the same."""


class Kind(ABC):
    """One way to ask and to answer. All methods are pure."""

    type: ClassVar[QuestionType]
    sign: ClassVar[Sign] = Sign.BOX
    settings: ClassVar[frozenset[str]] = frozenset()
    """The attributes of a heading that this kind reads, besides those of every question."""
    shuffled: ClassVar[bool] = True
    """Whether options may stand in a random order."""
    several: ClassVar[bool] = False
    """Whether an answer may hold more than one option."""
    by_hand: ClassVar[bool] = False
    """Whether a marker decides what an answer earns."""
    fewest: ClassVar[int] = 2
    """How many entries a question has at least."""
    entry_settings: ClassVar[frozenset[str]] = frozenset({"pin"})
    """The attributes that its entries may have besides their ids: `pin`, `credit`, and `rect` or `circle`, which become their key."""
    gap_types: ClassVar[frozenset[QuestionType]] = frozenset()
    """The types of which its gaps may be; empty: it has none."""
    scored: ClassVar[bool] = True
    """Whether its questions count; others are worth 0 points."""

    @abstractmethod
    def complaints(self, question: Question) -> Iterator[Complaint]:
        """What is wrong with a question of this kind, as it was written: keys, settings and ids; texts are still Markdown."""

    def mark(self, question: Question, answer: Answer) -> Mark:
        """What the answer earns: all when exactly the right options are chosen, otherwise nothing."""
        return Mark(earned=int(frozenset(answer) == question.right), out_of=1, points=question.points)

    def read(self, question: Question, values: Sequence[str]) -> Answer:
        """Read an answer from the values of a form; none is an empty answer.

        A field named `answer` sends its value, one named `answer.<part>` sends `<part>=<value>`.

        Raises:
            Invalid: a value is no option of the question, or there are more than this kind allows.
        """
        chosen = set(values)
        refuse_foreign(chosen, question.options)
        if len(chosen) > 1 and not self.several:
            raise Invalid(msg("Choose one option; %(count)s arrived.", count=len(chosen)))
        return tuple(option.id for option in question.options if option.id in chosen)

    def order(self, question: Question, rng: Random, *, shuffle: bool) -> tuple[str, ...]:
        """The ids of the options, then of the choices, as one paper shows them: shuffled where that is allowed, pinned ones last.

        Choices are always shuffled: written beside what they belong to, their order would tell the key.
        """
        return (*_permuted(question.options, rng, shuffle=shuffle and self.shuffled),
                *_permuted(question.choices, rng, shuffle=True))  # fmt: skip

    def view(self, question: Question, language: str, order: Sequence[str]) -> LearnerQuestion:
        """What goes to a browser before review: an allow-list, without key and explanations."""
        return LearnerQuestion(
            id=question.id, type=question.type, stem=pick(question.stem, language), text=pick(question.text, language),
            body=pick(question.body, language), options=_shown(question.options, order, language),
            choices=_shown(question.choices, order, language), hints=self.hints(question, language),
        )  # fmt: skip

    def hints(self, question: Question, language: str) -> Mapping[str, str]:  # noqa: ARG002 - most kinds need none
        """What else the form may know."""
        return {}

    def unsaid(self, body: str) -> Iterator[Complaint]:  # noqa: ARG002 - most kinds need nothing there
        """What the text below the heading lacks, in any language; it is still Markdown."""
        yield from ()

    def parts(self, question: Question, answer: Answer) -> tuple[Part, ...]:  # noqa: ARG002 - most kinds are marked as a whole
        """The answer part by part, for review; empty where a question is marked as a whole."""
        return ()

    def guesses(self, question: Question) -> Mapping[Fraction, Fraction]:
        """How likely a blind guess earns which share of the question; the probabilities sum to 1.

        Guessing means an answer of the shape that the form asks for, each equally likely.
        """
        return {Fraction(1): Fraction(1, len(question.options)), Fraction(0): 1 - Fraction(1, len(question.options))}

    def responses(self, question: Question, answer: Answer) -> tuple[str, ...]:  # noqa: ARG002 - other kinds look at the question
        """The classes into which statistics count the answer: ids of options, or what a kind names instead; empty: no answer."""
        return answer

    def told(self, question: Question, answer: Answer) -> tuple[Texts, ...]:
        """The answer in words, for whoever may read it: the texts of the options that were chosen."""
        texts = {str(option.id): option.text for option in question.options}
        return tuple(texts[one] for one in answer if one in texts)

    def key(self, question: Question) -> tuple[Texts, ...]:
        """The right answer in words, for review."""
        return tuple(option.text for option in question.options if option.right)


def pairs(values: Sequence[str]) -> dict[str, str]:
    """The values of fields named `answer.<part>`, by part.

    Raises:
        Invalid: a value names no part, or two name the same.
    """
    found: dict[str, str] = {}
    for value in values:
        part, sign, said = value.partition("=")
        if not sign or part in found:
            raise Invalid(msg("The answer arrived in pieces that do not fit together. Load the page again."))
        found[part] = said
    return found


def refuse_foreign(named: Collection[str], known: Sequence[Option]) -> None:
    """Refuse an answer that names what the question does not have.

    Raises:
        Invalid: so it is.
    """
    if foreign := set(named) - {option.id for option in known}:
        raise Invalid(msg("“%(option)s” is not an option of this question. Load the page again.", option=min(foreign)[:80]))


def one_right(question: Question) -> Iterator[Complaint]:
    """The complaint unless exactly one option is right."""
    right = [position for position, option in enumerate(question.options) if option.right]
    if not right:
        yield no_right()
    for position in right[1:]:
        yield Complaint(
            "SEVERAL_RIGHT", msg("A second option is marked right."), msg("Leave one [x], or write type=multiple."), position
        )  # fmt: skip


def no_right() -> Complaint:
    """The complaint that nothing is marked right."""
    return Complaint("NO_RIGHT_OPTION", msg("No option is marked right."), msg("Write [x] instead of [ ] before the right option."))


def _permuted(options: Sequence[Option], rng: Random, *, shuffle: bool) -> list[str]:
    placed = list(options)
    if shuffle:
        rng.shuffle(placed)
        placed.sort(key=lambda option: option.pin_last)
    return [option.id for option in placed]


def _shown(options: Sequence[Option], order: Sequence[str], language: str) -> tuple[LearnerOption, ...]:
    texts = {str(option.id): option.text for option in options}
    return tuple(LearnerOption(Slug(one), pick(texts[one], language)) for one in order if one in texts)
