"""A person's paths as routes with gates, and which of them comes first."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certificates.rules import Certification
from lms.core.ids import Slug
from lms.courses.rules import Path, PathItem
from lms.learning.rules import PathProgress, Stop, StopKind, StopState, barring, progress
from lms.publishing.library import Library
from lms.reporting.learner import Given, Learner
from lms.web.presentation import short_day, spoken
from lms.web.route import RouteStop

ROUTE_STATES = {
    StopState.DONE: "done", StopState.HERE: "here", StopState.TODO: "todo", StopState.LOCKED: "locked", StopState.IN_PREPARATION: "todo",
}  # fmt: skip
AHEAD = (StopState.HERE, StopState.TODO, StopState.LOCKED)


@dataclass(frozen=True, slots=True)
class Walk:
    """A path that the person was given, and how far along it they are."""

    given: Given
    path: Path
    progress: PathProgress

    @property
    def here(self) -> Stop | None:
        """Where the person stands."""
        return self.progress.here

    @property
    def gate(self) -> Stop | None:
        """The next certification on the way."""
        return next((stop for stop in self.progress.stops if stop.kind is StopKind.CERTIFICATION and stop.state in AHEAD), None)

    @property
    def counted(self) -> list[Stop]:
        """The stops that are offered."""
        return [stop for stop in self.progress.stops if stop.state is not StopState.IN_PREPARATION]


@dataclass(frozen=True, slots=True)
class PathRoute:
    """One path for the page."""

    title: str
    counts: str
    stops: tuple[RouteStop, ...]


def walks_of(library: Library, learner: Learner) -> list[Walk]:
    """The person's paths, what they read last first, then by due day; what has its end behind it comes last."""
    walks = [Walk(given, path, progress(path, library.catalogue, learner.learned)) for given, path in learner.paths(library.catalogue)]
    opened = [one.course for one in learner.record.readings if one.completed_at is None]

    def order(walk: Walk) -> tuple[bool, int]:
        here = walk.here.ref if walk.here else None
        return walk.here is None, opened.index(here) if here in opened else len(opened)

    return sorted(walks, key=order)


def route_of(library: Library, learner: Learner, walk: Walk, here: Slug | None) -> PathRoute:
    """A path with its gates. Only the stop that is `here` on the whole page says so."""
    lessons = [stop for stop in walk.counted if stop.kind is StopKind.COURSE]
    gates = [stop for stop in walk.counted if stop.kind is StopKind.CERTIFICATION]
    counts = _(
        "Lessons: %(done)s of %(of)s. Gates: %(passed)s of %(gates)s.",
        done=sum(stop.done for stop in lessons), of=sum(stop.of for stop in lessons),
        passed=sum(stop.done for stop in gates), gates=len(gates),
    )  # fmt: skip
    stops = tuple(_stop(library, learner, walk, stop, here=stop.ref == here) for stop in walk.progress.stops)
    return PathRoute(spoken(walk.path.title), counts, stops)


def lessons_before(library: Library, learner: Learner, walk: Walk, certification: Slug) -> int:
    """How many lessons are left before the exam of a certification: of the courses that it needs, and of those before it on the path."""
    known = library.certifications.items.get(certification)
    needs = {need.ref for need in known.needs if need.kind == "course"} if known else set()
    needs |= {item.ref for item in _before(library, learner, walk, certification) if item.kind == StopKind.COURSE}
    courses = [library.catalogue.courses[ref] for ref in needs if ref in library.catalogue.courses]
    return sum(
        lesson.id not in learner.record.done(course.id)
        for course in courses
        if course.id not in learner.record.finished
        for lesson in course.lessons
    )


def stop_title(library: Library, kind: str, ref: Slug) -> str:
    """How people read a stop; its id when this release no longer has it."""
    items: dict[Slug, Certification] = library.certifications.items
    found = items.get(ref) if kind == StopKind.CERTIFICATION else library.catalogue.courses.get(ref)
    return spoken(found.title) if found else str(ref)


def _stop(library: Library, learner: Learner, walk: Walk, stop: Stop, *, here: bool) -> RouteStop:
    gate = stop.kind is StopKind.CERTIFICATION
    state = StopState.TODO if stop.state is StopState.HERE and not here else stop.state
    known = stop.ref in (library.certifications.items if gate else library.catalogue.courses)
    endpoint = url_for("certificates.certification", certification=stop.ref) if gate else url_for("courses.course", course=stop.ref)
    meta = _gate_meta(library, learner, walk, stop, state) if gate else _course_meta(library, learner, walk, stop, state)
    return RouteStop(
        state=ROUTE_STATES[state], name=_gate_name(library, stop.ref) if gate else stop_title(library, stop.kind, stop.ref),
        href=endpoint if known else "", meta=meta, gate=gate, p=100 * stop.done // stop.of if state is StopState.HERE and stop.of else 0,
    )  # fmt: skip


def _gate_name(library: Library, certification: Slug) -> str:
    known, title = library.certifications.items.get(certification), stop_title(library, StopKind.CERTIFICATION, certification)
    return _("Exam “%(title)s”", title=title) if known and known.exam else title


def _course_meta(library: Library, learner: Learner, walk: Walk, stop: Stop, state: StopState) -> str:
    match state:
        case StopState.DONE:
            finished = learner.record.finished.get(stop.ref)
            return _("Done %(day)s", day=short_day(finished.date())) if finished else _("Done")
        case StopState.HERE:
            return ngettext(
                "You are here, %(done)s of %(num)s lesson", "You are here, %(done)s of %(num)s lessons", stop.of, done=stop.done
            )  # fmt: skip
        case StopState.LOCKED:
            return _after(library, _before(library, learner, walk, stop.ref))
        case StopState.IN_PREPARATION:
            return _("In preparation")
    course = library.catalogue.courses[stop.ref]
    return ngettext("%(num)s lesson, %(minutes)s min", "%(num)s lessons, %(minutes)s min", stop.of, minutes=course.minutes)


def _gate_meta(library: Library, learner: Learner, walk: Walk, stop: Stop, state: StopState) -> str:
    if state is StopState.DONE:
        held = [one.certificate for one in learner.holdings if one.certification == stop.ref]
        percent = learner.percents.get(held[-1]) if held else None
        return _("Passed") if percent is None else _("Passed with %(percent)s%%", percent=percent)
    if state is StopState.IN_PREPARATION:
        return _("In preparation")
    left = lessons_before(library, learner, walk, stop.ref)
    if left:
        return ngettext("Opens after %(num)s lesson", "Opens after %(num)s lessons", left)
    if state is StopState.LOCKED:
        return _after(library, _before(library, learner, walk, stop.ref))
    return _("You are here: the exam is next") if state is StopState.HERE else _("The exam is next")


def _before(library: Library, learner: Learner, walk: Walk, ref: Slug) -> tuple[PathItem, ...]:
    return barring(walk.path, library.catalogue, learner.learned, ref) or ()


def _after(library: Library, before: Sequence[PathItem]) -> str:
    """What opens a stop that is locked: the last of what stands before it."""
    return _("Opens after “%(stop)s”", stop=stop_title(library, before[-1].kind, before[-1].ref)) if before else ""
