"""The outline of a text is read as it was written: what stands in code is none, and tables are counted by their cells."""

import pytest

from lms.core.content.faults import Faults
from lms.core.content.passage import Passage
from lms.publishing.structure import MAX_COLUMNS, check_levels, check_tables, check_titles, headings


def passage(text: str) -> Passage:
    """A text that begins on line 5."""
    return Passage("x.md", 5, "en", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## A\n\n### B", [(2, 5, 1), (3, 7, 1)]),
        ("```\n# no\n```\n# A", [(1, 8, 1)]),
        ("````\n```\n# no\n````\n## A", [(2, 9, 1)]),
        ("~~~\n# no\n```\n# no\n~~~", []),
        ("> ## A", [(2, 5, 3)]),
        ("Title\n=====", [(1, 5, 1)]),
        ("Part\n---", [(2, 5, 1)]),
        ("| a |\n---", []),
        ("\n---\n", []),
        ("- a\n---", []),
    ],
)
def test_headings_are_found_with_level_and_place(text: str, expected: list[tuple[int, int, int]]):
    assert [(one.level, one.at.line, one.at.column) for one in headings(passage(text))] == expected


def test_a_title_in_a_quotation_or_a_block_is_not_the_page_s():
    faults = Faults()
    check_titles(passage("> # A\n\n    # comment\n"), faults)
    assert faults.found == []


def test_a_skipped_level_that_is_not_found_as_written_is_told_where_the_text_begins():
    faults = Faults()
    check_levels(passage("no heading that one sees"), [4], faults)
    assert [(fault.code, fault.at.line, fault.at.column) for fault in faults.found] == [("HEADING_SKIPPED", 5, 1)]


@pytest.mark.parametrize("bars", [True, False])
def test_a_table_is_measured_with_and_without_outer_bars(*, bars: bool):
    def table(columns: int) -> str:
        head, line = " | ".join("a" * columns), "|".join(["---"] * columns)
        return f"| {head} |\n|{line}|" if bars else f"{head}\n{line}"

    for columns, expected in ((MAX_COLUMNS, 0), (MAX_COLUMNS + 1, 1)):
        faults = Faults()
        check_tables(passage(table(columns)), faults)
        assert len(faults.found) == expected
        assert all(fault.warning and fault.at.line == 5 for fault in faults.found)


def test_an_escaped_bar_makes_no_cell():
    faults = Faults()
    check_tables(passage("a \\| " * 12 + "| b\n---|---"), faults)
    assert faults.found == []
