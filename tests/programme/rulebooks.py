"""Small rule files for the linter's tests, and what it says of them."""

from lms.core.content.faults import Fault, Faults
from lms.core.content.tree import Tree
from lms.core.ids import Slug
from lms.core.text import LANGUAGES
from lms.core.translation import say
from lms.programme.format import PROGRAMME, read_programme
from tests.programme.made import CERTIFICATIONS, render

HEAD = """
programme: p
version: 1
effective_from: 2026-01-01
notice_days: 60
overlap_days: 90
review: {promote: on_change, demote_on: [01-15], grace_days: 90, floor: one, demote_needs: partner_manager}
products: []
metrics:
  - {id: deals, label: {en: Deals, ru: Сделки}, measure: sum}
  - {id: trainings, label: {en: Trainings, ru: Обучения}, measure: count}
  - {id: rating, label: {en: Rating, ru: Оценка}, measure: mean}
  - {id: kept, label: {en: Kept, ru: Осталось}, measure: ratio, part: deals, whole: trainings}
evidence:
  - {id: plan, label: {en: Plan, ru: План}}
agreement: {version: 2, title: {en: A, ru: А}, text: {en: T, ru: Т}}
"""
SLOTS = "{id: sales, need: 1, holds_any: [sp], label: {en: S, ru: П}}, {id: tech, need: %s, holds_any: [ta, tp], label: {en: T, ru: Т}}"


def tier(name: str, *asked: str) -> str:
    """One tier that asks for these things."""
    lines = "".join(f"      - {one}\n" for one in asked)
    return f"  - id: {name}\n    label: {{en: {name.title()}, ru: {name.title()}}}\n    mark: start\n    all:\n{lines}"


def linted(*tiers: str, rest: str = "", uncounted: tuple[str, ...] = (), head: str = HEAD) -> list[Fault]:
    """What is wrong with a programme of these tiers."""
    return linted_text(f"{head.strip()}\ntiers:\n{''.join(tiers)}{rest}", uncounted)


def linted_text(text: str, uncounted: tuple[str, ...] = ()) -> list[Fault]:
    """What is wrong with a whole file; whatever it is, it is said in every language and with a repair."""
    faults = Faults()
    found = read_programme(Tree({PROGRAMME: text.encode()}), CERTIFICATIONS, render, faults, [Slug(one) for one in uncounted])
    assert (found is None) == bool(faults.errors)
    for fault in faults.found:
        for language in LANGUAGES:
            assert "%(" not in say(fault.message, language) + say(fault.repair, language)
            assert say(fault.repair, language)
    return faults.ordered()


def codes(faults: list[Fault]) -> list[str]:
    """Only the codes."""
    return [fault.code for fault in faults]


ONE = tier("one", "people: {holds_any: [sf], need: 1}")
TWO = tier("two", "tier_at_least: one", "metric: {name: deals, min: 4}", f"roster: {{slots: [{SLOTS % 1}]}}")
