"""What learners would meet: papers drawn again and again, and guesses at them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from lms.core.ids import Slug
from lms.quizzes.guessing import Guesses, chance_of, guesses_of, passing_by_guessing
from lms.quizzes.papers import draw
from lms.quizzes.rules import Question, Quiz
from lms.quizzes.rules.drawing import conflicts

TRIES = 12
"""So many papers a simulated learner is given at least, while there is something new to see."""
MOST_PAPERS = 100
"""Of so many first papers the chance of passing by guessing is computed exactly: they tell the mean well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What so many simulated learners met on consecutive attempts."""

    learners: int
    papers: int
    size: int
    pool: int
    """How many questions can stand on a paper at all."""
    short: int
    """Papers on which a quota was not met."""
    clashes: int
    """Papers with two questions that exclude each other."""
    overlap: Fraction
    """The mean share of a paper that stood on the paper before it, over the attempts that the quiz allows."""
    largest_overlap: int
    """The most questions that two consecutive papers had in common."""
    fresh: int
    """So many papers hold nothing but unseen questions, for every learner."""
    spent: int | None
    """After so many tries the last learner has seen the whole pool; `None`: after `TRIES` some have not."""
    guessed: Fraction
    """The chance of passing by guessing, on the paper that is easiest to guess."""
    guessed_mean: Fraction
    """That chance, over the papers that were drawn first."""
    passed: int
    """How many learners passed their first paper by guessing."""


def simulate(quiz: Quiz, learners: int, rng: Random, progress: Callable[[int], object] = lambda _done: None) -> Simulation:
    """Let so many learners draw paper after paper, as if none ever passed.

    Raises:
        Refused: the quotas of the quiz cannot be met.
        CannotDrawError: the same, told by the search for the easiest paper.
    """
    met = _Met(quiz, {question.id: (guesses_of(question), question.points) for question in quiz.questions})
    for number in range(1, learners + 1):
        met.learner(rng)
        progress(number)
    return met.result(learners)


@dataclass(slots=True)
class _Met:
    """What learners met so far."""

    quiz: Quiz
    asked: dict[Slug, tuple[Guesses, int]]
    papers: int = 0
    short: int = 0
    clashes: int = 0
    passed: int = 0
    pairs: int = 0
    shared: int = 0
    largest: int = 0
    fresh: list[int] = field(default_factory=list)
    spent: list[int | None] = field(default_factory=list)
    firsts: Counter[frozenset[Slug]] = field(default_factory=Counter)

    def learner(self, rng: Random) -> None:
        """One learner, from the first paper until there is nothing new."""
        pool, seen, before = drawable(self.quiz), Counter[Slug](), frozenset[Slug]()
        allowed, fresh, spent = self.quiz.attempts or TRIES, 0, None
        for number in range(1, max(allowed, TRIES) + 1):
            paper = draw(self.quiz, seen, rng)
            ids = frozenset(question.id for question in paper)
            self._paper(paper, ids)
            if number == 1:
                self.firsts[ids] += 1
                self.passed += self._guess(ids, rng)
            elif number <= allowed:
                self.pairs, self.shared = self.pairs + 1, self.shared + len(ids & before)
                self.largest = max(self.largest, len(ids & before))
            fresh += number == fresh + 1 and not any(seen[one] for one in ids)
            seen.update(ids)
            before = ids
            if spent is None and pool <= seen.keys():
                spent = number
            if spent is not None and number >= allowed:
                break
        self.fresh.append(fresh)
        self.spent.append(spent)

    def _paper(self, paper: Sequence[Question], ids: frozenset[Slug]) -> None:
        self.papers += 1
        self.short += not quotas_met(self.quiz, paper)
        self.clashes += any(others & ids for one, others in conflicts(self.quiz).items() if one in ids)

    def result(self, learners: int) -> Simulation:
        """All of it."""
        firsts = list(self.firsts.items())[:MOST_PAPERS]
        chances = [times * self._chance(ids) for ids, times in firsts]
        size = self.quiz.paper_size
        spent = [number for number in self.spent if number is not None]
        return Simulation(
            learners=learners, papers=self.papers, size=size, pool=len(drawable(self.quiz)), short=self.short, clashes=self.clashes,
            overlap=Fraction(self.shared, self.pairs * size) if self.pairs and size else Fraction(), largest_overlap=self.largest,
            fresh=min(self.fresh, default=0), spent=max(spent) if spent and len(spent) == len(self.spent) else None,
            guessed=passing_by_guessing(self.quiz),
            guessed_mean=sum(chances, Fraction()) / max(1, sum(times for _, times in firsts)), passed=self.passed,
        )  # fmt: skip

    def _chance(self, paper: frozenset[Slug]) -> Fraction:
        return chance_of((self.asked[one] for one in paper), self.quiz.pass_percent)

    def _guess(self, paper: frozenset[Slug], rng: Random) -> bool:
        """Whether one blind guess passes."""
        certain = [
            ({rng.choices(list(guesses), [float(likely) for likely in guesses.values()])[0]: Fraction(1)}, points)
            for guesses, points in (self.asked[one] for one in sorted(paper))
        ]
        return chance_of(certain, self.quiz.pass_percent) == 1


def drawable(quiz: Quiz) -> frozenset[Slug]:
    """The questions that some quota asks for; without quotas all."""
    asked = {(quota.objective, quota.difficulty) for quota in quiz.draw}
    return frozenset(
        question.id
        for question in quiz.questions
        if not quiz.draw or (question.objective, None) in asked or (question.objective, question.difficulty) in asked
    )


def quotas_met(quiz: Quiz, paper: Sequence[Question]) -> bool:
    """Whether a paper holds what the quotas ask for and nothing else."""
    if not quiz.draw:
        return len(paper) == len(quiz.questions)
    wanted: Counter[Slug | None] = Counter()
    at_least: Counter[tuple[Slug, Slug]] = Counter()
    for quota in quiz.draw:
        wanted[quota.objective] += quota.take
        if quota.difficulty is not None:
            at_least[quota.objective, quota.difficulty] += quota.take
    there = Counter((question.objective, question.difficulty) for question in paper)
    whole = Counter(question.objective for question in paper) == wanted
    return whole and len({question.id for question in paper}) == len(paper) and all(there[one] >= take for one, take in at_least.items())
