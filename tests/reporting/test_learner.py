"""A person as the pages of learning see them, on both databases; and which courses stand open to them."""

from datetime import UTC, datetime

from flask_sqlalchemy import SQLAlchemy

from lms.access import Role
from lms.core import clock
from lms.core.db import transaction
from lms.core.ids import PartnerId, Slug
from lms.learning import service as learning
from lms.partners.rules import Card
from lms.partners.service import set_contact_card
from lms.publishing.library import Library
from lms.reporting.gates import missing, sees
from lms.reporting.learner import Backing, Desk, Learner, backing_of, desk_of, learner_of, record_of
from tests.factories import Make

SALES, RULES = Slug("cloud-for-sellers"), Slug("programme-rules")
ANNA = "anna@severny.example"


def learner(make: Make, library: Library, person: int) -> Learner:
    """The person with what their partner brings along."""
    visitor = make.visitor(person)  # type: ignore[arg-type]  # ids are numbers
    return learner_of(visitor, library.certifications, backing_of(visitor.partner_id), clock.now().date())


def test_the_record_holds_places_and_finished_courses_newest_first(db: SQLAlchemy, make: Make, library: Library) -> None:
    anna = make.member(make.partner(), ANNA)
    assert record_of(anna).readings == ()
    make.lessons(anna, SALES)
    with transaction():
        learning.see_lesson(anna, RULES, Slug("how-people-count"), library.catalogue.revisions[RULES], datetime(2026, 11, 22, tzinfo=UTC))
        learning.keep_place(anna, RULES, Slug("how-people-count"), "s-x", 7, datetime(2026, 11, 23, tzinfo=UTC))
    record = record_of(anna)
    first = record.readings[0]
    assert (first.course, first.place, first.percent, first.completed_at) == (RULES, "s-x", 7, None)
    assert first.seen_at == datetime(2026, 11, 23, tzinfo=UTC)
    assert set(record.finished) == {SALES}
    assert len(record.done(SALES)) == 5
    assert record.done(RULES) == frozenset()
    assert set(record.seen(RULES)) == {"how-people-count"}
    assert record.reading(RULES, Slug("nope")) is None


def test_a_partner_brings_its_products_and_its_contact(db: SQLAlchemy, make: Make) -> None:
    manager = make.person("mila@nimbus.example", Role.PARTNER_MANAGER, name="Mila Orlova")
    partner = make.partner("Severny", manager=manager)
    assert backing_of(None) == Backing()
    assert backing_of(PartnerId(0)) == Backing()
    bare = backing_of(partner)
    assert bare.products == ("backup", "compute")
    assert bare.contact
    assert (bare.contact.email, bare.contact.title, bare.contact.phone) == ("mila@nimbus.example", {}, "")
    with transaction():
        set_contact_card(manager, Card(title="Manager", title_ru="Менеджер", phone="+7 812", hours="9 to 18"), clock.now(), manager)
    full = backing_of(partner).contact
    assert full
    assert (full.title, full.phone, full.hours["en"]) == ({"en": "Manager", "ru": "Менеджер"}, "+7 812", "9 to 18")
    db.session.rollback()
    alone = make.partner("Alone", products=[])
    assert backing_of(alone) == Backing(products=())


def test_the_desk_holds_the_last_review_and_the_programme_in_force(db: SQLAlchemy, make: Make) -> None:
    partner = make.partner()
    day = clock.now().date()
    assert desk_of(None, day) == Desk()
    assert desk_of(PartnerId(0), day) == Desk()
    assert desk_of(partner, day).facts is None
    db.session.rollback()
    make.certificate(make.member(partner, ANNA), "sf")
    desk = desk_of(partner, day)
    assert desk.facts
    assert desk.facts.partner
    assert [one.certification for one in desk.facts.partner.members[0].holdings] == ["sf"]
    assert desk.programme
    assert desk.programme.effective_from <= day
    assert desk.backing == backing_of(partner)


def test_certificates_count_while_they_are_valid(db: SQLAlchemy, make: Make, library: Library) -> None:
    anna = make.member(make.partner(), ANNA)
    issued = make.certificate(anna, "sf", percent=84)
    seen = learner(make, library, anna)
    assert seen.percents == {issued.public_id: 84}
    assert seen.learned.held == {"sf"}
    assert seen.facts().holdings == seen.holdings
    later = learner_of(make.visitor(anna), library.certifications, Backing(), datetime(2028, 11, 21, tzinfo=UTC).date())
    assert later.learned.held == frozenset()


def test_of_several_paths_the_one_that_asks_least_decides(db: SQLAlchemy, make: Make, library: Library) -> None:
    partner = make.partner()
    seller, both = make.member(partner, ANNA), make.member(partner, "both@severny.example", technical=True)
    rules, day = library.catalogue.courses[RULES], clock.now().date()
    one, two = learner(make, library, seller), learner(make, library, both)
    assert [result.subject for result in missing(rules, library.catalogue, library.certifications, one, day)] == [SALES]
    assert missing(rules, library.catalogue, library.certifications, two, day) == ()
    assert [path.id for _, path in two.paths(library.catalogue)] == ["new-seller", "engineer"]


def test_a_prerequisite_is_named_once_although_the_path_asks_for_it_too(db: SQLAlchemy, make: Make, library: Library) -> None:
    anna = learner(make, library, make.member(make.partner(), ANNA))
    course = library.catalogue.courses[Slug("discovery")]
    found = missing(course, library.catalogue, library.certifications, anna, clock.now().date())
    assert [result.subject for result in found] == [SALES, RULES, "sf"]


def test_a_course_is_hidden_from_people_whose_partner_sells_none_of_its_products(db: SQLAlchemy, make: Make, library: Library) -> None:
    oleg = make.member(make.partner("Books", products=["other"]), "oleg@books.example")
    seen, visitor = learner(make, library, oleg), make.visitor(oleg)
    assert not sees(visitor.actor, library.catalogue.courses[SALES], seen)
    assert sees(visitor.actor, library.catalogue.courses[RULES], seen)
    author = make.visitor(oleg, roles=[Role.CONTENT_AUTHOR])
    assert sees(author.actor, library.catalogue.courses[SALES], seen)
