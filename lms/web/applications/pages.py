"""What the public page of becoming a partner shows, and what the applicant sees of the own application."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from lms.partners.applications.queries import Step, Whole, application_by_token, first_admin_of, whole_of
from lms.partners.applications.rules import ENDED, OPEN, ApplicationState, StepKind, after
from lms.partners.queries import acceptances_of
from lms.partners.rules import PartnerType
from lms.publishing.library import Library
from lms.web.applications.words import DOES
from lms.web.presentation import day_of, short_day, spoken
from lms.web.public.pages import programme_page
from lms.web.public.table import Tiers
from lms.web.reporting.words import TYPES


@dataclass(frozen=True, slots=True)
class Kind:
    """One partner type in a sentence."""

    type: PartnerType
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class BecomePage:
    """The public page; `tiers` is `None` while no programme is published. `heights` are the tiers on the map, `mission` is empty when the
    rule file says none."""

    mission: str
    kinds: tuple[Kind, ...]
    tiers: Tiers | None
    heights: tuple[dict[str, str], ...]
    stops: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A word between the two sides, on its day."""

    title: str
    day: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """An application as the applicant sees it."""

    company: str
    state: str
    text: str
    stops: tuple[dict[str, object], ...]
    facts: tuple[tuple[str, str], ...]
    said: tuple[Said, ...]
    asks: bool
    may_withdraw: bool


def become_page(library: Library, now: datetime) -> BecomePage:
    """What the programme is and takes, by the version in force, else by the one in the release; one statement."""
    public = programme_page(library, now)
    stops: tuple[dict[str, object], ...] = (
        {"state": "here", "name": _("You apply"), "meta": _("Five fields, no documents, no account.")},
        {
            "state": "todo", "number": 2, "name": _("We look at it"),
            "meta": _("If something is missing, we ask. You see every step with its day."),
        },
        {"state": "todo", "number": 3, "name": _("We decide, with a reason"), "meta": _("Yes or no, you read why.")},
        {"state": "todo", "number": 4, "name": _("Both sides sign the agreement"), "meta": _("Then your first admin invites the team.")},
    )  # fmt: skip
    return BecomePage(
        mission=public.mission, kinds=kinds_of(library), tiers=public.rules.tiers if public.rules else None, heights=public.stops,
        stops=stops,
    )  # fmt: skip


def kinds_of(library: Library) -> tuple[Kind, ...]:
    """The partner types that the rule file tells of, in its words; all there are, in ours, where it tells of none."""
    told = {one.id: one.says for one in library.programme.types} if library.programme else {}
    said = {PartnerType(one): spoken(says) for one, says in told.items() if one in set(PartnerType)}
    if not said:
        said = {one: spoken(DOES[one]) for one in PartnerType}
    return tuple(Kind(one, spoken(TYPES[one]), text) for one, text in said.items())


def status_page(token: str) -> StatusPage:
    """The application behind a link; the secret in it is the permission.

    Raises:
        NotFound: there is no such link.
    """
    whole = whole_of(application_by_token(token), scores=False)
    one = whole.application
    facts = (
        (_("Company"), one.company), (_("Website or registration number"), one.site), (_("Your name"), one.contact),
        (_("Work email"), one.email), (_("What you want to do"), ", ".join(spoken(TYPES[kind]) for kind in whole.types)),
    )  # fmt: skip
    return StatusPage(
        company=one.company, state=one.state.value, text=_situation(one.state), stops=_stops(whole), facts=facts,
        said=tuple(_said(step) for step in whole.steps if step.said), asks=one.state is ApplicationState.ASKED,
        may_withdraw=after(one.state, StepKind.WITHDRAWN) is not None,
    )  # fmt: skip


def _situation(state: ApplicationState) -> str:
    sentences = {
        ApplicationState.RECEIVED: _("Your application is here. As soon as somebody takes it up, the day stands below."),
        ApplicationState.IN_REVIEW: _("We are looking at it. There is nothing for you to do now."),
        ApplicationState.ASKED: _("We have asked you something. As soon as you answer, we go on."),
        ApplicationState.ACCEPTED: _("You are welcome. Next we sign the agreement and invite your first admin."),
        ApplicationState.SIGNED: _("Your company is a partner. The invitation has gone to your address."),
        ApplicationState.DECLINED: _("We do not go on with this application. The reason stands below."),
        ApplicationState.WITHDRAWN: _("You took this application back. You may apply again at any time."),
    }
    return sentences[state]


def _said(step: Step) -> Said:
    titles = {
        StepKind.ASKED: _("We asked"), StepKind.ANSWERED: _("You answered"),
        StepKind.ACCEPTED: _("Why we said yes"), StepKind.DECLINED: _("Why we said no"),
    }  # fmt: skip
    return Said(titles.get(step.kind, ""), _day(step.at), step.said)


def _stops(whole: Whole) -> tuple[dict[str, object], ...]:
    """The way of an application: what is behind it has its day, and one stop is where it stands."""
    review, decided = whole.step(StepKind.BEGAN, StepKind.ASKED), whole.step(StepKind.ACCEPTED, StepKind.DECLINED)
    reviewed = _stop(_("In review"), review.at if review else None)
    reviewed["done"] = review is not None and whole.application.state not in OPEN
    stops = [
        _stop(_("Received"), whole.application.received_at),
        reviewed,
        _stop(_decision(whole), decided.at if decided else None),
    ]
    if whole.application.state is ApplicationState.WITHDRAWN:
        gone = whole.step(StepKind.WITHDRAWN)
        stops = [*(one for one in stops if one["meta"]), _stop(_("Taken back"), gone.at if gone else None)]
    elif whole.application.state is not ApplicationState.DECLINED:
        stops += _after_the_decision(whole)
    return _with_here(stops, ended=whole.application.state in ENDED - {ApplicationState.SIGNED})


def _decision(whole: Whole) -> str:
    words = {StepKind.ACCEPTED: _("Accepted"), StepKind.DECLINED: _("Declined")}
    found = whole.step(*words)
    return words[found.kind] if found else _("Decided, with a reason")


def _after_the_decision(whole: Whole) -> list[dict[str, object]]:
    one, signed = whole.application, whole.step(StepKind.SIGNED)
    accepted = acceptances_of(one.partner_id) if one.partner_id is not None else ()
    ours = _("signed by us on %(day)s", day=_day(signed.at)) if signed else ""
    yours = _("accepted by your company on %(day)s", day=_day(accepted[-1].at)) if accepted else _("your first admin accepts it")
    admin = first_admin_of(one.partner_id, one.email) if one.partner_id is not None else None
    invited = _stop(_("First admin invited"), admin.sent_at if admin else None)
    if admin and admin.accepted_at:
        invited["meta"] = _("invited on %(sent)s, here since %(day)s", sent=_day(admin.sent_at), day=_day(admin.accepted_at))
    agreement: dict[str, object] = {"name": _("Agreement"), "meta": f"{ours}; {yours}" if signed else "", "done": bool(accepted)}
    invited["done"] = bool(admin and admin.accepted_at)
    return [agreement, invited]


def _stop(name: str, at: datetime | None) -> dict[str, object]:
    return {"name": name, "meta": _day(at) if at else "", "done": at is not None}


def _with_here(stops: list[dict[str, object]], *, ended: bool) -> tuple[dict[str, object], ...]:
    """The first stop that is not behind it is where the application stands; an end that was reached is behind it."""
    here = next((at for at, one in enumerate(stops) if not one["done"]), None)
    states = ("done" if one["done"] else "here" if at == here and not ended else "todo" for at, one in enumerate(stops))
    return tuple({**one, "state": state, "number": at} for at, (one, state) in enumerate(zip(stops, states, strict=True), 1))


def _day(at: datetime) -> str:
    return short_day(day_of(at))
