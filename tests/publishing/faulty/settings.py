"""Settings of quizzes that contradict each other, quotas, exclusions and repairs."""

from tests.publishing.faulty.making import QUIZ, Case, case, lint, own, swap

PRACTICE = "kind: practice\npass: 50\n"
TWO = "- [x] This {#this}\n- [ ] That {#that}\n"
POOL = "".join(f"## Which? {{#q{n} type=single objective=who-buys%s}}\n\n{TWO}\n" for n in range(3))
POOL_RU = "".join(f"## Что? {{#q{n}}}\n\n- [ ] Это {{#this}}\n- [ ] То {{#that}}\n\n" for n in range(3))
PAIRED = POOL % ("", "", " excludes=q0,q1")
DRAW = f"{PRACTICE}draw:\n  - {{objective: who-buys, take: %s}}\n"
REPAIR = f"{PRACTICE}repairs:\n  - {{question: %s, action: void, reason: Bad}}\n"
REPAIR_RU = "repairs:\n  - {question: which, reason: Плохо}\n"
OPENS, CLOSES = "2026-12-01T09:00+03:00", "2026-12-01T06:10Z"
CASES: tuple[Case, ...] = (
    case("VALUE_WRONG", "quizzes/own.md:5:17", own(head=f"{PRACTICE}window: {{opens: 2026-12-01T09:00}}\n")),
    case("WINDOW_EMPTY", "quizzes/own.md:5:1", own(head=f"{PRACTICE}window: {{for: start}}\n")),
    case("WINDOW_WITHOUT_CLOSE", "quizzes/own.md:5:1", own(head=f'{PRACTICE}window: {{opens: "{OPENS}", for: finish}}\n')),
    case("WINDOW_BACKWARDS", "quizzes/own.md:5:1", own(head=f'{PRACTICE}window: {{opens: "{CLOSES}", closes: "{OPENS}"}}\n')),
    case(
        "WINDOW_TOO_SHORT",
        "quizzes/own.md:6:1",
        own(head=f'{PRACTICE}minutes: 30\nwindow: {{opens: "{OPENS}", closes: "{CLOSES}", for: finish}}\n'),
    ),
    case("GRACE_MISSING", "quizzes/own.md:6:1", own(head=f"{PRACTICE}minutes: 30\nexpiry: grace\n")),
    case("GRACE_WITHOUT_EXPIRY", "quizzes/own.md:5:1", own(head=f"{PRACTICE}grace: 10m\n")),
    case("EXPIRY_WITHOUT_END", "quizzes/own.md:5:1", own(head=f"{PRACTICE}expiry: zero\n")),
    case("EARNED_NOT_SHORTER", "quizzes/own.md:6:1", own(head=f"{PRACTICE}cooldown: [2h]\nearned_cooldown: 2h\n")),
    case("BACK_ON_ONE_PAGE", "quizzes/own.md:6:1", own(head=f"{PRACTICE}layout: all\nback: false\n")),
    case("REVIEW_ONCE_NEVER", "quizzes/own.md:6:1", own(head=f"{PRACTICE}review: never\nreview_once: true\n")),
    case("VALUE_WRONG", "quizzes/own.md:5:9", own(head=f"{PRACTICE}review: sometimes\n")),
    case("VALUE_WRONG", "quizzes/own.md:5:1", own(head=f"{PRACTICE}review: [key]\n")),
    case("VALUE_WRONG", "quizzes/own.md:5:1", own(head=f"{PRACTICE}review: {{tomorrow: [key]}}\n")),
    case("VALUE_WRONG", "quizzes/own.md:5:1", own(head=f"{PRACTICE}review: {{right_after: [everything]}}\n")),
    case("VALUE_WRONG", "quizzes/own.md:5:1", own(head=f"{PRACTICE}review: {{right_after: key}}\n")),
    case("REVIEW_TELLS_KEY", "quizzes/basics.md:8:1", swap(QUIZ, "review: after_last", "review: at_once")),
    case("REVIEW_TELLS_KEY", "quizzes/basics.md:8:1", swap(QUIZ, "review: after_last", "review: {during: [right_or_wrong]}")),
    case("REVIEW_WITHOUT_CLOSE", "quizzes/own.md:5:1", own(head=f"{PRACTICE}review: {{after_close: [key]}}\n")),
    lint("SETTING_WITHOUT_EFFECT", "quizzes/own.md:4:1", own(head="kind: check\nlayout: all\n")),
    lint("BLIND_WITHOUT_MARKER", "quizzes/own.md:5:1", own(head=f"{PRACTICE}blind: true\n")),
    # quotas and exclusions
    case("DRAW_UNKNOWN_DIFFICULTY", "quizzes/own.md:6:48", own(POOL % ("", "", ""), POOL_RU, DRAW % "1, difficulty: hard")),
    case(
        "DRAW_TOO_LARGE",
        "quizzes/own.md:7:33",
        own(POOL % ("", " difficulty=easy", ""), POOL_RU, f"{DRAW % '1, difficulty: easy'}  - {{objective: who-buys, take: 3}}\n"),
    ),
    lint(
        "DIFFICULTY_NOT_DRAWN",
        "quizzes/own.md:5:1",
        own(POOL % ("", " difficulty=easy", ""), POOL_RU, DRAW % "1, difficulty: easy"),
    ),
    case("DRAW_IMPOSSIBLE", "quizzes/own.md:5:1", own(PAIRED, POOL_RU, DRAW % "3")),
    case("EXCLUDES_WITHOUT_DRAW", "quizzes/own.md:16:47", own(PAIRED, POOL_RU)),
    # repairs and promises
    case("REPAIR_UNKNOWN", "quizzes/own.md:6:16", own(head=REPAIR % "what", ru_head=REPAIR_RU.replace("which", "what"))),
    case(
        "REPAIR_TWICE",
        "quizzes/own.md:7:16",
        own(head=f"{REPAIR % 'which'}  - {{question: which, action: re_key, reason: Bad}}\n", ru_head=REPAIR_RU),
    ),
    case("REPAIR_NOT_TRANSLATED", "quizzes/own.ru.md:2:1", own(head=REPAIR % "which")),
    case("TEXT_NOT_TRANSLATED", "quizzes/own.ru.md:1:1", own(head=f"{PRACTICE}honour: I work alone.\n")),
    case("TEXT_NOT_IN_ORIGINAL", "quizzes/own.ru.md:3:1", own(ru_head="honour: Работаю один.\n")),
)
