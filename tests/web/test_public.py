"""The public page: the rules in force as one table, and the way in."""

from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from lms.access import Role
from lms.core.clock import now
from lms.core.ids import Slug
from lms.programme.bands import Band, Bands
from lms.programme.parts import leaves
from lms.programme.rules import words_of
from lms.publishing.library import EMPTY
from lms.requirements.all import All
from lms.web.public.pages import home_of, programme_page
from lms.web.public.prose import meanings_of, models_of, scales_of
from lms.web.public.reviews import reviews_of
from lms.web.public.table import tiers_of


class Cells(HTMLParser):
    """The rows of a table as texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: dict[str, list[str]] = {}
        self._row: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, _attrs):
        if tag == "tr":
            self._row = []
        elif tag in ("th", "td"):
            self._row.append("")

    def handle_data(self, data):
        if self._row:
            self._row[-1] = " ".join(f"{self._row[-1]} {data}".split())

    def handle_endtag(self, tag):
        if tag == "tr" and self._row:
            self.rows[self._row[0]] = self._row[1:]


@pytest.fixture
def rows(client):
    """The rows of the public table by their first cell."""
    page = client.get("/").get_data(as_text=True)
    return Cells(page.partition('<table class="tiers">')[2].partition("</table>")[0]).rows


def test_requirements_stand_above_benefits_and_come_from_the_rules(rows):
    order = list(rows)
    assert order.index("What it takes") < order.index("Certified people") < order.index("What it brings") < order.index("A named architect")
    assert rows["Certified people"][0] == "1 person with Cloud Sales Foundation"
    assert rows["Certified people"][2].startswith("A team of 5 different certified people 2 people with Sales Professional")
    projects = "Active projects: at least 4 in the last 6 months or service partner: Delivered migrations: at least 3"
    assert rows["Active projects"][1].startswith(projects)
    assert rows["Business plan"] == ["no", "no", "Business plan for the calendar year, confirmed by the partner manager"]


def test_a_tier_that_builds_on_another_asks_for_the_same_and_says_so(rows):
    assert rows["Agreement"] == ["The partner agreement, accepted in its current version", "as for Start", "as for Start"]
    assert rows["Builds on"] == ["no", "Everything that Start asks for", "Everything that Silver asks for"]


def test_a_benefit_stays_in_every_tier_above(rows):
    assert rows["Deal protection for 90 days"] == ["no", "yes, at once", "yes, at once"]
    assert rows["A partner manager by name"] == ["yes, within 3 working days"] * 3


def test_every_requirement_and_benefit_of_the_rules_stands_in_the_table(app, library):
    with app.test_request_context("/"):
        table = tiers_of(library.programme)
        told = " ".join(text for line in table.asks for cell in line.cells for text in cell.lines)
        for name in words_of(library.programme).metrics.values():
            assert name.label["en"] in told
        assert len(table.brings) == sum(len(tier.benefits) for tier in library.programme.tiers)


def test_mission_types_figures_and_ranges_come_from_the_rule_file(client):
    for language, words in {
        "en": (
            "companies that its customers already trust", "Service partner", "Delivered migrations: at least 10 in the last 12 months",
            "All tiers are open without this figure: Active projects.", "paid an invoice in the last 6 months",
            "Each value is from 1 to 5.",
            "<dt>4 to 20</dt><dd>Silver</dd>", "<dt>from 21</dt><dd>Gold</dd>", "<dt>1 to 12</dt><dd>The rate of the tier and five",
            "within 90 days is said",
        ),
        "ru": (
            "которым заказчики уже доверяют", "Сервисный партнёр", "оплатил счёт за последние 6 месяцев",
            "Каждое значение — от 1 до 5.",
            "<dt>от 4 до 20</dt><dd>Silver</dd>", "<dt>от 13</dt><dd>Ставка уровня</dd>", "Предупреждают вовремя",
        ),
    }.items():  # fmt: skip
        page = client.get("/programme", headers={"Accept-Language": language}).get_data(as_text=True).replace("\u00a0", " ")
        assert [one for one in words if one not in page] == []


def test_a_type_shows_what_each_tier_asks_of_it_instead(app, library):
    with app.test_request_context("/"):
        models = {model.name: model for model in models_of(library.programme, library.programme)}
    assert models["Reseller"].asks == ()
    assert models["Consultant"].asks == (
        ("Silver", "Trainings held: at least 4 in the last 12 months"), ("Gold", "Trainings held: at least 12 in the last 12 months"),
    )  # fmt: skip
    assert [name for name, model in models.items() if model.promise] == ["Consultant"]


def test_prose_of_the_release_stands_beside_rules_that_know_none(app, library):
    bare = replace(library.programme, types=(), mission={}, bands=(), zero_deal_types=(), deal_metrics=())
    with app.test_request_context("/"):
        assert len(models_of(bare, library.programme)) == 4
        assert models_of(library.programme, bare) == ()
        assert scales_of(bare) == ()
        assert meanings_of(replace(bare, metrics=(replace(bare.metrics[0], means={}),))) == ()


def test_ranges_are_said_from_the_lowest_as_people_say_them(app, library):
    ranges = (
        Band(Decimal(9), None),
        Band(None, Decimal("4.5"), gives={"en": "little"}),
        Band(Decimal(5), Decimal(8), Slug("gold")),
        Band(None, None),
    )
    odd = replace(library.programme, bands=(Bands(Slug("x"), {"en": "X"}, Slug("csat"), Decimal(1), ranges),))
    with app.test_request_context("/"):
        (scale,) = scales_of(odd)
    said = [(span.numbers, span.brings) for span in scale.spans]
    assert said == [("up to 4.5", "little"), ("any", ""), ("5 to 8", "Gold"), ("from 9", "")]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Up at once"),
        ({"promote_needs": "partner_manager"}, "Up with a word"),
        ({"promote": "on_days", "promote_on": ("04-15", "01-15")}, "(15 January and 15 April) when all its requirements hold then. Nobody"),
        ({"promote": "on_days", "promote_on": ("04-15",), "promote_needs": "partner_manager"}, "(15 April) when all its requirements hold"),
        ({"demote_on": ("01-15", "05-15", "09-15")}, "(15 January, 15 May and 15 September)"),
    ],
)
def test_the_calendar_is_said_as_the_rules_have_it(app, library, changed, said):
    programme = replace(library.programme, review=replace(library.programme.review, **changed))
    with app.test_request_context("/"):
        told = [" ".join(one) for one in reviews_of(programme)]
    assert any(said in one for one in told), told
    assert any("by mail" in one for one in told)


def test_without_a_horizon_nothing_is_promised_in_time_and_an_unknown_floor_is_not_named(app, library):
    programme = replace(library.programme, review=replace(library.programme.review, horizon_days=0, floor=Slug("gone")))
    with app.test_request_context("/"):
        titles = [title for title, _ in reviews_of(programme)]
    assert titles == ["Up at once", "Down slowly", "Rules with notice", "Counted fairly"]


def test_that_one_person_fills_one_place_is_said_only_where_it_is_so(app, library):
    gold = library.programme.tiers[-1]
    (team,) = (one for one in leaves(gold.requirement) if one.kind == "roster")
    shared = replace(gold, requirement=All((replace(team, sharing="free"),)))
    with app.test_request_context("/"):
        told = [dict(reviews_of(replace(library.programme, tiers=(one,))))["Counted fairly"] for one in (gold, shared)]
    assert ["One person fills one place" in one for one in told] == [True, False]


def test_review_grace_and_certifications_are_told_in_words(client):
    page = client.get("/programme").get_data(as_text=True)
    for words in ("you have 90 days to mend it", "15 January and 15 July", "Start is not lost", "at least 60 days before they apply"):
        assert words in page
    for words in ("Cloud Sales Foundation", "20 questions, 30 minutes, 75% to pass", "Counts for 24 months", "in preparation"):
        assert words in page


def test_nobody_is_offered_a_form_that_does_not_exist(client):
    page = client.get("/").get_data(as_text=True)
    assert 'href="/sign-in"' in page
    assert "Apply" not in page
    assert 'href="/materials/one-pager"' in page


def test_the_page_speaks_russian(client):
    page = client.get("/", headers={"Accept-Language": "ru"}).get_data(as_text=True)
    assert '<html lang="ru"' in page
    assert "15 января" in page


def test_who_is_signed_in_goes_home_and_may_still_read_the_rules(make, sign_in):
    make.member(make.partner(), "anna@vector.example")
    client = sign_in("anna@vector.example")
    assert client.get("/").headers["Location"] == "/home"
    assert client.get("/programme").status_code == 200


def test_everybody_has_a_home(app, make):
    with app.test_request_context("/"):
        visitor = make.visitor(make.person("m@nimbus.example"), roles=(Role.PARTNER_MANAGER,))
        assert home_of(visitor).startswith("/")


def test_without_a_programme_the_page_says_so(app):
    with app.test_request_context("/"):
        page = programme_page(EMPTY, now().replace(year=2020))
        assert (page.rules, page.offers, page.stops) == (None, (), ())


def test_the_page_costs_two_statements(client, queries):
    client.get("/")
    with queries() as statements:
        client.get("/")
    assert len(statements) <= 3, statements
