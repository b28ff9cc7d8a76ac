"""Files are known by their content and by their name, and both must agree; names become harmless."""

import io
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.errors import Invalid
from lms.quizzes.rules.files import MAX_BYTES, NAME_LENGTH, TYPES, Upload, clean, type_of


def office(folder: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<w/>")
    return packed.getvalue()


SAMPLES = {
    "pdf": b"%PDF-1.4\n", "txt": "Ответ\r\n\tода".encode(), "csv": b"a,b\n", "png": b"\x89PNG\r\n\x1a\n...", "jpg": b"\xff\xd8\xff\xe0",
    "docx": office("word"), "xlsx": office("xl"), "pptx": office("ppt"),
}  # fmt: skip


def test_there_is_a_test_of_content_for_every_ending_that_a_question_may_ask() -> None:
    assert set(TYPES) == set(SAMPLES)


@pytest.mark.parametrize("kind", SAMPLES)
def test_each_type_is_known_by_its_own_content_alone(kind: str) -> None:
    assert type_of(Upload(f"Plan.{kind.upper()}", SAMPLES[kind]), TYPES) == kind
    alike = {"txt", "csv"} if kind in ("txt", "csv") else {"pdf", "txt", "csv"} if kind == "pdf" else {kind}
    assert {other for other, known in TYPES.items() if known(SAMPLES[kind])} == alike


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan.pdf", b"MZ\x90\x00"), ("plan.txt", b"\x00\x01"), ("plan.txt", b"\xff\xfe"), ("plan.docx", SAMPLES["xlsx"]),
        ("plan", b"text"),
        ("plan.exe", b"text"), ("plan.html", b"<script>"), ("plan.svg", b"<svg/>"), ("plan.txt", b""), ("", b"text"),
        ("plan.pdf.exe", b"%PDF-"),
        ("big.txt", b"x" * (MAX_BYTES + 1)),
    ],
)  # fmt: skip
def test_a_file_of_another_content_or_type_or_size_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(Invalid):
        type_of(Upload(name, data), TYPES)


def test_only_the_types_that_the_question_asks_are_taken() -> None:
    assert type_of(Upload("a.jpeg", SAMPLES["jpg"]), ("jpg",)) == "jpg"
    with pytest.raises(Invalid):
        type_of(Upload("a.pdf", SAMPLES["pdf"]), ("jpg",))


def test_a_file_of_the_largest_size_is_taken() -> None:
    assert type_of(Upload("big.txt", b"x" * MAX_BYTES), ("txt",)) == "txt"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("plan.pdf", "plan.pdf"), ("../../etc/passwd.txt", "passwd.txt"), ("C:\\Users\\anna\\план.docx", "план.docx"),
        ("a\u202efdp.txt", "afdp.txt"), ('x"; filename="y.html.txt', "x ; filename= y.html.txt"), ("", "file"), ("...", "file"),
        (".pdf", "pdf"), ("a\r\nSet-Cookie: b.txt", "aSet-Cookie b.txt"), ("no ending", "no ending"),
    ],
)  # fmt: skip
def test_a_name_loses_what_could_lead_or_fool_anybody(name: str, kept: str) -> None:
    assert clean(name) == kept


@given(st.text(max_size=300))
def test_a_clean_name_is_never_empty_never_long_and_stays_itself(name: str) -> None:
    kept = clean(name)
    assert 0 < len(kept) <= NAME_LENGTH
    assert clean(kept) == kept
    assert not any(letter in '<>:"/\\|?*' or unicodedata.category(letter)[0] == "C" for letter in kept)
