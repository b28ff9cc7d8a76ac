"""What people decide about their own data: a copy, consents, and being erased, when the words go and chains and counts stay."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import or_, select

from lms.accounts.models import Person
from lms.certificates.models import Certificate
from lms.core.db import db
from lms.core.declension import genitive
from lms.core.errors import NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, PublicId
from lms.core.removal import Removal, carry_out
from lms.core.text import msg
from lms.journey.scores import hidden_scores
from lms.journey.settle import review_partner, settle
from lms.notifications.models import MailState, OutboxMail
from lms.notifications.recipients import Recipient
from lms.notifications.service import announce
from lms.partners import service as partners
from lms.partners.applications.service import withdraw_of
from lms.partners.models import Employment, Invitation, Partner
from lms.partners.requests.models import JoinRequest
from lms.partners.requests.service import take_back
from lms.privacy import service as privacy
from lms.privacy.events import DataExported, PersonErased
from lms.privacy.models import Erasure
from lms.privacy.queries import next_due
from lms.privacy.rules import Decisions, name_hash
from lms.publishing.library import Library
from lms.quizzes.accommodations.queries import standing_of
from lms.quizzes.models import Attempt
from lms.quizzes.queries import history_of
from lms.reporting.inventory import HELD, Fate, Who
from lms.reporting.own_data import Section, own_data
from lms.reporting.succession import succession_of
from lms.reporting.visitor import Visitor

FAREWELL = "erased"
"""The last mail to an erased person. Its row is all that still holds the address, until the mail has left."""
NOT_SHOWN = msg("of some attempts it is not shown now, as the quiz has it")
GONE = "—"
"""What stands where words stood that must not be empty."""


def export_own_data(library: Library, visitor: Visitor, now: datetime) -> tuple[Section, ...]:
    """Everything that is held about the visitor; that a copy was taken is logged first, so that the copy tells of itself.

    A score that the review rule of its quiz hides now is left out, and that is said.
    """
    person = _me(visitor)
    settle(library, [DataExported(at=now, by=person, person=person)], now)
    hidden = hidden_scores(library, history_of(person), standing_of(person, now.date()).accommodation, now)
    return tuple(_without_scores(one, hidden) if one.name == Attempt.__tablename__ else one for one in own_data(person))


def _without_scores(attempts: Section, hidden: frozenset[PublicId]) -> Section:
    rows = tuple({**row, "percent": None} if row["public_id"] in hidden else row for row in attempts.rows)
    missing = any(row["percent"] is not None and row["public_id"] in hidden for row in attempts.rows)
    return replace(attempts, rows=rows, withheld={**attempts.withheld, "percent": NOT_SHOWN} if missing else attempts.withheld)


def choose_consents(library: Library, visitor: Visitor, wanted: Decisions, now: datetime) -> None:
    """Keep what the visitor consents to, and what not.

    Raises:
        Conflict: as `privacy.service.choose`.
    """
    settle(library, privacy.choose(_me(visitor), library.consents, wanted, visitor.language, now), now)


def request_erasure(library: Library, visitor: Visitor, now: datetime, *, keep_name: bool) -> Erasure:
    """Ask to be erased in 14 days; a mail confirms it.

    Raises:
        Refused: the visitor is the last programme admin.
    """
    person = _me(visitor)
    if succession_of(person, now.date()).last_programme_admin:
        raise Refused(msg("You are the only programme admin. Ask the operator to make somebody else one; then your data can be erased."))
    erasure, events = privacy.request_erasure(person, now, keep_name=keep_name)
    settle(library, events, now)
    return erasure


def undo_erasure(library: Library, visitor: Visitor, now: datetime) -> None:
    """Undo the request; nothing happens when there is none."""
    settle(library, privacy.undo_erasure(_me(visitor), now), now)


def erase_due(library: Library, now: datetime, secret: str) -> int:
    """Erase the person whose 14 days ended first; how many there were (0 or 1). Farewells that have left are forgotten."""
    over = OutboxMail.state.in_((MailState.SENT, MailState.FAILED))
    carry_out(Removal(OutboxMail, (OutboxMail.event == FAREWELL) & over))
    erasure = next_due(now)
    if erasure is None:
        return 0
    _erase(library, erasure, now, secret)
    return 1


def _erase(library: Library, erasure: Erasure, now: datetime, secret: str) -> None:
    person = db.session.get_one(Person, erasure.person_id, with_for_update={"key_share": True}, populate_existing=True)
    who, names = Who(person.id, person.email, person.personal_email or ""), _names(person)
    farewell = Recipient(None, person.email, "", person.language, person.zone)
    former = _partners_of(person.id)
    events = _leave(person.id, now) + _withdraw_invitations(who, now)
    events += _take_requests_back(person.id, now) + withdraw_of(who.addresses, now)
    _seal_certificates(person, secret, keep_name=erasure.keep_name)
    for held in reversed(HELD):
        if held.fate is Fate.DELETE or held.blank:
            carry_out(Removal(held.model, held.rows(who), held.blank if held.fate is Fate.BLANK else None))
    carry_out(Removal(Partner, Partner.manager_id == who.id, {"manager_id": None}))
    _forget_in_mails(who, names)
    erasure.done_at = now
    db.session.flush()
    announce(farewell, FAREWELL, {"link": "/verify"}, now)
    reviewed = [event for partner in former for event in review_partner(library, partner, now)]
    settle(library, [*events, PersonErased(at=now, person=who.id), *reviewed], now)


def _leave(person: PersonId, now: datetime) -> list[Event]:
    """What counts ends today, as for anybody who leaves."""
    today: date = now.date()
    still = or_(Employment.ends_on.is_(None), Employment.ends_on > today)
    chosen = select(Employment.id, Employment.starts_on).where(Employment.person_id == person, still).order_by(Employment.id)
    return [event for one, since in db.session.execute(chosen).all() for event in partners.leave(one, max(since, today), now, None)]


def _take_requests_back(person: PersonId, now: datetime) -> list[Event]:
    waiting = select(JoinRequest.public_id).where(JoinRequest.person_id == person, JoinRequest.answer.is_(None)).order_by(JoinRequest.id)
    return [event for one in db.session.scalars(waiting).all() for event in take_back(one, person, now)]


def _withdraw_invitations(who: Who, now: datetime) -> list[Event]:
    waiting = (Invitation.email.in_(who.addresses), Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    chosen = select(Invitation.partner_id, Invitation.public_id).where(*waiting).order_by(Invitation.id)
    return [event for partner, one in db.session.execute(chosen).all() for event in partners.withdraw(partner, one, now, None)]


def _seal_certificates(person: Person, secret: str, *, keep_name: bool) -> None:
    """The certificates stay with code, course and dates; of the name only keyed hashes, unless the holder wished it to stay."""
    for one in db.session.scalars(select(Certificate).where(Certificate.person_id == person.id)).all():
        one.holder_hash = name_hash(secret, one.code, person.name) + name_hash(secret, one.code, person.name_ru or person.name)
        one.holder_name, one.holder_name_ru = (person.name, person.name_ru) if keep_name else (None, None)
        one.revoked_reason = GONE if one.revoked_reason is not None else None
    db.session.flush()


def _forget_in_mails(who: Who, names: Iterable[str]) -> None:
    """Mails to others in which the person is named: one that has left loses its words, one that waits loses the name."""
    for word in (*who.addresses, *names):
        named = [column.contains(word, autoescape=True) for column in (OutboxMail.subject, OutboxMail.text, OutboxMail.html)]
        for mail in db.session.scalars(select(OutboxMail).where(or_(OutboxMail.reply_to == word, *named))).all():
            left = mail.state in (MailState.SENT, MailState.FAILED)
            mail.subject = GONE if left else mail.subject.replace(word, GONE)
            mail.text = GONE if left else mail.text.replace(word, GONE)
            mail.html = GONE if left else mail.html.replace(word, GONE)
            mail.reply_to = "" if mail.reply_to == word else mail.reply_to
        db.session.flush()


def _names(person: Person) -> list[str]:
    """The name as texts and markup write it, also as it stands in “the certificate of whom”; the longest first."""
    plain = {form for one in (person.name, person.name_ru) if one for form in (one, genitive(one))}
    marked = {
        one.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;").replace('"', "&#34;") for one in plain
    }
    return sorted(plain | marked, key=len, reverse=True)


def _partners_of(person: PersonId) -> list[PartnerId]:
    """Every partner whose stored review may name the person."""
    chosen = select(Employment.partner_id).where(Employment.person_id == person).distinct()
    return sorted(db.session.scalars(chosen))


def _me(visitor: Visitor) -> PersonId:
    if visitor.actor.person is None:
        raise NotFound
    return visitor.actor.person
