"""Figures by hand and by file, papers, and the files that one takes away."""

import csv
import io
import re

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from lms.access import Role
from lms.core.db import db
from lms.core.ids import PersonId
from lms.partners.models import EvidenceItem, MetricValue, Partner
from lms.web.spreadsheet import FORMULA, safe
from tests.visitors import CheckedClient

HEADER = "partner,metric,date,reference,value\n"


def text_of(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def elena(make) -> PersonId:
    return make.person("elena@nimbus.example", Role.PARTNER_MANAGER)


@pytest.fixture
def vector(app, make, elena) -> str:
    """The page of the partner of Elena."""
    return page_of(app, make.partner("Vector", elena))


@pytest.fixture
def gamma(app, make) -> str:
    """The page of a partner of somebody else."""
    return page_of(app, make.partner("Gamma", make.person("petr@nimbus.example", Role.PARTNER_MANAGER)))


@pytest.fixture
def manager(vector, gamma, sign_in) -> CheckedClient:
    return sign_in("elena@nimbus.example")


def page_of(app, partner) -> str:
    with app.app_context():
        return f"/partners/{db.session.scalar(sa.select(Partner.public_id).where(Partner.id == partner))}"


@pytest.fixture
def values(app):
    def stored() -> list[tuple[str, str]]:
        with app.app_context():
            rows = db.session.execute(sa.select(MetricValue.reference, MetricValue.value).order_by(MetricValue.id))
            return [(reference, f"{value:f}".rstrip("0").rstrip(".")) for reference, value in rows]

    return stored


# by hand

FIGURE = {"metric": "active_projects", "on": "2026-11-20", "reference": "P-1", "value": "3"}


def test_a_figure_is_entered_and_stands_on_the_page(manager, vector, values):
    assert 'value="2026-11-21"' in text_of(manager.get(f"{vector}/figures"))
    assert manager.post(f"{vector}/figures", {**FIGURE, "value": " 1 000,5 "}).status_code == 303
    assert values() == [("P-1", "1000.5")]
    assert "P-1" in text_of(manager.get(vector))


def test_the_same_figure_twice_is_known(manager, vector, values):
    manager.post(f"{vector}/figures", FIGURE)
    response = manager.post(f"{vector}/figures", {**FIGURE, "value": "7"})
    assert "This figure was known already" in text_of(manager.get(response.location))
    assert values() == [("P-1", "3")]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"value": "many"}, "Write a number like 1.5 or 1,5."),
        ({"value": "1.23456"}, "Write a number like 1.5 or 1,5."),
        ({"on": "yesterday"}, "Enter the day as 2026-03-31."),
        ({"on": "2030-01-01"}, "A figure belongs to a day from"),
        ({"reference": " "}, "Enter a reference"),
        ({"reference": "x" * 81}, "Keep it to 80 characters."),
        ({"metric": "luck"}, "Figure: "),
    ],
)
def test_a_wrong_figure_has_its_sentence_and_changes_nothing(manager, vector, values, wrong, sentence):
    response = manager.post(f"{vector}/figures", {**FIGURE, **wrong})
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert values() == []


def test_a_foreign_partner_takes_no_figure_and_no_paper(manager, gamma, values):
    assert manager.get(f"{gamma}/figures").status_code == 404
    assert manager.post(f"{gamma}/figures", FIGURE).status_code == 404
    assert manager.post(f"{gamma}/evidence", {"kind": "business_plan", "year": "2026"}).status_code == 404
    assert values() == []


# papers


def test_a_paper_is_confirmed_for_a_year_once(app, manager, vector):
    for _ in range(2):
        assert manager.post(f"{vector}/evidence", {"kind": "business_plan", "year": "2026"}).status_code == 303
    with app.app_context():
        assert db.session.execute(sa.select(EvidenceItem.kind, EvidenceItem.year)).all() == [("business_plan", 2026)]
    assert "Business plan for 2026" in text_of(manager.get(vector))


def test_a_paper_may_hold_for_good(manager, vector):
    manager.post(f"{vector}/evidence", {"kind": "business_plan", "year": "0"})
    assert "Business plan, for good" in text_of(manager.get(vector))


@pytest.mark.parametrize("wrong", [{"kind": "poem", "year": "2026"}, {"kind": "business_plan", "year": "1812"}, {"year": "x"}])
def test_an_unknown_paper_confirms_nothing(app, manager, vector, wrong):
    response = manager.post(f"{vector}/evidence", wrong)
    assert "Nothing was confirmed." in text_of(manager.get(response.location))
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(EvidenceItem)) == 0


# a file of figures


def test_pasted_lines_come_in(manager, values):
    assert "active_projects" in text_of(manager.get("/figures"))
    response = manager.post("/figures", {"text": HEADER + "Vector,active_projects,2026-11-01,P-1,4\nvector,trainings,01.11.2026,T-1,1\n"})
    assert response.status_code == 303
    assert "2 figures are entered." in text_of(manager.get(response.location))
    assert values() == [("P-1", "4"), ("T-1", "1")]


def test_an_uploaded_file_comes_in_and_goes_before_what_was_pasted(manager, values):
    data = "\ufeffpartner;metric;date;reference;value\r\nVector;csat;2026-11-01;A-1;4,5\r\n".encode()
    response = manager.post("/figures", {"file": (io.BytesIO(data), "figures.csv"), "text": "nonsense"}, content_type="multipart/form-data")
    assert response.status_code == 303
    assert values() == [("A-1", "4.5")]


def test_one_wrong_line_keeps_all_of_them_out_and_each_is_named(manager, values):
    lines = HEADER + "Vector,active_projects,2026-11-01,P-1,4\nGamma,active_projects,2026-11-01,P-2,4\nVector,luck,2026-11-01,P-3,x\n"
    response = manager.post("/figures", {"text": lines})
    page = text_of(response)
    assert response.status_code == 400
    assert "line 4: there is no metric “luck”" in page
    assert "line 4: “x” is not a number" in page
    assert values() == []


def test_a_foreign_partner_is_no_company_of_a_file_by_name_or_id(manager, gamma, values):
    for name in ("Gamma", gamma.rpartition("/")[2]):
        response = manager.post("/figures", {"text": f"{HEADER}{name},active_projects,2026-11-01,P-2,4\n"})
        assert "there is no company" in text_of(response)
    assert values() == []


@pytest.mark.parametrize(
    ("lines", "sentence"), [("", "Choose a file or paste lines."), ("nonsense", "line 1: the column “partner” is missing")]
)
def test_a_file_that_is_none_says_so(manager, values, lines, sentence):
    response = manager.post("/figures", {"text": lines})
    assert response.status_code == 400
    assert sentence in text_of(response)


def test_many_faults_are_counted_instead_of_listed(manager):
    lines = HEADER + "".join(f"Nobody,active_projects,2026-11-01,P-{number},1\n" for number in range(120))
    page = text_of(manager.post("/figures", {"text": lines}))
    assert page.count("there is no company") == 100
    assert "and 20 more" in page


def test_the_empty_file_has_the_columns_and_comes_back_as_it_is(manager):
    response = manager.get("/figures/template.csv")
    assert response.data == b"\xef\xbb\xbfpartner,metric,date,reference,value\r\n"
    assert manager.post("/figures", {"text": text_of(response)}).status_code == 303


def test_figures_are_for_managers_and_admins(make, manager, vector, sign_in):
    make.person("head@nimbus.example", Role.HEAD)
    manager.post("/sign-out")
    head = sign_in("head@nimbus.example")
    assert head.get("/figures").status_code == 404
    assert head.get("/figures/template.csv").status_code == 404
    assert head.post("/figures", {"text": HEADER}).status_code == 404


# files to take away


def rows_of(response, delimiter: str = ",") -> list[list[str]]:
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_the_portfolio_as_a_file_holds_the_own_partners_alone(make, manager, elena, vector):
    delta = make.partner("Delta", elena)
    anna = make.member(delta, "anna@delta.example", admin=True)
    make.certificate(anna, "sf")
    response = manager.get("/partners.csv?sort=name")
    header, *rows = rows_of(response)
    assert (header[0], header[6]) == ("Company", "People")
    assert [row[0] for row in rows] == ["Delta", "Vector"]
    assert rows[0][3] == "2026-11-21"
    assert (rows[0][6], rows[0][8], rows[0][11]) == ("1", "1", "")
    assert re.search(r"filename\*=UTF-8''partners-2026-11-21\.csv", response.headers["Content-Disposition"])
    assert [row[0] for row in rows_of(manager.get("/partners.csv?q=del"))[1:]] == ["Delta"]


def test_the_file_speaks_the_readers_language(make, app, sign_in):
    person = make.person("elena@nimbus.example", Role.PARTNER_MANAGER, language="ru")
    make.partner("Vector", person)
    header, row = rows_of(sign_in("elena@nimbus.example").get("/partners.csv"), ";")
    assert header[0] == "Компания"
    assert row[0] == "Vector"


def test_no_cell_is_a_formula(make, manager, elena):
    partner = make.partner("=HYPERLINK(1)", elena)
    make.member(partner, "x@delta.example", admin=True, name="@SUM(A1)")
    rows = rows_of(manager.get("/partners.csv?q=HYPERLINK"))
    assert rows[1][0] == "'=HYPERLINK(1)"
    page = text_of(manager.get("/partners?q=HYPERLINK"))
    address = re.search(r"(/partners/[a-z0-9]{22})#people", page)
    assert address
    assert [cell for row in rows_of(manager.get(f"{address[1]}/people.csv"))[1:] for cell in row[:2]] == ["'=HYPERLINK(1)", "'@SUM(A1)"]


def test_the_people_of_a_partner_as_a_file_one_line_a_path(make, app, manager, elena, vector):
    delta = make.partner("Delta", elena)
    anna = make.member(delta, "anna@delta.example", sales=True, technical=True, name="Anna")
    make.member(delta, "irina@delta.example", admin=True, sales=False, name="Irina")
    make.certificate(anna, "sf")
    header, *rows = rows_of(manager.get(f"{page_of(app, delta)}/people.csv"))
    assert [(row[1], bool(row[6])) for row in rows] == [("Anna", True), ("Anna", True), ("Irina", False)]
    assert rows[0][9:] == ["Cloud Sales Foundation", "2028-11-21"]
    assert len(header) == len(rows[0]) == len(rows[2])


def test_files_are_for_those_who_may_take_them_away(make, manager, gamma, sign_in):
    assert manager.get(f"{gamma}/people.csv").status_code == 404
    assert "Gamma" not in manager.get("/partners.csv").get_data(as_text=True)
    make.person("author@nimbus.example", Role.CONTENT_AUTHOR)
    manager.post("/sign-out")
    assert sign_in("author@nimbus.example").get("/partners.csv").status_code == 404


def test_a_large_portfolio_goes_out_a_page_at_a_time(make, manager, elena, vector):
    for number in range(55):
        make.partner(f"Partner {number:02}", elena)
    assert len(rows_of(manager.get("/partners.csv"))) == 1 + 56


@given(st.text(max_size=20))
def test_a_quote_stands_before_text_that_would_run_and_before_no_other(text):
    written = safe(text)
    assert isinstance(written, str)
    assert written.removeprefix("'") == text.removeprefix("'")
    assert not written.startswith(FORMULA)
    assert (written != text) is text.startswith(FORMULA)
