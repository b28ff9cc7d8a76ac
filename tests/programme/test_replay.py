"""A stored answer replays when the judgement is the same byte for byte, in whatever words this release says it."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

import pytest

from lms.core.ids import Slug
from lms.core.text import msg
from lms.programme.replay import SENTENCES, canonical, judgement, named, nameless, proof, replays
from lms.programme.rules import STANDING_JSON
from lms.requirements.result import LeftOut, Place, Result, Sentence
from tests.programme.made import ANNA_ENDS, company, vector
from tests.programme.nimbus import NIMBUS
from tests.requirements.made import DAY

GOLD = Slug("gold")
OTHERWISE = {"msgid": "Said otherwise: %(have)s.", "params": {"have": 4}, "plural": None, "n": None}


@dataclass
class Row:
    """A step as it is kept."""

    as_of: Any
    version: int
    facts: dict[str, Any] | None
    result: dict[str, Any] | None


def kept() -> Row:
    """A step on the day on which Anna's certificate ends: places, people left out and children of every sort."""
    rests = proof((NIMBUS,), nameless(company(*vector())), ANNA_ENDS)
    return Row(ANNA_ENDS, rests.version, rests.facts, rests.result)


def changed(change: Callable[[dict[str, Any]], None]) -> Row:
    """The step with something else in its stored answer, in every part of it that has it."""
    row = kept()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            change(value)
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(one)

    row.result = deepcopy(row.result)
    walk(row.result)
    return row


def put(key: str, new: Any, when: Callable[[Any], bool] = lambda _old: True) -> Callable[[dict[str, Any]], None]:
    """A change of what stands under a key."""

    def change(value: dict[str, Any]) -> None:
        if key in value and when(value[key]):
            value[key] = new

    return change


@pytest.mark.parametrize("key", ["message", "reason"])
def test_an_answer_that_was_worded_otherwise_still_replays(key: str) -> None:
    row = changed(put(key, OTHERWISE))
    assert row.result is not None
    assert canonical(row.result) != canonical(kept().result or {}), "the stored sentences really are others"
    assert replays((NIMBUS,), row)


@pytest.mark.parametrize(
    ("key", "new"),
    [
        ("met", True), ("have", 3), ("need", 6), ("unit", "people"), ("subject", "other"), ("kind", "other"), ("slot", "other"),
        ("holder", "boris"), ("certification", "sp"), ("person", "boris"), ("why", "expired"), ("first_false_on", "2026-05-01"),
        ("children", []), ("places", []), ("left_out", []), ("label", {"en": "Other"}), ("tier", "gold"),
        ("next_tier", None), ("results", []),
    ],
)  # fmt: skip
def test_an_answer_that_differs_in_anything_but_its_words_does_not(key: str, new: object) -> None:
    row = changed(put(key, new, lambda old: old != new))
    assert canonical(row.result or {}) != canonical(kept().result or {}), "the answer has such a part"
    assert not replays((NIMBUS,), row)


def test_every_sentence_of_an_answer_is_left_out_of_the_comparison_and_nothing_else() -> None:
    sentences = {
        field.name
        for part in (Result, Place, LeftOut)
        for field in fields(part)
        if get_type_hints(part, include_extras=True)[field.name] == Sentence
    }
    assert sentences == SENTENCES
    assert b"msgid" not in canonical(judgement(kept().result or {}))


def test_the_facts_stay_compared_by_what_they_answer() -> None:
    row = kept()
    row.facts = (row.facts or {}) | {"partner": (row.facts or {})["partner"] | {"members": []}}
    assert not replays((NIMBUS,), row)


def test_a_stored_answer_gets_the_names_that_people_have_now_and_keeps_its_words() -> None:
    facts = company(*vector())
    row = changed(put("message", OTHERWISE))
    standing = named(STANDING_JSON.validate_python(row.result), facts)
    fresh = STANDING_JSON.validate_python(proof((NIMBUS,), facts, ANNA_ENDS).result)
    seats = [(place.holder, place.holder_name) for one in standing.results for place in _places(one.result)]
    assert seats == [(place.holder, place.holder_name) for one in fresh.results for place in _places(one.result)]
    assert ("boris", {"en": "Boris", "ru": "Boris (ru)"}) in seats
    assert (None, None) in seats
    outside = [(one.person, one.name) for tier in standing.results for one in _outside(tier.result)]
    assert outside == [(one.person, one.name) for tier in fresh.results for one in _outside(tier.result)]
    assert outside
    assert all(one.result.message == msg("Said otherwise: %(have)s.", have=4) for one in standing.results)


def test_who_is_not_known_any_more_stays_without_a_name() -> None:
    whole = STANDING_JSON.validate_python(proof((NIMBUS,), company(*vector()), DAY).result)
    bare = named(whole, company())
    assert {place.holder_name == {} for one in bare.results for place in _places(one.result) if place.holder} == {True}


def _places(result: Result) -> list[Place]:
    return [*result.places, *(place for child in result.children for place in _places(child))]


def _outside(result: Result) -> list[LeftOut]:
    return [*result.left_out, *(one for child in result.children for one in _outside(child))]
