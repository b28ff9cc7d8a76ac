"""Reading figures from a spreadsheet's text file: what is tolerated, and the place and the sentence of everything that is wrong."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import PartnerId, Slug
from lms.core.translation import say
from lms.partners.figures import (
    COLUMNS,
    MOST_ROWS,
    OPTIONAL,
    Fate,
    Figure,
    Kept,
    Reading,
    Row,
    Said,
    Vocabulary,
    fault_of,
    needs_reason,
    plan,
    read_csv,
)
from lms.partners.figures.rules import key_of, said
from lms.partners.rules import ValueSource

TODAY = date(2026, 11, 21)
WORDS = Vocabulary((Slug("active_projects"), Slug("csat")), (Slug("compute"),))
HEADER = "partner,metric,date,reference,value\n"
LONGER = "partner,metric,date,reference,value,from,product,reason\n"
CSAT = Figure(Slug("csat"), date(2026, 3, 31), "A-1", Decimal("4.5"))
WANTED = (
    "The first line holds the columns partner, metric, date, reference, value; these may follow: from, product, reason."
)  # fmt: skip


def read(text: str) -> Reading:
    return read_csv(text.encode(), WORDS, TODAY)


def told(reading: Reading) -> list[tuple[int, str, str, str]]:
    return [(one.line, one.column, say(one.what, "en"), say(one.repair, "en")) for one in reading.faults]


@pytest.mark.parametrize(
    "text",
    [
        HEADER + "Vector,csat,2026-03-31,A-1,4.5\n",
        "\ufeff" + HEADER + "Vector,csat,2026-03-31,A-1,4.5",
        HEADER + 'Vector,csat,2026-03-31,A-1,"4,5"\n',
        "partner;metric;date;reference;value\r\nVector;csat;31.03.2026;A-1;4,5\r\n",
        "Value\tPartner\tReference\tMetric\tDate\n4.50\tVector\tA-1\tcsat\t2026-03-31\n",
        "\n" + HEADER + "\n  Vector , csat , 2026-03-31 , A-1 , +4.5 \n,,,,\n",
        LONGER + "Vector,csat,2026-03-31,A-1,4.5,,,\n",
        LONGER + "Vector,csat,2026-03-31,A-1,4.5,2026-03-31,,\n",
    ],
    ids=[
        "plain", "byte order mark", "comma in quotation marks", "semicolons", "tabs and any order", "empty lines and spaces",
        "more columns, empty", "a period of that day alone",
    ],
)  # fmt: skip
def test_a_file_reads_the_same_however_the_spreadsheet_wrote_it(text: str) -> None:
    reading = read(text)
    assert reading.faults == ()
    assert [(row.partner, row.figure) for row in reading.rows] == [("Vector", CSAT)]


def test_a_line_may_name_its_period_product_and_reason() -> None:
    (row,) = read(LONGER + "Vector,csat,2026-03-31,A-1,4.5,01.03.2026,compute,They counted again\n").rows
    assert (row.figure.covers_from, row.figure.product, row.figure.reason) == (date(2026, 3, 1), "compute", "They counted again")


def test_everything_that_is_wrong_has_its_line_its_column_its_sentence_and_what_to_do() -> None:
    reading = read(
        LONGER
        + "Vector,speed,2026-03-31,A-1,4.5,,,\n"
        + "Vector,csat,31 March,A-1,4.5,,,\n"
        + "Vector,csat,2026-11-22,A-1,4.5,,,\n"
        + "\n"
        + "Vector,csat,2026-03-31,,many,,,\n"
        + ",csat,1999-12-31,A-1,4.5,,,\n"
        + "Vector,csat,2026-03-31,A-1,4,5\n"
        + "Vector,csat,2026-03-31,A-1,4.5,2026-04-01,storage,\n"
        + f"Vector,csat,2026-03-31,A-1,4.5,soon,,{'x' * 401}\n"
        + "Vector,csat,2026-03-31,=1+1,@x,,,-cmd\n"
        + '"Vec\ntor",csat,2026-03-31,A-1,4.5,,,\n'
        + "Vector,csat,2026-03-31,A-1,4.5,,,\n"
    )
    number = "Write it like 1.5 or 1,5, with at most 4 digits behind the comma."
    first = "Write the first day of the period, not after the day in “date”."
    values = "Save the file with values instead of formulas."
    assert told(reading) == [
        (2, "metric", "There is no metric “speed”.", "Write one of: active_projects, csat."),
        (3, "date", "“31 March” is not a date.", "Write it like 2026-03-31."),
        (4, "date", "22 November 2026 is not a day from 1 January 2000 to today.", "Enter a figure once its day has come."),
        (6, "reference", "The reference is missing or longer than 80 characters.", "Write the number of the project or of the customer."),
        (6, "value", "“many” is not a number.", number),
        (7, "partner", "The company is missing.", "Write its name or its id."),
        (7, "date", "31 December 1999 is not a day from 1 January 2000 to today.", "Enter a figure once its day has come."),
        (8, "", "There are 6 columns instead of 8.", "Put a value that holds a comma into quotation marks."),
        (9, "product", "There is no product “storage”.", "Write one of: compute."),
        (9, "from", "The period begins on 1 April 2026, outside the days that it can cover.", first),
        (10, "from", "“soon” is not a date.", "Write it like 2026-03-31."),
        (10, "reason", "The reason is longer than 400 characters.", "Shorten it."),
        (11, "reference", "The cell holds a formula.", values),
        (11, "value", "The cell holds a formula.", values),
        (11, "reason", "The cell holds a formula.", values),
        (12, "partner", "It holds a line break or another sign that cannot be seen.", "Write it in one line."),
    ]
    assert [row.line for row in reading.rows] == [14]
    assert reading.whole


def test_a_number_below_zero_is_no_formula() -> None:
    assert [row.figure.value for row in read(HEADER + "V,csat,2026-03-31,-7,-4.5\n").rows] == [Decimal("-4.5")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", (1, "", "The file is empty.", WANTED)),
        ("partner,metric,date,reference\n", (1, "value", "The column is missing.", WANTED)),
        (HEADER.replace("\n", ",value\n"), (1, "value", "The column stands there twice.", "Take one of the two out.")),
        (HEADER.replace("\n", ",note\n"), (1, "note", "There is no such column.", WANTED)),
        (HEADER, (1, "", "There are no lines below the columns.", "Write one line for each figure.")),
        (
            HEADER + 'Vector,csat,"2026',
            (2, "", "A quotation mark is opened and not closed, or stands inside a cell.",
             "Close it at the end of the cell, and write two where one is meant."),
        ),
        (
            HEADER + "v,csat,2026-03-31,A,1\n" * (MOST_ROWS + 1),
            (MOST_ROWS + 2, "", f"The file has more than {MOST_ROWS} rows.", "Split it; each part can be entered by itself."),
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_figures_says_why(text: str, fault: tuple[int, str, str, str]) -> None:
    reading = read(text)
    assert fault in told(reading)
    assert (reading.rows, reading.whole) == ((), False)


def test_text_that_is_not_utf8_is_named_by_its_line() -> None:
    reading = read_csv(HEADER.encode() + "Вектор,csat,2026-03-31,A-1,4.5\n".encode("cp1251"), WORDS, TODAY)
    assert told(reading) == [(2, "", "The text is not UTF-8.", "Save the file as “CSV UTF-8”.")]


@given(st.binary(max_size=300) | st.text(alphabet='",;\n\t\0=@ partnemicdfuvl0123456789.-', max_size=300).map(str.encode))
def test_whatever_comes_in_is_read_or_gets_a_sentence(data: bytes) -> None:
    reading = read_csv(data, WORDS, TODAY)
    assert all(isinstance(row, Row) for row in reading.rows)
    assert all(say(one.what, "ru") and say(one.repair, "ru") and one.line > 0 for one in reading.faults)
    assert {one.column for one in reading.faults if reading.whole} <= {"", *COLUMNS, *OPTIONAL}


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=4))
def test_a_number_written_with_a_point_or_a_comma_is_the_same(number: Decimal) -> None:
    for written in (f"{number:f}", f"{number:f}".replace(".", ",")):
        (row,) = read(f"{HEADER.replace(',', ';')}V;csat;2026-03-31;A;{written}").rows
        assert row.figure.value == number


# by hand


@pytest.mark.parametrize(
    ("changed", "beginning"),
    [
        ({"metric": Slug("speed")}, "There is no metric “speed”."),
        ({"product": Slug("storage")}, "There is no product “storage”."),
        ({"on": date(2026, 11, 22)}, "A figure belongs to a day"),
        ({"covers_from": CSAT.on}, "A period begins before the day"),
        ({"covers_from": date(1999, 1, 1)}, "A period begins before the day"),
        ({"reference": " "}, "A reference has 1 to 80 characters"),
        ({"reference": "A" * 81}, "A reference has 1 to 80 characters"),
        ({"reference": "A\0"}, "A reference has 1 to 80 characters"),
        ({"reason": "A" * 401}, "Keep the reason to 400 characters."),
        ({"value": Decimal("1.00001")}, "A value is a number"),
        ({"value": Decimal("NaN")}, "A value is a number"),
        ({"value": Decimal(10**14)}, "A value is a number"),
    ],
)
def test_a_figure_entered_by_hand_says_what_is_wrong(changed: dict[str, object], beginning: str) -> None:
    fault = fault_of(replace(CSAT, **changed), WORDS, TODAY)  # type: ignore[arg-type]  # one field each
    assert fault is not None
    assert say(fault, "en").startswith(beginning)


def test_a_right_figure_has_no_fault() -> None:
    assert fault_of(CSAT, WORDS, TODAY) is None


# new, known, corrected

ONE = PartnerId(1)


def figure(value: int, reference: str = "A", reason: str = "") -> tuple[PartnerId, Figure]:
    return ONE, Figure(Slug("csat"), CSAT.on, reference, Decimal(value), reason=reason)


def test_what_says_the_same_is_known_and_what_says_something_else_corrects() -> None:
    kept = {key_of(*figure(4)): Kept(3, said(figure(4)[1]), row=7)}
    steps = plan([figure(4), figure(5), figure(5), figure(6), figure(1, "B")], kept)
    assert [(step.fate, step.number, step.latest, step.replaces) for step in steps] == [
        (Fate.KNOWN, 3, False, None),
        (Fate.CORRECTION, 4, False, 7),
        (Fate.KNOWN, 4, False, None),
        (Fate.CORRECTION, 5, True, None),
        (Fate.NEW, 1, True, None),
    ]
    assert steps[1].before == Said(Decimal(4), None, None, struck=False)


@pytest.mark.parametrize(
    ("steps", "source", "needed"),
    [
        ([figure(1)], ValueSource.CSV, False),
        ([figure(1), figure(2)], ValueSource.CSV, True),
        ([figure(1), figure(2, reason="counted again")], ValueSource.API, False),
        ([figure(1)], ValueSource.HAND, True),
        ([figure(1, reason=" ")], ValueSource.HAND, True),
        ([figure(1, reason="They told us"), figure(1)], ValueSource.HAND, False),
    ],
)
def test_what_is_entered_by_hand_and_what_corrects_needs_a_reason(
    steps: list[tuple[PartnerId, Figure]], source: ValueSource, needed: bool
) -> None:
    assert needs_reason(plan(steps, {}), source) is needed


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from("AB")), max_size=12), st.data())
def test_any_split_into_parts_comes_to_the_same_as_the_whole(lines: list[tuple[int, str]], data: st.DataObject) -> None:
    figures = [figure(value, reference) for value, reference in lines]
    cut = data.draw(st.integers(0, len(figures)))
    first = plan(figures[:cut], {})
    between = {step.key: Kept(step.number, said(step.figure)) for step in first}
    second = plan(figures[cut:], between)
    assert [(one.key, one.fate, one.number) for one in (*first, *second)] == [(one.key, one.fate, one.number) for one in plan(figures, {})]
    last = {one.key: one.number for one in (*first, *second)}
    assert {one.key: one.number for one in plan(figures, {}) if one.latest} == last
