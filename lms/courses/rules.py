"""Courses, lessons and paths as values, and what follows from them alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from lms.core.ids import RevisionHash, Slug
from lms.core.text import Texts

NO_REF = Slug("")


class Track(StrEnum):
    """Whom something is for."""

    SALES = "sales"
    TECHNICAL = "technical"
    ALL = "all"


class ContentState(StrEnum):
    """Whether something is offered, or shown as still to come and never counted."""

    PUBLISHED = "published"
    IN_PREPARATION = "in_preparation"


@dataclass(frozen=True, slots=True)
class Objective:
    """What a learner can do after a course; its id is unique in the whole tree."""

    id: Slug
    text: Texts


@dataclass(frozen=True, slots=True)
class TocEntry:
    """One section of a lesson: its anchor, its heading and the level (2 or 3)."""

    anchor: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. `html` is rendered and sanitised per language; a check stands in it as `CHECK_MARK % "quiz#question"`."""

    id: Slug
    title: Texts
    summary: Texts
    minutes: int
    objectives: tuple[Slug, ...]
    html: Texts
    toc: dict[str, tuple[TocEntry, ...]]
    checks: tuple[str, ...] = ()


CHECK_MARK = "<!--check:%s-->"


@dataclass(frozen=True, slots=True)
class Course:
    """One course with its lessons in order. `intro` is rendered and sanitised per language."""

    id: Slug
    title: Texts
    summary: Texts
    code: str
    track: Track
    products: tuple[str, ...]
    objectives: tuple[Objective, ...]
    prerequisites: tuple[Slug, ...]
    state: ContentState
    intro: Texts
    lessons: tuple[Lesson, ...] = ()

    @property
    def offered(self) -> bool:
        """Whether it can be learned now."""
        return self.state is ContentState.PUBLISHED

    @property
    def minutes(self) -> int:
        """Reading time of all lessons."""
        return sum(lesson.minutes for lesson in self.lessons)

    def lesson(self, lesson_id: str) -> Lesson | None:
        """The lesson with this id."""
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)

    def visible_for(self, products: tuple[str, ...]) -> bool:
        """Whether a partner that sells `products` sees it; a course without products is for everyone."""
        return not self.products or bool(set(self.products) & set(products))


@dataclass(frozen=True, slots=True)
class PathItem:
    """A set or a single item of a path: exactly one of the kinds is used.

    `kind` is `course` or `certification` (then `ref` names it), or `all`, `any`, `at_least` (then `items` holds the members and
    `n` how many of them are needed; for `all` every one).
    """

    kind: str
    ref: Slug = NO_REF
    n: int = 0
    items: "tuple[PathItem, ...]" = ()
    ordered: bool = False

    def leaves(self) -> "Iterator[PathItem]":
        """The courses and certifications in it, in order."""
        if not self.items:
            yield self
        for item in self.items:
            yield from item.leaves()


@dataclass(frozen=True, slots=True)
class Path:
    """An onboarding or development route."""

    id: Slug
    title: Texts
    summary: Texts
    tracks: tuple[Track, ...]
    due_days: int
    root: PathItem


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All courses and paths of one release, with the revision of each course."""

    courses: dict[Slug, Course] = field(default_factory=dict)
    paths: dict[Slug, Path] = field(default_factory=dict)
    revisions: dict[Slug, RevisionHash] = field(default_factory=dict)

    def objective(self, objective_id: str) -> Objective | None:
        """The objective with this id, of whatever course."""
        return next((one for course in self.courses.values() for one in course.objectives if one.id == objective_id), None)

    def lesson(self, reference: str) -> tuple[Course, Lesson] | None:
        """The lesson that `course/lesson` names."""
        course = self.courses.get(Slug(reference.partition("/")[0]))
        lesson = course.lesson(reference.partition("/")[2]) if course else None
        return (course, lesson) if course and lesson else None
