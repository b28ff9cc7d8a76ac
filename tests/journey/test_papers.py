"""Papers by the rules in force: how long one counts, when the next can be handed in, and for which years there is one."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from lms import journey
from lms.access import Role
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.ids import Slug
from lms.partners.evidence.queries import papers_of_partner
from lms.partners.evidence.rules import PaperState, Submission
from lms.programme.service import publish_version
from tests.programme.test_difference import five

PLAN = Slug("business_plan")
A_YEAR_LONG = ("valid: calendar_year, by", "valid: {months: 12}, by")


@pytest.fixture
def company(db, make):
    """A partner, and its manager and its admin as visitors."""
    manager = make.person("manager@nimbus.example", Role.PARTNER_MANAGER)
    partner = make.partner("Vector", manager)
    admin = make.member(partner, "admin@vector.example", admin=True)
    return partner, make.visitor(manager, None, [Role.PARTNER_MANAGER]), make.visitor(admin, partner, [Role.PARTNER_ADMIN])


def hand_in(library, company, year: int | None, note: str = "We sell more.") -> str:
    with transaction():
        given = Submission(kind=PLAN, year=year, note=note)
        return journey.submit_evidence(library, company[2], given, clock.now())


def confirm(library, company, paper: str, until: date | None = None) -> None:
    with transaction():
        journey.confirm_paper(library, company[1], paper, until, clock.now())


def ends(company) -> list[date | None]:
    return sorted((one.until for one in papers_of_partner(company[0])), key=str)


@pytest.fixture
def by_months(library, company):
    """The day on which rules apply that count a plan for twelve months."""
    version = five(A_YEAR_LONG)
    with transaction():
        publish_version(version, clock.now())
    return datetime.combine(version.effective_from, clock.now().timetz())


def test_a_paper_that_rules_count_for_months_ends_with_them_and_the_next_can_be_handed_in(library, company, by_months):
    with time_machine.travel(by_months):
        confirm(library, company, hand_in(library, company, None))
        assert ends(company) == [date(2028, 3, 1)]
    with time_machine.travel(by_months + timedelta(days=350)):
        confirm(library, company, hand_in(library, company, None, "And more."))
        assert ends(company) == [date(2028, 3, 1), date(2029, 2, 14)]


def test_what_a_manager_confirms_without_a_form_ends_likewise_and_counts_anew_when_it_has(library, company, by_months):
    for later in (0, 100, 400):
        with time_machine.travel(by_months + timedelta(days=later)), transaction():
            journey.confirm_evidence(library, company[1], company[0], PLAN, None, clock.now())
    assert ends(company) == [date(2028, 3, 1), date(2029, 4, 4)]


def test_the_day_that_a_manager_gives_goes_before_the_months(library, company, by_months):
    with time_machine.travel(by_months):
        confirm(library, company, hand_in(library, company, None), date(2027, 6, 1))
    assert ends(company) == [date(2027, 6, 1)]


def test_a_paper_that_rules_count_year_by_year_has_a_year_and_no_end(library, company):
    with pytest.raises(Invalid, match="Choose the year"):
        hand_in(library, company, None)
    with transaction(), pytest.raises(Invalid, match="Choose the year"):
        journey.confirm_evidence(library, company[1], company[0], PLAN, None, clock.now())
    confirm(library, company, hand_in(library, company, 2026))
    assert ends(company) == [None]
    with pytest.raises(Conflict):
        hand_in(library, company, 2026, "Once more.")


def test_a_paper_that_the_rules_do_not_know_is_neither_handed_in_nor_confirmed(library, company):
    unknown = Slug("love_letter")
    with pytest.raises(Invalid, match="knows no such paper"), transaction():
        journey.submit_evidence(library, company[2], Submission(kind=unknown, year=2026, note="Dear vendor."), clock.now())
    with pytest.raises(Invalid, match="knows no such paper"), transaction():
        journey.confirm_evidence(library, company[1], company[0], unknown, 2026, clock.now())
    assert papers_of_partner(company[0]) == ()


def test_the_admin_of_another_company_takes_no_paper_back(library, company, make):
    paper = hand_in(library, company, 2026)
    gamma = make.partner("Gamma")
    stranger = make.visitor(make.member(gamma, "admin@gamma.example", admin=True), gamma, [Role.PARTNER_ADMIN])
    with pytest.raises(NotFound), transaction():
        journey.withdraw_paper(library, stranger, paper, clock.now())
    with transaction():
        journey.withdraw_paper(library, company[2], paper, clock.now())


@pytest.fixture
def by_admins(library, company):
    """The day on which rules apply that let only a programme admin decide on a plan."""
    version = five(("valid: calendar_year, by: partner_manager", "valid: calendar_year, by: programme_admin"))
    with transaction():
        publish_version(version, clock.now())
    return datetime.combine(version.effective_from, clock.now().timetz())


def test_whom_the_rules_do_not_name_decides_on_no_paper_and_a_programme_admin_does(library, company, make, by_admins):
    partner, manager, _admin = company
    above = make.visitor(make.person("rules@nimbus.example", Role.PROGRAMME_ADMIN), None, [Role.PROGRAMME_ADMIN])
    with time_machine.travel(by_admins):
        paper = hand_in(library, company, 2027)
        words = (
            (lambda who: journey.refuse_paper(library, who, paper, "Too short.", clock.now()), PaperState.SUBMITTED),
            (lambda who: journey.confirm_evidence(library, who, partner, PLAN, 2027, clock.now()), PaperState.SUBMITTED),
            (lambda who: journey.confirm_paper(library, who, paper, None, clock.now()), PaperState.CONFIRMED),
            (lambda who: journey.take_back_paper(library, who, paper, "A mistake.", clock.now()), PaperState.WITHDRAWN),
        )
        stood = PaperState.SUBMITTED
        for word, stands in words:
            with transaction(), pytest.raises(Refused, match="only a programme admin"):
                word(manager)
            assert [one.state for one in papers_of_partner(partner)] == [stood]
            if stands is not stood:
                with transaction():
                    word(above)
                assert [one.state for one in papers_of_partner(partner)] == [stands]
            stood = stands


@pytest.mark.parametrize(
    ("also", "end"), [("valid: {months: 24}", date(2029, 3, 1)), ("valid: {months: 6}", date(2028, 3, 1)), ("valid: always", None)]
)
def test_a_paper_that_several_rules_count_ends_when_the_last_of_them_no_longer_does(library, company, also, end):
    line = "- evidence: {kind: business_plan, valid: {months: 12}, by: partner_manager}"
    version = five(A_YEAR_LONG, (line, f"{line}\n      - evidence: {{kind: business_plan, {also}, by: partner_manager}}"))
    with transaction():
        publish_version(version, clock.now())
    with time_machine.travel(datetime.combine(version.effective_from, clock.now().timetz())):
        confirm(library, company, hand_in(library, company, None))
    assert ends(company) == [end]


def test_a_paper_may_last_unless_every_rule_asks_for_it_year_by_year():
    assert not journey.may_last(five(), PLAN)
    assert journey.may_last(five(A_YEAR_LONG), PLAN)
    assert journey.may_last(five(), Slug("case_study")), "no rule asks for it at all"
