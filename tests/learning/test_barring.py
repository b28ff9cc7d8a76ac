"""What keeps an item of a path shut."""

from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import Slug
from lms.courses.rules import Catalogue, Path, PathItem
from lms.learning.rules import Learned, StopState, barring, progress
from tests.learning.made import certification, course, in_course, in_set, path_of

COURSES = {Slug(name): course(name, 2) for name in ("a", "b", "c")} | {Slug("later"): course("later", 2, offered=False)}
CATALOGUE = Catalogue(COURSES, {}, {})
CERTIFICATIONS = frozenset({Slug("x"), Slug("y")})
ORDERED = path_of(in_set("all", in_course("a"), in_course("later"), certification("x"), in_course("b"), ordered=True))


def refs(path: Path, ref: str, learned: Learned) -> list[str] | None:
    """The ids that keep `ref` shut."""
    found = barring(path, CATALOGUE, learned, Slug(ref))
    return None if found is None else [one.ref for one in found]


def test_everything_unfinished_before_an_item_keeps_it_shut_and_nothing_in_preparation() -> None:
    assert refs(ORDERED, "b", Learned(offered=CERTIFICATIONS)) == ["a", "x"]
    assert refs(ORDERED, "b", Learned(offered=CERTIFICATIONS, finished=frozenset({Slug("a")}))) == ["x"]


def test_what_is_finished_never_shuts_again() -> None:
    assert refs(ORDERED, "b", Learned(offered=CERTIFICATIONS, finished=frozenset({Slug("b")}))) == []


def test_an_item_that_is_not_on_the_path_is_not_its_business() -> None:
    assert refs(ORDERED, "c", Learned(offered=CERTIFICATIONS)) is None


def test_an_unordered_path_shuts_nothing() -> None:
    assert refs(path_of(in_set("all", in_course("a"), in_course("b"))), "b", Learned()) == []


def test_of_a_choice_the_furthest_member_is_named() -> None:
    path = path_of(in_set("all", in_set("any", in_course("a"), in_course("b")), in_course("c"), ordered=True))
    assert refs(path, "c", Learned(lessons={Slug("b"): frozenset({Slug("b-1")})})) == ["b"]


def test_a_withdrawn_course_of_which_lessons_are_known_bars_nothing() -> None:
    path = path_of(in_set("all", in_course("later"), in_course("a"), ordered=True))
    learned = Learned(lessons={Slug("later"): frozenset({Slug("later-1")})})
    assert refs(path, "a", learned) == []
    assert [stop.state for stop in progress(path, CATALOGUE, learned).stops] == [StopState.IN_PREPARATION, StopState.HERE]


LEAVES = st.sampled_from([in_course("a"), in_course("b"), in_course("c"), in_course("later"), certification("x"), certification("y")])


def sets(items: st.SearchStrategy[PathItem]) -> st.SearchStrategy[PathItem]:
    """Sets of items of every kind."""
    members = st.lists(items, min_size=1, max_size=3)
    return st.builds(
        lambda kind, inside, ordered, n: in_set(kind, *inside, ordered=ordered, n=n),
        st.sampled_from(["all", "any", "at_least"]), members, st.booleans(), st.integers(1, 3),
    )  # fmt: skip


@given(
    st.recursive(LEAVES, sets, max_leaves=8),
    st.sets(st.sampled_from([Slug(name) for name in "abc"])),
    st.sets(st.sampled_from(sorted(CERTIFICATIONS))),
    st.sampled_from([Slug(name) for name in "abcxy"]),
)
def test_fulfil_exactly_those_and_it_opens_leave_one_out_and_it_stays_shut(
    root: PathItem, finished: set[Slug], held: set[Slug], ref: Slug
) -> None:
    learned = Learned(finished=frozenset(finished), held=frozenset(held), offered=CERTIFICATIONS)
    missing = barring(path_of(root), CATALOGUE, learned, ref)
    if not missing:
        return

    def after(names: set[Slug]) -> tuple[PathItem, ...] | None:
        both = Learned(finished=learned.finished | names, held=learned.held | names, offered=CERTIFICATIONS)
        return barring(path_of(root), CATALOGUE, both, ref)

    names = {one.ref for one in missing}
    assert after(names) == ()
    assert all(after(names - {name}) for name in names)
