"""Courses, lessons and paths are read as the manual says; Markdown is whatever the renderer makes of it."""

from lms.core.content.faults import Faults
from lms.core.content.passage import Passage, Reading, Shown, in_circles
from lms.core.content.tree import Tree
from lms.core.ids import Slug
from lms.courses import format as courses_format
from lms.courses.rules import ContentState, PathItem, Track
from tests.content.manual import manual_files


def reading(files: dict[str, bytes], language: str = "en") -> Reading:
    """A reading whose renderer only wraps the text."""
    return Reading(Tree(files, language), lambda passage: Shown(f"<{passage.language}>{passage.text.strip()}"), Faults())


def test_a_course_is_read_in_both_languages_with_its_lessons_in_order():
    read = reading(manual_files())
    catalogue = courses_format.read(read)
    course = catalogue.courses[Slug("first-steps")]

    assert read.faults.found == []
    assert course.title == {"en": "First steps", "ru": "Первые шаги"}
    assert (course.code, course.track, course.products, course.state) == ("C1", Track.SALES, ("compute", "backup"), ContentState.PUBLISHED)
    assert [(one.id, one.text["ru"]) for one in course.objectives] == [
        ("plain-words", "Объяснить платформу простыми словами"),
        ("who-buys", "Назвать три причины покупки"),
    ]
    assert course.intro["en"].startswith("<en>A short introduction")
    assert [(one.id, one.minutes, one.objectives) for one in course.lessons] == [
        ("what-it-is", 9, ("plain-words",)),
        ("who-buys", 7, ("who-buys",)),
    ]


def test_the_number_of_a_lesson_gives_the_order_and_is_no_part_of_its_id():
    files = manual_files()
    for ending in ("md", "ru.md"):
        files[f"courses/first-steps/10-what-it-is.{ending}"] = files.pop(f"courses/first-steps/01-what-it-is.{ending}")
    course = courses_format.read(reading(files)).courses[Slug("first-steps")]

    assert [one.id for one in course.lessons] == ["who-buys", "what-it-is"]


def test_what_is_left_out_has_the_value_of_the_manual():
    files = manual_files()
    course = files["courses/first-steps/course.md"].decode()
    for line in ("code: C1\n", "products: [compute, backup]\n", "prerequisites: []\n"):
        course = course.replace(line, "")
    files["courses/first-steps/course.md"] = course.encode()
    read = courses_format.read(reading(files)).courses[Slug("first-steps")]

    assert (read.code, read.products, read.prerequisites, read.state) == ("", (), (), ContentState.PUBLISHED)


def test_a_tree_in_russian_has_its_translations_in_english():
    files = {}
    for path, data in manual_files().items():
        if path.startswith("courses/first-steps/") and path.endswith(".md"):
            files[path.replace(".ru.md", ".md") if ".ru." in path else path.replace(".md", ".en.md")] = data
    # What only the base file holds moves with it.
    course = files["courses/first-steps/course.md"].decode()
    files["courses/first-steps/course.md"] = course.replace("summary:", "track: sales\nsummary:").encode()
    english = files["courses/first-steps/course.en.md"].decode()
    for line in ("code: C1\n", "track: sales\n", "products: [compute, backup]\n", "prerequisites: []\n"):
        english = english.replace(line, "")
    files["courses/first-steps/course.en.md"] = english.encode()
    for lesson in ("01-what-it-is", "02-who-buys"):
        files[f"courses/first-steps/{lesson}.md"] = files[f"courses/first-steps/{lesson}.md"].replace(b"title:", b"minutes: 5\ntitle:", 1)
        text = files[f"courses/first-steps/{lesson}.en.md"].decode()
        kept = [line for line in text.split("\n") if not line.startswith(("minutes:", "objectives:"))]
        files[f"courses/first-steps/{lesson}.en.md"] = "\n".join(kept).encode()
    read = reading(files, "ru")
    catalogue = courses_format.read(read)

    assert [(fault.path, fault.code) for fault in read.faults.found] == []
    assert list(catalogue.courses[Slug("first-steps")].title) == ["ru", "en"]
    assert catalogue.courses[Slug("first-steps")].lessons[0].title["en"] == "What the platform is"


def test_a_path_is_read_with_its_set():
    path = courses_format.read(reading(manual_files())).paths[Slug("newcomer")]

    assert (path.title["ru"], path.tracks, path.due_days) == ("Новичок", (Track.SALES,), 10)
    assert path.root == PathItem(
        "all", n=2, ordered=True, items=(PathItem("course", Slug("first-steps")), PathItem("certification", Slug("basics")))
    )


def test_what_is_named_is_noted_with_its_place():
    read = reading(manual_files())
    courses_format.read(read)

    assert {(one.kind, one.target, one.path, one.at.line) for one in read.references} == {
        ("objective", "plain-words", "courses/first-steps/course.md", 8),
        ("objective", "who-buys", "courses/first-steps/course.md", 9),
        ("product", "compute", "courses/first-steps/course.md", 6),
        ("product", "backup", "courses/first-steps/course.md", 6),
        ("track", "sales", "courses/paths/newcomer.yaml", 3),
        ("course", "first-steps", "courses/paths/newcomer.yaml", 7),
        ("certification", "basics", "courses/paths/newcomer.yaml", 8),
    }


def test_a_set_of_some_that_does_not_say_how_many_is_a_fault():
    files = manual_files()
    files["courses/paths/newcomer.yaml"] = files["courses/paths/newcomer.yaml"].replace(b"all:\n", b"at_least:\n  of:\n")
    read = reading(files)
    courses_format.read(read)

    assert [(fault.code, fault.path, fault.at.line) for fault in read.faults.found] == [("KEY_MISSING", "courses/paths/newcomer.yaml", 6)]


def test_a_circle_is_found_from_each_node_on_it_and_from_no_other():
    assert in_circles({"a": ["b"], "b": ["c"], "c": ["b"], "d": ["d"], "e": ["nowhere"]}) == ["b", "c", "d"]
    assert in_circles({"a": ["b", "c"], "b": ["c"], "c": []}) == []


def test_a_place_in_a_passage_is_a_place_in_its_file():
    passage = Passage("x.md", 5, "en", "one two\nthree two")

    assert (passage.find("two").line, passage.find("two").column) == (5, 5)
    assert (passage.find("two", 1).line, passage.find("two", 1).column) == (6, 7)
    assert passage.find("two", 2) == passage.find("two", 1)
    assert (passage.find("four").line, passage.find("").line) == (5, 5)
