"""Papers: handed in by a partner, confirmed, refused or taken back; and agreements that are accepted."""

from datetime import date, datetime

from sqlalchemy import func, or_, select

from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, PublicId, Slug, new_public_id
from lms.core.text import msg
from lms.core.upsert import insert
from lms.partners.events import (
    AgreementAccepted,
    EvidenceConfirmed,
    EvidenceRefused,
    EvidenceSubmitted,
    EvidenceTakenBack,
    EvidenceWithdrawn,
)
from lms.partners.evidence.queries import year_of
from lms.partners.evidence.rules import YEARS, PaperState, Submission, fault_of_reason, fault_of_submission
from lms.partners.models import AgreementAcceptance, EvidenceItem, EvidenceStep
from lms.partners.rules import FOR_GOOD
from lms.partners.service.figures import hold_partners


def submit_evidence(partner_id: PartnerId, given: Submission, now: datetime, by: PersonId) -> tuple[EvidenceItem, list[Event]]:
    """Hand a paper in. Handed in again unchanged while it waits, it is the same one, without events.

    Raises:
        Invalid: there is nothing in it, or it cannot be one.
        Conflict: another one for the same year waits, or one is confirmed that does not end.
    """
    link, note = given.link.strip(), given.note.strip().replace("\r\n", "\n")
    given = Submission(kind=given.kind, year=given.year, link=link, note=note)
    if fault := fault_of_submission(given):
        raise Invalid(fault)
    hold_partners([partner_id])
    waiting = _one(partner_id, given, PaperState.SUBMITTED)
    if waiting is not None:
        if (waiting.link, waiting.note) == (link, note):
            return waiting, []
        raise Conflict(msg("This paper has been handed in and waits for its answer. Take it back before you hand in another."))
    if _one(partner_id, given, PaperState.CONFIRMED) is not None:
        raise Conflict(msg("This paper is confirmed already."))
    item = EvidenceItem(
        public_id=new_public_id(), partner_id=partner_id, kind=given.kind, year=_stored(given.year), state=PaperState.SUBMITTED,
        link=link, note=note, submitted_by=by, submitted_at=now,
    )  # fmt: skip
    db.session.add(item)
    db.session.flush()
    _step(item, now, by)
    return item, [EvidenceSubmitted(at=now, by=by, partner=partner_id, paper=item.public_id, kind=item.kind, year=given.year)]


def confirm_paper(paper: PublicId, until: date | None, now: datetime, by: PersonId) -> list[Event]:
    """Confirm a paper that was handed in; it counts from today up to but not on `until`. Nothing happens when that was done.

    Raises:
        NotFound: there is no such paper.
        Invalid: `until` is not to come.
        Refused: who handed it in cannot confirm it.
        Conflict: it was decided or taken back meanwhile, or another one is confirmed that does not end.
    """
    item = _hold_paper(paper)
    if item.state is PaperState.CONFIRMED:
        return []
    _check_open(item)
    _check_until(until, now)
    if item.submitted_by == by:
        raise Refused(msg("You handed this paper in. Somebody else confirms it."))
    standing = select(EvidenceItem.id).where(
        EvidenceItem.partner_id == item.partner_id, EvidenceItem.kind == item.kind, EvidenceItem.year == item.year,
        EvidenceItem.state == PaperState.CONFIRMED, EvidenceItem.until.is_(None),
    )  # fmt: skip
    if db.session.scalar(standing) is not None:
        raise Conflict(msg("This paper is confirmed already."))
    return _confirmed(item, until, now, by)


def confirm_evidence(
    partner_id: PartnerId, kind: Slug, year: int | None, now: datetime, by: PersonId | None, until: date | None = None
) -> list[Event]:  # fmt: skip
    """Confirm a paper that came on another way, for a year or (`None`) for good; nothing happens when that was done before.

    One that was handed in for the same year is the one that is confirmed.

    Raises:
        Invalid: the year cannot be one, or `until` is not to come.
        Refused: who handed it in cannot confirm it.
        Conflict: one was handed in, and another one is confirmed that does not end.
    """
    if year is not None and year not in YEARS:
        raise Invalid(msg("“%(given)s” is not a year.", given=str(year)))
    _check_until(until, now)
    hold_partners([partner_id])
    given = Submission(kind=kind, year=year)
    if _one(partner_id, given, PaperState.CONFIRMED, now.date()) is not None:
        return []
    if (waiting := _one(partner_id, given, PaperState.SUBMITTED)) is not None and by is not None:
        return confirm_paper(waiting.public_id, until, now, by)
    item = EvidenceItem(public_id=new_public_id(), partner_id=partner_id, kind=kind, year=_stored(year), confirmed_at=now)
    return _confirmed(item, until, now, by)


def refuse_paper(paper: PublicId, reason: str, now: datetime, by: PersonId) -> list[Event]:
    """Refuse a paper that was handed in; nothing happens when that was done.

    Raises:
        NotFound: there is no such paper.
        Invalid: the reason is missing or too long.
        Conflict: it was confirmed or taken back meanwhile.
    """
    if fault := fault_of_reason(reason):
        raise Invalid(fault)
    item = _hold_paper(paper)
    if item.state is PaperState.REFUSED:
        return []
    _check_open(item)
    item.state = PaperState.REFUSED
    _step(item, now, by, reason.strip())
    return [EvidenceRefused(at=now, by=by, partner=item.partner_id, paper=item.public_id, kind=item.kind, year=year_of(item.year))]


def withdraw_paper(paper: PublicId, now: datetime, by: PersonId) -> list[Event]:
    """Take back a paper that was handed in and is not decided; nothing happens when that was done.

    Raises:
        NotFound: there is no such paper.
        Conflict: it was decided meanwhile.
    """
    item = _hold_paper(paper)
    if item.state is PaperState.WITHDRAWN:
        return []
    _check_open(item)
    item.state = PaperState.WITHDRAWN
    _step(item, now, by)
    return [EvidenceWithdrawn(at=now, by=by, partner=item.partner_id, paper=item.public_id, kind=item.kind, year=year_of(item.year))]


def take_back_paper(paper: PublicId, reason: str, now: datetime, by: PersonId) -> list[Event]:
    """Take a confirmation back: the paper counts up to but not on today. Nothing happens when that was done.

    Raises:
        NotFound: there is no such paper.
        Invalid: the reason is missing or too long.
        Conflict: it was never confirmed.
    """
    if fault := fault_of_reason(reason):
        raise Invalid(fault)
    item = _hold_paper(paper)
    if item.ended_on is not None:
        return []
    if item.state is not PaperState.CONFIRMED:
        raise Conflict(msg("This paper is not confirmed."))
    item.state, item.ended_on = PaperState.WITHDRAWN, now.date()
    _step(item, now, by, reason.strip())
    ended = EvidenceTakenBack(
        at=now, by=by, partner=item.partner_id, paper=item.public_id, kind=item.kind, year=year_of(item.year), on=now.date()
    )  # fmt: skip
    return [ended]


def accept_agreement(partner_id: PartnerId, version: int, text_hash: str, person_id: PersonId, now: datetime) -> list[Event]:
    """Keep that a person accepted the agreement for the partner; the first acceptance of a version stands.

    That `text_hash` is of the text in force is the caller's to check.
    """
    row = {"partner_id": partner_id, "version": version, "text_hash": text_hash, "person_id": person_id, "accepted_at": now}
    new = db.session.scalar(insert(AgreementAcceptance).values(row).on_conflict_do_nothing().returning(AgreementAcceptance.id))
    if new is None:
        return []
    return [AgreementAccepted(at=now, by=person_id, person=person_id, partner=partner_id, version=version, text_hash=text_hash)]


def _confirmed(item: EvidenceItem, until: date | None, now: datetime, by: PersonId | None) -> list[Event]:
    item.state, item.until, item.confirmed_by, item.confirmed_at = PaperState.CONFIRMED, until, by, now
    db.session.add(item)
    db.session.flush()
    _step(item, now, by)
    return [
        EvidenceConfirmed(
            at=now, by=by, partner=item.partner_id, paper=item.public_id, kind=item.kind, year=year_of(item.year), until=until
        )
    ]


def _one(partner: PartnerId, given: Submission, state: PaperState, day: date | None = None) -> EvidenceItem | None:
    """The paper of this kind and year in a state; of those that end, with a day, one that still counts then."""
    lasts = EvidenceItem.until.is_(None) if day is None else or_(EvidenceItem.until.is_(None), EvidenceItem.until > day)
    same = (EvidenceItem.partner_id == partner, EvidenceItem.kind == given.kind, EvidenceItem.year == _stored(given.year))
    chosen = select(EvidenceItem).where(*same, EvidenceItem.state == state, lasts)
    return db.session.scalar(chosen.limit(1).execution_options(populate_existing=True))


def _hold_paper(paper: PublicId) -> EvidenceItem:
    """Lock the paper, and its partner before it, so that two decisions wait for each other."""
    chosen = select(EvidenceItem).where(EvidenceItem.public_id == paper)
    found = db.session.scalar(chosen)
    if found is None:
        raise NotFound
    hold_partners([found.partner_id])
    db.session.refresh(found, with_for_update=True)
    return found


def _check_open(item: EvidenceItem) -> None:
    if item.state is not PaperState.SUBMITTED:
        raise Conflict(msg("This paper has been decided or taken back meanwhile. Look at it again."))


def _check_until(until: date | None, now: datetime) -> None:
    if until is not None and until <= now.date():
        raise Invalid(msg("Choose a day after today."))


def _step(item: EvidenceItem, now: datetime, by: PersonId | None, reason: str = "") -> None:
    last = db.session.scalar(select(func.max(EvidenceStep.number)).where(EvidenceStep.item_id == item.id)) or 0
    db.session.add(EvidenceStep(item_id=item.id, number=last + 1, state=item.state, at=now, by_id=by, reason=reason))
    db.session.flush()


def _stored(year: int | None) -> int:
    return FOR_GOOD if year is None else year
