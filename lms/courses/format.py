"""Reads the folder courses/ into the values of `rules`, with located faults; courses/README.md is the manual."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated

from pydantic import BeforeValidator, Field

from lms.core.content.faults import Position
from lms.core.content.languages import Item, Line, read_item
from lms.core.content.naming import is_id, note_wrong_id
from lms.core.content.passage import Reading, Shown, in_circles
from lms.core.content.schema import Schema, TextList
from lms.core.ids import Slug
from lms.core.text import msg
from lms.courses.paths_format import read_paths
from lms.courses.rules import Catalogue, ContentState, Course, Lesson, Objective, TocEntry, Track

FOLDER = "courses"
LESSON_FILE = re.compile(r"(\d+)-([a-z0-9-]+)(?:\.(?:en|ru))?\.md")
COURSE_FILE = re.compile(r"course(?:\.(?:en|ru))?\.md")


class ObjectiveSchema(Schema):
    """One objective as it is written."""

    id: str
    text: Line


Objectives = Annotated[list[ObjectiveSchema], BeforeValidator(lambda value: value or [])]


class SpokenCourse(Schema):
    """What a translation of a course repeats."""

    title: Line
    summary: Line
    objectives: Objectives = Field(default_factory=list)


class CourseSchema(SpokenCourse):
    """The front matter of a course."""

    code: str = ""
    track: Track
    products: TextList = Field(default_factory=list)
    prerequisites: TextList = Field(default_factory=list)
    state: ContentState = ContentState.PUBLISHED


class SpokenLesson(Schema):
    """What a translation of a lesson repeats."""

    title: Line
    summary: Line


class LessonSchema(SpokenLesson):
    """The front matter of a lesson."""

    minutes: int = Field(ge=1, le=600)
    objectives: TextList = Field(default_factory=list)


CourseItem = Item[CourseSchema, SpokenCourse]
LessonItem = Item[LessonSchema, SpokenLesson]


def read(reading: Reading) -> Catalogue:
    """Read all courses and paths. What has faults is left out; ids that are named are noted as references."""
    read_courses: dict[Slug, CourseItem] = {}
    catalogue = Catalogue(paths=read_paths(reading))
    for folder, paths in _folders(reading).items():
        item = read_item([path for path in paths if COURSE_FILE.fullmatch(_name(path))], CourseSchema, SpokenCourse, reading, _to_come)
        lessons = _lessons(paths, item, reading)
        course = _course(folder, item, lessons, reading) if item else None
        if item and course:
            read_courses[course.id] = item
            catalogue.courses[course.id] = course
    _check_objectives(read_courses, reading)
    _check_circles(read_courses, reading)
    return catalogue


def _folders(reading: Reading) -> dict[Slug, list[str]]:
    """The Markdown files of each course; whatever else lies in the folder and is no media is a fault."""
    folders: dict[Slug, list[str]] = defaultdict(list)
    for path in reading.tree.under(FOLDER):
        match path.split("/")[1:]:
            case ["paths", *_] | [_, "media", _, *_]:
                continue
            case [course, name] if is_id(course) and (COURSE_FILE.fullmatch(name) or LESSON_FILE.fullmatch(name)):
                folders[Slug(course)].append(path)
            case [course, _, *_] if not is_id(course):
                reading.faults.add(
                    path, Position(), "ID_WRONG", msg("“%(id)s” is no id of a course.", id=course),
                    msg("Name the folder with lower case Latin letters, digits and single hyphens."),
                )  # fmt: skip
            case _:
                reading.faults.add(
                    path, Position(), "FILE_UNEXPECTED", msg("This file is not read here."),
                    msg("A course holds course.md, lessons such as 01-name.md, and a folder media."),
                )  # fmt: skip
    for course, paths in list(folders.items()):
        if not any(COURSE_FILE.fullmatch(_name(path)) for path in paths):
            reading.faults.add(
                paths[0], Position(), "COURSE_MISSING", msg("The folder holds lessons but no course.md."),
                msg("Write courses/%(course)s/course.md.", course=course),
            )  # fmt: skip
    return folders


def _course(folder: Slug, item: CourseItem, lessons: tuple[Lesson, ...], reading: Reading) -> Course | None:
    head, path = item.head, item.path
    for key, kind, targets in (("products", "product", head.products), ("prerequisites", "course", head.prerequisites)):
        for place, target in enumerate(targets):
            reading.refer(kind, target, path, item.place(key, place))
    objectives = _objectives(item, reading)
    if head.state is ContentState.PUBLISHED and not lessons:
        reading.faults.add(
            path, item.place("state"), "COURSE_EMPTY", msg("The course is offered but has no lesson."),
            msg("Add a lesson such as 01-name.md, or write “state: in_preparation”."),
        )  # fmt: skip
    shown = item.shown(reading)
    _no_checks(item, shown, reading)
    return Course(
        id=folder,
        title=item.texts(lambda spoken: spoken.title),
        summary=item.texts(lambda spoken: spoken.summary),
        code=head.code,
        track=head.track,
        products=tuple(head.products),
        objectives=objectives,
        prerequisites=tuple(Slug(one) for one in head.prerequisites),
        state=head.state,
        intro={language: one.html for language, one in shown.items()},
        lessons=lessons,
    )


def _objectives(item: CourseItem, reading: Reading) -> tuple[Objective, ...]:
    """The objectives in all languages; each translation names exactly the ids of the base."""
    wanted = [one.id for one in item.head.objectives]
    for page, spoken in item.spoken.values():
        given = [one.id for one in spoken.objectives]
        for place, one in enumerate(given):
            if one not in wanted:
                reading.faults.add(
                    page.file.path, page.head.place(("objectives", place, "id")), "OBJECTIVE_UNKNOWN",
                    msg("The course has no objective “%(id)s”.", id=one), msg("Repeat the ids of %(file)s.", file=item.path),
                )  # fmt: skip
        for one in wanted:
            if one not in given:
                reading.faults.add(
                    page.file.path, page.head.place(("objectives",)), "TRANSLATION_MISSING",
                    msg("The objective “%(id)s” is not translated here.", id=one),
                    msg("Add a line “- {id: %(id)s, text: ...}”.", id=one),
                )  # fmt: skip
    by_language = {language: {one.id: one.text for one in spoken.objectives} for language, (_, spoken) in item.spoken.items()}
    return tuple(
        Objective(Slug(one), {language: texts[one] for language, texts in by_language.items() if one in texts})
        for one in dict.fromkeys(wanted)
    )


def _lessons(paths: Iterable[str], item: CourseItem | None, reading: Reading) -> tuple[Lesson, ...]:
    numbered: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for path in paths:
        if found := LESSON_FILE.fullmatch(_name(path)):
            numbered[found[2]].append((int(found[1]), path))
    taken: dict[int, str] = {}
    lessons = []
    for lesson, files in sorted(numbered.items(), key=lambda pair: min(pair[1])):
        if not is_id(lesson):
            reading.faults.add(
                files[0][1], Position(), "ID_WRONG", msg("“%(id)s” is no id of a lesson.", id=lesson),
                msg("Name the file like 01-name.md, with lower case Latin letters, digits and single hyphens."),
            )  # fmt: skip
            continue
        number, path = min(files)
        if taken.setdefault(number, lesson) != lesson:
            reading.faults.add(
                path, Position(), "NUMBER_TWICE",
                msg("The lesson “%(other)s” has the number %(number)s too.", other=taken[number], number=number),
                msg("Give each lesson of the course a number of its own."),
            )  # fmt: skip
        lesson_item = read_item(
            [path for _, path in files], LessonSchema, SpokenLesson, reading, lambda _: item is not None and _to_come(item.head)
        )
        if lesson_item:
            lessons.append(_lesson(Slug(lesson), lesson_item, item, reading))
    return tuple(lessons)


def _lesson(lesson: Slug, item: LessonItem, course: CourseItem | None, reading: Reading) -> Lesson:
    shown = item.shown(reading)
    if course:
        _check_own_objectives(item, course, reading)
    _check_checks(item, shown, reading)
    return Lesson(
        id=lesson,
        title=item.texts(lambda spoken: spoken.title),
        summary=item.texts(lambda spoken: spoken.summary),
        minutes=item.head.minutes,
        objectives=tuple(Slug(one) for one in item.head.objectives),
        html={language: one.html for language, one in shown.items()},
        toc={language: tuple(TocEntry(*entry) for entry in one.toc) for language, one in shown.items()},
        checks=shown[reading.tree.language].checks,
    )


def _to_come(head: CourseSchema) -> bool:
    """Whether the course may still be in one language: nobody is offered it yet."""
    return head.state is ContentState.IN_PREPARATION


def _check_own_objectives(item: LessonItem, course: CourseItem, reading: Reading) -> None:
    own = {one.id for one in course.head.objectives}
    for place, objective in enumerate(item.head.objectives):
        if objective not in own:
            reading.faults.add(
                item.path, item.place("objectives", place), "OBJECTIVE_UNKNOWN",
                msg("The course has no objective “%(id)s”.", id=objective),
                msg("Write one of: %(allowed)s.", allowed=", ".join(sorted(own))),
            )  # fmt: skip


def _check_checks(item: LessonItem, shown: dict[str, Shown], reading: Reading) -> None:
    own = reading.tree.language
    wanted = shown[own].checks
    for check in dict.fromkeys(wanted):
        reading.refer("question", check, item.path, item.passage(own).find(f"::check {check}"))
    for language, one in shown.items():
        if one.checks != wanted:
            passage = item.passage(language)
            differs = next((given for place, given in enumerate(one.checks) if wanted[place : place + 1] != (given,)), None)
            reading.faults.add(
                passage.path, passage.find(f"::check {differs}") if differs else Position(passage.line), "CHECKS_DIFFER",
                msg("The checks of this translation are not those of %(file)s.", file=item.path),
                msg("Place the same ::check lines in the same order."),
            )  # fmt: skip


def _no_checks(item: CourseItem, shown: dict[str, Shown], reading: Reading) -> None:
    for language, one in shown.items():
        if one.checks:
            passage = item.passage(language)
            reading.faults.add(
                passage.path, passage.find("::check"), "CHECK_MISPLACED", msg("A ::check stands outside a lesson."),
                msg("Move it into a lesson."),
            )  # fmt: skip


def _check_objectives(courses: dict[Slug, CourseItem], reading: Reading) -> None:
    owners: dict[str, str] = {}
    for item in courses.values():
        for place, objective in enumerate(item.head.objectives):
            at = item.place("objectives", place, "id")
            reading.refer("objective", objective.id, item.path, item.place("objectives", place, "text"))
            if not is_id(objective.id):
                note_wrong_id(
                    reading.faults, item.path, at, objective.id,
                    (
                        "ID_WRONG", msg("“%(id)s” is no id of an objective.", id=objective.id),
                        msg("Write lower case Latin letters, digits and single hyphens."),
                    ),
                )  # fmt: skip
            if objective.id in owners:
                reading.faults.add(
                    item.path, at, "OBJECTIVE_TWICE",
                    msg("The objective “%(id)s” stands in %(other)s already.", id=objective.id, other=owners[objective.id]),
                    msg("Give it an id that is unique in the whole tree."),
                )  # fmt: skip
            owners.setdefault(objective.id, item.path)


def _check_circles(courses: dict[Slug, CourseItem], reading: Reading) -> None:
    for course in in_circles({slug: item.head.prerequisites for slug, item in courses.items()}):
        item = courses[Slug(course)]
        reading.faults.add(
            item.path, item.place("prerequisites"), "PREREQUISITE_CIRCLE",
            msg("The prerequisites lead back to this course."), msg("Take out one of them, so that a learner can begin somewhere."),
        )  # fmt: skip


def _name(path: str) -> str:
    return path.rpartition("/")[2]
