"""Everything that can be wrong with a tree is a fault of its own at its own place; `faulty/` holds one way or more to make each."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lms.core.content.faults import Fault
from lms.core.content.tree import Tree, read_tree
from lms.core.text import LANGUAGES
from lms.core.translation import say
from lms.publishing.check import check
from tests.content.manual import manual_files
from tests.publishing.faulty import CASES
from tests.publishing.faulty.making import (
    BASICS,
    CHECKS,
    COURSE,
    LESSON,
    LESSON_RU,
    PATH,
    PITCH,
    PITCH_RU,
    PROGRAMME,
    RACK,
    Case,
    Change,
    checked_after,
    copy,
    drop,
    faults_of,
    put,
    swap,
)
from tests.publishing.table import table

LMS = Path(__file__).parents[2] / "lms"
READERS = ("core/content/*.py", "core/markup/*.py", "*/format.py", "*/*_format.py", "*/format/*.py", "quizzes/questions/*.py",
           "programme/linting/*.py", "requirements/*.py", "publishing/*.py")  # fmt: skip
"""The modules that note faults, and no others."""
CODE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
NO_CODES = {"BACKLINK_TITLE", "CONTENT_LANGUAGE", "ID_TWICE"}
"""A setting of the renderer and one of the installation, and the second half of QUESTION_ID_TWICE and OPTION_ID_TWICE."""


def place(fault: Fault) -> str:
    """`path:line:column`."""
    return f"{fault.path}:{fault.at.line}:{fault.at.column}"


@pytest.mark.parametrize("wrong", CASES, ids=lambda wrong: f"{wrong.code}-{wrong.place}")
def test_what_is_wrong_is_named_at_its_line_and_column_and_nothing_else_is(wrong: Case):
    found = [(fault.code, place(fault), fault.warning) for fault in faults_of(wrong)]

    assert (wrong.code, wrong.place, wrong.warning) in found
    assert (len(found) > 1) == wrong.among


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_can_be_said(language: str):
    for wrong in CASES:
        for fault in faults_of(wrong)[:3]:
            assert "%(" not in say(fault.message, language) + say(fault.repair, language)


def codes_in(source: str) -> Iterator[str]:
    """The codes of faults that a module holds: its texts of capital letters with a line between words."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
            yield node.value


def codes_noted_elsewhere() -> set[str]:
    """The codes in calls of `add` and `warn` with a path, a place and a code, in modules that are no readers."""
    readers = {path for pattern in READERS for path in LMS.glob(pattern)}
    found = set()
    for path in set(LMS.rglob("*.py")) - readers:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("add", "warn")
                and len(node.args) == 5
            ):
                found |= {one.value for one in node.args[2:3] if isinstance(one, ast.Constant)}
    return found


def test_every_code_of_the_source_has_a_case_that_makes_it_and_it_alone():
    sources = [path.read_text(encoding="utf-8") for pattern in READERS for path in LMS.glob(pattern)]
    codes = {code for source in sources for code in codes_in(source)} - NO_CODES
    alone = {wrong.code for wrong in CASES if not wrong.among}

    assert codes - alone == set()
    assert alone - codes == set()
    assert len(alone) >= 150
    assert codes_noted_elsewhere() == set()


def test_a_code_without_a_case_would_be_noticed():
    assert set(codes_in('faults.add(path, at, "BRAND_NEW", message, repair)')) == {"BRAND_NEW"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manual_has_a_row_for_each(language: str, golden_page: Callable[[str, str], None]):
    golden_page("faults.md" if language == "en" else f"faults.{language}.md", table(language))


def test_no_case_makes_the_same_fault_now_an_error_and_now_a_warning():
    kinds = {(wrong.code, wrong.warning) for wrong in CASES}
    assert len(kinds) == len({code for code, _ in kinds})


def test_what_lies_on_the_disk_is_read_or_told(tmp_path: Path):
    for path, data in manual_files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / "courses/empty").mkdir()
    (tmp_path / "materials/pitch/secret.txt").symlink_to("/etc/hostname")
    with (tmp_path / "courses/first-steps/media/film.mp4").open("wb") as film:
        film.truncate(20 * 1024 * 1024 + 1)
    tree = read_tree(tmp_path, "en")

    assert dict(tree.files) == manual_files()
    assert [(fault.code, fault.path) for fault in check(tree).faults] == [
        ("FOLDER_WITHOUT_FILES", "courses/empty"),
        ("FILE_TOO_HEAVY", "courses/first-steps/media/film.mp4"),
        ("FILE_IS_LINK", "materials/pitch/secret.txt"),
    ]


def faults_after(*changes: Change) -> tuple[Fault, ...]:
    """The faults of the manual's tree after changes."""
    return checked_after(*changes).faults


def test_one_mistake_does_not_spread_to_everything_that_names_the_thing():
    faults = faults_after(swap(COURSE, "track: sales", "track: sails"))
    assert [(fault.code, fault.path) for fault in faults] == [("VALUE_NOT_ALLOWED", COURSE)]

    faults = faults_after(swap(BASICS, "code: PB\n", ""))
    assert [(fault.code, fault.path) for fault in faults] == [("KEY_MISSING", BASICS)]

    faults = faults_after(swap(CHECKS, "kind: check", "kind: chess"))
    assert {fault.path for fault in faults} == {CHECKS}

    faults = faults_after(swap(PROGRAMME, "version: 1\n", "version: one\n"))
    assert [(fault.code, fault.path) for fault in faults] == [("VALUE_WRONG", PROGRAMME)]

    for path in (LESSON, LESSON_RU):
        faults = faults_after(put(path, b"\xff\xfe"))
        assert [(fault.code, fault.path) for fault in faults] == [("NOT_UTF8", path)]


def test_all_faults_come_at_once():
    faults = faults_after(swap(LESSON, "minutes: 9", "minutes: soon"), swap(BASICS, "exam: basics", "exam: none"), drop(PITCH_RU))
    assert {fault.path for fault in faults} == {LESSON, BASICS, PITCH}


def test_a_file_that_stands_twice_counts_as_shown_when_one_copy_is():
    assert faults_after(copy(RACK, "courses/first-steps/media/same.svg")) == ()


def test_the_source_of_a_file_stays_with_its_author():
    assert faults_after(put("materials/pitch/source.typ", "= Deck")) == ()


def test_sets_nest_in_a_path():
    changed = "all:\n  - any:\n    - course: first-steps\n    - at_least: {n: 1, of: [{certification: basics}]}\n"
    files = manual_files()
    swap(PATH, "all:\n  - course: first-steps\n  - certification: basics\n", changed)(files)
    library = check(Tree(files)).library

    assert library is not None
    (any_of,) = library.catalogue.paths["newcomer"].root.items
    assert (any_of.kind, any_of.n, any_of.items[1].kind, any_of.items[1].n) == ("any", 1, "at_least", 1)
    assert any_of.ordered
