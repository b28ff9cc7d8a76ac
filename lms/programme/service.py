"""Publishes versions of the programme and reviews the standings of partners; nothing that was earned falls by itself."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.core.db import db
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, Slug
from lms.core.text import msg
from lms.programme import queries
from lms.programme.events import ProgrammePublished, TierAtRisk, TierLost, TierReached
from lms.programme.models import PartnerStanding, ProgrammeVersion, StandingStep
from lms.programme.rules import FACTS_JSON, PROGRAMME_JSON, STANDING_JSON, Programme, rule_hash, standing
from lms.programme.states import StandingState, StepKind
from lms.requirements.facts import Facts


def publish_version(programme: Programme, now: datetime, by: PersonId | None = None) -> list[Event]:
    """Keep a version of the programme; nothing happens when it is there already.

    Raises Conflict when this version is known with other rules. Raises Refused when a new version has a number below the newest one,
    begins before it, or gives less notice than the newest version promised.
    """
    hashed = rule_hash(programme)
    known = db.session.get(ProgrammeVersion, programme.version)
    if known is not None:
        if known.hash != hashed:
            raise Conflict(
                msg("Version %(version)s of the programme is published with other rules; give the new rules a new number.",
                    version=programme.version)
            )  # fmt: skip
        return []
    _refuse_wrong_time(programme, now)
    body = PROGRAMME_JSON.dump_python(programme, mode="json")
    row = ProgrammeVersion(
        version=programme.version, effective_from=programme.effective_from, body=body, hash=hashed, published_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return [ProgrammePublished(at=now, by=by, version=programme.version, rule_hash=hashed)]


def lock(partner: PartnerId, programme: Programme, now: datetime) -> PartnerStanding:
    """Take the partner's standing for this transaction, making it when there is none.

    Call it before the facts are gathered: of two people who pass at the same moment the second then sees the first one's certificate.
    Raises NotFound when this version of the programme was never published or there is no such partner.
    """
    query = select(PartnerStanding).where(PartnerStanding.partner_id == partner).with_for_update()
    held = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if held is not None:
        return held
    fresh = PartnerStanding(
        partner_id=partner, tier=None, since=None, state=StandingState.NONE, failing_since=None, grace_until=None, eligible=None,
        first_false_on=None, version=programme.version, rule_hash=rule_hash(programme), facts={}, result={},
        as_of=now.date(), computed_at=now,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(fresh)
    except IntegrityError:
        held = db.session.scalars(query.execution_options(populate_existing=True)).first()
        if held is None:
            raise NotFound from None
        return held
    return fresh


def review(programme: Programme, partner: PartnerId, facts: Facts, now: datetime) -> list[Event]:
    """Look at a partner's standing again, from nothing but the facts, and keep facts and answer.

    A higher tier is given at once. A held tier whose requirements fail is kept and said to be at risk, once; when they hold again, the
    risk is over. Asked twice, the second time nothing happens.
    """
    row = lock(partner, programme, now)
    today = now.astimezone(UTC).date()
    seen = standing(programme, facts, today)
    row.version, row.rule_hash, row.as_of, row.computed_at = programme.version, rule_hash(programme), today, now
    row.facts = FACTS_JSON.dump_python(facts, mode="json")
    row.result = STANDING_JSON.dump_python(seen, mode="json")
    events: list[Event] = []
    held = row.tier
    if held is not None and programme.step(held) == 0:
        _move(row, StepKind.LOST, seen.tier, now)
        events.append(TierLost(at=now, partner=partner, before=held, after=seen.tier, version=programme.version))
    elif seen.tier is not None and programme.step(seen.tier) > programme.step(held):
        _move(row, StepKind.REACHED, seen.tier, now)
        events.append(TierReached(at=now, partner=partner, before=held, after=seen.tier, version=programme.version))
    elif held is not None and programme.step(seen.tier) < programme.step(held):
        if row.failing_since is None:
            row.state, row.failing_since = StandingState.GRACE, today
            row.grace_until = today + timedelta(days=programme.review.grace_days)
            _note(row, StepKind.GRACE, held, now)
            events.append(TierAtRisk(at=now, partner=partner, tier=held, version=programme.version))
    else:
        row.state, row.failing_since, row.grace_until = StandingState.MET if held else StandingState.NONE, None, None
    answer = seen.result(row.tier)
    row.first_false_on = answer.first_false_on if answer else None
    db.session.flush()
    return events


def _move(row: PartnerStanding, kind: StepKind, after: Slug | None, now: datetime) -> None:
    _note(row, kind, after, now)
    row.tier, row.since, row.failing_since, row.grace_until = after, now if after else None, None, None
    row.state = StandingState.MET if after else StandingState.NONE


def _note(row: PartnerStanding, kind: StepKind, after: Slug | None, now: datetime) -> None:
    db.session.add(
        StandingStep(
            partner_id=row.partner_id, kind=kind, before=row.tier, after=after, at=now, as_of=row.as_of, version=row.version,
            rule_hash=row.rule_hash, facts=row.facts, result=row.result,
        )
    )  # fmt: skip


def _refuse_wrong_time(programme: Programme, now: datetime) -> None:
    last = queries.newest()
    if last is None:
        return
    if programme.version < last.version:
        raise Refused(
            msg("Version %(newest)s of the programme is published; a new version needs a higher number than that.", newest=last.version)
        )
    notice = queries.programme_of(last).notice_days
    earliest = max(now.astimezone(UTC).date() + timedelta(days=notice), last.effective_from)
    if programme.effective_from < earliest:
        raise Refused(
            msg("Version %(version)s of the programme may apply from %(earliest)s at the earliest; partners are promised notice.",
                version=programme.version, earliest=earliest)
        )  # fmt: skip
