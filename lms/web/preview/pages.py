"""What the preview shows: the state of the tree, and one lesson as the chosen learner meets it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from markupsafe import escape

from lms.core.content.faults import Fault
from lms.core.content.tree import FOLDERS
from lms.core.errors import NotFound
from lms.core.ids import Slug
from lms.core.text import Message, msg, nmsg, pick
from lms.courses.rules import Course, Lesson
from lms.journey.reading import LessonForLearner
from lms.materials.rules import open_state
from lms.programme.rules import words_of
from lms.publishing.library import Library
from lms.publishing.rendering import LESSON
from lms.publishing.watching import Watched
from lms.quizzes.papers import check_question
from lms.reporting.gates import missing, sees
from lms.reporting.learner import Learner
from lms.reporting.visitor import Visitor
from lms.web.conditions import Condition, conditions
from lms.web.context import language
from lms.web.courses.pages.check import Answered
from lms.web.courses.pages.lesson import MARK, MATERIAL, LessonPage, lesson_page
from lms.web.presentation import spoken
from lms.web.preview.learner import Choice, facts_of, learner_of
from lms.web.preview.learner import shown as with_lesson
from lms.web.preview.sources import Shown, shown
from lms.web.route import RouteStop, lesson_href

PARTS: dict[str, Message] = {
    "courses": msg("Courses and lessons"), "quizzes": msg("Quizzes"), "certificates": msg("Certifications and programme"),
    "materials": msg("Materials"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gate:
    """A material that the lesson links to, and what keeps it shut for this learner."""

    title: str
    unmet: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One lesson of the list, and how many faults its files have."""

    title: str
    href: str
    faults: int
    state: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The lessons of one course; `id` is its place on the page."""

    id: str
    title: str
    lessons: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreePage:
    """The state of the tree."""

    errors: int
    warnings: int
    files: int
    faults: tuple[Shown, ...]
    stops: tuple[RouteStop, ...]
    courses: tuple[Shelf, ...]
    first: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside a lesson: its faults, those elsewhere, and how the learner meets it."""

    faults: tuple[Shown, ...]
    elsewhere: int
    errors: int
    old: bool
    seen: bool
    coming: bool
    paths: tuple[str, ...]
    unmet: tuple[Condition, ...]
    materials: tuple[Gate, ...]


def tree_page(watched: Watched) -> TreePage:
    """The whole tree."""
    checked, courses = watched.checked, watched.checked.draft.catalogue.courses.values()
    errors = checked.errors
    shelves = [_shelf(course, checked.faults) for course in courses]
    return TreePage(
        errors=errors, warnings=len(checked.faults) - errors, files=len(watched.tree.files), faults=shown(checked.faults, watched.tree),
        stops=tuple(_stops(watched, errors)), courses=tuple(shelf for shelf in shelves if shelf.lessons),
        first=next((shelf.lessons[0].href for shelf in shelves if shelf.lessons), ""), command=f"lms check {watched.folder} --watch",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A lesson as it can be shown; `old`: as it was when it could be read last."""

    course: Course
    lesson: Lesson
    old: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """What a page is made from: the tree, and who looks at it when."""

    watched: Watched
    choice: Choice
    now: datetime

    @property
    def library(self) -> Library:
        """What can be read of the tree."""
        return self.watched.checked.draft

    @property
    def learner(self) -> Learner:
        """The chosen learner on their first day."""
        return learner_of(self.choice, self.library, self.now)


def lesson_of(scene: Scene, course: Slug, lesson: Slug) -> Found | None:
    """A lesson that can be shown, or could be; `None` for one that never could."""
    found = scene.watched.lesson(course, lesson)
    if found is None:
        return None
    read_course, read_lesson, old = found
    known = replace(read_lesson, html={one: _without_lost_checks(text, scene.library) for one, text in read_lesson.html.items()})
    return Found(with_lesson(read_course, known), known, old)


def page_of(scene: Scene, found: Found, answered: Answered | None = None) -> LessonPage:
    """The lesson itself, made as for any learner."""
    return lesson_page(scene.library, LessonForLearner(found.course, found.lesson, scene.learner), answered)


def beside_of(scene: Scene, found: Found, visitor: Visitor) -> Beside:
    """What stands beside it."""
    library, learner, checked = scene.library, scene.learner, scene.watched.checked
    own = faults_of(scene, found.course.id, found.lesson.id)
    unmet = missing(found.course, library.catalogue, library.certifications, learner, scene.now.date())
    paths = [path for _given, path in learner.paths(library.catalogue) if found.course.id in {leaf.ref for leaf in path.root.leaves()}]
    return Beside(
        faults=shown(own, scene.watched.tree, around=1), elsewhere=len(checked.faults) - len(own), errors=checked.errors, old=found.old,
        seen=sees(visitor.actor, found.course, learner), coming=not found.course.offered,
        paths=tuple(spoken(path.title) for path in paths), unmet=tuple(conditions(unmet)), materials=tuple(_materials(scene, found)),
    )  # fmt: skip


def faults_of(scene: Scene, course: Slug, lesson: Slug) -> list[Fault]:
    """The faults in the files of a lesson, in all languages."""
    return [fault for fault in scene.watched.checked.faults if _names(fault, course, lesson)]


def _names(fault: Fault, course: Slug, lesson: Slug) -> bool:
    named = LESSON.fullmatch(fault.path)
    return named is not None and (named[1], named[2]) == (course, lesson)


def _shelf(course: Course, faults: tuple[Fault, ...]) -> Shelf:
    return Shelf(f"course-{course.id}", spoken(course.title), tuple(_entry(course, lesson, faults) for lesson in course.lessons))


def _entry(course: Course, lesson: Lesson, faults: tuple[Fault, ...]) -> Entry:
    own = [fault for fault in faults if _names(fault, course.id, lesson.id)]
    state = "bad" if any(not fault.warning for fault in own) else "warn"
    return Entry(spoken(lesson.title), lesson_href(course.id, lesson.id), len(own), state)


def _stops(watched: Watched, errors: int) -> Iterator[RouteStop]:
    """The way to publishing: the parts of the tree one after another; the first one with errors is where the author stands."""
    broken = [fault.path.split("/")[0] for fault in watched.checked.faults if not fault.warning]
    for part in FOLDERS:
        count = broken.count(part)
        state = "todo" if count and any(one in broken for one in FOLDERS[: FOLDERS.index(part)]) else "here" if count else "done"
        files = sum(1 for _ in watched.tree.under(part))
        meta = spoken(nmsg("%(n)s error", "%(n)s errors", count)) if count else spoken(nmsg("%(n)s file", "%(n)s files", files))
        yield RouteStop(state=state, name=spoken(PARTS[part]), meta=meta)
    yield RouteStop(
        state="locked" if errors else "todo", name=_("Publish"), gate=True,
        meta=_("After the errors are mended") if errors else _("Nothing is in the way"),
    )  # fmt: skip


def _without_lost_checks(html: str, library: Library) -> str:
    """The text without checks whose question cannot be read: the faults say why."""
    instead = _("A check stands here. It cannot be shown: see the faults.")

    def kept(found: re.Match[str]) -> str:
        try:
            check_question(library.quizzes.quizzes.get(Slug(found[1])), Slug(found[2]))
        except NotFound:
            return f"<p><em>{escape(instead)}</em></p>"
        return found[0]

    return MARK.sub(kept, html)


def _materials(scene: Scene, found: Found) -> Iterator[Gate]:
    """The materials that the text links to, each with what keeps it shut for this learner."""
    programme, courses = scene.library.programme, {one.id: one.title for one in scene.library.catalogue.courses.values()}
    facts = facts_of(scene.choice, scene.library)
    for ref in dict.fromkeys(MATERIAL.findall(pick(found.lesson.html, language()))):
        material = scene.library.materials.items.get(Slug(ref))
        if material and programme:
            state = open_state(material, facts, scene.now.date(), words_of(programme, courses))
            yield Gate(spoken(material.title), tuple(conditions(state.unmet)))
