"""Factories with fixed values; each call is a transaction of its own, through the same services as the pages."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache

import sqlalchemy as sa
from flask import Flask
from flask_security.utils import hash_password

from lms import journey
from lms.access import Actor, Role
from lms.accounts.service import NewPerson, create_person
from lms.certificates.models import Certificate
from lms.certificates.rules import CertificateSource
from lms.certificates.service import Earned, award
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.partners import service as partners
from lms.partners.figures import Figure
from lms.partners.models import Partner
from lms.partners.rules import Invitee, NewPartner, PartnerType
from lms.publishing.library import Library, library_of
from lms.releases.queries import current
from lms.reporting.visitor import Visitor
from lms.requirements.facts import Holding
from tests.visitors import PASSWORD

Made = tuple[PersonId, PublicId]


@cache
def password_hash() -> str:
    """The hash of everybody's password, made once."""
    return str(hash_password(PASSWORD))


class Make:
    """`make.person("anna@x.example")`, `make.partner("Vector")`, `make.member(partner, "anna@x.example")` and so on."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def library(self) -> Library:
        """The published content."""
        with self.app.app_context():
            return library_of(current())

    def person(self, email: str, *roles: Role, name: str = "", language: str = "en") -> PersonId:
        """Somebody with an account, a personal address and the password of the tests."""
        with self.app.app_context(), transaction():
            new = NewPerson(
                email=email, name=name or email.partition("@")[0].title(), language=language, roles=frozenset(roles),
                password_hash=password_hash(),
            )  # fmt: skip
            created = create_person(new, clock.now())[0]
            created.personal_email = f"{email.lower().replace('@', '.')}@home.example"
            return created.id

    def partner(
        self, name: str = "Vector", manager: PersonId | None = None, types: Sequence[PartnerType] = (PartnerType.RESELLER,),
        products: Sequence[str] = ("compute", "backup"),
    ) -> PartnerId:  # fmt: skip
        """A partner."""
        with self.app.app_context(), transaction():
            new = NewPartner(name=name, name_ru="", types=tuple(types), products=tuple(Slug(one) for one in products), manager=manager)
            return partners.create_partner(new, clock.now(), manager)[0].id

    def page(self, partner: PartnerId, below: str = "") -> str:
        """The address of a partner's page, or of one below it."""
        with self.app.app_context():
            return f"/partners/{db.session.scalars(sa.select(Partner.public_id).where(Partner.id == partner)).one()}{below}"

    def member(
        self, partner: PartnerId, email: str, *, admin: bool = False, sales: bool = True, technical: bool = False, name: str = "",
        language: str = "en",
    ) -> PersonId:  # fmt: skip
        """Somebody who joined a partner by invitation; their path is assigned and the standing reviewed."""
        person = self.person(email, name=name, language=language)
        with self.app.app_context(), transaction():
            invitee = Invitee(email=email, is_admin=admin, sales=sales, technical=technical, language=language)
            _, token, events = partners.invite(partner, invitee, clock.now(), None)
            journey.settle(library_of(current()), events, clock.now())
            journey.accept_invitation(library_of(current()), token, person, clock.now())
        return person

    def certificate(self, person: PersonId, certification: str, percent: int = 90, at: datetime | None = None) -> Certificate:
        """A certificate, with all that follows from it."""
        moment = at or clock.now()
        with self.app.app_context(), transaction():
            earned = Earned(
                person=person, certification=Slug(certification), cycle=1, attempt=None, percent=percent, source=CertificateSource.SEED
            )  # fmt: skip
            certificate, events = award(earned, self.library().certifications, moment)
            journey.settle(library_of(current()), events, clock.now())
            return certificate

    def lessons(self, person: PersonId, course: str, *, leave: int = 0) -> None:
        """Finish the lessons of a course, all but the last `leave`."""
        library = self.library()
        found = library.catalogue.courses[Slug(course)]
        for lesson in found.lessons[: len(found.lessons) - leave]:
            with self.app.app_context(), transaction():
                journey.finish_lesson(library, self.visitor(person), found.id, lesson.id, clock.now())

    def figure(self, partner: PartnerId, metric: str, value: str, on: date | None = None, reference: str = "one") -> None:
        """A figure of a partner."""
        with self.app.app_context(), transaction():
            figure = Figure(Slug(metric), on or clock.now().date(), reference, Decimal(value), reason="As they told us.")
            journey.enter_values(self.library(), self.visitor(PersonId(0)), partner, [figure], clock.now())

    def agreement(self, partner: PartnerId, person: PersonId) -> None:
        """The agreement in force, accepted."""
        with self.app.app_context(), transaction():
            agreement = journey.programme_now(self.library(), clock.now()).agreement
            events = partners.accept_agreement(partner, agreement.version, agreement.text_hash, person, clock.now())
            journey.settle(self.library(), events, clock.now())

    def visitor(self, person: PersonId, partner: PartnerId | None = None, roles: Sequence[Role] = (Role.LEARNER,)) -> Visitor:
        """A visitor as a request would carry them, for calling journeys without HTTP."""
        from lms.accounts.models import Person
        from lms.accounts.rules import Theme
        from lms.partners.queries import employment_of

        row = db.session.get(Person, person)
        employment = employment_of(person, clock.now().date())
        employer = partner or (employment.partner_id if employment else None)
        return Visitor(
            actor=Actor(person if row else None, frozenset(roles), employer),
            public_id=row.public_id if row else PublicId("nobody"), name=row.name if row else "Nobody", name_ru="",
            email=row.email if row else "nobody@x.example", language="en", zone="Europe/Moscow", theme=Theme.AUTO, partner_id=employer,
        )  # fmt: skip


def holding(certification: str, issued_on: date, expires_on: date | None = None) -> Holding:
    """A certificate as a fact."""
    return Holding(Slug(certification), PublicId(f"c-{certification}"), issued_on, expires_on, None, counts=True)
