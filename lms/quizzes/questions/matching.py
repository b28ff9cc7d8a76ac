"""Questions that match each entry on the left with a choice: one drop-down for each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import comb

from lms.core.text import LANGUAGES, Texts, msg
from lms.quizzes.questions.kind import Complaint, Kind, Part, Sign, pairs, refuse_foreign
from lms.quizzes.rules import Answer, Mark, Option, Question, QuestionType

NOT_PLAIN = re.compile(r"!\[|\\\(|\\\[")
"""Pictures and formulas, which no drop-down shows."""


class Matching(Kind):
    """Each left side is one part, and earns it with its own choice. A choice may belong to several left sides or to none."""

    type = QuestionType.MATCHING
    sign = Sign.PAIR

    def complaints(self, question: Question) -> Iterator[Complaint]:
        """No one choice earns everything, and every choice can be shown in a drop-down."""
        if len({option.key for option in question.options}) < 2:
            yield Complaint(
                "MATCHING_ONE_CHOICE", msg("Everything on the left belongs to the same choice: naming it everywhere earns the mark."),
                msg("Let the left sides belong to two choices at least."),
            )  # fmt: skip
        for position, choice in enumerate(question.choices, start=len(question.options)):
            if any(NOT_PLAIN.search(text) for text in choice.text.values()):
                yield Complaint(
                    "CHOICE_NOT_PLAIN", msg("A choice stands in a drop-down, which shows neither pictures nor formulas."),
                    msg("Say it in plain words, or put it on the left side."), position,
                )  # fmt: skip

    def mark(self, question: Question, answer: Answer) -> Mark:
        """One part for each left side that has its own choice."""
        said = pairs(answer)
        right = sum(said.get(option.id) == option.key for option in question.options)
        return Mark(earned=right, out_of=len(question.options), points=question.points)

    def read(self, question: Question, values: Sequence[str]) -> Answer:
        """Read `<left>=<choice>` for each left side that was matched.

        Raises:
            Invalid: a part is no left side, a value is no choice, or a left side is named twice.
        """
        said = pairs(values)
        refuse_foreign(said, question.options)
        refuse_foreign(list(said.values()), question.choices)
        return tuple(f"{option.id}={said[option.id]}" for option in question.options if option.id in said)

    def guesses(self, question: Question) -> Mapping[Fraction, Fraction]:
        """Binomial: each left side gets one of the choices, each equally likely."""
        sides, chance = len(question.options), Fraction(1, len(question.choices))
        return {Fraction(hits, sides): comb(sides, hits) * chance**hits * (1 - chance) ** (sides - hits) for hits in range(sides + 1)}

    def parts(self, question: Question, answer: Answer) -> tuple[Part, ...]:
        """Each left side with the choice that it got and its own."""
        said, texts = pairs(answer), _texts(question.choices)
        return tuple(
            Part(option.text, texts.get(said.get(option.id, ""), {}), texts.get(option.key, {}), said.get(option.id) == option.key)
            for option in question.options
        )

    def told(self, question: Question, answer: Answer) -> tuple[Texts, ...]:
        """`left → choice` for each left side that was matched."""
        return tuple(_pair(part.text, part.said) for part in self.parts(question, answer) if part.said)

    def key(self, question: Question) -> tuple[Texts, ...]:
        """`left → choice` for each left side."""
        return tuple(_pair(part.text, part.key) for part in self.parts(question, ()))


def _texts(choices: Sequence[Option]) -> dict[str, Texts]:
    return {choice.id: choice.text for choice in choices}


def _pair(left: Texts, right: Texts) -> Texts:
    return {language: f"{left[language]} → {right[language]}" for language in LANGUAGES if language in left and language in right}
