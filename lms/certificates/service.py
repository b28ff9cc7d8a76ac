"""What can be done to certificates: award, once for each person, certification and cycle; and revoke."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, or_, select

from lms.certificates.events import CertificateIssued, CertificateRevoked
from lms.certificates.models import Certificate
from lms.certificates.queries import held_of
from lms.certificates.rules import (
    CODE_BYTES,
    CertificateSource,
    Certification,
    Certifications,
    code_of,
    expires_on,
    lasts_longer,
    newest_of,
)
from lms.core.db import db
from lms.core.errors import Invalid, NotFound
from lms.core.events import Event
from lms.core.ids import AttemptId, PersonId, PublicId, Slug, new_public_id
from lms.core.text import msg
from lms.core.upsert import insert

REASON_LENGTH = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """What a person earned: the certification and the cycle that the pass counts for, and how it came to be."""

    person: PersonId
    certification: Slug
    cycle: int
    attempt: AttemptId | None = None
    percent: int | None = None
    source: CertificateSource = CertificateSource.EXAM
    earned_at: datetime | None = None
    """When it was earned, where that is not now: what is marked or repaired later is dated from the finish."""


def award(earned: Earned, certifications: Certifications, now: datetime, by: PersonId | None = None) -> tuple[Certificate, list[Event]]:
    """Issue a certificate, dated from when it was earned, and renew the certifications that it renews and the person holds.

    What is renewed rests on the same attempt: when that counts no more, all of it is revoked, and when it counts again, won again.
    Awarded again, it is returned as it stands. Where that of the cycle was revoked with the attempt that won it, another attempt wins one,
    and so does the same attempt when it counts again.

    Raises:
        NotFound: there is no such certification.
    """
    certification = certifications.items.get(earned.certification)
    if certification is None:
        raise NotFound
    dated = earned.earned_at or now
    certificate, is_new = _issue(earned, certification, dated)
    if not is_new:
        return certificate, []
    events: list[Event] = [_issued(certificate, now, by)]
    for slug in certification.renews:
        renewed = certifications.items.get(slug)
        cycle = _renewable(earned.person, renewed, dated.date()) if renewed else None
        if renewed and cycle:
            renewal = replace(earned, certification=slug, cycle=cycle, percent=None)
            added, is_new = _issue(renewal, renewed, dated)
            events += [_issued(added, now, by)] if is_new else []
    return certificate, events


def revoke(
    certificate: PublicId, reason: str, now: datetime, by: PersonId | None, *, with_attempt: bool = False
) -> list[Event]:  # fmt: skip
    """Take a certificate back from today on; nothing happens when that was done before, and the first reason stands.

    A revocation is final. `with_attempt`: only because the attempt that won it counts no more, so that its cycle can be won again.

    Raises:
        NotFound: there is no such certificate.
        Invalid: there is no reason, or it is too long.
    """
    text = reason.strip()
    if not 0 < len(text) <= REASON_LENGTH:
        raise Invalid(msg("Give a reason of at most %(most)s characters.", most=REASON_LENGTH))
    chosen = select(Certificate).where(Certificate.public_id == certificate)
    found = db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    if found.revoked_at is not None:
        return []
    found.revoked_at, found.revoked_reason, found.revoked_with_attempt = now, text, with_attempt
    db.session.flush()
    return [
        CertificateRevoked(
            at=now, by=by, person=found.person_id, certificate=found.public_id, certification=found.certification, cycle=found.cycle
        )
    ]


def _issue(earned: Earned, certification: Certification, now: datetime) -> tuple[Certificate, bool]:
    """Store the certificate, or find the one that stands; and whether it is new. The unique keys decide between parallel awards."""
    while (standing := _standing(earned)) is None:  # again only where one stood in the way and was revoked meanwhile
        row = {
            "public_id": new_public_id(), "code": code_of(secrets.token_bytes(CODE_BYTES)), "person_id": earned.person,
            "certification": earned.certification, "cycle": earned.cycle, "attempt_id": earned.attempt, "source": earned.source,
            "percent": earned.percent, "issued_at": now, "expires_on": expires_on(certification.validity, now.date()),
        }  # fmt: skip
        new = db.session.scalar(insert(Certificate).values(row).on_conflict_do_nothing().returning(Certificate.id))
        if new is not None:
            return db.session.get_one(Certificate, new), True
    return standing, False


def _standing(earned: Earned) -> Certificate | None:
    """The certificate that stands in the way of a new one: of the same cycle, or of the same attempt in the same certification.

    One that was taken from the person stands there too; one that only went with its attempt does not, whoever wins the cycle again.
    """
    of_cycle = and_(Certificate.person_id == earned.person, Certificate.cycle == earned.cycle)
    of_attempt = and_(Certificate.attempt_id.is_not(None), Certificate.attempt_id == earned.attempt)
    same = and_(Certificate.certification == earned.certification, or_(of_cycle, of_attempt))
    stands = or_(Certificate.revoked_at.is_(None), Certificate.revoked_with_attempt.is_(False))
    newest = select(Certificate).where(same, stands).order_by(Certificate.revoked_at.is_not(None), Certificate.id.desc())
    return db.session.scalar(newest.limit(1).with_for_update().execution_options(populate_existing=True))


def _renewable(person: PersonId, renewed: Certification, day: date) -> int | None:
    """The cycle that a renewal on `day` opens; `None` when the person does not hold the certification, or would gain nothing."""
    newest = newest_of([one for one in held_of(person, renewed.id) if not one.went_with_attempt])
    if newest is None or newest.revoked_on is not None or (newest.expires_on is not None and day >= newest.expires_on):
        return None
    return newest.cycle + 1 if lasts_longer(expires_on(renewed.validity, day), newest.expires_on) else None


def _issued(certificate: Certificate, now: datetime, by: PersonId | None) -> Event:
    return CertificateIssued(
        at=now, by=by, person=certificate.person_id, certificate=certificate.public_id,
        certification=certificate.certification, cycle=certificate.cycle, expires_on=certificate.expires_on,
    )  # fmt: skip
