"""What if: somebody passes, somebody leaves, another version applies; answered by the same engine, and nothing is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lms.certificates.rules import Certifications, expires_on, lasts_longer
from lms.core.errors import Invalid
from lms.core.ids import PublicId, Slug
from lms.core.text import Message, Texts, msg
from lms.programme.causes import leaves
from lms.programme.forecast import HORIZON, Forecast, forecast
from lms.programme.rules import Benefit, Programme, Standing
from lms.programme.versions import in_force, judged
from lms.requirements.facts import Facts, Holding, Member, PartnerFacts
from lms.requirements.result import Place, Result, unmet
from lms.requirements.staffing import employed

MOST = 100
"""So much may be supposed at once."""

_Question = tuple[Slug, str, str, int]


@dataclass(frozen=True, slots=True)
class Supposition:
    """On the day `on` these people pass these certifications, these leave, and this version of the programme applies."""

    on: date
    passes: tuple[tuple[PublicId, Slug], ...] = ()
    leaves: tuple[PublicId, ...] = ()
    version: int | None = None

    @property
    def anything(self) -> bool:
        """Whether anything is supposed but the day."""
        return bool(self.passes or self.leaves or self.version is not None)


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be supposed: these people, certifications and versions, on days from `first` to `last`."""

    people: tuple[tuple[PublicId, Texts], ...]
    certifications: tuple[tuple[Slug, Texts], ...]
    versions: tuple[int, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Difference:
    """What is won or lost: tiers with their benefits, requirements as they answer where they are lacking, and places of the highest tier.

    A place tells who fills it where it is filled; who fills it may be somebody who moved over from another one.
    """

    tiers: tuple[Slug, ...] = ()
    requirements: tuple[Result, ...] = ()
    places: tuple[Place, ...] = ()
    benefits: tuple[Benefit, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.tiers or self.requirements or self.places or self.benefits)


@dataclass(frozen=True, slots=True)
class Change:
    """What a supposition does: the standing on its day without and with it, what is won and lost, and what comes after each."""

    supposition: Supposition
    before: Standing
    after: Standing
    won: Difference
    lost: Difference
    forecast_before: Forecast
    forecast_after: Forecast


def choices(versions: Sequence[Programme], facts: Facts, certifications: Certifications, today: date) -> Choices:
    """What may be supposed of a partner today: its people, what is offered and counts, and the version in force and those to come."""
    now = in_force(versions, today)
    here = employed((facts.partner or PartnerFacts()).members, today)
    return Choices(
        people=tuple((one.person, one.name) for one in here),
        certifications=tuple((slug, one.title) for slug, one in sorted(certifications.items.items()) if one.offered and one.counts),
        versions=tuple(sorted(one.version for one in versions if now is None or one.version >= now.version)),
        first=today,
        last=today + timedelta(days=HORIZON),
    )


def read_supposition(given: Iterable[tuple[str, str]], allowed: Choices) -> Supposition:
    """What a form or an address supposes: `pass=PERSON:CERTIFICATION`, `leave=PERSON`, `version=5`, `on=2026-03-01`, in any order.

    Empty values say nothing, and other names are not read. Without `on` it is today.

    Raises:
        Invalid: a value cannot be read, or is none of what may be supposed; the sentence says which.
    """
    pairs = [(name, value.strip()) for name, value in given if value.strip()]
    if len(pairs) > MOST:
        raise Invalid(msg("Suppose at most %(most)s things at once.", most=MOST))
    values = {name: list(dict.fromkeys(value for one, value in pairs if one == name)) for name in ("pass", "leave", "version", "on")}
    return Supposition(
        on=_day(values["on"], allowed),
        passes=tuple(_pass(value, allowed) for value in values["pass"]),
        leaves=tuple(_person(value, allowed) for value in values["leave"]),
        version=_version(values["version"], allowed),
    )


def suppose(facts: Facts, supposition: Supposition, certifications: Certifications) -> Facts:
    """The facts as they would be: a pass gives a certificate that lasts as long as a real one, and renews what it renews."""
    known = facts.partner
    if known is None:
        return facts
    members = tuple(_supposed(one, supposition, certifications) for one in known.members)
    return replace(facts, partner=replace(known, members=members))


def supposed_versions(versions: Sequence[Programme], supposition: Supposition) -> tuple[Programme, ...]:
    """The versions as they would be: the supposed one alone governs its day, whatever overlap it has, and later ones follow it."""
    chosen = next((one for one in versions if one.version == supposition.version), None)
    if chosen is None:
        return tuple(versions)
    follow = (one for one in versions if one.version > chosen.version and one.effective_from > supposition.on)
    return (replace(chosen, effective_from=date.min, overlap_days=0), *follow)


def compare(versions: Sequence[Programme], facts: Facts, supposition: Supposition, certifications: Certifications) -> Change:
    """What a supposition changes on its day, and what the year after that day brings without it and with it."""
    day = supposition.on
    rules, then = supposed_versions(versions, supposition), suppose(facts, supposition, certifications)
    before, after = judged(versions, facts, day), judged(rules, then, day)
    now, other = in_force(versions, day), in_force(rules, day)
    return Change(
        supposition, before, after,
        won=gained(before, after, now, other), lost=gained(after, before, other, now),
        forecast_before=forecast(versions, facts, day),
        forecast_after=forecast(rules, replace(then, tier=_held(facts.tier, after.tier, other)), day),
    )  # fmt: skip


def gained(before: Standing, after: Standing, now: Programme | None, then: Programme | None) -> Difference:
    """What the second standing has over the first: `now` and `then` are the versions in force for each."""
    had, has = _asked(before), _asked(after)
    tiers_had, tiers_has = _reached(before, now), _reached(after, then)
    benefits_had = {benefit.id for tier in tiers_had if now for benefit in _benefits(now, tier)}
    return Difference(
        tiers=tuple(tier for tier in tiers_has if tier not in tiers_had),
        requirements=tuple(leaf for key, (leaf, lacking) in had.items() if lacking and not has.get(key, (leaf, False))[1]),
        places=_highest({key: _filled(had[key][0], leaf) for key, (leaf, _) in has.items() if key in had}),
        benefits=tuple(one for tier in tiers_has if then for one in _benefits(then, tier) if one.id not in benefits_had),
    )


def with_pass(member: Member, certification: Slug, on: date, certifications: Certifications) -> Member:
    """Somebody who passes a certification on a day; what it renews and is held then lasts longer, as it would in earnest."""
    passed = _issued(certification, on, certifications)
    certified = certifications.items.get(certification)
    renewed = [
        _issued(slug, on, certifications) for slug in (certified.renews if certified else ()) if _gains(member, slug, on, certifications)
    ]
    return replace(member, holdings=(*member.holdings, passed, *renewed))


def _supposed(member: Member, supposition: Supposition, certifications: Certifications) -> Member:
    if not member.employed_on(supposition.on):
        return member
    for person, certification in supposition.passes:
        if person == member.person:
            member = with_pass(member, certification, supposition.on, certifications)
    return replace(member, until=supposition.on) if member.person in supposition.leaves else member


def _issued(slug: Slug, on: date, certifications: Certifications) -> Holding:
    certified = certifications.items.get(slug)
    ends = expires_on(certified.validity, on) if certified else None
    return Holding(slug, PublicId(""), on, ends, None, counts=certified is None or certified.counts)


def _gains(member: Member, slug: Slug, on: date, certifications: Certifications) -> bool:
    held = [one for one in member.holdings if one.certification == slug and one.valid_on(on)]
    return bool(held) and all(lasts_longer(_issued(slug, on, certifications).expires_on, one.expires_on) for one in held)


def _held(held: Slug | None, earned: Slug | None, version: Programme | None) -> Slug | None:
    if version is None:
        return held
    return earned if version.step(earned) >= version.step(held) else held


def _asked(standing: Standing) -> dict[_Question, tuple[Result, bool]]:
    """The leaves of each tier's own requirements, by what they ask and not how much; and whether each is lacking."""
    found: dict[_Question, tuple[Result, bool]] = {}
    for one in standing.results:
        for child in one.result.children or (one.result,):
            if child.kind == "tier_at_least":
                continue
            lacking = unmet(child)
            for leaf in leaves(child):
                same = sum(key[:3] == (one.tier, leaf.kind, leaf.subject) for key in found)
                found[(one.tier, leaf.kind, leaf.subject, same)] = (leaf, any(leaf is missed for missed in lacking))
    return found


def _highest(filled: dict[_Question, list[Place]]) -> tuple[Place, ...]:
    """Those of the highest tier that has any: lower ones ask for the same people again."""
    last = next((key[0] for key, places in reversed(filled.items()) if places), None)
    return tuple(place for key, places in filled.items() if key[0] == last for place in places)


def _filled(had: Result, has: Result) -> list[Place]:
    return [now for then, now in zip(had.places, has.places, strict=False) if then.holder is None and now.holder is not None]


def _reached(standing: Standing, version: Programme | None) -> tuple[Slug, ...]:
    return tuple(tier.id for tier in version.tiers[: version.step(standing.tier)]) if version else ()


def _benefits(version: Programme, tier: Slug) -> tuple[Benefit, ...]:
    found = version.tier(tier)
    return found.benefits if found else ()


def _day(values: list[str], allowed: Choices) -> date:
    if not values:
        return allowed.first
    day = _date(values[-1])
    if day is None:
        raise Invalid(msg("“%(given)s” is not a day; write it like 2026-03-01.", given=values[-1][:40]))
    if not allowed.first <= day <= allowed.last:
        raise Invalid(
            msg("%(day)s is out of reach: choose a day from %(first)s to %(last)s.", day=day, first=allowed.first, last=allowed.last)
        )
    return day


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _pass(value: str, allowed: Choices) -> tuple[PublicId, Slug]:
    person, _, slug = value.partition(":")
    if slug not in {one for one, _ in allowed.certifications}:
        raise Invalid(msg("There is no certification “%(given)s” that could be passed.", given=(slug or value)[:40]))
    return _person(person, allowed), Slug(slug)


def _person(value: str, allowed: Choices) -> PublicId:
    if value not in {person for person, _ in allowed.people}:
        raise Invalid(msg("Somebody is named here who does not work for the partner on that day."))
    return PublicId(value)


def _version(values: list[str], allowed: Choices) -> int | None:
    if not values:
        return None
    given = values[-1]
    known = {str(number): number for number in allowed.versions}
    if given not in known:
        shown: str | Message = ", ".join(known) or msg("none")
        raise Invalid(msg("Version “%(given)s” of the rules cannot be supposed; there is: %(known)s.", given=given[:40], known=shown))
    return known[given]
