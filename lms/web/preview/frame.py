"""What stands around every page of the preview: the way to each course, and the learners one can be."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from lms.courses.rules import Course, Track
from lms.publishing.library import Library
from lms.publishing.watching import Watched
from lms.web.presentation import spoken
from lms.web.reporting.words import TYPES
from lms.web.route import lesson_href


@dataclass(frozen=True, slots=True)
class Choices:
    """The learners one can be, each list as (value, label)."""

    tracks: tuple[tuple[str, str], ...]
    tiers: tuple[tuple[str, str], ...]
    types: tuple[tuple[str, str], ...]
    products: tuple[tuple[str, str], ...]


def choices(library: Library) -> Choices:
    """The roles, and what this programme knows of partners."""
    programme = library.programme
    return Choices(
        tracks=((Track.SALES, _("Sales")), (Track.TECHNICAL, _("Technical"))),
        tiers=(("", _("No tier yet")), *((tier.id, spoken(tier.label)) for tier in (programme.tiers if programme else ()))),
        types=tuple((kind.value, spoken(label)) for kind, label in TYPES.items()),
        products=tuple((one.id, spoken(one.label)) for one in (programme.products if programme else ())),
    )


def navigation(watched: Watched) -> list[dict[str, object]]:
    """The faults, and each course at its first lesson."""
    count = len(watched.checked.faults)
    entries: list[dict[str, object]] = [
        {"href": url_for("preview.tree"), "label": _("Problems"), "icon": "alert", "current": request.path == "/", "count": count or None},
    ]  # fmt: skip
    courses = [one for one in watched.checked.draft.catalogue.courses.values() if one.lessons]
    return entries + [_entry(course) for course in courses]


def _entry(course: Course) -> dict[str, object]:
    href = lesson_href(course.id, course.lessons[0].id)
    return {"href": href, "label": spoken(course.title), "icon": "book", "group": _("Preview as learner"), "current": False}
