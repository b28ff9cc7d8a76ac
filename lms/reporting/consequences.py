"""What one certificate opens: the place it fills, the tier it brings, the materials; found by looking with it and without it."""

from dataclasses import dataclass, replace
from datetime import date

from lms.core.ids import PublicId, Slug
from lms.materials.rules import Material, Materials
from lms.programme.rules import Gain, Programme, fills, words_of
from lms.requirements.facts import Facts, Holding, PartnerFacts, PersonFacts
from lms.requirements.kinds import Requirement, evaluate


@dataclass(frozen=True, slots=True)
class Opened:
    """What a certificate changes for its holder and for the partner that counts it. `tier` is the tier that it brings, if it brings one."""

    gain: Gain | None = None
    tier: Slug | None = None
    materials: tuple[Material, ...] = ()


def opened_by(programme: Programme, materials: Materials, facts: Facts, holding: Holding, as_of: date) -> Opened:
    """What `holding` changes on a day, whether or not the facts hold it already; nothing when it does not hold on that day."""
    if facts.person is None or not holding.valid_on(as_of):
        return Opened()
    person, bare = facts.person.person, without(facts, holding.certificate)
    gain = fills(programme, bare, as_of, person, holding.certification) if facts.partner and holding.counts else None
    tier_before, tier_after = _tiers(programme, facts.tier, gain)
    before = replace(bare, tier=tier_before)
    after = replace(bare, tier=tier_after, person=_add(bare.person, holding), partner=_add_member(bare.partner, person, holding))
    words = words_of(programme)

    def opens(gate: Requirement) -> bool:
        return evaluate(gate, after, as_of, words).met and not evaluate(gate, before, as_of, words).met

    seen = (one for one in materials.items.values() if one.visible_for(facts.partner.products if facts.partner else ()))
    opened = tuple(one for one in seen if one.gate and not one.expired(as_of) and opens(one.gate))
    return Opened(gain, tier_after if tier_after != tier_before else None, opened)


def without(facts: Facts, certificate: PublicId) -> Facts:
    """The same facts, as if this certificate had never been issued."""
    person = facts.person and replace(facts.person, holdings=_left(facts.person.holdings, certificate))
    if facts.partner is None:
        return replace(facts, person=person)
    members = tuple(replace(one, holdings=_left(one.holdings, certificate)) for one in facts.partner.members)
    return replace(facts, person=person, partner=replace(facts.partner, members=members))


def _tiers(programme: Programme, held: Slug | None, gain: Gain | None) -> tuple[Slug | None, Slug | None]:
    """The tier without and with the certificate. What is held stays held: a partner above both keeps its tier either way."""
    if gain is None:
        return held, held
    before = gain.tier_before if held == gain.tier_after else held
    return before, max(before, gain.tier_after, key=programme.step)


def _left(holdings: tuple[Holding, ...], certificate: PublicId) -> tuple[Holding, ...]:
    return tuple(one for one in holdings if one.certificate != certificate)


def _add(person: PersonFacts | None, holding: Holding) -> PersonFacts | None:
    return person and replace(person, holdings=(*person.holdings, holding))


def _add_member(partner: PartnerFacts | None, person: PublicId, holding: Holding) -> PartnerFacts | None:
    if partner is None:
        return None
    members = tuple(replace(one, holdings=(*one.holdings, holding)) if one.person == person else one for one in partner.members)
    return replace(partner, members=members)
