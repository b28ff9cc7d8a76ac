"""Creating partners, figures by hand and by file, papers, the agreement and the contact card: once, however often repeated."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.access import Actor, Permission, Role
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import PersonId, Slug
from lms.core.translation import say
from lms.partners import queries, service
from lms.partners.events import AgreementAccepted, ContactCardChanged, EvidenceConfirmed, PartnerCreated, ValuesEntered
from lms.partners.figures import Figure
from lms.partners.models import MetricValue, Partner
from lms.partners.rules import Card, NewPartner, PartnerType, ValueSource
from lms.partners.service import Entered, Imported
from lms.requirements.facts import Paper, Value
from tests.parallel import at_once
from tests.partners.world import CSAT, METRICS, NOW, PROJECTS, TODAY, partner, person

RESELLER = (PartnerType.RESELLER,)
FIGURES = (
    Figure(PROJECTS, date(2026, 3, 1), "P-1", Decimal(3)),
    Figure(CSAT, date(2026, 3, 1), "A-1", Decimal("4.25")),
)
HEADER = "partner;metric;date;reference;value\n"


def values(db: SQLAlchemy) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(MetricValue)) or 0


def test_a_partner_is_created_with_types_products_and_manager(db: SQLAlchemy) -> None:
    manager = person(db, "Manager")
    new = NewPartner(
        name="  Vector  Ltd ", name_ru="Вектор", types=(PartnerType.SERVICE, PartnerType.RESELLER, PartnerType.SERVICE),
        products=(Slug("backup"),), manager=manager.id,
    )  # fmt: skip
    with transaction():
        created, events = service.create_partner(new, NOW, manager.id)
    assert (created.name, created.name_ru, created.manager_id) == ("Vector Ltd", "Вектор", manager.id)
    assert events == [PartnerCreated(at=NOW, by=manager.id, partner=created.id, public_id=created.public_id)]
    rows = queries.facts_of([created.id])[created.id]
    assert (rows.types, rows.products) == (["reseller", "service"], ["backup"])


def test_a_partner_created_twice_is_one_and_another_of_its_name_is_refused(db: SQLAlchemy) -> None:
    manager, other = person(db, "Manager"), person(db, "Other")
    new = NewPartner(name="Vector", types=RESELLER, manager=manager.id)
    with transaction():
        first, _ = service.create_partner(new, NOW, manager.id)
    with transaction():
        second, events = service.create_partner(new, NOW, manager.id)
    assert (second.id, events) == (first.id, [])
    with pytest.raises(Conflict), transaction():
        service.create_partner(NewPartner(name="Vector", types=RESELLER, manager=other.id), NOW, other.id)


def test_fifty_parallel_clicks_create_one_partner(db: SQLAlchemy) -> None:
    new = NewPartner(name="Vector", types=RESELLER, manager=person(db, "Manager").id)
    at_once(db, lambda _number: service.create_partner(new, NOW, None)[0].id)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Partner)) == 1


@pytest.mark.parametrize(
    "new",
    [NewPartner(name=" ", types=RESELLER), NewPartner(name="V", types=()), NewPartner(name="V" * 121, types=RESELLER)],
)
def test_a_partner_without_name_or_type_is_refused(db: SQLAlchemy, new: NewPartner) -> None:
    with pytest.raises(Invalid), transaction():
        service.create_partner(new, NOW, None)


def test_a_partner_needs_a_manager_who_exists(db: SQLAlchemy) -> None:
    with pytest.raises(NotFound), transaction():
        service.create_partner(NewPartner(name="V", types=RESELLER, manager=PersonId(10**6)), NOW, None)


def test_figures_come_in_once(db: SQLAlchemy) -> None:
    vector = partner("Vector")
    with transaction():
        entered, events = service.enter_values(vector.id, FIGURES, METRICS, NOW, None)
    assert entered == Entered(2, 0)
    assert events == [ValuesEntered(at=NOW, partner=vector.id, metrics=(PROJECTS, CSAT), count=2, source=ValueSource.HAND)]
    again = Figure(PROJECTS, date(2026, 3, 1), " P-1 ", Decimal(99))
    new = Figure(PROJECTS, date(2026, 3, 1), "P-2", Decimal(1))
    with transaction():
        entered, events = service.enter_values(vector.id, (again, new), METRICS, NOW, None, ValueSource.SEED)
    assert entered == Entered(1, 1)
    assert events == [ValuesEntered(at=NOW, partner=vector.id, metrics=(PROJECTS,), count=1, source=ValueSource.SEED)]
    assert queries.facts_of([vector.id])[vector.id].values == [
        Value(PROJECTS, date(2026, 3, 1), Decimal(3)),
        Value(CSAT, date(2026, 3, 1), Decimal("4.25")),
        Value(PROJECTS, date(2026, 3, 1), Decimal(1)),
    ]


def test_one_wrong_figure_keeps_all_out(db: SQLAlchemy) -> None:
    vector = partner("Vector")
    with pytest.raises(Invalid), transaction():
        service.enter_values(vector.id, (*FIGURES, Figure(CSAT, TODAY + timedelta(days=1), "A-2", Decimal(4))), METRICS, NOW, None)
    assert values(db) == 0


def test_a_file_names_partners_by_public_id_or_name(db: SQLAlchemy) -> None:
    manager = person(db, "Manager")
    vector, gamma = partner("Vector", manager.id), partner("Gamma", manager.id)
    actor = Actor(person=manager.id, roles=frozenset({Role.PARTNER_MANAGER}))
    scope = queries.portfolio_scope(actor, Permission.ENTER_FIGURES)
    text = HEADER + f"{vector.public_id};csat;2026-03-01;A-1;4,5\nGAMMA;csat;2026-03-01;A-1;4.5\nGamma;csat;2026-03-01;A-1;4.5\n"
    with transaction():
        imported, events = service.import_values_csv(text.encode(), scope, METRICS, NOW, manager.id)
    assert imported == Imported(Entered(2, 1))
    assert [event.partner for event in events] == [vector.id, gamma.id]
    with transaction():
        imported, events = service.import_values_csv(text.encode(), scope, METRICS, NOW, manager.id)
    assert (imported, events) == (Imported(Entered(0, 3)), [])
    assert values(db) == 2


def test_a_file_with_one_wrong_line_changes_nothing(db: SQLAlchemy) -> None:
    manager, other = person(db, "Manager"), person(db, "Other")
    partner("Vector", manager.id)
    partner("Foreign", other.id)
    for twin in (1, 2):
        with transaction():
            db.session.add(Partner(public_id=f"twin-{twin}", name="Twin", manager_id=manager.id, created_at=NOW))
    actor = Actor(person=manager.id, roles=frozenset({Role.PARTNER_MANAGER}))
    scope = queries.portfolio_scope(actor, Permission.ENTER_FIGURES)
    lines = [
        "Vector;csat;2026-03-01;A-1;4.5",
        "Vector;csat;2026-03-01;A-1;high",
        "Foreign;csat;2026-03-01;A-1;4",
        "Twin;csat;2026-03-01;A-1;4",
    ]
    with transaction():
        imported, events = service.import_values_csv((HEADER + "\n".join(lines)).encode(), scope, METRICS, NOW, manager.id)
    assert [say(fault, "en") for fault in imported.faults] == [
        "line 3: “high” is not a number; write it like 1.5 or 1,5",
        "line 4: there is no company “Foreign” among yours",
        "line 5: several companies are called “Twin”; write the public id instead",
    ]
    assert (imported.entered, events, values(db)) == (Entered(0, 0), [], 0)


def test_a_large_file_comes_in_whole(db: SQLAlchemy) -> None:
    vector = partner("Vector")
    actor = Actor(person=PersonId(1), roles=frozenset({Role.PROGRAMME_ADMIN}))
    scope = queries.portfolio_scope(actor, Permission.ENTER_FIGURES)
    text = HEADER + "".join(f"Vector;active_projects;2026-03-01;P-{number};1\n" for number in range(1201))
    with transaction():
        imported, events = service.import_values_csv(text.encode(), scope, METRICS, NOW, None)
    assert imported.entered == Entered(1201, 0)
    assert events == [ValuesEntered(at=NOW, partner=vector.id, metrics=(PROJECTS,), count=1201, source=ValueSource.CSV)]


def test_a_paper_is_confirmed_once_for_a_year_or_for_good(db: SQLAlchemy) -> None:
    vector, manager, plan = partner("Vector"), person(db, "Manager"), Slug("business_plan")
    for year in (2026, None):
        with transaction():
            events = service.confirm_evidence(vector.id, plan, year, NOW, manager.id)
        assert events == [EvidenceConfirmed(at=NOW, by=manager.id, partner=vector.id, kind=plan, year=year)]
        with transaction():
            assert service.confirm_evidence(vector.id, plan, year, NOW + timedelta(days=1), manager.id) == []
    assert queries.facts_of([vector.id])[vector.id].papers == [Paper(plan, 2026, TODAY), Paper(plan, None, TODAY)]
    with pytest.raises(Invalid), transaction():
        service.confirm_evidence(vector.id, plan, 0, NOW, manager.id)


def test_the_first_acceptance_of_a_version_stands(db: SQLAlchemy) -> None:
    vector, anna, boris = partner("Vector"), person(db, "Anna"), person(db, "Boris")
    accepted = AgreementAccepted(at=NOW, by=anna.id, person=anna.id, partner=vector.id, version=3, text_hash="f" * 64)
    with transaction():
        assert service.accept_agreement(vector.id, 3, "f" * 64, anna.id, NOW) == [accepted]
    with transaction():
        assert service.accept_agreement(vector.id, 3, "f" * 64, boris.id, NOW + timedelta(days=1)) == []
    with transaction():
        assert len(service.accept_agreement(vector.id, 2, "e" * 64, boris.id, NOW)) == 1
    assert queries.facts_of([vector.id])[vector.id].agreement == 3


def test_a_contact_card_says_how_the_manager_can_be_reached(db: SQLAlchemy) -> None:
    manager = person(db, "Manager", "Менеджер")
    vector, alone = partner("Vector", manager.id), partner("Alone")
    bare = queries.contact_of(vector.id)
    assert bare is not None
    assert (bare.name, bare.email, bare.title, bare.phone, bare.hours) == ({"en": "Manager", "ru": "Менеджер"}, manager.email, {}, "", {})
    assert queries.contact_of(alone.id) is None
    card = Card(title="Partner manager", title_ru="Менеджер партнёров", phone="+7 495 000-00-00", hours="9 to 18")
    with transaction():
        assert service.set_contact_card(manager.id, card, NOW, manager.id) == [ContactCardChanged(at=NOW, by=manager.id, person=manager.id)]
    with transaction():
        assert service.set_contact_card(manager.id, card, NOW, manager.id) == []
    with transaction():
        assert service.set_contact_card(manager.id, Card(title=" Your  contact "), NOW, manager.id)
    full = queries.contact_of(vector.id)
    assert full is not None
    assert (full.title, full.phone) == ({"en": "Your contact", "ru": "Your contact"}, "")


@pytest.mark.parametrize("card", [Card(title=" "), Card(title="Contact", phone="1" * 41)])
def test_a_contact_card_without_title_or_with_too_much_is_refused(db: SQLAlchemy, card: Card) -> None:
    manager = person(db, "Manager")
    with pytest.raises(Invalid), transaction():
        service.set_contact_card(manager.id, card, NOW, manager.id)
