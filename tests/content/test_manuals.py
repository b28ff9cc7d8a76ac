"""The manuals of the content folders: every example in them loads, and together they are a tree without a fault."""

from lms.core.content.tree import FOLDERS
from lms.publishing.check import check
from tests.content.manual import ROOT, manual_files, manual_tree


def test_the_examples_of_all_manuals_together_are_a_tree_without_a_fault():
    checked = check(manual_tree())

    assert [(fault.path, fault.at.line, fault.code) for fault in checked.faults] == []
    assert checked.library is not None


def test_every_folder_has_a_manual_with_examples_and_says_who_reads_it():
    paths = manual_files()
    for folder in FOLDERS:
        first = (ROOT / folder / "README.md").read_text(encoding="utf-8").split("\n")[0]
        assert first.startswith("Read by the package")
        assert f"`lms/{folder}`" in first
        assert any(path.startswith(f"{folder}/") for path in paths)


def test_what_the_manuals_show_reaches_the_library():
    library = check(manual_tree()).library
    assert library is not None
    course = library.catalogue.courses["first-steps"]
    lesson = course.lessons[0]

    assert [one.id for one in course.lessons] == ["what-it-is", "who-buys"]
    assert lesson.checks == ("first-steps-checks#what-moves",)
    assert 'href="/courses/first-steps/who-buys#s-three-reasons"' in lesson.html["ru"]
    assert "<figcaption>What moves and what stays</figcaption>" in lesson.html["en"]
    assert "<math" in lesson.html["en"]
    assert library.certifications.of_exam("basics") is not None
    assert [item.ref for item in library.catalogue.paths["newcomer"].root.leaves()] == ["first-steps", "basics"]
    assert [file.name for file in library.materials.items["pitch"].files] == ["pitch.en.txt", "pitch.ru.txt"]
    assert sorted(library.media.values()) == ["courses/first-steps/media/rack.svg", "quizzes/media/office.svg"]
