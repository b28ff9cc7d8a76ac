"""Every kind of event is logged, and its mails reach exactly the people whom they concern."""

import sys
from dataclasses import dataclass, fields
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from lms import journey
from lms.access import Role
from lms.accounts.models import Person
from lms.accounts.rules import LookReason, Side
from lms.accounts.service import deactivate
from lms.audit.rules import action_of, detail_of
from lms.certificates.queries import certificates_of
from lms.core import clock
from lms.core.db import transaction
from lms.core.events import Event
from lms.core.ids import PublicId, ReleaseId, RevisionHash, Slug, new_public_id
from lms.courses.rules import Track
from lms.notifications.rules import MAILS, SILENT
from lms.partners.applications.rules import Criterion, Meeting
from lms.partners.evidence.rules import Submission
from lms.partners.models import Employment
from lms.partners.rules import Invitee, ValueSource
from lms.partners.service import leave, submit_evidence
from lms.privacy.rules import Purpose
from lms.quizzes.queries import attempts_of
from tests.factories import Make
from tests.journey.world import PRACTICE, SF, Company, company, hand_in, invited, join, logged, mails, newest_mail, sit
from tests.security.notices import notice_to

READERS = {
    "PasswordChanged": {("password_changed", "seller@vector.example")},
    "ErasureRequested": {("erasure_requested", "seller@vector.example")},
    "AuthenticatorAdded": {("factor_added", "seller@vector.example")},
    "PasskeyAdded": {("passkey_added", "seller@vector.example")},
    **{event: {("factor_removed", "seller@vector.example")} for event in ("AuthenticatorRemoved", "PasskeyRemoved", "FactorsReset")},
    "TokenMade": {("token_made", "seller@vector.example")},
    "TokenRevoked": {("token_revoked", "seller@vector.example")},
    "RecoveryCodesMade": {("recovery_codes_made", "seller@vector.example")},
    "RecoveryCodeUsed": {("recovery_code_used", "seller@vector.example")},
    "PersonInvited": set(),
    **{event: set() for event in ("ApplicationReceived", "ApplicationRepeated", "ApplicationAsked", "ApplicationDecided")},
    "ManagerChanged": {
        ("manager_changed", "admin@vector.example"),
        ("manager_changed", "second@vector.example"),
        ("partner_handed_over", "seller@vector.example"),
        ("partner_taken_over", "vector@nimbus.example"),
    },
    "ManagerRefused": {("manager_kept", "seller@vector.example")},
    "PersonJoined": {("welcome", "seller@vector.example"), ("joined", "admin@vector.example"), ("joined", "second@vector.example")},
    **{
        event: {("left", "seller@vector.example"), ("colleague_left", "admin@vector.example"), ("colleague_left", "second@vector.example")}
        for event in ("PersonLeft", "LeavingPlanned")
    },
    **{
        event: {(mail, f"{name}@vector.example") for name in ("seller", "admin", "second")}
        for event, mail in (
            ("LeavingWithdrawn", "leaving_withdrawn"),
            ("JoiningPlanned", "joining_planned"),
            ("JoiningCalledOff", "joining_called_off"),
        )
    },
    "RuleChangeNoticed": {("rule_change", "admin@vector.example"), ("rule_change", "second@vector.example")},
    "LastAdminLeft": {("no_admin_left", "vector@nimbus.example")},
    "JoinAsked": {("join_asked", "admin@vector.example"), ("join_asked", "second@vector.example")},
    "JoinRefused": {("join_refused", "seller@vector.example")},
    "AttemptFailed": {("attempt_failed", "seller@vector.example")},
    "AttemptPassed": {("attempt_marked", "seller@vector.example")},
    "CertificateIssued": {("certificate_issued", "seller@vector.example")},
    "CertificateRevoked": {("certificate_revoked", "seller@vector.example")},
    "EvidenceSubmitted": {("paper_submitted", "vector@nimbus.example")},
    "EvidenceWithdrawn": {("paper_withdrawn", "vector@nimbus.example")},
    **{
        event: {(mail, "admin@vector.example"), (mail, "second@vector.example")}
        for event, mail in (
            ("EvidenceConfirmed", "paper_confirmed"),
            ("EvidenceRefused", "paper_refused"),
            ("EvidenceTakenBack", "paper_taken_back"),
        )
    },
    **{
        event: {(mail, "admin@vector.example"), (mail, "second@vector.example"), (mail, "vector@nimbus.example")}
        for event, mail in (
            ("TierReached", "tier_reached"),
            ("TierLapsed", "tier_lapsed"),
            ("TierInGrace", "tier_grace"),
            ("TierRecovered", "tier_recovered"),
            ("TierKept", "tier_kept"),
            ("TierLowered", "tier_lowered"),
            ("TierLost", "tier_lost"),
        )
    },
    **{
        event: {(mail, "admin@vector.example"), (mail, "second@vector.example"), ("tier_to_decide", "vector@nimbus.example")}
        for event, mail in (("TierEligible", "tier_eligible"), ("TierProposed", "tier_proposed"))
    },
    "TierAtRisk": {
        ("tier_rests_on_you", "seller@vector.example"),
        ("tier_at_risk", "admin@vector.example"),
        ("tier_at_risk", "second@vector.example"),
        ("tier_at_risk", "vector@nimbus.example"),
    },
}
"""Who gets what, by event. An invitation's mail holds a secret and is sent by `invite`, not by its event; so are those of applications."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A partner at Start whose seller has passed, with a second admin, and people around whom nothing of it concerns."""

    vector: Company
    attempt: PublicId
    certificate: PublicId
    employment: PublicId
    paper: PublicId
    seller: PublicId
    notice: PublicId


@pytest.fixture
def stage(db: SQLAlchemy, make: Make) -> Stage:
    """The partner, and strangers: another partner's admin, an admin who left, one whose account is closed, the head."""
    vector = company(make, "Vector")
    company(make, "Gamma")
    make.person("head@nimbus.example", Role.HEAD)
    second, gone, closed = (make.person(f"{name}@vector.example") for name in ("second", "gone", "closed"))
    with transaction():
        left = [join(vector.partner, person, admin=True) for person in (second, gone, closed)][1]
        leave(left.id, clock.now().date(), clock.now(), None)
        deactivate(closed, clock.now(), None)
    hand_in(make, vector.seller, sit(make, vector.seller, right=True))
    employment = db.session.query(Employment).where(Employment.person_id == vector.seller).one()
    with transaction():
        given = Submission(kind=Slug("business_plan"), year=2026, note="Ten new customers.")
        paper = submit_evidence(vector.partner, given, clock.now(), vector.admin)[0].public_id
    (attempt,) = attempts_of(vector.seller, SF)
    (certificate,) = certificates_of(vector.seller)
    seller = db.session.get_one(Person, vector.seller).public_id
    with transaction():
        notice = PublicId(notice_to(make.library(), vector.partner, clock.now()))
    return Stage(vector, attempt.public_id, certificate.public_id, employment.public_id, paper, seller, notice)


def kinds() -> dict[str, type[Event]]:
    """Every class of event of the application, by name."""
    found: dict[str, type[Event]] = {}
    waiting = list(Event.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        # A dataclass with slots replaces its class; the module knows the one that is used.
        if kind.__module__.startswith("lms."):
            found[kind.__name__] = getattr(sys.modules[kind.__module__], kind.__name__)
    return found


def happened(kind: type[Event], stage: Stage, **given: object) -> Event:
    """An event of this kind about the stage's seller and partner."""
    named: dict[str, Any] = {
        "at": clock.now(), "by": stage.vector.admin, "person": stage.vector.seller, "partner": stage.vector.partner,
        "attempt": stage.attempt, "certificate": stage.certificate, "employment": stage.employment, "public_id": stage.employment,
        "invitation": new_public_id(), "assignment": new_public_id(), "certification": SF, "quiz": SF, "cycle": 1, "percent": 100,
        "percent_before": 0, "passed": True, "questions": (Slug("q"),),
        "number": 1, "count": 1, "version": 4, "tier": Slug("start"), "before": None, "after": Slug("start"), "expires_on": None,
        "tracks": (Track.SALES,), "is_admin": False, "on": clock.now().date(),
        "starts_on": clock.now().date(), "due_on": clock.now().date(), "year": 2026,
        "metrics": (Slug("csat"),), "source": ValueSource.HAND, "text_hash": "a" * 64, "rule_hash": "b" * 64, "tree_hash": "c" * 64,
        "revision": RevisionHash("d" * 64), "release": ReleaseId(1), "course": Slug("pricing"), "lesson": Slug("one"),
        "path": Slug("new-seller"), "reason": "joined", "material": Slug("pitch-deck"), "file": "", "fields": ("name",),
        "role": Role.HEAD, "session": "e" * 16, "account": "f" * 64, "address": "0" * 64, "kind": Slug("business_plan"),
        "due": clock.now(), "purpose": Purpose.NAME_ON_VERIFICATION, "entries": 1, "last_entry": 1,
        "time_percent": 150, "extra_attempts": 1, "break_minutes": 10, "valid_until": None, "began_at": clock.now(),
        "ended_at": clock.now(),
        "corrected": 0, "paper": stage.paper, "notice": stage.notice, "times": 1,
        "attempts": 2, "position": 1, "round": 1, "side": Side.OLD,
        "application": new_public_id(), "criterion": Criterion.AUDIENCE, "points": 3, "accepted": True,
        "meets": (Meeting.SCORED_AND_DECIDES,), "decider": stage.vector.admin, "manager": stage.vector.manager, "request": new_public_id(),
        "look": 1, "why": LookReason.FAULT, "passkey": new_public_id(), "token": new_public_id(),
        "fails_on": clock.now().date(), "since": clock.now().date(), "until": clock.now().date(), "people": (stage.seller,),
    }  # fmt: skip
    if kind.__name__ in ("TierLost", "TierLowered"):
        named["before"] = Slug("start")
    return kind(**{field.name: (named | given)[field.name] for field in fields(kind)})


def settled(make: Make, *events: Event) -> list[Event]:
    with transaction():
        return journey.settle(make.library(), list(events), clock.now())


def test_every_kind_of_event_is_logged_with_all_that_it_names(db: SQLAlchemy, make: Make, stage: Stage) -> None:
    all_kinds = kinds()
    assert len(all_kinds) > 30
    for name, kind in sorted(all_kinds.items()):
        event = happened(kind, stage)
        seen = len(logged(db, action_of(event)))
        settled(make, event)
        rows = logged(db, action_of(event))
        assert len(rows) > seen, name
        row = rows[seen]
        assert (row.at, row.by, row.person_id, row.partner_id, row.detail) == (
            event.at, event.by, event.person, event.partner, detail_of(event),
        ), name  # fmt: skip


def test_every_kind_of_event_has_its_readers_or_is_silent() -> None:
    assert set(kinds()) == set(READERS) | set(SILENT)
    assert set(READERS) == set(MAILS)


def test_the_mails_of_an_event_reach_exactly_their_readers(db: SQLAlchemy, make: Make, stage: Stage) -> None:
    for name, expected in sorted(READERS.items()):
        bare = {"certification": None} if name == "AttemptPassed" else {}
        before, event = newest_mail(db), happened(kinds()[name], stage, **bare)
        assert settled(make, event)[0] == event
        assert mails(db, before) == sorted(expected), name


def test_silent_events_send_nothing(db: SQLAlchemy, make: Make, stage: Stage) -> None:
    before = newest_mail(db)
    for name in sorted(SILENT):
        settled(make, happened(kinds()[name], stage))
    assert mails(db, before) == []


def test_a_failed_practice_is_nobodys_business(db: SQLAlchemy, make: Make, stage: Stage) -> None:
    before = newest_mail(db)
    assert hand_in(make, stage.vector.seller, sit(make, stage.vector.seller, right=False, quiz=PRACTICE)) == (0, False)
    assert mails(db, before) == []


def test_an_invitation_reaches_the_invited_address_alone(db: SQLAlchemy, make: Make, stage: Stage) -> None:
    before = newest_mail(db)
    invitee = Invitee(email="new@vector.example", is_admin=False, sales=True, technical=False, language="ru")
    with transaction():
        journey.invite(make.library(), make.visitor(stage.vector.admin), stage.vector.partner, invitee, clock.now())
    assert mails(db, before) == [("invited", "new@vector.example")]


def test_an_admin_who_joins_is_welcomed_and_not_told_about_themselves(db: SQLAlchemy, make: Make, stage: Stage) -> None:
    newcomer, before = make.person("third@vector.example"), newest_mail(db)
    with transaction():
        token = invited(stage.vector.partner, newcomer, admin=True)
        journey.accept_invitation(make.library(), token, newcomer, clock.now())
    assert mails(db, before) == [
        ("joined", "admin@vector.example"), ("joined", "second@vector.example"), ("welcome", "third@vector.example"),
    ]  # fmt: skip
