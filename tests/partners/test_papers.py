"""Papers: handed in by one, confirmed by another; every step kept; what counts is confirmed and not yet over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.access import Actor, Permission, Role
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.core.translation import say
from lms.partners import queries, service
from lms.partners.events import EvidenceConfirmed, EvidenceRefused, EvidenceSubmitted, EvidenceTakenBack, EvidenceWithdrawn
from lms.partners.evidence.queries import paper_by_public_id, paper_of, papers_in_reach, papers_of_partner
from lms.partners.evidence.rules import LINK_LENGTH, NOTE_LENGTH, PaperState, Submission, fault_of_reason, fault_of_submission
from lms.partners.models import EvidenceItem, EvidenceStep
from lms.requirements.facts import Paper
from tests.parallel import at_once
from tests.partners.world import NOW, TODAY, partner, person, statements

Verb = Callable[[], object]
PLAN, STUDY = Slug("business_plan"), Slug("case_study")
GIVEN = Submission(kind=PLAN, year=2026, link="https://files.example/plan.pdf", note="Ten new customers.")
LATER = NOW + timedelta(days=3)
FUTURE = TODAY + timedelta(days=30)


def handed_in(company: PartnerId, by: PersonId, given: Submission = GIVEN) -> PublicId:
    with transaction():
        return service.submit_evidence(company, given, NOW, by)[0].public_id


def facts(company: PartnerId) -> list[Paper]:
    return queries.facts_of([company])[company].papers


def states(paper: PublicId) -> list[tuple[PaperState, str]]:
    found = paper_of(paper)
    assert found is not None
    return [(step.state, step.reason) for step in found.steps]


def test_a_paper_counts_once_another_person_has_confirmed_it(db: SQLAlchemy) -> None:
    vector, irina, elena = partner("Vector"), person(db, "Irina"), person(db, "Elena")
    with transaction():
        item, events = service.submit_evidence(vector.id, GIVEN, NOW, irina.id)
    paper = item.public_id
    assert events == [EvidenceSubmitted(at=NOW, by=irina.id, partner=vector.id, paper=paper, kind=PLAN, year=2026)]
    assert facts(vector.id) == []
    with pytest.raises(Refused), transaction():
        service.confirm_paper(paper, None, NOW, irina.id)
    for expected in (1, 0):
        with transaction():
            assert len(service.confirm_paper(paper, FUTURE, LATER, elena.id)) == expected
    assert facts(vector.id) == [Paper(PLAN, 2026, LATER.date(), FUTURE)]
    assert states(paper) == [(PaperState.SUBMITTED, ""), (PaperState.CONFIRMED, "")]


def test_the_same_paper_twice_is_one_and_another_waits_its_turn(db: SQLAlchemy) -> None:
    vector, irina = partner("Vector"), person(db, "Irina")
    paper = handed_in(vector.id, irina.id)
    with transaction():
        assert service.submit_evidence(vector.id, GIVEN, LATER, irina.id)[1] == []
    with pytest.raises(Conflict), transaction():
        service.submit_evidence(vector.id, Submission(kind=PLAN, year=2026, note="Another."), NOW, irina.id)
    assert handed_in(vector.id, irina.id, Submission(kind=PLAN, year=2027, note="Another.")) != paper
    with transaction():
        service.confirm_evidence(vector.id, STUDY, None, NOW, None)
    with pytest.raises(Conflict), transaction():
        service.submit_evidence(vector.id, Submission(kind=STUDY, year=None, note="Again."), NOW, irina.id)


def test_a_refused_paper_says_why_and_may_come_again(db: SQLAlchemy) -> None:
    vector, irina, elena = partner("Vector"), person(db, "Irina"), person(db, "Elena")
    paper = handed_in(vector.id, irina.id)
    with pytest.raises(Invalid), transaction():
        service.refuse_paper(paper, " ", NOW, elena.id)
    with transaction():
        events = service.refuse_paper(paper, " No figures in it. ", NOW, elena.id)
    assert events == [EvidenceRefused(at=NOW, by=elena.id, partner=vector.id, paper=paper, kind=PLAN, year=2026)]
    with transaction():
        assert service.refuse_paper(paper, "Again.", NOW, elena.id) == []
    verbs: list[Verb] = [lambda: service.confirm_paper(paper, None, NOW, elena.id), lambda: service.withdraw_paper(paper, NOW, irina.id)]
    for verb in verbs:
        with pytest.raises(Conflict), transaction():
            verb()
    assert states(paper)[-1] == (PaperState.REFUSED, "No figures in it.")
    assert (facts(vector.id), handed_in(vector.id, irina.id) == paper) == ([], False)


def test_a_paper_is_taken_back_while_nobody_has_decided(db: SQLAlchemy) -> None:
    vector, irina, elena = partner("Vector"), person(db, "Irina"), person(db, "Elena")
    paper = handed_in(vector.id, irina.id)
    with transaction():
        events = service.withdraw_paper(paper, NOW, irina.id)
    assert events == [EvidenceWithdrawn(at=NOW, by=irina.id, partner=vector.id, paper=paper, kind=PLAN, year=2026)]
    with transaction():
        assert service.withdraw_paper(paper, NOW, irina.id) == []
    verbs: list[Verb] = [
        lambda: service.confirm_paper(paper, None, NOW, elena.id), lambda: service.refuse_paper(paper, "Late.", NOW, elena.id),
        lambda: service.take_back_paper(paper, "Why.", NOW, elena.id),
    ]  # fmt: skip
    for verb in verbs:
        with pytest.raises(Conflict), transaction():
            verb()


def test_what_was_confirmed_counted_until_the_day_it_is_taken_back(db: SQLAlchemy) -> None:
    vector, irina, elena = partner("Vector"), person(db, "Irina"), person(db, "Elena")
    paper = handed_in(vector.id, irina.id)
    with transaction():
        service.confirm_paper(paper, FUTURE, NOW, elena.id)
    with transaction():
        events = service.take_back_paper(paper, "It was last year's.", LATER, elena.id)
    assert events == [EvidenceTakenBack(at=LATER, by=elena.id, partner=vector.id, paper=paper, kind=PLAN, year=2026, on=LATER.date())]
    with transaction():
        assert service.take_back_paper(paper, "Again.", LATER, elena.id) == []
    assert facts(vector.id) == [Paper(PLAN, 2026, TODAY, LATER.date())]
    assert [state for state, _ in states(paper)] == [PaperState.SUBMITTED, PaperState.CONFIRMED, PaperState.WITHDRAWN]


def test_a_paper_on_another_way_is_confirmed_once_for_a_year_or_for_good(db: SQLAlchemy) -> None:
    vector, elena = partner("Vector"), person(db, "Elena")
    for year in (2026, None):
        with transaction():
            (event,) = service.confirm_evidence(vector.id, PLAN, year, NOW, elena.id)
        assert isinstance(event, EvidenceConfirmed)
        assert (event.by, event.partner, event.kind, event.year) == (elena.id, vector.id, PLAN, year)
        with transaction():
            assert service.confirm_evidence(vector.id, PLAN, year, LATER, elena.id) == []
    assert facts(vector.id) == [Paper(PLAN, 2026, TODAY), Paper(PLAN, None, TODAY)]
    with pytest.raises(Invalid), transaction():
        service.confirm_evidence(vector.id, PLAN, 0, NOW, elena.id)


def test_a_paper_that_ends_is_confirmed_anew_before_it_does(db: SQLAlchemy) -> None:
    vector, elena = partner("Vector"), person(db, "Elena")
    with transaction():
        service.confirm_evidence(vector.id, STUDY, None, NOW, elena.id, FUTURE)
    with transaction():
        assert service.confirm_evidence(vector.id, STUDY, None, LATER, elena.id) == []
    paper = handed_in(vector.id, person(db, "Irina").id, Submission(kind=STUDY, year=None, note="The next one."))
    with transaction():
        service.confirm_paper(paper, None, LATER, elena.id)
    assert facts(vector.id) == [Paper(STUDY, None, TODAY, FUTURE), Paper(STUDY, None, LATER.date())]


def test_a_paper_is_confirmed_anew_on_the_day_on_which_it_no_longer_counts(db: SQLAlchemy) -> None:
    vector, elena = partner("Vector"), person(db, "Elena")
    with transaction():
        service.confirm_evidence(vector.id, STUDY, None, NOW, elena.id, FUTURE)
    for days, events in ((29, 0), (30, 1)):
        with transaction():
            assert len(service.confirm_evidence(vector.id, STUDY, None, NOW + timedelta(days=days), elena.id)) == events


def test_what_was_handed_in_is_what_a_direct_confirmation_confirms(db: SQLAlchemy) -> None:
    vector, irina, elena = partner("Vector"), person(db, "Irina"), person(db, "Elena")
    paper = handed_in(vector.id, irina.id)
    with pytest.raises(Refused), transaction():
        service.confirm_evidence(vector.id, PLAN, 2026, NOW, irina.id)
    with transaction():
        (event,) = service.confirm_evidence(vector.id, PLAN, 2026, NOW, elena.id)
    assert isinstance(event, EvidenceConfirmed)
    assert event.paper == paper


def test_a_second_lasting_confirmation_of_the_same_is_refused(db: SQLAlchemy) -> None:
    vector, irina, elena = partner("Vector"), person(db, "Irina"), person(db, "Elena")
    paper = handed_in(vector.id, irina.id)
    with transaction():
        service.confirm_evidence(vector.id, PLAN, 2026, NOW, None)
    with pytest.raises(Conflict), transaction():
        service.confirm_paper(paper, None, NOW, elena.id)


def test_of_many_decisions_at_once_one_stands(db: SQLAlchemy) -> None:
    vector, irina, elena, petr = partner("Vector"), person(db, "Irina"), person(db, "Elena").id, person(db, "Petr").id
    paper = handed_in(vector.id, irina.id)

    def decide(number: int) -> int:
        try:
            if number % 2:
                return len(service.confirm_paper(paper, None, NOW, elena))
            return len(service.refuse_paper(paper, "No.", NOW, petr))
        except Conflict:
            return 0

    assert sum(at_once(db, decide, 12)) == 1
    assert len(states(paper)) == 2


def test_a_day_that_is_over_ends_nothing(db: SQLAlchemy) -> None:
    vector, irina, elena = partner("Vector"), person(db, "Irina"), person(db, "Elena")
    paper = handed_in(vector.id, irina.id)
    with pytest.raises(Invalid), transaction():
        service.confirm_paper(paper, TODAY, NOW, elena.id)


@pytest.mark.parametrize("verb", ["confirm_paper", "refuse_paper", "withdraw_paper", "take_back_paper"])
def test_a_paper_that_is_not_there_cannot_be_decided(db: SQLAlchemy, verb: str) -> None:
    between: dict[str, tuple[object, ...]] = {"confirm_paper": (None,), "withdraw_paper": ()}
    with pytest.raises(NotFound), transaction():
        getattr(service, verb)(PublicId("x" * 22), *between.get(verb, ("why",)), NOW, PersonId(1))


@pytest.mark.parametrize(
    ("given", "beginning"),
    [
        (Submission(kind=PLAN, year=1812, note="x"), "“1812” is not a year."),
        (Submission(kind=PLAN, year=2026), "Say where the paper is"),
        (Submission(kind=PLAN, year=2026, link="javascript:alert(1)"), "A link begins with https://"),
        (Submission(kind=PLAN, year=2026, link="https://user@files.example/x"), "A link begins with https://"),
        (Submission(kind=PLAN, year=2026, link="https://files.example/" + "x" * LINK_LENGTH), "A link begins with https://"),
        (Submission(kind=PLAN, year=2026, note="x" * (NOTE_LENGTH + 1)), "Keep the note to 2000 characters."),
    ],
)
def test_a_paper_that_cannot_be_one_says_why(given: Submission, beginning: str) -> None:
    fault = fault_of_submission(given)
    assert fault is not None
    assert say(fault, "en").startswith(beginning)


@pytest.mark.parametrize("link", ["https://files.example/plan.pdf?x=1", "http://files.example/a b", "plan 2026.pdf", "План.docx"])
def test_an_address_or_the_name_of_a_file_tells_where_a_paper_is(link: str) -> None:
    assert (fault_of_submission(Submission(kind=PLAN, year=None, link=link)) is None) is (link != "http://files.example/a b")


def test_a_reason_is_short_and_there() -> None:
    assert [fault_of_reason(one) is None for one in ("", " ", "x" * 401, "x")] == [False, False, False, True]


def test_papers_are_seen_by_those_in_reach(db: SQLAlchemy) -> None:
    elena, petr, irina = person(db, "Elena"), person(db, "Petr"), person(db, "Irina")
    vector, gamma = partner("Vector", elena.id), partner("Gamma", petr.id)
    paper, far = handed_in(vector.id, irina.id), handed_in(gamma.id, irina.id)
    manager = Actor(elena.id, frozenset({Role.PARTNER_MANAGER}))
    assert [one.public_id for one in papers_in_reach(manager, Permission.READ_EVIDENCE)] == [paper]
    assert [one.public_id for one in papers_of_partner(gamma.id)] == [far]
    with statements(db) as seen:
        assert paper_by_public_id(manager, paper, Permission.READ_EVIDENCE).partner_name == {"en": "Vector", "ru": "Vector"}
    assert len(seen) == 2
    with pytest.raises(NotFound):
        paper_by_public_id(manager, far, Permission.READ_EVIDENCE)
    assert paper_of(PublicId("x")) is None


@pytest.mark.parametrize(
    "row",
    [
        {"state": "submitted", "confirmed_at": NOW},
        {"state": "confirmed"},
        {"state": "confirmed", "confirmed_at": NOW, "ended_on": TODAY},
        {"state": "withdrawn", "ended_on": TODAY},
        {"state": "confirmed", "confirmed_at": NOW, "submitted_by": 1, "confirmed_by": 1},
    ],
    ids=["confirmed while it waits", "confirmed at no moment", "counts and is over", "over and never counted", "one person for both"],
)
def test_the_database_refuses(db: SQLAlchemy, row: dict[str, object]) -> None:
    vector, irina = partner("Vector"), person(db, "Irina")
    people: dict[str, object] = {name: irina.id for name in ("submitted_by", "confirmed_by") if name in row}
    known = {**row, **people}
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.insert(EvidenceItem).values(partner_id=vector.id, kind=PLAN, year=2026, **known))


def test_the_database_refuses_a_refusal_without_a_reason(db: SQLAlchemy) -> None:
    vector, irina = partner("Vector"), person(db, "Irina")
    handed_in(vector.id, irina.id)
    item = db.session.scalar(sa.select(EvidenceItem.id))
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.insert(EvidenceStep).values(item_id=item, number=2, state="refused", at=NOW, by_id=irina.id))
