"""What the mails about beginnings, ends and requests to join say. None of them tells a company where somebody goes."""

from collections.abc import Mapping

from sqlalchemy import select

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.events import Event
from lms.core.text import Texts
from lms.partners.events import (
    JoinAsked,
    JoiningCalledOff,
    JoiningPlanned,
    JoinRefused,
    LastAdminLeft,
    LeavingPlanned,
    LeavingWithdrawn,
    PersonLeft,
)
from lms.partners.queries import partner_name, partner_public_id
from lms.partners.requests.queries import reason_of
from lms.partners.rules import both_names

OWN = "/account/work"
TEAM = "/team"
PERSONAL = "/account/personal"


def employment_words(event: Event) -> Mapping[str, object] | None:
    """The words for the person and for who looks after the company; `None` for an event that is not about this.

    `on` is the first day on which something is otherwise, `link` the person's way and `team_link` that of the company. `personal_link`
    is where whoever leaves gives a personal address; empty for those whom one signs in already.
    """
    name, personal = _known(event)
    words: dict[str, object] = {"partner": partner_name(event.partner), "person": name, "link": OWN, "team_link": TEAM}
    match event:
        case PersonLeft() | LeavingPlanned() | LeavingWithdrawn():
            return {**words, "on": event.on, "personal_link": "" if personal else PERSONAL}
        case JoiningPlanned() | JoiningCalledOff():
            return {**words, "on": event.starts_on}
        case LastAdminLeft():
            return {**words, "team_link": f"/partners/{partner_public_id(event.partner)}"}
        case JoinAsked():
            return {**words, "team_link": f"/team/requests/{event.request}"}
        case JoinRefused():
            return {**words, "reason": reason_of(event.request)}
        case _:
            return None


def _known(event: Event) -> tuple[Texts, bool]:
    """The person's name, and whether they have a personal address that its mailbox has confirmed."""
    row = db.session.execute(select(Person.name, Person.name_ru, Person.personal_email).where(Person.id == event.person)).one_or_none()
    return (both_names(row[0], row[1]), bool(row[2])) if row else ({}, False)
