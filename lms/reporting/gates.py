"""Which courses stand open to a learner, and exactly what is missing for those that do not."""

from datetime import date

from lms.access import Actor, Role
from lms.certificates.rules import Certifications
from lms.core.ids import Slug
from lms.courses.rules import Catalogue, Course, PathItem
from lms.learning.rules import barring, course_done
from lms.reporting.learner import Learner
from lms.requirements.course_done import CourseDone
from lms.requirements.facts import Facts, PersonFacts
from lms.requirements.kinds import evaluate
from lms.requirements.person_holds import PersonHolds
from lms.requirements.result import Result
from lms.requirements.words import Words

VENDOR = frozenset({Role.PARTNER_MANAGER, Role.CONTENT_AUTHOR, Role.PROGRAMME_ADMIN, Role.HEAD})
"""People of the vendor read everything: no gate, no product and no state of preparation stands in their way."""


def reads_everything(actor: Actor) -> bool:
    """Whether no gate of learning is there for the actor."""
    return bool(actor.roles & VENDOR)


def sees(actor: Actor, course: Course, learner: Learner) -> bool:
    """Whether the course is there for the person: not when their partner sells none of its products. What was finished stays theirs."""
    products = learner.backing.products
    return reads_everything(actor) or products is None or course.visible_for(products) or course.id in learner.record.finished


def missing(course: Course, catalogue: Catalogue, certifications: Certifications, learner: Learner, day: date) -> tuple[Result, ...]:
    """What keeps the course shut: its prerequisites, and what stands before it on the person's paths; empty: it stands open.

    Of several paths the one that asks least decides. A course that was finished once stands open for ever.
    """
    if course.id in learner.record.finished:
        return ()
    needs = [PathItem("course", need) for need in course.prerequisites]
    paths = [barring(path, catalogue, learner.learned, course.id) for _, path in learner.paths(catalogue)]
    ways = [way for way in paths if way is not None]
    nearest: tuple[PathItem, ...] = min(ways, key=len) if ways else ()
    results = answers([*needs, *nearest], catalogue, certifications, learner, day)
    return tuple(one for one in results if not one.met)


def answers(
    needs: list[PathItem], catalogue: Catalogue, certifications: Certifications, learner: Learner, day: date
) -> tuple[Result, ...]:  # fmt: skip
    """Each of these courses and certifications once, with whether the person has it."""
    words = Words(
        certifications={one.id: one.title for one in certifications.items.values()},
        courses={one.id: one.title for one in catalogue.courses.values()},
    )
    facts = Facts(partner=None, person=_facts(catalogue, learner), tier=None, agreement_current=0)
    return tuple(evaluate(_asked(need.kind, need.ref), facts, day, words) for need in dict.fromkeys(needs))


def _asked(kind: str, ref: Slug) -> CourseDone | PersonHolds:
    return CourseDone(course=ref) if kind == "course" else PersonHolds(certification=ref)


def _facts(catalogue: Catalogue, learner: Learner) -> PersonFacts:
    finished = {course.id for course in catalogue.courses.values() if course_done(course, learner.record.done(course.id))}
    return PersonFacts(learner.person, learner.holdings, tuple(finished | set(learner.record.finished)))
