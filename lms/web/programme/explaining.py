"""How a partner stands in sentences: with the names of those concerned for whoever may see the team, without any for others."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask_babel import gettext as _

from lms.core.ids import PublicId
from lms.programme.actions import Action
from lms.programme.listeners import Listener
from lms.programme.personal import personal
from lms.programme.remedies import Remedies, remedies
from lms.programme.sentences import fails, falls, holds, safe
from lms.programme.states import StandingState, day_of, falls_after, may_fall
from lms.programme.ways import fixes, would_not_help
from lms.requirements.result import unmet
from lms.web.presentation import spoken
from lms.web.programme.ground import Ground

MOST_USELESS = 3
"""So many near misses are told."""


@dataclass(frozen=True, slots=True)
class State:
    """How safely the tier is held, for a tag."""

    tone: str
    word: str


@dataclass(frozen=True, slots=True)
class Told:
    """The situation: what holds, what ends and what follows; then what fixes it, and what would not help."""

    tone: str
    title: str
    says: tuple[str, ...]
    fixes: tuple[str, ...] = ()
    useless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ways:
    """What brings the next tier: in sentences, and the single actions of people behind them."""

    fixes: tuple[str, ...] = ()
    useless: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything in sentences. `told` is there when a tier is held; `waits` when a higher one is earned already."""

    state: State
    told: Told | None
    ways: Ways
    waits: str
    personal: tuple[str, ...]


def explanation(ground: Ground, me: PublicId, *, names: bool) -> Explanation:
    """How the partner stands; `names`: whether colleagues may be named. Without it, the reader hears what concerns them alone."""
    found = _remedies(ground) if names else Remedies()
    mine = () if names else personal(ground.versions, ground.facts, ground.day, me, ground.certifications)
    return Explanation(
        state=_state(ground), told=_told(ground, found, names=names) if ground.tier is not None else None,
        ways=_ways(ground, found, names=names), waits=_waits(ground), personal=ground.texts(mine),
    )  # fmt: skip


def _remedies(ground: Ground) -> Remedies:
    """What fixes the held tier where it fails or will fail."""
    fall, tier = ground.ahead.fall, ground.tier
    if fall is None or tier is None:
        return Remedies()
    return remedies(ground.versions, ground.facts, max(fall.turn.day, ground.day), tier.id, ground.certifications)


def _told(ground: Ground, found: Remedies, *, names: bool) -> Told:
    fall, tier = ground.ahead.fall, ground.held.tier
    tone, title = _title(ground)
    if tier is None or fall is None:
        return Told(tone, title, ground.texts((holds(ground.rules, ground.seen, tier), safe(ground.ahead)) if tier is not None else ()))
    causes = fall.turn.causes if names else ()
    first = holds(ground.rules, ground.seen, tier) if fall.turn.day > ground.day else fails(ground.rules, fall)
    told = replace(fall, turn=replace(fall.turn, causes=causes))
    says = (first, *falls(ground.rules, told, ground.day, ground.certifications))
    return Told(tone, title, ground.texts(says), ground.texts(fixes(found, ground.certifications, causes)), _useless(found, ground))


def _ways(ground: Ground, held: Remedies, *, names: bool) -> Ways:
    """The ways to what the page shows as missing: the held tier while it fails, the next one else."""
    above = ground.above
    if not names or above is None or ground.fails:
        return Ways(actions=_single(held))
    found = remedies(ground.versions, ground.facts, ground.day, above.id, ground.certifications)
    return Ways(ground.texts(fixes(found, ground.certifications)), _useless(found, ground), (*_single(held), *_single(found)))


def _single(found: Remedies) -> tuple[Action, ...]:
    """What people here can do, alone or together, each once."""
    each = (exam for one in found.helps for action in one.actions for exam in action.each if action.person is not None)
    return tuple({(action.person, action.certification): action for action in each}.values())


def _useless(found: Remedies, ground: Ground) -> tuple[str, ...]:
    return ground.texts(would_not_help(one, ground.certifications) for one in found.useless[:MOST_USELESS])


def _state(ground: Ground) -> State:
    match ground.held.state:
        case StandingState.MET:
            return State("ok", _("safe"))
        case StandingState.AT_RISK:
            return State("warn", _("at risk"))
        case StandingState.GRACE:
            return State("warn", _kept(ground))
        case StandingState.PROPOSED:
            return State("bad", _("to be decided"))
    return State("", _("no tier yet"))


def _kept(ground: Ground) -> str:
    """A tier that is kept although something is missing; of one that is never lost, nobody says until when."""
    review = review_after_grace(ground)
    if not may_fall(ground.rules, ground.held.tier):
        return str(_("something is missing"))
    if review is not None:
        return str(_("review on %(day)s", day=spoken(review)))
    return str(_("in grace until %(day)s", day=spoken(ground.held.grace_until)))


def review_after_grace(ground: Ground) -> date | None:
    """The review to come at which the held tier may fall, once grace is over; `None` while grace runs."""
    until = ground.held.grace_until
    over = until is not None and ground.day >= until and may_fall(ground.rules, ground.held.tier)
    return falls_after(ground.rules.review, until) if over and until is not None else None


def _title(ground: Ground) -> tuple[str, str]:
    fall, name = ground.ahead.fall, spoken(ground.tier.label) if ground.tier else ""
    match ground.held.state:
        case StandingState.GRACE if not may_fall(ground.rules, ground.held.tier):
            return "warn", _("Not all requirements of %(tier)s hold", tier=name)
        case StandingState.GRACE if review_after_grace(ground) is not None:
            return "warn", _("The grace of %(tier)s is over", tier=name)
        case StandingState.GRACE:
            return "warn", _("%(tier)s is in grace", tier=name)
        case StandingState.PROPOSED:
            return "bad", _("%(tier)s is to be decided", tier=name)
    if fall is None:
        return "ok", _("%(tier)s is safe", tier=name)
    tone = "warn" if ground.held.state is StandingState.AT_RISK else "info"
    return tone, _("%(tier)s holds until %(day)s if nothing changes", tier=name, day=spoken(fall.turn.day))


def _waits(ground: Ground) -> str:
    """A higher tier that is earned already."""
    tier = ground.rules.tier(ground.held.eligible) if ground.held.eligible else None
    if tier is None:
        return ""
    if ground.rules.review.promote_needs == "partner_manager" and ground.listener is Listener.DECIDER:
        return str(_("%(tier)s is earned and waits for your word.", tier=spoken(tier.label)))
    if ground.rules.review.promote_needs == "partner_manager":
        return str(_("%(tier)s is earned and waits for the partner manager’s word.", tier=spoken(tier.label)))
    day = promoted_on(ground)
    return str(_("%(tier)s is earned and comes on %(day)s.", tier=spoken(tier.label), day=spoken(day)))


def promoted_on(ground: Ground) -> date:
    """The next day on which partners rise."""
    return day_of(ground.rules.review.promote_on, ground.day + timedelta(days=1)) or ground.day


def short_of(ground: Ground) -> tuple[object, ...]:
    """What is missing for the tier that the page looks at: the held one while it fails, the next one else."""
    tier = ground.tier if ground.fails else ground.above
    result = ground.seen.result(tier.id) if tier is not None else None
    return unmet(result) if result is not None else ()
