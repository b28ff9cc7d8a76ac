"""The portfolio: whose partners, in which order, with which reasons and steps."""

from datetime import timedelta

import pytest

from lms.access import Role
from lms.core.ids import PersonId
from lms.reporting.selection import PAGE
from tests.conftest import NOW
from tests.visitors import text_of


def test_the_portfolio_shows_the_own_partners_with_reasons_and_steps(make, sign_in, world):
    make.member(world.vector, "anna@vector.example", name="Anna Krylova")
    page = text_of(sign_in("elena@nimbus.example").get("/partners"))
    assert "Vector" in page
    assert "Gamma" not in page
    assert "1 company needs attention" in page
    assert "No partner admin" in page
    assert f"/team/invitations?partner={world.vector_page.rpartition('/')[2]}&amp;admin=1" in page
    assert page.count("btn--primary") == 1


@pytest.mark.parametrize("role", [Role.HEAD, Role.PROGRAMME_ADMIN])
def test_head_and_programme_admin_see_every_partner_with_its_manager(make, sign_in, world, role):
    make.person("all@nimbus.example", role)
    page = text_of(sign_in("all@nimbus.example").get("/partners"))
    assert all(word in page for word in ("Vector", "Gamma", "Elena Sokolova", "Petr Ilin"))
    assert ("/partners/new" in page) is (role is Role.PROGRAMME_ADMIN)


def test_the_portfolio_is_no_page_for_people_of_partners_and_visitors_sign_in_first(make, client, sign_in, world):
    response = client.get("/partners")
    assert response.status_code == 302
    assert "/sign-in" in response.location
    make.member(world.vector, "irina@vector.example", admin=True)
    assert sign_in("irina@vector.example").get("/partners").status_code == 404


def test_every_number_of_a_row_leads_to_its_rows(app, make, sign_in, world, invited):
    anna = make.member(world.vector, "anna@vector.example", admin=True)
    make.certificate(anna, "sf")
    invited(world.vector)
    client = sign_in("elena@nimbus.example")
    page = text_of(client.get("/partners"))
    for anchor in ("people", "certificates", "invitations"):
        assert f"{world.vector_page}#{anchor}" in page
        assert f'id="{anchor}"' in text_of(client.get(world.vector_page))


def test_filters_are_part_of_the_address_and_wrong_ones_are_as_if_not_there(make, sign_in, world):
    make.partner("Delta", world.elena)
    client = sign_in("elena@nimbus.example")
    assert "Delta" not in text_of(client.get("/partners?q=vec"))
    assert "No company fits" in text_of(client.get("/partners?tier=gold"))
    page = text_of(client.get("/partners?show=nonsense&sort=%27&page=x&down=7&q=%20"))
    assert "Vector" in page
    assert "Delta" in page
    assert 'aria-sort="descending"' in text_of(client.get("/partners?sort=people&down=1"))
    assert "No company fits" in text_of(client.get("/partners?show=ending"))


def test_an_empty_portfolio_offers_the_first_step(make, sign_in):
    make.person("new@nimbus.example", Role.PARTNER_MANAGER)
    page = text_of(sign_in("new@nimbus.example").get("/partners"))
    assert "Your portfolio starts here" in page
    assert "/partners/new" in page


def fill(make, elena: PersonId, count: int) -> None:
    for number in range(count):
        partner = make.partner(f"Partner {number:02}", elena)
        if number < 3:
            person = make.member(partner, f"p{number}@x.example", admin=True)
            make.certificate(person, "sf")
            make.lessons(person, "cloud-for-sellers", leave=2)


def test_sixty_partners_cost_as_few_statements_as_three(make, sign_in, queries):
    elena = make.person("elena@nimbus.example", Role.PARTNER_MANAGER)
    fill(make, elena, 3)
    client = sign_in("elena@nimbus.example")
    client.get("/partners")
    with queries() as few:
        client.get("/partners")
    for number in range(3, 60):
        make.partner(f"Partner {number:02}", elena)
    with queries() as many:
        page = text_of(client.get("/partners?sort=name"))
    assert len(few) == len(many)
    assert len([one for one in many if one.startswith("SELECT")]) <= 6
    assert f"1 to {PAGE} of 60" in page
    assert "51 to 60 of 60" in text_of(client.get("/partners?sort=name&page=2"))


def test_each_reason_comes_with_a_step_that_leads_somewhere(make, sign_in, world, clock, now, invited):
    irina = make.member(world.vector, "irina@vector.example", admin=True, name="Irina Belova")
    make.agreement(world.vector, irina)
    make.certificate(irina, "sf", at=now - timedelta(days=700))
    invited(make.partner("Delta", world.elena), "kirill@delta.example")
    make.partner("Zeta", world.elena)
    client = sign_in("elena@nimbus.example")
    page = text_of(client.get("/partners"))
    assert "Cloud Sales Foundation of Irina Belova stops counting on" in page
    assert "Remind Irina Belova to renew" in page
    clock.shift(timedelta(days=59))
    client.sign_in("elena@nimbus.example")
    page = text_of(client.get("/partners"))
    assert "Start is at risk since" in page
    assert f"{world.vector_page}/tier" in page
    assert "Silent for 59 days" in page
    assert "mailto:irina@vector.example" in page
    assert "Nobody has joined for 59 days" in page
    assert "#invitations" in page
    assert "Invite an admin" in page
    assert "Invite an admin" in text_of(client.get("/partners?q=Zeta"))


def test_who_may_not_invite_is_shown_how_far_they_are_instead(make, sign_in, world):
    make.member(world.vector, "anna@vector.example")
    make.person("head@nimbus.example", Role.HEAD)
    page = text_of(sign_in("head@nimbus.example").get("/partners?q=vector"))
    assert "See how far they are" in page
    assert "Invite an admin" not in page


def test_a_visit_before_today_is_told_in_days(make, sign_in, world, clock):
    make.member(world.vector, "irina@vector.example", admin=True)
    client = sign_in("irina@vector.example")
    client.get("/account")
    for days, words in ((0, "today"), (1, "yesterday"), (3, "4 days ago")):
        clock.shift(timedelta(days=days))
        client.post("/sign-out")
        client.sign_in("elena@nimbus.example")
        assert words in text_of(client.get("/partners"))


def test_who_is_one_step_away_is_told_with_the_reason_the_remedy_and_the_way(make, sign_in, world):
    """Vector has accepted the agreement and lacks one certificate for Start; Zeta lacks both."""
    make.agreement(world.vector, make.member(world.vector, "irina@vector.example", admin=True, name="Irina Belova"))
    make.member(make.partner("Zeta", world.elena), "denis@zeta.example", admin=True)
    client = sign_in("elena@nimbus.example")
    page = text_of(client.get("/partners?show=step"))
    assert "One step from Start." in page
    assert "Irina Belova passes SF" in page
    assert f"{world.vector_page}/tier" in page
    assert ">Zeta</a>" not in page
    assert ">Zeta</a>" in text_of(client.get("/partners"))


def test_who_is_in_danger_is_found_by_the_filter_with_what_fixes_it(app, make, sign_in, world):
    irina = make.member(world.vector, "irina@vector.example", admin=True, name="Irina Belova")
    make.agreement(world.vector, irina)
    make.certificate(irina, "sf", at=NOW - timedelta(days=700))
    make.partner("Zeta", world.elena)
    page = text_of(sign_in("elena@nimbus.example").get("/partners?show=danger"))
    assert "Irina Belova renews SF" in page
    assert ">Zeta</a>" not in page


def test_the_file_says_what_would_fix_it_and_who_is_one_step_away(make, sign_in, world):
    make.agreement(world.vector, make.member(world.vector, "irina@vector.example", admin=True, name="Irina Belova"))
    lines = text_of(sign_in("elena@nimbus.example").get("/partners.csv")).splitlines()
    assert "One step from the next tier" in lines[0]
    assert "One step from Start." in lines[1]
    assert "Irina Belova passes SF" in lines[1]


def test_a_manager_reads_what_the_company_has_to_do_and_not_you(make, sign_in, world):
    irina = make.member(world.vector, "irina@vector.example", admin=True, name="Irina Belova")
    make.certificate(irina, "sf")
    client = sign_in("elena@nimbus.example")
    for address in ("/partners?show=step", "/partners.csv"):
        page = text_of(client.get(address))
        assert "the company accepts the agreement" in page
        assert "you accept the agreement" not in page
