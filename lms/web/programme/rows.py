"""The requirements of a tier as rows of a page: what is asked, who fills which place, who does not and why, and until when it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certificates.rules import Certification, Certifications
from lms.core.ids import PublicId, Slug
from lms.core.text import Texts
from lms.programme.rules import Programme, words_of
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.facts import PartnerFacts
from lms.requirements.kinds import Requirement
from lms.requirements.metric import Metric
from lms.requirements.people import People
from lms.requirements.result import LeftOut, Place, Result, Unit
from lms.requirements.roster import Roster
from lms.requirements.tier_at_least import TierAtLeast
from lms.requirements.type_is import TypeIs
from lms.web.context import language
from lms.web.faces import face
from lms.web.presentation import short_day, spoken

SOON = timedelta(days=90)
"""An end that is nearer than this stands beside the name."""
MONTHS = 12
BARS = 30
"""So many of the certificates that end within a year stand in the calendar; the rest are counted."""
SHORT = 6
"""A bar of so few months is too short for its words: they stand beside it."""
COUNTED = frozenset({Unit.PEOPLE, Unit.PLACES, Unit.POINTS, Unit.PRODUCTS, Unit.MONTHS})
LEFT_OUT = 8
"""So many people who fill no place are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One place, or a person who fills none, for `ui/req.html`."""

    state: str
    name: str
    initials: str = ""
    c: int = 0
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement, for `ui/req.html`."""

    state: str
    title: str
    count: str = ""
    note: str = ""
    places: tuple[Seat, ...] = ()
    parts: "tuple[Row, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who looks at what: the rules, the facts, the day, and whether colleagues are named (`names`) or only the reader (`me`)."""

    programme: Programme
    facts: PartnerFacts
    day: date
    me: PublicId
    names: bool


def rows(look: Look, tier: Slug | None, result: Result | None) -> tuple[Row, ...]:
    """The requirements of a tier, one row each; `look.programme` is the version that gave the answer."""
    found = look.programme.tier(tier) if tier else None
    if found is None or result is None:
        return ()
    asked = found.requirement
    children = asked.requirements if isinstance(asked, All) else (asked,)
    if not _fits(asked, result):
        return tuple(_told(look, answer) for answer in result.children or (result,))
    answers = result.children if isinstance(asked, All) else (result,)
    return tuple(row(look, one, answer) for one, answer in zip(children, answers, strict=True))


def row(look: Look, asked: Requirement, result: Result) -> Row:
    """One requirement. Of several ways only those are shown that are open to the partner, and of a way that holds only this one."""
    match asked:
        case AnyOf():
            ways = tuple(_ways(asked, result))
            if len(ways) == 1:
                return row(look, *ways[0])
            parts = tuple(row(look, *way) for way in ways)
        case All():
            pairs = [pair for pair in zip(asked.requirements, result.children, strict=True) if not isinstance(pair[0], TypeIs)]
            if len(pairs) == 1:
                return row(look, *pairs[0])
            parts = tuple(row(look, *pair) for pair in pairs)
        case TierAtLeast() if result.children and not result.met:
            parts = rows(look, asked.tier, result.children[0])
        case TierAtLeast():
            parts = ()
        case _:
            parts = _parts(look, asked, result)
    title = spoken(asked.asks(words_of(look.programme)))
    places = tuple(_seats(look, result))
    return Row(_state(result), title, _count(asked, result), _note(asked, result), places, parts)


def _parts(look: Look, asked: object, result: Result) -> tuple[Row, ...]:
    """What stands inside any other kind: the requirements it is made of where it has an answer for each, else the answers alone."""
    inside = getattr(asked, "requirements", ())
    if inside and len(inside) == len(result.children):
        return tuple(row(look, *pair) for pair in zip(inside, result.children, strict=True))
    return tuple(_told(look, one) for one in result.children)


def _told(look: Look, result: Result) -> Row:
    """An answer by itself: its sentence says what is asked for."""
    parts = tuple(_told(look, one) for one in result.children)
    return Row(_state(result), spoken(result.message), places=tuple(_seats(look, result)), parts=parts)


def _fits(asked: Requirement, result: Result) -> bool:
    """Whether a stored answer is one to this requirement, part by part; else the answer speaks for itself."""
    if asked.kind != result.kind:
        return False
    if not isinstance(asked, All | AnyOf):
        return True
    pairs = zip(asked.requirements, result.children, strict=False)
    return len(asked.requirements) == len(result.children) and all(_fits(*pair) for pair in pairs)


def _ways(asked: AnyOf[Requirement], result: Result) -> Iterator[tuple[Requirement, Result]]:
    pairs = list(zip(asked.requirements, result.children, strict=True))
    met = [pair for pair in pairs if pair[1].met]
    if met:
        yield met[0]
        return
    open_ones = [pair for pair in pairs if not _foreign(pair[1])]
    yield from open_ones or pairs


def _foreign(result: Result) -> bool:
    """Whether this way is for partners of another type."""
    if result.kind == "type_is":
        return not result.met
    return result.kind == "all" and any(_foreign(child) for child in result.children)


def _state(result: Result) -> str:
    if result.met:
        return "done"
    return "half" if result.have or any(child.met for child in result.children) else "todo"


def _count(asked: Requirement, result: Result) -> str:
    if result.places or result.unit in COUNTED or (isinstance(asked, Metric) and result.subject):
        if result.have > result.need:
            return str(_("%(have)s, needed: %(need)s", have=spoken(result.have), need=spoken(result.need)))
        return str(_("%(have)s of %(need)s", have=spoken(result.have), need=spoken(result.need)))
    return ""


def _note(asked: Requirement, result: Result) -> str:
    if result.first_false_on is not None and not result.children:
        return str(_("If nothing changes, this no longer holds from %(day)s.", day=spoken(result.first_false_on)))
    if isinstance(asked, All | AnyOf | Roster | People | TierAtLeast) or (isinstance(asked, Metric) and result.subject):
        return ""
    return spoken(result.message)


def _seats(look: Look, result: Result) -> Iterator[Seat]:
    for place in result.places:
        yield _filled(look, place) if place.holder else Seat("free", spoken(place.label), note=_("nobody yet"))
    if result.met or not look.names:
        return
    for one in result.left_out[:LEFT_OUT]:
        yield _missing(one)
    more = len(result.left_out) - LEFT_OUT
    if more > 0:
        yield Seat("free", ngettext("%(num)s more person", "%(num)s more people", more))


def _filled(look: Look, place: Place) -> Seat:
    holder = place.holder or PublicId("")
    mine = holder == look.me
    if not (look.names or mine):
        return Seat("filled", _("a colleague"), note=spoken(place.label))
    seen = face(place.holder_name or {}, holder)
    name = _("you, %(name)s", name=seen.name) if mine else seen.name
    ends = _ends(look, holder, place.certification)
    note = spoken(place.label)
    if ends is not None and ends - look.day <= SOON:
        note = _("%(place)s, until %(day)s", place=note, day=short_day(ends))
    return Seat("filled", name, seen.initials, seen.c, note, url_for("partners.person", person=holder) if look.names else "")


def _missing(one: LeftOut) -> Seat:
    seen = face(one.name, one.person)
    return Seat("missing", seen.name, seen.initials, seen.c, spoken(one.reason))


def _ends(look: Look, holder: PublicId, certification: Slug | None) -> date | None:
    """The day on which the holder's longest certificate of this sort ends."""
    ends = [
        holding.expires_on
        for member in look.facts.members
        for holding in member.holdings
        if member.person == holder and holding.certification == certification and holding.valid_on(look.day)
    ]
    return None if not ends or None in ends else max(day for day in ends if day is not None)


@dataclass(frozen=True, slots=True)
class Ending:
    """A certificate that ends within a year, as one bar of the calendar: so many of twelve months long; its text in it or beside it."""

    name: str
    text: str
    months: int
    state: str
    beside: bool


@dataclass(frozen=True, slots=True)
class Endings:
    """The calendar of what ends: its months, its bars, and how many bars there is no room for."""

    months: tuple[str, ...] = ()
    bars: tuple[Ending, ...] = ()
    more: int = 0


def endings(look: Look, certifications: Certifications) -> Endings:
    """The counted certificates of the partner's people that end within twelve months, the nearest first; no renewed ones."""
    last: dict[tuple[PublicId, Slug], tuple[date, Texts]] = {}
    for member in look.facts.members:
        for holding in member.holdings if member.employed_on(look.day) else ():
            if holding.counts and holding.valid_on(look.day):
                key, ends = (member.person, holding.certification), holding.expires_on or date.max
                last[key] = max(last.get(key, (ends, member.name)), (ends, member.name), key=lambda one: one[0])
    soon = ((ends, name, certifications.items.get(slug)) for (_person, slug), (ends, name) in last.items() if ends < date.max)
    found = [(ends, name, known) for ends, name, known in soon if known is not None and _month(look.day, ends) <= MONTHS]
    nearest = sorted(found, key=lambda one: one[0])
    return Endings(_months(look.day), tuple(_ending(look.day, *one) for one in nearest[:BARS]), max(0, len(nearest) - BARS))


def _months(day: date) -> tuple[str, ...]:
    """The twelve months that begin with this one, in short."""
    firsts = (date(day.year + (day.month + more - 1) // 12, (day.month + more - 1) % 12 + 1, 1) for more in range(MONTHS))
    return tuple(format_date(first, "LLL", locale=language()) for first in firsts)


def _ending(today: date, ends: date, name: Texts, certification: Certification) -> Ending:
    state = "bad" if ends - today <= timedelta(days=30) else "warn" if ends - today <= SOON else ""
    months = _month(today, ends)
    text = _("%(certification)s, %(day)s", certification=spoken(certification.title), day=short_day(ends))
    return Ending(spoken(name), text, months, state, months <= SHORT)


def _month(today: date, day: date) -> int:
    """In which of the months that begin with this one the day lies; this one is 1."""
    return (day.year - today.year) * 12 + day.month - today.month + 1
