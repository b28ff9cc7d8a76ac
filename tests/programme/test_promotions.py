"""Who rises by whose word: a manager's where the rules ask for one, nobody's where the tier comes on its day."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask_sqlalchemy import SQLAlchemy

from lms.core.errors import Conflict
from lms.core.ids import PartnerId
from lms.programme import standings
from lms.programme.events import TierEligible, TierLapsed, TierReached
from lms.programme.standings import Word
from tests.programme.made import company
from tests.programme.test_standings import GOLD, MANAGER, NIMBUS, NOW, SILVER, founded, held, publish, review, say, team, version
from tests.requirements.made import member


@pytest.fixture
def partner(db: SQLAlchemy) -> PartnerId:
    return founded(db)


def test_where_a_word_is_needed_a_partner_rises_by_it_and_not_without(db: SQLAlchemy, partner: PartnerId) -> None:
    rules = replace(version(5, date(2026, 1, 1)), review=replace(NIMBUS.review, promote_needs="partner_manager"))
    publish(rules, NOW)
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    with pytest.raises(Conflict):
        say(standings.promote, company(member("Boris", "sf")), Word(MANAGER, moment), GOLD)
    assert TierEligible(at=moment, partner=partner, tier=GOLD, version=5) in review(team(), moment)
    assert (held(db).eligible, held(db).tier) == (GOLD, None)
    events = say(standings.promote, team(), Word(MANAGER, moment), GOLD)
    assert TierReached(at=moment, by=MANAGER, partner=partner, before=None, after=GOLD, version=5) in events
    assert say(standings.promote, team(), Word(MANAGER, moment), GOLD) == []
    assert (held(db).eligible, held(db).tier) == (None, GOLD)


def test_a_word_for_the_next_tier_on_the_same_day_is_another_word(db: SQLAlchemy, partner: PartnerId) -> None:
    publish(replace(version(5, date(2026, 1, 1)), review=replace(NIMBUS.review, promote_needs="partner_manager")), NOW)
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    partner_facts = team().partner
    assert partner_facts is not None
    fewer = replace(team(), partner=replace(partner_facts, members=partner_facts.members[1:]))
    for facts, tier in ((fewer, SILVER), (team(), GOLD)):
        review(facts, moment)
        assert TierReached in [type(one) for one in say(standings.promote, facts, Word(MANAGER, moment), tier)]
        assert held(db).tier == tier


def test_what_comes_by_itself_on_its_day_comes_by_nobodys_word(db: SQLAlchemy, partner: PartnerId) -> None:
    on_days = replace(NIMBUS.review, promote="on_days", promote_on=("06-01",))
    publish(replace(version(5, date(2026, 1, 1)), review=on_days, overlap_days=0), datetime(2025, 10, 1, tzinfo=UTC))
    moment = datetime(2026, 2, 1, tzinfo=UTC)
    review(team(), moment)
    assert (held(db).tier, held(db).eligible) == (None, GOLD)
    with pytest.raises(Conflict):
        say(standings.promote, team(), Word(MANAGER, moment), GOLD)
    assert held(db).tier is None
    assert [type(one) for one in review(team(), datetime(2026, 6, 1, tzinfo=UTC))][-1] is TierReached


def test_what_waits_and_is_earned_no_longer_is_said(db: SQLAlchemy, partner: PartnerId) -> None:
    rules = replace(version(5, date(2026, 1, 1)), review=replace(NIMBUS.review, promote_needs="partner_manager"))
    publish(rules, NOW)
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    review(team(), moment)
    assert [type(one) for one in review(company(agreement=None), moment)] == [TierLapsed]
