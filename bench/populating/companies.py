"""Made-up partners, their people, and what partners enter: employments, figures, papers and accepted agreements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from bench.populating.writing import Row, Writer, made_up_id
from lms.access import Role
from lms.accounts.models import Person, PersonRole
from lms.partners.models import AgreementAcceptance, Employment, EvidenceItem, MetricValue, Partner, PartnerProduct, PartnerTypeRow
from lms.partners.rules import PartnerType, ValueSource
from lms.programme.rules import Programme

PORTFOLIO = 50
"""So many partners a manager looks after."""
VALUES = 20
"""So many figures a partner has entered."""
FORMER = 0.1
"""This share of the people has worked for another partner before."""
TYPES = (PartnerType.RESELLER, PartnerType.SERVICE)
NAMES = (
    "Alla",
    "Boris",
    "Vera",
    "Gleb",
    "Daria",
    "Yegor",
    "Zoya",
    "Ivan",
    "Kira",
    "Lev",
    "Maria",
    "Nikita",
    "Olga",
    "Pavel",
    "Rimma",
    "Semyon",
)
FAMILIES = ("Orlova", "Belov", "Sokolova", "Lebedev", "Nikitina", "Volkov", "Zaytseva", "Morozov", "Pavlova", "Kozlov")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at a partner, by the ids of both."""

    person: int
    partner: int
    technical: bool


def hire(writer: Writer, partners: int, people: int, now: datetime, password: str | None) -> list[Colleague]:
    """Write managers, partners and their people. Partners differ in size: the largest has about 6 times the people of the middle one."""
    chance = Random(partners * 1_000_003 + people)
    first, first_partner = writer.last_id(Person) + 1, writer.last_id(Partner) + 1
    managers = range(first, first + -(-partners // PORTFOLIO))
    staff = [person_row(number, f"manager{number}@vendor.example", chance, now, password) for number in managers]
    writer.add(Person, staff)
    writer.add(PersonRole, ({"person_id": one, "role": Role.PARTNER_MANAGER, "granted_at": now} for one in managers))
    ids = range(first_partner, first_partner + partners)
    writer.add(Partner, partner_rows(ids, managers, chance, now))
    writer.add(PartnerTypeRow, ({"partner_id": one, "type": TYPES[one % 2]} for one in ids))
    writer.add(PartnerProduct, ({"partner_id": one, "product": product} for one in ids for product in ("compute", "backup")))
    weights = [chance.paretovariate(1.6) for _ in ids]
    places = [*ids, *chance.choices(ids, weights, k=max(people - partners, 0))][:people]
    team = [Colleague(managers.stop + number, partner, number % 3 == 0) for number, partner in enumerate(places)]
    writer.add(Person, (person_row(one.person, f"p{one.person}@partner{one.partner}.example", chance, now, password) for one in team))
    writer.add(Employment, employment_rows(team, ids, chance, now))
    return team


def report(writer: Writer, team: list[Colleague], programme: Programme, now: datetime) -> None:
    """Write what each partner entered: figures over two years, this year's papers, and the agreement that its admin accepted."""
    chance = Random(len(team))
    admins: dict[int, int] = {}
    for one in team:
        admins.setdefault(one.partner, one.person)
    metrics = [one.id for one in programme.metrics]
    writer.add(MetricValue, (
        {
            "partner_id": partner, "metric": metrics[number % len(metrics)],
            "on": now.date() - timedelta(days=number * 35 + chance.randrange(30)),
            "reference": f"r{number}", "value": Decimal(chance.randrange(10, 50)) / 10, "source": ValueSource.CSV, "entered_by": admin,
            "entered_at": now,
        }
        for partner, admin in admins.items() for number in range(VALUES)
    ))  # fmt: skip
    writer.add(EvidenceItem, (
        {"partner_id": partner, "kind": "business_plan", "year": now.year, "confirmed_at": now, "public_id": made_up_id(chance)}
        for partner in admins if partner % 3
    ))  # fmt: skip
    agreement = programme.agreement
    writer.add(AgreementAcceptance, (
        {"partner_id": partner, "version": agreement.version, "text_hash": agreement.text_hash, "person_id": admin, "accepted_at": now}
        for partner, admin in admins.items() if partner % 10
    ))  # fmt: skip


def person_row(number: int, email: str, chance: Random, now: datetime, password: str | None) -> Row:
    """One account."""
    seen = now - timedelta(hours=chance.randrange(1, 24 * 200))
    return {
        "id": number, "public_id": made_up_id(chance), "email": email, "password": password, "active": True,
        "fs_uniquifier": f"uniquifier{number}",
        "name": f"{chance.choice(NAMES)} {chance.choice(FAMILIES)}", "language": chance.choice(("en", "ru")), "zone": "Europe/Moscow",
        "created_at": seen - timedelta(days=300), "signed_in_at": seen, "last_seen_at": seen,
    }  # fmt: skip


def partner_rows(ids: range, managers: range, chance: Random, now: datetime) -> Iterator[Row]:
    """The partners, in portfolios."""
    for place, number in enumerate(ids):
        yield {
            "id": number, "public_id": made_up_id(chance), "name": f"Partner {number:03}", "name_ru": f"Партнёр {number:03}",
            "manager_id": managers[place // PORTFOLIO], "created_at": now - timedelta(days=900),
        }  # fmt: skip


def employment_rows(team: list[Colleague], partners: range, chance: Random, now: datetime) -> Iterator[Row]:
    """Where everybody works, and where some worked before. The first of a partner is its admin."""
    led: set[int] = set()
    for one in team:
        began = now.date() - timedelta(days=chance.randrange(30, 800))
        row = {
            "public_id": made_up_id(chance), "person_id": one.person, "partner_id": one.partner, "starts_on": began, "confirmed_at": now,
            "is_admin": one.partner not in led, "sales": not one.technical, "technical": one.technical, "created_at": now,
        }  # fmt: skip
        led.add(one.partner)
        yield row
        if chance.random() < FORMER:
            yield row | {
                "public_id": made_up_id(chance), "partner_id": chance.choice(partners), "starts_on": began - timedelta(days=400),
                "ends_on": began, "is_admin": False,
            }  # fmt: skip
