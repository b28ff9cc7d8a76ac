"""What opens a material, and the record of who opened it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given
from hypothesis import strategies as st

from lms.access import ANONYMOUS, Actor, Permission, Role
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.ids import PublicId, RevisionHash, Slug
from lms.materials import queries, service
from lms.materials.events import MaterialOpened
from lms.materials.models import AccessAction
from lms.materials.rules import Material, MaterialFile, MaterialKind, open_state
from lms.partners.queries import portfolio_scope
from lms.requirements.all import All
from lms.requirements.facts import Facts, Holding, PersonFacts
from lms.requirements.kinds import Requirement
from lms.requirements.person_holds import PersonHolds
from lms.requirements.tier_at_least import TierAtLeast
from lms.requirements.words import Words
from tests.partners.world import NOW, TODAY, joined, partner, person

SF = Slug("sf")
WORDS = Words(tiers={Slug("start"): {"en": "Start"}, Slug("silver"): {"en": "Silver"}})
FILE = MaterialFile("deck.en.pdf", "en", "application/pdf", 10, RevisionHash("b"))
NOBODY = Facts(None, None, None, 1)


def material(gate: Requirement | None = None, expires: date | None = None, *, public: bool = False) -> Material:
    return Material(
        id=Slug("deck"), title={}, summary={}, code="M1", kind=MaterialKind.DECK, products=(), version=2, changed={}, owner_name="",
        owner_email="", review_due=TODAY, expires=expires, gate=gate, public=public, files=(FILE,), body={},
    )  # fmt: skip


def facts(*held: Slug, tier: str | None = None) -> Facts:
    holdings = tuple(Holding(one, PublicId(one), TODAY, None, None, counts=True) for one in held)
    return Facts(None, PersonFacts(PublicId("anna"), holdings), Slug(tier) if tier else None, 1)


GATE: Requirement = All((PersonHolds(SF), TierAtLeast(Slug("silver"))))


@pytest.mark.parametrize(
    ("known", "missing"),
    [
        (facts(), ["person_holds", "tier_at_least"]),
        (facts(SF), ["tier_at_least"]),
        (facts(tier="silver"), ["person_holds"]),
        (facts(SF, tier="start"), ["tier_at_least"]),
        (facts(SF, tier="silver"), []),
    ],
)
def test_a_gate_answers_with_exactly_what_is_missing(known: Facts, missing: list[str]) -> None:
    state = open_state(material(GATE), known, TODAY, WORDS)
    assert [one.kind for one in state.unmet] == missing
    assert state.open == (not missing)
    assert state.result is not None
    assert state.result.met == state.open


def test_without_a_gate_everybody_opens_it_who_is_signed_in() -> None:
    state = open_state(material(), facts(), TODAY, WORDS)
    assert (state.open, state.sign_in, state.unmet, state.result) == (True, False, (), None)
    state = open_state(material(), NOBODY, TODAY, WORDS)
    assert (state.open, state.sign_in) == (False, True)
    assert open_state(material(public=True), NOBODY, TODAY, WORDS).open


@given(st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=9)))
def test_an_expired_material_is_shut_from_its_day_on_and_a_review_shuts_nothing(day: date) -> None:
    state = open_state(material(expires=TODAY), facts(), day, WORDS)
    assert (state.open, state.expired, state.under_review) == (day < TODAY, day >= TODAY, day >= TODAY)
    assert open_state(material(), facts(), day, WORDS).open


def test_a_partner_sees_the_materials_of_what_it_sells() -> None:
    assert material().visible_for(())
    backup = replace(material(), products=("backup",))
    assert backup.visible_for(("backup", "compute"))
    assert not backup.visible_for(("compute",))


def test_every_view_and_every_download_is_recorded(db: SQLAlchemy) -> None:
    manager, anna = person(db, "Manager"), person(db, "Anna", "Анна")
    vector = partner("Vector", manager.id)
    joined(vector.id, anna)
    actor = Actor(anna.id, frozenset({Role.LEARNER}), vector.id)
    who = {"by": anna.id, "person": anna.id, "partner": vector.id, "material": Slug("deck"), "version": 2}
    later = NOW + timedelta(minutes=1)
    with transaction():
        assert service.record_access(actor, material(), NOW) == [MaterialOpened(at=NOW, **who, file="")]  # type: ignore[arg-type]
    with transaction():
        events = service.record_access(actor, material(), later, FILE.name)
    assert events == [MaterialOpened(at=later, **who, file=FILE.name)]  # type: ignore[arg-type]
    assert [(one.action, one.file) for one in queries.accesses_by(anna.id)] == [
        (AccessAction.DOWNLOAD, "deck.en.pdf"),
        (AccessAction.VIEW, ""),
    ]


def test_a_visitor_leaves_no_person(db: SQLAlchemy) -> None:
    with transaction():
        (event,) = service.record_access(ANONYMOUS, material(public=True), NOW)
    assert (event.by, event.person, event.partner) == (None, None, None)


def test_a_file_that_the_material_does_not_have_is_not_recorded(db: SQLAlchemy) -> None:
    with pytest.raises(NotFound), transaction():
        service.record_access(ANONYMOUS, material(public=True), NOW, "other.pdf")


def test_a_partner_sees_what_its_own_people_opened(db: SQLAlchemy) -> None:
    manager, rival, anna = person(db, "Manager"), person(db, "Rival"), person(db, "Anna", "Анна")
    vector = partner("Vector", manager.id)
    joined(vector.id, anna)
    for at in (NOW, NOW + timedelta(minutes=1)):
        with transaction():
            service.record_access(Actor(anna.id, frozenset({Role.LEARNER}), vector.id), material(), at)

    def scope(who: int) -> object:
        return portfolio_scope(Actor(who, frozenset({Role.PARTNER_MANAGER})), Permission.READ_PARTNER)  # type: ignore[arg-type]

    found = queries.accesses_of(scope(manager.id))  # type: ignore[arg-type]
    assert [(one.person, one.name["ru"], one.at) for one in found] == [
        (anna.public_id, "Анна", NOW + timedelta(minutes=1)),
        (anna.public_id, "Анна", NOW),
    ]
    assert len(queries.accesses_of(scope(manager.id), Slug("deck"))) == 2  # type: ignore[arg-type]
    assert queries.accesses_of(scope(manager.id), Slug("other")) == ()  # type: ignore[arg-type]
    assert queries.accesses_of(scope(rival.id)) == ()  # type: ignore[arg-type]
