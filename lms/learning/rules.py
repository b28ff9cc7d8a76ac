"""What is decided about learning: due days, how far along a path somebody is, and what to read next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from lms.core.ids import Slug
from lms.courses.rules import Catalogue, Course, Lesson, Path, PathItem

FRIDAY = 4
NOTHING = Fraction(0)
WHOLE = Fraction(1)


class StopKind(StrEnum):
    """What stands at a stop of a path."""

    COURSE = "course"
    CERTIFICATION = "certification"


class StopState(StrEnum):
    """How a stop looks to the person on the path."""

    DONE = "done"
    HERE = "here"
    TODO = "todo"
    LOCKED = "locked"
    """an ordered set: what stands before it comes first"""
    IN_PREPARATION = "in_preparation"
    """not offered yet; shown, never counted"""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a person has done, and which certifications are offered.

    `lessons` holds the finished lessons of each course. A course that the person's partner does not see (it sells none of its
    `products`) is left out of paths; `None` sees everything.
    """

    finished: frozenset[Slug] = frozenset()
    lessons: Mapping[Slug, frozenset[Slug]] = field(default_factory=dict)
    held: frozenset[Slug] = frozenset()
    offered: frozenset[Slug] = frozenset()
    products: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One course or certification of a path, with how much of it is done: lessons of a course, or the one certification."""

    kind: StopKind
    ref: Slug
    state: StopState
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class PathProgress:
    """How far along a path somebody is. `done` of `of` places are behind them; `percent` counts lessons of the courses between."""

    percent: int
    done: int
    of: int
    stops: tuple[Stop, ...]

    @property
    def complete(self) -> bool:
        """Whether the end is reached. A path of which nothing is offered yet has no end."""
        return self.percent == 100

    @property
    def here(self) -> Stop | None:
        """Where the person stands; `None` at the end."""
        return next((stop for stop in self.stops if stop.state is StopState.HERE), None)


@dataclass(frozen=True, slots=True)
class DueState:
    """How an assignment stands to its due day, which is the last good one. `days_left` is negative when it has passed."""

    days_left: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class _Node:
    """An item with what is done of it. `weight` is how many places it asks for, 0 when it is not counted."""

    item: PathItem
    weight: int
    done: Fraction
    children: "tuple[_Node, ...]" = ()
    shown: tuple[int, int] = (0, 1)

    @property
    def complete(self) -> bool:
        return self.done >= self.weight

    @property
    def share(self) -> Fraction:
        return self.done / self.weight


def working_days_after(day: date, n: int) -> date:
    """The `n`th working day (Monday to Friday) after `day`; `day` itself for 0."""
    while n > 0:
        day += timedelta(days=1)
        n -= day.weekday() <= FRIDAY
    return day


def due_state(due_on: date, day: date) -> DueState:
    """How many days are left on `day`. On the due day itself it is 0 and not overdue."""
    return DueState((due_on - day).days, day > due_on)


def course_done(course: Course, lessons: frozenset[Slug]) -> bool:
    """Whether all lessons that the course has now are among those finished."""
    return bool(course.lessons) and all(lesson.id in lessons for lesson in course.lessons)


def progress(path: Path, catalogue: Catalogue, learned: Learned) -> PathProgress:
    """How far along a path somebody is.

    Each place asked for weighs the same; a course that is under way counts by its share of lessons, an `any` or `at_least` by its
    best members. What is in preparation is shown and not counted. The percent is rounded down and is 100 exactly at the end; while
    there is something to do, exactly one stop is `here`.
    """
    root = _node(path.root, catalogue, learned)
    here = _here(root)
    stops = tuple(
        Stop(StopKind(node.item.kind), node.item.ref, _state(node, here, locked=locked), *node.shown)
        for node, locked in _leaves(root, locked=False)
    )
    percent = int(100 * root.done / root.weight) if root.weight else 0
    return PathProgress(percent, _behind(root), root.weight, stops)


def barring(path: Path, catalogue: Catalogue, learned: Learned, ref: Slug) -> tuple[PathItem, ...] | None:
    """What keeps an item of the path shut: finish exactly these and it opens; empty: it stands open. `None`: it is not on the path.

    Where an `any` or `at_least` comes first, its nearest members are named.
    """
    stands = [
        () if node.weight and node.complete else tuple(one.item for one in before)
        for node, before in _barred(_node(path.root, catalogue, learned), ())
        if node.item.ref == ref
    ]
    return min(stands, key=len) if stands else None


def next_lesson(course: Course, lessons: frozenset[Slug], seen: Mapping[Slug, datetime]) -> Lesson | None:
    """Where to continue: the unfinished lesson that was seen last, else the first unfinished one; `None` when all are finished.

    `seen` tells when each lesson was last open.
    """
    unfinished = [lesson for lesson in course.lessons if lesson.id not in lessons]
    started = [lesson for lesson in unfinished if lesson.id in seen]
    return max(started, key=lambda lesson: seen[lesson.id]) if started else next(iter(unfinished), None)


def _node(item: PathItem, catalogue: Catalogue, learned: Learned) -> _Node:
    if item.kind == StopKind.COURSE:
        return _course(item, catalogue, learned)
    if item.kind == StopKind.CERTIFICATION:
        held = item.ref in learned.held
        return _Node(item, int(held or item.ref in learned.offered), WHOLE if held else NOTHING, shown=(int(held), 1))
    children = tuple(_node(one, catalogue, learned) for one in item.items if not _hidden(one, catalogue, learned))
    counted = [child for child in children if child.weight]
    if item.kind == "all":
        return _Node(item, sum(child.weight for child in counted), sum((child.done for child in counted), NOTHING), children)
    needed = min(item.n if item.kind == "at_least" else 1, len(counted))
    best = sorted((child.share for child in counted), reverse=True)[:needed]
    return _Node(item, needed, sum(best, NOTHING), children)


def _course(item: PathItem, catalogue: Catalogue, learned: Learned) -> _Node:
    course = catalogue.courses.get(item.ref)
    if course is None:
        return _Node(item, 0, NOTHING, shown=(0, 0))
    known, of = learned.lessons.get(item.ref, frozenset()), len(course.lessons)
    if item.ref in learned.finished or course_done(course, known):
        return _Node(item, 1, WHOLE, shown=(of, of))
    have = sum(lesson.id in known for lesson in course.lessons)
    return _Node(item, int(course.offered), Fraction(have, of) if of else NOTHING, shown=(have, of))


def _hidden(item: PathItem, catalogue: Catalogue, learned: Learned) -> bool:
    course = catalogue.courses.get(item.ref) if item.kind == StopKind.COURSE else None
    if course is None or learned.products is None or item.ref in learned.finished:
        return False
    return not course.visible_for(learned.products)


def _here(node: _Node) -> _Node | None:
    """The open stop to go on with: in an ordered set what comes next, else what is furthest, else the first."""
    if not node.weight or node.complete:
        return None
    if not node.children:
        return node
    unfinished = [child for child in node.children if child.weight and not child.complete]
    return _here(unfinished[0] if node.item.ordered else max(unfinished, key=lambda child: child.share))


def _leaves(node: _Node, *, locked: bool) -> Iterator[tuple[_Node, bool]]:
    """The stops in order, each with whether something in an ordered set around it comes first."""
    if not node.children:
        if node.item.kind in tuple(StopKind):
            yield node, locked
        return
    barred = locked
    for child in node.children:
        yield from _leaves(child, locked=barred)
        barred = barred or (node.item.ordered and not child.complete)


def _barred(node: _Node, before: tuple[_Node, ...]) -> Iterator[tuple[_Node, tuple[_Node, ...]]]:
    """The stops in order, each with the unfinished ones that ordered sets put before it."""
    if not node.children:
        yield node, before
        return
    for child in node.children:
        yield from _barred(child, before)
        before = (*before, *_needed(child)) if node.item.ordered else before


def _needed(node: _Node) -> tuple[_Node, ...]:
    """The unfinished stops that complete a node; where it leaves a choice, those that are furthest."""
    if node.complete:
        return ()
    if not node.children:
        return (node,)
    counted = [child for child in node.children if child.weight]
    unfinished = [child for child in counted if not child.complete]
    if node.item.kind != "all":
        wanted = node.weight - (len(counted) - len(unfinished))
        unfinished = sorted(unfinished, key=lambda child: child.share, reverse=True)[:wanted]
    return tuple(leaf for child in unfinished for leaf in _needed(child))


def _state(node: _Node, here: _Node | None, *, locked: bool) -> StopState:
    if not node.weight:
        return StopState.IN_PREPARATION
    if node.complete:
        return StopState.DONE
    if node is here:
        return StopState.HERE
    return StopState.LOCKED if locked else StopState.TODO


def _behind(node: _Node) -> int:
    """How many of the places asked for are filled to the end."""
    if not node.children:
        return int(bool(node.weight) and node.complete)
    if node.item.kind == "all":
        return sum(_behind(child) for child in node.children)
    return min(node.weight, sum(bool(child.weight) and child.complete for child in node.children))
