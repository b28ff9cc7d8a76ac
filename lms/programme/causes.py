"""Who or what ends on a day, and which of it makes a requirement fail: found by trying what would hold if it did not end."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from lms.core.ids import PublicId, Slug
from lms.core.text import Texts
from lms.programme.rules import Programme, standing
from lms.programme.versions import governing, in_force, judged, under
from lms.requirements.facts import Facts, Holding, Member, PartnerFacts
from lms.requirements.result import Result, Sentence


class Why(StrEnum):
    """What ends."""

    CERTIFICATE = "certificate"
    REVOKED = "revoked"
    EMPLOYMENT = "employment"
    WINDOW = "window"
    """values leave the window of a metric"""
    EVIDENCE = "evidence"
    VERSION = "version"
    """a new version of the rules begins, or the one before it no longer serves"""


@dataclass(frozen=True, slots=True)
class Cause:
    """What ends: of a person a certificate or the employment; else `about` says what, and `version` which rules begin."""

    why: Why
    person: PublicId | None = None
    name: Texts | None = None
    certification: Slug | None = None
    about: Sentence | None = None
    version: int | None = None


def endings(facts: Facts, after: date, until: date) -> dict[date, tuple[Cause, ...]]:
    """What ends for people who count, on each day after `after` up to and on `until`: certificates that count, and employments."""
    days: dict[date, list[Cause]] = defaultdict(list)
    for member in (facts.partner or PartnerFacts()).members:
        for day in {day for day in _ends(member) if after < day <= until}:
            days[day] += _of(member, day)
    return {day: tuple(found) for day, found in days.items()}


def causes_of(
    versions: Sequence[Programme], facts: Facts, day: date, tier: Slug, failing: tuple[Result, ...]
) -> tuple[Cause, ...]:  # fmt: skip
    """What ends on `day` and makes requirements of a tier fail: people, each tried alone; else those together without whom it would hold;
    else the rules, a paper or a window."""

    def helps(spared: Collection[Cause]) -> bool:
        result = judged(versions, _spared(facts, spared, day), day, looks_ahead=False).result(tier)
        return result is not None and _better(result, failing)

    ended = [cause for member in (facts.partner or PartnerFacts()).members for cause in _of(member, day)]
    found = tuple(cause for cause in ended if helps([cause]))
    if not found and len(ended) > 1 and helps(ended):
        needed = [cause for cause in ended if not helps([one for one in ended if one != cause])]
        found = tuple(needed if needed and helps(needed) else ended)
    return found or _of_things(versions, facts, day, tier, failing)


def asked_in(result: Result) -> tuple[object, ...]:
    """What tells the same question in two answers: its kind, subject, amount and places."""
    return result.kind, result.subject, result.need, tuple(place.slot for place in result.places)


def leaves(result: Result) -> tuple[Result, ...]:
    """The answers without children, in order."""
    return tuple(leaf for child in result.children for leaf in leaves(child)) if result.children else (result,)


def _better(result: Result, failing: tuple[Result, ...]) -> bool:
    if result.met:
        return True
    now = {asked_in(leaf): leaf for leaf in leaves(result)}
    return any((leaf := now.get(asked_in(one))) is not None and (leaf.met or leaf.have > one.have) for one in failing)


def _of_things(
    versions: Sequence[Programme], facts: Facts, day: date, tier: Slug, failing: tuple[Result, ...]
) -> tuple[Cause, ...]:  # fmt: skip
    """By elimination: what would hold by the rules of the day before fails by new ones; the rest by what it asks for."""
    now = in_force(versions, day)
    earlier = (
        standing(one, under(one, facts), day, looks_ahead=False).result(tier) for one in governing(versions, day - timedelta(days=1))
    )
    if now is not None and any(result is not None and result.met for result in earlier):
        return (Cause(Why.VERSION, version=now.version),)
    return tuple(Cause(Why.EVIDENCE if one.kind == "evidence" else Why.WINDOW, about=one.message) for one in failing)


def _of(member: Member, day: date) -> list[Cause]:
    """What ends for somebody who counted until the day before: the employment, or certificates that no newer one stands in for."""
    if not member.employed_on(day - timedelta(days=1)):
        return []
    if member.until == day:
        return [Cause(Why.EMPLOYMENT, member.person, member.name)]
    ended = [one for one in member.holdings if one.counts and day in _days(one) and one.valid_on(day - timedelta(days=1))]
    held = {one.certification for one in member.holdings if one.counts and one.valid_on(day)}
    return [
        Cause(Why.REVOKED if one.revoked_on == day else Why.CERTIFICATE, member.person, member.name, one.certification)
        for one in ended if one.certification not in held
    ]  # fmt: skip


def _ends(member: Member) -> set[date]:
    return {day for one in member.holdings if one.counts for day in _days(one)} | ({member.until} if member.until else set())


def _days(holding: Holding) -> set[date]:
    return {day for day in (holding.expires_on, holding.revoked_on) if day is not None}


def _spared(facts: Facts, causes: Collection[Cause], day: date) -> Facts:
    """The facts if these ends had not come."""
    known = facts.partner or PartnerFacts()
    members = tuple(_staying(one, [cause for cause in causes if cause.person == one.person], day) for one in known.members)
    return replace(facts, partner=replace(known, members=members))


def _staying(member: Member, causes: Collection[Cause], day: date) -> Member:
    stays = member.until == day and any(cause.why is Why.EMPLOYMENT for cause in causes)
    ended = {cause.certification for cause in causes if cause.certification is not None}
    holdings = tuple(
        replace(one, expires_on=None, revoked_on=None) if one.certification in ended and day in _days(one) else one
        for one in member.holdings
    )
    return replace(member, until=None if stays else member.until, holdings=holdings)
