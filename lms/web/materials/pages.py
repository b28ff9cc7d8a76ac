"""What the library of materials shows: what is open, what is locked with its key and the distance, and one material as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.ids import Slug
from lms.core.text import Message, Texts, msg
from lms.journey import Shelf
from lms.learning.queries import lessons_done_of
from lms.materials.rules import Material, MaterialFile, MaterialKind, OpenState
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor
from lms.requirements.kinds import Requirement
from lms.requirements.result import Result
from lms.requirements.tier_at_least import TierAtLeast
from lms.requirements.words import Words, label
from lms.web.accounts.forms import LANGUAGE_NAMES
from lms.web.conditions import Condition, conditions
from lms.web.context import language
from lms.web.presentation import short_day, spoken

SOON = timedelta(days=30)
KILOBYTE = 1024
KINDS: dict[MaterialKind, Message] = {
    MaterialKind.DECK: msg("Presentation"),
    MaterialKind.SHEET: msg("Sheet"),
    MaterialKind.CARD: msg("Card"),
    MaterialKind.PRICE_LIST: msg("Price list"),
    MaterialKind.RUNBOOK: msg("Runbook"),
    MaterialKind.TEMPLATE: msg("Template"),
    MaterialKind.VIDEO: msg("Video"),
    MaterialKind.OTHER: msg("Material"),
}
Lessons = dict[Slug, frozenset[Slug]]


@dataclass(frozen=True, slots=True)
class Tag:
    """A mark beside a material."""

    state: str
    text: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """What can be done with a material."""

    text: str
    href: str
    icon: str


@dataclass(frozen=True, slots=True)
class Key:
    """What is missing, for `ui/unmet.html`, with how far the reader is."""

    text: str
    href: str
    link_text: str
    value: int
    max: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of the library, for `ui/item.html`."""

    type: str
    title: str
    summary: str
    href: str
    version: str
    tags: tuple[Tag, ...]
    locked: bool
    unmet: tuple[Key, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter."""

    text: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The list."""

    open: tuple[Item, ...]
    locked: tuple[Item, ...]
    chips: tuple[Chip, ...]
    vendor: bool


@dataclass(frozen=True, slots=True)
class File:
    """One file in one language; `href` is empty while it is locked."""

    name: str
    language: str
    type: str
    size: str
    href: str


@dataclass(frozen=True, slots=True)
class Need:
    """One part of the gate: a sentence, and whether it holds (`done`, `todo`)."""

    text: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One material. `body` is empty while it is locked."""

    title: str
    summary: str
    body: Texts
    open: bool
    vendor: bool
    expired_on: date | None
    tags: tuple[Tag, ...]
    unmet: tuple[Key, ...]
    needs: tuple[Need, ...]
    files: tuple[File, ...]
    facts: tuple[tuple[str, str], ...]
    owner: str
    owner_email: str


def index(library: Library, standing: Shelf, visitor: Visitor, product: str, now: datetime) -> Index:
    """The list for somebody, of one product or of all."""
    lessons = _lessons(visitor)
    shown = [(one, state) for one, state in standing.states if not product or product in one.products or not one.products]
    items = [(standing.opens(state), _item(library, standing, one, state, lessons, now)) for one, state in shown]
    return Index(
        open=tuple(item for is_open, item in items if is_open), locked=tuple(item for is_open, item in items if not is_open),
        chips=_chips(standing, product), vendor=standing.vendor,
    )  # fmt: skip


def page(library: Library, standing: Shelf, visitor: Visitor | None, material: Slug, now: datetime) -> Page:
    """One material as somebody sees it."""
    found, state = standing.find(material)
    is_open = standing.opens(state)
    return Page(
        title=spoken(found.title), summary=spoken(found.summary), body=found.body if is_open else {}, open=is_open, vendor=standing.vendor,
        expired_on=found.expires if state.expired else None, tags=tuple(_tags(found, state, now.date())),
        unmet=() if is_open else _keys(library, state, _lessons(visitor)), needs=tuple(_needs(found, state, standing)),
        files=tuple(_file(found, one, is_open) for one in _own_language_first(found)), facts=tuple(_facts(found)),
        owner=found.owner_name if visitor else "", owner_email=found.owner_email if visitor else "",
    )  # fmt: skip


def _lessons(visitor: Visitor | None) -> Lessons:
    if visitor is None or visitor.actor.person is None:
        return {}
    return lessons_done_of([visitor.actor.person])[visitor.actor.person]


def _item(library: Library, standing: Shelf, one: Material, state: OpenState, lessons: Lessons, now: datetime) -> Item:
    is_open = standing.opens(state)
    own = next(iter(_own_language_first(one)), None)
    actions = (Action(_("Download"), _file_href(one, own), "download"),) if is_open and own else ()
    return Item(
        type=_type(own.name) if own else "", title=spoken(one.title), summary=spoken(one.summary),
        href=url_for("materials.material", material=one.id), version=_("version %(version)s", version=one.version),
        tags=tuple(_tags(one, state, now.date())), locked=not is_open, unmet=() if is_open else _keys(library, state, lessons),
        actions=actions,
    )  # fmt: skip


def _chips(standing: Shelf, product: str) -> tuple[Chip, ...]:
    """A filter for each product that a material on the shelf is about; none when there is nothing to choose."""
    products = sorted({one for material, _state in standing.states for one in material.products})
    if len(products) < 2:
        return ()
    names = {slug: spoken(label(standing.words.products, Slug(slug))) for slug in products}
    chips = (Chip(name, url_for("materials.index", product=slug), slug == product) for slug, name in names.items())
    return (Chip(_("All"), url_for("materials.index"), not product), *chips)


def _tags(one: Material, state: OpenState, day: date) -> Iterator[Tag]:
    if one.public:
        yield Tag("info", _("open to everyone"), "globe")
    if state.expired and one.expires is not None:
        yield Tag("bad", _("ended on %(day)s", day=short_day(one.expires)), "alert")
    elif one.expires is not None and one.expires - day <= SOON:
        yield Tag("warn", _("valid until %(day)s", day=short_day(one.expires)), "clock")
    if state.under_review:
        yield Tag("warn", _("being reviewed since %(day)s", day=short_day(one.review_due)), "alert")


def _keys(library: Library, state: OpenState, lessons: Lessons) -> tuple[Key, ...]:
    """What is missing; a certificate with how many lessons are left before its exam."""
    return tuple(
        _key(library, result, condition, lessons) for result, condition in zip(state.unmet, conditions(state.unmet), strict=True)
    )  # fmt: skip


def _key(library: Library, result: Result, condition: Condition, lessons: Lessons) -> Key:
    key = Key(condition.text, condition.href, condition.link_text, condition.value, condition.max)
    certification = library.certifications.items.get(Slug(result.subject)) if result.kind == "person_holds" else None
    if certification is None or not certification.offered:
        return key
    courses = [library.catalogue.courses[need.ref] for need in certification.needs if need.ref in library.catalogue.courses]
    every = sum(len(course.lessons) for course in courses)
    done = sum(lesson.id in lessons.get(course.id, ()) for course in courses for lesson in course.lessons)
    if done == every:
        return replace(key, value=every, max=every + 1, note=_("Only the exam is left."))
    left = ngettext("%(num)s lesson and the exam are left.", "%(num)s lessons and the exam are left.", every - done)
    return replace(key, value=done, max=every + 1, note=left)


def _needs(found: Material, state: OpenState, standing: Shelf) -> Iterator[Need]:
    """The parts of the gate. A vendor's reader, whom nothing locks, reads what it asks for instead of how far they are."""
    if found.gate is None:
        yield Need(_("Nothing: it opens to everyone.") if found.public else _("Nothing but an account."), "done")
    elif standing.vendor:
        for asked in _leaves(found.gate):
            yield Need(_asks(asked, standing.words), "todo")
    elif state.result is not None:
        for result in state.result.children or (state.result,):
            yield Need(spoken(result.message), "done" if result.met else "todo")


def _leaves(gate: Requirement) -> tuple[Requirement, ...]:
    return tuple(getattr(gate, "requirements", ())) or (gate,)


def _asks(asked: Requirement, words: Words) -> str:
    if isinstance(asked, TierAtLeast):
        return str(_("The tier %(tier)s or a higher one", tier=spoken(label(words.tiers, asked.tier))))
    return spoken(asked.asks(words))


def _own_language_first(found: Material) -> list[MaterialFile]:
    return sorted(found.files, key=lambda one: (one.language != language(), one.language, one.name))


def _file(found: Material, one: MaterialFile, is_open: bool) -> File:
    shown = LANGUAGE_NAMES.get(one.language, one.language.upper())
    return File(one.name, shown, _type(one.name), _size(one.size), _file_href(found, one) if is_open else "")


def _file_href(found: Material, one: MaterialFile) -> str:
    return url_for("materials.file", material=found.id, name=one.name)


def _type(name: str) -> str:
    return name.rpartition(".")[2].upper()


def _size(size: int) -> str:
    """In whole kilobytes, rounded up, or in tenths of a megabyte."""
    if size < KILOBYTE * KILOBYTE:
        return str(_("%(size)s KB", size=-(-size // KILOBYTE)))
    return str(_("%(size)s MB", size=f"{size / KILOBYTE / KILOBYTE:.1f}"))


def _facts(found: Material) -> Iterator[tuple[str, str]]:
    yield _("Sort"), spoken(KINDS[found.kind])
    yield _("Version"), str(found.version)
    if any(found.changed.values()):
        yield _("What is new"), spoken(found.changed)
    yield _("Review due"), spoken(found.review_due)
    if found.expires is not None:
        yield _("Valid until"), spoken(found.expires)
