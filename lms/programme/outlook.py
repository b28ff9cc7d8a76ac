"""What a list of partners says of a standing beyond its row: what would fix a tier in danger, and who is one step from the next one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from pydantic import TypeAdapter

from lms.certificates.rules import Certifications
from lms.core.ids import Slug
from lms.core.text import msg
from lms.programme.forecast import fails_on
from lms.programme.remedies import Remedies, remedies
from lms.programme.rules import Programme
from lms.programme.states import Held, StandingState
from lms.programme.versions import in_force, judged
from lms.programme.ways import fixes
from lms.requirements.facts import Facts
from lms.requirements.result import Result, Sentence, Unit, unmet

DANGERS = frozenset({StandingState.AT_RISK, StandingState.GRACE, StandingState.PROPOSED})
STAFF = frozenset({Unit.PEOPLE, Unit.PLACES})


@dataclass(frozen=True, slots=True)
class Outlook:
    """About `tier`: the held one in `danger`, or the next one to which it is one `step`. `action` is the remedy with the fewest people."""

    kind: Literal["danger", "step"]
    tier: Slug
    reason: Sentence | None
    action: Sentence | None


OUTLOOK_JSON = TypeAdapter(Outlook)


def outlook(versions: Sequence[Programme], facts: Facts, day: date, held: Held, certifications: Certifications) -> Outlook | None:
    """What there is to say of a partner that stands like this on a day; nothing of most.

    One step away is who lacks one requirement of the next tier and, where that asks for people, one person.
    """
    if held.state in DANGERS and held.tier is not None:
        fails = fails_on(versions, replace(facts, tier=held.tier), day)
        found = remedies(versions, facts, max(fails or day, day), held.tier, certifications)
        return Outlook("danger", held.tier, None, _best(found, certifications))
    if held.eligible is not None:
        return None
    return _step(versions, facts, day, held.tier, certifications)


def _step(versions: Sequence[Programme], facts: Facts, day: date, held: Slug | None, certifications: Certifications) -> Outlook | None:
    version, seen = in_force(versions, day), judged(versions, facts, day, looks_ahead=False)
    if version is None:
        return None
    above = version.tiers[max(version.step(held), version.step(seen.tier)) :]
    result = seen.result(above[0].id) if above else None
    lacking = unmet(result) if result is not None else ()
    if len(lacking) != 1 or not _one(lacking[0]):
        return None
    tier = above[0].id
    reason = msg("One step from %(tier)s. %(about)s", tier=version.label(tier), about=lacking[0].message)
    return Outlook("step", tier, reason, _best(remedies(versions, facts, day, tier, certifications), certifications))


def _one(leaf: Result) -> bool:
    return leaf.unit not in STAFF or leaf.need - leaf.have == 1


def _best(found: Remedies, certifications: Certifications) -> Sentence | None:
    says = fixes(replace(found, helps=found.helps[:1]), certifications)
    return says[0] if says else None
