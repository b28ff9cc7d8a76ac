"""Reading certificates: of people, by public id within the actor's reach, and by code for everybody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select

from lms.access import Actor, Permission
from lms.accounts.models import Person
from lms.certificates.models import Certificate
from lms.certificates.rules import Certifications, Held, normalise_code
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PersonId, PublicId, Slug
from lms.core.text import Texts
from lms.partners.queries import people_scope
from lms.partners.rules import both_names
from lms.requirements.facts import Holding


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate with its holder."""

    certificate: Certificate
    person_id: PersonId
    person: PublicId
    name: Texts


def certificates_of(person: PersonId) -> Sequence[Certificate]:
    """All certificates of the person, newest first."""
    chosen = select(Certificate).where(Certificate.person_id == person)
    return db.session.scalars(chosen.order_by(Certificate.issued_at.desc(), Certificate.id.desc())).all()


def held_of(person: PersonId, certification: Slug) -> tuple[Held, ...]:
    """The person's certificates in one certification, as `rules.cycle_of` looks at them, oldest first."""
    chosen = select(Certificate).where(Certificate.person_id == person, Certificate.certification == certification)
    return tuple(
        Held(one.cycle, one.issued_at.date(), one.expires_on, one.revoked_at and one.revoked_at.date(), one.revoked_with_attempt)
        for one in db.session.scalars(chosen.order_by(Certificate.cycle))
    )


def holdings_of(people: Collection[PersonId], certifications: Certifications) -> dict[PersonId, tuple[Holding, ...]]:
    """The certificates of each of these people as facts, oldest first; one statement however many they are.

    Those of a certification that does not count for tiers, or is no longer known, do not count.
    """
    found: dict[PersonId, tuple[Holding, ...]] = dict.fromkeys(people, ())
    chosen = select(Certificate).where(Certificate.person_id.in_(found)).order_by(Certificate.issued_at, Certificate.id)
    for one in db.session.scalars(chosen):
        known = certifications.items.get(one.certification)
        holding = Holding(
            certification=one.certification, certificate=one.public_id, issued_on=one.issued_at.date(), expires_on=one.expires_on,
            revoked_on=one.revoked_at.date() if one.revoked_at else None, counts=known is not None and known.counts,
        )  # fmt: skip
        found[one.person_id] = (*found[one.person_id], holding)
    return found


def by_code(typed: str) -> HeldCertificate | None:
    """The certificate with this code, written in any way; for everybody who has the code. `None`: there is none."""
    code = normalise_code(typed)
    return _held(_with_person().where(Certificate.code == code)) if code else None


def certificate_by_public_id(actor: Actor, public_id: PublicId, day: date) -> HeldCertificate:
    """The certificate, when the actor may read it: an own one, or one of a person who counts on `day` for a partner in reach.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    within = Certificate.person_id.in_(people_scope(actor, Permission.READ_CERTIFICATE, day))
    found = _held(_with_person().where(Certificate.public_id == public_id, within))
    if found is None:
        raise NotFound
    return found


def _with_person() -> Select[Certificate, Person]:
    return select(Certificate, Person).join(Person, Person.id == Certificate.person_id)


def _held(chosen: Select[Certificate, Person]) -> HeldCertificate | None:
    row = db.session.execute(chosen).one_or_none()
    if row is None:
        return None
    certificate, person = row
    return HeldCertificate(certificate, person.id, person.public_id, both_names(person.name, person.name_ru))
