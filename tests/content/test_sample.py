"""The sample content of this repository is real: it checks without a fault, it is as large as promised, and both languages are written."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from lms.core.ids import Slug
from lms.core.text import LANGUAGES
from lms.courses.rules import CHECK_MARK, Course, Lesson
from lms.publishing.check import check
from lms.publishing.source import sample_tree
from lms.quizzes.rules import QuestionType, Quiz, QuizKind
from lms.requirements.all import All
from lms.requirements.person_holds import PersonHolds
from lms.requirements.tier_at_least import TierAtLeast
from tests.content.statements import passage, plain, sample

TAUGHT = ("cloud-for-sellers", "programme-rules", "technical-foundations")
EXAMS = ("sf", "ta")
GATES = {
    "M1": TierAtLeast(Slug("start")),
    "M2": None,
    "M4": PersonHolds(Slug("sf")),
    "M8": All((TierAtLeast(Slug("silver")), PersonHolds(Slug("sf")))),
    "M10": PersonHolds(Slug("ta")),
}
ENGLISH = re.compile(r"\b(?:the|and|of|is|are|with|you|your|for|not|this|that|which|from|has|have)\b", re.IGNORECASE)
WITHOUT_DOTS = re.compile(
    r"\b(?:еще|ее|нее|мое|твое|свое|партнер\w*|объем\w*|отчет\w*|расчет\w*|учет\w*|зачет\w*|счет|идет|дает|берет|ведет|живет|ждет|пойдет|найдет"
    r"|придет|остается|отдает|создает|растет|трех|четырех|надежн\w*|емк\w*|вперед|причем|жестк\w*|приемк\w*)\b",
    re.IGNORECASE,
)


def lessons() -> Iterator[tuple[Course, Lesson]]:
    for slug in TAUGHT:
        course = sample().catalogue.courses[Slug(slug)]
        for lesson in course.lessons:
            yield course, lesson


def quiz(name: str) -> Quiz:
    return sample().quizzes.quizzes[Slug(name)]


def russian() -> Iterator[tuple[str, str]]:
    """Every Russian text with its place, without code and formulas."""
    library = sample()
    texts = [(f"course:{slug}", [one.title, one.summary, one.intro]) for slug, one in library.catalogue.courses.items()]
    texts += [(f"lesson:{course.id}/{one.id}", [one.title, one.summary, one.html]) for course, one in lessons()]
    texts += [(f"exam:{slug}", [one.title, one.intro]) for slug, one in library.quizzes.quizzes.items()]
    texts += [
        (f"certification:{slug}", [one.title, one.summary, one.body, *one.abilities]) for slug, one in library.certifications.items.items()
    ]
    texts += [(f"material:{slug}", [one.title, one.summary, one.changed, one.body]) for slug, one in library.materials.items.items()]
    for place, parts in texts:
        yield place, _words("\n".join(part.get("ru", "") for part in parts))
    for slug, one in library.quizzes.quizzes.items():
        for question in one.questions:
            yield f"question:{slug}#{question.id}", passage(library, f"question:{slug}#{question.id}", "ru")
    yield "agreement:", passage(library, "agreement:", "ru")


def _words(markup: str) -> str:
    return plain(re.sub(r"(?s)<(pre|code|math)\b.*?</\1>", " ", markup))


def test_the_sample_tree_has_neither_errors_nor_warnings():
    checked = check(sample_tree())

    assert [f"{fault.path}:{fault.at.line} {fault.code}" for fault in checked.faults] == []


def test_three_courses_are_taught_in_four_to_six_lessons_and_all_others_are_said_to_come():
    assert {slug for slug, course in sample().catalogue.courses.items() if course.offered} == set(TAUGHT)
    assert {slug: 4 <= len(sample().catalogue.courses[Slug(slug)].lessons) <= 6 for slug in TAUGHT} == dict.fromkeys(TAUGHT, True)


@pytest.mark.parametrize(("course", "lesson"), lessons(), ids=lambda one: one.id)
def test_a_lesson_has_its_length_a_picture_of_its_own_a_table_a_callout_and_checks(course: Course, lesson: Lesson):
    media = {blob: path for blob, path in sample().media.items() if path.startswith(f"courses/{course.id}/media/")}
    shown = {language: re.findall(r'src="/media/(\w+)/[^"]+\.svg"', lesson.html[language]) for language in LANGUAGES}

    assert 600 <= len(plain(lesson.html["en"]).split()) <= 1200
    assert len(plain(lesson.html["ru"]).split()) >= 500
    assert 2 <= len(lesson.checks) <= 3
    for language in LANGUAGES:
        assert "<table" in lesson.html[language]
        assert 'class="admonition' in lesson.html[language]
        assert shown[language]
        assert set(shown[language]) <= set(media)
    assert not set(shown["en"]) & set(shown["ru"])


def test_every_check_in_a_lesson_stands_in_its_html_in_each_language():
    for _, lesson in lessons():
        for html in lesson.html.values():
            assert [html.count(CHECK_MARK % one) for one in lesson.checks] == [1] * len(lesson.checks)


def test_every_lesson_has_the_same_sections_in_each_language():
    for _, lesson in lessons():
        assert [entry.anchor for entry in lesson.toc["en"]] == [entry.anchor for entry in lesson.toc["ru"]]


@pytest.mark.parametrize(
    ("name", "drawn", "held", "percent", "minutes"),
    [("sf", 20, 40, 75, 30), ("ta", 25, 60, 70, 45)],
)
def test_an_exam_draws_passes_and_waits_as_promised(name: str, drawn: int, held: int, percent: int, minutes: int):
    exam = quiz(name)

    assert exam.kind is QuizKind.EXAM
    assert (exam.paper_size, len(exam.questions), exam.pass_percent, exam.minutes, exam.attempts) == (drawn, held, percent, minutes, 3)
    assert [timedelta(seconds=wait) for wait in exam.cooldown] == [timedelta(hours=24), timedelta(days=7)]


@pytest.mark.parametrize("name", EXAMS)
def test_every_question_of_an_exam_explains_itself_and_names_its_objective_and_its_lesson(name: str):
    for question in quiz(name).questions:
        taught = sample().catalogue.lesson(question.lesson or "")
        assert taught is not None, question.id
        assert question.objective in {one.id for one in taught[0].objectives}, question.id
        for language in LANGUAGES:
            assert plain(question.text[language])
            assert plain(question.explanation[language])
            assert all(plain(option.text[language]) for option in question.options)


@pytest.mark.parametrize("name", EXAMS)
def test_an_exam_asks_in_different_ways_and_each_objective_has_twice_what_is_drawn(name: str):
    exam = quiz(name)
    shares = {kind: count / len(exam.questions) for kind, count in Counter(question.type for question in exam.questions).items()}
    asked = Counter(question.objective for question in exam.questions)

    assert shares[QuestionType.SINGLE] <= 0.7
    assert shares[QuestionType.MULTIPLE] >= 0.2
    assert shares[QuestionType.TRUE_FALSE] >= 0.1
    assert all(asked[quota.objective] >= 2 * quota.take for quota in exam.draw)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMS)
def test_the_right_option_is_not_known_by_its_length_nor_by_its_place(name: str, language: str):
    longest, places = 0, Counter[int]()
    singles = [question for question in quiz(name).questions if question.type is QuestionType.SINGLE]
    for question in singles:
        lengths = [len(plain(option.text[language])) for option in question.options]
        place = next(number for number, option in enumerate(question.options) if option.right)
        longest += lengths[place] == max(lengths) and lengths.count(max(lengths)) == 1
        places[place] += 1

    assert longest / len(singles) <= 0.4
    assert all(0.1 <= places[place] / len(singles) <= 0.4 for place in range(4))


@pytest.mark.parametrize("name", EXAMS)
def test_statements_are_true_as_often_as_false(name: str):
    keys = Counter(next(iter(question.right)) for question in quiz(name).questions if question.type is QuestionType.TRUE_FALSE)

    assert abs(keys[Slug("true")] - keys[Slug("false")]) <= 2


def test_there_are_six_certifications_of_which_two_can_be_earned():
    certifications = sample().certifications.items

    assert {one.code: one.offered for one in certifications.values()} == {
        "SF": True, "SP": False, "TA": True, "TP": False, "MS": False, "PM": False,
    }  # fmt: skip
    for one in certifications.values():
        if one.offered:
            assert one.exam is not None
            assert quiz(one.exam).kind is QuizKind.EXAM
            assert all(sample().catalogue.courses[need.ref].offered for need in one.needs if need.kind == "course")


def test_there_are_two_paths_and_three_tiers():
    programme = sample().programme

    assert programme is not None
    assert set(sample().catalogue.paths) == {"new-seller", "engineer"}
    assert [tier.id for tier in programme.tiers] == ["start", "silver", "gold"]


def test_the_materials_are_there_behind_their_gates_in_both_languages():
    materials = {one.code: one for one in sample().materials.items.values()}

    assert {code: one.gate for code, one in materials.items()} == GATES
    assert {code for code, one in materials.items() if one.public} == {"M2"}
    assert all({file.language for file in one.files} == set(LANGUAGES) for one in materials.values())


def test_the_files_of_the_materials_are_real():
    tree = sample_tree()
    for one in sample().materials.items.values():
        for file in one.files:
            data = tree.files[f"materials/{one.id}/{file.name}"]
            assert len(data) == file.size
            assert len(data) > 10_000
            if file.name.endswith(".pdf"):
                assert data.startswith(b"%PDF-1.")
                assert data.rstrip().endswith(b"%%EOF")
            else:
                assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_price_list_holds_every_price_that_the_lesson_names(language: str):
    taught = passage(sample(), "lesson:cloud-for-sellers/compute-and-backup", "en")
    sizes = re.search(r"S 2 4 GB ([\d,]+) ₽ M 4 8 GB ([\d,]+) ₽ L 8 16 GB ([\d,]+) ₽ XL 16 64 GB ([\d,]+) ₽", taught)
    plans = re.search(r"Price per protected GB a month (\d+) ₽ (\d+) ₽", taught)
    traffic = re.search(r"each GB costs ([\d.]+) ₽", taught)
    disks = re.findall(r" TB (\d+) ₽", taught)
    assert sizes is not None
    assert plans is not None
    assert traffic is not None
    book = zipfile.ZipFile(io.BytesIO(sample_tree().files[f"materials/price-list/price-list.{language}.xlsx"]))
    listed = {float(value) for value in re.findall(r"<v>([\d.]+)</v>", book.read("xl/worksheets/sheet1.xml").decode())}

    named = {float(price.replace(",", "")) for price in (*sizes.groups(), *plans.groups(), *traffic.groups(), *disks)}

    assert len(disks) == 3
    assert named <= listed


def test_no_english_sentence_is_left_in_a_russian_text():
    assert {place: found for place, text in russian() if (found := ENGLISH.findall(text))} == {}


def test_russian_texts_keep_the_dots_of_yo_and_their_own_quotation_marks():
    for place, text in russian():
        assert WITHOUT_DOTS.findall(text) == [], place
        assert '"' not in text, place
    for course, lesson in lessons():
        assert "ё" in lesson.html["ru"], (course.id, lesson.id)
        assert "«" in lesson.html["ru"], (course.id, lesson.id)


def test_numbers_are_grouped_as_each_language_does():
    space = r"(?:\u00a0|&nbsp;| )"
    for _, lesson in lessons():
        assert re.findall(rf"\d{space}\d{{3}}{space}₽", lesson.html["en"]) == [], lesson.id
        assert re.findall(rf"\d(?:,| )\d{{3}}{space}₽", lesson.html["ru"]) == [], lesson.id


def test_pictures_of_russian_lessons_and_questions_speak_russian():
    tree = sample_tree()
    paths = [path for path in sample().media.values() if path.endswith(".ru.svg")]

    assert sum(path.startswith("courses/") for path in paths) == len(list(lessons()))
    for path in paths:
        words = " ".join(re.findall(r"<(?:text|tspan|title)\b[^>]*>([^<]*)", tree.files[path].decode()))
        assert ENGLISH.findall(words) == [], path
        assert WITHOUT_DOTS.findall(words) == [], path
        assert re.search(r"[а-яё]{3}", words), path
