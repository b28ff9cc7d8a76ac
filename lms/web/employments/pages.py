"""What the pages of the ledger show."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from flask_babel import gettext as _

from lms.access import Permission, may
from lms.accounts.queries import name_of, personal_address_of
from lms.core.ids import PartnerId, PublicId
from lms.core.text import Texts
from lms.partners.queries import Place, employment_by_public_id, employments_of, partner_name
from lms.partners.requests.queries import Asked, OwnRequest, link_of, own_requests, requests_to
from lms.partners.requests.rules import JoinAnswer
from lms.reporting.visitor import Visitor
from lms.web.context import settings
from lms.web.partners.pages.words import roles_of
from lms.web.presentation import short_day, spoken


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One employment of the reader. `leave` names the way to an end; `may_stay` and `may_call_off` tell what else can be done."""

    employment: PublicId
    partner: Texts
    roles: str
    time: str
    state: str
    word: str
    leave: str
    may_stay: bool
    may_call_off: bool


@dataclass(frozen=True, slots=True)
class RequestRow:
    """What the reader asked for."""

    request: PublicId
    partner: Texts
    text: str
    open: bool


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Where the reader works, has worked and wants to work."""

    places: tuple[PlaceRow, ...]
    requests: tuple[RequestRow, ...]
    needs_personal: bool


@dataclass(frozen=True, slots=True)
class DoorPage:
    """A partner's join link and who asked by it."""

    name: Texts
    link: str
    asked: tuple[Asked, ...]
    named: str | None
    back: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """Whose employment ends, and what follows. `locked_out`: no personal address signs the person in once the one of work is gone.

    `last_day` is the one that is set and still to come; `may_stay`: the reader may take it back.
    """

    employment: PublicId
    partner: Texts
    own: bool
    name: Texts
    locked_out: bool
    last_day: date | None
    may_stay: bool
    back: str


def work_page(visitor: Visitor, now: datetime) -> WorkPage:
    """The reader's own ledger; two statements."""
    person = visitor.actor.person
    places = employments_of(person) if person is not None else ()
    asked = own_requests(person) if person is not None else ()
    rows = tuple(_place(one, now) for one in places if one.until is None or one.until > one.since)
    return WorkPage(rows, tuple(_request(one, now) for one in asked), not visitor.personal_email)


def door_page(partner: PartnerId, named: str | None, now: datetime) -> DoorPage:
    """The join link of a partner in the reader's reach, and the requests that wait; three statements."""
    token = link_of(partner)
    link = settings().base_url + url_for("employments.ask", token=token) if token else ""
    back = url_for("partners.team") if named is None else url_for("reporting.partner", partner=named)
    return DoorPage(partner_name(partner), link, requests_to(partner, now), named, back)


def leaving(visitor: Visitor, employment: PublicId, now: datetime) -> Leaving:
    """The employment that shall end.

    Raises:
        NotFound: there is none in the reader's reach.
    """
    found = employment_by_public_id(visitor.actor, employment)
    own = found.person_id == visitor.actor.person
    place = next(one for one in employments_of(found.person_id) if one.employment == employment)
    back = url_for("employments.work") if own else _team(visitor, place)
    locked_out = not personal_address_of(found.person_id, now).email
    ends = place.until if place.until is not None and place.until > now.date() else None
    return Leaving(
        employment, place.partner_name, own, name_of(found.person_id), locked_out, ends and ends - timedelta(days=1),
        ends is not None and not (own and place.ended_by_others), back,
    )  # fmt: skip


def _team(visitor: Visitor, place: Place) -> str:
    if visitor.partner_id == place.partner_id:
        return url_for("partners.team")
    if may(visitor.actor, Permission.READ_PARTNER):
        return url_for("reporting.partner", partner=place.partner)
    return url_for("public.landing")


def _place(one: Place, now: datetime) -> PlaceRow:
    today = now.date()
    to_come, over = one.since > today, one.until is not None and one.until <= today
    ends_later = one.until is not None and one.until > today and not to_come
    if to_come:
        state, word = "info", _("to come")
    elif over:
        state, word = "", _("over")
    else:
        state, word = ("warn", _("ends")) if ends_later else ("ok", _("today"))
    time = (
        _("from %(since)s", since=short_day(one.since)) if one.until is None
        else _("from %(since)s up to, not on, %(until)s", since=short_day(one.since), until=short_day(one.until))
    )  # fmt: skip
    roles = roles_of(is_admin=one.is_admin, sales=one.sales, technical=one.technical)
    leave = "" if over or to_come else _leave(one, ends_later=ends_later)
    return PlaceRow(one.employment, one.partner_name, roles, time, state, word, leave, ends_later and not one.ended_by_others, to_come)


def _leave(one: Place, *, ends_later: bool) -> str:
    """An end that others set is brought forward, not put off."""
    if not ends_later:
        return str(_("Leave"))
    return str(_("Leave earlier") if one.ended_by_others else _("Change the last day"))


def _request(one: OwnRequest, now: datetime) -> RequestRow:
    if one.answer is JoinAnswer.REFUSED:
        return RequestRow(one.request, one.partner_name, _("Refused: %(reason)s", reason=one.reason), open=False)
    if one.answer is JoinAnswer.CONFIRMED:
        return RequestRow(one.request, one.partner_name, _("Confirmed."), open=False)
    if one.answer is JoinAnswer.LAPSED or one.expires_at <= now:
        return RequestRow(one.request, one.partner_name, _("Nobody answered within 30 days."), open=False)
    text = _("Asked on %(day)s; it waits until %(until)s.", day=spoken(one.at.date()), until=spoken(one.expires_at.date()))
    return RequestRow(one.request, one.partner_name, text, open=True)
