"""Why a partner needs a call, in sentences and not in scores: pure, over what is known of it on a day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.core.ids import PublicId
from lms.core.text import Message, Texts, msg, nmsg

HORIZON = timedelta(days=60)
"""What ends within so many days is told."""
SILENT_DAYS = 30
"""From so many days without a visit on a partner is silent."""
GRAVE_DAYS = 90
"""From so many days on silence is grave."""
FIRST_CERTIFICATE_DAYS = 30
"""So long a new partner has for its first certificate."""
JOIN_DAYS = 7
"""So long a new partner has for its first person."""


class Cause(StrEnum):
    """What is the matter."""

    DECIDE = "decide"
    GRACE = "grace"
    AT_RISK = "at_risk"
    WAITS = "waits"
    FALLS = "falls"
    ENDS = "ends"
    SILENT = "silent"
    NOBODY = "nobody"
    NO_ADMIN = "no_admin"
    NO_CERTIFICATE = "no_certificate"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person whom one can write to. `seen_on` is the day of the last visit."""

    person: PublicId
    name: Texts
    email: str
    is_admin: bool
    seen_on: date | None


@dataclass(frozen=True, slots=True)
class Ending:
    """A certificate that counts and ends soon; `on` is the first day on which it no longer counts."""

    who: Someone
    certification: Texts
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What is known of a partner. `falls_on` is the first day on which its tier's requirements no longer hold by the calendar alone."""

    created_on: date
    tier: Texts | None = None
    at_risk_since: date | None = None
    falls_on: date | None = None
    grace_until: date | None = None
    proposed: bool = False
    """Whether grace and a review day have passed: whether the tier falls needs a word."""
    kept: bool = False
    """Whether the tier is one that is never lost."""
    waits: Texts | None = None
    """A higher tier that is earned and needs a word."""
    fix: Message | None = None
    """What would fix the tier."""
    people: tuple[Someone, ...] = ()
    certified: bool = False
    """Whether anybody has ever earned a certificate."""
    endings: tuple[Ending, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to act; `who` is the person whom the suggested step concerns, if it concerns one; `fix` is what mends it."""

    cause: Cause
    message: Message
    grave: bool
    who: Someone | None = None
    fix: Message | None = None


def reasons(signs: Signs, day: date) -> tuple[Reason, ...]:
    """Why this partner needs attention on a day, the gravest first; none: it goes well."""
    return tuple(sorted(_reasons(signs, day), key=lambda one: not one.grave))


def seen_on(people: Sequence[Someone]) -> date | None:
    """The day on which anybody was here last."""
    return max((one.seen_on for one in people if one.seen_on), default=None)


def _reasons(signs: Signs, day: date) -> Iterator[Reason]:
    yield from _tier(signs, day)
    if not signs.people:
        if day - signs.created_on >= timedelta(days=JOIN_DAYS):
            waited = (day - signs.created_on).days
            yield Reason(Cause.NOBODY, nmsg("Nobody has joined for %(n)s day", "Nobody has joined for %(n)s days", waited), grave=True)
        return
    yield from _silence(signs, day)
    if not any(one.is_admin for one in signs.people):
        yield Reason(Cause.NO_ADMIN, msg("No partner admin: nobody there sees the team"), grave=False)
    age = (day - signs.created_on).days
    if not signs.certified and age >= FIRST_CERTIFICATE_DAYS:
        sentence = nmsg("No first certificate after %(n)s day", "No first certificate after %(n)s days", age)
        yield Reason(Cause.NO_CERTIFICATE, sentence, grave=False)


def _tier(signs: Signs, day: date) -> Iterator[Reason]:
    """What endangers the tier: already, or within the horizon. A certificate that the tier does not rest on is no reason to call."""
    if signs.waits is not None:
        yield Reason(Cause.WAITS, msg("%(tier)s is earned and waits for a word", tier=signs.waits), grave=False)
    if signs.tier is None:
        return
    since = signs.at_risk_since or (signs.falls_on if signs.falls_on and signs.falls_on <= day else None)
    if since is not None:
        yield _failing(signs, since, day)
    elif signs.falls_on is not None and signs.falls_on - day <= HORIZON:
        yield from _falling(signs, signs.falls_on)


def _failing(signs: Signs, since: date, day: date) -> Reason:
    tier = signs.tier or {}
    if signs.proposed:
        message = msg("A decision is due: %(tier)s has not held since %(day)s", tier=tier, day=since)
        return Reason(Cause.DECIDE, message, grave=True, fix=signs.fix)
    if signs.grace_until is not None:
        return Reason(Cause.GRACE, _graced(signs, since, signs.grace_until, day), grave=not signs.kept, fix=signs.fix)
    return Reason(Cause.AT_RISK, msg("%(tier)s is at risk since %(day)s", tier=tier, day=since), grave=True, fix=signs.fix)


def _graced(signs: Signs, since: date, until: date, day: date) -> Message:
    tier = signs.tier or {}
    if signs.kept:
        return msg("%(tier)s has not held since %(day)s; it is never lost", tier=tier, day=since)
    if until <= day:
        return msg("%(tier)s has not held since %(day)s; its grace ended on %(until)s", tier=tier, day=since, until=until)
    return msg("%(tier)s has not held since %(day)s; its grace runs to %(until)s", tier=tier, day=since, until=until)


def _falling(signs: Signs, falls_on: date) -> Iterator[Reason]:
    tier = signs.tier or {}
    to_blame = [one for one in signs.endings if one.on == falls_on]
    if not to_blame:
        sentence = msg("The requirements of %(tier)s hold only up to %(day)s", tier=tier, day=falls_on)
        yield Reason(Cause.FALLS, sentence, grave=True, fix=signs.fix)
    for one in to_blame:
        sentence = msg(
            "%(certification)s of %(person)s stops counting on %(day)s; then %(tier)s is at risk",
            certification=one.certification, person=one.who.name, day=one.on, tier=tier,
        )  # fmt: skip
        yield Reason(Cause.ENDS, sentence, grave=True, who=one.who, fix=signs.fix)


def _silence(signs: Signs, day: date) -> Iterator[Reason]:
    """Nobody was here for long; whoever came last, an admin first, is the one to write to."""
    last = seen_on(signs.people)
    days = (day - (last or signs.created_on)).days
    if days < SILENT_DAYS:
        return
    sentence = nmsg("Silent for %(n)s day", "Silent for %(n)s days", days)
    latest = max(signs.people, key=lambda one: (one.is_admin, one.seen_on or date.min))
    yield Reason(Cause.SILENT, sentence, grave=days >= GRAVE_DAYS, who=latest)
