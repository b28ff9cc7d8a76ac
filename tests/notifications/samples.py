"""A sample context for each mail, and readers to write it for."""

from datetime import UTC, date, datetime

from lms.core.text import Texts, msg
from lms.journey.standing_mails import Said
from lms.notifications.recipients import Contact, Recipient

BASE = "https://academy.nimbus.example"
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CONTACT = Contact({"en": "Irina Orlova", "ru": "Ирина Орлова"}, "i.orlova@nimbus.example")
ANNA = {
    "en": Recipient(None, "a.belova@severny.example", "Anna Belova", "en", "Europe/Moscow", CONTACT),
    "ru": Recipient(None, "a.belova@severny.example", "Анна Белова", "ru", "Europe/Moscow", CONTACT),
}
NOBODY_YET = {language: Recipient(None, "new@severny.example", "", language, "Europe/Moscow", CONTACT) for language in ("en", "ru")}
WITHOUT_CONTACT = {language: Recipient(None, "m@nimbus.example", "Irina Orlova", language, "Europe/Moscow") for language in ("en", "ru")}
INSTEAD = {
    language: Recipient(None, "a@nimbus.example", name, language, "Europe/Moscow", instead=True)
    for language, name in (("en", "Pavel Gromov"), ("ru", "Павел Громов"))
}
"""A programme admin of a partner without a manager."""

PARTNER: Texts = {"en": "Severny Integrator", "ru": "Северный интегратор"}
OLEG: Texts = {"en": "Oleg Smirnov", "ru": "Олег Смирнов"}
GOLD: Texts = {"en": "Gold", "ru": "Gold"}
REASON: Texts = {"en": "The exam was sat by somebody else.", "ru": "Экзамен сдавал другой человек."}
SILVER: Texts = {"en": "Silver", "ru": "Silver"}
SELLER: Texts = {"en": "Cloud Sales Foundation", "ru": "Основы продаж облака"}
PATHS = [{"title": {"en": "New seller", "ru": "Новый продавец"}, "due_on": date(2026, 12, 12), "link": "/paths/new-seller"}]
LESSONS = [
    {"title": {"en": "Promises", "ru": "Обещания"}, "link": "/courses/cloud-sales/promises"},
    {"title": {"en": "Prices & discounts", "ru": "Цены и скидки"}, "link": "/courses/cloud-sales/prices"},
]
MISSING = [
    {"en": "Projects this year: 3 of 4", "ru": "Проекты за год: 3 из 4"},
    {"en": "One more seller with the certificate SF", "ru": "Ещё один продавец с сертификатом SF"},
]

Sample = dict[str, object]

LACKING = (msg("One more seller with the certificate %(certification)s", certification=SELLER),)
STANDING: Sample = {
    "said": [Said(msg("Because these certificates end on that day:"), LACKING)], "button": msg("See the tier and who fills it"),
    "why": msg("You get this mail because you look after %(partner)s in the partner programme.", partner=PARTNER),
    "link": "/partners/p1/tier",
}  # fmt: skip
STANDINGS: dict[str, Sample] = {
    name: {"news": msg("%(partner)s has reached the tier %(tier)s", partner=PARTNER, tier=GOLD), **STANDING}
    for name in (
        "tier_reached", "tier_eligible", "tier_lapsed", "tier_at_risk", "tier_rests_on_you", "tier_grace", "tier_proposed",
        "tier_to_decide", "tier_recovered", "tier_kept", "tier_lowered", "tier_lost",
    )
}  # fmt: skip
"""All of one look; what each of them really says is compared where it is made (tests/journey/test_standing_mails.py)."""

PAPER: Sample = {"partner": PARTNER, "paper": {"en": "Business plan", "ru": "Бизнес-план"}, "year": "2026", "link": "/papers/p1"}
WHY: Sample = {"reason": "The figures of the second half are missing."}

SAMPLES: dict[str, Sample] = {
    **dict.fromkeys(("paper_submitted", "paper_withdrawn"), PAPER),
    **dict.fromkeys(("paper_refused", "paper_taken_back"), PAPER | WHY),
    "paper_confirmed": PAPER | {"until": date(2027, 1, 1)},
    "rule_change": {
        "partner": PARTNER, "version": 5, "times": 2, "since": date(2027, 3, 1),
        "effect": msg("From %(day)s the company has earned %(tier)s.", day=date(2027, 3, 1), tier=GOLD),
        "missing": [msg("One more seller with the certificate %(certification)s", certification=SELLER)],
        "link": "/programme/notices/n1",
    },
    "password_reset": {"link": f"{BASE}/reset/WyJ0b2tlbiJd.aZ-_9", "minutes": 30},
    "password_changed": {"at": AT, "link": "/reset"},
    "address_old": {"at": AT, "address": "anna@new.example", "expires_at": AT, "link": "/addresses/secret"},
    "address_new": {"expires_at": AT, "link": "/addresses/secret"},
    "address_taken": {"link": "/sign-in"},
    "address_changed": {"at": AT, "address": "anna@new.example", "link": "/reset"},
    "address_stopped": {"at": AT, "link": "/reset"},
    "factor_added": {"at": AT, "link": "/account/security"},
    "token_made": {"at": AT, "name": "Sales system", "link": "/account/tokens"},
    "token_revoked": {"at": AT, "name": "Sales system", "link": "/account/tokens"},
    "factor_removed": {"at": AT, "link": "/account/security"},
    "passkey_added": {"at": AT, "link": "/account/security"},
    "recovery_codes_made": {"at": AT, "link": "/account/security"},
    "recovery_code_used": {"at": AT, "left": 9, "link": "/account/security"},
    "application_received": {"at": AT, "link": "/my-application/secret"},
    "application_asked": {"company": "Baikal Systems", "reason": "How many engineers do you have?", "link": "/my-application/secret"},
    "application_decided": {"company": "Baikal Systems", "reason": "Good references.", "accepted": True, "link": "/my-application/secret"},
    "applications_waiting": {"count": 3, "requests": 1, "link": "/applications"},
    "manager_changed": {"partner": PARTNER, "manager": OLEG, "at": AT, "link": "/our-manager"},
    "manager_kept": {"partner": PARTNER, "manager": OLEG, "answer": "He was ill.", "link": "/our-manager"},
    "partner_handed_over": {"partner": PARTNER, "manager": OLEG, "at": AT},
    "partner_taken_over": {"partner": PARTNER, "vendor_link": "/partners/p1/manager"},
    "invited": {"partner": PARTNER, "inviter": OLEG, "link": "/join/secret", "expires_at": AT},
    "welcome": {"partner": PARTNER, "paths": PATHS, "link": "/"},
    "joined": {"person": OLEG, "partner": PARTNER, "paths": PATHS, "link": "/team/p1"},
    "left": {"partner": PARTNER, "on": date(2026, 12, 1), "link": "/account/work", "personal_link": ""},
    "colleague_left": {"partner": PARTNER, "person": OLEG, "on": date(2026, 12, 1), "team_link": "/team"},
    "leaving_withdrawn": {"partner": PARTNER, "person": OLEG, "on": date(2026, 12, 1)},
    "joining_planned": {"partner": PARTNER, "person": OLEG, "on": date(2026, 12, 1)},
    "joining_called_off": {"partner": PARTNER, "person": OLEG, "on": date(2026, 12, 1)},
    "no_admin_left": {"partner": PARTNER, "person": OLEG, "team_link": "/partners/p1"},
    "join_asked": {"partner": PARTNER, "person": OLEG, "team_link": "/team/requests/r1"},
    "join_refused": {"partner": PARTNER, "reason": "We do not know you.", "link": "/account/work"},
    "personal_address": {"expires_at": AT, "link": "/personal-address/secret"},
    "personal_address_changed": {"at": AT, "address": "anna@home.example", "link": "/account/security"},
    "attempt_failed": {
        "quiz": SELLER, "percent": 70, "pass_percent": 75, "opens_at": AT, "sooner_at": AT, "free": False, "attempts_left": 2,
        "lessons": LESSONS,
        "link": "/attempts/a1",
    },
    "attempt_marked": {"quiz": SELLER, "percent": 80, "pass_percent": 75, "link": "/attempts/a1/result"},
    "marking_waiting": {"count": 3, "since": AT, "link": "/marking"},
    "certificate_issued": {
        "certification": SELLER, "expires_on": date(2028, 11, 21), "link": "/certificates/c1", "verify_link": "/verify/ABCD-EFGH",
    },
    "certificate_revoked": {"certification": SELLER, "at": AT, "reason": REASON, "link": "/certificates/c1"},
    **STANDINGS,
    "erasure_requested": {"due": AT, "link": "/account/privacy"},
    "erased": {"link": "/verify"},
    "question": {
        "person": OLEG, "partner": PARTNER, "course": SELLER, "lesson": LESSONS[0]["title"], "link": LESSONS[0]["link"],
        "question": "May I promise four hours?\nThe customer asks for it in writing.",
    },
}  # fmt: skip
"""One context a mail."""

BARE: dict[str, Sample] = {
    "application_decided": SAMPLES["application_decided"] | {"accepted": False},
    "applications_waiting": SAMPLES["applications_waiting"] | {"count": 0},
    "manager_kept": SAMPLES["manager_kept"] | {"answer": ""},
    "invited": SAMPLES["invited"] | {"inviter": None},
    "welcome": SAMPLES["welcome"] | {"paths": []},
    "joined": SAMPLES["joined"] | {"paths": []},
    "left": SAMPLES["left"] | {"personal_link": "/account/personal"},
    **{
        name: SAMPLES[name]
        for name in (
            "password_changed",
            "factor_added",
            "token_made",
            "factor_removed",
            "passkey_added",
            "recovery_codes_made",
            "recovery_code_used",
        )
    },
    "address_taken": SAMPLES["address_taken"],
    "personal_address_changed": SAMPLES["personal_address_changed"],
    "address_changed": SAMPLES["address_changed"],
    "attempt_failed": SAMPLES["attempt_failed"]
    | {"percent": None, "opens_at": None, "sooner_at": None, "free": True, "attempts_left": None, "lessons": []},
    "certificate_issued": SAMPLES["certificate_issued"] | {"expires_on": None},
    "certificate_revoked": SAMPLES["certificate_revoked"],
    "question": SAMPLES["question"] | {"partner": None},
}
"""The same mails where whatever may be missing is."""

LAST: dict[str, Sample] = {"attempt_failed": SAMPLES["attempt_failed"] | {"attempts_left": 0, "opens_at": None, "sooner_at": None}}
"""No attempt is left."""
