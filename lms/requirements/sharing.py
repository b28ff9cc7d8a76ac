"""Who stands in which slots when one person may stand in several: as many places as possible are filled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

EVERY = "default"
"""The cap of a role that has none of its own; slots without a role are one role of this name."""


@dataclass(frozen=True, slots=True)
class Stand:
    """`need` places of a slot for those of `people` (numbers, the preferred first), in a role; nobody stands twice in one slot."""

    need: int
    people: tuple[int, ...]
    role: str = EVERY


def shared(stands: Sequence[Stand], caps: Mapping[str, int] | None) -> list[list[int]]:
    """For each slot the people who stand in it, as many in all as can be; the answer depends on the order of the arguments alone.

    Without `caps` everybody may stand in each slot once, and each slot is filled by itself. With them a person stands in the slots of
    one role only, in at most `caps[role]` of them.

    Source: without crossing roles this is a maximum b-matching, found by augmenting paths (L. R. Ford, D. R. Fulkerson, Maximal flow
    through a network, 1956). "Nobody may cross" makes it hard, so that it is searched (A. H. Land, A. G. Doig, An automatic method of
    solving discrete programming problems, 1960): the flow in which people may still cross fills at least as many places as any filling
    in which some of them are bound to roles. Where nobody crosses in it, it is the best of its branch. Else one who crosses is bound to
    each of their roles in turn, which leaves no filling out. Each branch binds one person more, and only people with several roles are
    ever bound: with k of them and r roles there are at most r^(k+1) flows. A branch whose flow fills no more than the best so far is
    not searched, nor one in which people who fit the same slots only change their names.
    """
    if caps is None:
        return [list(stand.people[: stand.need]) for stand in stands]
    return _Search(stands, caps).best()


class _Search:
    """The best filling so far, and the branches that were seen."""

    def __init__(self, stands: Sequence[Stand], caps: Mapping[str, int]) -> None:
        self.stands, self.caps = stands, caps
        people = sorted({person for stand in stands for person in stand.people})
        self.profile = {person: tuple(at for at, stand in enumerate(stands) if person in stand.people) for person in people}
        self.roles = {person: tuple(dict.fromkeys(stands[at].role for at in slots)) for person, slots in self.profile.items()}
        self.found: list[list[int]] = [[] for _ in stands]
        self.seen: set[tuple[tuple[tuple[int, ...], str], ...]] = set()

    def best(self) -> list[list[int]]:
        self._look({})
        return self.found

    def _look(self, bound: Mapping[int, str]) -> None:
        key = tuple(sorted((self.profile[person], role) for person, role in bound.items()))
        if key in self.seen or self._full():
            return
        self.seen.add(key)
        filled = self._flow(bound)
        if _size(filled) <= _size(self.found):
            return
        torn = next(self._torn(filled), None)
        if torn is None:
            self.found = filled
            return
        for role in sorted(self.roles[torn], key=lambda role: -self._stands_in(torn, role, filled)):
            self._look({**bound, torn: role})

    def _full(self) -> bool:
        return all(len(people) == min(stand.need, len(stand.people)) for people, stand in zip(self.found, self.stands, strict=True))

    def _flow(self, bound: Mapping[int, str]) -> list[list[int]]:
        open_to = [
            [person for person in stand.people if bound.get(person, stand.role) == stand.role and self._cap(stand.role) > 0]
            for stand in self.stands
        ]  # fmt: skip
        most = {
            person: max(self._cap(role) for role in ([bound[person]] if person in bound else roles)) for person, roles in self.roles.items()
        }
        return _Flow(open_to, most).filled([stand.need for stand in self.stands])

    def _torn(self, filled: Sequence[Sequence[int]]) -> Iterator[int]:
        """Those who stand in several roles, or in more slots of their role than its cap."""
        for person, roles in self.roles.items():
            counts = [count for role in roles if (count := self._stands_in(person, role, filled))]
            if len(counts) > 1 or any(self._stands_in(person, role, filled) > self._cap(role) for role in roles):
                yield person

    def _stands_in(self, person: int, role: str, filled: Sequence[Sequence[int]]) -> int:
        return sum(person in filled[at] for at in self.profile[person] if self.stands[at].role == role)

    def _cap(self, role: str) -> int:
        return self.caps.get(role, self.caps.get(EVERY, 1))


class _Flow:
    """Fills slots by augmenting paths: whoever stands somewhere keeps standing, though perhaps in another slot."""

    def __init__(self, open_to: Sequence[Sequence[int]], most: Mapping[int, int]) -> None:
        self.open_to, self.most = open_to, most
        self.filling: list[list[int]] = [[] for _ in open_to]
        self.load = dict.fromkeys(most, 0)

    def filled(self, needs: Sequence[int]) -> list[list[int]]:
        for slot, need in enumerate(needs):
            while len(self.filling[slot]) < need and self._augment(slot, set()):
                pass
        return self.filling

    def _augment(self, slot: int, tried: set[int]) -> bool:
        new = [person for person in self.open_to[slot] if person not in self.filling[slot]]
        free = next((person for person in new if self.load[person] < self.most[person]), None)
        if free is not None:
            self.filling[slot].append(free)
            self.load[free] += 1
            return True
        for person in new:
            if person in tried:
                continue
            tried.add(person)
            for other, people in enumerate(self.filling):
                if person in people and self._augment(other, tried):
                    people.remove(person)
                    self.filling[slot].append(person)
                    return True
        return False


def _size(filled: Sequence[Sequence[int]]) -> int:
    return sum(len(people) for people in filled)
