"""A partner rises at once, falls only by a manager's word with a reason, and every standing and step can be computed again."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import Person
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.partners.models import Partner
from lms.programme import queries, service, standings
from lms.programme.events import (
    TierAtRisk,
    TierInGrace,
    TierKept,
    TierLost,
    TierLowered,
    TierProposed,
    TierReached,
    TierRecovered,
)
from lms.programme.models import PartnerStanding, StandingStep
from lms.programme.replay import Kept, replay, replays
from lms.programme.rules import Programme, rule_hash
from lms.programme.standings import Word
from lms.programme.states import StandingState, StepKind
from lms.requirements.facts import Facts
from tests.programme.made import ANNA_ENDS, company, programme, sample, vector
from tests.requirements.made import member

NIMBUS = programme(sample())
NOW = datetime(2025, 11, 1, 9, 0, tzinfo=UTC)
"""Before the horizon of Anna's certificate."""
FAILS = datetime(ANNA_ENDS.year, ANNA_ENDS.month, ANNA_ENDS.day, 9, 0, tzinfo=UTC)
REVIEW = datetime(2026, 7, 15, 9, 0, tzinfo=UTC)
ID, GOLD, SILVER, START = PartnerId(1), Slug("gold"), Slug("silver"), Slug("start")
MANAGER = PersonId(1)
BOARD = Word(MANAGER, REVIEW + timedelta(hours=1), "No answer  for three months")


def team() -> Facts:
    """The worked example; the paper is of 2025 and 2026 alike, so that only people move."""
    facts = company(*vector())
    assert facts.partner is not None
    plan = facts.partner.papers[0]
    papers = (replace(plan, year=2025, confirmed_on=date(2025, 1, 20)), replace(plan, confirmed_on=date(2025, 12, 20)))
    answers = [one for one in facts.partner.values if one.metric == "csat"]
    paid = (one for one in facts.partner.values if one.metric != "csat")
    values = (*paid, *(replace(one, on=date(2025, 10, day)) for day, one in enumerate(answers, start=1)))
    return replace(facts, partner=replace(facts.partner, papers=papers, values=values))


def version(number: int, start: date) -> Programme:
    """The sample's rules under another number."""
    return replace(NIMBUS, version=number, effective_from=start)


def publish(rules: Programme, now: datetime = NOW) -> None:
    with transaction():
        service.publish_version(rules, now)


def review(facts: Facts, now: datetime = NOW, partner: PartnerId = ID) -> list[Event]:
    """Review at the edge."""
    with transaction():
        locked = standings.lock([partner], now)
        return standings.review(locked.published, locked.rows[partner], facts, now)


def say(verb: Callable[..., list[Event]], facts: Facts, word: Word, *given: object) -> list[Event]:
    """A manager's word at the edge, after a fresh look."""
    with transaction():
        locked = standings.lock([ID], word.now)
        standings.review(locked.published, locked.rows[ID], facts, word.now)
        return verb(locked.published, locked.rows[ID], *given, word)


def founded(db: SQLAlchemy) -> PartnerId:
    """A partner and its manager, with the sample's programme in force."""
    publish(replace(NIMBUS, effective_from=date(2025, 10, 1)), datetime(2025, 10, 1, tzinfo=UTC))
    with transaction():
        db.session.add(
            Person(
                id=MANAGER, public_id=PublicId("m"), email="m@nimbus.example", fs_uniquifier="m", name="M", language="en", zone="UTC",
                created_at=NOW,
            )
        )  # fmt: skip
        db.session.add(Partner(id=ID, public_id=PublicId("vector"), name="Vector", created_at=NOW))
    return ID


@pytest.fixture
def partner(db: SQLAlchemy) -> PartnerId:
    return founded(db)


def held(db: SQLAlchemy) -> PartnerStanding:
    """The partner's standing as it is stored."""
    db.session.expire_all()
    row = queries.standing_of(ID)
    assert row is not None
    return row


def kinds() -> list[StepKind]:
    return [one.kind for one in queries.steps_of(ID)]


def proposed(db: SQLAlchemy) -> None:
    """Gold failed on Anna's day, and the review of July is there."""
    for moment in (NOW, FAILS, REVIEW):
        review(team(), moment)
    assert held(db).state is StandingState.PROPOSED


def test_a_partner_rises_at_once_and_the_second_review_says_nothing(db: SQLAlchemy, partner: PartnerId) -> None:
    facts = team()
    assert review(facts) == [TierReached(at=NOW, partner=partner, before=None, after=GOLD, version=4)]
    assert review(facts, NOW + timedelta(hours=1)) == []
    row = held(db)
    assert (row.tier, row.since, row.state, row.failing_since, row.version) == (GOLD, NOW, StandingState.MET, None, 4)
    assert (row.first_false_on, row.computed_at, row.as_of) == (ANNA_ENDS, NOW + timedelta(hours=1), NOW.date())
    assert [(one.before, one.after, one.at) for one in queries.steps_of(partner)] == [(None, GOLD, NOW)]
    assert queries.tier_of(partner) == GOLD


def test_a_partner_that_earns_nothing_has_a_standing_without_a_tier(db: SQLAlchemy, partner: PartnerId) -> None:
    for _ in range(2):
        assert review(company(agreement=None)) == []
    row = held(db)
    assert (row.tier, row.since, row.state, kinds()) == (None, None, StandingState.NONE, [])


def test_who_causes_a_risk_stands_in_its_event(db: SQLAlchemy, partner: PartnerId) -> None:
    review(team())
    moment = FAILS - timedelta(days=90)
    anna = next(one.person for one in vector() if one.name["en"] == "Anna")
    assert review(team(), moment) == [
        TierAtRisk(at=moment, partner=partner, tier=GOLD, fails_on=ANNA_ENDS, people=(anna,), version=4)
    ]  # fmt: skip
    assert review(team(), moment + timedelta(days=1)) == []
    (recovered,) = review(company_of(member("Ira", "ta")), moment + timedelta(days=2))
    assert isinstance(recovered, TierRecovered)


def company_of(*more: object) -> Facts:
    """The team with more people."""
    facts = team()
    assert facts.partner is not None
    return replace(facts, partner=replace(facts.partner, members=(*facts.partner.members, *more)))  # type: ignore[arg-type]  # members


def test_a_falling_tier_is_kept_in_grace_and_recovers_at_once(db: SQLAlchemy, partner: PartnerId) -> None:
    review(team(), FAILS - timedelta(days=1))
    assert review(team(), FAILS) == [
        TierInGrace(at=FAILS, partner=partner, tier=GOLD, since=ANNA_ENDS, until=date(2026, 6, 20), version=4)
    ]  # fmt: skip
    assert review(team(), FAILS + timedelta(days=1)) == []
    row = held(db)
    assert (row.tier, row.state, row.failing_since, row.grace_until, row.first_false_on) == (
        GOLD, StandingState.GRACE, ANNA_ENDS, date(2026, 6, 20), None,
    )  # fmt: skip
    assert queries.evidence_of(row).standing.tier == SILVER
    assert [type(one) for one in review(company_of(member("Ira", "ta")), FAILS + timedelta(days=2))] == [TierRecovered]
    assert (held(db).failing_since, held(db).state) == (None, StandingState.MET)


def test_the_worker_that_was_down_for_months_finds_the_day_by_the_calendar(db: SQLAlchemy, partner: PartnerId) -> None:
    review(team(), FAILS - timedelta(days=100))
    late = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
    assert [type(one) for one in review(team(), late)] == [TierAtRisk, TierInGrace, TierProposed]
    row = held(db)
    assert (row.failing_since, row.grace_until, row.state) == (ANNA_ENDS, date(2026, 6, 20), StandingState.PROPOSED)
    days = [one.as_of for one in queries.steps_of(partner)][2:]
    assert days == [ANNA_ENDS, date(2026, 7, 15)]
    assert all(one.at == late for one in queries.steps_of(partner)[1:])
    assert all(replays(queries.published().versions, one) for one in queries.steps_of(partner))


def test_what_somebody_changed_fails_from_the_day_on_which_it_was_changed(db: SQLAlchemy, partner: PartnerId) -> None:
    review(team())
    later = NOW + timedelta(days=10)
    (event,) = review(company(agreement=None), later)
    assert isinstance(event, TierInGrace)
    assert event.since == later.date()


def test_a_tier_falls_by_a_managers_word_alone_and_the_step_keeps_who_and_why(db: SQLAlchemy, partner: PartnerId) -> None:
    proposed(db)
    assert TierLowered not in [type(one) for one in review(team(), REVIEW + timedelta(days=400))]
    assert held(db).tier == GOLD
    word = replace(BOARD, now=REVIEW + timedelta(days=400, hours=1))
    events = say(standings.lower, team(), word, GOLD)
    (lowered,) = (one for one in events if isinstance(one, TierLowered))
    assert (lowered.before, lowered.by, held(db).tier) == (GOLD, MANAGER, lowered.after)
    step = next(one for one in queries.steps_of(partner) if one.kind is StepKind.LOWERED)
    assert (step.reason, step.by_id) == ("No answer for three months", MANAGER)


def test_what_follows_from_a_word_is_stood_at_once(db: SQLAlchemy, partner: PartnerId) -> None:
    publish(replace(version(5, date(2026, 1, 1)), review=replace(NIMBUS.review, horizon_days=600)))
    proposed(db)
    assert [type(one) for one in say(standings.lower, team(), BOARD, GOLD)] == [TierLowered, TierAtRisk]
    assert (held(db).tier, held(db).state) == (SILVER, StandingState.AT_RISK)


def test_a_word_said_twice_is_said_once(db: SQLAlchemy, partner: PartnerId) -> None:
    proposed(db)
    assert [type(one) for one in say(standings.lower, team(), BOARD, GOLD)][:1] == [TierLowered]
    before = kinds()
    assert say(standings.lower, team(), BOARD, GOLD) == []
    assert kinds() == before


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_no_tier_falls_or_is_kept_without_a_reason(db: SQLAlchemy, partner: PartnerId, reason: str) -> None:
    proposed(db)
    for verb, given in ((standings.lower, GOLD), (standings.keep, None)):
        with pytest.raises(Invalid):
            say(verb, team(), replace(BOARD, reason=reason), given)


def test_what_is_not_proposed_is_neither_lowered_nor_kept(db: SQLAlchemy, partner: PartnerId) -> None:
    review(team(), FAILS)
    for verb, given in ((standings.lower, GOLD), (standings.keep, None)):
        with pytest.raises(Conflict):
            say(verb, team(), replace(BOARD, now=FAILS), given)


def test_what_holds_again_when_the_manager_decides_cannot_be_lowered(db: SQLAlchemy, partner: PartnerId) -> None:
    proposed(db)
    with pytest.raises(Conflict):
        say(standings.lower, company_of(member("Ira", "ta")), BOARD, GOLD)


def test_a_word_about_another_tier_than_the_held_one_is_stale(db: SQLAlchemy, partner: PartnerId) -> None:
    proposed(db)
    with pytest.raises(Conflict):
        say(standings.lower, team(), BOARD, SILVER)


def test_what_has_become_the_floor_since_is_not_lowered(db: SQLAlchemy, partner: PartnerId) -> None:
    proposed(db)
    publish(replace(version(5, REVIEW.date()), review=replace(NIMBUS.review, floor=GOLD)), FAILS)
    with pytest.raises(Conflict):
        say(standings.lower, team(), BOARD, GOLD)


def test_a_kept_tier_is_proposed_again_at_the_next_review(db: SQLAlchemy, partner: PartnerId) -> None:
    proposed(db)
    (event,) = say(standings.keep, team(), BOARD, None)
    assert isinstance(event, TierKept)
    assert (event.until, event.by, held(db).state) == (date(2027, 1, 15), MANAGER, StandingState.GRACE)
    assert say(standings.keep, team(), BOARD, None) == []
    assert [type(one) for one in review(team(), datetime(2027, 1, 15, tzinfo=UTC))][-1:] == [TierProposed]


@pytest.mark.parametrize("day", [REVIEW.date(), date(2027, 7, 18)])
def test_a_tier_is_kept_for_a_day_to_come_and_no_longer_than_a_year(db: SQLAlchemy, partner: PartnerId, day: date) -> None:
    proposed(db)
    with pytest.raises(Invalid):
        say(standings.keep, team(), BOARD, day)


def test_a_tier_that_the_version_in_force_does_not_have_is_lost_to_what_the_facts_earn(db: SQLAlchemy, partner: PartnerId) -> None:
    review(team())
    publish(replace(version(5, date(2026, 1, 1)), tiers=NIMBUS.tiers[:2]), NOW)
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    lost = [one for one in review(team(), moment) if isinstance(one, TierLost)]
    assert lost == [TierLost(at=moment, partner=partner, before=GOLD, after=SILVER, version=5)]
    assert review(team(), moment) == []
    assert held(db).tier == SILVER


def test_the_version_before_still_serves_during_the_overlap(db: SQLAlchemy, partner: PartnerId) -> None:
    review(team())
    harder = replace(version(5, date(2026, 1, 1)), overlap_days=30, tiers=programme(sample().replace("min: 4.2", "min: 4.9")).tiers)
    publish(harder, NOW)
    assert TierInGrace not in [type(one) for one in review(team(), datetime(2026, 1, 30, tzinfo=UTC))]
    assert held(db).version == 5
    (event,) = review(team(), datetime(2026, 1, 31, tzinfo=UTC))
    assert isinstance(event, TierInGrace)
    kept: list[Kept] = [held(db), *queries.steps_of(partner)]
    assert all(replays(queries.published().versions, one) for one in kept)


def test_stored_facts_and_stored_rules_give_the_stored_answer_byte_for_byte(db: SQLAlchemy, partner: PartnerId) -> None:
    proposed(db)
    say(standings.lower, team(), BOARD, GOLD)
    versions = queries.published().versions
    row, steps = held(db), queries.steps_of(partner)
    assert rule_hash(versions[0]) == row.rule_hash
    assert len(steps) >= 4
    kept: list[Kept] = [row, *steps]
    for one in kept:
        assert replay(versions, one) is not None
        assert replays(versions, one)
    row.facts = row.facts | {"partner": row.facts["partner"] | {"members": []}}
    assert not replays(versions, row), "a changed fact gives another answer"
    db.session.rollback()


def test_a_step_without_evidence_has_nothing_to_replay(db: SQLAlchemy, partner: PartnerId) -> None:
    old = StandingStep(partner_id=partner, kind=StepKind.REACHED, after=GOLD, at=NOW, as_of=NOW.date(), version=4)
    assert (replay((), old), replays((), old)) == (None, True)


def test_steps_hold_no_names(db: SQLAlchemy, partner: PartnerId) -> None:
    proposed(db)
    names = {one.name["en"] for one in vector()}
    for step in queries.steps_of(partner):
        kept = json.dumps([step.facts, step.result], ensure_ascii=False)
        assert not {name for name in names if name in kept}
        assert all(one.person in kept for one in vector())
    assert all(name in json.dumps(held(db).facts) for name in names), "the standing itself does, and erasing looks after it"


def test_a_review_of_nobody_or_without_rules_is_not_found(db: SQLAlchemy) -> None:
    with pytest.raises(NotFound):
        review(company(), partner=PartnerId(77))
    with transaction():
        db.session.add(Partner(id=ID, public_id=PublicId("vector"), name="Vector", created_at=NOW))
    with pytest.raises(NotFound):
        review(company())
    publish(replace(NIMBUS, effective_from=date(2025, 10, 1)), datetime(2025, 10, 1, tzinfo=UTC))
    with pytest.raises(NotFound):
        review(company(), partner=PartnerId(77))


def test_before_the_first_version_begins_it_serves_all_the_same(db: SQLAlchemy, partner: PartnerId) -> None:
    early = datetime(2025, 9, 1, tzinfo=UTC)
    assert review(company(agreement=None), early) == []
    row = held(db)
    assert (row.version, replays(queries.published().versions, row)) == (4, True)


def test_the_database_refuses_a_change_that_changes_nothing_and_a_grace_without_a_tier(db: SQLAlchemy, partner: PartnerId) -> None:
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            StandingStep(
                partner_id=partner, kind=StepKind.GRACE, before=GOLD, after=SILVER, at=NOW, as_of=NOW.date(), version=4,
            )
        )  # fmt: skip
    with transaction():
        standings.lock([partner], NOW)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(PartnerStanding).values(state="grace", failing_since=ANNA_ENDS, grace_until=ANNA_ENDS))


def test_of_two_first_reviews_at_the_same_moment_exactly_one_reaches_the_tier(db: SQLAlchemy, partner: PartnerId) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy does not cross threads
    facts, taken, events = team(), Signal(), list[Event]()

    def late() -> None:
        with app.app_context():
            taken.wait(10)
            events.extend(review(facts, NOW + timedelta(days=1)))
            db.session.remove()

    other = Thread(target=late)
    other.start()
    with transaction():
        locked = standings.lock([partner], NOW)
        events.extend(standings.review(locked.published, locked.rows[partner], facts, NOW))
        db.session.flush()
        taken.set()
        other.join(0.5)
    other.join(10)
    assert [type(event) for event in events] == [TierReached]
    assert kinds() == [StepKind.REACHED]
