"""What is known about partners by themselves, in one statement however many they are; and for whom people count."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, Numeric, Select, String, cast, func, literal, null, select, type_coerce, union_all
from sqlalchemy.sql.elements import ColumnElement

from lms.core.db import UtcDateTime, db
from lms.core.ids import PartnerId, PersonId
from lms.partners.evidence.rules import counted_until
from lms.partners.models import AgreementAcceptance, Employment, Partner, PartnerProduct, PartnerTypeRow
from lms.partners.queries import counting, papers_now, values_now
from lms.partners.rules import FOR_GOOD
from lms.requirements.facts import Paper, Value

COLUMNS: dict[str, ColumnElement[Any]] = {
    "moment": cast(null(), UtcDateTime()), "day": cast(null(), Date), "later": cast(null(), Date), "amount": cast(null(), Numeric(18, 4)),
    "number": cast(null(), Integer), "slug": cast(null(), String), "text": cast(null(), String), "product": cast(null(), String),
}  # fmt: skip
"""What a row may hold besides its partner and its sort."""


@dataclass(slots=True)
class Known:
    """All that is known about a partner but its people; in an order that does not depend on who wrote what when."""

    since: date | None = None
    types: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    agreement: int | None = None


def known_of(partners: Collection[PartnerId]) -> dict[PartnerId, Known]:
    """What is known about each of these partners; one statement."""
    found = {partner: Known() for partner in partners}
    if found:
        for row in db.session.execute(union_all(*_parts(found))):
            _add(found[row.partner_id], row)
    for one in found.values():
        one.types.sort()
        one.products.sort()
        one.values.sort(key=lambda value: (value.on, value.metric, value.reference, value.value))
        one.papers.sort(key=lambda paper: (paper.confirmed_on, paper.kind, paper.year or FOR_GOOD, paper.until or date.max))
    return found


def employers_of(people: Collection[PersonId], day: date) -> set[PartnerId]:
    """The partners for which these people count on a day; one statement, and none for nobody."""
    if not people:
        return set()
    return set(db.session.scalars(select(Employment.partner_id).where(Employment.person_id.in_(people), counting(day))))


def _parts(partners: Collection[PartnerId]) -> Iterable[Select[Any]]:
    values, papers = values_now(partners).order_by(None).subquery(), papers_now(partners).order_by(None).subquery()
    accepted = select(AgreementAcceptance.partner_id, func.max(AgreementAcceptance.version).label("version"))
    newest = accepted.where(AgreementAcceptance.partner_id.in_(partners)).group_by(AgreementAcceptance.partner_id).subquery()
    yield _part("since", Partner.id, moment=Partner.created_at).where(Partner.id.in_(partners))
    yield _part("type", PartnerTypeRow.partner_id, slug=PartnerTypeRow.type).where(PartnerTypeRow.partner_id.in_(partners))
    yield _part("product", PartnerProduct.partner_id, slug=PartnerProduct.product).where(PartnerProduct.partner_id.in_(partners))
    yield _part("agreement", newest.c.partner_id, number=newest.c.version)
    yield _part(
        "value", values.c.partner_id, day=values.c.on, amount=values.c.value, slug=values.c.metric, text=values.c.reference,
        product=values.c.product,
    )  # fmt: skip
    yield _part(
        "paper", papers.c.partner_id, moment=papers.c.confirmed_at, day=papers.c.until, later=papers.c.ended_on, number=papers.c.year,
        slug=papers.c.kind,
    )  # fmt: skip


def _part(sort: str, partner: Any, **given: Any) -> Select[Any]:
    own = [type_coerce(given.get(name, empty), empty.type).label(name) for name, empty in COLUMNS.items()]
    return select(partner.label("partner_id"), literal(sort, String, literal_execute=True).label("sort"), *own)


def _add(known: Known, row: Any) -> None:
    match row.sort:
        case "since":
            known.since = row.moment.date()
        case "type":
            known.types.append(row.slug)
        case "product":
            known.products.append(row.slug)
        case "agreement":
            known.agreement = row.number
        case "value":
            known.values.append(Value(row.slug, row.day, row.amount, row.text, row.product))
        case _:  # a paper
            year = None if row.number == FOR_GOOD else row.number
            known.papers.append(Paper(row.slug, year, row.moment.date(), counted_until(row.day, row.later)))
