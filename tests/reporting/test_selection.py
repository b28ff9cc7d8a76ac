"""Choosing and ordering partners."""

from dataclasses import replace
from datetime import UTC, date, datetime

from lms.core.ids import PartnerId, PublicId, Slug
from lms.core.text import msg
from lms.publishing.library import Library
from lms.reporting.attention import Cause, Reason, Someone
from lms.reporting.portfolio import Colleague, Company
from lms.reporting.selection import NO_TIER, PAGE, Order, Show, Wanted, chosen, page_of

GRAVE, LIGHT = Reason(Cause.SILENT, msg("Silent"), grave=True), Reason(Cause.NO_ADMIN, msg("No admin"), grave=False)


def company(called: str, **changes: object) -> Company:
    plain = Company(
        id=PartnerId(1), public_id=PublicId(called), name={"en": called, "ru": called}, created_on=date(2026, 1, 1),
        manager_id=None, manager={}, products=(), tier=None, tier_since=None, at_risk_since=None, invitations=0,
    )  # fmt: skip
    return replace(plain, **changes)


def names(found: list[Company]) -> list[str]:
    return [one.public_id for one in found]


def seen(moment: datetime) -> Colleague:
    someone = Someone(PublicId("x"), {"en": "X"}, "x@x.example", is_admin=False, seen_on=moment.date())
    return Colleague(person_id=1, someone=someone, sales=True, technical=False, since=date(2026, 1, 1), last_seen_at=moment)


ALL = [
    company("Zeta", invitations=2),
    company("Елка", tier=Slug("gold"), reasons=(LIGHT,), name={"en": "Yolka", "ru": "Ёлка"}),
    company("Alpha", tier=Slug("start"), reasons=(GRAVE,), ending=1),
    company("Жук", tier=Slug("silver"), name={"en": "Beetle", "ru": "Жук"}, colleagues=(seen(datetime(2026, 11, 1, tzinfo=UTC)),)),
]


def ask(library: Library, language: str = "en", **wanted: object) -> list[str]:
    assert library.programme is not None
    return names(chosen(ALL, Wanted(**wanted), library.programme, language))


def test_what_needs_attention_most_stands_first(app, library: Library) -> None:
    assert ask(library) == ["Alpha", "Елка", "Жук", "Zeta"]
    assert ask(library, down=True)[-1] == "Alpha"


def test_names_are_ordered_by_the_readers_language_with_yo_beside_ye(app, library: Library) -> None:
    assert ask(library, order=Order.NAME) == ["Alpha", "Жук", "Елка", "Zeta"]
    assert ask(library, "ru", order=Order.NAME) == ["Alpha", "Zeta", "Елка", "Жук"]
    assert ask(library, order=Order.NAME, down=True) == ["Zeta", "Елка", "Жук", "Alpha"]


def test_tiers_are_ordered_by_height_and_chosen_by_id(app, library: Library) -> None:
    assert ask(library, order=Order.TIER) == ["Zeta", "Alpha", "Жук", "Елка"]
    assert ask(library, tier="gold") == ["Елка"]
    assert ask(library, tier=NO_TIER) == ["Zeta"]
    assert ask(library, tier="platinum") == []


def test_numbers_are_ordered(app, library: Library) -> None:
    assert ask(library, order=Order.INVITATIONS, down=True)[0] == "Zeta"
    assert ask(library, order=Order.ENDING, down=True)[0] == "Alpha"
    assert ask(library, order=Order.PEOPLE, down=True)[0] == "Жук"
    assert ask(library, order=Order.SEEN)[-1] == "Жук"
    assert len(ask(library, order=Order.CERTIFICATES)) == 4


def test_a_name_is_found_in_either_language_and_any_case(app, library: Library) -> None:
    assert ask(library, text=" еЛк") == ["Елка"]
    assert ask(library, text="YOLKA") == ["Елка"]
    assert ask(library, text="nothing") == []


def test_only_those_that_are_asked_for_are_shown(app, library: Library) -> None:
    assert ask(library, show=Show.RISK) == ["Alpha", "Елка"]
    assert ask(library, show=Show.ENDING) == ["Alpha"]
    assert ask(library, show=Show.INVITED) == ["Zeta"]


def test_a_page_holds_fifty_and_a_wrong_number_leads_to_the_nearest() -> None:
    many = [company(str(number)) for number in range(PAGE + 1)]
    first, last = page_of(many, 1), page_of(many, 99)
    assert (first.first, len(first.companies), first.pages) == (1, PAGE, 2)
    assert (last.number, last.first, len(last.companies)) == (2, PAGE + 1, 1)
    assert page_of(many, -4).number == 1
    assert (page_of([], 1).first, page_of([], 1).pages) == (0, 1)
