"""The tier of a partner and the agreement: who sees which, who is named, and what is said when a tier is at risk."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from lms.access import Role
from lms.core.db import db, transaction
from lms.partners.models import Partner
from lms.partners.queries import acceptances_of
from lms.programme.models import PartnerStanding
from tests.conftest import NOW
from tests.visitors import CheckedClient, text_of

ADMIN = "irina@vector.example"
SELLER = "boris@vector.example"
MANAGER = "elena@nimbus.example"


@pytest.fixture
def manager(make):
    return make.person(MANAGER, Role.PARTNER_MANAGER)


@pytest.fixture
def vector(make, manager):
    """A partner at Start with an admin and a seller who holds the foundation."""
    partner = make.partner("Vector", manager)
    admin = make.member(partner, ADMIN, admin=True, name="Irina Belova")
    make.agreement(partner, admin)
    make.certificate(make.member(partner, SELLER, name="Boris Gusev"), "sf")
    return partner


def public_id(app, partner):
    with app.app_context():
        return db.session.get(Partner, partner).public_id


def test_the_page_says_where_the_partner_stands_and_what_is_missing(vector, sign_in):
    page = text_of(sign_in(ADMIN).get("/tier"))
    assert "<h1>Start, on the way to Silver</h1>" in page
    assert "Requirements of Silver that hold: 1 of 3." in page
    assert "Active projects: 0 of 4." in page
    assert "0 of 4 places are filled" not in page
    assert "Start reached" in page
    assert "Version 3, accepted by Irina Belova on 21 November 2026." in page
    assert "Deal protection for 90 days" in page


def test_an_admin_sees_who_fills_which_place_and_why_others_do_not(vector, sign_in):
    page = text_of(sign_in(ADMIN).get("/tier"))
    assert "Boris Gusev" in page
    assert "Holds none of the certifications that are asked for." in page
    assert "nobody yet" in page


def test_a_seller_sees_own_places_but_no_colleague_and_no_reason(app, make, vector, sign_in):
    assert "you, Boris Gusev" in text_of(sign_in(SELLER).get("/tier"))
    make.member(vector, "dina@vector.example", name="Dina Savina")
    other = CheckedClient(app)
    other.sign_in("dina@vector.example")
    page = text_of(other.get("/tier"))
    assert "a colleague" in page
    assert "Irina Belova on" in page, "who accepted the agreement is no secret inside the company"
    assert "Boris" not in page
    assert "Holds none" not in page
    assert "/people/" not in page


def test_who_has_no_tier_reads_what_the_first_one_asks_for(make, sign_in):
    make.member(make.partner("Zeta"), "denis@zeta.example", admin=True)
    page = text_of(sign_in("denis@zeta.example").get("/tier"))
    assert "<h1>On the way to Start</h1>" in page
    assert "Read and accept the agreement" in page
    assert "No tier has been reached yet." in page


def test_a_tier_that_fails_is_said_first_and_the_lowest_one_stays(make, vector, client, clock):
    make.figure(vector, "active_projects", "5")
    clock.move_to(datetime(2029, 1, 10, 9, tzinfo=UTC))
    client.sign_in(ADMIN)
    page = text_of(client.get("/tier"))
    assert "<h1>Start stays, though something is missing</h1>" in page
    assert "Since 21 November 2028 the requirements of Start have not all held" in page
    assert "Start itself stays: it is never lost." in page
    assert "The certificate ended on 21 November 2028." in page


def test_of_the_lowest_tier_nobody_says_until_when_it_is_kept(make, vector, client, clock):
    make.figure(vector, "active_projects", "5")
    for month in (1, 9):
        clock.move_to(datetime(2029, month, 10, 9, tzinfo=UTC))
        client.sign_in(ADMIN)
        page = text_of(client.get("/tier"))
        assert "<h1>Start stays, though something is missing</h1>" in page
        assert "Not all requirements of Start hold" in page
        assert "something is missing</span>" in page
        assert "in grace" not in page


def fails(app, partner, grace_until):
    """The partner holds a Silver that nothing earns; the next review comes on 15 January 2027."""
    with app.app_context(), transaction():
        db.session.execute(
            sa.update(PartnerStanding)
            .where(PartnerStanding.partner_id == partner)
            .values(tier="silver", state="grace", failing_since=date(2026, 8, 3), grace_until=grace_until, first_false_on=None)
        )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["<h1>Silver: grace is over, review on 15 January 2027</h1>", ">review on 15 January 2027</span>",
                "The grace of Silver is over",
                "Grace ended on 1 November 2026; at the review on 15 January 2027 you move to Start."]),
        ("ru", ["<h1>Silver: отсрочка закончилась, пересмотр 15 января 2027</h1>", ">пересмотр 15 января 2027</span>",
                "Отсрочка для Silver закончилась",
                "Отсрочка закончилась 1 ноября 2026; на пересмотре 15 января 2027 уровень станет Start."]),
    ],
)  # fmt: skip
def test_between_grace_and_the_review_nothing_speaks_of_grace_to_come(app, make, vector, sign_in, language, said):
    fails(app, vector, date(2026, 11, 1))
    make.member(vector, "vera@vector.example", admin=True, language=language)
    page = text_of(sign_in("vera@vector.example").get("/tier")).replace("\N{NO-BREAK SPACE}", " ")
    assert [one for one in said if one not in page] == []
    assert "in grace until" not in page
    assert "отсрочка до" not in page


@pytest.mark.parametrize(("grace_until", "runs"), [(NOW.date() + timedelta(days=1), True), (NOW.date(), False)])
def test_grace_runs_up_to_but_not_on_its_last_day(app, vector, sign_in, grace_until, runs):
    fails(app, vector, grace_until)
    page = text_of(sign_in(ADMIN).get("/tier"))
    assert ("<h1>Silver is in grace until 22 November 2026</h1>" in page) is runs
    assert ("in grace until 22 November 2026</span>" in page) is runs
    assert ("Silver is in grace</" in page) is runs
    assert ("Grace runs to 22 November 2026; at the review on 15 January 2027 you move to Start." in page) is runs
    assert ("Grace ended on 21 November 2026; at the review on 15 January 2027 you move to Start." in page) is not runs


def test_a_tier_that_will_not_hold_for_long_is_told_before(vector, client, clock):
    client.sign_in(ADMIN)
    assert "<h1>Start is at risk</h1>" not in text_of(client.get("/tier"))
    clock.move_to(datetime(2028, 11, 11, 9, tzinfo=UTC))
    client.sign_in(ADMIN)
    page = text_of(client.get("/tier"))
    assert "<h1>Start is at risk</h1>" in page
    assert "Start holds until 21 November 2028 if nothing changes" in page
    assert "Boris Gusev’s Cloud Sales Foundation stops counting on 21 November 2028 (in 10 days)." in page
    assert '<td colspan="1"><span data-state="bad"></span></td><td colspan="11" class="beside">Cloud Sales Foundation, 21 Nov' in page


def test_the_calendar_has_thirty_bars_and_counts_the_rest(make, vector, client, clock):
    for number in range(31):
        make.certificate(make.member(vector, f"p{number}@vector.example", name=f"Person {number}"), "sf")
    clock.move_to(datetime(2028, 1, 11, 9, tzinfo=UTC))
    client.sign_in(ADMIN)
    page = text_of(client.get("/tier"))
    assert page.count('<td colspan="11"><span') == 30
    assert "2 more certificates end later in these twelve months." in page


def test_the_year_ahead_lists_twenty_plain_days_and_every_day_on_which_the_tier_changes(make, vector, client, clock):
    for number in range(22):
        made = NOW - timedelta(days=number)
        make.certificate(make.member(vector, f"p{number}@vector.example", name=f"Person {number:02}"), "sf", at=made)
    clock.move_to(datetime(2028, 1, 11, 9, tzinfo=UTC))
    client.sign_in(ADMIN)
    year = text_of(client.get("/tier")).partition('id="year-ahead"')[2].partition("</section>")[0]
    assert "On 1 later day only certificates end; no tier changes." in year
    assert year.count('<th scope="row"') == 21
    assert year.count("lower than before") == 1


def test_the_manager_reads_the_tier_of_a_partner_of_the_portfolio(app, vector, sign_in):
    page = text_of(sign_in(MANAGER).get(f"/partners/{public_id(app, vector)}/tier"))
    assert "Vector has held Start since 21 November 2026." in page
    assert "Boris Gusev" in page


@pytest.mark.parametrize("role", [(), (Role.PARTNER_MANAGER,), (Role.CONTENT_AUTHOR,)])
def test_somebody_elses_tier_is_not_there(app, make, vector, sign_in, role):
    if role:
        make.person("other@nimbus.example", *role)
    else:
        make.member(make.partner("Gamma"), "other@nimbus.example", admin=True)
    client = sign_in("other@nimbus.example")
    assert client.get(f"/partners/{public_id(app, vector)}/tier").status_code == 404


def test_who_has_no_partner_has_no_own_tier(vector, sign_in):
    assert sign_in(MANAGER).get("/tier").status_code == 404


def test_a_stranger_meets_the_sign_in_page(client):
    assert client.get("/tier").headers["Location"].startswith("/sign-in")
    assert client.get("/agreement").headers["Location"].startswith("/sign-in")


def test_the_tier_costs_as_much_for_twenty_people_as_for_two(make, vector, sign_in, queries):
    client = sign_in(ADMIN)
    client.get("/tier")
    with queries() as before:
        client.get("/tier")
    for number in range(18):
        make.certificate(make.member(vector, f"p{number}@vector.example"), "sf")
    with queries() as after:
        client.get("/tier")
    assert len(after) == len(before) <= 6, after


def test_the_admin_accepts_the_agreement_once(app, make, sign_in):
    partner = make.partner("Zeta")
    make.member(partner, "denis@zeta.example", admin=True)
    client = sign_in("denis@zeta.example")
    page = text_of(client.get("/agreement"))
    assert "Accept version 3" in page
    assert "<h2" in page
    for _ in range(2):
        assert client.post("/agreement", {"version": "3"}).status_code == 303
    with app.app_context():
        assert [one.at.date() for one in acceptances_of(partner)] == [NOW.date()]
    page = text_of(client.get("/agreement"))
    assert "Version 3, accepted by Denis" in page
    assert "Accept version" not in page


@pytest.mark.parametrize("version", ["2", "4", "", "x"])
def test_another_version_than_the_one_in_force_is_not_accepted(app, make, sign_in, version):
    partner = make.partner("Zeta")
    make.member(partner, "denis@zeta.example", admin=True)
    assert sign_in("denis@zeta.example").post("/agreement", {"version": version}).status_code == 400
    with app.app_context():
        assert acceptances_of(partner) == ()


def test_a_seller_may_read_the_agreement_but_not_accept_it(app, make, sign_in):
    partner = make.partner("Zeta")
    make.member(partner, "alla@zeta.example")
    client = sign_in("alla@zeta.example")
    page = text_of(client.get("/agreement"))
    assert "Your partner admin accepts it" in page
    assert "<form class" not in page.partition("<main")[2]
    assert client.post("/agreement", {"version": "3"}).status_code == 404
    with app.app_context():
        assert acceptances_of(partner) == ()


def test_a_manager_reads_the_agreement(vector, sign_in):
    assert "Version 3 is in force." in text_of(sign_in(MANAGER).get("/agreement"))


def test_a_forged_acceptance_is_refused(app, vector):
    client = CheckedClient(app)
    client.sign_in(ADMIN)
    assert client.flask.post("/agreement", data={"version": "3"}).status_code == 400
