"""Questions whose answer is a word or a few: a text field."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from lms.core.text import Texts, msg
from lms.quizzes.questions.accepted import LONGEST, OTHER, credited, credits_in_order, one_text
from lms.quizzes.questions.kind import Complaint, Kind, Part, Sign
from lms.quizzes.questions.pattern import Pattern, Unreadable, read_pattern
from lms.quizzes.questions.wording import shown
from lms.quizzes.rules import Answer, Mark, Option, Question, QuestionType

EXPRESSION = re.compile(r"/(.*)/")
KEEP = "keep"
ALIKE = str.maketrans({0x451: 0x435, 0x401: 0x415})
"""Russian is written with or without the dots on the letter io."""


class ShortText(Kind):
    """One accepted answer or more, plain or as `/pattern/`. The best that is met counts.

    Before they are compared both sides are put into one form: NFKC, white space single, and, unless the heading says `case=keep`,
    large and small letters alike, and the Russian letters ie and io. A pattern has to fit the whole answer; see `pattern` for what is read
    and why it always ends in time.
    """

    type = QuestionType.SHORT_TEXT
    sign = Sign.EQUALS
    settings = frozenset({"case"})
    entry_settings = frozenset({"credit"})
    fewest = 1

    def complaints(self, question: Question) -> Iterator[Complaint]:
        """Every entry is a text or a pattern that can be read and does not take everything; no text stands there twice."""
        if question.settings.get("case") not in (None, KEEP):
            yield Complaint("CASE_UNKNOWN", msg("“case” can only be kept."), msg("Write case=keep, or take it out."), setting="case")
        seen: set[str] = set()
        for place, option in enumerate(question.options):
            if expression := EXPRESSION.fullmatch(option.key):
                yield from _pattern(expression[1], place)
                continue
            form = folded(option.key, keep=_keeps(question))
            if form in seen or len(form) > LONGEST:
                yield Complaint(
                    "ANSWER_NEVER_MET", msg("This answer stands here already, or is longer than any that is taken."),
                    msg("Take it out."), place,
                )  # fmt: skip
            seen.add(form)
        yield from credits_in_order(question)

    def mark(self, question: Question, answer: Answer) -> Mark:
        """What the best entry earns that takes the text."""
        return credited(question, met(question, answer))

    def read(self, question: Question, values: Sequence[str]) -> Answer:  # noqa: ARG002 - any text is an answer
        """The text as it was written.

        Raises:
            Invalid: it is longer than 200 characters.
        """
        text = one_text(values)
        return (text,) if text else ()

    def guesses(self, question: Question) -> Mapping[Fraction, Fraction]:  # noqa: ARG002 - no text is guessed blindly
        """Nothing is guessed."""
        return {Fraction(0): Fraction(1)}

    def responses(self, question: Question, answer: Answer) -> tuple[str, ...]:
        """The entry that was met, or the class of all others."""
        if not answer:
            return ()
        option = met(question, answer)
        return (option.id if option else OTHER,)

    def told(self, question: Question, answer: Answer) -> tuple[Texts, ...]:  # noqa: ARG002 - as it was written
        """What was written."""
        return tuple(shown(one) for one in answer)

    def key(self, question: Question) -> tuple[Texts, ...]:
        """The plain answers that earn everything; a pattern only where there is no plain one."""
        full = [option.key for option in question.options if option.right]
        spoken = [key for key in full if not EXPRESSION.fullmatch(key)]
        return tuple(shown(key) for key in spoken or full)

    def parts(self, question: Question, answer: Answer) -> tuple[Part, ...]:
        """The one part: what was written, and the feedback of the entry that it met."""
        option, said, keys = met(question, answer), self.told(question, answer), self.key(question)
        return (
            Part(
                text={}, said=said[0] if said else {}, key=keys[0] if keys else {}, right=bool(option and option.right),
                why=option.explanation if option else {},
            ),
        )  # fmt: skip


def met(question: Question, answer: Answer) -> Option | None:
    """The entry with the most credit that takes the answer, of equals the first; `None` when none does."""
    if not answer:
        return None
    keep = _keeps(question)
    said = folded(answer[0], keep=keep)
    taking = [option for option in question.options if _takes(option.key, said, keep=keep)]
    return max(taking, key=lambda option: option.credit, default=None)


def folded(text: str, *, keep: bool) -> str:
    """The form in which texts are compared. Folded twice, because putting letters together anew may make large ones again."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    return plain if keep else _folded_once(_folded_once(plain))


def _folded_once(text: str) -> str:
    return unicodedata.normalize("NFKC", text.casefold()).translate(ALIKE)


def _takes(key: str, said: str, *, keep: bool) -> bool:
    if expression := EXPRESSION.fullmatch(key):
        return len(said) <= LONGEST and _read(expression[1], keep=keep).accepts(said)
    return folded(key, keep=keep) == said


@lru_cache(maxsize=256)
def _read(written: str, *, keep: bool) -> Pattern:
    plain = unicodedata.normalize("NFKC", written)
    return read_pattern(plain if keep else plain.translate(ALIKE), fold=not keep)


def _keeps(question: Question) -> bool:
    return question.settings.get("case") == KEEP


def _pattern(written: str, place: int) -> Iterator[Complaint]:
    try:
        pattern = _read(written, keep=False)
    except Unreadable:
        yield Complaint(
            "PATTERN_UNREADABLE", msg("This pattern cannot be read, or is too large."),
            msg("Use letters, . [a-z] \\d \\w \\s ( ) | * + ? {2,5}; put a backslash before any of these signs itself."), place,
        )  # fmt: skip
        return
    if pattern.accepts("") or pattern.accepts("\N{SNOWMAN}") or pattern.accepts("zq wx jk"):
        yield Complaint(
            "PATTERN_TAKES_ALL", msg("This pattern takes an answer of nothing or of anything."), msg("Name what is right."), place
        )  # fmt: skip
