"""People who may stand in several slots: as many places are filled as brute force fills, and no rule of sharing is broken."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from lms.requirements.sharing import EVERY, Stand, shared


def most(stands: Sequence[Stand], people: Sequence[int], caps: Mapping[str, int]) -> int:
    """How many places can be filled, by trying everything: each person a role and a set of its slots, within the cap."""
    best: set[tuple[int, ...]] = {tuple(stand.need for stand in stands)}
    for person in people:
        roles = {stand.role for stand in stands if person in stand.people}
        best |= {
            tuple(max(left - (at in some), 0) for at, left in enumerate(state))
            for state in best
            for role in roles
            for mine in [[at for at, stand in enumerate(stands) if person in stand.people and stand.role == role]]
            for size in range(1, min(caps.get(role, caps[EVERY]), len(mine)) + 1)
            for some in combinations(mine, size)
        }
    return sum(stand.need for stand in stands) - min(sum(state) for state in best)


def kept(stands: Sequence[Stand], filled: Sequence[Sequence[int]], caps: Mapping[str, int]) -> None:
    """Nobody stands twice in a slot, where they do not fit, in two roles or in more slots than the cap of the role."""
    places: Counter[int] = Counter()
    roles: dict[int, set[str]] = {}
    for stand, people in zip(stands, filled, strict=True):
        assert len(people) == len(set(people)) <= stand.need
        assert set(people) <= set(stand.people)
        for person in people:
            places[person] += 1
            roles.setdefault(person, set()).add(stand.role)
    for person, count in places.items():
        (role,) = roles[person]
        assert count <= caps.get(role, caps[EVERY])


def random_stands(dice: random.Random, roles: Sequence[str], people: Sequence[int]) -> list[Stand]:
    chance = dice.choice((0.2, 0.4, 0.7))
    return [
        Stand(dice.randint(1, 2), tuple(one for one in people if dice.random() < chance), dice.choice(roles))
        for _ in range(dice.randint(0, 5))
    ]


def test_caps_fill_as_many_places_as_brute_force_on_500_random_rosters() -> None:
    dice = random.Random(20260301)  # noqa: S311 (a test, not a secret)
    for _ in range(500):
        people = range(dice.randint(0, 5))
        stands, caps = random_stands(dice, (EVERY,), people), {EVERY: dice.randint(1, 3)}
        filled = shared(stands, caps)
        kept(stands, filled, caps)
        assert sum(map(len, filled)) == most(stands, people, caps)


def test_roles_that_nobody_may_cross_fill_as_many_places_as_brute_force_on_500_random_rosters() -> None:
    dice = random.Random(20260302)  # noqa: S311 (a test, not a secret)
    for _ in range(500):
        people = range(dice.randint(0, 5))
        stands = random_stands(dice, ("am", "se", "fe"), people)
        caps = {EVERY: dice.randint(1, 2), "se": dice.randint(1, 3), "am": dice.randint(1, 4)}
        filled = shared(stands, caps)
        kept(stands, filled, caps)
        assert sum(map(len, filled)) == most(stands, people, caps)


def test_a_filling_in_which_people_cross_is_not_taken_for_one() -> None:
    stands = [Stand(1, (0,), "am"), Stand(1, (0,), "se")]
    assert shared(stands, {EVERY: 2}) == [[0], []]
    assert most(stands, (0,), {EVERY: 2}) == 1


def test_free_sharing_puts_a_person_once_into_every_slot() -> None:
    assert shared([Stand(2, (0, 1, 2)), Stand(1, (0,)), Stand(2, (0,))], None) == [[0, 1], [0], [0]]


def test_many_people_who_fit_everything_are_bound_in_no_time() -> None:
    everybody = tuple(range(40))
    stands = [Stand(2, everybody[: 3 + 2 * at], role) for at in range(3) for role in ("am", "se", "fe")]
    filled = shared(stands, {EVERY: 2, "am": 4})
    kept(stands, filled, {EVERY: 2, "am": 4})


def test_scarce_people_with_three_roles_each_are_searched_to_the_end() -> None:
    dice = random.Random(3)  # noqa: S311 (a test, not a secret)
    for _ in range(20):
        people = range(7)
        stands = [Stand(1, tuple(one for one in people if dice.random() < 0.4), role) for _ in range(4) for role in ("am", "se", "fe")]
        caps = {EVERY: 2, "am": 4}
        filled = shared(stands, caps)
        kept(stands, filled, caps)
