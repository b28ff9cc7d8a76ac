"""A lock names exactly what is missing: fulfil that and it opens, leave any one out and it stays shut."""

from collections.abc import Iterable
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.ids import Slug
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.at_least import AtLeast
from lms.requirements.course_done import CourseDone
from lms.requirements.kinds import Requirement, evaluate
from lms.requirements.result import Result, opens, unmet, ways
from tests.requirements.made import DAY, WORDS, member, partner, person, rule, value

COURSES = [f"c{number}" for number in range(8)]


def trees(leaves_at_most: int = 14) -> st.SearchStrategy[Requirement]:
    """Trees of `all`, `any` and `at_least` over courses, some of which stand in several branches."""
    leaves = st.sampled_from(COURSES).map(lambda course: CourseDone(Slug(course)))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4).map(lambda some: All(tuple(some))),
            st.lists(inner, min_size=1, max_size=4).map(lambda some: AnyOf(tuple(some))),
            st.lists(inner, min_size=2, max_size=4).map(lambda some: AtLeast(2, tuple(some))),
        ),
        max_leaves=leaves_at_most,
    )


def judged(tree: Requirement, finished: Iterable[str]) -> Result:
    """The answer for somebody who has finished these courses."""
    return evaluate(tree, person(courses=tuple(finished)), DAY, WORDS)


@given(tree=trees(), finished=st.sets(st.sampled_from(COURSES)))
@settings(max_examples=400)
def test_fulfilling_exactly_the_unmet_opens_and_leaving_any_one_out_does_not(tree: Requirement, finished: set[str]) -> None:
    result = judged(tree, finished)
    missing = [leaf.subject for leaf in unmet(result)]
    assert result.met == (missing == [])
    assert len(missing) == len(set(missing))
    assert judged(tree, finished | set(missing)).met
    for left_out in missing:
        assert not judged(tree, finished | set(missing) - {left_out}).met
    assert opens(result, unmet(result))


@given(tree=trees(8), finished=st.sets(st.sampled_from(COURSES)))
@settings(max_examples=200, deadline=None)
def test_the_ways_are_all_the_smallest_sets_that_open_it_against_brute_force(tree: Requirement, finished: set[str]) -> None:
    result = judged(tree, finished)
    found = ways(result, 1000)
    assert found[0] == unmet(result)
    left = sorted(set(COURSES) - finished)
    opening = [set(some) for size in range(len(left) + 1) for some in combinations(left, size) if judged(tree, finished | set(some)).met]
    smallest = {frozenset(one) for one in opening if not any(other < one for other in opening)}
    assert {frozenset(leaf.subject for leaf in way) for way in found} == smallest
    assert ways(result, 2) == found[:2]


def test_the_nearest_way_is_the_one_with_the_fewest_conditions() -> None:
    tree = rule("any: [all: [type_is: [service], metric: {name: trainings, min: 3}], metric: {name: active_projects, min: 4}]")
    assert [leaf.subject for leaf in unmet(evaluate(tree, partner(), DAY, WORDS))] == ["active_projects lifetime"]


def test_of_equally_many_conditions_the_one_nearest_to_its_goal_is_named() -> None:
    tree = rule("any: [metric: {name: active_projects, min: 21}, all: [type_is: [consultant], metric: {name: trainings, min: 3}]]")
    facts = partner(types=("consultant",), values=(value("trainings", DAY),))
    assert [leaf.subject for leaf in unmet(evaluate(tree, facts, DAY, WORDS))] == ["trainings lifetime"]


def test_what_a_larger_demand_brings_along_is_not_named_beside_it() -> None:
    tree = rule("all: [metric: {name: active_projects, min: 4}, metric: {name: active_projects, min: 21}, agreement: current]")
    assert [(leaf.kind, leaf.need) for leaf in unmet(evaluate(tree, partner(), DAY, WORDS))] == [("metric", 21), ("agreement", 3)]


def test_two_rosters_are_never_taken_for_one_another() -> None:
    text = "roster: {slots: [{id: tech, need: %s, holds_any: [%s], label: {en: Tech, ru: Tech}}]}"
    tree = rule(f"all: [{text % (1, 'ta')}, {text % (2, 'tp')}]")
    assert len(unmet(evaluate(tree, partner(member("Anna", "sf")), DAY, WORDS))) == 2
