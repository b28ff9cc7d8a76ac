"""Figures in JSON: whatever comes in is read or gets a sentence, and what is read is what a line of a file would have been."""

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.errors import Invalid
from lms.core.ids import Slug
from lms.partners.figures import FIELDS, Vocabulary, parse, read_csv, read_sent

TODAY = date(2026, 11, 21)
WORDS = Vocabulary((Slug("csat"), Slug("active_projects")), (Slug("compute"),))
GOOD = {"partner": "Vector", "metric": "csat", "date": "2026-11-20", "reference": "A-1", "value": "4.25"}

plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
anything = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8)
nearly = st.fixed_dictionaries({}, optional={name: st.just(GOOD.get(name, "")) | anything for name in (*FIELDS, "more")})
bodies = st.fixed_dictionaries(
    {}, optional={"figures": st.lists(nearly | anything, max_size=4) | anything, "reason": anything, "more": anything}
)


@settings(max_examples=60, deadline=None)
@given(body=bodies | anything)
def test_whatever_json_comes_in_is_read_or_gets_a_sentence(body: Any) -> None:
    if not isinstance(body, dict):
        with pytest.raises(Invalid):
            parse(json.dumps(body).encode())
        return
    sent = parse(json.dumps(body).encode())
    reading = read_sent(sent, WORDS, TODAY)
    told = {one.line for one in reading.faults}
    assert told | {row.line for row in reading.rows} >= set(range(1, len(sent.figures) + 1))
    assert not told & {row.line for row in reading.rows}
    assert all(one.what.msgid and one.repair.msgid for one in reading.faults)


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_whatever_bytes_come_in_are_read_or_get_a_sentence(data: bytes) -> None:
    with suppress(Invalid):
        read_sent(parse(data), WORDS, TODAY)


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=6).filter(
    lambda text: text[:1] not in "=@+-"
)


@settings(max_examples=50, deadline=None)
@given(given_fields=st.fixed_dictionaries({name: st.just(GOOD.get(name, "")) | cells for name in FIELDS}))
def test_a_figure_has_the_faults_of_the_same_line_of_a_file(given_fields: dict[str, str]) -> None:
    """One set of checks: what differs is only where it stands."""
    quoted = ",".join('"' + given_fields[name].replace('"', '""') + '"' for name in FIELDS)
    lines = read_csv(f"{','.join(FIELDS)}\n{quoted}\n".encode(), WORDS, TODAY)
    figures = read_sent(parse(json.dumps({"figures": [given_fields]}).encode()), WORDS, TODAY)
    if not any(text.strip() for text in given_fields.values()):
        return  # a line without anything is no line
    assert [(row.partner, row.figure) for row in figures.rows] == [(row.partner, row.figure) for row in lines.rows]
    assert [(one.column, one.what, one.repair) for one in figures.faults] == [(one.column, one.what, one.repair) for one in lines.faults]


@pytest.mark.parametrize("name", ["figures", "partner"])
def test_what_is_named_twice_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="twice"):
        parse(b'{"' + name.encode() + b'": 1, "' + name.encode() + b'": 2}')


def test_a_name_that_comes_a_hundred_thousand_times_takes_no_time() -> None:
    body = "{" + ",".join(f'"{number}": 1' for number in range(100_000)) + ', "7": 2}'
    with pytest.raises(Invalid, match="twice"):
        parse(body.encode())
