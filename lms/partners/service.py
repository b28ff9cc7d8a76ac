"""What can be done to partners: create, invite, accept, leave, enter figures, confirm papers, accept the agreement."""

import re
import secrets
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, or_, select

from lms.accounts.models import Person
from lms.accounts.rules import plain_email
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import EmploymentId, PartnerId, PersonId, PublicId, Slug, new_public_id
from lms.core.text import LANGUAGES, Message, msg
from lms.core.upsert import insert
from lms.partners.events import (
    AgreementAccepted,
    ContactCardChanged,
    EvidenceConfirmed,
    InvitationAccepted,
    InvitationWithdrawn,
    PartnerCreated,
    PersonInvited,
    PersonJoined,
    PersonLeft,
    ValuesEntered,
)
from lms.partners.figures import Figure, Row, fault_of, read_csv
from lms.partners.models import (
    AgreementAcceptance,
    ContactCard,
    Employment,
    EvidenceItem,
    Invitation,
    MetricValue,
    Partner,
    PartnerProduct,
    PartnerTypeRow,
)
from lms.partners.queries import counting, employment_of, facts_of, partner_names
from lms.partners.rules import (
    FOR_GOOD,
    INVITATION_DAYS,
    Card,
    Invitee,
    NewPartner,
    ValueSource,
    token_hash,
    tracks_of,
    why_closed,
)

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
EMAIL_LENGTH = 254
NAME_LENGTH = 120
BATCH = 500
CARD_LENGTHS = {"title": 120, "title_ru": 120, "phone": 40, "hours": 80, "hours_ru": 80}
YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class Entered:
    """How many figures were new and how many were known already."""

    added: int
    known: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: all of it came in, or nothing did and `faults` holds a sentence for each line that is wrong."""

    entered: Entered
    faults: tuple[Message, ...] = ()


def create_partner(new: NewPartner, now: datetime, by: PersonId | None) -> tuple[Partner, list[Event]]:
    """Bring a company into the programme. The same partner created again by the same manager is returned as it stands, without events.

    Raises:
        Invalid: it has no name or no type.
        NotFound: there is no such manager.
        Conflict: there is another partner of that name.
    """
    name, name_ru = _name(new.name), _name(new.name_ru)
    if not name:
        raise Invalid(msg("A company needs a name."))
    if not new.types:
        raise Invalid(msg("Choose at least one type: what does the company do in the programme?"))
    if new.manager is not None:
        _hold_person(new.manager)
    if standing := db.session.scalars(select(Partner).where(Partner.name == name).order_by(Partner.id)).first():
        return _same(standing, new), []
    partner = Partner(public_id=new_public_id(), name=name, name_ru=name_ru, manager_id=new.manager, created_at=now)
    db.session.add(partner)
    db.session.flush()
    db.session.add_all(PartnerTypeRow(partner_id=partner.id, type=type_) for type_ in sorted(set(new.types)))
    db.session.add_all(PartnerProduct(partner_id=partner.id, product=product) for product in sorted(set(new.products)))
    db.session.flush()
    return partner, [PartnerCreated(at=now, by=by, partner=partner.id, public_id=partner.public_id)]


def invite(
    partner_id: PartnerId, invitee: Invitee, now: datetime, by: PersonId | None, renewed: PublicId | None = None
) -> tuple[Invitation, str, list[Event]]:  # fmt: skip
    """Invite an address for 14 days; return the invitation, the secret of its link (kept nowhere) and the events.

    Repeated for the same address, the open invitation is renewed: the new link works and the old one is dead. With `renewed` that
    very invitation is renewed, and no other is written.

    Raises:
        Invalid: the address or language cannot be one, or nothing was chosen for the person to be.
        Conflict: who has this address counts for the partner already, or `renewed` is accepted or taken back by now.
    """
    email = plain_email(invitee.email)
    _check_invitee(invitee, email)
    _hold_partner(partner_id)
    still = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    chosen = select(Invitation).where(Invitation.partner_id == partner_id, Invitation.email == email, *still)
    # Locked before the team is looked at: whoever accepts at this moment is in it by then.
    invitation = db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))
    if renewed and (invitation is None or invitation.public_id != renewed):
        raise Conflict(msg("This invitation has been accepted or taken back meanwhile."))
    employed = select(Employment.id).join(Person, Person.id == Employment.person_id)
    if db.session.scalar(employed.where(Person.email == email, Employment.partner_id == partner_id, counting(now.date())).limit(1)):
        raise Conflict(msg("%(address)s is in the team already.", address=email))
    if invitation is None:
        invitation = Invitation(public_id=new_public_id(), partner_id=partner_id, email=email, created_at=now)
        db.session.add(invitation)
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.invited_by, invitation.language = token_hash(token), by, invitee.language
    invitation.is_admin, invitation.sales, invitation.technical = invitee.is_admin, invitee.sales, invitee.technical
    invitation.sent_at, invitation.expires_at = now, now + timedelta(days=INVITATION_DAYS)
    db.session.flush()
    return invitation, token, [PersonInvited(at=now, by=by, partner=partner_id, invitation=invitation.public_id)]


def withdraw(partner_id: PartnerId, invitation: PublicId, now: datetime, by: PersonId | None) -> list[Event]:
    """Take an invitation of this partner back; nothing happens when it was withdrawn before.

    Raises:
        NotFound: this partner has no such invitation.
        Conflict: it has been accepted.
    """
    chosen = select(Invitation).where(Invitation.public_id == invitation, Invitation.partner_id == partner_id)
    found = db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    if found.accepted_at is not None:
        raise Conflict(msg("The invitation has been accepted: the person is in the team now."))
    if found.withdrawn_at is not None:
        return []
    found.withdrawn_at = now
    db.session.flush()
    return [InvitationWithdrawn(at=now, by=by, partner=partner_id, invitation=found.public_id)]


def accept(token: str, person_id: PersonId, now: datetime) -> tuple[Employment, list[Event]]:
    """Follow an invitation: the person counts for its partner from today on, and no longer for any other.

    It is confirmed at once, because the partner's admin or manager invited. A link works once; the same person following it again
    meets the employment that it made, without events.

    Raises:
        NotFound: there is no such link, or a newer one was sent.
        Refused: it is used, withdrawn or too old.
    """
    _hold_person(person_id)
    chosen = select(Invitation).where(Invitation.token_hash == token_hash(token))
    invitation = db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))
    if invitation is None:
        raise NotFound(msg("This link does not belong to an open invitation. Use the link in the newest mail, or ask for a new one."))
    today = now.date()
    standing = employment_of(person_id, today)
    there = standing if standing is not None and standing.partner_id == invitation.partner_id else None
    if invitation.person_id == person_id and there is not None:
        return there, []
    _check_open(invitation, now)
    invitation.accepted_at, invitation.person_id = now, person_id
    events: list[Event] = [
        InvitationAccepted(at=now, by=person_id, person=person_id, partner=invitation.partner_id, invitation=invitation.public_id)
    ]
    if there is None:
        events += _end_others(person_id, today, now)
    employment = there or _new_employment(invitation, person_id, now)
    employment.ends_on = None
    employment.is_admin = employment.is_admin or invitation.is_admin
    employment.sales, employment.technical = employment.sales or invitation.sales, employment.technical or invitation.technical
    db.session.flush()
    tracks = tracks_of(sales=invitation.sales, technical=invitation.technical)
    joined = PersonJoined(
        at=now, by=person_id, person=person_id, partner=invitation.partner_id,
        employment=employment.public_id, tracks=tracks, is_admin=employment.is_admin,
    )  # fmt: skip
    return employment, [*events, joined]


def leave(employment_id: EmploymentId, on: date, now: datetime, by: PersonId | None) -> list[Event]:
    """End an employment: the person counts up to but not on `on`. Nothing happens when it ends on that day already.

    A day that is still to come may be moved; an employment that is over is not changed.

    Raises:
        NotFound: there is no such employment.
        Invalid: the day lies before the first one.
        Conflict: it has ended on another day.
    """
    found = db.session.scalar(
        select(Employment).where(Employment.id == employment_id).with_for_update().execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    if found.ends_on == on:
        return []
    if found.ends_on is not None and found.ends_on <= now.date():
        raise Conflict(msg("This employment ended on %(day)s.", day=found.ends_on))
    if on < found.starts_on:
        raise Invalid(msg("The person joined on %(day)s and cannot have left before.", day=found.starts_on))
    found.ends_on = on
    db.session.flush()
    return [PersonLeft(at=now, by=by, person=found.person_id, partner=found.partner_id, employment=found.public_id, on=on)]


def enter_values(
    partner_id: PartnerId, figures: Sequence[Figure], metrics: Collection[Slug], now: datetime, by: PersonId | None,
    source: ValueSource = ValueSource.HAND,
) -> tuple[Entered, list[Event]]:  # fmt: skip
    """Enter figures of a partner: all, or none. One with a metric, day and reference that is there changes nothing and counts as known.

    Raises:
        Invalid: a figure cannot be one; the sentence says why.
    """
    for figure in figures:
        if fault := fault_of(figure, metrics, now.date()):
            raise Invalid(fault)
    return _enter([(partner_id, figure) for figure in figures], now, by, source)


def import_values_csv(
    data: bytes, scope: Select[PartnerId], metrics: Collection[Slug], now: datetime, by: PersonId | None
) -> tuple[Imported, list[Event]]:  # fmt: skip
    """Enter the figures of a file (columns: partner, metric, date, reference, value) for partners within `scope`: all lines or none.

    A partner is named by its public id or its name; one out of scope is not known.
    """
    rows, faults = read_csv(data, metrics, now.date())
    named = partner_names(scope) if rows else {}
    found = [(row, named.get(row.partner) or named.get(row.partner.casefold()) or []) for row in rows]
    faults += tuple(_partner_fault(row, len(partners)) for row, partners in found if len(partners) != 1)
    if faults:
        return Imported(Entered(0, 0), faults), []
    entered, events = _enter([(partners[0], row.figure) for row, partners in found], now, by, ValueSource.CSV)
    return Imported(entered), events


def confirm_evidence(partner_id: PartnerId, kind: Slug, year: int | None, now: datetime, by: PersonId | None) -> list[Event]:
    """Confirm that a paper of a partner is there, for a year or (`None`) for good; nothing happens when that was done before.

    Raises:
        Invalid: the year cannot be one.
    """
    if year is not None and year not in YEARS:
        raise Invalid(msg("“%(given)s” is not a year.", given=str(year)))
    row = {"partner_id": partner_id, "kind": kind, "year": FOR_GOOD if year is None else year, "confirmed_by": by, "confirmed_at": now}
    new = db.session.scalar(insert(EvidenceItem).values(row).on_conflict_do_nothing().returning(EvidenceItem.id))
    return [] if new is None else [EvidenceConfirmed(at=now, by=by, partner=partner_id, kind=kind, year=year)]


def accept_agreement(partner_id: PartnerId, version: int, text_hash: str, person_id: PersonId, now: datetime) -> list[Event]:
    """Keep that a person accepted the agreement for the partner; the first acceptance of a version stands.

    That `text_hash` is of the text in force is the caller's to check.
    """
    row = {"partner_id": partner_id, "version": version, "text_hash": text_hash, "person_id": person_id, "accepted_at": now}
    new = db.session.scalar(insert(AgreementAcceptance).values(row).on_conflict_do_nothing().returning(AgreementAcceptance.id))
    if new is None:
        return []
    return [AgreementAccepted(at=now, by=person_id, person=person_id, partner=partner_id, version=version, text_hash=text_hash)]


def set_contact_card(person_id: PersonId, card: Card, now: datetime, by: PersonId | None) -> list[Event]:
    """Say how a partner manager can be reached; nothing happens when the card says so already.

    Raises:
        Invalid: it has no title, or something is too long.
    """
    fields = {name: " ".join(getattr(card, name).split()) for name in CARD_LENGTHS}
    if not fields["title"]:
        raise Invalid(msg("A contact card needs a title, such as “Partner manager”."))
    for name, most in CARD_LENGTHS.items():
        if len(fields[name]) > most:
            raise Invalid(msg("“%(given)s” is too long: at most %(most)s characters.", given=fields[name], most=most))
    standing = db.session.get(ContactCard, person_id, populate_existing=True)
    if standing is not None and all(getattr(standing, name) == text for name, text in fields.items()):
        return []
    db.session.execute(
        insert(ContactCard).values(person_id=person_id, **fields).on_conflict_do_update(index_elements=[ContactCard.person_id], set_=fields)
    )
    if standing is not None:
        db.session.refresh(standing)
    return [ContactCardChanged(at=now, by=by, person=person_id)]


def _hold_person(person_id: PersonId) -> None:
    """Let parallel changes of one person's employments wait for each other."""
    held = db.session.scalar(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    if held is None:
        raise NotFound


def _hold_partner(partner_id: PartnerId) -> None:
    """Let parallel invitations of one partner wait for each other."""
    held = db.session.scalar(select(Partner.id).where(Partner.id == partner_id).with_for_update(key_share=True))
    if held is None:
        raise NotFound


def _same(standing: Partner, new: NewPartner) -> Partner:
    rows = facts_of([standing.id])[standing.id]
    same = (standing.manager_id, rows.types, rows.products) == (new.manager, sorted(set(new.types)), sorted(set(new.products)))
    if not same:
        raise Conflict(msg("There is a company “%(name)s” in the programme already.", name=standing.name))
    return standing


def _name(text: str) -> str:
    name = " ".join(text.split())
    if len(name) > NAME_LENGTH:
        raise Invalid(msg("A name has at most %(most)s characters.", most=NAME_LENGTH))
    return name


def _check_invitee(invitee: Invitee, email: str) -> None:
    if not EMAIL.fullmatch(email) or len(email) > EMAIL_LENGTH:
        raise Invalid(msg("%(address)s is not a mail address.", address=invitee.email))
    if not (invitee.is_admin or invitee.sales or invitee.technical):
        raise Invalid(msg("Choose at least one: sales, technical or partner admin."))
    if invitee.language not in LANGUAGES:
        raise Invalid(msg("Choose a language: %(allowed)s.", allowed=", ".join(LANGUAGES)))


def _check_open(invitation: Invitation, now: datetime) -> None:
    reason = why_closed(now, invitation.expires_at, invitation.accepted_at, invitation.withdrawn_at)
    if reason is not None:
        raise Refused(reason)


def _end_others(person_id: PersonId, today: date, now: datetime) -> list[Event]:
    """End what counts today, or would still count later."""
    later = or_(Employment.ends_on.is_(None), Employment.ends_on > today)
    chosen = select(Employment).where(Employment.person_id == person_id, Employment.confirmed_at.is_not(None), later)
    events: list[Event] = []
    for one in db.session.scalars(chosen.execution_options(populate_existing=True)).all():
        one.ends_on = today
        events.append(PersonLeft(at=now, by=person_id, person=person_id, partner=one.partner_id, employment=one.public_id, on=today))
    db.session.flush()
    return events


def _new_employment(invitation: Invitation, person_id: PersonId, now: datetime) -> Employment:
    employment = Employment(
        public_id=new_public_id(), person_id=person_id, partner_id=invitation.partner_id, starts_on=now.date(), created_at=now,
        confirmed_at=now, confirmed_by=invitation.invited_by,
        is_admin=invitation.is_admin, sales=invitation.sales, technical=invitation.technical,
    )  # fmt: skip
    db.session.add(employment)
    return employment


def _partner_fault(row: Row, how_many: int) -> Message:
    if how_many:
        return msg("line %(line)s: several companies are called “%(given)s”; write the public id instead", line=row.line, given=row.partner)
    return msg("line %(line)s: there is no company “%(given)s” among yours", line=row.line, given=row.partner)


def _enter(
    figures: list[tuple[PartnerId, Figure]], now: datetime, by: PersonId | None, source: ValueSource
) -> tuple[Entered, list[Event]]:  # fmt: skip
    rows = [
        {
            "partner_id": partner, "metric": one.metric, "on": one.on, "reference": one.reference.strip(), "value": one.value,
            "source": source, "entered_by": by, "entered_at": now,
        }
        for partner, one in figures
    ]  # fmt: skip
    new: dict[PartnerId, list[Slug]] = defaultdict(list)
    for start in range(0, len(rows), BATCH):
        statement = insert(MetricValue).values(rows[start : start + BATCH]).on_conflict_do_nothing()
        for partner, metric in db.session.execute(statement.returning(MetricValue.partner_id, MetricValue.metric)):
            new[partner].append(metric)
    added = sum(len(metrics) for metrics in new.values())
    return Entered(added, len(rows) - added), [
        ValuesEntered(at=now, by=by, partner=partner, metrics=tuple(sorted(set(metrics))), count=len(metrics), source=source)
        for partner, metrics in sorted(new.items())
    ]
