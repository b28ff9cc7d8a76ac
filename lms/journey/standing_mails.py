"""What the mails about standings say: what happened, why, until when, and what mends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from lms.certificates.rules import Certifications
from lms.core.db import db
from lms.core.events import Event
from lms.core.ids import PartnerId, Slug
from lms.core.text import Message, Texts, msg
from lms.notifications.rules import Reader
from lms.partners.queries import partner_name, partner_public_id
from lms.programme.events import (
    TierAtRisk,
    TierEligible,
    TierInGrace,
    TierKept,
    TierLapsed,
    TierLost,
    TierLowered,
    TierProposed,
    TierReached,
    TierRecovered,
)
from lms.programme.forecast import Fall, forecast
from lms.programme.listeners import Listener, heard
from lms.programme.models import PartnerStanding, StandingStep
from lms.programme.queries import Evidence, evidence_of, published, standing_of
from lms.programme.remedies import remedies
from lms.programme.reviews import rules_on, serving
from lms.programme.rules import Programme
from lms.programme.sentences import explained, title_of
from lms.programme.states import day_of, falls_after, may_fall
from lms.programme.ways import fixes
from lms.requirements.facts import PartnerFacts
from lms.requirements.result import unmet

StandingEvent = (
    TierReached | TierEligible | TierLapsed | TierAtRisk | TierInGrace | TierProposed | TierRecovered | TierKept | TierLowered | TierLost
)  # fmt: skip
WARNINGS = (TierAtRisk, TierInGrace, TierProposed, TierRecovered)
"""Of these only the newest is worth a mail: when several follow from one look, the others are over already."""
LISTENERS = {Reader.MANAGER: Listener.VENDOR, Reader.VENDOR: Listener.DECIDER}
"""Whom the vendor's people are to a standing; everybody else belongs to the company."""
ALL_HOLD = msg("All its requirements hold.")


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph, and the list below it."""

    text: Message
    items: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says, as it is said to the company."""

    news: Message
    said: Sequence[Said]
    why: Message
    button: Message
    link: str

    def heard_by(self, reader: Reader) -> Mapping[str, object]:
        """What the mail to this reader says."""
        listener = LISTENERS.get(reader, Listener.COMPANY)
        said = [Said(heard((one.text,), listener)[0], heard(one.items, listener)) for one in self.said]
        return {"news": self.news, "said": said, "why": self.why, "button": self.button, "link": self.link}


@dataclass(frozen=True, slots=True)
class Scene:
    """What the words are made from."""

    partner: Texts
    versions: tuple[Programme, ...]
    certifications: Certifications
    day: date
    row: PartnerStanding
    evidence: Evidence
    fall: Fall | None

    @property
    def rules(self) -> Programme:
        """The version in force."""
        return rules_on(self.versions, self.day)

    def label(self, tier: Slug | None) -> Texts:
        """How people read a tier."""
        return self.rules.label(tier)

    def missing(self, tier: Slug | None) -> tuple[Message, ...]:
        """What a tier lacks today."""
        result = self.evidence.standing.result(tier)
        return tuple(one.message for one in unmet(result)) if result else ()

    def mended_by(self, tier: Slug) -> list["Said"]:
        """Which single actions make it hold again."""
        found = remedies(self.versions, self.evidence.facts, self.day, tier, self.certifications)
        return [Said(one) for one in fixes(found, self.certifications)]


def superseded(event: Event, events: Sequence[Event]) -> bool:
    """Whether a later warning about the same partner makes this one stale."""
    if not isinstance(event, WARNINGS):
        return False
    same = [one for one in events if isinstance(one, WARNINGS) and one.partner == event.partner]
    return same[-1] is not event


def standing_words(certifications: Certifications, event: StandingEvent, name: str) -> Words | None:
    """What the mail of this name says; `None` when there is nothing to say to its readers."""
    scene = _scene(certifications, event)
    if scene is None:
        return None
    base = f"/partners/{partner_public_id(event.partner)}"
    if name == "tier_rests_on_you":
        news, said = _rests(scene, event)
        why = msg("You get this mail because the tier of %(partner)s rests on your certificate.", partner=scene.partner)
        return Words(news, said, why, msg("See your certificates"), "/certificates")
    news, said = _told(scene, event)
    why = msg("You get this mail because you look after %(partner)s in the partner programme.", partner=scene.partner)
    deciding = name == "tier_to_decide" and _needs_word(scene, event)
    button = msg("Decide on the tier") if deciding else msg("See the tier and who fills it")
    return Words(news, said, why, button, base + ("/standing/decide" if deciding else "/tier"))


def _scene(certifications: Certifications, event: StandingEvent) -> Scene | None:
    partner = event.partner or PartnerId(0)
    row, day = standing_of(partner), event.at.date()
    if row is None or not row.facts:
        return None
    versions = serving(published().versions, day)
    evidence = evidence_of(row)
    coming = isinstance(event, TierAtRisk | TierInGrace | TierProposed)
    facts = replace(evidence.facts, tier=row.tier)
    fall = forecast(versions, facts, day, failing_since=row.failing_since).fall if coming else None
    return Scene(partner_name(partner), versions, certifications, day, row, replace(evidence, facts=facts), fall)


def _told(scene: Scene, event: StandingEvent) -> tuple[Message, list[Said]]:
    match event:
        case TierReached() | TierEligible() | TierLapsed() | TierRecovered():
            return _risen(scene, event)
        case TierAtRisk() | TierInGrace() | TierProposed():
            return _warned(scene, event)
        case TierKept() | TierLowered() | TierLost():
            return _decided(scene, event)


def _risen(scene: Scene, event: TierReached | TierEligible | TierLapsed | TierRecovered) -> tuple[Message, list[Said]]:
    tier = scene.label(event.after if isinstance(event, TierReached) else event.tier)
    about = {"partner": scene.partner, "tier": tier}
    if isinstance(event, TierReached):
        before = [Said(msg("The tier before was %(tier)s.", tier=scene.label(event.before)))] if event.before else []
        return msg("%(partner)s has reached the tier %(tier)s", **about), [*before, Said(msg("What this tier opens is open from now on."))]
    if isinstance(event, TierEligible):
        return msg("%(partner)s has earned the tier %(tier)s", **about), [Said(ALL_HOLD), Said(_waits_for(scene.rules, event.at.date()))]
    if isinstance(event, TierLapsed):
        lacks = Said(msg("It waited to be given. This is missing again:"), scene.missing(event.tier))
        return msg("%(partner)s: %(tier)s is earned no longer", **about), [lacks]
    return msg("%(partner)s: %(tier)s is safe again", **about), [Said(ALL_HOLD)]


def _waits_for(rules: Programme, today: date) -> Message:
    if rules.review.promote_needs == "partner_manager":
        return msg("The tier is given when the partner manager says so.")
    return msg("The tier begins on %(day)s.", day=day_of(rules.review.promote_on, today) or today)


def _warned(scene: Scene, event: TierAtRisk | TierInGrace | TierProposed) -> tuple[Message, list[Said]]:
    about = {"partner": scene.partner, "tier": scene.label(event.tier)}
    if isinstance(event, TierAtRisk):
        said = [Said(one) for one in explained(scene.versions, scene.evidence.facts, scene.day, scene.certifications)]
        return msg("%(partner)s: %(tier)s holds up to %(day)s", day=event.fails_on, **about), said
    missing = scene.missing(event.tier)
    if isinstance(event, TierInGrace):
        news = msg("%(partner)s: the requirements of %(tier)s are no longer met", **about)
        return news, [
            Said(msg("The tier is kept for now. This is missing:"), missing), *scene.mended_by(event.tier), *_falls(scene),
        ]  # fmt: skip
    to = scene.label(scene.fall.to if scene.fall else None)
    decides = Said(
        msg("The partner manager decides whether the tier becomes %(to)s. Until then it is kept. This is missing:", to=to), missing
    )
    return msg("%(partner)s: the grace of %(tier)s is over", **about), [decides, *scene.mended_by(event.tier)]


def _falls(scene: Scene) -> list[Said]:
    """Until when grace runs, and at which review the tier may fall."""
    fall = scene.fall
    if fall is None:
        return []
    if not may_fall(scene.rules, fall.tier):
        return [Said(msg("It is the lowest tier: it is not lost by this."))]
    until = scene.row.grace_until or fall.grace_until
    on = falls_after(scene.rules.review, until) or fall.review_on
    days = {"until": until, "review": on, "to": scene.label(fall.to)}
    if until <= scene.day:
        return [Said(msg("Grace ended on %(until)s; at the review on %(review)s the tier may become %(to)s.", **days))]
    return [Said(msg("Grace runs up to %(until)s; at the review on %(review)s the tier may become %(to)s.", **days))]


def _decided(scene: Scene, event: TierKept | TierLowered | TierLost) -> tuple[Message, list[Said]]:
    if isinstance(event, TierKept):
        said = [
            Said(msg("The partner manager decided: the tier does not fall at this review. Grace goes on up to %(day)s.", day=event.until)),
            *_reason(event), Said(msg("This is missing:"), scene.missing(event.tier)),
        ]  # fmt: skip
        return msg("%(partner)s keeps %(tier)s for now", partner=scene.partner, tier=scene.label(event.tier)), said
    now = msg("The tier is now %(tier)s.", tier=scene.label(event.after)) if event.after else msg("There is no tier at present.")
    said = (
        [Said(now), *_reason(event)] if isinstance(event, TierLowered) else [Said(msg("The rules in force have no such tier.")), Said(now)]
    )
    above = scene.rules.tiers[scene.rules.step(event.after) :]
    missing = scene.missing(above[0].id) if above else ()
    if missing:
        said.append(Said(msg("For the next tier this is missing:"), missing))
    return msg("%(partner)s no longer holds the tier %(tier)s", partner=scene.partner, tier=scene.label(event.before)), said


def _reason(event: TierKept | TierLowered) -> list[Said]:
    """What the manager wrote: it stands in the step, and nowhere in the log."""
    chosen = select(StandingStep.reason).where(StandingStep.partner_id == event.partner, StandingStep.by_id.is_not(None))
    reason = db.session.scalar(chosen.order_by(StandingStep.id.desc()).limit(1))
    return [Said(msg("The reason: %(reason)s", reason=reason))] if reason else []


def _rests(scene: Scene, event: StandingEvent) -> tuple[Message, list[Said]]:
    day = event.fails_on if isinstance(event, TierAtRisk) else event.at.date()
    tier = scene.label(scene.row.tier)
    known = scene.evidence.facts.partner or PartnerFacts()
    ending = sorted({
        held.certification for member in known.members if isinstance(event, TierAtRisk) and member.person in event.people
        for held in member.holdings if held.expires_on == day
    })  # fmt: skip
    names = tuple(msg("“%(certification)s”", certification=title_of(one, scene.certifications)) for one in ending)
    said = [
        Said(msg("From %(day)s this certificate counts no longer:", day=day), names),
        Said(msg("Without it the requirements of %(tier)s stop holding. Renewed in time, nothing changes.", tier=tier)),
    ]
    return msg("%(partner)s holds %(tier)s with your certificate", partner=scene.partner, tier=tier), said


def _needs_word(scene: Scene, event: StandingEvent) -> bool:
    return isinstance(event, TierProposed) or (
        isinstance(event, TierEligible) and scene.rules.review.promote_needs == "partner_manager"
    )  # fmt: skip
