"""Texts with gaps, each a small question of its own with a weight: fields and drop-down lists inside the text."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from random import Random

from lms.core.errors import Invalid
from lms.core.text import Texts, msg, pick
from lms.quizzes.questions.kind import Complaint, Kind, LearnerQuestion, Part, pairs
from lms.quizzes.questions.matching import NOT_PLAIN
from lms.quizzes.questions.numeric import Numeric
from lms.quizzes.questions.pieces import cut
from lms.quizzes.questions.short_text import ShortText
from lms.quizzes.questions.single import Single
from lms.quizzes.questions.wording import shown
from lms.quizzes.rules import Answer, Mark, Question, QuestionType

GAPS: Mapping[QuestionType, Kind] = {kind.type: kind for kind in (Single(), Numeric(), ShortText())}


class Cloze(Kind):
    """A text in which `[[id]]` stands for each gap. It earns the sum of its gaps, each as much as its weight of all weights."""

    type = QuestionType.CLOZE
    fewest = 0
    entry_settings = frozenset()
    gap_types = frozenset(GAPS)

    def complaints(self, question: Question) -> Iterator[Complaint]:
        """There is a gap, and each is sound as a question of its own."""
        if not question.gaps:
            yield Complaint(
                "GAPS_MISSING", msg("The question has no gaps."), msg("Write [[id]] in the text and “### {#id type=single}” below it.")
            )  # fmt: skip
        for gap in question.gaps:
            for complaint in (*GAPS[gap.type].complaints(gap), *_not_plain(gap)):
                yield replace(complaint, gap=gap.id)

    def mark(self, question: Question, answer: Answer) -> Mark:
        """The weighted sum over a common denominator."""
        marks = [GAPS[gap.type].mark(gap, said) for gap, said in _said(question, answer)]
        common = lcm(*(mark.out_of for mark in marks))
        earned = sum(mark.points * mark.earned * (common // mark.out_of) for mark in marks)
        return Mark(earned, common * sum(mark.points for mark in marks), question.points)

    def read(self, question: Question, values: Sequence[str]) -> Answer:
        """The pairs `gap=value`, in the order of the gaps; gaps left empty do not occur.

        Raises:
            Invalid: a value names no gap of this question, two name the same, or one is no answer to its gap.
        """
        said = pairs(values)
        if foreign := said.keys() - {gap.id for gap in question.gaps}:
            raise Invalid(msg("“%(gap)s” is not a gap of this question. Load the page again.", gap=min(foreign)[:80]))
        read = ((gap, GAPS[gap.type].read(gap, [said[gap.id]])) for gap in question.gaps if said.get(gap.id, "").strip())
        return tuple(f"{gap.id}={one}" for gap, answer in read for one in answer)

    def order(self, question: Question, rng: Random, *, shuffle: bool) -> tuple[str, ...]:
        """The options of each gap as `gap=option`."""
        return tuple(f"{gap.id}={one}" for gap in question.gaps for one in GAPS[gap.type].order(gap, rng, shuffle=shuffle))

    def view(self, question: Question, language: str, order: Sequence[str]) -> LearnerQuestion:
        """The text cut where the gaps stand, and the gaps in the order of the text; the body itself is not shown."""
        view = super().view(question, language, ())
        pieces, found = cut(pick(question.body, language), [gap.id for gap in question.gaps])
        orders = _by_gap(order)
        numbered = {gap.id: (str(number), gap) for number, gap in enumerate(question.gaps, start=1)}
        gaps = []
        for one in found:
            number, gap = numbered[one]
            asked = GAPS[gap.type].view(gap, language, orders.get(one, ()))
            gaps.append(replace(asked, hints={**asked.hints, "number": number}))
        return replace(view, body="", pieces=pieces, gaps=tuple(gaps))

    def guesses(self, question: Question) -> Mapping[Fraction, Fraction]:
        """Each gap is guessed by itself."""
        total = sum(gap.points for gap in question.gaps)
        together: dict[Fraction, Fraction] = {Fraction(0): Fraction(1)}
        for gap in question.gaps:
            sums: dict[Fraction, Fraction] = defaultdict(Fraction)
            for share, chance in GAPS[gap.type].guesses(gap).items():
                for before, likely in together.items():
                    sums[before + share * gap.points / total] += chance * likely
            together = sums
        return together

    def responses(self, question: Question, answer: Answer) -> tuple[str, ...]:
        """The classes of each gap as `gap=class`."""
        return tuple(f"{gap.id}={one}" for gap, said in _said(question, answer) for one in GAPS[gap.type].responses(gap, said))

    def told(self, question: Question, answer: Answer) -> tuple[Texts, ...]:
        """What was said in each gap that was filled in, with the number of the gap."""
        said = enumerate(_said(question, answer), start=1)
        return tuple(_numbered(number, text) for number, (gap, one) in said for text in GAPS[gap.type].told(gap, one))

    def key(self, question: Question) -> tuple[Texts, ...]:
        """The first right answer of each gap, with the number of the gap."""
        gaps = enumerate(question.gaps, start=1)
        return tuple(_numbered(number, text) for number, gap in gaps for text in GAPS[gap.type].key(gap)[:1])

    def parts(self, question: Question, answer: Answer) -> tuple[Part, ...]:
        """Gap by gap, in the order of their numbers."""
        said = _said(question, answer)
        return tuple(replace(_part(gap, one), text=shown(f"({number})")) for number, (gap, one) in enumerate(said, start=1))


def _not_plain(gap: Question) -> Iterator[Complaint]:
    for place, option in enumerate(gap.options):
        if any(NOT_PLAIN.search(text) for text in option.text.values()):
            yield Complaint(
                "CHOICE_NOT_PLAIN", msg("A choice stands in a drop-down, which shows neither pictures nor formulas."),
                msg("Say it in plain words."), place,
            )  # fmt: skip


def _numbered(number: int, text: Texts) -> Texts:
    return {language: f"({number}) {said}" for language, said in text.items()}


def _part(gap: Question, said: Answer) -> Part:
    kind = GAPS[gap.type]
    own = kind.parts(gap, said)
    if own:
        return own[0]
    told, key = kind.told(gap, said), kind.key(gap)
    why = next((option.explanation for option in gap.options if option.id in said), {})
    return Part(text={}, said=told[0] if told else {}, key=key[0] if key else {}, right=kind.mark(gap, said).full, why=why)


def _said(question: Question, answer: Answer) -> list[tuple[Question, Answer]]:
    """Each gap with what was said in it."""
    by_gap = _by_gap(answer)
    return [(gap, tuple(by_gap.get(gap.id, ()))) for gap in question.gaps]


def _by_gap(pairs_of: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The right sides of `gap=value` by gap."""
    found: dict[str, list[str]] = defaultdict(list)
    for pair in pairs_of:
        gap, _, value = pair.partition("=")
        found[gap].append(value)
    return found
