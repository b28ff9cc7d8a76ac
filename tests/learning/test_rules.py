"""Due days, the percent of a path, the one place where somebody stands, and what to read next."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms.core.ids import Slug
from lms.courses.rules import Catalogue, Path, PathItem, Track
from lms.learning.rules import Learned, StopState, course_done, due_state, next_lesson, progress, working_days_after
from tests.learning.made import certification, course, in_course, in_set, path_of

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
COURSES = tuple(course(name, lessons) for name, lessons in (("one", 3), ("two", 1), ("three", 4), ("four", 2)))
COMING = course("coming", 0, offered=False)
BACKUP = course("backup-only", 2, products=("backup",))
CATALOGUE = Catalogue(courses={one.id: one for one in (*COURSES, COMING, BACKUP)})
OFFERED = frozenset({Slug("sf"), Slug("ta")})
LEAVES = st.one_of(
    st.sampled_from([*(one.id for one in COURSES), COMING.id, BACKUP.id, Slug("gone")]).map(in_course),
    st.sampled_from(["sf", "ta", "tp"]).map(certification),
)


def sets(members: st.SearchStrategy[PathItem]) -> st.SearchStrategy[PathItem]:
    return st.builds(
        lambda kind, items, ordered, n: in_set(kind, *items, ordered=ordered, n=min(n, len(items))),
        st.sampled_from(["all", "any", "at_least"]), st.lists(members, min_size=1, max_size=4), st.booleans(), st.integers(1, 3),
    )  # fmt: skip


ITEMS = st.recursive(sets(LEAVES), sets, max_leaves=8)
SLUGS = st.sampled_from([one.id for one in COURSES])


@st.composite
def people(draw: st.DrawFn) -> Learned:
    """Somebody who has done some of it."""
    finished = draw(st.frozensets(st.sampled_from([*(one.id for one in COURSES), COMING.id])))
    lessons = {one.id: draw(st.frozensets(st.sampled_from([lesson.id for lesson in one.lessons]))) for one in COURSES}
    held = draw(st.frozensets(st.sampled_from([Slug("sf"), Slug("ta"), Slug("tp")])))
    return Learned(finished, lessons, held, OFFERED, draw(st.sampled_from([None, (), ("compute",), ("backup",)])))


def states(path: Path, learned: Learned) -> list[tuple[str, str]]:
    return [(stop.ref, stop.state.value) for stop in progress(path, CATALOGUE, learned).stops]


@given(DAYS, st.integers(0, 60))
def test_the_due_day_is_a_working_day_with_that_many_working_days_up_to_it(day: date, n: int) -> None:
    due = working_days_after(day, n)
    between = [day + timedelta(days=number) for number in range(1, (due - day).days + 1)]
    assert sum(one.weekday() < 5 for one in between) == n
    assert n == 0 or due.weekday() < 5


def test_ten_working_days_after_a_saturday_is_a_friday() -> None:
    assert working_days_after(date(2026, 11, 21), 10) == date(2026, 12, 4)
    assert working_days_after(date(2026, 11, 20), 1) == date(2026, 11, 23)


def test_the_due_day_itself_is_not_overdue() -> None:
    due = date(2026, 12, 4)
    assert (due_state(due, due).days_left, due_state(due, due).overdue) == (0, False)
    assert (due_state(due, due - timedelta(days=2)).days_left, due_state(due, due - timedelta(days=2)).overdue) == (2, False)
    assert (due_state(due, due + timedelta(days=1)).days_left, due_state(due, due + timedelta(days=1)).overdue) == (-1, True)


@given(ITEMS, people())
def test_a_percent_is_between_0_and_100_and_100_exactly_at_the_end(root: PathItem, learned: Learned) -> None:
    found = progress(path_of(root), CATALOGUE, learned)
    assert 0 <= found.percent <= 100
    assert found.complete == (found.percent == 100) == (found.of > 0 and found.done == found.of)


@given(ITEMS, people())
def test_exactly_one_stop_is_here_until_the_end(root: PathItem, learned: Learned) -> None:
    found = progress(path_of(root), CATALOGUE, learned)
    here = [stop for stop in found.stops if stop.state is StopState.HERE]
    assert len(here) == (0 if found.complete or found.of == 0 else 1)
    assert found.here == (here[0] if here else None)


@given(ITEMS, people(), SLUGS)
def test_finishing_something_never_lowers_the_percent(root: PathItem, learned: Learned, ref: Slug) -> None:
    more = Learned(learned.finished | {ref}, learned.lessons, learned.held, learned.offered, learned.products)
    assert progress(path_of(root), CATALOGUE, more).percent >= progress(path_of(root), CATALOGUE, learned).percent


@given(ITEMS, people())
def test_who_goes_on_from_here_again_and_again_arrives(root: PathItem, learned: Learned) -> None:
    path = path_of(root)
    for _ in range(20):
        here = progress(path, CATALOGUE, learned).here
        if here is None:
            break
        done = frozenset({here.ref})
        learned = Learned(learned.finished | done, learned.lessons, learned.held | done, learned.offered, learned.products)
    found = progress(path, CATALOGUE, learned)
    assert found.complete or found.of == 0


@given(st.lists(LEAVES, min_size=1, max_size=5), people())
def test_in_an_ordered_path_nothing_that_is_still_to_do_stands_before_here(items: Sequence[PathItem], learned: Learned) -> None:
    found = [stop.state for stop in progress(path_of(in_set("all", *items, ordered=True)), CATALOGUE, learned).stops]
    assume(StopState.HERE in found)
    at = found.index(StopState.HERE)
    assert set(found[:at]) <= {StopState.DONE, StopState.IN_PREPARATION}
    assert set(found[at + 1 :]) <= {StopState.DONE, StopState.IN_PREPARATION, StopState.LOCKED}


def test_the_new_sellers_route_as_it_is_drawn() -> None:
    path = path_of(in_set("all", in_course("one"), in_course("two"), certification("sf"), in_course("coming"), ordered=True))
    begun = Learned(lessons={Slug("one"): frozenset({Slug("one-1"), Slug("removed")})}, offered=OFFERED)
    found = progress(path, CATALOGUE, begun)
    assert [(stop.ref, stop.state.value, stop.done, stop.of) for stop in found.stops] == [
        ("one", "here", 1, 3),
        ("two", "locked", 0, 1),
        ("sf", "locked", 0, 1),
        ("coming", "in_preparation", 0, 0),
    ]
    assert (found.percent, found.done, found.of) == (11, 0, 3)
    ready = Learned(finished=frozenset({Slug("one"), Slug("two")}), offered=OFFERED)
    assert [state for _, state in states(path, ready)] == ["done", "done", "here", "in_preparation"]
    assert progress(path, CATALOGUE, ready).percent == 66
    assert progress(path, CATALOGUE, Learned(ready.finished, {}, frozenset({Slug("sf")}))).complete


def test_a_finished_course_stays_done_when_lessons_are_added() -> None:
    path = path_of(in_set("all", in_course("one")))
    assert progress(path, CATALOGUE, Learned(finished=frozenset({Slug("one")}))).complete


def test_an_unordered_set_goes_on_with_what_is_furthest() -> None:
    path = path_of(in_set("all", in_course("one"), in_course("three")))
    learned = Learned(lessons={Slug("three"): frozenset({Slug("three-2")})})
    assert states(path, learned) == [("one", "todo"), ("three", "here")]
    assert states(path, Learned()) == [("one", "here"), ("three", "todo")]


def test_an_any_set_is_done_with_one_and_leaves_the_rest_open() -> None:
    path = path_of(in_set("all", in_set("any", in_course("one"), in_course("two")), in_course("four"), ordered=True))
    learned = Learned(finished=frozenset({Slug("two")}))
    assert states(path, learned) == [("one", "todo"), ("two", "done"), ("four", "here")]
    assert progress(path, CATALOGUE, learned).percent == 50


def test_at_least_counts_so_many_of_the_best() -> None:
    path = path_of(in_set("at_least", in_course("one"), in_course("two"), in_course("four"), n=2))
    assert progress(path, CATALOGUE, Learned(finished=frozenset({Slug("two")}))).percent == 50
    half = Learned(finished=frozenset({Slug("two")}), lessons={Slug("four"): frozenset({Slug("four-1")})})
    assert (progress(path, CATALOGUE, half).percent, states(path, half)[2]) == (75, ("four", "here"))
    assert progress(path, CATALOGUE, Learned(finished=frozenset({Slug("two"), Slug("one")}))).complete


def test_a_path_of_which_nothing_is_offered_has_no_end_yet() -> None:
    found = progress(path_of(in_set("all", in_course("coming"), certification("tp"))), CATALOGUE, Learned())
    assert (found.percent, found.of, found.complete, found.here) == (0, 0, False, None)


def test_a_course_that_went_back_into_preparation_bars_nothing() -> None:
    begun = course("begun", 2, offered=False)
    catalogue = Catalogue(courses={begun.id: begun, **CATALOGUE.courses})
    path = path_of(in_set("all", in_course("begun"), in_course("one"), ordered=True))
    found = progress(path, catalogue, Learned(lessons={begun.id: frozenset({Slug("begun-1")})}))
    assert [stop.state for stop in found.stops] == [StopState.IN_PREPARATION, StopState.HERE]


def test_a_course_that_the_partner_does_not_see_is_not_on_the_path() -> None:
    path = path_of(in_set("all", in_course("one"), in_course("backup-only")))
    assert [ref for ref, _ in states(path, Learned(products=("compute",)))] == ["one"]
    assert [ref for ref, _ in states(path, Learned(products=("backup",)))] == ["one", "backup-only"]
    assert [ref for ref, _ in states(path, Learned(products=(), finished=frozenset({Slug("backup-only")})))] == ["one", "backup-only"]


def test_a_set_that_is_left_empty_is_no_stop() -> None:
    found = progress(path_of(in_set("all", in_set("any", in_course("backup-only")), in_course("one"))), CATALOGUE, Learned(products=()))
    assert [stop.ref for stop in found.stops] == ["one"]


def test_a_course_is_done_with_all_lessons_that_it_has() -> None:
    assert course_done(COURSES[1], frozenset({Slug("two-1")}))
    assert not course_done(COURSES[0], frozenset({Slug("one-1"), Slug("one-2")}))
    assert not course_done(COMING, frozenset())


@pytest.mark.parametrize(
    ("done", "seen", "expected"),
    [
        ((), {}, "one-1"),
        (("one-1",), {}, "one-2"),
        ((), {"one-3": 1, "one-2": 5}, "one-2"),
        (("one-2",), {"one-3": 1, "one-2": 5}, "one-3"),
        (("one-1", "one-2", "one-3"), {"one-3": 1}, None),
    ],
)
def test_reading_goes_on_where_it_stopped(done: tuple[str, ...], seen: dict[str, int], expected: str | None) -> None:
    moments = {Slug(lesson): datetime(2026, 1, day, tzinfo=UTC) for lesson, day in seen.items()}
    found = next_lesson(COURSES[0], frozenset(Slug(one) for one in done), moments)
    assert (found.id if found else None) == expected


def test_a_path_may_be_a_single_course() -> None:
    path = Path(Slug("p"), {}, {}, (Track.SALES,), 1, in_course("one"))
    assert states(path, Learned()) == [("one", "here")]
