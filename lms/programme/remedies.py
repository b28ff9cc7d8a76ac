"""What would fix a tier whose requirements fail, and what looks as if it would and does not; all of it tried through the engine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lms.certificates.rules import Certifications
from lms.core.ids import Slug
from lms.programme.actions import Action, ActionKind, of_leaf
from lms.programme.failing import Failing
from lms.programme.rules import Programme
from lms.programme.trials import Trials
from lms.programme.versions import governing, judged
from lms.requirements.facts import Facts
from lms.requirements.result import Place

MOST_SAID = 20
"""So many remedies, and so many near misses, are answered at most."""
ORDER = tuple(ActionKind)

_Size = tuple[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Remedy:
    """Things that fix it together; `days` is the longest preparation among them, because people prepare at the same time."""

    actions: tuple[Action, ...]
    people: int
    days: int

    @property
    def exams(self) -> int:
        """How many exams are passed."""
        return sum(len(one.each) for one in self.actions if one.certification is not None)


@dataclass(frozen=True, slots=True)
class Useless:
    """A pass that fills nothing. `needed_in` is the place in which the person is needed already, of `places` in all."""

    action: Action
    needed_in: Place | None
    places: int


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Why no remedy is named. `possible`: several people could, in too many ways; else no exam does, and `closed` are not offered."""

    possible: bool
    closed: tuple[Slug, ...] = ()


@dataclass(frozen=True, slots=True)
class Remedies:
    """What helps: fewest people first, then fewest exams, then fewest days, then by name; and the near misses worth saying.

    `unnamed` says why nothing is in `helps` although something is missing.
    """

    helps: tuple[Remedy, ...] = ()
    useless: tuple[Useless, ...] = ()
    unnamed: Unnamed | None = None


def remedies(versions: Sequence[Programme], facts: Facts, day: date, tier: Slug, certifications: Certifications) -> Remedies:
    """What would make the requirements of a tier hold on a day on which they do not.

    None of them asks for more people than it takes, nor for more exams than these people need; where one person may fill several places,
    one may pass several. Of several for the same people the quickest is answered. What is missing besides people (a figure, a paper, the
    agreement) stands in each. During an overlap either version may be fulfilled; where some of several requirements are enough, any of
    them. Nothing when the tier holds; only the reason when more people are needed than are looked for together, or when no exam helps.
    """
    answer = judged(versions, facts, day, looks_ahead=False).result(tier)
    if answer is None or answer.met:
        return Remedies()
    lacking = [one for version in governing(versions, day) for one in Failing.each(version, facts, day, tier)]
    tried = [Trials.of(one, facts, certifications) for one in lacking]
    found = [remedy for one in tried for remedy in _remedies(one)]
    sizes = {_size(one) for one in found}
    modest = {mine for mine in sizes if not any(_less(other, mine) for other in sizes)}
    helps = _quickest(one for one in found if _size(one) in modest)
    passed = {(exam.person, exam.certification) for one in helps for action in one.actions for exam in action.each}
    passed |= {(member.person, action.certification) for one in tried[1:] for member, action, fills in one.singles() if fills}
    useless = (one for one in _useless(tried[0]) if (one.action.person, one.action.certification) not in passed)
    return Remedies(helps, tuple(useless)[:MOST_SAID], None if helps else _unnamed(tried))


def _unnamed(tried: Sequence[Trials]) -> Unnamed:
    possible = any(one.possible() for one in tried)
    return Unnamed(possible, () if possible else tried[0].closed())


def _size(remedy: Remedy) -> _Size:
    """How many people, with how many exams, and how many other things it asks for."""
    return (remedy.people, remedy.exams), len(remedy.actions) - remedy.people


def _less(one: _Size, other: _Size) -> bool:
    """Whether one asks for less than another: no more of either, and fewer of one."""
    return one != other and one[0] <= other[0] and one[1] <= other[1]


def _remedies(trials: Trials) -> list[Remedy]:
    others = tuple(of_leaf(leaf) for leaf in trials.failing.others)
    sets = trials.smallest() if trials.failing.staff else iter([()])
    return [Remedy((*people, *others), len(people), max(one.days_in_all for one in (*people, *others))) for people in sets]


def _quickest(found: Iterable[Remedy]) -> tuple[Remedy, ...]:
    """Of remedies by the same people the first; those who join are the same people."""
    first: dict[tuple[str, ...], Remedy] = {}
    for one in sorted(found, key=_order):
        first.setdefault(tuple(sorted(action.person or action.kind for action in one.actions)), one)
    return tuple(first.values())[:MOST_SAID]


def _order(remedy: Remedy) -> tuple[object, ...]:
    kinds = tuple(ORDER.index(one.kind) for one in remedy.actions)
    names = tuple((_name(one), one.person or "", tuple(exam.certification or "" for exam in one.each)) for one in remedy.actions)
    return remedy.people, remedy.exams, remedy.days, kinds, names


def _useless(trials: Trials) -> list[Useless]:
    places = {place.holder: (place, len(answer.places)) for answer in trials.failing.answers for place in answer.places if place.holder}
    found: list[Useless] = []
    for member, action, fills in trials.singles():
        if not fills:
            place, of = places.get(member.person, (None, 0))
            found.append(Useless(action, place, of))
    return sorted(found, key=lambda one: (one.needed_in is None, one.action.days, _name(one.action), one.action.certification or ""))


def _name(action: Action) -> str:
    return next(iter((action.name or {}).values()), "")
