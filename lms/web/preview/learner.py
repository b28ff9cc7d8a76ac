"""The learner that an author looks through: made up, with a chosen role, at a partner of a chosen tier, type and products."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from urllib.parse import parse_qs, urlencode

from lms.access import Actor, Role
from lms.accounts.rules import Theme
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.courses.rules import Course, Lesson, Track
from lms.learning.rules import Learned
from lms.partners.rules import PartnerType
from lms.publishing.library import Library
from lms.reporting.learner import Backing, Contact, Given, Learner, Record
from lms.reporting.visitor import Visitor
from lms.requirements.facts import Facts, PartnerFacts, PersonFacts

NOBODY = PublicId("preview")
ROLES = (Track.SALES, Track.TECHNICAL)
CONTACT = Contact(name={"en": "Partner manager", "ru": "Менеджер"}, email="manager@nimbus.example", title={}, phone="", hours={})
"""Whoever answers questions about a lesson: every partner has somebody."""


class Written(Protocol):
    """Named values as a form or an address carries them."""

    def getlist(self, key: str) -> list[str]:
        """All values of one name."""


class Kept(dict[str, list[str]]):
    """The same from a cookie."""

    def getlist(self, key: str) -> list[str]:
        """All values of one name."""
        return self.get(key, [])


@dataclass(frozen=True, slots=True)
class Choice:
    """Who looks: the track of the person; tier (empty: none), type and products of the partner."""

    track: Track
    tier: Slug
    type: PartnerType
    products: tuple[str, ...]

    def written(self) -> str:
        """As a cookie keeps it."""
        return urlencode({"track": self.track, "tier": self.tier, "type": self.type, "product": self.products, "chosen": "1"}, doseq=True)


def choice_of(given: Written, library: Library) -> Choice:
    """What was chosen, as far as this programme has it; at first a sales person of a reseller without a tier that sells everything."""
    programme = library.programme
    tiers = [tier.id for tier in programme.tiers] if programme else []
    products = [one.id for one in programme.products] if programme else []
    track, tier, kind = ((given.getlist(name) or [""])[0] for name in ("track", "tier", "type"))
    sold = given.getlist("product") if given.getlist("chosen") else products
    return Choice(
        track=Track(track) if track in ROLES else Track.SALES,
        tier=Slug(tier) if tier in tiers else Slug(""),
        type=PartnerType(kind) if kind in set(PartnerType) else PartnerType.RESELLER,
        products=tuple(one for one in products if one in sold),
    )


def read_choice(cookie: str, library: Library) -> Choice:
    """What a cookie keeps."""
    return choice_of(Kept(parse_qs(cookie)), library)


def visitor_of(choice: Choice, language: str, theme: Theme) -> Visitor:
    """The learner as every page knows them."""
    actor = Actor(person=PersonId(0), roles=frozenset({Role.LEARNER}), partner=PartnerId(0))
    return Visitor(
        actor=actor, public_id=NOBODY, name="Learner", name_ru="Ученик", email="learner@nimbus.example", language=language, zone="UTC",
        theme=theme, partner_id=PartnerId(0), sales=choice.track is Track.SALES, technical=choice.track is Track.TECHNICAL,
    )  # fmt: skip


def learner_of(choice: Choice, library: Library, now: datetime) -> Learner:
    """The learner on their first day: nothing is read, nothing is held, and the paths of the role are given."""
    wanted = {choice.track, Track.ALL}
    paths = [path for path in library.catalogue.paths.values() if wanted & set(path.tracks)]
    day = now.astimezone(UTC).date()
    offered = frozenset(one.id for one in library.certifications.items.values() if one.offered)
    return Learner(
        person=NOBODY, record=Record(), given=tuple(Given(path.id, day + timedelta(days=path.due_days), None) for path in paths),
        holdings=(), percents={}, learned=Learned(offered=offered, products=choice.products),
        backing=Backing(choice.products, CONTACT),
    )  # fmt: skip


def facts_of(choice: Choice, library: Library) -> Facts:
    """What gates of materials may look at."""
    agreement = library.programme.agreement.version if library.programme else 0
    partner = PartnerFacts(types=(choice.type,), products=choice.products, agreement=agreement or None)
    return Facts(partner=partner, person=PersonFacts(NOBODY), tier=choice.tier or None, agreement_current=agreement)


def shown(course: Course, lesson: Lesson) -> Course:
    """The course with this reading of the lesson in it, so that its place in the course is known."""
    lessons = tuple(lesson if one.id == lesson.id else one for one in course.lessons)
    return replace(course, lessons=lessons)
