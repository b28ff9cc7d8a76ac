"""Questions that bring steps into their order: a place for each step."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import comb, factorial
from random import Random

from lms.core.errors import Invalid
from lms.core.text import LANGUAGES, Texts, msg
from lms.quizzes.questions.kind import Complaint, Kind, Part, Sign, pairs, refuse_foreign
from lms.quizzes.rules import Answer, Mark, Option, Question, QuestionType


class Ordering(Kind):
    """Marked by neighbours: each step but the last is a part, and earns it when the step that follows it in the right order stands just
    behind it. So one step out of place costs its neighbourhood and not everything after it.

    This is “relative to the next item, excluding last” of Moodle's question type ordering (docs.moodle.org, “Ordering question type”).
    Steps that share a place have none.
    """

    type = QuestionType.ORDERING
    sign = Sign.STEP
    entry_settings = frozenset()
    fewest = 3
    """Two steps are a question of true or false."""

    def complaints(self, question: Question) -> Iterator[Complaint]:
        """The numbers count from 1 without a gap."""
        for position, option in enumerate(question.options):
            if option.key != str(position + 1):
                yield Complaint(
                    "STEP_NUMBER", msg("This is step %(place)s, but it has another number.", place=position + 1),
                    msg("Write the steps in their right order and count them from 1."), position,
                )  # fmt: skip
                return

    def mark(self, question: Question, answer: Answer) -> Mark:
        """One part for each step that is followed by its own."""
        hits = sum(right for _, right in _followed(_in_order(question), _places(answer)))
        return Mark(earned=hits, out_of=len(question.options) - 1, points=question.points)

    def read(self, question: Question, values: Sequence[str]) -> Answer:
        """Read `<step>=<place>` for each step that got a place, counted from 1.

        Raises:
            Invalid: a part is no step, a value is no place, or a step is named twice.
        """
        said = pairs(values)
        refuse_foreign(said, question.options)
        places = {str(place) for place in range(1, len(question.options) + 1)}
        if strange := set(said.values()) - places:
            raise Invalid(msg("“%(place)s” is not a place in this order. Load the page again.", place=min(strange)[:80]))
        return tuple(f"{option.id}={said[option.id]}" for option in question.options if option.id in said)

    def order(self, question: Question, rng: Random, *, shuffle: bool) -> tuple[str, ...]:  # noqa: ARG002 - as it is written it is the key
        """The steps in a random order, always."""
        return super().order(question, rng, shuffle=True)

    def guesses(self, question: Question) -> Mapping[Fraction, Fraction]:
        """Every order is equally likely: of the n! orders, C(n-1, k) times those of n-k steps without right neighbours have k of them."""
        steps = len(question.options)
        return {
            Fraction(hits, steps - 1): Fraction(comb(steps - 1, hits) * _without_neighbours(steps - hits), factorial(steps))
            for hits in range(steps)
        }  # fmt: skip

    def parts(self, question: Question, answer: Answer) -> tuple[Part, ...]:
        """Each step in the right order, with the place it got; the last one is right when it stands behind the one before it."""
        steps, places = _in_order(question), _places(answer)
        followed = dict(_followed(steps, places))
        before = {step.id: followed[known.id] for known, step in pairwise(steps)}
        return tuple(
            Part(step.text, _numeral(places.get(step.id)), _numeral(number), followed.get(step.id, before.get(step.id, False)))
            for number, step in enumerate(steps, start=1)
        )

    def told(self, question: Question, answer: Answer) -> tuple[Texts, ...]:
        """`1. step` for each step, by the places that were given."""
        said, texts = pairs(answer), {str(option.id): option.text for option in question.options}
        return tuple(_numbered(place, texts[step]) for step, place in sorted(said.items(), key=lambda one: int(one[1])))

    def key(self, question: Question) -> tuple[Texts, ...]:
        """`1. step` for each step in the right order."""
        return tuple(_numbered(option.key, option.text) for option in _in_order(question))


def _in_order(question: Question) -> list[Option]:
    # As text: a preview shows questions whose numbers cannot be read, too.
    return sorted(question.options, key=lambda option: option.key.zfill(3))


def _places(answer: Answer) -> dict[str, int]:
    """The place of each step that has one to itself."""
    said = pairs(answer)
    shared = Counter(said.values())
    return {step: int(place) for step, place in said.items() if shared[place] == 1}


def _followed(steps: Sequence[Option], places: Mapping[str, int]) -> list[tuple[str, bool]]:
    """Each step but the last, and whether the next one stands just behind it."""
    return [(one.id, one.id in places and places.get(following.id) == places[one.id] + 1) for one, following in pairwise(steps)]


def _without_neighbours(steps: int) -> int:
    """How many orders of so many steps have no right neighbours (OEIS A000255)."""
    before, now = 1, 1
    for count in range(2, steps + 1):
        before, now = now, (count - 1) * now + (count - 2) * before
    return now


def _numeral(place: int | None) -> Texts:
    return {} if place is None else dict.fromkeys(LANGUAGES, str(place))


def _numbered(place: str, text: Texts) -> Texts:
    return {language: f"{place}. {said}" for language, said in text.items()}
