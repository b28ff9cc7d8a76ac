"""Questions that are answered in the learner's own words or with a file, and marked by hand along criteria."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random

from lms.core.errors import Invalid
from lms.core.text import Message, Texts, msg
from lms.quizzes.questions.kind import Complaint, Kind, LearnerQuestion, Sign
from lms.quizzes.questions.wording import read_one_wording, shown
from lms.quizzes.rules import Answer, Mark, Question, QuestionType
from lms.quizzes.rules.files import TYPES

MOST_FILES = 3
MOST_WORDS = 500
"""Five hundred words are about half of what one answer may hold: who writes more than is asked is not cut off."""
MOST_POINTS = 100
WORDS = re.compile(r"([0-9]{1,3})\.\.([0-9]{1,3})")
POINTS = re.compile(r"[0-9]{1,3}")
REFERENCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
TEXT, FILE = "text", "file"


class Essay(Kind):
    """A text, and files where `files` names their types. A marker gives points for each criterion; together they are the parts.

    An answer is one text; with `files` it is `text=...` and `file=<what the upload was kept as>`, up to three times.
    """

    type = QuestionType.ESSAY
    sign = Sign.POINTS
    settings = frozenset({"words", "files"})
    entry_settings = frozenset()
    shuffled = False
    by_hand = True
    fewest = 1

    def complaints(self, question: Question) -> Iterator[Complaint]:
        """Every criterion has points, and the settings can be read."""
        for position, option in enumerate(question.options):
            if not (POINTS.fullmatch(option.key) and 0 < int(option.key) <= MOST_POINTS):
                yield Complaint(
                    "CRITERION_POINTS", msg("“%(points)s” is not a number of points.", points=option.key),
                    msg("Write a whole number from 1 to %(most)s in the brackets.", most=MOST_POINTS), position,
                )  # fmt: skip
        if "words" in question.settings and words_of(question) is None:
            yield _setting(
                "WORDS_UNREADABLE", "words", msg("“%(words)s” does not say how many words are asked.", words=question.settings["words"]),
                msg("Write for example words=50..400; the most is %(most)s.", most=MOST_WORDS),
            )  # fmt: skip
        if strange := [one for one in endings_of(question) if one not in TYPES]:
            yield _setting(
                "FILES_UNREADABLE", "files", msg("Files of the type “%(ending)s” are not taken as answers.", ending=strange[0]),
                msg("Name some of: %(known)s.", known=", ".join(TYPES)),
            )  # fmt: skip

    def mark(self, question: Question, answer: Answer) -> Mark:  # noqa: ARG002 - a marker looks at it
        """Nothing, as long as no marker has given points."""
        return Mark(earned=0, out_of=sum(int(option.key) for option in question.options), points=question.points)

    def read(self, question: Question, values: Sequence[str]) -> Answer:
        """Read the text, and what the files were kept as.

        Raises:
            Invalid: the text is too long or no text, or there are files that were not asked.
        """
        if not endings_of(question):
            written = read_one_wording(values)
            return (written,) if written else ()
        named = [value.partition("=")[::2] for value in values]
        files = [said for name, said in named if name == FILE]
        if {name for name, _ in named} - {TEXT, FILE} or len(files) > MOST_FILES or any(not REFERENCE.fullmatch(one) for one in files):
            raise Invalid(msg("The answer arrived in pieces that do not fit together. Load the page again."))
        written = read_one_wording([said for name, said in named if name == TEXT])
        return (*([f"{TEXT}={written}"] if written else []), *(f"{FILE}={one}" for one in dict.fromkeys(files)))

    def order(self, question: Question, rng: Random, *, shuffle: bool) -> tuple[str, ...]:  # noqa: ARG002 - no learner sees criteria
        """Nothing: criteria are for markers."""
        return ()

    def view(self, question: Question, language: str, order: Sequence[str]) -> LearnerQuestion:  # noqa: ARG002 - nothing is ordered
        """The question without its criteria, which could tell what is awaited."""
        return super().view(question, language, ())

    def hints(self, question: Question, language: str) -> Mapping[str, str]:  # noqa: ARG002 - numbers have no language
        """How many words are asked (`fewest`, `most`), and which files (`files`)."""
        words = words_of(question)
        hints = {"fewest": str(words[0]), "most": str(words[1])} if words else {}
        return {**hints, **({FILE + "s": ",".join(endings_of(question))} if endings_of(question) else {})}

    def guesses(self, question: Question) -> Mapping[Fraction, Fraction]:  # noqa: ARG002 - whatever is asked
        """Nothing is earned by guessing."""
        return {Fraction(0): Fraction(1)}

    def responses(self, question: Question, answer: Answer) -> tuple[str, ...]:
        """Whether something was written, and whether files came with it."""
        return (*([TEXT] if text_of(question, answer) else []), *([FILE] if files_of(question, answer) else []))

    def told(self, question: Question, answer: Answer) -> tuple[Texts, ...]:
        """The text as it was written; files are told by whoever keeps them."""
        written = text_of(question, answer)
        return (shown(written),) if written else ()

    def key(self, question: Question) -> tuple[Texts, ...]:
        """What is looked at: the criteria with their points."""
        return tuple({language: f"{text} ({option.key})" for language, text in option.text.items()} for option in question.options)


def words_of(question: Question) -> tuple[int, int] | None:
    """How many words are asked, at least and at most; `None` when nothing readable is said about it."""
    found = WORDS.fullmatch(question.settings.get("words", ""))
    fewest, most = (int(found[1]), int(found[2])) if found else (0, 0)
    return (fewest, most) if 0 < most <= MOST_WORDS and fewest <= most else None


def endings_of(question: Question) -> tuple[str, ...]:
    """The endings of files that may be handed in, in lower case; empty: no files."""
    return tuple(one.lower() for one in question.settings.get("files", "").split(",") if one)


def text_of(question: Question, answer: Answer) -> str:
    """What was written; empty when nothing was."""
    if not endings_of(question):
        return answer[0] if answer else ""
    return next((one.removeprefix(f"{TEXT}=") for one in answer if one.startswith(f"{TEXT}=")), "")


def files_of(question: Question, answer: Answer) -> tuple[str, ...]:
    """What the files of an answer were kept as."""
    return tuple(one.removeprefix(f"{FILE}=") for one in answer if one.startswith(f"{FILE}=")) if endings_of(question) else ()


def with_files_of(question: Question, said: Answer, stored: Answer) -> Answer:
    """The text of `said` with the files of `stored`."""
    if not endings_of(question):
        return said
    return (*(one for one in said if not one.startswith(f"{FILE}=")), *(f"{FILE}={one}" for one in files_of(question, stored)))


def _setting(code: str, name: str, message: Message, repair: Message) -> Complaint:
    return Complaint(code, message, repair, setting=name)
