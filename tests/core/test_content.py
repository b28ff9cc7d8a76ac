"""Content files are read with exact places; what cannot be read is a located fault, never a crash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.content.decoding import MAX_TEXT_BYTES
from lms.core.content.faults import Fault, Faults, Position
from lms.core.content.frontmatter import read_page
from lms.core.content.naming import is_id
from lms.core.content.schema import Schema, read_as
from lms.core.content.tree import TextFile, Tree
from lms.core.content.yaml import Document, read_yaml
from lms.core.text import Message


class Sample(Schema):
    """A schema for the tests."""

    title: str
    count: int = 0


def only(faults: Faults) -> Fault:
    (fault,) = faults.found
    return fault


def page_of(text: str, faults: Faults) -> object:
    return read_page(TextFile("courses/x.md", "x", "en", is_base=True, text=text), faults)


@pytest.mark.parametrize("written", ["NO", "010", "1:30", "1e3", "2001-99-99", "~", "0x1f", "true"])
def test_every_scalar_stays_the_text_that_was_written(written: str) -> None:
    document = read_yaml("x.yaml", f"a: {written}", Faults())
    assert document is not None
    assert document.value == {"a": written}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: &x 1\nb: *x", "YAML_ALIAS", 1),
        ("b: 1\na: !!int 1", "YAML_TAG", 2),
        ("a: 1\nb: 2\na: 3", "YAML_DUPLICATE_KEY", 3),
        ("a: [1\nb: 2", "YAML_SYNTAX", 2),
        ("a: \x00", "YAML_SYNTAX", 1),
        ("[" * 40, "YAML_TOO_DEEP", 1),
        ("- " + "\n- ".join(str(n) for n in range(21_000)), "YAML_TOO_LARGE", 19_999),
        ("? [a]\n: b", "YAML_KEY", 1),
    ],
)
def test_unsafe_or_broken_yaml_is_refused_at_its_line(text: str, code: str, line: int) -> None:
    faults = Faults()
    assert read_yaml("x.yaml", text, faults) is None
    fault = only(faults)
    assert (fault.code, fault.at.line) == (code, line)


@given(st.text(max_size=200))
def test_any_text_is_read_or_located(text: str) -> None:
    faults = Faults()
    document = read_yaml("x.yaml", text, faults)
    assert (document is None) == bool(faults.found)


def test_front_matter_is_split_with_its_lines_kept() -> None:
    faults = Faults()
    page = page_of("---\ntitle: A\ncount: x\n---\nbody\n", faults)
    assert page is not None
    assert (page.body_line, page.body) == (5, "body\n")  # type: ignore[attr-defined]
    assert read_as(Sample, page.head, faults) is None  # type: ignore[attr-defined]
    assert only(faults).at == Position(3, 8)


@pytest.mark.parametrize(("text", "code"), [("title: A", "FRONT_MATTER_MISSING"), ("---\ntitle: A\n", "FRONT_MATTER_OPEN")])
def test_missing_front_matter_is_a_fault(text: str, code: str) -> None:
    faults = Faults()
    assert page_of(text, faults) is None
    assert only(faults).code == code


def test_unreadable_front_matter_gives_no_page() -> None:
    faults = Faults()
    assert page_of("---\na: [\n---\n", faults) is None
    assert only(faults).code == "YAML_SYNTAX"


@pytest.mark.parametrize(
    ("text", "code"), [("count: 1", "KEY_MISSING"), ("title: a\nmore: b", "KEY_UNKNOWN"), ("title: a\ncount: b", "VALUE_WRONG")]
)
def test_a_document_is_typed_by_its_schema(text: str, code: str) -> None:
    faults = Faults()
    document = read_yaml("x.yaml", text, faults)
    assert document is not None
    assert read_as(Sample, document, faults) is None
    assert only(faults).code == code


def test_names_tell_id_and_language() -> None:
    tree = Tree({"courses/c/01-first-step.ru.md": "текст".encode(), "courses/c/02-b.md": b"text"})
    russian, base = tree.text("courses/c/01-first-step.ru.md", Faults()), tree.text("courses/c/02-b.md", Faults())
    assert russian is not None
    assert base is not None
    assert (russian.id, russian.language, russian.is_base) == ("first-step", "ru", False)
    assert (base.id, base.language, base.is_base) == ("b", "en", True)


def test_too_large_and_wrongly_encoded_files_are_faults() -> None:
    faults = Faults()
    tree = Tree({"a.md": b"x" * (MAX_TEXT_BYTES + 1), "b.md": b"ok\nr\xe9sum\xe9"})
    assert tree.text("a.md", faults) is None
    assert tree.text("b.md", faults) is None
    assert [(fault.code, fault.at.line) for fault in faults.found] == [("FILE_TOO_LARGE", 1), ("NOT_UTF8", 2)]


@pytest.mark.parametrize(
    ("text", "right"), [("cloud-1", True), ("Cloud", False), ("a--b", False), ("-a", False), ("", False), ("облако", False)]
)
def test_ids_are_lower_case_latin(text: str, *, right: bool) -> None:
    assert is_id(text) is right


def test_warnings_stand_apart_from_errors_and_faults_are_ordered() -> None:
    faults = Faults()
    faults.warn("b", Position(), "W", Message("w"), Message("r"))
    faults.add("a", Position(2), "E", Message("e"), Message("r"))
    faults.add("a", Position(1), "E", Message("e"), Message("r"))
    assert [fault.at.line for fault in faults.ordered()] == [1, 2, 1]
    assert len(faults.errors) == 2


def test_a_place_that_is_not_known_is_the_nearest_around_it_or_the_beginning() -> None:
    document = read_yaml("x.yaml", "a:\n  b: [c, d]", Faults())
    assert document is not None
    assert document.place(("a", "b", 1)) == Position(2, 10)
    assert document.place(("a", "b", 7)) == Position(2, 3)
    assert document.key(("a", "b")) == Position(2, 3)
    assert document.key(("a", "x")) == Position(1, 1)
    assert Document("x.yaml", {}).place(("a",)) == Position()
    assert document.part("c", ("a", "b", 0)).place(()) == Position(2, 7)
