"""What a standing or a step rests on, and the proof that the same facts and rules give the same judgement, byte for byte."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from lms.core.ids import PublicId
from lms.core.text import Texts
from lms.programme.reviews import rules_on, serving
from lms.programme.rules import FACTS_JSON, STANDING_JSON, Programme, Standing
from lms.programme.versions import judged
from lms.requirements.facts import Facts, PartnerFacts
from lms.requirements.result import Result

SENTENCES = frozenset({"message", "reason"})
"""Where an answer says in words what its other parts say as values."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The version in force, the facts and the answer, as they are stored."""

    version: int
    facts: dict[str, Any]
    result: dict[str, Any]


class Kept(Protocol):
    """A row that keeps evidence: a standing or a step of one."""

    @property
    def as_of(self) -> date:
        """The day that was judged."""

    @property
    def version(self) -> int:
        """The version in force on that day."""

    @property
    def facts(self) -> dict[str, Any] | None:
        """What was known."""

    @property
    def result(self) -> dict[str, Any] | None:
        """What it answered."""


def proof(versions: Sequence[Programme], facts: Facts, day: date) -> Proof:
    """Judge facts on a day, by the versions that govern it, and write down what the answer rests on."""
    serve = serving(versions, day)
    result = STANDING_JSON.dump_python(judged(serve, facts, day), mode="json")
    return Proof(rules_on(serve, day).version, FACTS_JSON.dump_python(facts, mode="json"), result)


def nameless(facts: Facts) -> Facts:
    """The facts without names: people stand in them by their public ids, so that steps need not change when somebody is erased."""
    if facts.partner is None:
        return facts
    members = tuple(replace(one, name={}) for one in facts.partner.members)
    return replace(facts, partner=replace(facts.partner, members=members))


def named(standing: Standing, facts: Facts) -> Standing:
    """A stored answer with the names of these facts; whoever is not in them, or has been erased, stays without one."""
    names = {one.person: one.name for one in (facts.partner or PartnerFacts()).members}
    return replace(standing, results=tuple(replace(one, result=_named(one.result, names)) for one in standing.results))


def replay(versions: Sequence[Programme], row: Kept) -> bytes | None:
    """The judgement once more, from the stored facts and the versions that were known by then; `None` for a row without evidence."""
    if not row.facts:
        return None
    known = [one for one in versions if one.version <= row.version]
    facts = FACTS_JSON.validate_python(row.facts, strict=False)
    answer = judged(serving(known, row.as_of), facts, row.as_of)
    return canonical(judgement(STANDING_JSON.dump_python(answer, mode="json")))


def replays(versions: Sequence[Programme], row: Kept) -> bool:
    """Whether the judgement is the stored one, byte for byte; a row without evidence has nothing to differ from."""
    again = replay(versions, row)
    return again is None or (row.result is not None and again == canonical(judgement(row.result)))


def judgement(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer without its sentences: what is met, had and needed, who fills which place, who does not and why, and until when.

    A later release may say the same in better words; what it judges must stay.
    """
    return {name: _unworded(part) for name, part in answer.items() if name not in SENTENCES}


def canonical(body: Mapping[str, Any]) -> bytes:
    """The one way to write an answer as bytes."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _unworded(part: Any) -> Any:
    if isinstance(part, dict):
        return judgement(part)
    return [_unworded(one) for one in part] if isinstance(part, list) else part


def _named(result: Result, names: Mapping[PublicId, Texts]) -> Result:
    return replace(
        result,
        children=tuple(_named(one, names) for one in result.children),
        places=tuple(replace(one, holder_name=names.get(one.holder, {})) if one.holder else one for one in result.places),
        left_out=tuple(replace(one, name=names.get(one.person, {})) for one in result.left_out),
    )
