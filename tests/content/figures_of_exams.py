"""The figures of certifications, exams, courses and paths, and where the content says each of them."""

from datetime import date

from tests.content import held
from tests.content.statements import Figure, Said

PEOPLE = "lesson:programme-rules/how-people-count"
CHECKS = "question:programme-rules-checks"
RELEASED = date(2026, 3, 1)

CERTIFICATIONS = (
    Figure("how long SF is valid", lambda rules: (held.months(rules, "sf"),), (
        Said(PEOPLE, "SF Cloud Sales Foundation {} months from issue", "SF «Основы продаж облака» {} месяца с выдачи"),
    )),
    Figure("how long SP is valid", lambda rules: (held.months(rules, "sp"),), (
        Said(PEOPLE, "SP Sales Professional {} months from issue", "SP «Специалист по продажам» {} месяцев с выдачи"),
    )),
    Figure("how long TA is valid", lambda rules: (held.months(rules, "ta"),), (
        Said(PEOPLE, "TA Technical Associate {} months from issue", "TA «Технический специалист» {} месяца с выдачи"),
    )),
    Figure("how long MS is valid", lambda rules: (held.months(rules, "ms"),), (
        Said(PEOPLE, "MS Managed Services {} months", "MS «Управляемые услуги» {} месяца"),
    )),
    Figure("how long TP is valid", lambda rules: (held.months(rules, "tp"),), (
        Said(PEOPLE, "Engineer {} months from the release of the course", "«Инженер миграции» {} месяца с выпуска курса"),
        Said("certification:tp", "for {} months from the day the course", "Срок — {} месяца со дня выхода курса"),
        Said(f"{CHECKS}#course-date", "TP runs {} months from the release", "TP действует {} месяца с выпуска курса"),
    )),
    Figure("the course that TP counts from", lambda rules: held.when(held.counts_from(rules, "tp") == "migration"), (
        Said(PEOPLE, "the course Migration without downtime was released", "Если курс «Миграция без простоя» вышел"),
        Said("certification:tp", "the course Migration without downtime was released", "выхода курса «Миграция без простоя»"),
    )),
    Figure("the end of a TP", lambda rules: held.on(held.ends(rules, "tp", RELEASED)), (
        Said(PEOPLE, "your TP ends on {} {} {}.", "ваш TP заканчивается {} {} {} года."),
    )),
    Figure("the badge", lambda rules: held.when(held.endless(rules, "pm") and not rules.certifications.items["pm"].counts), (
        Said(PEOPLE, "PM Partner Admin badge does not end", "PM «Куратор партнёра» бессрочно"),
        Said(PEOPLE, "PM never counts for a tier.", "PM не учитывается для уровня никогда."),
        Said("certification:pm", "It has no end date and never counts for a tier", "Он бессрочный и никогда не учитывается для уровня"),
    )),
    Figure("what renews SF", lambda rules: held.renewed_by(rules, "sf"), (
        Said(PEOPLE, "from issue passing {} SP", "с выдачи сдачей {} SP"),
    )),
    Figure("what renews TA", lambda rules: held.renewed_by(rules, "ta"), (
        Said(PEOPLE, "from issue passing {} TP", "с выдачи сдачей {} TP"),
    )),
    Figure("the renewal of SP", lambda rules: held.renewal(rules, "sp"), (
        Said(
            PEOPLE, "opens {} days before the end and stays open for {} days after it",
            "начиная с {}-го дня до конца и ещё {} дней после него",
        ),
    )),
)  # fmt: skip

EXAMS = (
    Figure("the paper of SF", lambda rules: (*held.paper(rules, "sf"), held.take(rules, "sf")), (
        Said("exam:sf", "{} questions in {} minutes, {} for each objective", "{} вопросов за {} минут, по {} на каждую цель"),
    )),
    Figure("the pass of SF", lambda rules: (held.percent(rules, "sf"), held.right_answers(rules, "sf")), (
        Said("exam:sf", "with {}%, that is with {} right answers", "нужно {}%, то есть {} верных ответов"),
    )),
    Figure("the attempts of SF", lambda rules: held.waits(rules, "sf"), (
        Said(
            "exam:sf", "have {} attempts. After the first that did not pass you wait {} hours, after the second {} days",
            "У вас {} попытки. После первой неудачной нужно подождать {} часа, после второй {} дней",
        ),
    )),
    Figure("what SF certifies", lambda rules: (*held.paper(rules, "sf"), held.percent(rules, "sf")), (
        Said(
            "certification:sf", "an exam of {} questions in {} minutes with at least {}%",
            "экзамен: {} вопросов за {} минут, не меньше {}% верных",
        ),
    )),
    Figure("the courses of SF", lambda rules: (held.courses(rules, "sf"),), (
        Said("certification:sf", "has finished {} courses", "прошёл {} курса"),
    )),
    Figure("the paper of TA", lambda rules: (*held.paper(rules, "ta"), held.take(rules, "ta")), (
        Said("exam:ta", "{} questions in {} minutes, {} on each subject", "{} вопросов на {} минут, по {} на каждую тему"),
    )),
    Figure("the pass of TA", lambda rules: (held.percent(rules, "ta"), held.right_answers(rules, "ta")), (
        Said("exam:ta", "with {}%, that is with {} right answers", "при {}%, то есть при {} верных ответах"),
    )),
    Figure("the attempts of TA", lambda rules: held.waits(rules, "ta"), (
        Said(
            "exam:ta", "have {} attempts. After the first that did not pass you wait {} hours, after the second {} days",
            "У вас {} попытки. После первой неудачной нужно подождать {} часа, после второй — {} дней",
        ),
    )),
    Figure("what TA certifies", lambda rules: (*held.paper(rules, "ta"), held.percent(rules, "ta")), (
        Said(
            "certification:ta", "an exam of {} questions in {} minutes with at least {}%",
            "экзамен: {} вопросов за {} минут, не меньше {}% верных",
        ),
    )),
    Figure("the courses of TA", lambda rules: (held.courses(rules, "ta"),), (
        Said("certification:ta", "has finished {} courses", "прошёл {} курса"),
    )),
    Figure("the practice of SF", lambda rules: (held.paper(rules, "sf-practice")[0],), (
        Said("exam:sf-practice", "{} questions in different forms", "{} вопросов разного вида"),
    )),
    Figure("the pass of the practice of SF", lambda rules: (held.percent(rules, "sf-practice"),), (
        Said("exam:sf-practice", "From {}% on", "от {}%, пора"),
    )),
    Figure("the practice of TA", lambda rules: (held.paper(rules, "ta-practice")[0],), (
        Said("exam:ta-practice", "{} questions, two or more for each", "{} вопросов, не меньше двух"),
    )),
)  # fmt: skip

LEARNING = (
    Figure("lessons of the sellers' course", lambda rules: (held.lessons(rules, "cloud-for-sellers"),), (
        Said("course:cloud-for-sellers", "After {} lessons", "После {} уроков"),
    )),
    Figure("lessons of the rules", lambda rules: (held.lessons(rules, "programme-rules"),), (
        Said("course:programme-rules", "{} short lessons", "{} коротких уроков"),
    )),
    Figure("lessons of the foundations, without the lab", lambda rules: (held.lessons(rules, "technical-foundations") - 1,), (
        Said("course:technical-foundations", "{} lessons teach one subject each", "{} уроков, по одной теме в каждом"),
    )),
    Figure("working days of a new seller", lambda rules: (rules.catalogue.paths["new-seller"].due_days,), (
        Said("path:new-seller", "{} working days from", "{} рабочих дней от"),
    )),
    Figure("working days of an engineer", lambda rules: (rules.catalogue.paths["engineer"].due_days,), (
        Said("path:engineer", "{} working days from", "{} рабочих дней от"),
    )),
)  # fmt: skip
