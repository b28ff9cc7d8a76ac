"""Everything that can be wrong with a tree is a fault of its own at its own place; the table below holds one way to each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from lms.core.content.faults import Fault
from lms.core.content.tree import Tree
from lms.core.translation import say
from lms.publishing.check import check
from tests.content.manual import manual_files

Files = dict[str, bytes]
Change = Callable[[Files], None]
COURSE, COURSE_RU = "courses/first-steps/course.md", "courses/first-steps/course.ru.md"
LESSON, LESSON_RU = "courses/first-steps/01-what-it-is.md", "courses/first-steps/01-what-it-is.ru.md"
SECOND, SECOND_RU = "courses/first-steps/02-who-buys.md", "courses/first-steps/02-who-buys.ru.md"
PATH = "courses/paths/newcomer.yaml"
RACK = "courses/first-steps/media/rack.svg"
QUIZ, CHECKS = "quizzes/basics.md", "quizzes/first-steps-checks.md"
BASICS, BASICS_RU = "certificates/basics.md", "certificates/basics.ru.md"
PROGRAMME = "certificates/programme.yaml"
PITCH, PITCH_RU = "materials/pitch/material.md", "materials/pitch/material.ru.md"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">%s</svg>'


def swap(path: str, old: str, new: str) -> Change:
    """Replace the first `old` in a file."""

    def change(files: Files) -> None:
        text = files[path].decode()
        assert old in text, f"{old!r} does not stand in {path}"
        files[path] = text.replace(old, new, 1).encode()

    return change


def put(path: str, data: str | bytes) -> Change:
    """Write a whole file."""
    return lambda files: files.__setitem__(path, data.encode() if isinstance(data, str) else data)


def drop(*paths: str) -> Change:
    """Take files away."""

    def change(files: Files) -> None:
        for path in paths:
            del files[path]

    return change


def copy(path: str, to: str) -> Change:
    """Put the same file in a second place."""
    return lambda files: files.__setitem__(to, files[path])


@dataclass(frozen=True)
class Case:
    """One way to make a fault: its code and place, and the changes of the manual's tree that make it."""

    code: str
    path: str
    line: int
    changes: tuple[Change, ...]
    warning: bool = False


def case(code: str, path: str, line: int, *changes: Change, warning: bool = False) -> Case:
    """A line of the table."""
    return Case(code, path, line, changes, warning)


def course(slug: str, prerequisites: str, objective: str) -> Change:
    """A second course."""

    def change(files: Files) -> None:
        head = f"title: T\nsummary: S\nobjectives:\n  - {{id: {objective}, text: X}}\n"
        files[f"courses/{slug}/course.md"] = (
            f"---\n{head}track: all\nprerequisites: [{prerequisites}]\nstate: in_preparation\n---\n".encode()
        )
        files[f"courses/{slug}/course.ru.md"] = f"---\n{head}---\n".encode()

    return change


def certification(slug: str, code: str, rest: str) -> Change:
    """A second certification."""

    def change(files: Files) -> None:
        spoken = "title: T\nsummary: S\nabilities: [A]\n"
        files[f"certificates/{slug}.md"] = f"---\n{spoken}code: {code}\ntrack: all\nvalidity: none\n{rest}\n---\n".encode()
        files[f"certificates/{slug}.ru.md"] = f"---\n{spoken}---\n".encode()

    return change


PICTURES = [
    (SVG % "<script>1</script>", "SVG_NOT_ALLOWED"),
    (SVG % "<style>a{}</style>", "SVG_NOT_ALLOWED"),
    (SVG % '<rect style="fill:red"/>', "SVG_NOT_ALLOWED"),
    (SVG % '<rect onload="x()"/>', "SVG_NOT_ALLOWED"),
    (SVG % '<image href="https://elsewhere.example/x.png"/>', "SVG_NOT_ALLOWED"),
    (SVG % '<use href="https://elsewhere.example/x.svg#a"/>', "SVG_NOT_ALLOWED"),
    (SVG % '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="other.svg#a"/>', "SVG_NOT_ALLOWED"),
    (SVG % '<rect fill="url(https://elsewhere.example/x)"/>', "SVG_NOT_ALLOWED"),
    (SVG % "<foreignObject/>", "SVG_NOT_ALLOWED"),
    (SVG % '<animate attributeName="href"/>', "SVG_NOT_ALLOWED"),
    (SVG % "<?xml-stylesheet href='x.css'?>", "SVG_NOT_ALLOWED"),
    ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG % "<text>&a;</text>", "SVG_DOCTYPE"),
    ("<svg><rect/></svg>", "SVG_ROOT"),
    (SVG % "<g>", "SVG_SYNTAX"),
    ("", "SVG_SYNTAX"),
    (SVG % "&#0;", "SVG_SYNTAX"),
]

CASES = [
    # languages and files
    case("TRANSLATION_MISSING", LESSON, 1, drop(LESSON_RU)),
    case("TRANSLATION_MISSING", LESSON_RU, 1, drop(LESSON)),
    case("TRANSLATION_MISSING", COURSE, 1, drop(COURSE_RU)),
    case("TRANSLATION_MISSING", BASICS, 1, drop(BASICS_RU)),
    case("TRANSLATION_MISSING", PITCH, 1, drop(PITCH_RU)),
    case("FILE_TWICE", LESSON, 1, copy(LESSON, "courses/first-steps/01-what-it-is.en.md")),
    case("FILE_UNEXPECTED", "courses/first-steps/notes.md", 1, put("courses/first-steps/notes.md", "x")),
    case("FILE_UNEXPECTED", "courses/paths/notes.md", 1, put("courses/paths/notes.md", "x")),
    case("FILE_UNEXPECTED", "courses/notes.txt", 1, put("courses/notes.txt", "x")),
    case("FILE_UNEXPECTED", "certificates/notes.txt", 1, put("certificates/notes.txt", "x")),
    case("FILE_UNEXPECTED", "materials/notes.txt", 1, put("materials/notes.txt", "x")),
    case("FILE_UNEXPECTED", "materials/pitch/deep/x.pdf", 1, put("materials/pitch/deep/x.pdf", "x")),
    case("FRONT_MATTER_MISSING", LESSON, 1, swap(LESSON, "---\n", "")),
    case("KEY_MISSING", LESSON, 2, swap(LESSON, "minutes: 9\n", "")),
    case("KEY_UNKNOWN", LESSON_RU, 4, swap(LESSON_RU, "summary: Серверы и копии без серверной.\n", "summary: С\nminutes: 9\n")),
    case("VALUE_WRONG", LESSON, 4, swap(LESSON, "minutes: 9", "minutes: soon")),
    case("VALUE_NOT_ALLOWED", COURSE, 5, swap(COURSE, "track: sales", "track: sails")),
    case("NOT_UTF8", LESSON, 1, put(LESSON, b"\xff\xfe")),
    case("FOLDER_EMPTY", "materials", 1, drop(PITCH, PITCH_RU, "materials/pitch/pitch.en.txt", "materials/pitch/pitch.ru.txt")),
    # courses
    case("ID_WRONG", "courses/First_Steps/course.md", 1, copy(COURSE, "courses/First_Steps/course.md")),
    case("ID_WRONG", "courses/first-steps/03-a--b.md", 1, copy(SECOND, "courses/first-steps/03-a--b.md")),
    case("ID_WRONG", COURSE, 8, swap(COURSE, "id: plain-words", "id: Plain_Words")),
    case("COURSE_MISSING", LESSON, 1, drop(COURSE, COURSE_RU)),
    case("COURSE_EMPTY", COURSE, 2, drop(LESSON, LESSON_RU, SECOND, SECOND_RU)),
    case(
        "NUMBER_TWICE",
        "courses/first-steps/02-who-buys.md",
        1,
        copy(SECOND, "courses/first-steps/02-new.md"),
        copy(SECOND_RU, "courses/first-steps/02-new.ru.md"),
    ),
    case("OBJECTIVE_UNKNOWN", LESSON, 5, swap(LESSON, "objectives: [plain-words]", "objectives: [fancy-words]")),
    case("OBJECTIVE_UNKNOWN", COURSE_RU, 6, swap(COURSE_RU, "id: who-buys", "id: who-sells")),
    case("TRANSLATION_MISSING", COURSE_RU, 4, swap(COURSE_RU, "id: who-buys", "id: who-sells")),
    case("OBJECTIVE_TWICE", "courses/second/course.md", 5, course("second", "", "plain-words")),
    case(
        "PREREQUISITE_CIRCLE",
        COURSE,
        10,
        swap(COURSE, "prerequisites: []", "prerequisites: [second]"),
        course("second", "first-steps", "other"),
    ),
    case("COURSE_UNKNOWN", COURSE, 10, swap(COURSE, "prerequisites: []", "prerequisites: [nowhere]")),
    case("PRODUCT_UNKNOWN", COURSE, 6, swap(COURSE, "products: [compute, backup]", "products: [compute, toaster]")),
    case("CHECKS_DIFFER", LESSON_RU, 5, swap(LESSON_RU, "::check first-steps-checks#what-moves\n", "")),
    case(
        "CHECK_MISPLACED", COURSE, 1, swap(COURSE, "A short introduction", "::check first-steps-checks#what-moves\n\nA short introduction")
    ),
    case(
        "CHECK_MISPLACED", QUIZ, 14, swap(QUIZ, "What the learner reads", "::check first-steps-checks#what-moves\n\nWhat the learner reads")
    ),
    case("QUESTION_UNKNOWN", LESSON, 25, swap(LESSON, "::check first-steps-checks#what-moves", "::check first-steps-checks#what-stays")),
    case("QUIZ_UNKNOWN", LESSON, 25, swap(LESSON, "::check first-steps-checks#what-moves", "::check nowhere#what-moves")),
    case("QUIZ_NOT_OF_CHECKS", LESSON, 25, swap(LESSON, "::check first-steps-checks#what-moves", "::check basics#claims")),
    # paths
    case("COURSE_UNKNOWN", PATH, 7, swap(PATH, "course: first-steps", "course: last-steps")),
    case("CERTIFICATION_UNKNOWN", PATH, 8, swap(PATH, "certification: basics", "certification: advanced")),
    case("PATH_ITEM", PATH, 8, swap(PATH, "certification: basics", "book: basics")),
    case("PATH_ITEM", PATH, 8, swap(PATH, "certification: basics", "basics")),
    case("PATH_ITEM_TWICE", PATH, 1, swap(PATH, "certification: basics", "course: first-steps")),
    case("PATH_SET", PATH, 1, swap(PATH, "all:", "any: []\nall:")),
    case("PATH_SET", PATH, 6, swap(PATH, "all:\n  - course: first-steps\n  - certification: basics\n", "all: []\n")),
    case("PATH_N_TOO_LARGE", PATH, 7, swap(PATH, "all:\n  - course: first-steps\n", "at_least:\n  n: 3\n  of:\n  - course: first-steps\n")),
    case("TRACK_TWICE", "courses/paths/other.yaml", 1, copy(PATH, "courses/paths/other.yaml")),
    # Markdown
    case("LINK_DEAD", LESSON, 12, swap(LESSON, "(02-who-buys.md#three-reasons)", "(03-who-buys.md)")),
    case("LINK_DEAD", LESSON, 12, swap(LESSON, "(02-who-buys.md#three-reasons)", "(material:nothing)")),
    case("LINK_DEAD", LESSON, 12, swap(LESSON, "(02-who-buys.md#three-reasons)", "(certification:nothing)")),
    case("LINK_DEAD", LESSON, 12, swap(LESSON, "(02-who-buys.md#three-reasons)", "(javascript:alert)")),
    case("LINK_DEAD", LESSON, 12, swap(LESSON, "(02-who-buys.md#three-reasons)", "(/admin)")),
    case("LINK_DEAD", LESSON, 12, swap(LESSON, "(02-who-buys.md#three-reasons)", "(../../../etc/passwd)")),
    case("LINK_DEAD", LESSON, 12, swap(LESSON, "(02-who-buys.md#three-reasons)", "(https://[bad)")),
    case("LINK_DEAD", LESSON, 12, swap(LESSON, "(02-who-buys.md#three-reasons)", "(../../materials/pitch/pitch.en.txt)")),
    case("ANCHOR_UNKNOWN", LESSON, 12, swap(LESSON, "#three-reasons", "#four-reasons")),
    case("ANCHOR_UNKNOWN", LESSON_RU, 10, swap(SECOND_RU, " {#three-reasons}", "")),
    case("ANCHOR_UNKNOWN", LESSON, 12, swap(LESSON, "(02-who-buys.md#three-reasons)", "(#nowhere)")),
    case(
        "ANCHOR_TWICE",
        SECOND,
        12,
        swap(SECOND, "1. The old", "## Three {#three-reasons}\n\n1. The old"),
        swap(SECOND, "## Three reasons", "## Three reasons {#three-reasons}\n\n"),
    ),
    case("PICTURE_DEAD", LESSON, 17, swap(LESSON, "media/rack.svg", "media/shelf.svg")),
    case("PICTURE_DEAD", LESSON, 17, swap(LESSON, "media/rack.svg", "https://elsewhere.example/rack.svg")),
    case("PICTURE_WITHOUT_TEXT", LESSON, 17, swap(LESSON, "[A server rack on the left, a cloud on the right]", "[]")),
    case("FORMULA_WRONG", LESSON, 23, swap(LESSON, "\\(1 - t/T\\)", "\\(\\frac{1\\)")),
    case("HEADING_SKIPPED", SECOND, 8, swap(SECOND, "## Three", "#### Three")),
    case("HEADING_TITLE", SECOND, 8, swap(SECOND, "## Three", "# Three")),
    case("MARKUP_TOO_DENSE", SECOND, 10, swap(SECOND, "1. The old server", "[" * 200)),
    # pictures and files
    *(case(code, RACK, 1, put(RACK, data)) for data, code in PICTURES),
    case(
        "FILE_TYPE",
        "courses/first-steps/media/x.html",
        1,
        put("courses/first-steps/media/x.html", "<p>"),
        swap(LESSON, "(02-who-buys.md#three-reasons)", "(media/x.html)"),
    ),
    case(
        "FILE_NOT_AS_NAMED",
        "materials/pitch/pitch.pdf",
        1,
        put("materials/pitch/pitch.pdf", "<script>"),
        swap(PITCH, "pitch.en.txt", "pitch.pdf"),
    ),
    case("MEDIA_UNUSED", "courses/first-steps/media/new.svg", 1, put("courses/first-steps/media/new.svg", SVG % ""), warning=True),
    # certifications
    case("EXAM_MISSING", BASICS, 1, swap(BASICS, "exam: basics\n", "")),
    case("QUIZ_UNKNOWN", BASICS, 8, swap(BASICS, "exam: basics", "exam: advanced")),
    case("QUIZ_NOT_AN_EXAM", BASICS, 8, swap(BASICS, "exam: basics", "exam: first-steps-checks")),
    case("EXAM_TWICE", "certificates/second.md", 8, certification("second", "SC", "exam: basics")),
    case("CODE_TWICE", "certificates/second.md", 5, certification("second", "PB", "state: in_preparation")),
    case("COURSE_UNKNOWN", BASICS, 7, swap(BASICS, "course: first-steps", "course: last-steps")),
    case("NEED_SHAPE", BASICS, 7, swap(BASICS, "- course: first-steps", "- {course: first-steps, certification: basics}")),
    case("NEED_CIRCLE", BASICS, 6, swap(BASICS, "course: first-steps", "certification: basics")),
    case("NEED_IN_PREPARATION", BASICS, 1, swap(COURSE, "prerequisites: []", "prerequisites: []\nstate: in_preparation"), warning=True),
    case(
        "NEED_IN_PREPARATION",
        BASICS,
        1,
        swap(BASICS, "course: first-steps", "certification: second"),
        certification("second", "SC", "state: in_preparation"),
        warning=True,
    ),
    case("CERTIFICATION_UNKNOWN", BASICS, 11, swap(BASICS, "counts: true", "renews: [nothing]")),
    case("VALIDITY_SHAPE", BASICS, 9, swap(BASICS, "from: issue", "from: course_release")),
    case("VALIDITY_SHAPE", BASICS, 9, swap(BASICS, "from: issue", "from: issue, course: first-steps")),
    case("COURSE_UNKNOWN", BASICS, 9, swap(BASICS, "from: issue", "from: course_release, course: nothing")),
    case("TRANSLATION_DIFFERS", BASICS_RU, 4, swap(BASICS_RU, "  - Знает, что можно обещать\n", "")),
    # questions
    case(
        "OBJECTIVE_UNKNOWN",
        QUIZ,
        16,
        swap(QUIZ, "type=multiple objective=plain-words", "type=multiple objective=other-words"),
        swap(QUIZ, "{objective: plain-words, take: 1}", "{objective: other-words, take: 1}"),
    ),
    case("LESSON_UNKNOWN", QUIZ, 16, swap(QUIZ, "lesson=first-steps/what-it-is", "lesson=first-steps/what-it-was")),
    # programme and materials
    case("PROGRAMME_MISSING", PROGRAMME, 1, drop(PROGRAMME)),
    case("CERTIFICATION_UNKNOWN", PROGRAMME, 31, swap(PROGRAMME, "holds_any: [basics]", "holds_any: [nothing]")),
    case("TIER_UNKNOWN", PITCH, 14, swap(PITCH, "tier_at_least: entry", "tier_at_least: platinum")),
    case("REQUIREMENT_UNKNOWN", PITCH, 14, swap(PITCH, "tier_at_least: entry", "tier_is: entry")),
    case("PRODUCT_UNKNOWN", PITCH, 6, swap(PITCH, "products: [compute]", "products: [toaster]")),
    case("GATE_AND_PUBLIC", PITCH, 12, swap(PITCH, "gate:", "public: true\ngate:")),
    case("FILE_MISSING", PITCH, 17, swap(PITCH, "file: pitch.en.txt", "file: pitch.de.txt")),
    case("FILE_MISSING", PITCH, 17, swap(PITCH, "file: pitch.en.txt", "file: ../../quizzes/basics.md")),
    case("FILE_TWICE", PITCH, 18, swap(PITCH, "file: pitch.ru.txt", "file: pitch.en.txt")),
    case("FILE_UNLISTED", "materials/pitch/draft.pdf", 1, put("materials/pitch/draft.pdf", "%PDF-"), warning=True),
    case("MATERIAL_MISSING", "materials/pitch/pitch.en.txt", 1, drop(PITCH, PITCH_RU)),
    case("ID_WRONG", "materials/Pitch_Deck/x.pdf", 1, put("materials/Pitch_Deck/x.pdf", "x")),
    case(
        "FILE_WITHOUT_GATE",
        "materials/pitch/pitch.svg",
        1,
        copy(RACK, "materials/pitch/pitch.svg"),
        swap(PITCH, "pitch.en.txt", "pitch.svg"),
    ),
]


def faults_after(*changes: Change) -> tuple[Fault, ...]:
    """The faults of the manual's tree after changes."""
    files = manual_files()
    for change in changes:
        change(files)
    return check(Tree(files)).faults


@pytest.mark.parametrize("wrong", CASES, ids=lambda wrong: f"{wrong.code}-{wrong.path}-{wrong.line}")
def test_what_is_wrong_is_named_at_its_place(wrong: Case):
    faults = faults_after(*wrong.changes)
    found = [(fault.code, fault.path, fault.at.line, fault.warning) for fault in faults]

    assert (wrong.code, wrong.path, wrong.line, wrong.warning) in found


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_fault_can_be_said(language: str):
    for wrong in CASES:
        for fault in faults_after(*wrong.changes)[:3]:
            assert "%(" not in say(fault.message, language) + say(fault.repair, language)


def test_every_fault_of_the_formats_stands_in_the_table():
    lms = Path(__file__).parent.parent.parent / "lms"
    sources = [*lms.glob("courses/*format.py"), lms / "certificates/format.py", lms / "materials/format.py", *lms.glob("publishing/*.py"),
               lms / "core/content/languages.py", lms / "core/content/media.py"]  # fmt: skip
    codes = {code for source in sources for code in re.findall(r'"([A-Z]+(?:_[A-Z0-9]+)+)"', source.read_text(encoding="utf-8"))}

    assert codes - {wrong.code for wrong in CASES} == set()
    assert len(codes) > 40


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
