"""What a standing, its forecast and its remedies say to people: whole sentences, not percentages."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from lms.certificates.rules import Certifications
from lms.core.declension import of_whom
from lms.core.ids import Slug
from lms.core.text import Message, Texts, counted, msg, nmsg
from lms.programme.causes import Cause, Why, leaves
from lms.programme.forecast import Fall, Forecast, forecast
from lms.programme.phrases import both, day_in, soon
from lms.programme.remedies import remedies
from lms.programme.rules import Programme, Standing
from lms.programme.states import may_fall
from lms.programme.versions import in_force, judged
from lms.programme.ways import fixes
from lms.requirements.facts import Facts
from lms.requirements.result import Place, Result, unmet
from lms.requirements.roster import Roster, Slot


def explained(
    versions: Sequence[Programme], facts: Facts, as_of: date, certifications: Certifications,
    failing_since: date | None = None, grace_until: date | None = None,
) -> tuple[Message, ...]:  # fmt: skip
    """The whole situation of a partner on a day: what holds, what ends when and for whom, what then happens, and what fixes it.

    The tier spoken about is `facts.tier`, or the one that is earned when that is none. A partner without any is told the way to the first.
    `failing_since` and `grace_until` are as for `forecast`.
    """
    version = in_force(versions, as_of)
    if version is None:
        return ()
    seen = judged(versions, facts, as_of, looks_ahead=False)
    ahead = forecast(versions, facts, as_of, failing_since=failing_since, grace_until=grace_until)
    if ahead.held is None or version.step(ahead.held) == 0:
        return gap(versions, facts, as_of, certifications, seen)
    if ahead.fall is None:
        return (holds(version, seen, ahead.held), safe(ahead))
    day = max(ahead.fall.turn.day, as_of)
    helps = remedies(versions, facts, day, ahead.held, certifications)
    first = holds(version, seen, ahead.held) if day > as_of else fails(version, ahead.fall)
    return (first, *falls(version, ahead.fall, as_of, certifications), *fixes(helps, certifications, ahead.fall.turn.causes))


def holds(version: Programme, standing: Standing, tier: Slug) -> Message:
    """“Gold holds: 5 of 5 places filled.”"""
    name, result = version.label(tier), standing.result(tier)
    places = next((leaf.places for leaf in reversed(leaves(result)) if leaf.kind == "roster"), ()) if result else ()
    if not places:
        return msg("%(tier)s holds.", tier=name)
    have = sum(place.holder is not None for place in places)
    return nmsg(
        "%(tier)s holds: %(have)s of %(need)s place filled.", "%(tier)s holds: %(have)s of %(need)s places filled.",
        have, tier=name, have=have, need=len(places),
    )  # fmt: skip


def fails(version: Programme, fall: Fall) -> Message:
    """“Since 22 March 2026 the requirements of Gold have not all held; the tier itself is kept.” Of the floor, `becomes` says that."""
    if not may_fall(version, fall.tier):
        return msg("Since %(day)s the requirements of %(tier)s have not all held.", day=fall.fails_on, tier=version.label(fall.tier))
    return msg(
        "Since %(day)s the requirements of %(tier)s have not all held; the tier itself is kept.",
        day=fall.fails_on, tier=version.label(fall.tier),
    )  # fmt: skip


def safe(ahead: Forecast) -> Message:
    """“Nothing that is known today changes that before 1 March 2027.”"""
    return msg("Nothing that is known today changes that before %(day)s.", day=ahead.until)


def falls(version: Programme, fall: Fall, as_of: date, certifications: Certifications) -> tuple[Message, ...]:
    """Who or what ends when, what is then missing, until when the tier is kept, and what becomes of it at which review."""
    stops = tuple(stop(one, fall.turn.day, as_of, certifications) for one in fall.turn.causes)
    later = fall.turn.day > as_of
    over = fall.review_on <= as_of and may_fall(version, fall.tier)
    becoming = proposed(version, fall.tier, fall.to, fall.review_on) if over else becomes(version, fall, as_of)
    return (*stops, *missing(version, fall.tier, fall.turn.failing, fall.turn.causes, then=later), becoming)


def stop(cause: Cause, day: date, as_of: date, certifications: Certifications) -> Message:
    """“Anna’s Technical Associate stops counting on 22 March 2026 (in 21 days).”"""
    if day <= as_of:
        return _stopped(cause, day, certifications)
    when = {"day": day, "soon": soon((day - as_of).days)}
    match cause.why:
        case Why.CERTIFICATE | Why.REVOKED:
            title = title_of(cause.certification, certifications)
            return msg(
                "%(of_whom)s’s %(certification)s stops counting on %(day)s (%(soon)s).",
                of_whom=of_whom(cause.name or {}), certification=title, **when,
            )  # fmt: skip
        case Why.EMPLOYMENT:
            return msg("%(person)s leaves on %(day)s (%(soon)s).", person=cause.name or {}, **when)
        case Why.VERSION:
            return msg("From %(day)s on (%(soon)s) only version %(version)s of the rules counts.", version=cause.version, **when)
        case Why.EVIDENCE:
            return msg("On %(day)s (%(soon)s) a paper is needed anew. %(about)s", about=cause.about, **when)
    return msg("On %(day)s (%(soon)s) figures become too old to count. %(about)s", about=cause.about, **when)


def _stopped(cause: Cause, day: date, certifications: Certifications) -> Message:
    match cause.why:
        case Why.CERTIFICATE | Why.REVOKED:
            title = title_of(cause.certification, certifications)
            return msg(
                "%(of_whom)s’s %(certification)s has not counted since %(day)s.",
                of_whom=of_whom(cause.name or {}), certification=title, day=day,
            )  # fmt: skip
        case Why.EMPLOYMENT:
            return msg("%(person)s left on %(day)s.", person=cause.name or {}, day=day)
        case Why.VERSION:
            return msg("Since %(day)s only version %(version)s of the rules counts.", version=cause.version, day=day)
    return cause.about or msg("Since %(day)s something is missing.", day=day)


def missing(
    version: Programme, tier: Slug, failing: Sequence[Result], causes: Sequence[Cause] = (), *, then: bool = True
) -> tuple[Message, ...]:  # fmt: skip
    """“Then 4 of 5: you need 1 more certified engineer.” And whatever else fails, in its own words, unless a cause has said them.

    Where the places of several tiers fail, each is told with the name of its tier.
    """
    said = [cause.about for cause in causes]
    several = sum(leaf.kind == "roster" for leaf in failing) > 1
    return tuple(
        _short(version, tier, leaf, then=then, named=several) if leaf.kind == "roster" else leaf.message
        for leaf in failing if leaf.message not in said
    )  # fmt: skip


def becomes(version: Programme, fall: Fall, as_of: date) -> Message:
    """“Grace runs to 20 June; at the review on 15 July 2026 you move to Silver.” From 20 June on, that it ended then."""
    if fall.recovers_on is not None:
        return msg("It holds again by itself on %(day)s, before anything changes.", day=fall.recovers_on)
    if not may_fall(version, fall.tier):
        return msg("%(tier)s itself stays: it is never lost.", tier=version.label(fall.tier))
    days = {"grace": day_in(fall.grace_until, fall.review_on), "review": fall.review_on}
    to = version.label(fall.to or version.review.floor)
    if fall.grace_until <= as_of:
        return msg("Grace ended on %(grace)s; at the review on %(review)s you move to %(tier)s.", tier=to, **days)
    return msg("Grace runs to %(grace)s; at the review on %(review)s you move to %(tier)s.", tier=to, **days)


def gap(
    versions: Sequence[Programme], facts: Facts, as_of: date, certifications: Certifications, standing: Standing | None = None
) -> tuple[Message, ...]:  # fmt: skip
    """What is missing for the next tier, and what would fix it; nothing when the highest is earned."""
    version, seen = in_force(versions, as_of), standing or judged(versions, facts, as_of, looks_ahead=False)
    result = seen.result(seen.next_tier)
    if version is None or seen.next_tier is None or result is None:
        return ()
    name = version.label(seen.next_tier)
    says = tuple(
        msg("For %(tier)s: %(missing)s.", tier=name, missing=_wanted(version, seen.next_tier, leaf.places)) if leaf.kind == "roster"
        else msg("For %(tier)s this is missing: %(about)s", tier=name, about=leaf.message)
        for leaf in unmet(result)
    )  # fmt: skip
    return (*says, *fixes(remedies(versions, facts, as_of, seen.next_tier, certifications), certifications))


def proposed(version: Programme, tier: Slug, to: Slug | None, review_on: date) -> Message:
    """The review day has passed, and the word of a manager decides."""
    return msg(
        "At the review on %(review)s %(tier)s did not hold; your partner manager decides whether you move to %(to)s.",
        review=review_on, tier=version.label(tier), to=version.label(to or version.review.floor),
    )  # fmt: skip


def recovered(version: Programme, tier: Slug) -> Message:
    """What was in danger holds again."""
    return msg("The requirements of %(tier)s all hold again; nothing is lost.", tier=version.label(tier))


def lacks(version: Programme, tier: Slug, failing: Sequence[Result]) -> Message:
    """“Then Gold is short: you need 1 more certified engineer.” Where something else than people fails, that Gold then does not hold.

    Where the places of lower tiers fail too, those of the highest are told.
    """
    rosters = (leaf.places for leaf in failing if leaf.kind == "roster")
    places = max(rosters, key=lambda places: version.step(_tier_of(version, tier, places)), default=())
    wanted = _wanted(version, tier, places) if any(place.holder is None for place in places) else None
    if wanted is None:
        return msg("Then %(tier)s does not hold any more.", tier=version.label(tier))
    return msg("Then %(tier)s is short: %(missing)s.", tier=version.label(tier), missing=wanted)


def title_of(certification: Slug | None, certifications: Certifications) -> Texts:
    """How people read a certification; its id when it is no longer known."""
    known = certifications.items.get(certification) if certification else None
    return known.title if known else {"en": certification or ""}


def _short(version: Programme, tier: Slug, leaf: Result, *, then: bool, named: bool) -> Message:
    amounts: dict[str, object] = {"have": leaf.have, "need": leaf.need, "missing": _wanted(version, tier, leaf.places)}
    asking = _tier_of(version, tier, leaf.places) if named else None
    if asking is not None and then:
        return msg("Then %(have)s of %(need)s for %(tier)s: %(missing)s.", tier=version.label(asking), **amounts)
    if asking is not None:
        return msg("%(have)s of %(need)s places for %(tier)s are filled: %(missing)s.", tier=version.label(asking), **amounts)
    if then:
        return msg("Then %(have)s of %(need)s: %(missing)s.", **amounts)
    return msg("%(have)s of %(need)s places are filled: %(missing)s.", **amounts)


def _tier_of(version: Programme, tier: Slug, places: Sequence[Place]) -> Slug | None:
    """The tier, up to this one, that asks for just these places."""
    asked = Counter(place.slot for place in places)
    return next(
        (
            one.id for one in version.tiers[: version.step(tier)] for roster in _rosters_in(one.requirement)
            if Counter({slot.id: slot.need for slot in roster.slots}) == asked
        ),
        None,
    )  # fmt: skip


def _wanted(version: Programme, tier: Slug, places: Sequence[Place]) -> Message:
    """“you need 1 more certified engineer and 2 more certified sellers”."""
    slots = {slot.id: slot for slot in _slots(version, tier)}
    empty: dict[object, list[Place]] = {}
    for place in places:
        if place.holder is None:
            noun = slots[place.slot].noun if place.slot in slots else {}
            empty.setdefault(tuple(sorted(noun.items())) or place.slot, []).append(place)
    (first, *rest) = [_more(slots.get(group[0].slot), group) for group in empty.values()]
    return both([first[0], *(after for _, after in rest)])


def _more(slot: Slot | None, places: Sequence[Place]) -> tuple[Message, Message]:
    """How many more people of one sort: as the beginning of a sentence part, and as what follows in it."""
    n, noun = len(places), slot.noun if slot else {}
    if noun:
        what = counted(noun, n)
        return (
            nmsg("you need %(n)s more %(what)s", "you need %(n)s more %(what)s", n, what=what),
            nmsg("%(n)s more %(what)s", "%(n)s more %(what)s", n, what=what),
        )
    label = places[0].label
    return (
        nmsg("you need %(n)s more person for “%(place)s”", "you need %(n)s more people for “%(place)s”", n, place=label),
        nmsg("%(n)s more person for “%(place)s”", "%(n)s more people for “%(place)s”", n, place=label),
    )


def _slots(version: Programme, tier: Slug) -> Iterator[Slot]:
    """The slots of all rosters up to a tier, the highest last: where two share an id, the highest says the noun."""
    for one in version.tiers[: version.step(tier)]:
        for roster in _rosters_in(one.requirement):
            yield from roster.slots


def _rosters_in(rule: object) -> Iterator[Roster]:
    if isinstance(rule, Roster):
        yield rule
    for one in getattr(rule, "requirements", ()):
        yield from _rosters_in(one)
