"""Maximum matching of people to places."""

from collections.abc import Sequence

MOST_PLACES = 1_000
"""So many places may be needed of one sort: each is filled by itself, and a slip of the keyboard must not ask for a hundred million."""


def matched(places: Sequence[Sequence[int]]) -> list[int | None]:
    """For each place the number of the person who fills it, or `None`; each person fills at most one place.

    `places[i]` lists the people who may fill place `i`, the preferred first. As many places as possible are filled, and of the
    fillings of that size one that fills earlier places first. The answer depends on nothing but the order of the arguments.

    Source: augmenting paths (C. Berge, Two theorems in graph theory, 1957; H. W. Kuhn, The Hungarian method for the assignment
    problem, 1955). A matching is maximum exactly when no augmenting path is left; a place once filled stays filled, though perhaps
    by somebody else.
    """
    place_of: dict[int, int] = {}
    for place in range(len(places)):
        _augment(place, places, place_of, set())
    filled: list[int | None] = [None] * len(places)
    for person, place in place_of.items():
        filled[place] = person
    return filled


def _augment(place: int, places: Sequence[Sequence[int]], place_of: dict[int, int], tried: set[int]) -> bool:
    free = next((person for person in places[place] if person not in place_of), None)
    if free is not None:
        # Nobody moves while somebody is free: people keep the places they are known by.
        place_of[free] = place
        return True
    for person in places[place]:
        if person in tried:
            continue
        tried.add(person)
        if _augment(place_of[person], places, place_of, tried):
            place_of[person] = place
            return True
    return False
