"""Entries, gaps, and the keys of questions with ticks, numbers, texts and gaps."""

from tests.publishing.faulty.making import Case, case, own

WHOLE = "## How many? {#many type=numeric}\n\n- = 40 {#forty}\n"
WHOLE_RU = "## Сколько? {#many}\n"
WORD = "## Which word? {#word type=short_text}\n\n- = point {#point}\n"
WORD_RU = "## Какое слово? {#word}\n"
TICKS = "## Which? {#ticks type=multiple mode=%s}\n\n- [x] A {#a}\n- [x] B {#b}\n- [ ] C {#c}\n"
TICKS_RU = "## Какие? {#ticks}\n\n- [ ] А {#a}\n- [ ] Б {#b}\n- [ ] В {#c}\n"
TEXT = "## Fill in. {#fill type=cloze}\n\nTake [[many]] or [[few]].\n\n"
GAPS = TEXT + "### {#many type=numeric weight=2}\n\n- = 40 {#forty}\n\n### {#few type=single}\n\n- [x] one {#one}\n- [ ] two {#two}\n"
TEXT_RU = "## Дополните. {#fill}\n\nВозьмите [[many]] или [[few]].\n\n"
GAPS_RU = TEXT_RU + "### {#few}\n\n- [ ] один {#one}\n- [ ] два {#two}\n"
PAIR = "## Match. {#match type=matching}\n\n- One {#one} -> First {#first}\n- Two {#two} -> Second {#second}\n"
PAIR_RU = "## Соедините. {#match}\n\n- Один {#one}\n- Два {#two}\n- -> Первый {#first}\n- -> Второй {#second}\n"
CASES: tuple[Case, ...] = (
    # entries
    case("OPTION_OF_OTHER_TYPE", "quizzes/own.md:9:1", own(WHOLE + "1. forty {#one}\n", WHOLE_RU + "\n- сорок {#one}\n")),
    case("OPTION_OF_OTHER_TYPE", "quizzes/own.md:8:1", own(WORD.replace("- = point", "1. point"), f"{WORD_RU}\n- пункт {{#point}}\n")),
    case(
        "CHOICE_UNKNOWN",
        "quizzes/own.md:9:1",
        own(PAIR.replace("Second {#second}", "{#third}"), PAIR_RU.replace("- -> Второй {#second}\n", "")),
    ),
    case("OPTION_TRANSLATED_OTHERWISE", "quizzes/own.ru.md:6:1", own(PAIR, PAIR_RU.replace("- Один", "- [ ] Один"))),
    case("OPTION_TRANSLATED_OTHERWISE", "quizzes/own.ru.md:8:1", own(PAIR, PAIR_RU.replace("- -> Первый", "- Первый"))),
    case("KEY_IN_TRANSLATION", "quizzes/own.ru.md:6:1", own(WHOLE, f"{WHOLE_RU}\n- = 41 {{#forty}}\n")),
    case("NUMBER_WRONG", "quizzes/own.md:6:34", own(WHOLE.replace("numeric", "numeric points=many"), WHOLE_RU)),
    case("NUMBER_WRONG", "quizzes/own.md:8:16", own(WHOLE.replace("{#forty}", "{#forty credit=0}"), WHOLE_RU)),
    case("EXCLUDED_UNKNOWN", "quizzes/own.md:6:34", own(WHOLE.replace("numeric", "numeric excludes=few"), WHOLE_RU)),
    # ticks
    case("MODE_UNKNOWN", "quizzes/own.md:6:33", own(TICKS % "kind", TICKS_RU)),
    case("PENALTY_TOO_WEAK", "quizzes/own.md:6:33", own(TICKS % "penalty", TICKS_RU)),
    # numbers
    case("NUMBER_UNREADABLE", "quizzes/own.md:8:1", own(WHOLE.replace("= 40", "= 40 ± -5"), WHOLE_RU)),
    case("NUMBER_UNREADABLE", "quizzes/own.md:8:1", own(WHOLE.replace("= 40", "= 1e999"), WHOLE_RU)),
    case("NOTHING_EARNS_ALL", "quizzes/own.md:6:1", own(WHOLE.replace("{#forty}", "{#forty credit=50}"), WHOLE_RU)),
    case("ANSWER_NEVER_MET", "quizzes/own.md:9:1", own(f"{WHOLE}- = 40 {{#again credit=50}}\n", WHOLE_RU)),
    case("UNIT_UNREADABLE", "quizzes/own.md:6:34", own(WHOLE.replace("numeric", "numeric unit=GB,"), WHOLE_RU)),
    case("SOURCE_UNREADABLE", "quizzes/own.md:6:34", own(WHOLE.replace("numeric", "numeric source=tiers"), WHOLE_RU)),
    case("SOURCE_UNKNOWN", "quizzes/own.md:6:34", own(WHOLE.replace("numeric", "numeric source=programme.tiers.platinum.csat"), WHOLE_RU)),
    case("SOURCE_DIFFERS", "quizzes/own.md:6:34", own(WHOLE.replace("numeric", "numeric source=programme.notice_days"), WHOLE_RU)),
    case(
        "SOURCE_DIFFERS",
        "quizzes/own.md:10:1",
        own(GAPS.replace("weight=2", "source=programme.notice_days"), GAPS_RU),
    ),
    # short texts
    case("CASE_UNKNOWN", "quizzes/own.md:6:39", own(WORD.replace("short_text", "short_text case=lost"), WORD_RU)),
    case("ANSWER_NEVER_MET", "quizzes/own.md:9:1", own(f"{WORD}- = POINT {{#again}}\n", WORD_RU)),
    case("PATTERN_UNREADABLE", "quizzes/own.md:8:1", own(WORD.replace("= point", "= /(point/"), WORD_RU)),
    case("PATTERN_UNREADABLE", "quizzes/own.md:8:1", own(WORD.replace("= point", "= /((a{99}){99}){99}/"), WORD_RU)),
    case("PATTERN_TAKES_ALL", "quizzes/own.md:8:1", own(WORD.replace("= point", "= /.*/"), WORD_RU)),
    # gaps
    case("GAPS_MISSING", "quizzes/own.md:6:1", own(TEXT, TEXT_RU)),
    case("GAP_MISPLACED", "quizzes/own.md:10:1", own(f"{WHOLE}\n### {{#gap type=numeric}}\n\n- = 40 {{#forty}}\n", WHOLE_RU)),
    case("GAP_ID_TWICE", "quizzes/own.md:19:6", own(f"{GAPS}\n### {{#few type=numeric}}\n\n- = 41 {{#b}}\n", GAPS_RU)),
    case("GAP_UNKNOWN", "quizzes/own.md:8:26", own(GAPS.replace("[[few]].", "[[few]] [[more]]."), GAPS_RU)),
    case("GAP_TWICE", "quizzes/own.ru.md:6:31", own(GAPS, GAPS_RU.replace("[[few]].", "[[few]] [[few]]."))),
    case("GAP_WITHOUT_PLACE", "quizzes/own.md:14:1", own(GAPS.replace(" or [[few]]", ""), GAPS_RU)),
    case("GAP_UNREACHABLE", "quizzes/own.ru.md:4:1", own(GAPS, GAPS_RU.replace("[[few]].", "`[[few]]`."))),
    case("GAP_NOT_TRANSLATED", "quizzes/own.ru.md:4:1", own(GAPS, TEXT_RU)),
    case("OPTIONS_MISSING", "quizzes/own.md:14:1", own(GAPS.replace("- [ ] two {#two}\n", ""), GAPS_RU.replace("- [ ] два {#two}\n", ""))),
    case("TYPE_UNKNOWN", "quizzes/own.md:10:12", own(GAPS.replace("type=numeric", "type=essay"), GAPS_RU)),
)
