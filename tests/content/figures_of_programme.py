"""The figures of the programme, and where the content says each of them."""

from datetime import date, timedelta

from tests.content import held
from tests.content.held import programme
from tests.content.statements import Figure, Said

TIERS = "lesson:programme-rules/tiers-and-requirements"
PEOPLE = "lesson:programme-rules/how-people-count"
DEALS = "lesson:programme-rules/deal-registration"
PAYOUTS = "lesson:programme-rules/payouts-by-month"
DISPUTES = "lesson:programme-rules/disputes-and-precedents"
CHECKS = "question:programme-rules-checks"
LOST_A, LOST_B, VERSION, APPROVED = date(2026, 10, 10), date(2026, 11, 1), date(2027, 1, 1), date(2026, 3, 2)

REQUIREMENTS = (
    Figure("who opens Start", lambda rules: (held.people(rules, "start"), "SF"), (
        Said(TIERS, "People {} with {} ", "Люди {} с {} "),
    )),
    Figure("the band of Silver", lambda rules: (*held.least(rules, "active_projects", "silver"), held.below_gold(rules)), (
        Said(TIERS, "(band {} to {})", "(полоса от {} до {})"),
        Said("question:sf#twenty-projects", "The Silver band reaches from {} to {} active", "Полоса Silver — от {} до {} активных"),
    )),
    Figure("projects below Gold", lambda rules: (held.below_gold(rules),), (
        Said(TIERS, "with {} active projects a partner is Silver", "с {} активными проектами партнёр — Silver"),
        Said("question:sf#twenty-projects", "It has {} active projects.", "Активных проектов {}."),
    )),
    Figure("projects for Silver", lambda rules: held.least(rules, "active_projects", "silver"), (
        Said(TIERS, "at least {} (band", "от {} (полоса"),
    )),
    Figure("projects for Gold", lambda rules: held.least(rules, "active_projects", "gold"), (
        Said(TIERS, "is Silver, with {} the line of Gold holds", "Silver, с {} выполнена строка Gold"),
        Said(TIERS, ") at least {} People", ") от {} Люди"),
        Said(f"{CHECKS}#beyond-silver", "Gold adds to Silver: {} active projects", "Gold добавляет к Silver {} активный проект"),
        Said("question:sf#twenty-projects", "Gold begins at {}.", "Gold начинается с {}."),
        Said("question:sf#trainer", "{} active projects For", "{} активный проект У"),
    )),
    Figure("projects in the table of types", lambda rules: held.least(rules, "active_projects", "silver", "gold"), (
        Said(TIERS, "Active projects {} {} Resellers", "Активные проекты {} {} Реселлеров"),
    )),
    Figure("migrations of service partners", lambda rules: held.least(rules, "delivered_migrations", "silver", "gold"), (
        Said(TIERS, "Migrations delivered {} {} A service", "Завершённые миграции {} {} У сервисного"),
    )),
    Figure("trainings of consultants", lambda rules: held.least(rules, "trainings", "silver", "gold"), (
        Said(TIERS, "Trainings held {} {} A consultant", "Проведённые обучения {} {} Консультант"),
    )),
    Figure("the window of migrations and trainings", lambda rules: held.window(rules, "delivered_migrations", "trainings"), (
        Said(TIERS, "projects, counted over the last {} months", "на деле, — за последние {} месяцев"),
        Said(TIERS, "11 migrations in the last {} months", "11 миграциями за последние {} месяцев"),
        Said("question:sf#trainer", "trainings held in the last {} months", "проведённых обучений за последние {} месяцев"),
    )),
    Figure("trainings for Gold", lambda rules: held.least(rules, "trainings", "gold"), (
        Said("question:sf#trainer", "At least {} trainings held", "Не меньше {} проведённых обучений"),
    )),
    Figure("the rating", held.rating, (
        Said(TIERS, "at least {}, from at least {} answers in", "от {} хотя бы по {} ответам за"),
        Said(f"{CHECKS}#beyond-silver", "rating of at least {} from at least {} answers", "клиентов не ниже {} хотя бы по {} ответам"),
        Said("question:sf#trainer", "rating of at least {} from at least {} answers", "клиентов не ниже {} хотя бы по {} ответам"),
    )),
    Figure("the sample of the rating", lambda rules: held.rating(rules)[1:], (
        Said(TIERS, "looked at when there are {} answers", "только когда есть {} ответов"),
    )),
    Figure("the window of the rating", lambda rules: held.window(rules, "csat"), (
        Said(TIERS, "answers in the last {} months", "ответам за последние {} месяцев"),
    )),
    Figure("the business plan", lambda rules: held.when(held.plan_of_the_year(rules)), (
        Said(TIERS, "for this calendar year, confirmed by the partner manager", "на этот календарный год, подтверждён партнёрским"),
        Said(f"{CHECKS}#beyond-silver", "this year, confirmed by the partner manager", "на этот год, подтверждённый партнёрским"),
    )),
)  # fmt: skip

ROSTERS = (
    Figure("the roster of Silver", lambda rules: held.places(rules, "silver")[1], (
        Said(TIERS, "people: {} {}, {} {} or {}, {} {} or {} 5", "человека: {} {}, {} {} или {}, {} {} или {} 5"),
        Said(PEOPLE, "Silver roster ({} {}, {} {} or {}, {} {} or {})", "состав Silver ({} {}, {} {} или {}, {} {} или {})"),
        Said("question:sf#three-names", "places are: {} {}, {} {} or {}, {} {} or {}.", "Места такие: {} {}, {} {} или {}, {} {} или {}."),
        Said("question:sf#fourth-place", "roster ({} {}, {} {} or {}, {} {} or {})", "Silver ({} {}, {} {} или {}, {} {} или {})"),
        Said("question:sf-practice#four-people", "people: {} {}, {} {} or {}, and {} {} or {}.", ": {} {}, {} {} или {} и {} {} или {}."),
    )),
    Figure("the roster of Gold", lambda rules: held.places(rules, "gold")[1], (
        Said(TIERS, "people: {} {}, {} {}, {} {} or {} Customer", "людей: {} {}, {} {}, {} {} или {} Оценка"),
        Said(f"{CHECKS}#five-places", "roster: {} {}, {} {}, {} {} or {}.", "Состав Gold: {} {}, {} {}, {} {} или {}."),
    )),
    Figure("places of Silver", lambda rules: (held.places(rules, "silver")[0],), (
        Said(TIERS, "{} different people: 1 SP", "{} разных человека: 1 SP"),
        Said(PEOPLE, "Silver has {} places", "В составе Silver {} места"),
        Said("question:sf#three-names", "How many of the {} places", "Сколько мест из {} заполнено"),
        Said("question:sf-practice#four-people", "Silver asks for {} different people", "Для Silver нужны {} разных человека"),
    )),
    Figure("places of Gold", lambda rules: (held.places(rules, "gold")[0],), (
        Said(TIERS, "{} different people: 2 SP", "{} разных людей: 2 SP"),
        Said(PEOPLE, "places, Gold {}.", "в составе Gold {}."),
        Said(PEOPLE, "Gold asks for {}, so Gold", "для Gold нужно {}, значит, Gold"),
        Said(f"{CHECKS}#five-places", "How many of the {} places", "Сколько мест из {} заполнено"),
        Said(f"{CHECKS}#beyond-silver", "a roster of {} with", "состав из {} человек с"),
        Said("question:sf#trainer", "{} different people in the places", "{} разных людей на местах"),
    )),
)  # fmt: skip

TIME = (
    Figure("grace", lambda rules: (programme(rules).review.grace_days,), (
        Said(TIERS, "a grace of {} days runs", "идёт отсрочка в {} дней"),
        Said(TIERS, "Grace of {} days runs to", "Отсрочка {} дней идёт до"),
        Said(PEOPLE, "the grace of {} days", "отсрочка в {} дней"),
        Said(f"{CHECKS}#second-of-may", "The grace of {} days", "Отсрочка в {} дней"),
        Said("question:sf#november-gap", "Its {} days of grace", "Отсрочка в {} дней"),
        Said("question:sf#november-gap", "First the grace of {} days", "Сначала отсрочка в {} дней"),
    )),
    Figure(
        "the grace of two partners",
        lambda rules: (*held.on(held.grace_end(rules, LOST_A)), *held.on(held.grace_end(rules, LOST_B))),
        (Said(TIERS, "days runs to {} {} {} {} {} {} Next review", "дней идёт до {} {} {} {} {} {} Ближайший пересмотр"),),
    ),
    Figure("the grace from 2 May 2026", lambda rules: held.on(held.grace_end(rules, date(2026, 5, 2))), (
        Said(f"{CHECKS}#second-of-may", "days runs to {} {} {}, and", "дней идёт до {} {} {} года"),
    )),
    Figure("the grace from 1 November 2026", lambda rules: held.on(held.grace_end(rules, LOST_B)), (
        Said("question:sf#november-gap", "of grace run to {} {} {}, and", "дней идёт до {} {} {} года"),
    )),
    Figure("the grace from 22 March 2026", lambda rules: held.day_of_year(held.grace_end(rules, date(2026, 3, 22))), (
        Said("question:sf#march-end", "The grace runs to {} {}, and", "До {} {} идёт отсрочка"),
    )),
    Figure("days of reviews", held.reviews, (
        Said(TIERS, "Reviews are on {} {} and {} {}.", "ближайший пересмотр, {} {} или {} {}."),
        Said("question:sf#november-gap", "next review on {} {} or {} {}.", "ближайший пересмотр: {} {} или {} {}."),
    )),
    Figure(
        "the reviews of two partners",
        lambda rules: (*held.on(held.review_of(rules, LOST_A)), *held.on(held.review_of(rules, LOST_B))),
        (Said(TIERS, "review after the grace {} {} {} {} {} {} Partner", "пересмотр после неё {} {} {} {} {} {} У партнёра"),),
    ),
    Figure("the review after 2 May 2026", lambda rules: held.on(held.review_of(rules, date(2026, 5, 2))), (
        Said(f"{CHECKS}#second-of-may", "the next review is on {} {} {}.", "ближайший пересмотр — {} {} {} года."),
    )),
    Figure("the review after 1 November 2026", lambda rules: held.day_of_year(held.review_of(rules, LOST_B)), (
        Said("question:sf#november-gap", "30 January the next review is on {} {}, and", "После 30 января это {} {}, и"),
    )),
    Figure("the tier that is never lost", lambda rules: (held.tier(rules, programme(rules).review.floor).label,), (
        Said(TIERS, "{} is never lost for lack of sales", "{} не теряют из-за отсутствия продаж"),
        Said("question:sf#quiet-year", "{} is never lost for lack of sales", "{} не теряют из-за отсутствия продаж"),
    )),
    Figure("whose word a fall needs", lambda rules: held.when(programme(rules).review.demote_needs == "partner_manager"), (
        Said(TIERS, "only with the partner manager's word", "только с согласия партнёрского менеджера"),
        Said("question:sf#november-gap", "the partner manager has to agree", "нужно согласие партнёрского менеджера"),
    )),
    Figure("rising", lambda rules: held.when(programme(rules).review.promote == "on_change"), (
        Said(TIERS, "Rising is immediate.", "Вверх — сразу."),
    )),
    Figure("notice", lambda rules: (programme(rules).notice_days,), (
        Said(TIERS, "published at least {} days before it applies", "не позже чем за {} дней до начала действия"),
        Said("agreement:", "rules at least {} days before it applies", "не позже чем за {} дней до начала действия"),
    )),
    Figure("overlap", lambda rules: (programme(rules).overlap_days,), (
        Said(TIERS, "promotion for another {} days.", "ещё {} дней после этого старая версия годится для повышения"),
        Said("agreement:", "promotion for another {} days.", "для повышения прежняя версия годится ещё {} дней."),
    )),
    Figure("the last day of notice", lambda rules: held.on(VERSION - timedelta(days=programme(rules).notice_days)), (
        Said(TIERS, "has to be published by {} {} {}.", "должны до {} {} {} года включительно."),
    )),
    Figure("the end of the overlap", lambda rules: held.last_and_first(VERSION + timedelta(days=programme(rules).overlap_days)), (
        Said(TIERS, "old list up to {} {} {}; from {} {} only", "списку до {} {} {} года; с {} {} считается"),
    )),
)  # fmt: skip

BENEFITS = (
    Figure("the manager", lambda rules: held.working_days(rules, "start", "manager"), (
        Said(TIERS, "a manager named within {} working days", "персональный менеджер за {} рабочих дня"),
    )),
    Figure("the architect", lambda rules: held.working_days(rules, "gold", "architect"), (
        Said(TIERS, "a named architect within {} working days", "персональный архитектор за {} рабочих дней"),
    )),
    Figure("the test server of Start", lambda rules: held.in_text(held.label(rules, "start", "test-server"), r"for (\d+) days"), (
        Said("benefits:start", "One test server for {} days", "Один тестовый сервер на {} дней"),
        Said(TIERS, "one test server for {} days", "один тестовый сервер на {} дней"),
    )),
    Figure("the other benefits", lambda rules: held.when(held.benefit(rules, "silver", "mdf").owed_by == "vendor"), (
        Said("benefits:silver", "Two test servers per quarter", "Два тестовых сервера в квартал"),
        Said(TIERS, "two test servers per quarter", "два тестовых сервера в квартал"),
        Said("benefits:silver", "Requests for marketing funds (MDF)", "Заявки на маркетинговый фонд (MDF)"),
        Said(TIERS, "requests for marketing funds (MDF)", "заявки на маркетинговый фонд (MDF)"),
        Said("benefits:gold", "One test server for a year", "Один тестовый сервер на год"),
        Said(TIERS, "one test server for a year", "один тестовый сервер на год"),
    )),
    Figure("protection", lambda rules: (held.protection(rules),), (
        Said("benefits:silver", "Deal protection for {} days", "Защита сделки на {} дней"),
        Said("agreement:", "approved deal is protected for {} days", "одобренная сделка защищена {} дней"),
        Said(TIERS, "deal protection for {} days", "защита сделки на {} дней"),
        Said(DEALS, "the deal is protected for {} days", "Со дня одобрения сделка защищена {} дней"),
        Said("summary:programme-rules/deal-registration", "and {} days of protection", "и {} дней защиты"),
        Said("question:sf#noted", "{} days of protection, the same", "Защиту на {} дней, как всем"),
    )),
    Figure("extension", lambda rules: (held.extension(rules),), (
        Said("agreement:", "extends it once by {} days", "защита один раз продлевается на {} дней"),
        Said(DEALS, "extended once, by {} days", "продлить один раз, на {} дней"),
        Said("question:sf#more-time", "protection extended by {} days", "защиту продлят на {} дней"),
        Said("question:sf#second-of-march", "The extension adds {} days", "Продление добавляет {} дней"),
    )),
    Figure("the dates of one deal", lambda rules: held.deal(rules, APPROVED), (
        Said(
            DEALS, "{} days of protection end {} {} {} Extended once by {} days, they end {} {} {} As",
            "Конец {} дней защиты {} {} {} Конец после одного продления на {} дней {} {} {} Как",
        ),
    )),
    Figure("the end of a deal approved on 2 March", lambda rules: held.on(APPROVED + timedelta(days=held.protection(rules))), (
        Said("question:sf#second-of-march", "days would end on {} {} {};", "закончились бы {} {} {} года;"),
    )),
    Figure("the end of a deal approved on 13 April", lambda rules: held.day_of_year(held.protected_to(rules, date(2026, 4, 13))), (
        Said(f"{CHECKS}#day-ninety", "from 13 April reach to {} {}.", "с 13 апреля — это до {} {}."),
    )),
)  # fmt: skip

AGREEMENT = (
    Figure("the answer to a registration", lambda rules: held.agreed(rules, r"We answer within (\d+) working days"), (
        Said("agreement:", "We answer within {} working days", "Мы отвечаем в течение {} рабочих дней"),
        Said(DEALS, "answers within {} working days", "отвечает за {} рабочих дня"),
        Said(DEALS, "Approval, {} working days later", "Одобрение, через {} рабочих дня"),
        Said("summary:programme-rules/deal-registration", "an answer in {} working days", "ответ за {} рабочих дня"),
        Said("question:sf-practice#complete-form", "within {} working days", "за {} рабочих дня"),
    )),
    Figure("how long a list price holds", lambda rules: held.agreed(rules, r"the current list for (\d+) days"), (
        Said("agreement:", "prices of the current list for {} days", "цены действующего прайса в течение {} дней"),
        Said("lesson:cloud-for-sellers/what-we-promise", "the current list, held for {} days", "действующий прайс, держится {} дней"),
        Said("question:cloud-for-sellers-checks#tonight", "price is held for you for {} days", "прайса мы держим для вас {} дней"),
        Said("material:price-list", "may be promised for {} days", "можно обещать на {} дней"),
    )),
    Figure("the statement", lambda rules: held.agreed(rules, r"on the (\d+)th working day"), (
        Said("agreement:", "on the {}th working day of the next month", "на {}-й рабочий день следующего месяца"),
        Said(PAYOUTS, "on the {}th working day of the next month", "на {}-й рабочий день следующего месяца"),
    )),
    Figure("objections", lambda rules: held.agreed(rules, r"(\d+) working days to object"), (
        Said("agreement:", "You have {} working days to object", "На возражения у вас {} рабочих дней"),
        Said(PAYOUTS, "objections within {} working days", "возражения в течение {} рабочих дней"),
        Said(PAYOUTS, "within {} working days after the statement", "в течение {} рабочих дней после отчёта"),
    )),
    Figure("payment", lambda rules: held.agreed(rules, r"pay by the (\d+)th"), (
        Said("agreement:", "pay by the {}th", "выплата — до {}-го числа"),
        Said(PAYOUTS, "by the {}th", "не позже {}-го числа"),
    )),
    Figure("hearing", lambda rules: held.agreed(rules, r"hear both within (\d+)"), (
        Said("agreement:", "hear both within {} working days", "выслушиваем обоих в течение {} рабочих дней"),
        Said(DISPUTES, "both partners within {} working days", "оба партнёра в течение {} рабочих дней"),
        Said("question:sf#both-sides", "heard within {} working days", "выслушают в течение {} рабочих дней"),
        Said("question:sf-practice#two-claims", "Heard within {} working days", "Выслушать за {} рабочих дней"),
    )),
    Figure("decision", lambda rules: held.agreed(rules, r"decide within (\d+)"), (
        Said("agreement:", "decide within {} working days", "и в течение {} рабочих дней принимаем решение"),
        Said(DISPUTES, "the board of partner managers within {} working days", "совет партнёрских менеджеров в течение {} рабочих дней"),
        Said("question:sf#both-sides", "decides within {} working days", "решит за {} рабочих дней"),
        Said("question:sf-practice#two-claims", "managers' board within {}, one", "партнёрских менеджеров за {}, одна"),
    )),
    Figure("appeal", lambda rules: held.agreed(rules, r"appeal once within (\d+)"), (
        Said("agreement:", "appeal once within {} working days", "обжаловать его в течение {} рабочих дней"),
        Said(DISPUTES, "within {} working days of the decision", "в течение {} рабочих дней после решения"),
        Said(f"{CHECKS}#against-you", "One appeal, within {} working days", "Одна апелляция, в течение {} рабочих дней"),
        Said("question:sf-practice#two-claims", "one appeal within {} to", "одна апелляция за {} к"),
    )),
    Figure("leaving", lambda rules: held.agreed(rules, r"with (\d+) days' notice"), (
        Said("agreement:", "with {} days' notice", "предупредив за {} дней"),
    )),
)  # fmt: skip
