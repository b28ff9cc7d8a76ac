"""Papers that are confirmed on the partner's page, and the files that one takes away."""

import csv
import io
import re

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from lms.access import Role
from lms.core.db import db
from lms.partners.models import EvidenceItem
from lms.web.spreadsheet import FORMULA, safe
from tests.visitors import text_of

# papers


def test_a_paper_is_confirmed_for_a_year_once(app, manager, world):
    for _ in range(2):
        assert manager.post(f"{world.vector_page}/evidence", {"kind": "business_plan", "year": "2026"}).status_code == 303
    with app.app_context():
        assert db.session.execute(sa.select(EvidenceItem.kind, EvidenceItem.year)).all() == [("business_plan", 2026)]
    assert "Business plan for 2026" in text_of(manager.get(world.vector_page))


def test_a_paper_that_the_rules_ask_for_year_by_year_is_not_offered_for_good(manager, world):
    assert "for good" not in text_of(manager.get(world.vector_page))


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "business_plan", "year": "0"}, {"kind": "poem", "year": "2026"}, {"kind": "business_plan", "year": "1812"}, {"year": "x"}],
)
def test_an_unknown_paper_confirms_nothing(app, manager, wrong, world):
    response = manager.post(f"{world.vector_page}/evidence", wrong)
    assert "Nothing was confirmed." in text_of(manager.get(response.location))
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(EvidenceItem)) == 0


# files to take away

SEPARATOR = re.compile(r"[,;\t\r\n]")


def rows_of(response, delimiter: str = ",") -> list[list[str]]:
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_the_portfolio_as_a_file_holds_the_own_partners_alone(make, manager, world):
    delta = make.partner("Delta", world.elena)
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


def test_no_cell_is_a_formula(make, manager, world):
    partner = make.partner("=HYPERLINK(1)", world.elena)
    make.member(partner, "x@delta.example", admin=True, name="@SUM(A1)")
    rows = rows_of(manager.get("/partners.csv?q=HYPERLINK"))
    assert rows[1][0] == "'=HYPERLINK(1)"
    page = text_of(manager.get("/partners?q=HYPERLINK"))
    address = re.search(r"(/partners/[a-z0-9]{22})#people", page)
    assert address
    assert [cell for row in rows_of(manager.get(f"{address[1]}/people.csv"))[1:] for cell in row[:2]] == ["'=HYPERLINK(1)", "'@SUM(A1)"]


def test_the_people_of_a_partner_as_a_file_one_line_a_path(make, app, manager, world):
    delta = make.partner("Delta", world.elena)
    anna = make.member(delta, "anna@delta.example", sales=True, technical=True, name="Anna")
    make.member(delta, "irina@delta.example", admin=True, sales=False, name="Irina")
    make.certificate(anna, "sf")
    header, *rows = rows_of(manager.get(f"{make.page(delta)}/people.csv"))
    assert [(row[1], bool(row[6])) for row in rows] == [("Anna", True), ("Anna", True), ("Irina", False)]
    assert rows[0][9:] == ["Cloud Sales Foundation", "2028-11-21"]
    assert len(header) == len(rows[0]) == len(rows[2])


def test_files_are_for_those_who_may_take_them_away(make, manager, sign_in, world):
    assert manager.get(f"{world.gamma_page}/people.csv").status_code == 404
    assert "Gamma" not in manager.get("/partners.csv").get_data(as_text=True)
    make.person("author@nimbus.example", Role.CONTENT_AUTHOR)
    manager.post("/sign-out")
    assert sign_in("author@nimbus.example").get("/partners.csv").status_code == 404


def test_a_large_portfolio_goes_out_a_page_at_a_time(make, manager, world):
    for number in range(55):
        make.partner(f"Partner {number:02}", world.elena)
    assert len(rows_of(manager.get("/partners.csv"))) == 1 + 56


@given(st.text(max_size=20))
def test_a_quote_stands_before_text_that_would_run_and_before_no_other(text):
    written = safe(text)
    assert isinstance(written, str)
    assert not written.startswith(FORMULA)
    if not SEPARATOR.search(text):
        assert written.removeprefix("'") == text.removeprefix("'")
        assert (written != text) is text.startswith(FORMULA)


@given(st.lists(st.sampled_from([*",;\t\r\n=+-@\uff1d\"' ", "a", "7"]), max_size=12).map("".join))
def test_no_part_runs_where_the_file_is_opened_with_another_separator(text):
    """`Vector;=HYPERLINK(...)` is one cell between commas, and two where semicolons part them."""
    written = safe(text)
    assert isinstance(written, str)
    assert not [part for part in SEPARATOR.split(written)[1:] if part.lstrip(' "').startswith(FORMULA)]
    assert written.replace("'", "") == text.replace("'", "")
    if not SEPARATOR.search(text):
        assert written.count("'") - text.count("'") == text.startswith(FORMULA)


@pytest.mark.parametrize("name", ["Vector, Gamma", "Vector; Gamma & Co.", "1,5 – 2,5", "ООО «Вектор», Омск"])
def test_what_runs_nowhere_is_written_as_it_is(name):
    assert safe(name) == name
