"""The manual's table of faults, written from the cases that make them."""

from lms.core.translation import say
from tests.publishing.faulty import PARTS
from tests.publishing.faulty.making import Case, faults_of

WORDS = {
    "en": {
        "title": "What can be wrong",
        "intro": (
            "`lms check` names everything that is wrong with a content tree, all of it at once, each with file, line and column:\n\n"
            "```text\n%s\n```\n\n"
            "An error hinders publishing; a warning does not. A code never changes its meaning, so that scripts may rely on it "
            "(`lms check --json`). The sentences below are examples: each was said by the program about a tree in which exactly this, and "
            "nothing else, was wrong. %s codes."
        ),
        "head": ("Code", "Kind", "What it says, for example", "What to do"),
        "error": "error", "warning": "warning",
        "files": "Files, characters and YAML", "content": "Languages, certifications and materials",
        "courses": "Courses, lessons and paths",
        "markdown": "Links, pictures, headings and tables", "quizzes": "Quizzes", "programme": "The programme and its requirements",
        "released": "In comparison with the release in use",
    },
    "ru": {
        "title": "Что бывает не так",
        "intro": (
            "`lms check` называет сразу всё, что не так в дереве материалов, и для каждого места даёт файл, строку и столбец:\n\n"
            "```text\n%s\n```\n\n"
            "Ошибка мешает публикации, предупреждение — нет. Код никогда не меняет смысла, на него могут опираться скрипты "
            "(`lms check --json`). Предложения ниже — примеры: каждое программа сказала о дереве, в котором было не так именно это "
            "и ничего больше. Всего кодов: %s."
        ),
        "head": ("Код", "Вид", "Что говорит программа, например", "Что сделать"),
        "error": "ошибка", "warning": "предупреждение",
        "files": "Файлы, знаки и YAML", "content": "Языки, сертификации и материалы", "courses": "Курсы, уроки и пути",
        "markdown": "Ссылки, рисунки, заголовки и таблицы", "quizzes": "Тесты", "programme": "Программа и её требования",
        "released": "В сравнении с выпуском, который сейчас действует",
    },
}  # fmt: skip


def table(language: str) -> str:
    """The page in one language: a row for each code, from the first case that makes it alone."""
    words = WORDS[language]
    shown: set[str] = set()
    parts: list[str] = []
    for part, cases in PARTS.items():
        rows = []
        for one in cases:
            if not one.among and one.code not in shown:
                shown.add(one.code)
                rows.append(_row(one, language))
        head = "| " + " | ".join(words["head"]) + " |\n|---|---|---|---|\n"
        parts.append(f"## {words[part]}\n\n{head}" + "".join(sorted(rows)))
    intro = str(words["intro"]) % (_line(language), len(shown))
    return f"# {words['title']}\n\n{intro}\n\n" + "\n".join(parts)


def _row(one: Case, language: str) -> str:
    (fault,) = faults_of(one)
    kind = WORDS[language]["warning" if fault.warning else "error"]
    return f"| `{one.code}` | {kind} | {_cell(say(fault.message, language))} | {_cell(say(fault.repair, language))} |\n"


def _line(language: str) -> str:
    one = next(case for case in PARTS["files"] if case.code == "VALUE_WRONG")
    (fault,) = faults_of(one)
    return f"{one.place}: {one.code} {say(fault.message, language).rstrip('.')}; {say(fault.repair, language)}"


def _cell(text: str) -> str:
    """A sentence as it stands in a cell: signs that Markdown would read are put aside, invisible ones are named."""
    shown = "".join(letter if letter.isprintable() or letter == "\u00a0" else f"U+{ord(letter):04X}" for letter in text)
    for sign in "\\|<>*_[]{}#`":
        shown = shown.replace(sign, f"\\{sign}")
    return shown.replace("](", "]\\(")
