"""What is wrong only in comparison with the release in use."""

from tests.publishing.faulty.making import (
    BASICS,
    COURSE,
    COURSE_RU,
    OWN,
    PITCH,
    QUIZ,
    SECOND,
    Case,
    own,
    since,
    swap,
)

CASES: tuple[Case, ...] = (
    since("QUESTION_TYPE_CHANGED", "quizzes/own.md:6:19", own(), swap(OWN, "type=single", "type=multiple"), released=(own(),)),
    since(
        "MEANING_CHANGED",
        "quizzes/basics.md:28:55",
        swap(QUIZ, "Who asks first about being on call?", "Up to what age may a disk be used in the cluster?"),
        swap("quizzes/basics.ru.md", "Кто первым спросит о дежурствах?", "До какого возраста диск служит в кластере?"),
    ),
    since(
        "MEANING_CHANGED",
        "quizzes/basics.md:31:1",
        swap(QUIZ, "The accountant", "Whoever drives a van"),
        swap("quizzes/basics.ru.md", "Бухгалтер", "Любой водитель"),
    ),
    since(
        "MEANING_CHANGED",
        "courses/first-steps/course.md:9:26",
        swap(COURSE, "Name three reasons why a customer buys", "Set up a backup policy"),
        swap(COURSE_RU, "Назвать три причины покупки", "Настроить правила копий"),
    ),
    since(
        "KEY_CHANGED",
        "quizzes/own.md:6:1",
        own(),
        swap(OWN, "[x] This", "[ ] This"),
        swap(OWN, "[ ] That", "[x] That"),
        released=(own(),),
        warning=True,
    ),
    since(
        "KEY_CHANGED",
        "quizzes/try-numeric.md:7:1",
        swap("quizzes/try-numeric.md", "- = 166.7 ± 1%", "- = 166.7 ± 2%"),
        warning=True,
    ),
    since("KEY_CHANGED", "quizzes/try-cloze.md:7:1", swap("quizzes/try-cloze.md", "- = 4 {", "- = 5 {"), warning=True),
    since("KEY_CHANGED", "quizzes/try-multiple.md:7:1", swap("quizzes/try-multiple.md", "proportional", "strict"), warning=True),
    since(
        "QUESTION_TYPE_CHANGED",
        "quizzes/try-cloze.md:15:1",
        swap("quizzes/try-cloze.md", "{#state type=short_text}", "{#state type=numeric}"),
        swap("quizzes/try-cloze.md", "- = recovery point {#point}\n- = точки восстановления {#point-in-russian}", "- = 4 {#point}"),
    ),
    since(
        "MEANING_CHANGED",
        "quizzes/try-cloze.md:23:1",
        swap("quizzes/try-cloze.md", "on working days", "while stocks last"),
        swap("quizzes/try-cloze.ru.md", "по рабочим дням", "пока есть запас"),
    ),
    since(
        "TRANSLATION_STALE",
        "courses/first-steps/02-who-buys.ru.md:1:1",
        swap(SECOND, "The office grows.", "The office grows and grows."),
        warning=True,
    ),
    since(
        "TRANSLATION_STALE",
        "courses/first-steps/course.ru.md:1:1",
        swap(COURSE, "A short introduction", "A very short introduction"),
        warning=True,
    ),
    since(
        "TRANSLATION_STALE",
        "certificates/basics.ru.md:1:1",
        swap(BASICS, "What the certificate proves", "What the paper proves"),
        warning=True,
    ),
    since("TRANSLATION_STALE", "materials/pitch/material.ru.md:1:1", swap(PITCH, "When to use it", "When you may use it"), warning=True),
    since("TRANSLATION_STALE", "quizzes/own.ru.md:4:1", own(), swap(OWN, "- [ ] That", "- [ ] That one"), released=(own(),), warning=True),
)
