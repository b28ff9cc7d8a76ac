"""Who gets a mail: by one statement each, of today's people, with today's contact."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.access import Role
from lms.accounts.models import Person, PersonRole
from lms.core.db import db, transaction
from lms.core.errors import NotFound
from lms.core.ids import PersonId, new_public_id
from lms.notifications import recipients
from lms.notifications.recipients import Contact, Recipient
from lms.partners.models import Employment, Partner

TODAY = date(2026, 11, 21)


def person(now: datetime, name: str, language: str = "en", *, active: bool = True) -> PersonId:
    """Store a person."""
    row = Person(
        public_id=new_public_id(), email=f"{name}@x.example", fs_uniquifier=name, name=name.title(), name_ru="", language=language,
        zone="Asia/Omsk", created_at=now, active=active,
    )  # fmt: skip
    with transaction():
        db.session.add(row)
    return row.id


def partner(now: datetime, manager: PersonId | None) -> Partner:
    """Store a partner."""
    row = Partner(public_id=new_public_id(), name="Severny", manager_id=manager, created_at=now)
    with transaction():
        db.session.add(row)
    return row


def employ(who: PersonId, where: Partner, now: datetime, *, admin: bool = True, until: date | None = None, confirmed: bool = True) -> None:
    """Give a person a place at a partner."""
    with transaction():
        db.session.add(
            Employment(
                public_id=new_public_id(), person_id=who, partner_id=where.id, starts_on=TODAY - timedelta(days=30), ends_on=until,
                confirmed_at=now if confirmed else None, is_admin=admin, created_at=now,
            )
        )  # fmt: skip


IRINA = Contact({"en": "Irina", "ru": "Irina"}, "irina@x.example")


def test_a_person_is_written_to_with_todays_contact(post: Flask, now: datetime) -> None:
    anna, severny = person(now, "anna"), partner(now, person(now, "irina"))
    assert recipients.person(anna, TODAY) == Recipient(anna, "anna@x.example", "Anna", "en", "Asia/Omsk")
    employ(anna, severny, now, until=TODAY + timedelta(days=1))
    assert recipients.person(anna, TODAY).contact == IRINA
    assert recipients.person(anna, TODAY + timedelta(days=1)).contact is None


def test_a_closed_account_gets_no_mail(post: Flask, now: datetime) -> None:
    closed = person(now, "closed", active=False)
    severny = partner(now, closed)
    employ(closed, severny, now)
    with pytest.raises(NotFound):
        recipients.person(closed, TODAY)
    assert recipients.admins_of(severny.id, TODAY) == []
    assert recipients.manager_of(severny.id) is None
    assert recipients.invited(severny.id, "n@x.example", "ru", "UTC").contact is None


def test_admins_are_those_who_count_today(post: Flask, now: datetime) -> None:
    severny = partner(now, person(now, "irina"))
    employ(person(now, "anna"), severny, now)
    employ(person(now, "learner"), severny, now, admin=False)
    employ(person(now, "left"), severny, now, until=TODAY)
    employ(person(now, "unconfirmed"), severny, now, confirmed=False)
    employ(person(now, "foreign"), partner(now, None), now)
    employ(person(now, "boris"), severny, now)
    found = recipients.admins_of(severny.id, TODAY)
    assert [one.name for one in found] == ["Anna", "Boris"]
    assert found[0].contact == IRINA


def test_the_manager_is_written_to_in_the_own_language(post: Flask, now: datetime) -> None:
    irina = person(now, "irina", "ru")
    with transaction():
        db.session.execute(sa.update(Person).values(name_ru="Ирина"))
    severny = partner(now, irina)
    assert recipients.manager_of(severny.id) == Recipient(irina, "irina@x.example", "Ирина", "ru", "Asia/Omsk")
    assert recipients.manager_of(partner(now, None).id) is None


def appoint(role: Role, *people: PersonId, now: datetime) -> None:
    """Give these people a role."""
    with transaction():
        db.session.add_all([PersonRole(person_id=one, role=role, granted_at=now) for one in people])


def test_the_manager_answers_for_the_vendor_while_the_account_is_open_and_has_the_role(post: Flask, now: datetime) -> None:
    irina, chief = person(now, "irina"), person(now, "chief")
    severny = partner(now, irina)
    appoint(Role.PROGRAMME_ADMIN, chief, now=now)
    assert [(one.name, one.instead) for one in recipients.vendor_of(severny.id)] == [("Chief", True)]
    appoint(Role.PARTNER_MANAGER, irina, now=now)
    assert [(one.name, one.instead) for one in recipients.vendor_of(severny.id)] == [("Irina", False)]
    with transaction():
        db.session.execute(sa.update(Person).where(Person.id == irina).values(active=False))
    assert [one.name for one in recipients.vendor_of(severny.id)] == ["Chief"]


def test_without_a_manager_every_programme_admin_with_an_open_account_does(post: Flask, now: datetime) -> None:
    severny = partner(now, None)
    appoint(Role.PARTNER_MANAGER, person(now, "other"), now=now)
    assert recipients.vendor_of(severny.id) == []
    appoint(Role.PROGRAMME_ADMIN, person(now, "anna"), person(now, "closed", active=False), person(now, "boris"), now=now)
    assert [one.name for one in recipients.vendor_of(severny.id)] == ["Anna", "Boris"]


def test_a_programme_admin_who_looks_after_a_company_is_its_manager(post: Flask, now: datetime) -> None:
    anna, boris = person(now, "anna"), person(now, "boris")
    appoint(Role.PROGRAMME_ADMIN, anna, boris, now=now)
    assert [(one.name, one.instead) for one in recipients.vendor_of(partner(now, anna).id)] == [("Anna", False)]


def test_an_invited_address_has_the_partners_manager_as_contact(post: Flask, now: datetime) -> None:
    severny = partner(now, person(now, "irina"))
    assert recipients.invited(severny.id, "new@x.example", "ru", "UTC") == Recipient(None, "new@x.example", "", "ru", "UTC", IRINA)
