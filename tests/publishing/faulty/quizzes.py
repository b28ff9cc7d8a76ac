"""Quizzes: settings, questions, options, explanations, and their translations."""

from tests.publishing.faulty.making import (
    OWN,
    OWN_RU,
    QUIZ,
    QUIZ_RU,
    TRANSLATION,
    Case,
    case,
    copy,
    drop,
    lint,
    own,
    put,
    swap,
)

TWO = "- [x] This {#this}\n- [ ] That {#that}\n"
ASKED = "## Which? {#which type=single}\n\n"
MANY = "## Which? {#which type=multiple}\n\n"
TRUE = "## So? {#so type=true_false}\n\n"
EXAM = "kind: exam\npass: 50\nminutes: 5\n"
ONE_DRAWN = "kind: practice\npass: 50\ndraw:\n  - {objective: who-buys, take: 1}\n"
BUYERS = f"## Which? {{#which type=single objective=who-buys}}\n\n{TWO}"
PLAIN = f"## What? {{#what type=single objective=plain-words}}\n\n{TWO}"
PLAIN_RU = "## Какое? {#what}\n\n- [ ] Это {#this}\n- [ ] То {#that}\n"
RULER = "".join(f"## Q{n}? {{#q{n} type=single}}\n\n- [x] This is the longest {{#a}}\n- [ ] That {{#b}}\n\n" for n in range(4))
RULER_RU = "".join(f"## В{n}? {{#q{n}}}\n\n- [ ] Это оно {{#a}}\n- [ ] А вот то нет {{#b}}\n\n" for n in range(4))
CASES: tuple[Case, ...] = (
    case("QUIZ_ID_TWICE", "quizzes/basics.md:1:1", copy(QUIZ, "quizzes/02-basics.md")),
    case("ID_UNREADABLE", "quizzes/My Quiz.md:1:1", put("quizzes/My Quiz.md", "x")),
    case(
        "ID_UNREADABLE",
        "quizzes/own.md:6:12",
        own(f"## Which? {{#Which type=single}}\n\n{TWO}", TRANSLATION.replace("#which", "#Which")),
        among=True,
    ),
    case(
        "ID_LOOK_ALIKE",
        "quizzes/own.md:6:12",
        own(f"## Which? {{#wh\u0456ch type=single}}\n\n{TWO}", TRANSLATION.replace("#which", "#wh\u0456ch")),
        among=True,
    ),
    case("TRANSLATION_WITHOUT_ORIGINAL", "quizzes/own.ru.md:1:1", own(), drop(OWN)),
    case("TRANSLATION_MISSING", "quizzes/own.md:1:1", own(), drop(OWN_RU)),
    case("KEY_MISSING", "quizzes/own.md:3:1", own(head="kind: practice\n")),
    case("QUESTIONS_MISSING", "quizzes/own.md:6:1", own("", "")),
    case(
        "DRAW_TWICE",
        "quizzes/own.md:7:17",
        own(head=f"{ONE_DRAWN}  - {{objective: who-buys, take: 1}}\n"),
        swap(OWN, "single", "single objective=who-buys"),
    ),
    case("DRAW_UNKNOWN_OBJECTIVE", "quizzes/own.md:6:17", own(head=ONE_DRAWN)),
    case("DRAW_TOO_LARGE", "quizzes/own.md:6:33", own(head=ONE_DRAWN.replace("1", "2")), swap(OWN, "single", "single objective=who-buys")),
    lint("OBJECTIVE_NOT_DRAWN", "quizzes/own.md:5:1", own(f"{BUYERS}\n{PLAIN}", f"{TRANSLATION}\n{PLAIN_RU}", head=ONE_DRAWN)),
    case("EXAM_GUESSABLE", "quizzes/basics.md:4:1", swap(QUIZ, "pass: 75", "pass: 50")),
    # questions
    case(
        "ID_MISSING",
        "quizzes/own.md:9:11",
        own(f"{ASKED}- [x] This {{#this}}\n- [ ] That\n", TRANSLATION.replace("- [ ] То {#that}\n", "")),
    ),
    case("TYPE_MISSING", "quizzes/own.md:6:11", own(f"## Which? {{#which}}\n\n{TWO}")),
    case("TYPE_UNKNOWN", "quizzes/own.md:6:19", own(f"## Which? {{#which type=riddle}}\n\n{TWO}")),
    case("ATTRIBUTE_UNKNOWN", "quizzes/own.md:6:31", own(f"## Which? {{#which type=single level=2}}\n\n{TWO}")),
    case("ATTRIBUTE_TWICE", "quizzes/own.md:6:31", own(f"## Which? {{#which type=single type=multiple}}\n\n{TWO}")),
    case("ATTRIBUTE_UNREADABLE", "quizzes/own.md:6:31", own(f"## Which? {{#which type=single hard}}\n\n{TWO}")),
    case("LESSON_UNREADABLE", "quizzes/basics.md:16:103", swap(QUIZ, "lesson=first-steps/what-it-is", "lesson=what-it-is")),
    case("LESSON_UNKNOWN", "quizzes/basics.md:16:103", swap(QUIZ, "lesson=first-steps/what-it-is", "lesson=first-steps/what-it-was")),
    case("LESSON_MISSING", "quizzes/basics.md:16:58", swap(QUIZ, " lesson=first-steps/what-it-is", "")),
    case(
        "OBJECTIVE_UNKNOWN",
        "quizzes/own.md:6:31",
        own(f"## Which? {{#which type=single objective=other-words}}\n\n{TWO}"),
    ),
    case(
        "OBJECTIVE_MISSING",
        "quizzes/basics.md:16:58",
        swap(QUIZ, " objective=plain-words lesson=first-steps/what-it-is}", " lesson=first-steps/what-it-is}"),
        swap(QUIZ, "plain-words, take: 2", "plain-words, take: 1"),
    ),
    case("QUESTION_ID_TWICE", "quizzes/own.md:11:12", own(f"{ASKED}{TWO}\n{ASKED}{TWO}")),
    case("TEXT_MISSING", "quizzes/own.md:9:1", own(f"{ASKED}- [x] This {{#this}}\n- [ ] {{#that}}\n")),
    case(
        "FENCE_OPEN",
        "quizzes/own.md:8:1",
        own(f"## Which? {{#which type=single}}\n\n```\ncode\n\n{TWO}", TRANSLATION.replace("\n\n", "\n\nКод\n\n", 1)),
    ),
    case(
        "HEADING_UNDERLINED",
        "quizzes/own.md:9:1",
        own(f"## Which? {{#which type=single}}\n\nMore\n----\n\n{TWO}", TRANSLATION.replace("\n\n", "\n\nЕщё\n\n", 1)),
    ),
    lint(
        "EXPLANATION_MISSING",
        "quizzes/basics.md:37:1",
        swap(QUIZ, "\n> Every started hour counts.\n", ""),
        swap(QUIZ_RU, "\n> Считается каждый начатый час.\n", ""),
    ),
    # options
    case("OPTIONS_MISSING", "quizzes/own.md:6:1", own(f"{ASKED}- [x] This {{#this}}\n", TRANSLATION.replace("- [ ] То {#that}\n", ""))),
    case("OPTIONS_WITHOUT_BLANK", "quizzes/own.md:7:1", own(f"## Which? {{#which type=single}}\n{TWO}")),
    case("OPTION_UNREADABLE", "quizzes/own.md:8:1", own(f"{ASKED}- [X] This {{#this}}\n- [ ] That {{#that}}\n")),
    case("OPTION_ID_TWICE", "quizzes/own.md:10:14", own(f"{ASKED}{TWO}- [ ] Those {{#that}}\n")),
    case(
        "OPTION_MISPLACED",
        "quizzes/own.md:13:1",
        own(f"{ASKED}{TWO}\n> Why.\n\n- [ ] C {{#c}}\n", f"{TRANSLATION}- [ ] В {{#c}}\n\n> Почему.\n"),
    ),
    case("PIN_UNKNOWN", "quizzes/own.md:9:19", own(f"{ASKED}- [x] This {{#this}}\n- [ ] That {{#that pin=first}}\n")),
    case("NO_RIGHT_OPTION", "quizzes/own.md:6:1", own(f"{ASKED}- [ ] This {{#this}}\n- [ ] That {{#that}}\n")),
    case("SEVERAL_RIGHT", "quizzes/own.md:9:1", own(f"{ASKED}- [x] This {{#this}}\n- [x] That {{#that}}\n")),
    case("ALL_RIGHT", "quizzes/own.md:6:1", own(f"{MANY}- [x] This {{#this}}\n- [x] That {{#that}}\n")),
    case(
        "TRUE_FALSE_OPTIONS",
        "quizzes/own.md:6:1",
        own(f"{TRUE}- [x] No {{#false}}\n- [ ] Yes {{#true}}\n", "## Так? {#so}\n\n- [ ] Нет {#false}\n- [ ] Да {#true}\n"),
    ),
    lint("LONGEST_IS_RIGHT", "quizzes/own.md:6:1", own(RULER, RULER_RU)),
    lint(
        "LONGEST_IS_RIGHT",
        "quizzes/own.ru.md:4:1",
        own(RULER.replace("[ ] That", "[ ] That is longer by far"), RULER_RU.replace("Это оно", "Это, конечно, оно")),
    ),
    # explanations
    case("EXPLANATION_WITHOUT_OPTION", "quizzes/own.md:8:1", own(f"{ASKED}    > Why.\n\n{TWO}")),
    case("EXPLANATION_INDENT", "quizzes/own.md:10:1", own(f"{ASKED}{TWO}  > Why.\n")),
    case("EXPLANATION_WITHOUT_BLANK", "quizzes/own.md:10:1", own(f"{ASKED}{TWO}> Why.\n", f"{TRANSLATION}\n> Почему.\n")),
    case(
        "EXPLANATION_UNCLEAR",
        "quizzes/own.ru.md:8:1",
        own(
            "## How many? {#many type=numeric}\n\n> A plan.\n\nCount.\n\n- = 4 {#four}\n\n> Four.\n",
            "## Сколько? {#many}\n\nСочтите.\n\n> Четыре.\n",
        ),
    ),
    case("EXPLANATION_TWICE", "quizzes/own.md:13:1", own(f"{ASKED}{TWO}\n> Why.\n\n> Also.\n", f"{TRANSLATION}\n> Почему.\n")),
    case("CALLOUT_IN_EXPLANATION", "quizzes/own.md:11:1", own(f"{ASKED}{TWO}\n> [!NOTE]\n> Why.\n", f"{TRANSLATION}\n> Почему.\n")),
    case("TEXT_UNEXPECTED", "quizzes/own.md:10:3", own(f"{ASKED}{TWO}  And more.\n")),
    # translations
    case("QUESTION_NOT_TRANSLATED", "quizzes/own.ru.md:4:1", own(translation="")),
    case("QUESTION_UNKNOWN", "quizzes/own.ru.md:9:10", own(translation=f"{TRANSLATION}\n## Ещё? {{#more}}\n")),
    case("OPTION_NOT_TRANSLATED", "quizzes/own.ru.md:4:1", own(translation=TRANSLATION.replace("- [ ] То {#that}\n", ""))),
    case("OPTION_UNKNOWN", "quizzes/own.ru.md:8:12", own(translation=f"{TRANSLATION}- [ ] Ещё {{#more}}\n")),
    case("TEXT_NOT_TRANSLATED", "quizzes/own.ru.md:4:1", own(f"{ASKED}{TWO}\n> Why.\n")),
    case("TEXT_NOT_IN_ORIGINAL", "quizzes/own.ru.md:9:1", own(translation=f"{TRANSLATION}\n> Почему.\n")),
    case("TYPE_IN_TRANSLATION", "quizzes/own.ru.md:4:17", own(translation=TRANSLATION.replace("{#which}", "{#which type=single}"))),
    case("ATTRIBUTE_IN_TRANSLATION", "quizzes/own.ru.md:7:17", own(translation=TRANSLATION.replace("{#that}", "{#that pin=last}"))),
    case("KEY_IN_TRANSLATION", "quizzes/own.ru.md:6:1", own(translation=TRANSLATION.replace("[ ] Это", "[x] Это"))),
)
