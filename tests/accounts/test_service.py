"""What can be done to persons, on both databases."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError

from lms.access import Actor, Role
from lms.accounts import queries, service
from lms.accounts.events import (
    PasswordChanged,
    PersonActivated,
    PersonCreated,
    PersonDeactivated,
    ProfileChanged,
    RoleGranted,
    RoleRevoked,
    SignedIn,
    SignedOut,
)
from lms.accounts.models import Person, PersonRole, SignInCounter, WebSession
from lms.accounts.rules import SESSION_IDLE, SESSION_LASTS, CounterKind, Profile, Theme
from lms.accounts.service import NewPerson, NewSession
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import PersonId

EMAIL = "anna@severny.example"
NOBODY = PersonId(999_999)


@pytest.fixture
def anna(db: SQLAlchemy, now: datetime) -> PersonId:
    with transaction():
        person, _events = service.create_person(NewPerson(email=EMAIL, name="Anna Belova", password_hash="old hash"), now)
    return person.id


def sign_in(person: PersonId, now: datetime, token_hash: str = "a" * 64) -> str:
    with transaction():
        service.open_session(queries.credentials_of(person).fs_uniquifier, NewSession(token_hash, {"k": 1}, "Browser " * 40), now)
    return token_hash


def test_an_address_is_kept_in_lower_case_and_belongs_to_one_person(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    with pytest.raises(Conflict), transaction():
        service.create_person(NewPerson(email=" ANNA@Severny.example", name="Another"), now)
    assert queries.credentials_of_email("Anna@SEVERNY.example ") == queries.credentials_of(anna)
    assert queries.credentials_of(anna).email == EMAIL


def test_the_database_itself_refuses_an_address_with_capitals(db: SQLAlchemy, anna: PersonId) -> None:
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(sa.update(Person).values(email="Anna@severny.example"))


@pytest.mark.parametrize(
    "new",
    [
        NewPerson(email="anna", name="Anna"),
        NewPerson(email="an na@severny.example", name="Anna"),
        NewPerson(email="a" * 250 + "@x.example", name="Anna"),
        NewPerson(email=EMAIL, name="  "),
        NewPerson(email=EMAIL, name="A" * 121),
        NewPerson(email=EMAIL, name="Anna", name_ru="\x00"),
        NewPerson(email=EMAIL, name="Anna", language="de"),
        NewPerson(email=EMAIL, name="Anna", zone="Mars/Olympus"),
        NewPerson(email=EMAIL, name="Anna", roles=frozenset({Role.LEARNER})),
        NewPerson(email=EMAIL, name="Anna", roles=frozenset({Role.PARTNER_ADMIN})),
    ],
)
def test_what_cannot_be_a_person_is_refused_and_leaves_nothing(db: SQLAlchemy, now: datetime, new: NewPerson) -> None:
    with pytest.raises(Invalid), transaction():
        service.create_person(new, now)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0


def test_creating_a_person_tells_of_it_and_of_each_role(db: SQLAlchemy, now: datetime) -> None:
    with transaction():
        new = NewPerson(email=EMAIL, name="Anna", roles=frozenset({Role.HEAD, Role.CONTENT_AUTHOR}))
        person, events = service.create_person(new, now, by=None)
    assert events == [
        PersonCreated(at=now, person=person.id),
        RoleGranted(at=now, person=person.id, role=Role.CONTENT_AUTHOR),
        RoleGranted(at=now, person=person.id, role=Role.HEAD),
    ]
    assert queries.roles_of(person.id) == {Role.HEAD, Role.CONTENT_AUTHOR}
    assert person.password is None
    assert person.password_set_at is None


def test_a_role_change_ends_every_session_and_a_repetition_changes_nothing(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    sign_in(anna, now)
    with transaction():
        assert service.grant_role(anna, Role.HEAD, now, by=anna) == [RoleGranted(at=now, by=anna, person=anna, role=Role.HEAD)]
    assert queries.sessions_of(anna) == 0
    sign_in(anna, now)
    with transaction():
        assert service.grant_role(anna, Role.HEAD, now, by=anna) == []
        assert service.revoke_role(anna, Role.CONTENT_AUTHOR, now, by=anna) == []
    assert queries.sessions_of(anna) == 1
    with transaction():
        assert service.revoke_role(anna, Role.HEAD, now, by=anna) == [RoleRevoked(at=now, by=anna, person=anna, role=Role.HEAD)]
    assert queries.sessions_of(anna) == 0
    assert queries.roles_of(anna) == frozenset()


def test_roles_are_for_persons_who_are_there(db: SQLAlchemy, now: datetime) -> None:
    with pytest.raises(NotFound), transaction():
        service.grant_role(NOBODY, Role.HEAD, now, by=None)


def test_a_new_password_works_once_for_what_was_known_and_ends_every_session(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    known = queries.credentials_of(anna)
    sign_in(anna, now)
    with transaction():
        uniquifier, events = service.set_password(known, "new hash", now)
    assert events == [PasswordChanged(at=now, by=anna, person=anna)]
    assert queries.sessions_of(anna) == 0
    assert queries.credentials_of_uniquifier(uniquifier) == queries.credentials_of(anna)
    with pytest.raises(Conflict), transaction():
        service.set_password(known, "rival hash", now)
    assert queries.credentials_of(anna).password == "new hash"
    assert queries.credentials_of_uniquifier(known.fs_uniquifier) is None


def test_a_newer_hash_of_the_same_password_never_overwrites_a_new_password(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    known = queries.credentials_of(anna)
    with transaction():
        service.rehash(known, "old password, newer hash")
    assert queries.credentials_of(anna).password == "old password, newer hash"
    with transaction():
        service.rehash(known, "too late")
    assert queries.credentials_of(anna).password == "old password, newer hash"


def test_who_is_kept_out_has_no_session_and_gets_none(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    sign_in(anna, now)
    with transaction():
        assert service.deactivate(anna, now, by=None) == [PersonDeactivated(at=now, person=anna)]
        assert service.deactivate(anna, now, by=None) == []
    assert queries.sessions_of(anna) == 0
    with pytest.raises(NotFound):
        sign_in(anna, now)
    with transaction():
        assert service.activate(anna, now, by=None) == [PersonActivated(at=now, person=anna)]
        assert service.activate(anna, now, by=None) == []
    sign_in(anna, now)
    with pytest.raises(NotFound), transaction():
        service.deactivate(NOBODY, now, by=None)


def test_the_own_account_changes_what_was_asked_and_tells_which_fields(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    wanted = Profile("Anna  Orlova ", "Анна Орлова", "ru", "Asia/Omsk", Theme.DARK)
    with transaction():
        events = service.change_profile(anna, wanted, now)
    assert events == [ProfileChanged(at=now, by=anna, person=anna, fields=("name", "name_ru", "language", "zone", "theme"))]
    kept = Profile("Anna Orlova", "Анна Орлова", "ru", "Asia/Omsk", Theme.DARK)
    assert queries.profile_of(Actor(person=anna)) == kept
    with transaction():
        assert service.change_profile(anna, kept, now) == []


def test_language_and_theme_are_kept_when_they_are_switched(db: SQLAlchemy, anna: PersonId) -> None:
    with transaction():
        service.choose_language(anna, "ru")
        service.choose_theme(anna, Theme.LIGHT)
    profile = queries.profile_of(Actor(person=anna))
    assert (profile.language, profile.theme) == ("ru", Theme.LIGHT)
    with pytest.raises(Invalid), transaction():
        service.choose_language(anna, "xx")


def test_nobody_has_an_account_page_of_nobody(db: SQLAlchemy) -> None:
    with pytest.raises(NotFound):
        queries.profile_of(Actor())
    with pytest.raises(NotFound):
        queries.credentials_of(NOBODY)
    assert queries.credentials_of_email("stranger@severny.example") is None


def test_the_first_admin_is_created_once_and_keeps_name_and_password(db: SQLAlchemy, now: datetime) -> None:
    with transaction():
        first = service.create_admin("Root@Nimbus.example", "Root", now, "hash one")
        again = service.create_admin("root@nimbus.example", "Other", now)
    assert [type(event) for event in first] == [PersonCreated, RoleGranted]
    assert again == []
    known = queries.credentials_of_email("root@nimbus.example")
    assert known is not None
    assert known.password == "hash one"
    with transaction():
        assert [type(event) for event in service.create_admin("root@nimbus.example", "Other", now, "hash two")] == [PasswordChanged]
    assert queries.roles_of(known.id) == {Role.PROGRAMME_ADMIN}


def test_a_session_lives_from_its_opening_to_its_closing(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    uniquifier = queries.credentials_of(anna).fs_uniquifier
    with transaction():
        opened = service.open_session(uniquifier, NewSession("b" * 64, {}, "Browser " * 40), now)
    assert opened == [SignedIn(at=now, by=anna, person=anna, session="b" * 16)]
    row = db.session.scalars(sa.select(WebSession)).one()
    assert (len(row.agent), row.expires_at) == (120, now + SESSION_LASTS)
    with transaction():
        assert service.keep_session("b" * 64, {"seen": "kept"})
        service.touch("b" * 64, now + timedelta(minutes=5))
    db.session.expire_all()
    assert db.session.scalars(sa.select(WebSession.data)).one() == {"seen": "kept"}
    assert db.session.scalars(sa.select(Person.last_seen_at)).one() == now + timedelta(minutes=5)
    with transaction():
        assert service.close_session("b" * 64, now) == [SignedOut(at=now, by=anna, person=anna, session="b" * 16)]
        assert service.close_session("b" * 64, now) == []
        assert not service.keep_session("b" * 64, {"seen": "too late"})
    assert queries.sessions_of(anna) == 0


def test_a_counter_counts_in_its_window_and_begins_anew_after_it(db: SQLAlchemy, now: datetime) -> None:
    def count(minutes: int, key: str = "k") -> int:
        with transaction():
            return service.count(CounterKind.ACCOUNT, key, now + timedelta(minutes=minutes)).failures

    assert [count(0), count(5), count(14), count(14, "other"), count(15), count(16)] == [1, 2, 3, 1, 1, 2]


def test_a_right_try_empties_the_account_and_gives_the_address_one_try_back(db: SQLAlchemy, now: datetime) -> None:
    with transaction():
        for _ in range(3):
            service.count(CounterKind.ACCOUNT, "anna", now)
            service.count(CounterKind.ADDRESS, "office", now)
        service.forgive("anna", "office")
    assert {(row.kind, row.failures) for row in db.session.scalars(sa.select(SignInCounter))} == {(CounterKind.ADDRESS, 2)}
    with transaction():
        for _ in range(3):
            service.forgive("anna", "office")
    assert db.session.scalars(sa.select(SignInCounter.failures)).one() == 0


def test_the_sweep_removes_what_is_over_and_nothing_else(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    sign_in(anna, now - SESSION_LASTS, "1" * 64)
    sign_in(anna, now - SESSION_IDLE, "2" * 64)
    sign_in(anna, now, "3" * 64)
    with transaction():
        service.count(CounterKind.RESET, "old", now - timedelta(minutes=15))
        service.count(CounterKind.RESET, "young", now - timedelta(minutes=14))
        assert service.sweep(now) == 3
    assert db.session.scalars(sa.select(WebSession.token_hash)).all() == ["3" * 64]
    assert db.session.scalars(sa.select(SignInCounter.key_hash)).all() == ["young"]


def test_the_database_knows_only_our_roles(db: SQLAlchemy, anna: PersonId, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(
            sa.insert(sa.table("person_role", sa.column("person_id"), sa.column("role"), sa.column("granted_at"))),
            {"person_id": anna, "role": "god", "granted_at": str(now)},
        )
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PersonRole)) == 0
