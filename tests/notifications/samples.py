"""A sample context for each mail, and readers to write it for."""

from datetime import UTC, date, datetime

from lms.core.text import Texts
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

SAMPLES: dict[str, Sample] = {
    "password_reset": {"link": f"{BASE}/reset/WyJ0b2tlbiJd.aZ-_9", "minutes": 30},
    "password_changed": {"at": AT, "link": "/reset"},
    "address_old": {"at": AT, "address": "anna@new.example", "expires_at": AT, "link": "/addresses/secret"},
    "address_new": {"expires_at": AT, "link": "/addresses/secret"},
    "address_taken": {"link": "/sign-in"},
    "address_changed": {"at": AT, "address": "anna@new.example", "link": "/reset"},
    "address_stopped": {"at": AT, "link": "/reset"},
    "factor_added": {"at": AT, "link": "/account/security"},
    "factor_removed": {"at": AT, "link": "/account/security"},
    "passkey_added": {"at": AT, "link": "/account/security"},
    "recovery_codes_made": {"at": AT, "link": "/account/security"},
    "recovery_code_used": {"at": AT, "left": 9, "link": "/account/security"},
    "invited": {"partner": PARTNER, "inviter": OLEG, "link": "/join/secret", "expires_at": AT},
    "welcome": {"partner": PARTNER, "paths": PATHS, "link": "/"},
    "joined": {"person": OLEG, "partner": PARTNER, "paths": PATHS, "link": "/team/p1"},
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
    "tier_reached": {"partner": PARTNER, "tier": GOLD, "before": SILVER, "link": "/tier"},
    "tier_at_risk": {"partner": PARTNER, "tier": GOLD, "missing": MISSING, "link": "/tier"},
    "tier_lost": {"partner": PARTNER, "before": GOLD, "after": SILVER, "missing": MISSING, "link": "/tier"},
    "erasure_requested": {"due": AT, "link": "/account/privacy"},
    "erased": {"link": "/verify"},
    "question": {
        "person": OLEG, "partner": PARTNER, "course": SELLER, "lesson": LESSONS[0]["title"], "link": LESSONS[0]["link"],
        "question": "May I promise four hours?\nThe customer asks for it in writing.",
    },
}  # fmt: skip
"""One context a mail."""

BARE: dict[str, Sample] = {
    "invited": SAMPLES["invited"] | {"inviter": None},
    "welcome": SAMPLES["welcome"] | {"paths": []},
    "joined": SAMPLES["joined"] | {"paths": []},
    **{
        name: SAMPLES[name]
        for name in (
            "password_changed",
            "factor_added",
            "factor_removed",
            "passkey_added",
            "recovery_codes_made",
            "recovery_code_used",
        )
    },
    "address_taken": SAMPLES["address_taken"],
    "address_changed": SAMPLES["address_changed"],
    "attempt_failed": SAMPLES["attempt_failed"]
    | {"percent": None, "opens_at": None, "sooner_at": None, "free": True, "attempts_left": None, "lessons": []},
    "certificate_issued": SAMPLES["certificate_issued"] | {"expires_on": None},
    "certificate_revoked": SAMPLES["certificate_revoked"],
    "tier_reached": SAMPLES["tier_reached"] | {"before": None},
    "tier_lost": SAMPLES["tier_lost"] | {"after": None, "missing": []},
    "question": SAMPLES["question"] | {"partner": None},
}
"""The same mails where whatever may be missing is."""

LAST: dict[str, Sample] = {"attempt_failed": SAMPLES["attempt_failed"] | {"attempts_left": 0, "opens_at": None, "sooner_at": None}}
"""No attempt is left."""
