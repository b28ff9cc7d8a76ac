"""Reading figures from a spreadsheet's text file: what is tolerated, and the sentence for every line that is wrong."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import Slug
from lms.core.text import Message
from lms.core.translation import say
from lms.partners.figures import COLUMNS, MOST_ROWS, Figure, Row, fault_of, read_csv

TODAY = date(2026, 11, 21)
METRICS = (Slug("active_projects"), Slug("csat"))
HEADER = "partner,metric,date,reference,value\n"
CSAT = Figure(Slug("csat"), date(2026, 3, 31), "A-1", Decimal("4.5"))


def said(faults: tuple[Message, ...]) -> list[str]:
    return [say(fault, "en") for fault in faults]


def faults_of(text: str) -> list[str]:
    return said(read_csv(text.encode(), METRICS, TODAY)[1])


@pytest.mark.parametrize(
    "text",
    [
        HEADER + "Vector,csat,2026-03-31,A-1,4.5\n",
        "\ufeff" + HEADER + "Vector,csat,2026-03-31,A-1,4.5",
        HEADER + 'Vector,csat,2026-03-31,A-1,"4,5"\n',
        "partner;metric;date;reference;value\r\nVector;csat;31.03.2026;A-1;4,5\r\n",
        "Value\tPartner\tReference\tMetric\tDate\n4.50\tVector\tA-1\tcsat\t2026-03-31\n",
        "\n" + HEADER + "\n  Vector , csat , 2026-03-31 , A-1 , +4.5 \n,,,,\n",
    ],
    ids=["plain", "byte order mark", "comma in quotation marks", "semicolons", "tabs and any order", "empty lines and spaces"],
)
def test_a_file_reads_the_same_however_the_spreadsheet_wrote_it(text: str) -> None:
    rows, faults = read_csv(text.encode(), METRICS, TODAY)
    assert faults == ()
    assert [(row.partner, row.figure) for row in rows] == [("Vector", CSAT)]


def test_every_wrong_line_has_its_sentence_and_its_number() -> None:
    text = HEADER + (
        "Vector,speed,2026-03-31,A-1,4.5\n"
        "Vector,csat,31 March,A-1,4.5\n"
        "Vector,csat,2026-11-22,A-1,4.5\n"
        "\n"
        "Vector,csat,2026-03-31,,many\n"
        ",csat,1999-12-31,A-1,4.5\n"
        "Vector,csat,2026-03-31,A-1,4,5\n"
    )
    assert faults_of(text) == [
        "line 2: there is no metric “speed”; write one of: active_projects, csat",
        "line 3: “31 March” is not a date; write it like 2026-03-31",
        "line 4: 22 November 2026 is not a day from 1 January 2000 to today",
        "line 6: the reference needs 1 to 80 characters",
        "line 6: “many” is not a number; write it like 1.5 or 1,5",
        "line 7: the partner is missing",
        "line 7: 31 December 1999 is not a day from 1 January 2000 to today",
        "line 8: there are 6 columns instead of 5; put a value that holds a comma into quotation marks",
    ]


def test_a_line_behind_a_cell_of_two_lines_keeps_its_number() -> None:
    assert faults_of(HEADER + '"Vec\ntor",csat,2026-03-31,A-1,4.5\nVector,csat,x,A-1,4.5\n')[0].startswith("line 4: ")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1: the file is empty; it begins with the columns partner, metric, date, reference, value"),
        ("partner,metric,date,reference\n", "line 1: the column “value” is missing"),
        (HEADER.replace("\n", ",value\n"), "line 1: the column “value” stands there twice"),
        (HEADER.replace("\n", ",note\n"), f"line 1: the column “note” is not known; the columns are {', '.join(COLUMNS)}"),
        (HEADER + 'Vector,csat,"2026', "line 2: a quotation mark is opened and not closed, or stands inside a cell"),
        ('"', "line 1: a quotation mark is opened and not closed, or stands inside a cell"),
        (HEADER + "v,csat,2026-03-31,A,1\n" * (MOST_ROWS + 1), f"the file has more than {MOST_ROWS} rows; split it"),
    ],
)
def test_a_file_that_is_no_table_of_figures_says_why(text: str, sentence: str) -> None:
    rows, faults = read_csv(text.encode(), METRICS, TODAY)
    assert sentence in said(faults)
    assert rows == ()


def test_text_that_is_not_utf8_is_named_by_its_line() -> None:
    data = HEADER.encode() + "Вектор,csat,2026-03-31,A-1,4.5\n".encode("cp1251")
    assert said(read_csv(data, METRICS, TODAY)[1]) == ["line 2: the text is not UTF-8; save the file as “CSV UTF-8”"]


@given(st.binary(max_size=300) | st.text(alphabet='",;\n\t partnemicdfuvl0123456789.-', max_size=300).map(str.encode))
def test_whatever_comes_in_is_read_or_gets_a_sentence(data: bytes) -> None:
    rows, faults = read_csv(data, METRICS, TODAY)
    assert all(isinstance(row, Row) for row in rows)
    assert all(say(fault, "ru") for fault in faults)


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=4))
def test_a_number_written_with_a_point_or_a_comma_is_the_same(number: Decimal) -> None:
    for written in (f"{number:f}", f"{number:f}".replace(".", ",")):
        ((row,), faults) = read_csv(f"{HEADER.replace(',', ';')}V;csat;2026-03-31;A;{written}".encode(), METRICS, TODAY)
        assert (row.figure.value, faults) == (number, ())


@pytest.mark.parametrize(
    ("figure", "beginning"),
    [
        (Figure(Slug("speed"), CSAT.on, "A", Decimal(1)), "There is no metric “speed”."),
        (Figure(Slug("csat"), date(2026, 11, 22), "A", Decimal(1)), "A figure belongs to a day"),
        (Figure(Slug("csat"), CSAT.on, " ", Decimal(1)), "A reference has 1 to 80 characters"),
        (Figure(Slug("csat"), CSAT.on, "A" * 81, Decimal(1)), "A reference has 1 to 80 characters"),
        (Figure(Slug("csat"), CSAT.on, "A", Decimal("1.00001")), "A value is a number"),
        (Figure(Slug("csat"), CSAT.on, "A", Decimal("NaN")), "A value is a number"),
        (Figure(Slug("csat"), CSAT.on, "A", Decimal(10**14)), "A value is a number"),
    ],
)
def test_a_figure_entered_by_hand_says_what_is_wrong(figure: Figure, beginning: str) -> None:
    fault = fault_of(figure, METRICS, TODAY)
    assert fault is not None
    assert say(fault, "en").startswith(beginning)


def test_a_right_figure_has_no_fault() -> None:
    assert fault_of(CSAT, METRICS, TODAY) is None
