"""What holds of every kind of requirement, over random rules and facts."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from lms.requirements.facts import Facts
from lms.requirements.kinds import KINDS, Requirement
from lms.requirements.result import Result, Unit
from lms.requirements.scene import Scene
from lms.requirements.words import Words
from tests.requirements.made import DAY, WORDS
from tests.requirements.worlds import facts, rules

DAYS = [DAY + timedelta(days=more) for more in range(-60, 160)]
ANSWERS = TypeAdapter(Result)
RULES: TypeAdapter[Requirement] = TypeAdapter(Requirement)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@given(rule=rules(), known=facts())
@settings(max_examples=60, suppress_health_check=SLOW, deadline=None)
def test_the_answer_turns_on_no_other_days_than_it_says_and_first_on_the_day_that_it_says(rule: Requirement, known: Facts) -> None:
    scene = Scene(known, DAY, WORDS)
    turns = rule.turns(scene)
    holds = [rule.holds(scene.on(day)) for day in DAYS]
    assert {day for day, before, now in zip(DAYS[1:], holds, holds[1:], strict=False) if before != now} <= turns
    later = [day for day, held in zip(DAYS, holds, strict=True) if day > DAY and not held]
    found = rule.evaluate(scene).first_false_on
    if not rule.holds(scene):
        assert found is None
    elif later:
        assert found == later[0]
    else:
        assert found is None or found > DAYS[-1]


@given(rule=rules(), known=facts(), more=st.integers(-50, 50))
@settings(max_examples=150, suppress_health_check=SLOW, deadline=None)
def test_the_short_answer_is_the_long_one_and_depends_on_facts_and_day_alone(rule: Requirement, known: Facts, more: int) -> None:
    day = DAY + timedelta(days=more)
    result = rule.evaluate(Scene(known, day, WORDS))
    assert result.met == rule.holds(Scene(known, day, WORDS))
    assert result.met == rule.evaluate(Scene(known, day, Words(tiers=WORDS.tiers))).met
    assert result == rule.evaluate(Scene(known, day, WORDS))
    for node in nodes(result):
        assert node.message.msgid
        assert isinstance(node.unit, Unit)
        assert node.first_false_on is None or node.met


@given(rule=rules(), known=facts())
@settings(max_examples=60, suppress_health_check=SLOW, deadline=None)
def test_rules_and_answers_of_every_kind_survive_being_stored(rule: Requirement, known: Facts) -> None:
    assert RULES.validate_json(RULES.dump_json(rule)) == rule
    result = rule.evaluate(Scene(known, DAY, WORDS))
    assert ANSWERS.validate_json(ANSWERS.dump_json(result)) == result
    assert RULES.validate_json(RULES.dump_json(rule)).evaluate(Scene(known, DAY, WORDS)) == result


def test_the_random_rules_are_of_every_kind() -> None:
    seen: set[str] = set()

    @given(rule=rules())
    @settings(max_examples=400, suppress_health_check=SLOW, deadline=None, database=None, derandomize=True)
    def look(rule: Requirement) -> None:
        seen.update(node.kind for node in nodes(rule.evaluate(Scene(Facts(None, None, None, 1), DAY, WORDS))))

    look()
    assert set(KINDS) <= seen


def test_what_was_stored_before_there_were_these_kinds_is_still_read() -> None:
    before = """{"kind": "all", "requirements": [
        {"name": "csat", "measure": "mean", "min": "4.2", "months": 12, "min_sample": 5, "kind": "metric"},
        {"slots": [{"id": "t", "need": 1, "holds_any": ["ta"], "label": {"en": "T"}}], "sharing": "none", "kind": "roster"},
        {"holds_any": ["sf"], "need": 1, "kind": "people"},
        {"paper": "business_plan", "valid": "always", "by": "partner_manager", "kind": "evidence"}]}"""
    rule = RULES.validate_json(before)
    assert not rule.holds(Scene(Facts(None, None, None, 1), DAY, WORDS))
    answer = """{"kind": "people", "met": false, "have": 0, "need": 1, "message": {"msgid": "x", "params": {}, "plural": null, "n": null},
        "left_out": [{"person": "a", "name": {"en": "A"}, "reason": {"msgid": "y", "params": {}, "plural": null, "n": null}}]}"""
    assert ANSWERS.validate_json(answer).left_out[0].why is None


def nodes(result: Result) -> list[Result]:
    """An answer with all that is in it."""
    return [result, *(node for child in result.children for node in nodes(child))]
