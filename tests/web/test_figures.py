"""Figures by hand with their reason and their history, and files that are looked at before anything of them is entered."""

import csv
import io
import re

import pytest
import sqlalchemy as sa

from lms.access import Role
from lms.core.db import db
from lms.partners.models import FigureImport, MetricValue
from tests.visitors import CheckedClient, text_of

HEADER = "partner,metric,date,reference,value\n"
FIGURE = {"metric": "active_projects", "on": "2026-11-20", "reference": "P-1", "value": "3", "reason": "Told on the phone."}


@pytest.fixture
def vector(world) -> str:
    """The page of the figures of Elena's partner."""
    return f"{world.vector_page}/figures"


@pytest.fixture
def gamma(world) -> str:
    """The page of the figures of a partner of somebody else."""
    return f"{world.gamma_page}/figures"


@pytest.fixture
def values(app):
    def stored() -> list[tuple[str, str]]:
        """What counts."""
        with app.app_context():
            chosen = sa.select(MetricValue.reference, MetricValue.value).where(MetricValue.latest, ~MetricValue.struck)
            rows = db.session.execute(chosen.order_by(MetricValue.id))
            return [(reference, f"{value:f}".rstrip("0").rstrip(".")) for reference, value in rows]

    return stored


def sent(client: CheckedClient, text: str) -> str:
    """The address of the file that these lines became."""
    response = client.post("/figures", {"text": text})
    assert response.status_code == 303, text_of(response)
    return str(response.location)


def seen_on(client: CheckedClient, file: str) -> str:
    """The digest that the page of a file carries."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', text_of(client.get(file)))
    assert found
    return found[1]


def confirm(client: CheckedClient, file: str, **more: str):
    return client.post(file, {"seen": seen_on(client, file), **more})


# by hand


def test_a_figure_is_entered_with_its_reason_and_stands_on_both_pages(manager, vector, values):
    assert 'value="2026-11-21"' in text_of(manager.get(vector))
    given = {**FIGURE, "value": " 1 000,5 ", "covers_from": "2026-11-01", "product": "compute"}
    assert manager.post(vector, given).status_code == 303
    assert values() == [("P-1", "1000.5")]
    page = text_of(manager.get(vector))
    for words in ("P-1", "1 Nov 2026 – 20 Nov 2026", "Compute", "by hand, Elena", "Told on the phone."):
        assert words in page, words
    assert "P-1" in text_of(manager.get(vector.removesuffix("/figures")))


def test_the_same_figure_twice_is_known(manager, vector, values):
    manager.post(vector, FIGURE)
    response = manager.post(vector, FIGURE)
    assert "This figure was known already" in text_of(manager.get(response.location))
    assert values() == [("P-1", "3")]


def test_another_value_is_a_correction_only_once_the_old_one_was_seen(manager, vector, values):
    manager.post(vector, FIGURE)
    response = manager.post(vector, {**FIGURE, "value": "7"})
    assert response.status_code == 400
    assert "3 is entered already. Send the form once more to correct it." in text_of(response)
    assert 'name="seen" type="hidden" value="1"' in text_of(response)
    assert values() == [("P-1", "3")]
    response = manager.post(vector, {**FIGURE, "value": "7", "seen": "1", "reason": "They counted again."})
    page = text_of(manager.get(response.location))
    assert "The figure is corrected" in page
    assert "corrected 1 time" in page
    assert "They counted again." in page
    assert values() == [("P-1", "7")]


def test_a_correction_begins_from_what_stands_there(manager, vector):
    manager.post(vector, {**FIGURE, "covers_from": "2026-11-01", "product": "backup"})
    href = re.search(rf'href="({re.escape(vector)}\?[^"#]*)#enter"', text_of(manager.get(vector)))
    assert href
    page = text_of(manager.get(href[1].replace("&amp;", "&")))
    for words in ("Correct a figure", 'value="2026-11-20"', 'value="2026-11-01"', 'value="3"', 'selected value="backup"', "Strike it out"):
        assert words in page, words


@pytest.mark.parametrize("named", ["?metric=csat&on=x", "?metric=csat&on=2026-11-20&reference=P-9", "?page=x", "?page=99"])
def test_an_address_that_names_no_figure_shows_the_empty_form(manager, vector, named):
    assert "Enter a figure" in text_of(manager.get(vector + named))


def test_what_was_struck_out_counts_no_more_and_stays_to_be_read(manager, vector, values):
    manager.post(vector, FIGURE)
    manager.post(vector, {**FIGURE, "seen": "1", "struck": "y", "reason": "It was Gamma's."})
    assert values() == []
    assert "struck out" in text_of(manager.get(vector))
    assert "Nothing yet: Active projects" in text_of(manager.get(vector.removesuffix("/figures")))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"value": "many"}, "Write a number like 1.5 or 1,5."),
        ({"value": "1.23456"}, "Write a number like 1.5 or 1,5."),
        ({"on": "yesterday"}, "Enter the day as 2026-03-31."),
        ({"on": "2030-01-01"}, "A figure belongs to a day from"),
        ({"covers_from": "2026-11-21"}, "A period begins before the day of its figure."),
        ({"reference": " "}, "Enter a reference"),
        ({"metric": "csat", "value": "47"}, "47 is not on the scale of this figure, which runs from 1 to 5."),
        ({"reference": "x" * 81}, "Keep it to 80 characters."),
        ({"reference": "P\x01"}, "A reference has 1 to 80 characters"),
        ({"struck": "y"}, "No such figure is entered: there is nothing to strike out."),
        ({"reason": ""}, "Say why you enter this figure by hand."),
        ({"reason": "x" * 401}, "Keep it to 400 characters."),
        ({"metric": "luck"}, "Figure: "),
        ({"product": "luck"}, "Product: "),
    ],
)
def test_a_wrong_figure_has_its_sentence_and_changes_nothing(manager, vector, values, wrong, sentence):
    response = manager.post(vector, {**FIGURE, **wrong})
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert values() == []


def test_a_foreign_partner_takes_no_figure(manager, gamma, values):
    assert manager.get(gamma).status_code == 404
    assert manager.post(gamma, FIGURE).status_code == 404
    assert values() == []


def test_many_figures_stand_on_several_pages_under_their_years(app, manager, vector):
    text = HEADER + "".join(f"Vector,csat,{2026 if number < 30 else 2025}-11-01,A-{number:03},4\n" for number in range(75))
    confirm(manager, sent(manager, text))
    first, second = text_of(manager.get(vector)), text_of(manager.get(f"{vector}?page=2"))
    assert "1 to 50 of 75" in first
    assert first.index(">2026</th>") < first.index("A-029") < first.index(">2025</th>") < first.index("A-030")
    assert "A-050" not in first
    assert "51 to 75 of 75" in second
    assert ">2026</th>" not in second


def test_the_figures_of_one_metric_are_a_page_of_their_own(manager, vector):
    lines = [f"Vector,csat,2026-11-01,A-{number:03},4" for number in range(60)] + ["Vector,trainings,2026-11-01,T-1,1"]
    confirm(manager, sent(manager, HEADER + "\n".join(lines)))
    page = text_of(manager.get(f"{vector}?show=csat&page=2"))
    assert "51 to 60 of 60" in page
    assert f'href="{vector}?show=csat&amp;page=1"' in page
    assert "T-1" not in page
    assert re.search(r'<option selected value="csat">', page), "the form enters what is looked at"
    for words in ("All, 61", "Customer rating, 60", "Trainings held, 1"):
        assert words in page, words
    assert "1 to 50 of 61" in text_of(manager.get(f"{vector}?show=luck"))


def test_one_metric_alone_is_nothing_to_choose_from(manager, vector):
    manager.post(vector, FIGURE)
    assert "All, 1" not in text_of(manager.get(vector))


# a file


def test_nothing_of_a_file_is_entered_before_it_is_confirmed(manager, values):
    assert "active_projects" in text_of(manager.get("/figures"))
    file = sent(manager, HEADER + "Vector,active_projects,2026-11-01,P-1,4\nvector,trainings,01.11.2026,T-1,1\n")
    assert "Enter all 2 lines" in text_of(manager.get(file))
    assert values() == []
    assert confirm(manager, file).location == file
    page = text_of(manager.get(file))
    assert "2 figures are entered" in page
    assert values() == [("P-1", "4"), ("T-1", "1")]
    assert manager.post(file, {"seen": "anything"}).status_code == 303
    assert len(values()) == 2


def test_three_wrong_lines_of_many_are_named_and_the_others_offered(manager, values):
    lines = [f"Vector,csat,2026-11-01,A-{number},4" for number in range(100)]
    lines[3], lines[50], lines[99] = "Gamma,csat,2026-11-01,A,4", "Vector,luck,2026-11-01,A,4", "Vector,csat,2026-11-01,A,x"
    file = sent(manager, HEADER + "\n".join(lines))
    page = text_of(manager.get(file))
    assert "Nothing is entered yet: 3 lines are wrong" in page
    for words in ("There is no company “Gamma” among yours.", "There is no metric “luck”.", "“x” is not a number.", ">52<", ">101<"):
        assert words in page, words
    assert "Enter the other 97 lines" in page
    response = manager.get(f"{file}/faults.csv")
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))
    assert [row[:3] for row in rows] == [
        ["Line", "Column", "What is wrong"],
        ["5", "partner", "There is no company “Gamma” among yours."],
        ["52", "metric", "There is no metric “luck”."],
        ["101", "value", "“x” is not a number."],
    ]
    confirm(manager, file)
    assert len(values()) == 97
    page = text_of(manager.get(file))
    assert "These lines were left out." in page
    assert "97 figures are entered" in page


def test_an_uploaded_file_goes_before_what_was_pasted(manager, values):
    data = "\ufeffpartner;metric;date;reference;value\r\nVector;csat;2026-11-01;A-1;4,5\r\n".encode()
    response = manager.post("/figures", {"file": (io.BytesIO(data), "ноябрь.csv"), "text": "nonsense"}, content_type="multipart/form-data")
    assert "ноябрь.csv" in text_of(manager.get(response.location))
    confirm(manager, response.location)
    assert values() == [("A-1", "4.5")]


def test_corrections_are_shown_and_ask_for_their_reason(manager, values):
    confirm(manager, sent(manager, HEADER + "Vector,csat,2026-11-01,A-1,4\n"))
    file = sent(manager, HEADER + "Vector,csat,2026-11-01,A-1,5\n")
    page = text_of(manager.get(file))
    for words in ("What would be corrected", "Why are figures corrected?", 'data-label="Now">4</td>', "<b>5</b>"):
        assert words in page, words
    response = confirm(manager, file)
    assert response.status_code == 400
    assert "Say why these figures are corrected." in text_of(response)
    assert confirm(manager, file, reason="A slip in the sheet.").status_code == 303
    assert values() == [("A-1", "5")]


def test_who_confirms_what_changed_meanwhile_is_asked_to_look_again(manager, vector, values):
    file = sent(manager, HEADER + "Vector,active_projects,2026-11-20,P-1,9\n")
    seen = seen_on(manager, file)
    manager.post(vector, FIGURE)
    response = manager.post(file, {"seen": seen, "reason": "why"})
    assert response.status_code == 409
    assert "Figures have changed since you looked at this file." in text_of(response)
    assert values() == [("P-1", "3")]


def test_a_file_may_be_given_up(app, manager, values):
    file = sent(manager, HEADER + "Vector,csat,2026-11-01,A-1,4\n")
    response = manager.post(f"{file}/drop")
    assert "The file is given up" in text_of(manager.get(response.location))
    assert manager.get(file).status_code == 404
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(FigureImport)) == 0


def test_a_file_in_which_nothing_is_right_offers_nothing(manager):
    page = text_of(manager.get(sent(manager, HEADER + "Nobody,csat,2026-11-01,A-1,4\n")))
    assert "No line of this file can be entered." in page
    assert 'name="seen"' not in page


def test_somebody_elses_file_is_not_there(make, manager, sign_in):
    file = sent(manager, HEADER + "Vector,csat,2026-11-01,A-1,4\n")
    manager.post("/sign-out")
    other = sign_in("petr@nimbus.example")
    for address in (file, f"{file}/faults.csv"):
        assert other.get(address).status_code == 404
    assert other.post(file, {"seen": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("", "Choose a file or paste lines."),
        ("nonsense", "The column is missing."),
        (HEADER, "There are no lines below the columns."),
        (HEADER + '"', "A quotation mark is opened and not closed"),
    ],
)
def test_a_file_that_is_none_says_so_and_is_not_kept(app, manager, lines, sentence):
    response = manager.post("/figures", {"text": lines})
    assert response.status_code == 400
    assert sentence in text_of(response)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(FigureImport)) == 0


def test_of_a_table_with_columns_that_nobody_knows_a_hundred_are_named_and_the_others_counted(manager):
    page = text_of(manager.post("/figures", {"text": HEADER.strip() + "".join(f",c{number}" for number in range(150))}))
    assert page.count("There is no such column.") == 100
    assert "and 50 more" in page


def test_a_file_in_another_encoding_says_so(manager):
    data = (HEADER + "Вектор,csat,2026-11-01,A-1,4\n").encode("cp1251")
    response = manager.post("/figures", {"file": (io.BytesIO(data), "x.csv")}, content_type="multipart/form-data")
    assert "The text is not UTF-8." in text_of(response)


def test_many_faults_and_many_corrections_stand_on_pages_of_their_own(manager):
    confirm(manager, sent(manager, HEADER + "".join(f"Vector,csat,2026-11-01,A-{number:03},4\n" for number in range(60))))
    wrong = "".join(f"Nobody,csat,2026-11-01,P-{number},1\n" for number in range(120))
    file = sent(manager, HEADER + wrong + "".join(f"Vector,csat,2026-11-01,A-{number:03},5\n" for number in range(60)))
    page = text_of(manager.get(file))
    assert page.count("There is no company") == 50
    for words in ("1 to 50 of 120", "1 to 50 of 60", "A-049", f"{file}?faults=2&amp;changes=1", f"{file}?faults=1&amp;changes=2"):
        assert words in page, words
    assert "A-050" not in page
    page = text_of(manager.get(f"{file}?faults=9&changes=2"))
    assert page.count("There is no company") == 20
    for words in ("101 to 120 of 120", "51 to 60 of 60", "A-050", "A-059"):
        assert words in page, words


def test_a_cell_that_names_a_fault_is_no_formula_in_the_file_of_faults(manager):
    file = sent(manager, HEADER + "=1+1,csat,2026-11-01,A-1,4\n")
    rows = list(csv.reader(io.StringIO(manager.get(f"{file}/faults.csv").data.decode("utf-8-sig"), newline="")))
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_the_empty_file_has_the_columns(manager):
    response = manager.get("/figures/template.csv")
    assert response.data == b"\xef\xbb\xbfpartner,metric,date,reference,value,from,product,reason\r\n"


def test_figures_are_for_managers_and_admins(make, manager, vector, sign_in):
    file = sent(manager, HEADER + "Vector,csat,2026-11-01,A-1,4\n")
    make.person("head@nimbus.example", Role.HEAD)
    manager.post("/sign-out")
    head = sign_in("head@nimbus.example")
    for address in ("/figures", "/figures/template.csv", file, vector):
        assert head.get(address).status_code == 404
    assert head.post("/figures", {"text": HEADER}).status_code == 404


def test_a_long_file_costs_the_page_as_many_statements_as_a_short_one(manager, queries):
    costs = []
    for lines in (2, 200):
        file = sent(manager, HEADER + "".join(f"Vector,csat,2026-11-01,{lines}-{number},4\n" for number in range(lines)))
        with queries() as statements:
            manager.get(file)
        costs.append(len(statements))
    assert costs[0] == costs[1]
