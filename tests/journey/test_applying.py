"""Becoming a partner from the first form to the first admin: what is kept, who is told, and what two roles in one person ask for."""

import hashlib
import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms import journey
from lms.access import Actor, Role
from lms.accounts.models import Person
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.ids import PersonId, PublicId, Slug
from lms.journey import Welcome
from lms.notifications.models import OutboxMail
from lms.partners.applications import service
from lms.partners.applications.models import Application, ApplicationLink, ApplicationScore, ApplicationStep
from lms.partners.applications.queries import application_by_token, applications_of, counts_of, whole_of
from lms.partners.applications.rules import (
    LINKS_A_DAY,
    ApplicationState,
    Criterion,
    Decision,
    NewApplication,
    NewScore,
    StepKind,
    Verdict,
)
from lms.partners.models import Partner
from lms.partners.rules import PartnerType
from lms.reporting.visitor import Visitor
from tests.factories import Make
from tests.journey.world import logged, mails, newest_mail
from tests.parallel import at_once

NEW = NewApplication(
    company="Baikal  Systems", site="baikal.example", contact="Nina Baikalova", email=" Nina@Baikal.example",
    types=(PartnerType.SERVICE, PartnerType.RESELLER), language="ru",
)  # fmt: skip
EVERY = Actor(PersonId(0), frozenset({Role.PROGRAMME_ADMIN}))


def reviewer(make: Make, name: str, *roles: Role) -> Visitor:
    """Somebody of the vendor."""
    given = roles or (Role.PARTNER_MANAGER,)
    return seen(make, make.person(f"{name}@nimbus.example", *given), *given)


def seen(make: Make, person: PersonId, *roles: Role) -> Visitor:
    """A person as a request of their own would carry them."""
    with transaction():
        return make.visitor(person, roles=roles)


def applied(make: Make, new: NewApplication = NEW) -> PublicId:
    """An application that has arrived."""
    with transaction():
        journey.apply_as_partner(make.library(), new, "Europe/Moscow", clock.now())
    return the_application(make).public_id


def the_application(_make: Make) -> Application:
    return applications_of(EVERY, tuple(ApplicationState))[0].application


def link_of(db: SQLAlchemy) -> str:
    """The secret of the newest link that was written to the applicant."""
    mail = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.event.like("application_%")).order_by(OutboxMail.id.desc())).first()
    assert mail is not None
    return re.findall(r"/my-application/([\w-]+)", mail.text)[0]


def scored(make: Make, visitor: Visitor, application: PublicId, points: int = 4) -> None:
    """A whole scorecard."""
    for criterion in Criterion:
        new = NewScore(criterion=criterion, points=points, evidence=f"About {criterion}.")
        with transaction():
            journey.score_application(make.library(), visitor, application, new, clock.now())


def decided(make: Make, visitor: Visitor, application: PublicId, decision: Decision, alone: str = "") -> None:
    with transaction():
        verdict = Verdict(decision=decision, reason="Because of what we read.", alone=alone)
        journey.decide_application(make.library(), visitor, application, verdict, clock.now())


def welcome(manager: PersonId, alone: str = "", name: str = "Baikal Systems") -> Welcome:
    return Welcome(name=name, types=NEW.types, products=(Slug("compute"),), manager=manager, fit="Knows resellers.", alone=alone)


def signed(make: Make, visitor: Visitor, application: PublicId, new: Welcome) -> Partner:
    with transaction():
        return journey.sign_application(make.library(), visitor, application, new, clock.now())


def test_an_application_is_kept_and_its_mail_holds_no_word_of_what_was_entered(db: SQLAlchemy, make: Make) -> None:
    before = newest_mail(db)
    applied(make)
    one = the_application(make)
    assert (one.company, one.email, one.language, one.state) == ("Baikal Systems", "nina@baikal.example", "ru", ApplicationState.RECEIVED)
    assert whole_of(one).types == (PartnerType.RESELLER, PartnerType.SERVICE)
    assert mails(db, before) == [("application_received", "nina@baikal.example")]
    mail = db.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert mail is not None
    assert not [word for word in ("Baikal", "Nina", "baikal.example/") if word in mail.text + mail.html + mail.subject]
    assert mail.language == "ru"


def test_of_the_secret_in_the_link_only_the_hash_is_kept(db: SQLAlchemy, make: Make) -> None:
    applied(make)
    token = link_of(db)
    (link,) = db.session.scalars(sa.select(ApplicationLink))
    assert link.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert application_by_token(token).company == "Baikal Systems"
    with pytest.raises(NotFound):
        application_by_token(token[:-1])


def test_applying_again_changes_nothing_and_both_links_work(db: SQLAlchemy, make: Make) -> None:
    applied(make)
    first = link_of(db)
    other = NewApplication(company="Somebody else", site="x", contact="Y", email="nina@baikal.example", types=(PartnerType.AFFILIATE,))
    applied(make, other)
    second = link_of(db)
    assert first != second
    assert application_by_token(first).id == application_by_token(second).id
    assert [one.application.company for one in applications_of(EVERY, tuple(ApplicationState))] == ["Baikal Systems"]
    assert len(logged(db, "application_repeated")) == 1


def test_nobodys_mailbox_is_filled_by_who_enters_the_address_again_and_again(db: SQLAlchemy, make: Make) -> None:
    """The limits of the door begin anew every quarter of an hour; this one holds a day."""
    library, now, before = make.library(), clock.now(), newest_mail(db)
    for number in range(LINKS_A_DAY + 3):
        with transaction():
            journey.apply_as_partner(library, NEW, "UTC", now + number * timedelta(minutes=20))
    assert len(mails(db, before)) == LINKS_A_DAY
    with transaction():
        journey.apply_as_partner(library, NEW, "UTC", now + timedelta(days=1, minutes=1))
    assert len(mails(db, before)) == LINKS_A_DAY + 1


def test_the_same_address_at_the_same_moment_makes_one_application(db: SQLAlchemy, make: Make) -> None:
    library, now = make.library(), clock.now()
    at_once(db, lambda _number: journey.apply_as_partner(library, NEW, "UTC", now), 8)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Application)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ApplicationLink)) == 8


@pytest.mark.parametrize(
    ("change", "beginning"),
    [
        ({"company": "  "}, "Enter the name of the company"),
        ({"company": "x" * 121}, "“%(given)s” is too long"),
        ({"site": ""}, "Enter the website"),
        ({"contact": ""}, "Enter your name"),
        ({"email": "nobody"}, "Enter your mail address"),
        ({"types": ()}, "Choose at least one"),
        ({"language": "de"}, "Choose a language"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(db: SQLAlchemy, make: Make, change: dict[str, object], beginning: str) -> None:
    fields = {"company": "B", "site": "s", "contact": "c", "email": "a@b.example", "types": NEW.types, "language": "en"}
    with pytest.raises(Invalid) as problem, transaction():
        service.apply(NewApplication(**(fields | change)), clock.now())  # type: ignore[arg-type]  # each case is wrong in its own way
    assert problem.value.message.msgid.startswith(beginning)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Application)) == 0


def test_points_take_an_application_up_and_what_was_given_before_stays(db: SQLAlchemy, make: Make) -> None:
    elena, oleg, application = reviewer(make, "elena"), reviewer(make, "oleg"), applied(make)
    for visitor, points in ((elena, 1), (oleg, 5)):
        new = NewScore(criterion=Criterion.AUDIENCE, points=points, evidence="The register.", link="https://register.example/1")
        with transaction():
            journey.score_application(make.library(), visitor, application, new, clock.now())
    whole = whole_of(the_application(make))
    assert whole.application.state is ApplicationState.IN_REVIEW
    assert [one.points for one in whole.scores] == [1, 5]
    assert whole.points == {Criterion.AUDIENCE: 5}
    assert whole.standing[Criterion.AUDIENCE].author == oleg.actor.person
    assert [row.detail["points"] for row in logged(db, "application_scored")] == [1, 5]


@pytest.mark.parametrize(
    ("change", "beginning"),
    [
        ({"points": 6}, "Points go from 0"),
        ({"points": -1}, "Points go from 0"),
        ({"evidence": " "}, "Write what the points rest upon"),
        ({"evidence": "x" * 2001}, "Keep it to"),
        ({"link": "javascript:alert(1)"}, "A link begins with https"),
        ({"link": "https://[::1"}, "A link begins with https"),
        ({"link": "https://" + "x" * 300}, "A link begins with https"),
    ],
)
def test_points_without_evidence_or_out_of_range_are_refused(
    db: SQLAlchemy, make: Make, change: dict[str, object], beginning: str
) -> None:  # fmt: skip
    elena, application = reviewer(make, "elena"), applied(make)
    fields = {"criterion": Criterion.AUDIENCE, "points": 3, "evidence": "The register."}
    with pytest.raises(Invalid) as problem, transaction():
        journey.score_application(make.library(), elena, application, NewScore(**(fields | change)), clock.now())  # type: ignore[arg-type]  # wrong on purpose
    assert problem.value.message.msgid.startswith(beginning)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ApplicationScore)) == 0


def test_accepting_wants_every_line_of_the_scorecard(db: SQLAlchemy, make: Make) -> None:
    elena, application = reviewer(make, "elena"), applied(make)
    with pytest.raises(Refused), transaction():
        decided(make, elena, application, Decision.ACCEPT)
    with transaction():
        journey.begin_review(make.library(), elena, application, clock.now())
        journey.begin_review(make.library(), elena, application, clock.now())
    assert [one.kind for one in whole_of(the_application(make)).steps] == [StepKind.RECEIVED, StepKind.BEGAN]


def test_who_gave_points_and_decides_says_why_and_the_log_holds_that_it_met(db: SQLAlchemy, make: Make) -> None:
    elena, application = reviewer(make, "elena"), applied(make)
    scored(make, elena, application)
    with pytest.raises(Invalid) as problem, transaction():
        decided(make, elena, application, Decision.ACCEPT)
    assert problem.value.message.msgid.startswith("Two roles meet in one person")
    assert the_application(make).state is ApplicationState.IN_REVIEW
    decided(make, elena, application, Decision.ACCEPT, "Nobody else is here this week.")
    (row,) = logged(db, "application_decided")
    assert (row.by, row.detail["accepted"], row.detail["meets"]) == (elena.actor.person, True, ["scored_and_decides"])
    assert row.detail["text_hash"] == hashlib.sha256(b"Nobody else is here this week.").hexdigest()
    step = whole_of(the_application(make)).step(StepKind.ACCEPTED)
    assert step is not None
    assert (step.said, step.alone) == ("Because of what we read.", "Nobody else is here this week.")


def test_two_people_need_no_reason_and_none_is_kept(db: SQLAlchemy, make: Make) -> None:
    elena, oleg, application = reviewer(make, "elena"), reviewer(make, "oleg"), applied(make)
    scored(make, elena, application)
    decided(make, oleg, application, Decision.ACCEPT, "not asked for")
    (row,) = logged(db, "application_decided")
    assert (row.detail["meets"], row.detail["text_hash"]) == ([], "")
    assert [one.alone for one in whole_of(the_application(make)).steps] == ["", "", ""]


def test_the_applicant_is_asked_answers_and_is_told_the_decision_in_their_language(db: SQLAlchemy, make: Make) -> None:
    elena, application, before = reviewer(make, "elena"), applied(make), newest_mail(db)
    decided(make, elena, application, Decision.ASK)
    token = link_of(db)
    with pytest.raises(Invalid), transaction():
        journey.answer_application(make.library(), token, " ", clock.now())
    with transaction():
        journey.answer_application(make.library(), token, "Twelve people.", clock.now())
    with pytest.raises(Conflict), transaction():
        journey.answer_application(make.library(), token, "Twelve people.", clock.now())
    decided(make, elena, application, Decision.DECLINE)
    sent = [name for name, address in mails(db, before) if address == "nina@baikal.example"]
    assert sent == ["application_asked", "application_decided"]
    last = db.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert last is not None
    assert "Because of what we read." in last.text
    assert last.language == "ru"
    assert [one.kind for one in whole_of(the_application(make)).steps] == [
        StepKind.RECEIVED, StepKind.ASKED, StepKind.ANSWERED, StepKind.DECLINED,
    ]  # fmt: skip
    with pytest.raises(Conflict), transaction():
        decided(make, elena, application, Decision.ASK)
    with pytest.raises(Conflict), transaction():
        journey.score_application(
            make.library(), elena, application, NewScore(criterion=Criterion.AUDIENCE, points=1, evidence="x"), clock.now()
        )


def test_an_application_can_be_withdrawn_once_and_then_the_address_applies_anew(db: SQLAlchemy, make: Make) -> None:
    applied(make)
    token = link_of(db)
    for _time in range(2):
        with transaction():
            journey.withdraw_application(make.library(), token, clock.now())
    assert len(logged(db, "application_withdrawn")) == 1
    applied(make)
    assert counts_of(EVERY) == {ApplicationState.WITHDRAWN: 1, ApplicationState.RECEIVED: 1}


@pytest.mark.parametrize("address", ["email", "personal_email"])
def test_nobody_looks_at_the_own_application(db: SQLAlchemy, make: Make, address: str) -> None:
    """Whichever of their two addresses it came from."""
    nina = seen(make, make.person("n.baikalova@nimbus.example", Role.PROGRAMME_ADMIN), Role.PROGRAMME_ADMIN)
    with transaction():
        db.session.execute(sa.update(Person).where(Person.id == nina.actor.person).values({address: "nina@baikal.example"}))
    application = applied(make)
    for act in (
        lambda: journey.begin_review(make.library(), nina, application, clock.now()),
        lambda: decided(make, nina, application, Decision.DECLINE),
    ):
        with pytest.raises(Refused), transaction():
            act()


@pytest.mark.parametrize("role", [Role.HEAD, Role.CONTENT_AUTHOR, Role.LEARNER])
def test_others_find_no_application_to_review(db: SQLAlchemy, make: Make, role: Role) -> None:
    application = applied(make)
    visitor = seen(make, make.person("other@nimbus.example"), role)
    with pytest.raises(NotFound), transaction():
        journey.begin_review(make.library(), visitor, application, clock.now())
    assert bool(applications_of(visitor.actor, tuple(ApplicationState))) == (role is Role.HEAD)


def test_reviewers_are_told_once_a_day_what_waits_and_nobody_else(db: SQLAlchemy, make: Make) -> None:
    reviewer(make, "elena"), reviewer(make, "igor", Role.PROGRAMME_ADMIN), reviewer(make, "head", Role.HEAD)
    day = clock.now().replace(hour=6, minute=0)

    def reminded(at: datetime) -> int:
        with transaction():
            return journey.remind_reviewers(make.library(), at)

    assert reminded(day - timedelta(hours=1)) == 0
    assert reminded(day) == 0  # nothing waits
    applied(make)
    assert reminded(day + timedelta(hours=1)) == 0  # that day is over
    before = newest_mail(db)
    assert [reminded(day + timedelta(days=1)), reminded(day + timedelta(days=1, hours=1))] == [2, 0]
    assert mails(db, before) == [("applications_waiting", "elena@nimbus.example"), ("applications_waiting", "igor@nimbus.example")]


def test_who_is_erased_has_nothing_open_any_more(db: SQLAlchemy, make: Make) -> None:
    applied(make)
    applied(make, replace(NEW, email="nina@home.example"))
    theirs = ("nina@baikal.example", "nina@home.example")
    with transaction():
        assert len(service.withdraw_of(theirs, clock.now())) == 2
        assert service.withdraw_of(theirs, clock.now()) == []
    assert counts_of(EVERY) == {ApplicationState.WITHDRAWN: 2}


def test_a_step_and_an_application_are_never_half_done(db: SQLAlchemy, make: Make) -> None:
    """The database itself refuses an end without its moment, and a signature without partner and agreement."""
    applied(make)
    for values in ({"state": "declined"}, {"closed_at": clock.now()}, {"state": "signed", "closed_at": clock.now()}):
        with pytest.raises(sa.exc.IntegrityError), transaction():
            db.session.execute(sa.update(Application).values(**values))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ApplicationStep)) == 1
