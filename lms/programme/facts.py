"""Gathering what requirements look at: facts about partners and about persons, from the features below."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from lms.accounts.models import Person
from lms.certificates.queries import holdings_of
from lms.certificates.rules import Certifications
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PersonId
from lms.learning.queries import completions_of
from lms.partners.queries import PartnerRows, facts_of
from lms.requirements.facts import Holding, Member, PartnerFacts, PersonFacts


def facts_of_partner(partner: PartnerId, certifications: Certifications) -> PartnerFacts:
    """What is known about one partner; seven statements."""
    return facts_of_partners([partner], certifications)[partner]


def facts_of_partners(partners: Collection[PartnerId], certifications: Certifications) -> dict[PartnerId, PartnerFacts]:
    """What is known about each of these partners; seven statements however many they are.

    Certificates stay in the facts when they have ended, people when they have left, with what they held until then: the day of an
    evaluation decides what counts.
    """
    rows = facts_of(partners)
    people = {employment.person_id for one in rows.values() for employment in one.employments}
    holdings = holdings_of(people, certifications)
    return {partner: _partner_facts(one, holdings) for partner, one in rows.items()}


def facts_of_person(person: PersonId, certifications: Certifications) -> PersonFacts:
    """What is known about one person, wherever they work; three statements.

    Raises:
        NotFound: there is no such person.
    """
    public_id = db.session.scalar(select(Person.public_id).where(Person.id == person))
    if public_id is None:
        raise NotFound
    return PersonFacts(public_id, holdings_of([person], certifications)[person], tuple(completions_of([person])[person]))


def _partner_facts(rows: PartnerRows, holdings: dict[PersonId, tuple[Holding, ...]]) -> PartnerFacts:
    members = tuple(
        Member(one.person, one.name, one.sales, one.technical, one.since, one.until, _while_here(holdings[one.person_id], one.until))
        for one in rows.employments
    )
    return PartnerFacts(
        types=tuple(rows.types), products=tuple(rows.products), members=members,
        values=tuple(rows.values), papers=tuple(rows.papers), agreement=rows.agreement,
    )  # fmt: skip


def _while_here(holdings: tuple[Holding, ...], until: date | None) -> tuple[Holding, ...]:
    """What somebody held as long as they worked here: what they earn, or lose, after they have left is no business of this partner."""
    if until is None:
        return holdings
    held = (one for one in holdings if one.issued_on < until)
    return tuple(replace(one, revoked_on=None) if one.revoked_on is not None and one.revoked_on >= until else one for one in held)
