"""What one certificate opens is found by looking with it and without it."""

from dataclasses import replace
from datetime import date

import pytest

from lms.core.ids import PublicId, Slug
from lms.programme.rules import tiers_naming
from lms.publishing.library import Library
from lms.reporting.consequences import Opened, opened_by, without
from lms.requirements.facts import Facts, Holding, Member, PartnerFacts, PersonFacts

TODAY = date(2026, 11, 21)
ANNA = PublicId("anna")


def held(certification: str = "sf", *, counts: bool = True, revoked: date | None = None) -> Holding:
    return Holding(Slug(certification), PublicId(f"c-{certification}"), TODAY, date(2028, 11, 21), revoked, counts)


def facts(
    library: Library, *holdings: Holding, tier: str | None = None, accepted: bool = True, products: tuple[str, ...] = ("compute",)
) -> Facts:
    """Anna alone at a partner, with these certificates."""
    version = library.programme.agreement.version
    anna = Member(ANNA, {"en": "Anna"}, sales=True, technical=False, since=TODAY, until=None, holdings=holdings)
    partner = PartnerFacts(products=products, members=(anna,), agreement=version if accepted else None)
    return Facts(partner, PersonFacts(ANNA, holdings), Slug(tier) if tier else None, version)


def opened(library: Library, known: Facts, holding: Holding) -> Opened:
    return opened_by(library.programme, library.materials, known, holding, TODAY)


def names(result: Opened) -> set[str]:
    return {material.id for material in result.materials}


def test_the_first_certificate_brings_the_tier_the_place_and_the_materials(library):
    result = opened(library, facts(library), held())
    assert result.tier == "start"
    assert result.gain is not None
    assert result.gain.place is not None
    assert names(result) == {"pitch-deck", "objection-card"}


def test_before_and_after_the_issue_the_answer_is_the_same(library):
    assert opened(library, facts(library, held(), tier="start"), held()) == opened(library, facts(library), held())


def test_a_tier_that_is_held_stays_and_is_not_promised_again(library):
    result = opened(library, facts(library, tier="silver"), held())
    assert result.tier is None
    assert names(result) == {"objection-card", "price-list"}


def test_without_the_agreement_the_certificate_fills_its_place_and_no_tier_is_reached(library):
    result = opened(library, facts(library, accepted=False), held())
    assert result.tier is None
    assert result.gain is not None
    assert result.gain.place is not None
    assert names(result) == {"objection-card"}


def test_a_certificate_that_does_not_count_opens_things_for_its_holder_alone(library):
    result = opened(library, facts(library), held(counts=False))
    assert result.gain is None
    assert result.tier is None
    assert names(result) == {"objection-card"}


def test_somebody_without_a_partner_opens_what_asks_for_the_person_alone(library):
    result = opened(library, replace(facts(library), partner=None), held())
    assert result.gain is None
    assert names(result) <= {"objection-card"}


def test_what_the_partner_does_not_sell_is_not_promised(library):
    result = opened(library, facts(library, products=()), held())
    assert all(not library.materials.items[one].products for one in names(result))


def test_a_colleague_is_not_given_the_certificate(library):
    known = facts(library)
    colleague = Member(PublicId("oleg"), {"en": "Oleg"}, sales=True, technical=True, since=TODAY, until=None)
    result = opened(library, replace(known, partner=replace(known.partner, members=(colleague, *known.partner.members))), held())
    assert result.gain is not None
    assert result.gain.place is not None
    assert result.gain.place.holder == ANNA


@pytest.mark.parametrize("holding", [held(revoked=TODAY), replace(held(), expires_on=TODAY), replace(held(), issued_on=date(2026, 11, 22))])
def test_a_certificate_that_does_not_hold_opens_nothing(library, holding):
    assert opened(library, facts(library, holding), holding) == Opened()


def test_about_nobody_nothing_is_said(library):
    assert opened(library, replace(facts(library), person=None), held()) == Opened()


def test_taking_a_certificate_away_leaves_the_others(library):
    bare = without(facts(library, held(), held("ta")), held().certificate)
    assert [one.certification for one in bare.person.holdings] == ["ta"]
    assert [one.certification for one in bare.partner.members[0].holdings] == ["ta"]
    assert without(replace(bare, partner=None, person=None), held().certificate).person is None


@pytest.mark.parametrize(
    ("certification", "tiers"), [("sf", ["start", "silver"]), ("sp", ["silver", "gold"]), ("tp", ["silver", "gold"]), ("pm", [])]
)
def test_the_tiers_that_ask_for_a_certification_are_found_in_their_own_requirements(library, certification, tiers):
    assert [tier.id for tier in tiers_naming(library.programme, Slug(certification))] == tiers
