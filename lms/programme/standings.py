"""Reviews the standings of partners and takes a manager's word on them; nothing that was earned falls by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from lms.certificates.rules import Certifications
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, Slug
from lms.core.text import msg
from lms.core.upsert import insert
from lms.partners.models import Partner
from lms.programme import states
from lms.programme.models import PartnerStanding, StandingStep
from lms.programme.outlook import OUTLOOK_JSON, outlook
from lms.programme.queries import Published, evidence_of, published_by, serial
from lms.programme.replay import nameless, proof
from lms.programme.reviews import Found, Past, look_at, reviewed, rules_on, serving
from lms.programme.rules import Programme
from lms.programme.states import Held, Move, StandingState, StepKind, next_states
from lms.programme.telling import told
from lms.requirements.facts import Facts

REASON_LENGTH = 1000
LONGEST_KEPT = 366
"""No manager's word keeps a tier longer, in days."""


@dataclass(frozen=True, slots=True)
class Word:
    """A manager's word on a standing: who says it, when and why."""

    by: PersonId
    now: datetime
    reason: str = ""

    @property
    def today(self) -> date:
        """The day on which it is said."""
        return self.now.astimezone(UTC).date()


@dataclass(frozen=True, slots=True)
class Locked:
    """Standings that are this transaction's until it ends, with the versions of the rules that are published."""

    rows: dict[PartnerId, PartnerStanding]
    published: Published


def lock(partners: Sequence[PartnerId], now: datetime) -> Locked:
    """Take the standings of these partners for this transaction, making those that are not there; one statement when all are.

    Call it before the facts are gathered: of two people who pass at the same moment the second then sees the first one's certificate.
    They are taken in the order of their ids, so that two that take several never wait for each other.
    Raises NotFound when there is no such partner, or no version of the programme was ever published.
    """
    found, key = _taken(partners)
    if missing := sorted(set(partners) - found.keys()):
        _make(missing, now)
        found, key = _taken(partners)
    if set(partners) - found.keys() or key is None:
        raise NotFound
    return Locked(found, published_by(key))


def review(published: Published, row: PartnerStanding, facts: Facts, now: datetime) -> list[Event]:
    """Look at a partner's standing again, from nothing but the facts, and keep facts and answer; `row` is locked.

    Asked twice, the second time nothing happens. Days on which nobody looked are made good with the facts of the last review.
    """
    today = now.astimezone(UTC).date()
    past = Past(evidence_of(row).facts, row.as_of) if row.facts and row.as_of < today - timedelta(days=1) else None
    found = reviewed(published.versions, _held(row), facts, today, past)
    _keep(row, published, facts, now)
    _stand(row, found.held, found.first_false_on, now)
    return _note(row, published, found.steps, now)


def look_ahead(published: Published, row: PartnerStanding, certifications: Certifications, now: datetime) -> None:
    """Keep beside a standing what lists say of it; call it after a review and after a manager's word. `row` is locked."""
    today = now.astimezone(UTC).date()
    found = outlook(serving(published.versions, today), evidence_of(row).facts, today, _held(row), certifications)
    row.outlook = OUTLOOK_JSON.dump_python(found, mode="json") if found is not None else None


def promote(published: Published, row: PartnerStanding, tier: Slug, word: Word) -> list[Event]:
    """A manager's word: the partner rises to the tier that it is eligible for. `row` was reviewed in this transaction.

    Said again, nothing happens. Raises Conflict when the partner is not eligible for that tier, or it comes by itself on its day, and
    Invalid for a reason that is too long.
    """
    word = replace(word, reason=_plain(word.reason))
    if _said(row, StepKind.REACHED, word) and row.tier == tier:
        return []
    rules = rules_on(serving(published.versions, word.today), word.today)
    if row.eligible != tier or rules.review.promote_needs != "partner_manager":
        raise Conflict(msg("The partner does not wait for this tier any more. Look at its standing again."))
    return _decide(published, row, StepKind.REACHED, states.promoted(_held(row), tier), word)


def lower(published: Published, row: PartnerStanding, tier: Slug, word: Word) -> list[Event]:
    """A manager's word: the tier falls to what is earned, never below the floor. `row` was reviewed in this transaction.

    Said again, nothing happens. Raises Invalid without a reason or for one that is too long, and Conflict when this tier is not proposed
    to fall: it is safe, or its grace still runs, or it is the floor.
    """
    word = _reasoned(word)
    if _said(row, StepKind.LOWERED, word):
        return []
    serve = serving(published.versions, word.today)
    _proposed(row, tier, rules_on(serve, word.today))
    earned, rules = look_at(serve, evidence_of(row).facts)(word.today, row.tier).earned, rules_on(serve, word.today)
    return _decide(published, row, StepKind.LOWERED, states.lowered(_held(row), earned, rules), word)


def keep(published: Published, row: PartnerStanding, until: date | None, word: Word) -> list[Event]:
    """A manager's word: the tier does not fall at this review; grace goes on until a day, or else until the next review.

    Said again, nothing happens. Raises Invalid without a reason, for one that is too long or for a day that is not to come, and Conflict
    as `lower`.
    """
    word = _reasoned(word)
    if _said(row, StepKind.KEPT, word):
        return []
    rules = rules_on(serving(published.versions, word.today), word.today)
    _proposed(row, row.tier, rules)
    day = until or states.falls_after(rules.review, word.today + timedelta(days=1)) or word.today + timedelta(days=LONGEST_KEPT)
    if not word.today < day <= word.today + timedelta(days=LONGEST_KEPT):
        raise Invalid(msg("The day must lie after today and no more than %(most)s days ahead.", most=LONGEST_KEPT))
    return _decide(published, row, StepKind.KEPT, states.kept(_held(row), day), word)


def _taken(partners: Sequence[PartnerId]) -> tuple[dict[PartnerId, PartnerStanding], str | None]:
    query = select(PartnerStanding, serial()).where(PartnerStanding.partner_id.in_(partners)).order_by(PartnerStanding.partner_id)
    rows = db.session.execute(query.with_for_update(of=PartnerStanding).execution_options(populate_existing=True)).all()
    return {row.partner_id: row for row, _ in rows}, rows[0][1] if rows else None


def _make(partners: Sequence[PartnerId], now: datetime) -> None:
    """Standings of those partners that have none; whoever makes one at the same moment is waited for."""
    there = db.session.scalars(select(Partner.id).where(Partner.id.in_(partners)).order_by(Partner.id)).all()
    key, today = db.session.scalar(select(serial())), now.astimezone(UTC).date()
    if not there or key is None:
        return
    published = published_by(key)
    version = rules_on(serving(published.versions, today), today).version
    fresh = {"state": StandingState.NONE, "version": version, "rule_hash": published.hashes[version], "facts": {}, "result": {}}
    rows = [{"partner_id": one, **fresh, "as_of": today, "computed_at": now} for one in there]
    db.session.execute(insert(PartnerStanding).values(rows).on_conflict_do_nothing())


def _held(row: PartnerStanding) -> Held:
    return Held(row.tier, row.state, row.failing_since, row.grace_until, row.eligible)


def _keep(row: PartnerStanding, published: Published, facts: Facts, now: datetime) -> None:
    row.as_of, row.computed_at = now.astimezone(UTC).date(), now
    rests = proof(published.versions, facts, row.as_of)
    row.version, row.rule_hash, row.facts, row.result = rests.version, published.hashes[rests.version], rests.facts, rests.result


def _stand(row: PartnerStanding, held: Held, first_false_on: date | None, now: datetime) -> None:
    if held.tier != row.tier:
        row.since = now if held.tier else None
    row.tier, row.state, row.eligible = held.tier, held.state, held.eligible
    row.failing_since, row.grace_until, row.first_false_on = held.failing_since, held.grace_until, first_false_on


def _note(row: PartnerStanding, published: Published, steps: Sequence[Found], now: datetime, word: Word | None = None) -> list[Event]:
    events: list[Event] = []
    for one in steps:
        rests = proof(published.versions, nameless(one.facts), one.move.day)
        db.session.add(
            StandingStep(
                partner_id=row.partner_id, kind=one.move.kind, before=one.move.before.tier, after=one.move.after.tier, at=now,
                as_of=one.move.day, version=rests.version, rule_hash=published.hashes[rests.version], facts=rests.facts,
                result=rests.result, reason=word.reason or None if word else None, by_id=word.by if word else None,
            )
        )  # fmt: skip
        happened = told(published.versions, one, rests.version, row.partner_id, now)
        events.append(replace(happened, by=word.by) if word else happened)
    return events


def _decide(published: Published, row: PartnerStanding, kind: StepKind, after: Held, word: Word) -> list[Event]:
    facts = evidence_of(row).facts
    said = Found(Move(kind, word.today, _held(row), after), facts)
    events = _note(row, published, [said], word.now, word)
    serve = serving(published.versions, word.today)
    look = look_at(serve, facts)
    moves = next_states(after, look, rules_on(serve, word.today), word.today)
    held = moves[-1].after if moves else after
    _stand(row, held, look(word.today, held.tier).first_false_on, word.now)
    events += _note(row, published, [Found(move, facts) for move in moves], word.now)
    db.session.flush()
    return events


def _said(row: PartnerStanding, kind: StepKind, word: Word) -> bool:
    """Whether the newest word on this standing is this very one: a form that was sent twice."""
    query = select(StandingStep).where(StandingStep.partner_id == row.partner_id, StandingStep.by_id.is_not(None))
    last = db.session.scalar(query.order_by(StandingStep.at.desc(), StandingStep.id.desc()).limit(1))
    return last is not None and (last.kind, last.by_id, last.reason or "", last.as_of) == (kind, word.by, word.reason, word.today)


def _proposed(row: PartnerStanding, tier: Slug | None, rules: Programme) -> None:
    if row.state is not StandingState.PROPOSED or row.tier != tier or not states.may_fall(rules, tier):
        raise Conflict(msg("This tier is not proposed to fall now: it holds, its grace still runs, or it was decided already."))


def _reasoned(word: Word) -> Word:
    reason = _plain(word.reason)
    if not reason:
        raise Invalid(msg("Say why; the partner reads it."))
    return replace(word, reason=reason)


def _plain(text: str) -> str:
    reason = " ".join(text.split())
    if len(reason) > REASON_LENGTH:
        raise Invalid(msg("A reason has at most %(most)s characters.", most=REASON_LENGTH))
    return reason
