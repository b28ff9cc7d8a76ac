"""The sample content of this repository is real: it checks without an error and with nothing left lying about."""

from lms.publishing.check import check
from lms.publishing.source import sample_tree
from lms.quizzes.rules import QuizKind


def test_the_sample_tree_has_neither_errors_nor_warnings():
    checked = check(sample_tree())

    assert [f"{fault.path}:{fault.at.line} {fault.code}" for fault in checked.faults] == []


def test_every_offered_certification_of_the_sample_can_be_earned():
    library = check(sample_tree()).library
    assert library is not None
    for one in library.certifications.items.values():
        if one.offered:
            assert one.exam is not None
            assert library.quizzes.quizzes[one.exam].kind is QuizKind.EXAM
            assert all(library.catalogue.courses[need.ref].offered for need in one.needs if need.kind == "course")


def test_every_check_in_a_lesson_of_the_sample_stands_in_its_html_in_each_language():
    library = check(sample_tree()).library
    assert library is not None
    for course in library.catalogue.courses.values():
        for lesson in course.lessons:
            for html in lesson.html.values():
                assert [html.count(f"<!--check:{one}-->") for one in lesson.checks] == [1] * len(lesson.checks)
