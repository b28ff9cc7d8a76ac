"""Questions whose answer is a word or a few: a text field."""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lms.core.text import LANGUAGES, Texts, msg
from lms.quizzes.questions.accepted import LONGEST, Written, one_text, something_earns_all
from lms.quizzes.questions.kind import Complaint
from lms.quizzes.questions.pattern import Pattern, Unreadable, read_pattern
from lms.quizzes.rules import Answer, Option, Question, QuestionType

EXPRESSION = re.compile(r"/(.*)/")
CYRILLIC = re.compile("[\u0400-\u04ff]")
KEEP = "keep"
ALIKE = str.maketrans({0x451: 0x435, 0x401: 0x415})
"""Russian is written with or without the dots on the letter io."""


class ShortText(Written):
    """One accepted answer or more, plain or as `/pattern/`. The best that is met counts.

    Before they are compared both sides are put into one form: NFKC, white space single, and, unless the heading says `case=keep`,
    large and small letters alike, and the Russian letters ie and io. A pattern has to fit the whole answer; see `pattern` for what is read
    and why it always ends in time.
    """

    type = QuestionType.SHORT_TEXT
    settings = frozenset({"case"})

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
        yield from something_earns_all(question)

    def takes(self, question: Question, option: Option, said: str) -> bool:
        """Whether the text is the same in its compared form, or the pattern fits it."""
        keep = _keeps(question)
        form = folded(said, keep=keep)
        if expression := EXPRESSION.fullmatch(option.key):
            return len(form) <= LONGEST and _read(expression[1], keep=keep).accepts(form)
        return folded(option.key, keep=keep) == form

    def read(self, question: Question, values: Sequence[str]) -> Answer:  # noqa: ARG002 - any text is an answer
        """The text as it was written.

        Raises:
            Invalid: it is longer than 200 characters.
        """
        text = one_text(values)
        return (text,) if text else ()

    def key(self, question: Question) -> tuple[Texts, ...]:
        """The plain answers that earn everything, by the language they seem to be of; patterns only where there is nothing else."""
        full = [option.key for option in question.options if option.right]
        plain = [key for key in full if not EXPRESSION.fullmatch(key)] or full
        russian = [key for key in plain if CYRILLIC.search(key)]
        english = [key for key in plain if key not in russian]
        spoken = {"en": english or plain, "ru": russian or plain}
        return ({language: html.escape(" / ".join(spoken[language])) for language in LANGUAGES},)


def folded(text: str, *, keep: bool) -> str:
    """The form in which texts are compared. Folded twice, because putting letters together anew may make large ones again."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    return plain if keep else _folded_once(_folded_once(plain))


def _folded_once(text: str) -> str:
    return unicodedata.normalize("NFKC", text.casefold()).translate(ALIKE)


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
