"""What one person's exams and certificates mean for the tier of their partner: the learner's side of the same engine."""

from collections.abc import Sequence
from datetime import date

from lms.certificates.rules import Certifications
from lms.core.ids import PublicId
from lms.core.text import Message, msg
from lms.programme.actions import days_for
from lms.programme.causes import Why
from lms.programme.forecast import Fall, forecast
from lms.programme.phrases import soon
from lms.programme.rules import Programme, tiers_naming
from lms.programme.sentences import lacks, title_of
from lms.programme.versions import in_force, judged
from lms.programme.ways import code_of
from lms.programme.whatif import Supposition, gained, suppose
from lms.requirements.facts import Facts, PartnerFacts
from lms.requirements.staffing import employed, held


def personal(
    versions: Sequence[Programme], facts: Facts, as_of: date, person: PublicId, certifications: Certifications
) -> tuple[Message, ...]:  # fmt: skip
    """What a person may hear about themselves: which exam soonest fills a place, and which end of a certificate lowers the tier.

    Nothing about anybody else is in it. Nothing for somebody who does not count for the partner on that day.
    """
    version = in_force(versions, as_of)
    mine = next((one for one in employed((facts.partner or PartnerFacts()).members, as_of) if one.person == person), None)
    if version is None or mine is None:
        return ()
    offered = [slug for slug, one in certifications.items.items() if one.offered and one.counts and tiers_naming(version, slug)]
    new = sorted((days_for(mine, slug, as_of, certifications), slug) for slug in offered if held(mine, (slug,), as_of) is None)
    exams = (_exam(versions, facts, Supposition(on=as_of, passes=((person, slug),)), certifications) for _, slug in new)
    soonest = next((said for said in exams if said is not None), None)
    fall = forecast(versions, facts, as_of).fall
    ends = _ends(version, fall, as_of, person, certifications) if fall is not None else ()
    return ends if soonest is None else (soonest, *ends)


def _exam(
    versions: Sequence[Programme], facts: Facts, passing: Supposition, certifications: Certifications
) -> Message | None:  # fmt: skip
    """“Your TA exam fills the last place for Gold.” `None` when it fills none, because others fill them all."""
    version = in_force(versions, passing.on)
    then = suppose(facts, passing, certifications)
    before, after = (judged(versions, one, passing.on, looks_ahead=False) for one in (facts, then))
    won, code = gained(before, after, version, version), code_of(passing.passes[0][1], certifications)
    if version is None or not won.places:
        return None
    if won.tiers:
        return msg("Your exam %(certification)s fills the last place for %(tier)s.", certification=code, tier=version.label(won.tiers[-1]))
    return msg("Your exam %(certification)s fills a place: %(place)s.", certification=code, place=won.places[-1].label)


def _ends(version: Programme, fall: Fall, as_of: date, person: PublicId, certifications: Certifications) -> tuple[Message, ...]:
    """“Your Technical Associate ends on 22 March 2026 (in 21 days). Then Gold is short: you need 1 more certified engineer.”"""
    mine = [one for one in fall.turn.causes if one.person == person and one.why is Why.CERTIFICATE]
    if not mine or fall.turn.day <= as_of:
        return ()
    ends = msg(
        "Your %(certification)s ends on %(day)s (%(soon)s).",
        certification=title_of(mine[0].certification, certifications), day=fall.turn.day, soon=soon((fall.turn.day - as_of).days),
    )  # fmt: skip
    return ends, lacks(version, fall.tier, fall.turn.failing)
