"""Versions are kept for ever, a partner rises at once and falls never by itself, and every standing can be computed again."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from lms.core.db import transaction
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.partners.models import Partner
from lms.programme import queries, service
from lms.programme.events import ProgrammePublished, TierAtRisk, TierLost, TierReached
from lms.programme.models import PartnerStanding, StandingStep
from lms.programme.rules import FACTS_JSON, STANDING_JSON, Programme, rule_hash, standing
from lms.programme.states import StepKind
from lms.requirements.facts import Facts
from tests.programme.made import ANNA_ENDS, company, programme, sample, vector
from tests.requirements.made import member

NIMBUS = programme(sample())
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LATER = datetime(ANNA_ENDS.year, ANNA_ENDS.month, ANNA_ENDS.day, 9, 0, tzinfo=UTC)


def version(number: int, start: date, text: str | None = None) -> Programme:
    """The sample's rules under another number."""
    return replace(programme(text or sample()), version=number, effective_from=start)


def publish(rules: Programme, now: datetime = NOW) -> list[Event]:
    """Publish at the edge."""
    with transaction():
        return service.publish_version(rules, now)


def review(facts: Facts, now: datetime = NOW, rules: Programme = NIMBUS, partner: PartnerId = PartnerId(1)) -> list[Event]:  # noqa: B008 (an int)
    """Review at the edge."""
    with transaction():
        return service.review(rules, partner, facts, now)


@pytest.fixture
def vector_partner(db: SQLAlchemy) -> PartnerId:
    """A partner, with the sample's programme in force."""
    publish(NIMBUS, datetime(2025, 10, 1, tzinfo=UTC))
    with transaction():
        db.session.add(Partner(id=PartnerId(1), public_id=PublicId("vector"), name="Vector", created_at=NOW))
    return PartnerId(1)


def held(db: SQLAlchemy) -> PartnerStanding:
    """The partner's standing as it is stored."""
    db.session.expire_all()
    row = queries.standing_of(PartnerId(1))
    assert row is not None
    return row


def test_a_published_version_comes_back_whole_and_publishing_it_again_changes_nothing(db: SQLAlchemy) -> None:
    (event,) = publish(NIMBUS)
    assert isinstance(event, ProgrammePublished)
    assert (event.version, event.rule_hash, event.at) == (4, rule_hash(NIMBUS), NOW)
    assert publish(NIMBUS, LATER) == []
    assert queries.version(4) == NIMBUS
    assert queries.version(9) is None
    row = queries.newest()
    assert row is not None
    assert row.published_at == NOW


def test_a_version_never_changes_its_rules(db: SQLAlchemy) -> None:
    publish(NIMBUS)
    with pytest.raises(Conflict):
        publish(programme(sample().replace("min: 21", "min: 20")))
    assert queries.version(4) == NIMBUS


def test_a_lower_version_is_refused_and_an_older_known_one_is_welcome(db: SQLAlchemy) -> None:
    publish(NIMBUS)
    publish(version(5, date(2026, 6, 1)))
    assert publish(NIMBUS) == []
    with pytest.raises(Refused):
        publish(version(3, date(2026, 7, 1)))


@pytest.mark.parametrize(("start", "fits"), [(date(2026, 4, 29), False), (date(2026, 4, 30), True)])
def test_a_new_version_keeps_the_notice_that_the_last_one_promised(db: SQLAlchemy, start: date, fits: bool) -> None:
    publish(NIMBUS)
    rules = replace(version(5, start), notice_days=0)
    if fits:
        assert len(publish(rules)) == 1
        return
    with pytest.raises(Refused):
        publish(rules)
    assert queries.version(5) is None


def test_a_new_version_does_not_begin_before_the_last_one(db: SQLAlchemy) -> None:
    publish(version(4, date(2027, 1, 1)))
    with pytest.raises(Refused):
        publish(version(5, date(2026, 12, 31)))


def test_each_version_is_in_force_from_its_day_until_the_next_ones(db: SQLAlchemy) -> None:
    publish(NIMBUS)
    publish(version(5, date(2026, 6, 1)))
    numbers = {day: found.version if (found := queries.version_in_force(day)) else None for day in (
        date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1), date(2030, 1, 1),
    )}  # fmt: skip
    assert list(numbers.values()) == [None, 4, 4, 5, 5]


def test_without_any_version_there_is_none(db: SQLAlchemy) -> None:
    assert queries.newest() is None
    assert queries.version_in_force(date(2026, 1, 1)) is None


def test_a_partner_rises_at_once_and_the_second_review_says_nothing(db: SQLAlchemy, vector_partner: PartnerId) -> None:
    facts = company(*vector())
    assert review(facts) == [TierReached(at=NOW, partner=vector_partner, before=None, after=Slug("gold"), version=4)]
    assert review(facts, NOW + timedelta(hours=1)) == []
    row = held(db)
    assert (row.tier, row.since, row.failing_since, row.version, row.rule_hash) == ("gold", NOW, None, 4, rule_hash(NIMBUS))
    assert row.computed_at == NOW + timedelta(hours=1)
    assert [(one.before, one.after, one.at) for one in queries.steps_of(vector_partner)] == [(None, "gold", NOW)]
    assert queries.tier_of(vector_partner) == "gold"
    assert list(queries.standings_of([vector_partner, PartnerId(2)])) == [vector_partner]


def test_the_day_on_which_the_held_tier_would_fail_stands_beside_it(db: SQLAlchemy, vector_partner: PartnerId) -> None:
    review(company(*vector()))
    row = held(db)
    answer = queries.evidence_of(row).standing.result(Slug("gold"))
    assert answer is not None
    assert (row.first_false_on, answer.first_false_on) == (ANNA_ENDS, ANNA_ENDS)


def test_a_partner_that_earns_nothing_has_a_standing_without_a_tier(db: SQLAlchemy, vector_partner: PartnerId) -> None:
    assert review(company(agreement=None)) == []
    assert review(company(agreement=None)) == []
    row = held(db)
    assert (row.tier, row.since) == (None, None)
    assert queries.steps_of(vector_partner) == []


def test_a_partner_rises_step_by_step_as_people_pass(db: SQLAlchemy, vector_partner: PartnerId) -> None:
    review(company(member("Boris", "sf")))
    (event,) = review(company(*vector()), LATER - timedelta(days=1))
    assert isinstance(event, TierReached)
    assert (event.before, event.after) == ("start", "gold")


def test_a_falling_tier_is_kept_and_said_to_be_at_risk_once(db: SQLAlchemy, vector_partner: PartnerId) -> None:
    facts = company(*vector())
    review(facts)
    assert review(facts, LATER) == [TierAtRisk(at=LATER, partner=vector_partner, tier=Slug("gold"), version=4)]
    assert review(facts, LATER + timedelta(days=1)) == []
    row = held(db)
    assert (row.tier, row.since, row.failing_since) == ("gold", NOW, ANNA_ENDS)
    assert queries.evidence_of(row).standing.tier == "silver"
    assert [one.kind for one in queries.steps_of(vector_partner)] == [StepKind.REACHED, StepKind.GRACE]


def test_what_holds_again_is_at_risk_no_more_and_may_be_at_risk_anew(db: SQLAlchemy, vector_partner: PartnerId) -> None:
    facts = company(*vector())
    review(facts)
    review(facts, LATER)
    assert review(company(*vector(), member("Ira", "ta")), LATER) == []
    assert held(db).failing_since is None
    assert [type(event) for event in review(facts, LATER)] == [TierAtRisk]


def test_losing_every_requirement_still_keeps_what_was_earned(db: SQLAlchemy, vector_partner: PartnerId) -> None:
    review(company(*vector()))
    assert [type(event) for event in review(company(agreement=None))] == [TierAtRisk]
    assert held(db).tier == "gold"


def test_a_tier_that_the_version_in_force_does_not_have_is_lost_to_what_the_facts_earn(db: SQLAlchemy, vector_partner: PartnerId) -> None:
    review(company(*vector()))
    rules = replace(version(5, date(2026, 6, 1)), tiers=NIMBUS.tiers[:2])
    publish(rules)
    moment = datetime(2026, 6, 2, tzinfo=UTC)
    assert review(company(*vector()), moment, rules) == [
        TierLost(at=moment, partner=vector_partner, before=Slug("gold"), after=Slug("silver"), version=5)
    ]
    assert review(company(*vector()), moment, rules) == []
    bare = replace(version(6, date(2026, 9, 1)), tiers=NIMBUS.tiers[2:])
    publish(bare)
    assert [type(event) for event in review(company(agreement=None), moment, bare)] == [TierLost]
    row = held(db)
    assert (row.tier, row.since) == (None, None)
    assert [one.after for one in queries.steps_of(vector_partner)] == ["gold", "silver", None]


def test_stored_facts_and_stored_rules_give_the_stored_answer_byte_for_byte(db: SQLAlchemy, vector_partner: PartnerId) -> None:
    review(company(*vector()))
    row = held(db)
    rules = queries.version(row.version)
    assert rules is not None
    assert rule_hash(rules) == row.rule_hash
    again = standing(rules, FACTS_JSON.validate_python(row.facts), row.computed_at.astimezone(UTC).date())
    assert json.dumps(STANDING_JSON.dump_python(again, mode="json"), sort_keys=True) == json.dumps(row.result, sort_keys=True)
    kept = queries.evidence_of(row)
    assert (kept.facts, kept.standing) == (company(*vector()), again)


def test_a_review_of_nobody_or_by_unknown_rules_is_not_found(db: SQLAlchemy, vector_partner: PartnerId) -> None:
    with pytest.raises(NotFound):
        review(company(), partner=PartnerId(77))
    with pytest.raises(NotFound):
        review(company(), rules=version(99, date(2030, 1, 1)))


def test_of_two_first_reviews_at_once_the_later_takes_the_earliers_row(db: SQLAlchemy, vector_partner: PartnerId) -> None:
    with transaction():
        first = service.lock(vector_partner, NIMBUS, NOW)
        assert service.lock(vector_partner, NIMBUS, LATER) is first
    assert held(db).computed_at == NOW


def test_who_published_stands_in_the_event(db: SQLAlchemy) -> None:
    with transaction():
        (event,) = service.publish_version(NIMBUS, NOW, PersonId(5))
    assert event.by == 5


def test_the_database_refuses_a_change_that_changes_nothing_and_a_risk_without_a_tier(db: SQLAlchemy, vector_partner: PartnerId) -> None:
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            StandingStep(
                partner_id=vector_partner, kind=StepKind.GRACE, before=Slug("gold"), after=Slug("silver"), at=NOW, as_of=NOW.date(),
                version=4,
            )
        )
    with transaction():
        service.lock(vector_partner, NIMBUS, NOW)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(PartnerStanding).values(state="grace", failing_since=ANNA_ENDS, grace_until=ANNA_ENDS))


def test_of_two_first_reviews_at_the_same_moment_exactly_one_reaches_the_tier(db: SQLAlchemy, vector_partner: PartnerId) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy does not cross threads
    facts, taken, events = company(*vector()), Signal(), list[Event]()

    def late() -> None:
        with app.app_context():
            taken.wait(10)
            events.extend(review(facts, LATER - timedelta(days=1)))
            db.session.remove()

    other = Thread(target=late)
    other.start()
    with transaction():
        events.extend(service.review(NIMBUS, vector_partner, facts, NOW))
        taken.set()
        other.join(0.5)
    other.join(10)
    assert [type(event) for event in events] == [TierReached]
    assert [one.kind for one in queries.steps_of(vector_partner)] == [StepKind.REACHED]
