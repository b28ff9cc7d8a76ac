"""Tries what people could do about what a version of the programme finds missing: everybody by themselves, then sets of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, combinations_with_replacement, islice, product
from math import comb, prod

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
"""Of one size of set, so many sets of people are tried at most, and so many ways to share the exams among them. Where there would be
more, only people who help by themselves are put together."""
MOST_JOINING = 100
"""So many newcomers are supposed where it is asked whether exams could fix it at all."""
ALIKE_NAMED = 3
"""Of people who would help equally, so many are named in sets of two and more."""

Alike = tuple[bool, bool, tuple[str, ...], frozenset[Slug]]
"""What people have in common who help equally: their tracks, what waits, and which of the certifications asked for they hold."""


Group = Alike | None
"""People who are alike; `None` is somebody who joins."""


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody of `group` passes certifications; without a group, somebody joins who holds them."""

    group: Group
    certifications: tuple[Slug, ...]


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
        """The smallest sets of people who fulfil what people can fulfil, with the fewest exams; nothing when there are none.

        One action for each of the people, who may pass several exams: where one person may fill several places, one may be enough.
        """
        for size in range(1, MOST_PEOPLE + 1):
            teams = self._teams(size)
            for moves in self._fewest(teams) if teams else ():
                yield from self._people(moves)
            if teams:
                return

    def possible(self) -> bool:
        """Whether it would hold if everybody, and many who join, passed everything that is offered."""
        everybody = [group for group, members in self.groups.items() if self._open(group) for _ in members]
        return bool(self.asked) and self._fixes(self._whole([*everybody, *[None] * MOST_JOINING]))

    def closed(self) -> tuple[Slug, ...]:
        """Certifications that are asked for and cannot be earned now."""
        return tuple(sorted(self.failing.named() - {one.id for one in self.asked}))

    def singles(self) -> Iterator[tuple[Member, Action, bool]]:
        """Everybody who could pass something asked for by themselves, with whether that fills anything."""
        for group, members in self.groups.items():
            for slug in self._open(group):
                fills = self._fills(Move(group, (slug,)))
                for member in members:
                    yield member, self._action(member, (slug,)), fills

    def _teams(self, size: int) -> list[tuple[Group, ...]]:
        """The sets of people who fulfil it if each passes everything: no exam that is passed undoes anything, so that no others can."""
        able = [group for group in (*self.groups, None) if self._open(group)]
        if comb(len(able) + size - 1, size) > MOST_TRIALS:
            able = [group for group in able if self._fills(Move(group, self._open(group)))]
        if comb(len(able) + size - 1, size) > MOST_TRIALS:
            return []
        return [one for one in combinations_with_replacement(able, size) if self._enough(one) and self._fixes(self._whole(one))]

    def _fewest(self, teams: Sequence[tuple[Group, ...]]) -> list[tuple[Move, ...]]:
        """What these people pass, with as few exams as it takes; where there are too many ways to try them all, few by leaving out."""
        passes = {group: self._open(group) for team in teams for group in team}
        if sum(prod(len(passes[group]) for group in team) for team in teams) > MOST_TRIALS:
            passes = {group: tuple(slug for slug in open_ if self._fills(Move(group, (slug,)))) for group, open_ in passes.items()}
        left = MOST_TRIALS
        for exams in range(len(teams[0]), len(teams[0]) * len(self.asked) + 1):
            ways = list(islice((way for team in teams for way in _shared(team, exams, passes)), left))
            left -= len(ways)
            if found := [way for way in ways if self._fixes(way)]:
                return found
        return [self._reduced(self._whole(team)) for team in teams[:ALIKE_NAMED]]

    def _reduced(self, moves: tuple[Move, ...]) -> tuple[Move, ...]:
        """The moves without the exams that are not needed, tried one after the other."""
        for at, move in enumerate(moves):
            for slug in move.certifications:
                rest = tuple(one for one in moves[at].certifications if one != slug)
                fewer = (*moves[:at], replace(move, certifications=rest), *moves[at + 1 :])
                moves = fewer if rest and self._fixes(fewer) else moves
        return moves

    def _whole(self, team: Sequence[Group]) -> tuple[Move, ...]:
        return tuple(Move(group, self._open(group)) for group in team)

    def _open(self, group: Group) -> tuple[Slug, ...]:
        """What somebody of a group could pass."""
        return tuple(one.id for one in self.asked if group is None or one.id not in group[-1])

    def _fills(self, move: Move) -> bool:
        return self.failing.filled_by(self._after((move,))) > self.failing.filled_by(self.facts)

    def _fixes(self, moves: Sequence[Move]) -> bool:
        return self.failing.fixed_by(self._after(moves))

    def _enough(self, team: Sequence[Group]) -> bool:
        """Whether each group has so many people."""
        wanted = Counter(group for group in team if group is not None)
        return all(count <= len(self.groups[group]) for group, count in wanted.items())

    def _after(self, moves: Sequence[Move]) -> Facts:
        """The facts when the first people of each group have made these moves."""
        known, day = self.facts.partner or PartnerFacts(), self.failing.scene.as_of
        taken: Counter[Alike] = Counter()
        passing: dict[int, tuple[Slug, ...]] = {}
        joining: list[Member] = []
        for number, move in enumerate(moves):
            if move.group is None:
                joining.append(self._newcomer(number, move.certifications))
            else:
                passing[id(self.groups[move.group][taken[move.group]])] = move.certifications
                taken[move.group] += 1
        members = (self._passed(one, passing.get(id(one), ()), day) for one in known.members)
        return replace(self.facts, partner=replace(known, members=(*members, *joining)))

    def _newcomer(self, number: int, passed: Sequence[Slug]) -> Member:
        tracks, day = {self.certifications.items[slug].track for slug in passed}, self.failing.scene.as_of
        nobody = Member(
            PublicId(f"newcomer {number}"), {}, sales=tracks != {Track.TECHNICAL}, technical=tracks != {Track.SALES}, since=day, until=None
        )
        return self._passed(nobody, passed, day)

    def _passed(self, member: Member, passed: Sequence[Slug], day: date) -> Member:
        for slug in passed:
            member = with_pass(member, slug, day, self.certifications)
        return member

    def _people(self, moves: tuple[Move, ...]) -> Iterator[tuple[Action, ...]]:
        """Who may make these moves: everybody of a group where it is one move, else the quickest of it."""
        ways = [self._ways(move, None if len(moves) == 1 else ALIKE_NAMED + len(moves) - 1) for move in moves]
        for chosen in product(*ways):
            people = [one.person for one in chosen if one.person is not None]
            if len(set(people)) == len(people):
                yield chosen

    def _ways(self, move: Move, most: int | None) -> list[Action]:
        if move.group is None:
            return [of_newcomer(move.certifications, self.certifications)]
        ways = [self._action(one, move.certifications) for one in self.groups[move.group]]
        return sorted(ways, key=lambda one: (one.days_in_all, one.person))[:most]

    def _action(self, member: Member, passed: Sequence[Slug]) -> Action:
        return of_member(member, passed, self.failing.scene.as_of, self.certifications)


def _shared(team: Sequence[Group], exams: int, passes: Mapping[Group, tuple[Slug, ...]]) -> Iterator[tuple[Move, ...]]:
    """The ways to share so many exams among people who each pass one or more; people who are alike are not told apart."""
    if not team:
        yield from [()] if exams == 0 else []
        return
    first, *rest = team
    for size in range(1, min(exams - len(rest), len(passes[first])) + 1):
        for slugs in combinations(passes[first], size):
            for others in _shared(rest, exams - size, passes):
                if not others or others[0].group != first or slugs <= others[0].certifications:
                    yield (Move(first, slugs), *others)


def _alike(member: Member, asked: Sequence[Certification], failing: Failing) -> Alike:
    holds = frozenset(one.id for one in asked if held(member, (one.id,), failing.scene.as_of) is not None)
    return member.sales, member.technical, tuple(member.waiting), holds
