"""What a version changes is told sentence by sentence: nothing that is the same, and nothing twice."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lms.core.translation import say
from lms.programme.difference import Change, difference
from lms.programme.rules import Programme
from tests.programme.made import programme, sample

FOUR = programme(sample())


def five(*changes: tuple[str, str]) -> Programme:
    """Version 5: the sample with some of its text replaced."""
    text = sample().replace("version: 4\n", "version: 5\n", 1).replace("effective_from: 2026-01-01", "effective_from: 2027-03-01")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return programme(text)


def told(new: Programme, old: Programme = FOUR) -> list[tuple[str, str, str, str]]:
    return [
        (
            say(part.title, "en"),
            line.change.value,
            say(line.before, "en") if line.before else "",
            say(line.after, "en") if line.after else "",
        )
        for part in difference(old, new)
        for line in part.lines
    ]


def test_a_new_number_and_a_new_day_alone_change_nothing() -> None:
    assert told(five()) == []


def test_a_bound_that_moves_is_one_change_with_both_sentences() -> None:
    (line,) = told(five(("name: csat, min: 4.2", "name: csat, min: 4.5")))
    assert line[:2] == ("Gold", "changed")
    assert ("4.2" in line[2], "4.5" in line[3]) == (True, True)


def test_a_benefit_that_goes_and_one_that_comes_are_told_apart() -> None:
    found = told(
        five(
            (
                "{id: joint-events, owed_by: vendor, due: at once, label: {en: Joint events,",
                "{id: fair, owed_by: vendor, due: at once, label: {en: A stand at the fair,",
            )
        )
    )
    assert sorted(line[1] for line in found) == ["added", "removed"]
    assert any("A stand at the fair" in line[3] for line in found)


def test_the_calendar_and_its_promises_are_compared_too() -> None:
    (line,) = told(five(("grace_days: 90", "grace_days: 30")))
    assert line == ("Calendar and promises", "changed", "Grace: 90 days", "Grace: 30 days")


@given(st.permutations(range(len(FOUR.tiers))))
def test_what_is_added_one_way_is_removed_the_other(order: list[int]) -> None:
    new = replace(FOUR, version=5, effective_from=date(2027, 3, 1), tiers=tuple(FOUR.tiers[at] for at in order[:2]))
    there, back = difference(FOUR, new), difference(new, FOUR)
    added = [line.after for part in there for line in part.lines if line.change is Change.ADDED]
    removed = [line.before for part in back for line in part.lines if line.change is Change.REMOVED]
    assert sorted(map(repr, added)) == sorted(map(repr, removed))
