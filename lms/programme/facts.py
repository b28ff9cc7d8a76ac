"""Gathering what requirements look at about partners, from the features below: two statements, however many partners and people."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from lms.accounts.models import Person
from lms.certificates.models import Certificate
from lms.certificates.rules import Certifications
from lms.core.db import db
from lms.core.ids import PartnerId, Slug
from lms.partners.known import Known, known_of
from lms.partners.models import Employment
from lms.partners.rules import both_names
from lms.quizzes.models import Attempt
from lms.quizzes.rules import AttemptState
from lms.requirements.facts import Holding, Member, PartnerFacts

WAITING = (
    select(func.aggregate_strings(Attempt.quiz, " "))
    .where(
        Attempt.person_id == Employment.person_id, Attempt.state == AttemptState.WAITING,
        or_(Employment.ends_on.is_(None), Attempt.finished_at < Employment.ends_on),
    )
    .correlate(Employment)
    .scalar_subquery()
)  # fmt: skip
"""The quizzes of which an attempt of somebody, handed in while here, waits for its marker."""


@dataclass(slots=True)
class _Place:
    """An employment as its rows are read; there is one for each certificate."""

    row: Any
    holdings: list[Holding] = field(default_factory=list)


def facts_of_partner(partner: PartnerId, certifications: Certifications) -> PartnerFacts:
    """What is known about one partner; two statements."""
    return facts_of_partners([partner], certifications)[partner]


def facts_of_partners(partners: Collection[PartnerId], certifications: Certifications) -> dict[PartnerId, PartnerFacts]:
    """What is known about each of these partners; two statements however many they are.

    Certificates stay in the facts when they have ended, people when they have left, with what they held until then: the day of an
    evaluation decides what counts.
    """
    members = _members(partners, certifications)
    return {partner: _partner_facts(known, members[partner]) for partner, known in known_of(partners).items()}


def _partner_facts(known: Known, members: list[Member]) -> PartnerFacts:
    return PartnerFacts(
        types=tuple(known.types), products=tuple(known.products), members=tuple(members), values=tuple(known.values),
        papers=tuple(known.papers), agreement=known.agreement, since=known.since,
    )  # fmt: skip


def _members(partners: Collection[PartnerId], certifications: Certifications) -> dict[PartnerId, list[Member]]:
    chosen = (
        select(
            Employment.id, Employment.partner_id, Employment.sales, Employment.technical, Employment.starts_on, Employment.ends_on,
            Person.public_id, Person.name, Person.name_ru, Certificate.public_id.label("certificate"), Certificate.certification,
            Certificate.issued_at, Certificate.expires_on, Certificate.revoked_at, WAITING.label("waiting"),
        )
        .join(Person, Person.id == Employment.person_id)
        .outerjoin(Certificate, Certificate.person_id == Employment.person_id)
        .where(Employment.partner_id.in_(partners), Employment.confirmed_at.is_not(None))
        .order_by(Employment.starts_on, Employment.id, Certificate.issued_at, Certificate.id)
    )  # fmt: skip
    places: dict[int, _Place] = {}
    for row in db.session.execute(chosen):
        place = places.setdefault(row.id, _Place(row))
        if row.certificate is not None:
            place.holdings.append(_holding(row, certifications))
    exams = {one.exam: one.id for one in certifications.items.values() if one.exam is not None}
    found: dict[PartnerId, list[Member]] = {partner: [] for partner in partners}
    for place in places.values():
        found[place.row.partner_id].append(_member(place, exams))
    return found


def _member(place: _Place, exams: dict[Slug, Slug]) -> Member:
    row = place.row
    waiting = {exams[Slug(quiz)] for quiz in (row.waiting or "").split() if quiz in exams}
    return Member(
        row.public_id, both_names(row.name, row.name_ru), row.sales, row.technical, row.starts_on, row.ends_on,
        _while_here(place.holdings, row.ends_on), tuple(sorted(waiting)),
    )  # fmt: skip


def _holding(row: Any, certifications: Certifications) -> Holding:
    """A certificate of a certification that does not count for tiers, or is no longer known, does not count."""
    known = certifications.items.get(row.certification)
    return Holding(
        certification=row.certification, certificate=row.certificate, issued_on=row.issued_at.date(), expires_on=row.expires_on,
        revoked_on=row.revoked_at.date() if row.revoked_at else None, counts=known is not None and known.counts,
    )  # fmt: skip


def _while_here(holdings: list[Holding], until: date | None) -> tuple[Holding, ...]:
    """What somebody held as long as they worked here: what they earn, or lose, after they have left is no business of this partner."""
    if until is None:
        return tuple(holdings)
    held = (one for one in holdings if one.issued_on < until)
    return tuple(replace(one, revoked_on=None) if one.revoked_on is not None and one.revoked_on >= until else one for one in held)
