"""Ranges neither overlap nor leave a number out, and what is said of them is what counting one number after another finds."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.ids import Slug
from lms.programme.bands import Band, Bands, Clash, gaps, overlaps

TOP = 12


def bands(*ranges: tuple[int | None, int | None], step: str = "1") -> Bands:
    """Ranges by their ends."""
    made = tuple(Band(_number(start), _number(end)) for start, end in ranges)
    return Bands(Slug("b"), {}, Slug("months"), Decimal(step), made)


def _number(end: int | None) -> Decimal | None:
    return None if end is None else Decimal(end)


def test_both_ends_of_a_range_stand_in_it() -> None:
    one = bands((4, 20), (21, None))
    found = [one.of_number(Decimal(number)) for number in (3, 4, 20, 21, 900)]
    assert found == [None, one.ranges[0], one.ranges[0], one.ranges[1], one.ranges[1]]


def test_ranges_that_touch_neither_overlap_nor_gap() -> None:
    for whole in (bands((4, 20), (21, None)), bands((None, 5), (6, 20), (21, None)), bands((1, 1)), bands((21, None), (4, 20))):
        assert (list(overlaps(whole)), list(gaps(whole))) == ([], [])


def test_the_bands_of_a_real_programme_hold_21_twice_and_month_6_twice_and_5_twice() -> None:
    assert list(overlaps(bands((4, 21), (21, None)))) == [Clash(1, Decimal(21), Decimal(21))]
    assert list(overlaps(bands((1, 6), (6, 12), (13, None)))) == [Clash(1, Decimal(6), Decimal(6))]
    assert list(overlaps(bands((None, 5), (5, 20)))) == [Clash(1, Decimal(5), Decimal(5))]


def test_what_is_between_two_ranges_is_a_gap() -> None:
    assert list(gaps(bands((4, 19), (21, None)))) == [Clash(1, Decimal(20), Decimal(20))]
    assert list(gaps(bands((4, 10), (21, None)))) == [Clash(1, Decimal(11), Decimal(20))]


def test_two_ranges_without_end_overlap_for_ever() -> None:
    assert list(overlaps(bands((4, None), (21, None)))) == [Clash(1, Decimal(21), None)]
    assert list(overlaps(bands((None, 4), (None, 9)))) == [Clash(1, None, Decimal(4))]
    assert list(overlaps(bands((None, None), (None, None)))) == [Clash(1, None, None)]


ENDS = st.integers(0, TOP)
RANGES = st.lists(st.tuples(ENDS, ENDS).map(lambda ends: (min(ends), max(ends))), min_size=1, max_size=5)


@settings(max_examples=150)
@given(RANGES)
def test_what_is_said_is_what_counting_finds(ranges: list[tuple[int, int]]) -> None:
    whole = bands(*ranges)
    hits = {number: sum(one.holds(Decimal(number)) for one in whole.ranges) for number in range(TOP + 1)}
    twice = {number for clash in overlaps(whole) for number in range(int(clash.first or 0), int(clash.last or 0) + 1)}
    never = {number for clash in gaps(whole) for number in range(int(clash.first or 0), int(clash.last or 0) + 1)}
    low, high = min(start for start, _ in ranges), max(end for _, end in ranges)

    assert twice == {number for number, count in hits.items() if count > 1}
    assert never == {number for number, count in hits.items() if count == 0 and low <= number <= high}
