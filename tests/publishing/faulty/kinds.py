"""Questions of the kinds that are more than a list of options."""

from tests.publishing.faulty.making import OWN, Case, case, own, swap

PAIRS = "## Match {#match type=matching}\n\n- One {#one} -> First {#first}\n- Two {#two} -> Second {#second}\n"
PAIRS_RU = "## Соедините {#match}\n\n- Один {#one}\n- Два {#two}\n- -> Первый {#first}\n- -> Второй {#second}\n"
STEPS = "## Order {#order type=ordering}\n\n1. One {#one}\n2. Two {#two}\n3. Three {#three}\n"
STEPS_RU = "## Порядок {#order}\n\n- Раз {#one}\n- Два {#two}\n- Три {#three}\n"
PLACES = (
    "## Where? {#where type=hotspot}\n\n![A house](media/office.svg)\n\n"
    "- [x] Here {#here rect=0,0,50,50}\n- [ ] There {#there circle=75,75,20}\n"
)
PLACES_RU = "## Где? {#where}\n\n![Дом](media/office.svg)\n\n- [ ] Тут {#here}\n- [ ] Там {#there}\n"
ESSAY = "## Write {#write type=essay words=50..400 files=pdf}\n\n- (4) Matter {#matter}\n"
ESSAY_RU = "## Пишите {#write}\n\n- (4) Суть {#matter}\n"
SURVEY = "## Say {#say type=survey choose=several}\n\n- [ ] One {#one}\n- [ ] Two {#two}\n"
SURVEY_RU = "## Скажите {#say}\n\n- [ ] Один {#one}\n- [ ] Два {#two}\n"
CASES: tuple[Case, ...] = (
    case(
        "MATCHING_ONE_CHOICE",
        "quizzes/own.md:6:1",
        own(PAIRS.replace("-> Second {#second}", "-> {#first}"), PAIRS_RU.replace("- -> Второй {#second}\n", "")),
    ),
    case("CHOICE_NOT_PLAIN", "quizzes/own.md:9:1", own(PAIRS.replace("Second", "\\\\(a^2\\\\)"), PAIRS_RU)),
    case("STEP_NUMBER", "quizzes/own.md:9:1", own(STEPS.replace("2. ", "3. "), STEPS_RU)),
    case("HOTSPOT_PICTURE", "quizzes/own.md:6:1", own(PLACES.replace("![A house](media/office.svg)", "A house"), PLACES_RU)),
    case("HOTSPOT_PICTURE", "quizzes/own.ru.md:4:1", own(PLACES, PLACES_RU.replace("![Дом](media/office.svg)", "Дом"))),
    case("REGION_UNREADABLE", "quizzes/own.md:11:1", own(PLACES.replace("circle=75,75,20", "rect=75,75,50,10"), PLACES_RU)),
    case("REGION_UNREADABLE", "quizzes/own.md:11:1", own(PLACES.replace(" circle=75,75,20", ""), PLACES_RU)),
    case("CHOOSE_UNKNOWN", "quizzes/own.md:6:26", own(SURVEY.replace("several", "all"), SURVEY_RU)),
    case("SURVEY_KEY", "quizzes/own.md:9:1", own(SURVEY.replace("[ ] Two", "[x] Two"), SURVEY_RU)),
    case(
        "SURVEY_ONE_OPTION",
        "quizzes/own.md:6:1",
        own(SURVEY.replace("- [ ] Two {#two}\n", ""), SURVEY_RU.replace("- [ ] Два {#two}\n", "")),
    ),
    case("CRITERION_POINTS", "quizzes/own.md:8:1", own(ESSAY.replace("(4)", "(many)"), ESSAY_RU.replace("(4)", "(many)"))),
    case("WORDS_UNREADABLE", "quizzes/own.md:6:29", own(ESSAY.replace("50..400", "50-400"), ESSAY_RU)),
    case("FILES_UNREADABLE", "quizzes/own.md:6:43", own(ESSAY.replace("files=pdf", "files=exe"), ESSAY_RU)),
    case("CHECK_BY_HAND", "quizzes/own.md:5:18", own(ESSAY, ESSAY_RU, head="kind: check\n")),
    case("PICTURE_DEAD", "quizzes/own.md:8:12", own(PLACES, PLACES_RU), swap(OWN, "office.svg", "house.svg")),
    case("PICTURE_WITHOUT_TEXT", "quizzes/own.ru.md:6:5", own(PLACES, PLACES_RU.replace("![Дом]", "![]"))),
)
