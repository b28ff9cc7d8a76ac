"""Courses and paths for the tests, written short."""

from lms.core.ids import Slug
from lms.courses.rules import ContentState, Course, Lesson, Path, PathItem, Track


def course(name: str, lessons: int, *, offered: bool = True, products: tuple[str, ...] = ()) -> Course:
    """A course with lessons `name-1`, `name-2`..."""
    return Course(
        id=Slug(name), title={"en": name}, summary={}, code="", track=Track.ALL, products=products, objectives=(), prerequisites=(),
        state=ContentState.PUBLISHED if offered else ContentState.IN_PREPARATION, intro={},
        lessons=tuple(Lesson(Slug(f"{name}-{number}"), {}, {}, 5, (), {}, {}) for number in range(1, lessons + 1)),
    )  # fmt: skip


def in_course(ref: str) -> PathItem:
    """A course on a path."""
    return PathItem("course", Slug(ref))


def certification(ref: str) -> PathItem:
    """A certification on a path."""
    return PathItem("certification", Slug(ref))


def in_set(kind: str, *items: PathItem, ordered: bool = False, n: int = 0) -> PathItem:
    """A set on a path."""
    return PathItem(kind, n=n if kind == "at_least" else 0, items=items, ordered=ordered)


def path_of(root: PathItem, name: str = "path", tracks: tuple[Track, ...] = (Track.SALES,)) -> Path:
    """A path of ten working days."""
    return Path(Slug(name), {"en": name}, {}, tracks, 10, root)
