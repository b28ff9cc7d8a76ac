"""Bytes become text only when the file is what its author sees; ids are not mistaken for others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.content.decoding import MAX_TEXT_BYTES, decode, place_of
from lms.core.content.faults import Faults, Position
from lms.core.content.naming import LATIN, is_id, looks_like
from lms.core.content.problems import UNKNOWN, XML, YAML, problem


def told(data: bytes) -> list[tuple[str, int, int]]:
    """What is wrong with the bytes of a file, and that there is no text exactly when something is."""
    faults = Faults()
    text = decode("x.md", data, faults)
    assert (text is None) == bool(faults.found)
    return [(fault.code, fault.at.line, fault.at.column) for fault in faults.found]


@pytest.mark.parametrize("text", ["", "a\r\nb\n", "Ёлка — «да»\u00a0₽", "a\tb", "👩\u200d🔧", "soft\u00adhyphen"])
def test_what_people_write_is_read(text: str) -> None:
    assert told(text.encode()) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbfa", ("BYTE_ORDER_MARK", 1, 1)),
        (b"a\r\nbc\rd", ("LINE_END_CR", 2, 3)),
        ("a\r\nя\u2028".encode(), ("LINE_SEPARATOR", 2, 2)),
        ("\u0085".encode(), ("LINE_SEPARATOR", 1, 1)),
        (b"ab\0", ("NUL_CHARACTER", 1, 3)),
        ("яя\n\u202dx".encode(), ("BIDI_CHARACTER", 2, 1)),
        ("a\ufeff".encode(), ("INVISIBLE_CHARACTER", 1, 2)),
        (b"a\x07", ("CONTROL_CHARACTER", 1, 2)),
        ("яя".encode() + b"\xff", ("NOT_UTF8", 1, 3)),
        ("я\nяя".encode("cp1251"), ("NOT_UTF8", 1, 1)),
        ("текст".encode("utf-16"), ("NOT_UTF8", 1, 1)),
        (b"PK\x03\x04...", ("FILE_NOT_TEXT", 1, 1)),
        (b"\x1f\x8b...", ("FILE_NOT_TEXT", 1, 1)),
        (b"x" * (MAX_TEXT_BYTES + 1), ("FILE_TOO_LARGE", 1, 1)),
    ],
)
def test_what_deceives_is_a_fault_at_its_place(data: bytes, expected: tuple[str, int, int]) -> None:
    assert told(data) == [expected]


def test_several_kinds_are_told_at_once_and_each_kind_once() -> None:
    assert [code for code, _, _ in told(b"\xef\xbb\xbfa\0b\0c\rd\re")] == ["BYTE_ORDER_MARK", "NUL_CHARACTER", "LINE_END_CR"]


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_fault_inside_the_file(data: bytes) -> None:
    for _, line, column in told(data):
        assert 1 <= line <= data.count(b"\n") + 1
        assert 1 <= column <= len(data) + 1


def test_a_place_counts_characters_and_not_bytes() -> None:
    assert place_of("яя\nяяx", 5) == Position(2, 3)


@pytest.mark.parametrize("written", ["first-st\u0435ps", "\u0441\u0430t", "first\u2011steps", "\uff41bc", "\u0131d"])
def test_an_id_with_a_sign_from_elsewhere_is_seen_through(written: str) -> None:
    seen = looks_like(written)
    assert seen is not None
    assert is_id(seen)
    assert not is_id(written)


@pytest.mark.parametrize("written", ["first-steps", "Plain_Words", "облако", "日本", "a--b", ""])
def test_what_is_plainly_no_id_or_plainly_one_deceives_nobody(written: str) -> None:
    assert looks_like(written) is None


def test_the_letters_that_look_latin_are_not_latin_and_stand_for_one_letter() -> None:
    assert all(not letter.isascii() and len(letter) == 1 and is_id(plain) for letter, plain in LATIN.items())


def test_what_parsers_say_is_said_in_our_words_where_we_have_some() -> None:
    assert problem(YAML, "found unexpected end of stream").msgid == "a text in quotes is not closed"  # type: ignore[union-attr]
    assert problem(XML, "something new") == "something new"
    assert problem(XML, None) is UNKNOWN
