"""Which questions go on one paper: quotas, unseen questions first, and never two that exclude each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import add
from random import Random

from lms.core.ids import Slug
from lms.quizzes.rules.quiz import Question, Quiz

MOST_WAYS = 20_000
"""So many ways of taking from questions that exclude each other are looked at; more is refused by the check, never met at a draw."""
MOST_TANGLED = 100
"""So many questions may hang together by exclusions."""
LUCK = 40
"""How many bits of a question's worth chance decides: fewer than any difference in how often it was seen."""

Class = tuple[Slug | None, Slug | None]
"""What quotas tell questions apart by: objective and difficulty."""
Counts = tuple[int, ...]
"""How many questions of each class."""


class CannotDrawError(ValueError):
    """No paper meets the quotas of the quiz without two questions that exclude each other, or too many ways would have to be tried."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One way of taking questions: the worth of what is taken, and what that is."""

    worth: int
    taken: tuple[Slug, ...]

    def __add__(self, other: "_Part") -> "_Part":
        return _Part(self.worth + other.worth, self.taken + other.taken)


_Ways = dict[Counts, _Part]
"""The best way for each number of questions of each class."""


def chosen(quiz: Quiz, seen: Mapping[Slug, int], rng: Random) -> frozenset[Slug]:
    """The questions of one paper. Of all that meet the quotas one with the most unseen questions, then the most seen once, and so on.

    Chance decides among equals. The search is exact: whenever the quotas can be met they are.

    Raises:
        CannotDrawError: they cannot; `can_draw` tells that of a quiz beforehand, whatever was seen.
    """
    return heaviest(quiz, _worth(_pool(quiz), seen, rng))


def heaviest(quiz: Quiz, worth: Mapping[Slug, int]) -> frozenset[Slug]:
    """Of all papers that can be drawn the one whose questions are worth most together.

    Raises:
        CannotDrawError: no paper can be drawn.
    """
    against = conflicts(quiz)
    taken: set[Slug] = set()
    for objectives in _linked(quiz, _pool(quiz), against):
        best = _Search(quiz, objectives, against, worth).best()
        if best is None:
            raise CannotDrawError(quiz.id)
        taken.update(best)
    return frozenset(taken)


def can_draw(quiz: Quiz) -> bool:
    """Whether every paper of this quiz can be drawn: all quotas are met, and no two questions on it exclude each other.

    It depends on nothing that learners do: a quiz that passes here never fails when a paper is drawn.
    """
    if not quiz.draw:
        return not conflicts(quiz)
    try:
        chosen(quiz, {}, Random(0))  # noqa: S311 - which paper does not matter
    except CannotDrawError:
        return False
    return True


def conflicts(quiz: Quiz) -> dict[Slug, frozenset[Slug]]:
    """Which questions of the quiz never stand with which: both sides, though one names the other. Others do not occur."""
    known = {question.id for question in quiz.questions}
    against: dict[Slug, set[Slug]] = {}
    for question in quiz.questions:
        for other in question.excludes:
            if other in known and other != question.id:
                against.setdefault(question.id, set()).add(other)
                against.setdefault(other, set()).add(question.id)
    return {question: frozenset(others) for question, others in against.items()}


def _pool(quiz: Quiz) -> list[Question]:
    """The questions that quotas ask for."""
    asked = {quota.objective for quota in quiz.draw}
    return [question for question in quiz.questions if question.objective in asked]


def _worth(pool: Sequence[Question], seen: Mapping[Slug, int], rng: Random) -> dict[Slug, int]:
    """A number for each question such that the best paper is the one with the largest sum.

    One question seen less often outweighs all that are seen more often; chance decides only where that leaves a choice.
    """
    levels = sorted({seen.get(question.id, 0) for question in pool}, reverse=True)
    step = {level: (len(pool) + 1) ** place for place, level in enumerate(levels)}
    return {
        question.id: (step[seen.get(question.id, 0)] << LUCK) + rng.getrandbits(LUCK - len(pool).bit_length()) for question in pool
    }  # fmt: skip


def _linked(quiz: Quiz, pool: Sequence[Question], against: Mapping[Slug, frozenset[Slug]]) -> Iterator[frozenset[Slug]]:
    """The objectives of the quotas in groups: exclusions never lead out of a group, so that each is drawn for itself."""
    of = {question.id: question.objective for question in pool if question.objective is not None}
    near: dict[Slug, set[Slug]] = {quota.objective: {quota.objective} for quota in quiz.draw}
    for one, others in against.items():
        for other in others:
            if one in of and other in of:
                near[of[one]].add(of[other])
    for group in _components(near):
        yield frozenset(group)


def _components(near: Mapping[Slug, Iterable[Slug]]) -> Iterator[list[Slug]]:
    """The parts of a graph that hang together."""
    left = dict.fromkeys(near)
    while left:
        part, waiting = [], [next(iter(left))]
        while waiting:
            one = waiting.pop()
            if one in left:
                del left[one]
                part.append(one)
                waiting.extend(near[one])
        yield part


class _Search:
    """The best paper of objectives that hang together by exclusions.

    First every number of questions that can be taken from those with exclusions, each in its best way; then the rest is filled up with
    the questions that exclude nothing, best first.
    """

    def __init__(
        self, quiz: Quiz, objectives: frozenset[Slug], against: Mapping[Slug, frozenset[Slug]], worth: Mapping[Slug, int]
    ) -> None:  # fmt: skip
        pool = [question for question in quiz.questions if question.objective in objectives]
        ids = {question.id for question in pool}
        self.take, self.least = _needs(quiz, objectives)
        self.worth = worth
        self.near = {one: found for one in sorted(ids) if (found := against.get(one, frozenset()) & ids)}
        self.of = {question.id: _class(question) for question in pool}
        self.tangled = list(dict.fromkeys(self.of[one] for one in self.near))
        self.free: dict[Class, list[Slug]] = {}
        for one in sorted(ids - set(self.near), key=lambda one: worth[one], reverse=True):
            self.free.setdefault(self.of[one], []).append(one)
        self.nothing: _Ways = {(0,) * len(self.tangled): _Part(0, ())}
        self.found: dict[frozenset[Slug], _Ways] = {}

    def best(self) -> tuple[Slug, ...] | None:
        """The best paper, or `None`."""
        filled = (self._filled(counts, part) for counts, part in self._ways(frozenset(self.near)).items())
        best = max((one for one in filled if one is not None), key=lambda one: one.worth, default=None)
        return None if best is None else best.taken

    def _ways(self, among: frozenset[Slug]) -> _Ways:
        """The best way of taking each number of each class from these questions, none of which stands beside one it excludes."""
        if among not in self.found:
            ways = self.nothing
            for part in _components({one: self.near[one] & among for one in sorted(among)}):
                ways = self._joined(ways, self._of_part(frozenset(part)))
            self.found[among] = ways
            if len(self.found) > MOST_WAYS:
                raise CannotDrawError
        return self.found[among]

    def _of_part(self, part: frozenset[Slug]) -> _Ways:
        """Of questions that hang together: with the one that excludes most, or without it."""
        if len(part) > MOST_TANGLED:
            raise CannotDrawError
        knot = max(sorted(part), key=lambda one: len(self.near[one] & part))
        kind = self.of[knot]
        alone = {tuple(int(one == kind) for one in self.tangled): _Part(self.worth[knot], (knot,))}
        ways = dict(self._ways(part - {knot}) if len(part) > 1 else self.nothing)
        for counts, way in self._joined(alone, self._ways(part - {knot} - self.near[knot])).items():
            _keep(ways, counts, way)
        return ways

    def _joined(self, some: _Ways, others: _Ways) -> _Ways:
        """Every way of the one with every way of the other, as far as the quotas go."""
        joined: _Ways = {}
        for counts, way in some.items():
            for more, other in others.items():
                total = tuple(map(add, counts, more))
                if all(number <= self.take[objective] for objective, number in self._by_objective(total).items()):
                    _keep(joined, total, way + other)
            if len(joined) > MOST_WAYS:
                raise CannotDrawError
        return joined

    def _by_objective(self, counts: Counts) -> dict[Slug | None, int]:
        taken: dict[Slug | None, int] = {}
        for (objective, _), number in zip(self.tangled, counts, strict=True):
            taken[objective] = taken.get(objective, 0) + number
        return taken

    def _filled(self, counts: Counts, part: _Part) -> _Part | None:
        """Filled up with questions that exclude nothing."""
        have, taken = dict(zip(self.tangled, counts, strict=True)), self._by_objective(counts)
        for objective, take in self.take.items():
            filling = self._filling(objective, take - taken.get(objective, 0), have)
            if filling is None:
                return None
            part += _Part(sum(self.worth[one] for one in filling), filling)
        return part

    def _filling(self, objective: Slug | None, missing: int, have: Mapping[Class, int]) -> tuple[Slug, ...] | None:
        """First what the difficulties still ask for, then the best of those that are left; `None` when they do not suffice."""
        must: list[Slug] = []
        left: list[Slug] = []
        for kind in dict.fromkeys([*self.least, *self.free]):
            if kind[0] == objective:
                needed = max(0, self.least.get(kind, 0) - have.get(kind, 0))
                found = self.free.get(kind, [])
                if needed > len(found):
                    return None
                must += found[:needed]
                left += found[needed:]
        rest = missing - len(must)
        if not 0 <= rest <= len(left):
            return None
        return (*must, *sorted(left, key=lambda one: self.worth[one], reverse=True)[:rest])


def _class(question: Question) -> Class:
    return question.objective, question.difficulty


def _keep(ways: _Ways, counts: Counts, way: _Part) -> None:
    if counts not in ways or ways[counts].worth < way.worth:
        ways[counts] = way


def _needs(quiz: Quiz, objectives: frozenset[Slug]) -> tuple[dict[Slug | None, int], dict[Class, int]]:
    """How many questions of each objective go on a paper, and how many of a difficulty at least."""
    take: dict[Slug | None, int] = {}
    least: dict[Class, int] = {}
    for quota in quiz.draw:
        if quota.objective in objectives:
            take[quota.objective] = take.get(quota.objective, 0) + quota.take
            if quota.difficulty is not None:
                kind = quota.objective, quota.difficulty
                least[kind] = least.get(kind, 0) + quota.take
    return take, least
