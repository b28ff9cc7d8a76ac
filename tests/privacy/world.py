"""Somebody with a row in every table that can hold a person, and the search for words in the whole database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from lms import journey, tables
from lms.access import Role
from lms.accounts.service import grant_role
from lms.certificates.service import revoke
from lms.core import clock
from lms.core.db import Model, db, transaction
from lms.core.ids import PartnerId, PersonId, Slug, new_public_id
from lms.learning.models import CourseCompletion, LessonProgress
from lms.notifications.models import MailState, OutboxMail
from lms.partners import service as partners
from lms.partners.rules import Card, Invitee
from lms.privacy.rules import Purpose
from lms.privacy.service import choose
from lms.quizzes.accommodations.models import AccommodationEntry
from lms.quizzes.models import AnswerFile, AnswerMark, LateAnswer, MarkingClaim
from lms.quizzes.queries import attempts_of
from lms.reporting.inventory import Who
from tests.factories import Make
from tests.journey.world import SF, Company, company, hand_in, sit

NAME, NAME_RU, EMAIL = "Zinaida O'Quill", "Зинаида Перьева", "zinaida.q@quill.example"
PERSONAL, OF_WHOM = "zinaida@plume.example", "Зинаиды Перьевой"
AGENT, PLACE, PHONE, NOTE, OTHER_EMAIL = (
    "Quillbrowser/77",
    "s-quill-place",
    "+7 495 777-77-77",
    "a note about her hand",
    "zq@feather.example",
)
WORDS = (NAME, "Quill", "Зинаида", "Перьева", OF_WHOM, EMAIL, "zinaida.q", "plume.example", "feather.example", AGENT, PLACE, PHONE, NOTE)
"""What must be found nowhere afterwards."""
SECRET = "tests only, never anywhere else, 40 long"
NAME_TEXT = Slug(Purpose.NAME_ON_VERIFICATION.value)


@dataclass(frozen=True, slots=True)
class Known:
    """Zinaida, her company's two partners, and whose rows they are."""

    who: Who
    company: Company
    other: Company

    @property
    def person(self) -> PersonId:
        """Her number."""
        return self.who.id

    @property
    def partner(self) -> PartnerId:
        """Where she works now."""
        return self.company.partner


def everywhere(make: Make) -> Known:
    """Zinaida has moved from one partner to another, passed an exam, invited people, looks after a partner, and is written to."""
    other, vector, library, now = company(make, "Gamma"), company(make, "Vector"), make.library(), clock.now()
    person = make.member(other.partner, EMAIL, name=NAME)
    with transaction():
        hers = sa.update(tables.accounts.Person).where(tables.accounts.Person.id == person)
        db.session.execute(hers.values(name_ru=NAME_RU, personal_email=PERSONAL))
        invitee = Invitee(email=EMAIL, is_admin=True, sales=True)
        journey.accept_invitation(library, partners.invite(vector.partner, invitee, now, vector.admin)[1], person, now)
        db.session.add_all(_learned(make, person))
    hand_in(make, person, sit(make, person, right=True))
    with transaction():
        me = make.visitor(person, vector.partner, (Role.PARTNER_ADMIN,))
        journey.invite(library, me, vector.partner, Invitee(email="new@vector.example", sales=True), now)
        journey.invite(library, make.visitor(other.admin), other.partner, Invitee(email=EMAIL, sales=True), now)
        partners.set_contact_card(person, Card(title="Manager", phone=PHONE), now, person)
        grant_role(person, Role.PARTNER_MANAGER, now, vector.admin)
        grant_role(vector.manager, Role.CONTENT_AUTHOR, now, person)
        db.session.execute(sa.update(tables.partners.Partner).where(tables.partners.Partner.id == other.partner).values(manager_id=person))
        certificate = _certificate(person)
        journey.settle(library, revoke(certificate, NOTE, now, vector.admin), now)
        choose(person, library.consents, {Purpose.NAME_ON_VERIFICATION: library.consents.revisions[NAME_TEXT]}, "en", now)
        db.session.add_all(_written(person, vector.admin, vector.partner))
    return Known(Who(person, EMAIL, PERSONAL), vector, other)


def _certificate(person: PersonId) -> str:
    certificate = tables.certificates.Certificate
    return db.session.scalars(sa.select(certificate.public_id).where(certificate.person_id == person)).one()


def _learned(make: Make, person: PersonId) -> Iterator[Model]:
    library, now = make.library(), clock.now()
    for need in library.certifications.items[SF].needs:
        yield CourseCompletion(person_id=person, course=need.ref, revision=library.catalogue.revisions[need.ref], completed_at=now)
    yield LessonProgress(
        person_id=person, course="pricing", lesson="one", revision="d" * 64, place=PLACE, percent=10, first_seen_at=now, seen_at=now
    )  # fmt: skip


def _written(person: PersonId, admin: PersonId, partner: PartnerId) -> Iterator[Model]:
    """Rows that pages write with more ado."""
    now, accounts = clock.now(), tables.accounts
    later = now.replace(year=now.year + 1)
    yield accounts.WebSession(
        token_hash="a" * 64, person_id=person, data={"agent": AGENT}, agent=AGENT, created_at=now, seen_at=now, proved_at=now,
        expires_at=later,
    )  # fmt: skip
    yield accounts.Authenticator(person_id=person, secret=f"of {EMAIL}", counter=1, added_at=now)
    yield accounts.Passkey(
        public_id=new_public_id(), person_id=person, credential_id="c", public_key="k", sign_count=0, name=f"{NAME}'s key", added_at=now
    )  # fmt: skip
    yield accounts.RecoveryCode(person_id=person, code_hash="b" * 64, made_at=now)
    for number, (holder, revoker, name) in enumerate(((person, admin, f"{NAME}'s program"), (admin, person, "Theirs"))):
        yield accounts.ApiToken(
            public_id=new_public_id(), person_id=holder, name=name, scope=accounts.ApiScope.WRITE_FIGURES, hash=f"{number:064}",
            last_signs="wxyz", created_at=now, expires_at=now + timedelta(days=30),
            last_used_on=now.date(), revoked_at=now, revoked_by=revoker,
        )  # fmt: skip
    yield accounts.AddressChange(
        person_id=person, old_email=EMAIL, new_email=OTHER_EMAIL, old_hash="c" * 64, new_hash="d" * 64, asked_at=now, expires_at=later
    )  # fmt: skip
    yield accounts.PersonalAddress(
        person_id=person, email=OTHER_EMAIL, token_hash="g" * 64, asked_at=now, expires_at=later, asked_today=1
    )  # fmt: skip
    reason = next(iter(accounts.LookReason))
    yield accounts.Look(
        session_hash="e" * 64, person_id=person, looker_id=admin, why=reason, note=NOTE, began_at=now, expires_at=later, ended_at=later
    )  # fmt: skip
    yield accounts.Look(
        session_hash="f" * 64, person_id=admin, looker_id=person, why=reason, note="plain", began_at=now, expires_at=later, ended_at=later
    )  # fmt: skip
    yield tables.partners.AgreementAcceptance(partner_id=partner, version=99, text_hash="0" * 64, person_id=person, accepted_at=now)
    (attempt, *_rest) = attempts_of(person, SF)
    yield LateAnswer(attempt_id=attempt.id, position=1, seq=9, answer=["late"], arrived_at=now)
    yield AnswerFile(
        public_id=new_public_id(), attempt_id=attempt.id, position=1, name=f"{NAME}.txt", type="txt", size=len(NOTE), hash="0" * 64,
        data=NOTE.encode(), uploaded_at=now,
    )  # fmt: skip
    for number, reason in ((1, None), (3, f"{NAME} asked")):
        yield AnswerMark(
            attempt_id=attempt.id, position=1, round=number, marker_id=admin, earned=1, out_of=2, given={"depth": 1}, comment=NOTE,
            reason=reason, salt="s" * 16, at=now,
        )  # fmt: skip
    for about, writer, reason in ((person, admin, NOTE), (admin, person, "plain")):
        yield AccommodationEntry(
            person_id=about, time_percent=150, extra_attempts=1, break_minutes=10, reason=reason, entered_by=writer, entered_at=now
        )
    told = f"Сертификат {OF_WHOM} заканчивается."
    for sent in (None, now):
        yield OutboxMail(
            public_id=new_public_id(), event="tier_at_risk", person_id=admin, address="admin@vector.example", language="ru",
            subject="Уровень", text=told, html=f"<p>{told}</p>", created_at=now, next_try_at=later, sent_at=sent,
            state=MailState.SENT if sent else MailState.WAITING,
        )  # fmt: skip
    yield from _applied(person, admin, partner)
    yield from _entered(person, admin, partner)
    yield MarkingClaim(attempt_id=attempt.id, marker_id=admin, until=later)
    yield tables.materials.MaterialAccess(material="deck", version=1, action=tables.materials.AccessAction.VIEW, person_id=person, at=now)


def _entered(person: PersonId, admin: PersonId, partner: PartnerId) -> Iterator[Model]:
    """A file of figures that she uploaded, and a paper that she handed in for her partner."""
    now, made = clock.now(), tables.partners
    yield made.FigureImport(
        public_id=new_public_id(), person_id=person, name=f"{NAME}.csv", data=NAME.encode(), hash="a" * 64, uploaded_at=now
    )  # fmt: skip
    yield made.EvidenceItem(
        id=1, partner_id=partner, kind="business_plan", year=2026, state="submitted", note="Ten new customers.", submitted_by=person,
        submitted_at=now,
    )  # fmt: skip
    yield made.EvidenceStep(item_id=1, number=1, state="submitted", at=now, by_id=person)
    link, request = tables.join_requests.JoinLink, tables.join_requests.JoinRequest
    yield link(partner_id=partner, token=new_public_id(), made_at=now, made_by=person)
    asked = {"partner_id": partner, "sales": True, "asked_at": now, "expires_at": now, "answer": "refused", "answered_at": now}
    yield request(public_id=new_public_id(), person_id=person, answered_by=admin, reason=NOTE, **asked)
    yield request(public_id=new_public_id(), person_id=admin, answered_by=person, reason="plain", **asked)
    yield tables.programme.RuleNotice(
        public_id=new_public_id(), version=4, partner_id=partner, effect={}, created_at=now, sent_at=now, acknowledged_at=now,
        acknowledged_by=person,
    )  # fmt: skip
    yield tables.programme.StandingStep(
        partner_id=partner, kind="kept", before="start", after="start", at=now, as_of=now.date(), version=4, reason="Next month.",
        by_id=person,
    )  # fmt: skip


def _applied(person: PersonId, admin: PersonId, partner: PartnerId) -> Iterator[Model]:
    """An application from each of her addresses, what she did to one of somebody else, and what she was to partners."""
    now, made = clock.now(), tables.applications
    for number, (email, other) in enumerate(((EMAIL, admin), (PERSONAL, admin), ("else@x.example", person)), 1):
        yield made.Application(
            id=number, public_id=new_public_id(), company="A", site="a.example", contact=NAME if other == admin else "B", email=email,
            language="en", state="withdrawn", received_at=now, closed_at=now,
        )  # fmt: skip
        yield made.ApplicationLink(application_id=number, token_hash=str(number) * 64, sent_at=now)
        yield made.ApplicationType(application_id=number, type="reseller")
        said = f"I am {NAME}" if other == admin else "plain"
        yield made.ApplicationStep(application_id=number, kind="asked", at=now, by_id=other, said=said, alone=said)
        yield made.ApplicationScore(
            application_id=number, criterion="audience", points=3, evidence=said, link="", author_id=other, at=now
        )  # fmt: skip
    yield tables.managers.ManagerAssignment(partner_id=partner, manager_id=person, former_id=admin, said="n", at=now, by_id=person)
    yield tables.managers.ManagerAssignment(partner_id=partner, manager_id=admin, former_id=person, said="n", at=now, by_id=admin)
    yield tables.managers.ManagerRequest(
        public_id=new_public_id(), partner_id=partner, asked_by=person, asked_at=now, reason="r", granted=False, answer="a",
        decided_by=person, decided_at=now,
    )  # fmt: skip
    yield tables.managers.ManagerNote(partner_id=partner, author_id=person, at=now, text="n")


def found_words(words: Iterable[str]) -> dict[str, set[str]]:
    """By word, the columns of the whole database in which it stands, in any case; every column is read as text."""
    found: dict[str, set[str]] = {}
    for table in tables.metadata.sorted_tables:
        if table.name in ("blob", "revision"):
            continue
        for row in db.session.execute(sa.select(table)).mappings():
            for column, value in row.items():
                text = str(value).casefold()
                for word in words:
                    if word.casefold() in text:
                        found.setdefault(word, set()).add(f"{table.name}.{column}")
    return found
