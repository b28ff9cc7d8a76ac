"""What can be reached at all by somebody who does everything right, and gates and stops that even they find shut."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lms.certificates.rules import Certifications
from lms.core.content.passage import Reading
from lms.core.ids import PublicId, Slug
from lms.core.text import msg
from lms.courses.rules import Catalogue, PathItem
from lms.programme.rules import Programme, words_of
from lms.publishing.crossing import Parts
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.any_day_in import AnyDayIn
from lms.requirements.at_least import AtLeast
from lms.requirements.coverage import Coverage
from lms.requirements.evidence import Evidence
from lms.requirements.facts import Facts, Holding, Member, PartnerFacts, PersonFacts
from lms.requirements.held_for import HeldFor
from lms.requirements.kinds import Requirement
from lms.requirements.metric import Metric
from lms.requirements.not_ import Not
from lms.requirements.people import People
from lms.requirements.percent import Percent
from lms.requirements.points import Points
from lms.requirements.roster import Roster
from lms.requirements.scene import Scene
from lms.requirements.words import ROLES, TYPES

Thing = tuple[str, Slug]
"""A course or a certification: kind and id."""
DAY = date(2000, 1, 1)
"""Any day: nothing that the ideal partner has ends."""
SPARE_PEOPLE = 20
"""People of the ideal partner besides one for each certification, so that no roster is short of them."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody can finish and hold who does everything right. What is in preparation counts as coming."""

    courses: frozenset[Slug]
    certifications: frozenset[Slug]


def reach_of(catalogue: Catalogue, certifications: Certifications) -> Reach:
    """Everything that does not, over however many steps, wait for itself or for what is not there."""
    wanted = _wants(catalogue, certifications)
    reached: set[Thing] = set()
    while more := {thing for thing, needs in wanted.items() if needs <= reached} - reached:
        reached |= more
    return Reach(
        frozenset(slug for kind, slug in reached if kind == "course"), frozenset(slug for kind, slug in reached if kind == "certification")
    )


def never_opens(gate: Requirement, reach: Reach, programme: Programme) -> bool:
    """Whether a gate stays shut even for a partner and a person who have everything that can be had.

    Requirements ask only for more, never for less, but for `not`, which is taken for given: what does not hold for them holds for nobody.
    """
    scene = _ideal(reach, programme)
    tiers = {tier.id: _eased(tier.requirement) for tier in programme.tiers}
    stands = [tier.id for tier in programme.tiers if tiers[tier.id].holds(replace(scene, tiers=tiers))]
    facts = replace(scene.facts, tier=stands[-1] if stands else None)
    return not _eased(gate).holds(replace(scene, facts=facts))


def check_reach(parts: Parts, reading: Reading) -> None:
    """Note gates that nobody can open, and items of paths that wait for what comes after them.

    Of gates nothing is said while there are errors: what could not be read may open them.
    """
    reach = reach_of(parts.catalogue, parts.certifications)
    for reference in reading.references if not reading.faults.errors else ():
        material = parts.materials.items.get(Slug(reference.target)) if reference.kind == "gate" else None
        if material and material.gate and parts.programme and never_opens(material.gate, reach, parts.programme):
            reading.faults.warn(
                reference.path, reference.at, "GATE_NEVER_OPENS",
                msg("Nobody can open this gate, whatever a partner and a person do."),
                msg("Ask only for versions, tiers, courses and certifications that can be reached."),
            )  # fmt: skip
    for path in parts.catalogue.paths.values():
        for item, later in _waiting(path.root, parts):
            _note_waiting(f"courses/paths/{path.id}.yaml", item, later, reading)


def _note_waiting(path: str, item: PathItem, later: PathItem, reading: Reading) -> None:
    at = next(one.at for one in reading.references if (one.path, one.kind, one.target) == (path, item.kind, item.ref))
    reading.faults.add(
        path, at, "PATH_ITEM_UNREACHABLE",
        msg("“%(id)s” needs “%(later)s”, which this ordered path opens only after it.", id=item.ref, later=later.ref),
        msg("Put “%(later)s” before it, or take “ordered” out.", later=later.ref),
    )  # fmt: skip


def _waiting(item: PathItem, parts: Parts) -> Iterator[tuple[PathItem, PathItem]]:
    """Leaves of an ordered set that need a leaf which stands behind them, each with the first such leaf."""
    for place, one in enumerate(item.items):
        yield from _waiting(one, parts)
        if item.kind == "all" and item.ordered:
            behind = [leaf for other in item.items[place + 1 :] for leaf in other.leaves()]
            for leaf in one.leaves():
                needed = _needed((leaf.kind, leaf.ref), parts)
                first = next((late for late in behind if (late.kind, late.ref) in needed), None)
                if first:
                    yield leaf, first


def _wants(catalogue: Catalogue, certifications: Certifications) -> dict[Thing, set[Thing]]:
    """What each course and certification needs directly."""
    wanted: dict[Thing, set[Thing]] = {
        ("course", slug): {("course", one) for one in course.prerequisites} for slug, course in catalogue.courses.items()
    }
    return wanted | {("certification", slug): {(need.kind, need.ref) for need in one.needs} for slug, one in certifications.items.items()}


def _needed(thing: Thing, parts: Parts) -> set[Thing]:
    wanted, needed, waiting = _wants(parts.catalogue, parts.certifications), set[Thing](), [thing]
    while waiting:
        more = wanted.get(waiting.pop(), set()) - needed
        needed |= more
        waiting += more
    return needed


def _ideal(reach: Reach, programme: Programme) -> Scene:
    held = tuple(Holding(one, PublicId(one), DAY, None, None, counts=True) for one in sorted(reach.certifications))
    people = range(len(reach.certifications) + SPARE_PEOPLE)
    members = tuple(Member(PublicId(str(one)), {}, sales=True, technical=True, since=DAY, until=None, holdings=held) for one in people)
    current = programme.agreement.version
    partner = PartnerFacts(tuple(TYPES), tuple(one.id for one in programme.products), members, agreement=current)
    person = PersonFacts(PublicId(""), held, tuple(sorted(reach.courses)), tuple(ROLES))
    return Scene(Facts(partner, person, None, current), DAY, words_of(programme))


def _eased(rule: Any) -> Any:
    """The same rule with everything taken for given that only work and time decide: figures, papers and how many people."""
    match rule:
        case All() | AnyOf() | AtLeast():
            return replace(rule, requirements=tuple(_eased(one) for one in rule.requirements))
        case AnyDayIn() | HeldFor():
            return _eased(rule.that)
        case Metric() | Evidence() | Points() | Coverage() | Not():
            return All(())
    return _of_one(rule)


def _of_one(rule: Any) -> Any:
    """The same rule with one person wherever it asks for several."""
    match rule:
        case Percent():
            return People(rule.holds_any, 1)
        case People():
            return replace(rule, need=1, of_which=tuple(replace(one, need=1) for one in rule.of_which))
        case Roster():
            return replace(rule, slots=tuple(replace(slot, need=1) for slot in rule.slots))
    return rule
