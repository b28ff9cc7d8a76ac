"""Becoming a partner: the application and its link, the review, and what follows when the vendor signs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.access import Permission
from lms.core.errors import Conflict, NotFound
from lms.core.events import Event
from lms.core.ids import PersonId, PublicId, Slug
from lms.core.text import msg
from lms.journey.partners import create_partner
from lms.journey.settle import programme_now, settle
from lms.notifications.recipients import Recipient
from lms.notifications.service import announce
from lms.partners.applications import service as applications
from lms.partners.applications.events import ApplicationAsked, ApplicationDecided
from lms.partners.applications.models import Application
from lms.partners.applications.queries import application_by_public_id, company_known, links_since
from lms.partners.applications.rules import LINKS_A_DAY, NewApplication, NewScore, Signature, Verdict
from lms.partners.managers.service import note_first
from lms.partners.models import Partner
from lms.partners.rules import Invitee, NewPartner, PartnerType
from lms.partners.service import hold_name
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """What whoever signs says about the partner to be: its name and business, who looks after it and why they suit.

    `alone` is the reason where two roles of the vendor meet in one person.
    """

    name: str
    name_ru: str = ""
    types: tuple[PartnerType, ...]
    products: tuple[Slug, ...]
    manager: PersonId
    fit: str = ""
    alone: str = ""


def apply_as_partner(library: Library, new: NewApplication, zone: str, now: datetime) -> None:
    """Take an application; the mail with its link goes into the outbox.

    The mail holds no word of what was entered: anybody can enter anybody's address. An address whose application goes on gets one
    more link to that one, and no more mails on a day than somebody needs who has lost them.

    Raises:
        Invalid: as `partners.applications.service.apply`.
    """
    application, events = applications.apply(new, now)
    settle(library, events, now)
    if links_since(application.id, now - A_DAY) < LINKS_A_DAY:
        _write(application, "application_received", {"at": application.received_at}, zone, now)


def withdraw_application(library: Library, token: str, now: datetime) -> None:
    """The applicant thinks better of it.

    Raises:
        NotFound, Conflict: as `partners.applications.service.withdraw`.
    """
    settle(library, applications.withdraw(token, now), now)


def answer_application(library: Library, token: str, text: str, now: datetime) -> None:
    """The applicant answers what was asked.

    Raises:
        NotFound, Invalid, Conflict: as `partners.applications.service.answer`.
    """
    settle(library, applications.answer(token, text, now), now)


def begin_review(library: Library, visitor: Visitor, application: PublicId, now: datetime) -> None:
    """Take an application up.

    Raises:
        NotFound: there is none in the visitor's reach.
        Refused: as `partners.applications.service.begin`.
    """
    found = _reviewed(visitor, application)
    settle(library, applications.begin(found.id, now, _me(visitor)), now)


def score_application(library: Library, visitor: Visitor, application: PublicId, new: NewScore, now: datetime) -> None:
    """Give points for one criterion.

    Raises:
        NotFound: there is none in the visitor's reach.
        Invalid, Conflict, Refused: as `partners.applications.service.score`.
    """
    found = _reviewed(visitor, application)
    settle(library, applications.score(found.id, new, now, _me(visitor)), now)


def decide_application(library: Library, visitor: Visitor, application: PublicId, verdict: Verdict, now: datetime) -> None:
    """Accept, decline or ask for more; a mail tells the applicant in the language of the application.

    Raises:
        NotFound: there is none in the visitor's reach.
        Invalid, Conflict, Refused: as `partners.applications.service.decide`.
    """
    found = _reviewed(visitor, application)
    events = applications.decide(found.id, verdict, now, _me(visitor))
    settle(library, events, now)
    _tell(found, events, verdict.reason.strip(), visitor.zone, now)


def sign_application(library: Library, visitor: Visitor, application: PublicId, welcome: Welcome, now: datetime) -> Partner:
    """The vendor signs: the partner is made, its manager named, and the applicant invited as its first admin, in one transaction.

    The applicant accepts the same agreement once they are in.

    Raises:
        NotFound: there is none in the visitor's reach, or no such manager.
        Invalid, Conflict, Refused: as `partners.applications.service.hold_to_sign`, `journey.create_partner`.
    """
    found = _reviewed(visitor, application)
    held = applications.hold_to_sign(found.id, welcome.manager, welcome.alone, _me(visitor))
    hold_name(welcome.name)
    if company_known(" ".join(welcome.name.split())):
        # Else the same company, made by hand meanwhile, would be taken for the one that applied.
        raise Conflict(msg("There is a company “%(name)s” in the programme already.", name=" ".join(welcome.name.split())))
    new = NewPartner(
        name=welcome.name, name_ru=welcome.name_ru, types=welcome.types, products=welcome.products, manager=welcome.manager
    )  # fmt: skip
    admin = Invitee(email=held.email, is_admin=True, language=held.language)
    partner = create_partner(library, visitor, new, admin, now)
    note_first(partner.id, welcome.manager, welcome.fit, now, visitor.actor.person)
    version = programme_now(library, now).agreement.version
    signature = Signature(partner=partner.id, manager=welcome.manager, version=version, alone=welcome.alone)
    settle(library, applications.sign(found.id, signature, now, _me(visitor)), now)
    return partner


def _tell(application: Application, events: list[Event], reason: str, zone: str, now: datetime) -> None:
    words: dict[str, object] = {"company": application.company, "reason": reason}
    for event in events:
        match event:
            case ApplicationAsked():
                _write(application, "application_asked", words, zone, now)
            case ApplicationDecided():
                _write(application, "application_decided", {**words, "accepted": event.accepted}, zone, now)
            case _:
                pass


def _write(application: Application, mail: str, words: dict[str, object], zone: str, now: datetime) -> None:
    """Each mail to the applicant carries a link of its own."""
    link = f"/my-application/{applications.new_link(application.id, now)}"
    announce(Recipient(None, application.email, "", application.language, zone), mail, {**words, "link": link}, now)


def _reviewed(visitor: Visitor, application: PublicId) -> Application:
    return application_by_public_id(visitor.actor, application, Permission.REVIEW_APPLICATION)


def _me(visitor: Visitor) -> PersonId:
    if visitor.actor.person is None:
        raise NotFound
    return visitor.actor.person
