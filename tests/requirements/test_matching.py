"""Places are filled by matching, as many as can be, and by the same people every time."""

import random
from collections.abc import Sequence

from lms.requirements.matching import matched


def most(places: Sequence[Sequence[int]], taken: frozenset[int] = frozenset()) -> int:
    """How many places can be filled, by trying everything."""
    if not places:
        return 0
    best = most(places[1:], taken)
    for one in places[0]:
        if one not in taken:
            best = max(best, 1 + most(places[1:], taken | {one}))
    return best


def test_matching_fills_as_many_places_as_brute_force_on_3000_random_rosters() -> None:
    dice = random.Random(20260301)  # noqa: S311 (a test, not a secret)
    for _ in range(3_000):
        people = range(dice.randint(0, 6))
        places = [[one for one in people if dice.random() < 0.4] for _ in range(dice.randint(0, 6))]
        filled = matched(places)
        persons = [one for one in filled if one is not None]
        assert len(persons) == len(set(persons)) == most(places)
        assert all(one is None or one in places[at] for at, one in enumerate(filled))


def test_a_person_who_fits_two_places_goes_where_they_are_needed() -> None:
    assert matched([[0, 1], [0]]) == [1, 0]
    assert matched([[0], [0, 1]]) == [0, 1]


def test_of_equal_fillings_the_earlier_place_is_filled() -> None:
    assert matched([[0], [0], [0]]) == [0, None, None]
