"""Questions whose answer is a number: a text field."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lms.core.errors import Invalid
from lms.core.text import LANGUAGES, Texts, msg
from lms.quizzes.questions.accepted import Written, one_text, something_earns_all
from lms.quizzes.questions.decimals import NoNumber, TooFar, plain, read_decimal, written_in
from lms.quizzes.questions.kind import Complaint
from lms.quizzes.rules import Answer, Option, Question, QuestionType

TOLERANCE = re.compile(r"(.+?) ?(?:±|\+-|\+/-) ?(.+?)(?: ?(%))?")
RANGE = re.compile(r"(.+?) ?\.\. ?(.+)")
SOURCE = re.compile(r"programme(?:\.[a-z0-9_-]+)+")


@dataclass(frozen=True, slots=True)
class Accepted:
    """What one entry accepts: every number from `low` to `high`, both included. `about` is the value in the middle, if it names one."""

    low: Fraction
    high: Fraction
    about: Decimal | None = None

    def takes(self, number: Fraction) -> bool:
        """Whether it accepts the number."""
        return self.low <= number <= self.high


class Numeric(Written):
    """One accepted answer or more: `40`, `40 ± 5`, `40 ± 5%` or `10..12`, bounds included. The best that is met counts.

    Numbers are decimal and exact. `unit` lists the units that may stand behind the number; without one the number alone counts, with
    another it is wrong.
    """

    type = QuestionType.NUMERIC
    settings = frozenset({"unit", "source"})

    def complaints(self, question: Question) -> Iterator[Complaint]:
        """Every entry is a number, a tolerance or a range; one earns all, and none is hidden by another."""
        ranges: dict[int, Accepted] = {}
        for place, option in enumerate(question.options):
            try:
                ranges[place] = accepted(option.key)
            except ValueError:
                yield Complaint(
                    "NUMBER_UNREADABLE", msg("“%(key)s” is not a number that can be accepted.", key=option.key),
                    msg("Write 40, 40 ± 5, 40 ± 5%% or 10..12."), place,
                )  # fmt: skip
        if len(ranges) == len(question.options):
            yield from something_earns_all(question)
            yield from _hidden(question, ranges)
        source = question.settings.get("source")
        if source is not None and SOURCE.fullmatch(source) is None:
            yield Complaint(
                "SOURCE_UNREADABLE", msg("“%(source)s” names no rule.", source=source),
                msg("Write for example source=programme.tiers.gold.csat.min."), setting="source",
            )  # fmt: skip
        if any(not unit or unit[0].isdigit() for unit in units(question)):
            yield Complaint(
                "UNIT_UNREADABLE", msg("A unit is missing or begins with a digit."), msg("Write unit=GB or unit=GB,ГБ."), setting="unit"
            )  # fmt: skip

    def takes(self, question: Question, option: Option, said: str) -> bool:
        """Whether the number lies within what the entry accepts, and its unit is one of the question's."""
        try:
            number, unit = read_decimal(said)
        except ValueError:
            return False
        return (not unit or unit in units(question)) and accepted(option.key).takes(Fraction(number))

    def read(self, question: Question, values: Sequence[str]) -> Answer:
        """The number as it was written.

        Raises:
            Invalid: it is no number, or one that nobody would mean: NaN, infinite, or beyond 30 digits.
        """
        text = one_text(values)
        if not text:
            return ()
        try:
            _, unit = read_decimal(text)
        except TooFar:
            raise Invalid(msg("This number has more digits than any answer here.")) from None
        except NoNumber:
            raise Invalid(msg("“%(text)s” is not a number. Write it like 1,5 or 13 350.", text=text[:40])) from None
        if unit and not units(question):
            raise Invalid(msg("Write the number alone, without “%(unit)s”.", unit=unit[:40]))
        return (text,)

    def hints(self, question: Question, language: str) -> Mapping[str, str]:
        """The unit that the form names behind the field."""
        known = units(question)
        if not known:
            return {}
        return {"unit": known[LANGUAGES.index(language)] if len(known) == len(LANGUAGES) else known[0]}

    def key(self, question: Question) -> tuple[Texts, ...]:
        """The answers that earn everything, with their unit."""
        return tuple(_worded(question, option) for option in question.options if option.right)


def accepted(key: str) -> Accepted:
    """What an entry accepts.

    Raises:
        ValueError: it is not written like one, the tolerance is negative or a percentage of 0, or the range is empty.
    """
    written = plain(key)
    if found := TOLERANCE.fullmatch(written):
        value, tolerance = _number(found[1]), Fraction(_number(found[2]))
        width = abs(Fraction(value)) * tolerance / 100 if found[3] else tolerance
        if tolerance < 0 or (found[3] and not width):
            raise ValueError(key)
        return Accepted(Fraction(value) - width, Fraction(value) + width, value)
    if found := RANGE.fullmatch(written):
        low, high = Fraction(_number(found[1])), Fraction(_number(found[2]))
        if low > high:
            raise ValueError(key)
        return Accepted(low, high)
    value = _number(written)
    return Accepted(Fraction(value), Fraction(value), value)


def units(question: Question) -> tuple[str, ...]:
    """The units that may stand behind the number."""
    written = question.settings.get("unit")
    return tuple(plain(unit) for unit in written.split(",")) if written else ()


def _number(text: str) -> Decimal:
    number, rest = read_decimal(text)
    if rest:
        raise NoNumber
    return number


def _hidden(question: Question, ranges: Mapping[int, Accepted]) -> Iterator[Complaint]:
    for place, mine in ranges.items():
        for other, wide in ranges.items():
            better = question.options[other].credit - question.options[place].credit
            if other != place and wide.low <= mine.low and mine.high <= wide.high and (better > 0 or (better == 0 and other < place)):
                yield Complaint(
                    "ANSWER_NEVER_MET", msg("Another entry takes all that this one accepts, and earns no less."),
                    msg("Take it out, or narrow the other one."), place,
                )  # fmt: skip
                break


def _worded(question: Question, option: Option) -> Texts:
    """The entry as it is written in each language."""
    written = plain(option.key)
    parts = TOLERANCE.fullmatch(written) or RANGE.fullmatch(written)
    join = " ± " if TOLERANCE.fullmatch(written) else "\N{EN DASH}"
    percent = "\N{NO-BREAK SPACE}%" if parts and parts.re is TOLERANCE and parts[3] else ""
    numbers = [_number(one) for one in (parts[1], parts[2])] if parts else [_number(written)]
    texts: Texts = {}
    for language in LANGUAGES:
        unit = Numeric().hints(question, language).get("unit", "")
        behind = f" {unit}" if unit else ""
        first, *rest = (written_in(number, language) for number in numbers)
        said = f"{first}{behind}{join}{rest[0]}{percent}" if percent else join.join((first, *rest)) + behind
        texts[language] = html.escape(said)
    return texts
