"""Papers that are there and agreements that are accepted."""

from datetime import datetime

from lms.core.db import db
from lms.core.errors import Invalid
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, Slug
from lms.core.text import msg
from lms.core.upsert import insert
from lms.partners.events import AgreementAccepted, EvidenceConfirmed
from lms.partners.models import AgreementAcceptance, EvidenceItem
from lms.partners.rules import FOR_GOOD

YEARS = range(2000, 2101)


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
