"""Courses, lessons as such, and paths."""

from tests.publishing.faulty.making import (
    COURSE,
    COURSE_RU,
    LESSON,
    LESSON_RU,
    PATH,
    QUIZ,
    SECOND,
    SECOND_RU,
    Case,
    case,
    copy,
    course,
    lint,
    swap,
)

CHECK = "::check first-steps-checks#what-moves"
NOWHERE, EXAMINED = "::check nowhere#what-moves", "::check basics#claims"
LATER = "  - certification: basics\n  - course: first-steps\n"
CASES: tuple[Case, ...] = (
    case(
        "COURSE_MISSING",
        "courses/orphans/01-alone.md:1:1",
        copy(SECOND, "courses/orphans/01-alone.md"),
        copy(SECOND_RU, "courses/orphans/01-alone.ru.md"),
    ),
    case("COURSE_EMPTY", "courses/second/course.md:8:8", course("second", "", "other", state="published")),
    case(
        "NUMBER_TWICE",
        "courses/first-steps/02-who-buys.md:1:1",
        copy(SECOND, "courses/first-steps/02-new.md"),
        copy(SECOND_RU, "courses/first-steps/02-new.ru.md"),
    ),
    case(
        "OBJECTIVE_UNKNOWN",
        "courses/first-steps/01-what-it-is.md:5:14",
        swap(LESSON, "objectives: [plain-words]", "objectives: [fancy-words]"),
    ),
    case("OBJECTIVE_UNKNOWN", "courses/first-steps/course.ru.md:6:10", swap(COURSE_RU, "id: who-buys", "id: who-sells"), among=True),
    case("OBJECTIVE_TWICE", "courses/second/course.md:5:10", course("second", "", "plain-words")),
    case("PREREQUISITE_CIRCLE", "courses/first-steps/course.md:10:1", swap(COURSE, "prerequisites: []", "prerequisites: [first-steps]")),
    case(
        "PREREQUISITE_CIRCLE",
        "courses/first-steps/course.md:10:1",
        swap(COURSE, "prerequisites: []", "prerequisites: [second]"),
        course("second", "first-steps", "other"),
        among=True,
    ),
    case("COURSE_UNKNOWN", "courses/first-steps/course.md:10:17", swap(COURSE, "prerequisites: []", "prerequisites: [nowhere]")),
    lint(
        "NEED_IN_PREPARATION",
        "courses/first-steps/course.md:10:17",
        swap(COURSE, "prerequisites: []", "prerequisites: [second]"),
        course("second", "", "other"),
    ),
    case(
        "PRODUCT_UNKNOWN", "courses/first-steps/course.md:6:21", swap(COURSE, "products: [compute, backup]", "products: [compute, toaster]")
    ),
    case("CHECKS_DIFFER", "courses/first-steps/01-what-it-is.ru.md:5:1", swap(LESSON_RU, f"{CHECK}\n", "")),
    case("CHECK_MISPLACED", "courses/first-steps/course.md:13:1", swap(COURSE, "A short introduction", f"{CHECK}\n\nA short introduction")),
    case("CHECK_MISPLACED", "quizzes/basics.md:14:1", swap(QUIZ, "What the learner reads", f"{CHECK}\n\nWhat the learner reads")),
    case(
        "QUESTION_UNKNOWN",
        "courses/first-steps/01-what-it-is.md:25:1",
        swap(LESSON, CHECK, f"{CHECK}-now"),
        swap(LESSON_RU, CHECK, f"{CHECK}-now"),
    ),
    case("QUIZ_UNKNOWN", "courses/first-steps/01-what-it-is.md:25:1", swap(LESSON, CHECK, NOWHERE), swap(LESSON_RU, CHECK, NOWHERE)),
    case(
        "QUIZ_NOT_OF_CHECKS", "courses/first-steps/01-what-it-is.md:25:1", swap(LESSON, CHECK, EXAMINED), swap(LESSON_RU, CHECK, EXAMINED)
    ),
    # paths
    case("COURSE_UNKNOWN", "courses/paths/newcomer.yaml:7:13", swap(PATH, "course: first-steps", "course: last-steps")),
    case("CERTIFICATION_UNKNOWN", "courses/paths/newcomer.yaml:8:20", swap(PATH, "certification: basics", "certification: advanced")),
    case("PATH_ITEM", "courses/paths/newcomer.yaml:8:11", swap(PATH, "certification: basics", "book: basics")),
    case("PATH_ITEM", "courses/paths/newcomer.yaml:8:5", swap(PATH, "certification: basics", "basics")),
    case("PATH_ITEM_TWICE", "courses/paths/newcomer.yaml:8:13", swap(PATH, "certification: basics", "course: first-steps")),
    case(
        "PATH_ITEM_UNREACHABLE",
        "courses/paths/newcomer.yaml:7:20",
        swap(PATH, "  - course: first-steps\n  - certification: basics\n", LATER),
    ),
    case("PATH_SET", "courses/paths/newcomer.yaml:6:1", swap(PATH, "all:", "any: []\nall:")),
    case(
        "PATH_SET", "courses/paths/newcomer.yaml:6:1", swap(PATH, "all:\n  - course: first-steps\n  - certification: basics\n", "all: []\n")
    ),
    case(
        "PATH_N_TOO_LARGE",
        "courses/paths/newcomer.yaml:7:6",
        swap(PATH, "all:\n  - course: first-steps\n", "at_least:\n  n: 3\n  of:\n  - course: first-steps\n"),
    ),
    case("TRACK_TWICE", "courses/paths/other.yaml:3:21", copy(PATH, "courses/paths/other.yaml")),
)
