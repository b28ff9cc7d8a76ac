"""Looking at many days asks each requirement only where its answer may turn, and answers as the requirement itself does."""

from lms.programme.rules import words_of
from lms.programme.sight import Sight, stepped
from lms.requirements.facts import Facts
from lms.requirements.scene import Scene
from tests.programme.made import ANNA_ENDS, company, vector
from tests.programme.nimbus import NIMBUS
from tests.requirements.made import DAY, rule


def scene(facts: Facts) -> Scene:
    """The facts on the day."""
    return Scene(facts, DAY, words_of(NIMBUS))


def test_a_requirement_that_is_looked_at_in_steps_answers_asks_and_turns_as_itself() -> None:
    bare, now = rule("people: {holds_any: [ta], need: 3}"), scene(company(*vector()))
    steps = stepped(bare, now)
    assert steps.evaluate(now) == bare.evaluate(now)
    assert steps.asks(now.words) == bare.asks(now.words)
    assert steps.turns(now) == bare.turns(now)
    assert [steps.holds(now.on(day)) for day in (DAY, ANNA_ENDS)] == [True, False]


def test_between_two_turns_a_requirement_is_asked_once() -> None:
    asked: list[object] = []

    class Asked:
        def __init__(self) -> None:
            self.rule = rule("people: {holds_any: [ta], need: 3}")

        def holds(self, then: Scene) -> bool:
            asked.append(then.as_of)
            return self.rule.holds(then)

        def __getattr__(self, name: str) -> object:
            return getattr(self.rule, name)

    now = scene(company(*vector()))
    steps = stepped(Asked(), now)  # type: ignore[arg-type]  # what it lacks it takes from the requirement
    for day in (DAY, DAY.replace(day=2), DAY.replace(day=21), ANNA_ENDS, ANNA_ENDS.replace(day=30)):
        steps.holds(now.on(day))
    assert asked == [DAY, ANNA_ENDS]


def test_the_days_are_all_on_which_anything_may_change_in_order() -> None:
    days = Sight.of((NIMBUS,), company(*vector())).days()
    assert days == sorted(days)
    assert {ANNA_ENDS, NIMBUS.effective_from} <= set(days)
