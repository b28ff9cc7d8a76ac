"""Markdown: links, anchors, pictures, formulas, headings, tables, and texts that would take for ever."""

from tests.publishing.faulty.making import LESSON, LINK, PITCH, QUIZ, SECOND, SECOND_RU, Case, case, course, lint, swap

PICTURE = "![A server rack on the left, a cloud on the right](media/rack.svg"
WIDE = "| a | b | c | d | e | f | g | h | i |\n|---|---|---|---|---|---|---|---|---|\n\n"
CASES: tuple[Case, ...] = (
    case("LINK_DEAD", "courses/first-steps/01-what-it-is.md:12:58", swap(LESSON, LINK, "(03-who-buys.md)")),
    case("LINK_DEAD", "courses/first-steps/01-what-it-is.md:12:58", swap(LESSON, LINK, "(material:nothing)")),
    case("LINK_DEAD", "courses/first-steps/01-what-it-is.md:12:58", swap(LESSON, LINK, "(certification:nothing)")),
    case("LINK_DEAD", "courses/first-steps/01-what-it-is.md:12:58", swap(LESSON, LINK, "(javascript:alert)")),
    case("LINK_DEAD", "courses/first-steps/01-what-it-is.md:12:58", swap(LESSON, LINK, "(/admin)")),
    case("LINK_DEAD", "courses/first-steps/01-what-it-is.md:12:58", swap(LESSON, LINK, "(../../../etc/passwd)")),
    case("LINK_DEAD", "courses/first-steps/01-what-it-is.md:12:58", swap(LESSON, LINK, "(https://[bad)")),
    case("LINK_DEAD", "courses/first-steps/01-what-it-is.md:12:58", swap(LESSON, LINK, "(../../materials/pitch/pitch.en.txt)")),
    case("LINK_DEAD", "quizzes/basics.md:31:24", swap(QUIZ, "The accountant", "The [accountant](nowhere.md)")),
    case("LINK_DEAD", "quizzes/basics.md:23:21", swap(QUIZ, "> Past uptime is", "> Past [uptime](nowhere.md) is")),
    case("LINK_DEAD", "quizzes/basics.md:16:50", swap(QUIZ, "make without approval", "make [without](nowhere.md) approval")),
    case("LINK_DEAD", "materials/pitch/material.md:21:15", swap(PITCH, "When to use it", "When to [use](nowhere.md) it")),
    lint(
        "LINK_TO_DRAFT",
        "courses/first-steps/01-what-it-is.md:12:58",
        swap(LESSON, LINK, "(../second/course.md)"),
        course("second", "", "other"),
    ),
    case("ANCHOR_UNKNOWN", "courses/first-steps/01-what-it-is.md:12:58", swap(LESSON, "#three-reasons", "#four-reasons")),
    case("ANCHOR_UNKNOWN", "courses/first-steps/01-what-it-is.ru.md:10:56", swap(SECOND_RU, " {#three-reasons}", "")),
    case("ANCHOR_UNKNOWN", "courses/first-steps/01-what-it-is.md:12:58", swap(LESSON, LINK, "(#nowhere)")),
    case(
        "ANCHOR_TWICE",
        "courses/first-steps/02-who-buys.md:12:11",
        swap(SECOND, "1. The old", "## Three {#three-reasons}\n\n1. The old"),
        swap(SECOND, "## Three reasons", "## Three reasons {#three-reasons}\n\n"),
    ),
    case("PICTURE_DEAD", "courses/first-steps/01-what-it-is.md:17:52", swap(LESSON, PICTURE, f"{PICTURE[:-4]}.png")),
    case(
        "PICTURE_REMOTE",
        "courses/first-steps/02-who-buys.md:11:17",
        swap(SECOND, "The office", "![An office](https://elsewhere.example/office.png)"),
    ),
    case("PICTURE_WITHOUT_TEXT", "courses/first-steps/01-what-it-is.md:17:5", swap(LESSON, PICTURE, "![](media/rack.svg")),
    case("FORMULA_WRONG", "courses/first-steps/01-what-it-is.md:23:30", swap(LESSON, "\\(1 - t/T\\)", "\\(\\frac{1\\)")),
    case("HEADING_SKIPPED", "courses/first-steps/02-who-buys.md:10:1", swap(SECOND, "1. The old", "#### One\n\n1. The old")),
    case(
        "HEADING_SKIPPED",
        "courses/first-steps/02-who-buys.md:20:1",
        swap(SECOND, "1. The old", "```\n#### No heading\n```\n\n### A\n\n#### B\n\n## C\n\n#### D\n\n1. The old"),
    ),
    case("HEADING_TITLE", "courses/first-steps/02-who-buys.md:10:1", swap(SECOND, "1. The old", "# Three more\n\n1. The old")),
    case("HEADING_TITLE", "courses/first-steps/02-who-buys.md:10:1", swap(SECOND, "1. The old", "Three more\n==========\n\n1. The old")),
    case("HEADING_TITLE", "quizzes/basics.md:18:1", swap(QUIZ, "The customer asks", "# A title\n\nThe customer asks")),
    lint("TABLE_TOO_WIDE", "courses/first-steps/02-who-buys.md:10:34", swap(SECOND, "1. The old", f"{WIDE}1. The old")),
    case("MARKUP_TOO_HEAVY", "courses/first-steps/02-who-buys.md:7:1", swap(SECOND, "The office", "The " + "**a" * 60_000)),
    case("MARKUP_TOO_DENSE", "courses/first-steps/02-who-buys.md:11:8", swap(SECOND, "The office", "The " + "[" * 200)),
)
