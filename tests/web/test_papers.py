"""Papers on their pages: the partner's admin hands one in, whom the rules name decides, and each side gets its mail."""

import re
from collections.abc import Callable

import pytest

from lms.access import Role
from lms.core import clock
from lms.core.db import transaction
from lms.core.ids import PersonId
from lms.journey.papers import may_decide
from lms.partners import service
from lms.partners.rules import Invitee
from tests.visitors import CheckedClient, text_of

PAPER = {"kind": "business_plan", "year": "2026", "link": "https://files.example/plan.pdf", "note": "Ten new\ncustomers."}
ADMIN, MANAGER = "irina@vector.example", "elena@nimbus.example"
SignIn = Callable[[str], CheckedClient]


@pytest.fixture
def vector(make) -> PersonId:
    """The manager of a partner with an admin and a seller; another partner has its own."""
    elena = make.person(MANAGER, Role.PARTNER_MANAGER)
    partner = make.partner("Vector", elena)
    make.member(partner, ADMIN, admin=True, sales=False, name="Irina Belova")
    make.member(partner, "boris@vector.example")
    make.member(make.partner("Gamma", make.person("petr@nimbus.example", Role.PARTNER_MANAGER)), "olga@gamma.example", admin=True)
    return elena


@pytest.fixture
def change(client) -> SignIn:
    """Sign in as somebody else."""

    def changed(email: str) -> CheckedClient:
        client.post("/sign-out")
        client.sign_in(email)
        return client

    return changed


@pytest.fixture
def paper(vector, client) -> str:
    """The page of a paper that was handed in."""
    client.sign_in(ADMIN)
    response = client.post("/papers/new", PAPER)
    assert response.status_code == 303
    return str(response.location)


def newest(outbox) -> tuple[str, str]:
    mail = outbox()[-1]
    return mail.event, mail.address


def test_a_paper_goes_from_the_form_to_the_manager_and_back(paper, client, change, outbox):
    page = text_of(client.get(paper))
    for words in (
        "Business plan for 2026",
        "handed in",
        "Handed in, Irina Belova",
        'href="https://files.example/plan.pdf"',
        "Take the paper back",
    ):
        assert words in page, words
    assert "Confirm the paper" not in page
    assert newest(outbox) == ("paper_submitted", MANAGER)
    assert "Business plan for 2026" in text_of(client.get("/papers"))
    manager = change(MANAGER)
    assert "Vector" in text_of(manager.get("/papers"))
    assert "Confirm the paper" in text_of(manager.get(paper))
    response = manager.post(f"{paper}/confirm", {"until": "2027-01-01"})
    page = text_of(manager.get(response.location))
    for words in ("The paper is confirmed.", "It holds up to 1 January 2027 and not on that day.", "Take the confirmation back"):
        assert words in page, words
    assert newest(outbox) == ("paper_confirmed", ADMIN)
    response = manager.post(f"{paper}/take-back", {"reason": "It was last year's."})
    assert "It was last year&#39;s." in text_of(manager.get(response.location))
    assert newest(outbox) == ("paper_taken_back", ADMIN)
    assert "It was last year's." in outbox()[-1].text


def test_a_refused_paper_tells_the_company_why(paper, change, outbox):
    manager = change(MANAGER)
    response = manager.post(f"{paper}/refuse", {"reason": ""})
    assert (response.status_code, "Say why: the reason goes to the other side" in text_of(response)) == (400, True)
    manager.post(f"{paper}/refuse", {"reason": "No figures in it."})
    assert newest(outbox) == ("paper_refused", ADMIN)
    assert "No figures in it." in outbox()[-1].text
    page = text_of(change(ADMIN).get(paper))
    assert "No figures in it." in page
    assert "Take the paper back" not in page


def test_a_paper_is_taken_back_before_it_is_decided(paper, client, change, outbox):
    response = client.post(f"{paper}/withdraw")
    assert "The paper is taken back." in text_of(client.get(response.location))
    assert newest(outbox) == ("paper_withdrawn", MANAGER)
    manager = change(MANAGER)
    assert manager.post(f"{paper}/confirm").status_code == 409
    assert "withdrawn" in text_of(manager.get(paper))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"link": "", "note": ""}, "Say where the paper is"),
        ({"link": "javascript:alert(1)"}, "A link begins with https://"),
        ({"note": "x" * 2001}, "Keep it to 2000 characters."),
        ({"kind": "poem"}, "Paper: "),
        ({"year": "1812"}, "For the year: "),
    ],
)
def test_a_paper_that_cannot_be_one_says_so(vector, client, outbox, wrong, sentence):
    client.sign_in(ADMIN)
    before = len(outbox())
    response = client.post("/papers/new", {**PAPER, **wrong})
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert len(outbox()) == before


def test_another_paper_waits_until_the_first_is_decided(paper, client):
    response = client.post("/papers/new", {**PAPER, "note": "Another."})
    assert response.status_code == 400
    assert "waits for its answer" in text_of(response)
    assert client.post("/papers/new", PAPER).location == paper


def test_a_day_that_is_over_is_refused_beside_its_field(paper, change):
    response = change(MANAGER).post(f"{paper}/confirm", {"until": "2026-11-21"})
    assert response.status_code == 400
    assert "Choose a day after today." in text_of(response)


def test_nobody_else_sees_or_decides(paper, change):
    for email, doors in (("petr@nimbus.example", ("confirm", "refuse", "take-back")), ("olga@gamma.example", ("withdraw",))):
        other = change(email)
        assert other.get(paper).status_code == 404
        assert [other.post(f"{paper}/{door}", {"reason": "x"}).status_code for door in doors] == [404] * len(doors)
    seller = change("boris@vector.example")
    assert [seller.get(page).status_code for page in ("/papers", "/papers/new", paper)] == [404] * 3


def test_a_manager_who_handed_it_in_as_admin_cannot_confirm(make, app, client, vector):
    both = make.person("both@nimbus.example", Role.PARTNER_MANAGER)
    partner = make.partner("Both", both)
    with app.app_context(), transaction():
        token = service.invite(partner, Invitee(email="both@nimbus.example", is_admin=True, sales=False), clock.now(), None)[1]
        service.accept(token, both, clock.now())
    client.sign_in("both@nimbus.example")
    paper = client.post("/papers/new", PAPER).location
    page = text_of(client.get(paper))
    assert "You handed this paper in. Somebody else confirms it." in page
    assert "Confirm the paper" not in page
    assert client.post(f"{paper}/confirm").status_code == 403


def test_the_partner_page_leads_to_what_waits(paper, change):
    manager = change(MANAGER)
    found = re.search(r'href="(/partners/[a-z0-9]{22})"', text_of(manager.get(paper)))
    assert found
    assert paper in text_of(manager.get(found[1]))


def test_an_empty_list_says_what_to_do(vector, client, change):
    client.sign_in(ADMIN)
    assert "A business plan of a page is enough" in text_of(client.get("/papers"))
    assert 'selected value="business_plan"' in text_of(client.get("/papers/new?kind=business_plan"))
    assert "you get a mail when one waits for you" in text_of(change(MANAGER).get("/papers"))


def test_the_rules_say_who_decides(make):
    programme = make.library().programme
    assert programme is not None
    kind = programme.evidence[0].id
    assert [may_decide(programme, frozenset({role}), kind) for role in (Role.PARTNER_MANAGER, Role.PROGRAMME_ADMIN, Role.HEAD)] == [
        True, True, False,
    ]  # fmt: skip
