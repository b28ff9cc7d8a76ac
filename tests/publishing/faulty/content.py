"""Languages, certifications and materials."""

from tests.publishing.faulty.making import (
    BASICS,
    BASICS_RU,
    COURSE,
    COURSE_RU,
    LESSON,
    LESSON_RU,
    PITCH,
    PITCH_RU,
    RACK,
    SECOND_RU,
    Case,
    case,
    certification,
    copy,
    drop,
    lint,
    own,
    put,
    swap,
)

TO_COME = "---\ntitle: Extra\nsummary: To come.\ntrack: all\nstate: in_preparation\n---\n"
CASES: tuple[Case, ...] = (
    case("TRANSLATION_MISSING", "courses/first-steps/01-what-it-is.md:1:1", drop(LESSON_RU)),
    case("TRANSLATION_MISSING", "courses/first-steps/01-what-it-is.ru.md:1:1", drop(LESSON)),
    case("TRANSLATION_MISSING", "courses/first-steps/02-who-buys.md:1:1", drop(SECOND_RU)),
    case("TRANSLATION_MISSING", "courses/first-steps/course.md:1:1", drop(COURSE_RU)),
    case("TRANSLATION_MISSING", "certificates/basics.md:1:1", drop(BASICS_RU)),
    case("TRANSLATION_MISSING", "materials/pitch/material.md:1:1", drop(PITCH_RU)),
    case(
        "TRANSLATION_MISSING",
        "courses/first-steps/course.ru.md:4:1",
        swap(COURSE_RU, "  - {id: who-buys, text: Назвать три причины покупки}\n", ""),
    ),
    lint("TRANSLATION_TO_COME", "courses/extra/course.md:1:1", put("courses/extra/course.md", TO_COME)),
    case("TRANSLATION_DIFFERS", "certificates/basics.ru.md:4:1", swap(BASICS_RU, "  - Знает, что можно обещать\n", "")),
    lint("TRANSLATION_STALE", "courses/first-steps/02-who-buys.ru.md:2:9", swap(SECOND_RU, "title:", "source: 0a1b2c3d\ntitle:")),
    lint("TRANSLATION_STALE", "quizzes/own.ru.md:3:9", own(ru_head="source: 0a1b2c3d\n")),
    case("FILE_TWICE", "courses/first-steps/01-what-it-is.md:1:1", copy(LESSON, "courses/first-steps/01-what-it-is.en.md")),
    case(
        "FILE_TWICE",
        "materials/pitch/material.md:18:12",
        swap(PITCH, "file: pitch.ru.txt", "file: pitch.en.txt"),
        drop("materials/pitch/pitch.ru.txt"),
    ),
    # certifications
    case("EXAM_MISSING", "certificates/basics.md:2:1", swap(BASICS, "exam: basics\n", "")),
    case("EXAM_TWICE", "certificates/second.md:8:7", certification("second", "SC", "exam: basics")),
    case("CODE_TWICE", "certificates/second.md:5:7", certification("second", "PB", "state: in_preparation")),
    case("QUIZ_UNKNOWN", "certificates/basics.md:8:7", swap(BASICS, "exam: basics", "exam: advanced")),
    case("QUIZ_NOT_AN_EXAM", "certificates/basics.md:8:7", swap(BASICS, "exam: basics", "exam: first-steps-checks")),
    case("COURSE_UNKNOWN", "certificates/basics.md:7:13", swap(BASICS, "course: first-steps", "course: last-steps")),
    case("COURSE_UNKNOWN", "certificates/basics.md:9:54", swap(BASICS, "from: issue", "from: course_release, course: nothing")),
    case("CERTIFICATION_UNKNOWN", "certificates/basics.md:11:10", swap(BASICS, "counts: true", "renews: [nothing]")),
    case("NEED_SHAPE", "certificates/basics.md:7:5", swap(BASICS, "- course: first-steps", "- {}")),
    case(
        "NEED_SHAPE", "certificates/basics.md:7:5", swap(BASICS, "- course: first-steps", "- {course: first-steps, certification: second}")
    ),
    case("NEED_CIRCLE", "certificates/basics.md:6:1", swap(BASICS, "course: first-steps", "certification: basics")),
    case(
        "NEED_CIRCLE", "certificates/second.md:9:1", certification("second", "SC", "state: in_preparation\nneeds: [certification: second]")
    ),
    lint(
        "NEED_IN_PREPARATION", "certificates/basics.md:7:13", swap(COURSE, "prerequisites: []", "prerequisites: []\nstate: in_preparation")
    ),
    lint(
        "NEED_IN_PREPARATION",
        "certificates/basics.md:7:20",
        swap(BASICS, "course: first-steps", "certification: second"),
        certification("second", "SC", "state: in_preparation"),
    ),
    case("VALIDITY_SHAPE", "certificates/basics.md:9:1", swap(BASICS, "from: issue", "from: course_release")),
    case("VALIDITY_SHAPE", "certificates/basics.md:9:1", swap(BASICS, "from: issue", "from: issue, course: first-steps")),
    # materials
    case("TIER_UNKNOWN", "materials/pitch/material.md:14:22", swap(PITCH, "tier_at_least: entry", "tier_at_least: platinum")),
    case("PRODUCT_UNKNOWN", "materials/pitch/material.md:6:12", swap(PITCH, "products: [compute]", "products: [toaster]")),
    case("GATE_AND_PUBLIC", "materials/pitch/material.md:12:9", swap(PITCH, "gate:", "public: true\ngate:")),
    lint("GATE_NEVER_OPENS", "materials/pitch/material.md:12:1", swap(PITCH, "person_holds: basics", "agreement: {at_least: 3}")),
    case(
        "FILE_MISSING",
        "materials/pitch/material.md:17:12",
        swap(PITCH, "file: pitch.en.txt", "file: pitch.de.txt"),
        drop("materials/pitch/pitch.en.txt"),
    ),
    case(
        "FILE_MISSING", "materials/pitch/material.md:17:12", swap(PITCH, "file: pitch.en.txt", "file: ../../quizzes/basics.md"), among=True
    ),
    lint("FILE_UNLISTED", "materials/pitch/draft.pdf:1:1", put("materials/pitch/draft.pdf", "%PDF-")),
    case("MATERIAL_MISSING", "materials/pitch/pitch.en.txt:1:1", drop(PITCH, PITCH_RU)),
    case(
        "FILE_WITHOUT_GATE",
        "materials/pitch/pitch.svg:1:1",
        copy(RACK, "materials/pitch/pitch.svg"),
        drop("materials/pitch/pitch.en.txt"),
        swap(PITCH, "pitch.en.txt", "pitch.svg"),
    ),
)
