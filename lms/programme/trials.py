"""Tries what people could do about what a version of the programme finds missing: everybody by themselves, then sets of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement, product
from math import comb

from lms.certificates.rules import Certification, Certifications
from lms.core.ids import PublicId, Slug
from lms.courses.rules import Track
from lms.programme.actions import Action, of_member, of_newcomer
from lms.programme.failing import Failing
from lms.programme.whatif import with_pass
from lms.requirements.facts import Facts, Member, PartnerFacts
from lms.requirements.staffing import employed, held

MOST_PEOPLE = 4
"""No larger set of people is looked for."""
MOST_TRIALS = 3000
"""Where more sets of a size would have to be tried, only people who help by themselves are put together."""
ALIKE_NAMED = 3
"""Of people who would help equally, so many are named in sets of two and more."""

Alike = tuple[bool, bool, tuple[str, ...], frozenset[Slug]]
"""What people have in common who help equally: their tracks, what waits, and which of the certifications asked for they hold."""


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody of `group` passes a certification; without a group, somebody joins who holds it."""

    group: Alike | None
    certification: Slug


@dataclass(frozen=True, slots=True)
class Trials:
    """One version's failing requirements, the facts, and the people in groups of those who are alike."""

    failing: Failing
    facts: Facts
    certifications: Certifications
    asked: tuple[Certification, ...]
    groups: dict[Alike, tuple[Member, ...]]

    @classmethod
    def of(cls, failing: Failing, facts: Facts, certifications: Certifications) -> "Trials":
        """Only what is offered and counts for tiers is tried."""
        named = failing.named()
        asked = tuple(one for slug, one in sorted(certifications.items.items()) if slug in named and one.offered and one.counts)
        groups: dict[Alike, tuple[Member, ...]] = {}
        for member in employed((facts.partner or PartnerFacts()).members, failing.scene.as_of):
            alike = _alike(member, asked, failing)
            groups[alike] = (*groups.get(alike, ()), member)
        return cls(failing, facts, certifications, asked, groups)

    def smallest(self) -> Iterator[tuple[Action, ...]]:
        """The smallest sets of actions of different people that fulfil what people can fulfil; nothing when there are none."""
        for size in range(1, MOST_PEOPLE + 1):
            found = [moves for moves in self._sets(size) if self.failing.fixed_by(self._after(moves))]
            for moves in found:
                yield from self._people(moves)
            if found:
                return

    def singles(self) -> Iterator[tuple[Member, Action, bool]]:
        """Everybody who could pass something asked for by themselves, with whether that fills anything."""
        before = self.failing.filled_by(self.facts)
        for move in self._moves():
            if move.group is not None:
                fills = self.failing.filled_by(self._after((move,))) > before
                for member in self.groups[move.group]:
                    yield member, self._action(member, move.certification), fills

    def _sets(self, size: int) -> Iterator[tuple[Move, ...]]:
        moves = list(self._moves())
        if comb(len(moves) + size - 1, size) > MOST_TRIALS:
            before = self.failing.filled_by(self.facts)
            moves = [one for one in moves if self.failing.filled_by(self._after((one,))) > before]
        if comb(len(moves) + size - 1, size) <= MOST_TRIALS:
            yield from (one for one in combinations_with_replacement(moves, size) if self._enough(one))

    def _moves(self) -> Iterator[Move]:
        for group in self.groups:
            yield from (Move(group, one.id) for one in self.asked if one.id not in group[-1])
        yield from (Move(None, one.id) for one in self.asked)

    def _enough(self, moves: Sequence[Move]) -> bool:
        """Whether each group has a person for each of its moves."""
        wanted = Counter(move.group for move in moves if move.group is not None)
        return all(count <= len(self.groups[group]) for group, count in wanted.items())

    def _after(self, moves: Sequence[Move]) -> Facts:
        """The facts when the first people of each group have made these moves."""
        known, day = self.facts.partner or PartnerFacts(), self.failing.scene.as_of
        taken: Counter[Alike] = Counter()
        passing: dict[int, Slug] = {}
        joining: list[Member] = []
        for number, move in enumerate(moves):
            if move.group is None:
                joining.append(self._newcomer(number, move.certification))
            else:
                passing[id(self.groups[move.group][taken[move.group]])] = move.certification
                taken[move.group] += 1
        members = (with_pass(one, passing[id(one)], day, self.certifications) if id(one) in passing else one for one in known.members)
        return replace(self.facts, partner=replace(known, members=(*members, *joining)))

    def _newcomer(self, number: int, certification: Slug) -> Member:
        track, day = self.certifications.items[certification].track, self.failing.scene.as_of
        nobody = Member(
            PublicId(f"newcomer {number}"), {}, sales=track != Track.TECHNICAL, technical=track != Track.SALES, since=day, until=None
        )
        return with_pass(nobody, certification, day, self.certifications)

    def _people(self, moves: tuple[Move, ...]) -> Iterator[tuple[Action, ...]]:
        """Who may make these moves: everybody of a group where it is one move, else the quickest of it."""
        ways = [self._ways(move, None if len(moves) == 1 else ALIKE_NAMED + len(moves) - 1) for move in moves]
        for chosen in product(*ways):
            people = [one.person for one in chosen if one.person is not None]
            if len(set(people)) == len(people):
                yield chosen

    def _ways(self, move: Move, most: int | None) -> list[Action]:
        if move.group is None:
            return [of_newcomer(move.certification, self.certifications)]
        ways = [self._action(one, move.certification) for one in self.groups[move.group]]
        return sorted(ways, key=lambda one: (one.days, one.person))[:most]

    def _action(self, member: Member, certification: Slug) -> Action:
        return of_member(member, certification, self.failing.scene.as_of, self.certifications)


def _alike(member: Member, asked: Sequence[Certification], failing: Failing) -> Alike:
    holds = frozenset(one.id for one in asked if held(member, (one.id,), failing.scene.as_of) is not None)
    return member.sales, member.technical, tuple(member.waiting), holds
