"""The steps of a partner's standing, who spoke a word, and what one step rested on, with the names of whoever still has one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PublicId, RevisionHash, Slug
from lms.core.text import Texts
from lms.partners.rules import both_names
from lms.programme.models import StandingStep
from lms.programme.queries import Published, published, steps_of
from lms.programme.replay import named, replays
from lms.programme.reviews import rules_on, serving
from lms.programme.rules import FACTS_JSON, STANDING_JSON, Programme, Standing
from lms.programme.states import StepKind
from lms.programme.versions import answering, judged
from lms.requirements.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; `number` counts from the first one of this partner. `by` is empty where no word was needed."""

    number: int
    kind: StepKind
    at: datetime
    before: Slug | None
    after: Slug | None
    version: int
    reason: str
    by: Texts
    has_evidence: bool


@dataclass(frozen=True, slots=True)
class Rested:
    """What a step rested on: the rules, the facts and the answer with today's names, and whether it comes out the same again.

    The answer stands in the words of today where it does, and as it was stored where it does not.
    `asking` is for each tier the version that gave its answer: during an overlap it may be the one before.
    """

    programme: Programme
    rule_hash: RevisionHash
    as_of: date
    facts: Facts
    standing: Standing
    asking: Mapping[Slug, Programme]
    replays: bool


def history(partner: PartnerId) -> tuple[Step, ...]:
    """Every step of a partner's standing, the newest first; two statements."""
    rows = steps_of(partner)
    known = _names_of({row.by_id for row in rows if row.by_id is not None})
    steps = [
        Step(
            number=number, kind=row.kind, at=row.at, before=row.before, after=row.after, version=row.version, reason=row.reason or "",
            by=known.get(row.by_id, {}) if row.by_id is not None else {}, has_evidence=row.rule_hash is not None,
        )
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return tuple(reversed(steps))


def rested_on(partner: PartnerId, number: int) -> Rested:
    """The evidence of one step.

    Raises:
        NotFound: there is no such step, or it is from the time before evidence was kept.
    """
    rows = steps_of(partner)
    row = rows[number - 1] if 0 < number <= len(rows) else None
    if row is None or row.rule_hash is None or row.facts is None or row.result is None:
        raise NotFound
    known = published()
    facts = _with_names(FACTS_JSON.validate_python(row.facts, strict=False))
    serve = serving(_known_by_then(known, row), row.as_of)
    rules, same = rules_on(serve, row.as_of), replays(known.versions, row)
    answer = judged(serve, facts, row.as_of) if same else named(STANDING_JSON.validate_python(row.result), facts)
    asking = {one.id: answering(serve, facts, row.as_of, one.id) for one in rules.tiers}
    return Rested(rules, row.rule_hash, row.as_of, facts, answer, asking, same)


def _known_by_then(known: Published, row: StandingStep) -> list[Programme]:
    return [one for one in known.versions if one.version <= row.version]


def _with_names(facts: Facts) -> Facts:
    """Evidence names nobody; whoever has been erased stays without a name."""
    if facts.partner is None:
        return facts
    people = [one.person for one in facts.partner.members]
    chosen = select(Person.public_id, Person.name, Person.name_ru).where(Person.public_id.in_(people))
    named: dict[PublicId, Texts] = {who: both_names(name, name_ru) for who, name, name_ru in db.session.execute(chosen)}
    members = tuple(replace(one, name=named.get(one.person, {})) for one in facts.partner.members)
    return replace(facts, partner=replace(facts.partner, members=members))


def _names_of(people: Collection[int]) -> dict[int, Texts]:
    chosen = select(Person.id, Person.name, Person.name_ru).where(Person.id.in_(people))
    return {who: both_names(name, name_ru) for who, name, name_ru in db.session.execute(chosen)}
