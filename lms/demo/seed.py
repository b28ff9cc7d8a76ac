"""Playing the cast into an empty database."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import exists, select, update

from lms import journey
from lms.access import Actor, Role
from lms.accounts.models import Person
from lms.accounts.rules import Theme
from lms.accounts.service import NewPerson, create_person
from lms.certificates.rules import CertificateSource, Certification
from lms.certificates.service import Earned, award
from lms.core.db import db
from lms.core.ids import PartnerId, PersonId, Slug
from lms.demo.cast import ADMIN, APPLICANTS, COMPANIES, FEWER_A_MONTH, MANAGER, MANAGER_CARD, Applicant, Company, Member, at_home
from lms.learning.service import finish_lesson, see_lesson
from lms.notifications.models import OutboxMail
from lms.partners import service as partners
from lms.partners.applications.models import Application
from lms.partners.figures import Figure
from lms.partners.models import Partner
from lms.partners.rules import Card, Invitee, NewPartner, ValueSource
from lms.privacy.rules import Decisions, Purpose
from lms.privacy.service import choose
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor
from lms.requirements.days import add_months

Tell = Callable[[str], None]
Scene = tuple[datetime, Callable[[datetime], None]]
"""Something that happened, and when."""
NEWEST, A_MONTH = 3, 30
"""So many days ago the newest figures were entered, and so many days lie between two reports of projects."""


def seeded() -> bool:
    """Whether there is a partner already."""
    return bool(db.session.scalar(select(exists().where(Partner.id.is_not(None)))))


def seed(library: Library, now: datetime, tell: Tell = lambda _: None) -> None:
    """Play all companies, people and applications, in the caller's transaction; `tell` hears of each step.

    Certificates carry the source `seed`. Mails of this past are taken out of the outbox at the end: the mailbox begins empty.
    """
    manager = _staff(MANAGER, Role.PARTNER_MANAGER, now)
    _staff(ADMIN, Role.PROGRAMME_ADMIN, now)
    journey.settle(library, partners.set_contact_card(manager, Card(**MANAGER_CARD), now, manager), now)
    for company in COMPANIES:
        tell(company.name)
        _company(library, company, manager, now)
    for applicant in APPLICANTS:
        tell(applicant.wrote.company)
        _apply(library, applicant, _acting(manager), now)
    db.session.query(OutboxMail).delete()
    db.session.flush()


def _staff(who: tuple[str, str, str], role: Role, now: datetime) -> PersonId:
    email, name, name_ru = who
    new = NewPerson(email=email, name=name, name_ru=name_ru, language="ru", roles=frozenset({role}))
    person = create_person(new, now - timedelta(days=1200))[0]
    person.personal_email = at_home(email)
    return person.id


def _company(library: Library, company: Company, manager: PersonId, now: datetime) -> None:
    """Create a partner and play its past in the order in which it happened."""
    began = now - timedelta(days=company.since)
    new = NewPartner(
        name=company.name, name_ru=company.name_ru, types=company.types,
        products=tuple(Slug(one) for one in company.products), manager=manager,
    )  # fmt: skip
    partner, events = partners.create_partner(new, began, manager)
    journey.settle(library, events, began)
    people = {member.email: _member(library, partner.id, member, manager, now) for member in company.members}
    stage = Stage(library, partner.id, manager, people)
    scenes = [*_papers(stage, company, now), *_figures(stage, company, now), *_certificates(stage, company, now)]
    for moment, play in sorted(scenes, key=lambda scene: scene[0]):
        play(moment)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the past of one partner is played."""

    library: Library
    partner: PartnerId
    manager: PersonId
    people: dict[str, PersonId]


def _member(library: Library, partner: PartnerId, member: Member, manager: PersonId, now: datetime) -> PersonId:
    joined = now - timedelta(days=member.joined)
    new = NewPerson(email=member.email, name=member.name, name_ru=member.name_ru, language=member.language)
    created = create_person(new, joined)[0]
    created.personal_email = at_home(member.email)
    person = created.id
    invitee = Invitee(
        email=member.email, is_admin=member.admin, sales=member.sales, technical=member.technical, language=member.language
    )  # fmt: skip
    _, token, events = partners.invite(partner, invitee, joined, manager)
    journey.settle(library, events, joined)
    journey.accept_invitation(library, token, person, joined)
    _agree(library, person, member.language, joined)
    for course, left in member.read:
        _read(library, person, Slug(course), left, now - timedelta(days=member.seen))
    db.session.execute(update(Person).where(Person.id == person).values(last_seen_at=now - timedelta(days=member.seen)))
    return person


def _agree(library: Library, person: PersonId, language: str, moment: datetime) -> None:
    """Let the public verification show the name."""
    wanted: Decisions = {Purpose(slug): library.consents.revisions[slug] for slug in library.consents.items}
    journey.settle(library, choose(person, library.consents, wanted, language, moment), moment)


def _read(library: Library, person: PersonId, course_id: Slug, left: int, until: datetime) -> None:
    """Finish the lessons of a course, one every few hours before `until`; the next one is open where it was left."""
    course, revision = library.catalogue.courses[course_id], library.catalogue.revisions[course_id]
    done = course.lessons[: len(course.lessons) - left]
    for number, lesson in enumerate(done):
        moment = until - timedelta(hours=7 * (len(done) - number))
        journey.settle(library, finish_lesson(person, course, lesson.id, revision, moment), moment)
    if left:
        see_lesson(person, course_id, course.lessons[len(done)].id, revision, until)


def _papers(stage: Stage, company: Company, now: datetime) -> Iterator[Scene]:
    """The agreement, accepted by the admin three weeks after the start, and the business plan of this year."""
    admin = stage.people[next(member.email for member in company.members if member.admin)]
    agreement = journey.programme_now(stage.library, now).agreement

    def accept(moment: datetime) -> None:
        events = partners.accept_agreement(stage.partner, agreement.version, agreement.text_hash, admin, moment)
        journey.settle(stage.library, events, moment)

    def confirm(moment: datetime) -> None:
        journey.confirm_evidence(stage.library, _acting(stage.manager), stage.partner, Slug("business_plan"), now.year, moment)

    yield now - timedelta(days=company.since - 20), accept
    if company.plan:
        yield now.replace(month=1, day=1), confirm


def _figures(stage: Stage, company: Company, now: datetime) -> Iterator[Scene]:
    """All figures; those of one moment are entered together."""
    moments: dict[datetime, list[Figure]] = defaultdict(list)
    for metric, days, number, value in _reported(company):
        moment = now - timedelta(days=days)
        moments[moment].append(Figure(Slug(metric), moment.date(), f"{company.name}-{number}", Decimal(value)))
    for moment, figures in moments.items():

        def enter(moment: datetime, figures: Sequence[Figure] = tuple(figures)) -> None:
            journey.enter_values(stage.library, _acting(stage.manager), stage.partner, figures, moment, ValueSource.SEED)

        yield moment, enter


def _reported(company: Company) -> Iterator[tuple[str, int, int, str]]:
    """What is reported: name of the figure, how many days ago, the number of the project or customer, and the value."""
    for metric, count, value, apart in company.figures:
        yield from ((metric, NEWEST + apart * number, number + 1, value) for number in range(count))
    running, months = company.projects
    for back in range(months):
        paid = running - FEWER_A_MONTH * back
        yield from (("active_projects", NEWEST + A_MONTH * back, number + 1, "1") for number in range(paid))


def _certificates(stage: Stage, company: Company, now: datetime) -> Iterator[Scene]:
    for member in company.members:
        for slug, days in member.holds:

            def earn(moment: datetime, member: Member = member, slug: str = slug) -> None:
                earned = Earned(
                    person=stage.people[member.email], certification=Slug(slug), cycle=1, attempt=None,
                    percent=Random(f"{member.email} {slug}").randint(78, 98), source=CertificateSource.SEED,  # noqa: S311 - a demo
                )  # fmt: skip
                journey.settle(stage.library, award(earned, stage.library.certifications, moment)[1], moment)

            yield _issued(stage.library.certifications.items[Slug(slug)], days, now), earn


def _apply(library: Library, applicant: Applicant, reviewer: Visitor, now: datetime) -> None:
    """A company applies, and the manager gives the points that are given so far."""
    received = now - timedelta(days=applicant.received)
    journey.apply_as_partner(library, applicant.wrote, reviewer.zone, received)
    application = db.session.scalars(select(Application.public_id).where(Application.email == applicant.wrote.email)).one()
    for days, score in applicant.scores:
        journey.score_application(library, reviewer, application, score, now - timedelta(days=days))


def _issued(certification: Certification, days: int, now: datetime) -> datetime:
    """The moment of issue: so many days ago, or, for a negative number, such that the certificate ends in so many days."""
    if days >= 0 or certification.validity is None:
        return now - timedelta(days=days)
    ends = (now - timedelta(days=days)).date()
    day = add_months(ends, -certification.validity.months)
    return now.replace(year=day.year, month=day.month, day=day.day)


def _acting(person: PersonId) -> Visitor:
    """The manager, as the journey's verbs expect whoever acts."""
    row = db.session.get_one(Person, person)
    return Visitor(
        actor=Actor(person, frozenset({Role.PARTNER_MANAGER})), public_id=row.public_id, name=row.name, name_ru=row.name_ru,
        email=row.email, language=row.language, zone=row.zone, theme=Theme.AUTO,
    )  # fmt: skip
