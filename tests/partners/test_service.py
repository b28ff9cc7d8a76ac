"""Creating partners, the agreement and the contact card: once, however often repeated."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import PersonId, Slug
from lms.partners import queries, service
from lms.partners.events import AgreementAccepted, ContactCardChanged, PartnerCreated
from lms.partners.models import Partner
from lms.partners.rules import Card, NewPartner, PartnerType
from tests.parallel import at_once
from tests.partners.world import NOW, partner, person

RESELLER = (PartnerType.RESELLER,)


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
