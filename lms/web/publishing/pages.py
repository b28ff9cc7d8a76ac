"""What the page of the content shows: the release that is served, what is in it, and all releases."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from flask import url_for
from flask_babel import gettext as _

from lms.access import Permission, may
from lms.core.ids import Slug
from lms.core.text import Texts, nmsg
from lms.publishing.library import Library
from lms.quizzes.rules import Quiz, QuizKind
from lms.releases import queries
from lms.releases.queries import ReleaseRow
from lms.web.context import actor
from lms.web.presentation import spoken


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the content, as its page is found."""

    id: Slug
    title: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """All things of one kind."""

    title: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Row:
    """One release of the list."""

    number: int
    published_at: datetime
    parts: str
    current: bool


@dataclass(frozen=True, slots=True)
class ContentPage:
    """The state of the content. `current` is `None` while nothing is published."""

    current: Row | None
    since: datetime | None
    figures: list[dict[str, object]] = field(default_factory=list)
    shelves: list[Shelf] = field(default_factory=list)
    releases: list[Row] = field(default_factory=list)


def content_page(library: Library) -> ContentPage:
    """The state of the content; three statements, however much there is."""
    rows = [_row(release) for release in queries.all_releases()]
    current = next((row for row in rows if row.current), None)
    if current is None:
        return ContentPage(None, None)
    shelves = [shelf for shelf in _shelves(library) if shelf.items]
    figures: list[dict[str, object]] = [{"term": shelf.title, "value": len(shelf.items)} for shelf in shelves]
    return ContentPage(current, queries.last_activated(), figures, shelves, rows)


def _shelves(library: Library) -> Iterable[Shelf]:
    courses = library.catalogue.courses
    yield Shelf(
        _("Courses"),
        [
            Item(slug, spoken(one.title), url_for("courses.course", course=slug), _lessons(len(one.lessons)))
            for slug, one in courses.items()
        ],
    )  # fmt: skip
    yield Shelf(_("Paths"), _items(library.catalogue.paths.values()))
    yield Shelf(_("Quizzes"), [_quiz(one) for one in library.quizzes.quizzes.values()])
    certifications = library.certifications.items.values()
    yield Shelf(_("Certifications"), _items(certifications, lambda one: url_for("certificates.certification", certification=one)))
    yield Shelf(_("Materials"), _items(library.materials.items.values(), lambda one: url_for("materials.material", material=one)))


class Titled(Protocol):
    """What a shelf needs to know of a thing."""

    @property
    def id(self) -> Slug:
        """Its id."""

    @property
    def title(self) -> Texts:
        """Its title."""


def _items(things: Iterable[Titled], place: Callable[[Slug], str] = lambda _slug: "") -> list[Item]:
    return [Item(one.id, spoken(one.title), place(one.id)) for one in things]


def _quiz(quiz: Quiz) -> Item:
    """A quiz, with its statistics for who may read keys; the checks of lessons have none, for nothing of them is stored."""
    told = quiz.kind is not QuizKind.CHECK and may(actor(), Permission.READ_STATISTICS)
    place = "" if not told else url_for("publishing.statistics", quiz=quiz.id)
    return Item(quiz.id, spoken(quiz.title), place, _("statistics of the answers") if place else "")


def _row(release: ReleaseRow) -> Row:
    return Row(int(release.id), release.published_at, _parts(release.summary), release.current)


def _parts(summary: Mapping[str, int]) -> str:
    counted = {
        "course": nmsg("%(n)s course", "%(n)s courses", summary.get("course", 0)),
        "quiz": nmsg("%(n)s quiz", "%(n)s quizzes", summary.get("quiz", 0)),
        "certification": nmsg("%(n)s certification", "%(n)s certifications", summary.get("certification", 0)),
        "material": nmsg("%(n)s material", "%(n)s materials", summary.get("material", 0)),
    }
    return ", ".join(spoken(message) for kind, message in counted.items() if kind in summary)


def _lessons(count: int) -> str:
    return spoken(nmsg("%(n)s lesson", "%(n)s lessons", count))
