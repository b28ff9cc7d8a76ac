"""Another manager for a partner: asked for with a reason, decided by the programme admin, and no note is lost on the way."""

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms import journey
from lms.access import Role
from lms.accounts.service import deactivate
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import PartnerId, PersonId, PublicId
from lms.notifications.models import OutboxMail
from lms.partners.managers import service
from lms.partners.managers.models import ManagerAssignment, ManagerNote, ManagerRequest
from lms.partners.managers.queries import assignments_of, candidates, language_of, notes_of, open_requests, requests_of
from lms.partners.models import Partner
from lms.partners.queries import partner_public_id
from lms.reporting.visitor import Visitor
from tests.factories import Make
from tests.journey.world import Company, company, logged, mails, newest_mail


@pytest.fixture
def vector(db: SQLAlchemy, make: Make) -> Company:
    return company(make, "Vector")


def seen(make: Make, person: PersonId, *roles: Role, partner: PartnerId | None = None) -> Visitor:
    with transaction():
        return make.visitor(person, partner, roles)


@pytest.fixture
def igor(db: SQLAlchemy, make: Make) -> Visitor:
    """The programme admin."""
    return seen(make, make.person("igor@nimbus.example", Role.PROGRAMME_ADMIN), Role.PROGRAMME_ADMIN)


def partner_of(vector: Company) -> PublicId:
    with transaction():
        return partner_public_id(vector.partner) or PublicId("")


def asked(make: Make, vector: Company, reason: str = "Nobody answers.") -> None:
    admin = seen(make, vector.admin, Role.PARTNER_ADMIN, partner=vector.partner)
    with transaction():
        journey.ask_for_manager(make.library(), admin, reason, clock.now())


def test_a_wish_is_kept_once_and_waits_for_the_programme_admin(db: SQLAlchemy, make: Make, vector: Company, igor: Visitor) -> None:
    asked(make, vector)
    asked(make, vector, "Still nobody.")
    (one,) = requests_of(vector.partner)
    assert (one.reason, one.granted, one.partner_name["en"]) == ("Nobody answers.", None, "Vector")
    assert [wish.request for wish in open_requests(igor.actor)] == [one.request]
    manager = seen(make, vector.manager, Role.PARTNER_MANAGER)
    assert open_requests(manager.actor) == ()
    assert len(logged(db, "manager_asked")) == 1


@pytest.mark.parametrize("reason", ["  ", "x" * 1001])
def test_a_wish_needs_a_reason(db: SQLAlchemy, make: Make, vector: Company, reason: str) -> None:
    with pytest.raises(Invalid):
        asked(make, vector, reason)


def test_who_works_nowhere_or_has_no_manager_asks_for_none(db: SQLAlchemy, make: Make) -> None:
    nobody = seen(make, make.person("free@nimbus.example"), Role.LEARNER)
    with pytest.raises(NotFound), transaction():
        journey.ask_for_manager(make.library(), nobody, "x", clock.now())
    alone = make.partner("Alone")
    with pytest.raises(Conflict), transaction():
        service.ask(alone, "x", clock.now(), nobody.actor.person or PersonId(0))
    with pytest.raises(NotFound), transaction():
        service.ask(PartnerId(999), "x", clock.now(), nobody.actor.person or PersonId(0))


def test_handing_over_grants_the_wish_writes_to_both_and_to_the_admins(db: SQLAlchemy, make: Make, vector: Company, igor: Visitor) -> None:
    asked(make, vector)
    oleg, before = make.person("oleg@nimbus.example", Role.PARTNER_MANAGER), newest_mail(db)
    for _time in range(2):
        with transaction():
            journey.hand_over(make.library(), igor, partner_of(vector), oleg, "Speaks Russian, knows resellers.", clock.now())
    assert mails(db, before) == [
        ("manager_changed", "admin@vector.example"),
        ("partner_handed_over", "vector@nimbus.example"),
        ("partner_taken_over", "oleg@nimbus.example"),
    ]
    (row,) = logged(db, "manager_changed")
    assert (row.by, row.person_id, row.detail) == (igor.actor.person, vector.manager, {"before": vector.manager, "after": oleg})
    (held,) = assignments_of(vector.partner)
    assert (held.name["en"], held.former["en"], held.note) == ("Oleg", "Vector", "Speaks Russian, knows resellers.")
    (wish,) = requests_of(vector.partner)
    assert wish.granted is True


def test_the_new_manager_reads_every_note_and_the_old_one_none(db: SQLAlchemy, make: Make, vector: Company, igor: Visitor) -> None:
    old, oleg = seen(make, vector.manager, Role.PARTNER_MANAGER), make.person("oleg@nimbus.example", Role.PARTNER_MANAGER)
    for text in ("They pay late.", "They train well."):
        with transaction():
            journey.write_note(make.library(), old, partner_of(vector), text, clock.now())
    with transaction():
        journey.hand_over(make.library(), igor, partner_of(vector), oleg, "Look at the notes.", clock.now())
    new = seen(make, oleg, Role.PARTNER_MANAGER)
    assert [note.text for note in notes_of(new.actor, vector.partner)] == ["They train well.", "They pay late."]
    with pytest.raises(NotFound):
        notes_of(old.actor, vector.partner)
    with pytest.raises(NotFound), transaction():
        journey.write_note(make.library(), old, partner_of(vector), "One more.", clock.now())


def test_the_partners_own_people_never_read_notes(db: SQLAlchemy, make: Make, vector: Company) -> None:
    admin = seen(make, vector.admin, Role.PARTNER_ADMIN, partner=vector.partner)
    with pytest.raises(NotFound):
        notes_of(admin.actor, vector.partner)
    with pytest.raises(NotFound), transaction():
        journey.write_note(make.library(), admin, partner_of(vector), "Ours.", clock.now())


def test_the_manager_may_stay_and_who_asked_reads_why(db: SQLAlchemy, make: Make, vector: Company, igor: Visitor) -> None:
    asked(make, vector)
    before = newest_mail(db)
    with pytest.raises(Invalid), transaction():
        journey.keep_manager(make.library(), igor, partner_of(vector), " ", clock.now())
    for _time in range(2):
        with transaction():
            journey.keep_manager(make.library(), igor, partner_of(vector), "He was ill; he is back.", clock.now())
    assert mails(db, before) == [("manager_kept", "admin@vector.example")]
    mail = db.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert mail is not None
    assert "He was ill; he is back." in mail.text
    (wish,) = requests_of(vector.partner)
    assert (wish.granted, wish.answer) == (False, "He was ill; he is back.")
    asked(make, vector, "Again.")
    assert [one.granted for one in requests_of(vector.partner)] == [None, False]


@pytest.mark.parametrize("note", ["", "x" * 4001])
def test_handing_over_needs_a_note(db: SQLAlchemy, make: Make, vector: Company, note: str, igor: Visitor) -> None:
    oleg = make.person("oleg@nimbus.example", Role.PARTNER_MANAGER)
    with pytest.raises(Invalid), transaction():
        journey.hand_over(make.library(), igor, partner_of(vector), oleg, note, clock.now())


def test_a_partner_goes_to_managers_only_and_only_the_programme_admin_decides(
    db: SQLAlchemy, make: Make, vector: Company, igor: Visitor
) -> None:
    with pytest.raises(NotFound), transaction():
        journey.hand_over(make.library(), igor, partner_of(vector), vector.seller, "Why not.", clock.now())
    manager = seen(make, vector.manager, Role.PARTNER_MANAGER)
    oleg = make.person("oleg@nimbus.example", Role.PARTNER_MANAGER)
    for act in (
        lambda: journey.hand_over(make.library(), manager, partner_of(vector), oleg, "x", clock.now()),
        lambda: journey.keep_manager(make.library(), manager, partner_of(vector), "x", clock.now()),
    ):
        with pytest.raises(NotFound), transaction():
            act()


def test_a_manager_whose_account_is_closed_is_no_candidate_and_gets_no_partner(
    db: SQLAlchemy, make: Make, vector: Company, igor: Visitor
) -> None:
    oleg = make.person("oleg@nimbus.example", Role.PARTNER_MANAGER)
    with transaction():
        deactivate(oleg, clock.now(), igor.actor.person)
    assert {one.person_id for one in candidates()} == {vector.manager}
    with pytest.raises(NotFound), transaction():
        journey.hand_over(make.library(), igor, partner_of(vector), oleg, "Speaks their language.", clock.now())


def test_candidates_carry_what_they_look_after(db: SQLAlchemy, make: Make, vector: Company) -> None:
    oleg = make.person("oleg@nimbus.example", Role.PARTNER_MANAGER, language="ru")
    make.person("away@nimbus.example", Role.CONTENT_AUTHOR)
    with transaction():
        db.session.execute(sa.update(Partner).values(manager_id=oleg))
    known = {one.person_id: one for one in candidates()}
    assert known.keys() == {oleg, vector.manager}
    one = known[oleg]
    assert (one.person_id, one.language, one.companies, sorted(one.types), sorted(one.products)) == (
        oleg, "ru", 1, ["reseller"], ["backup", "compute"],
    )  # fmt: skip
    assert language_of(vector.partner, clock.now().date()) == "en"
    assert language_of(make.partner("Empty"), clock.now().date()) == ""


def test_a_mail_about_a_manager_who_is_gone_is_not_written(db: SQLAlchemy, make: Make, vector: Company, igor: Visitor) -> None:
    asked(make, vector)
    with transaction():
        db.session.execute(sa.update(Partner).values(manager_id=None))
    before = newest_mail(db)
    with transaction():
        journey.keep_manager(make.library(), igor, partner_of(vector), "Nobody is there.", clock.now())
    assert mails(db, before) == []


def test_the_database_keeps_one_open_wish_and_no_hand_over_to_oneself(db: SQLAlchemy, make: Make, vector: Company) -> None:
    now = clock.now()
    wish = {"partner_id": vector.partner, "asked_by": vector.admin, "asked_at": now, "reason": "x"}
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add_all(ManagerRequest(public_id=PublicId(f"r{number}"), **wish) for number in range(2))
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(ManagerRequest(public_id=PublicId("r"), granted=True, **wish))
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(ManagerAssignment(partner_id=vector.partner, manager_id=vector.admin, former_id=vector.admin, at=now))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ManagerNote)) == 0
