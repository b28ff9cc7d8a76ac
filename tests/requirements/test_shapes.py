"""The shapes that real programmes use can be said: each row as a rule, with a partner that has it and one that has not quite."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from lms.core.ids import Slug
from lms.requirements.facts import Facts, Member, Paper
from lms.requirements.kinds import evaluate
from lms.requirements.words import Words
from tests.requirements.made import DAY, WORDS, holding, member, partner, rule, value

RECENT = DAY - timedelta(days=30)


@dataclass(frozen=True)
class Shape:
    """A rule, and facts of two partners."""

    programme: str
    text: str
    met: Facts
    unmet: Facts


def staff(*held: str) -> list[Member]:
    """People who hold these, one each; several certifications are joined with a plus."""
    return [member(f"p{at}", *one.split("+")) for at, one in enumerate(held)]


def only(track: str, one: Member) -> Member:
    """The same person in one track."""
    return replace(one, sales=track == "sales", technical=track == "technical")


AWS = """
all:
  - people: {holds_any: [sf, ta], need: 4}
  - people: {holds_any: [ta], need: 6, of_which: [{holds_any: [tp], need: 3}]}
  - metric: {name: spend, min: 10000, min_sample: 3, window: trailing 12 months}
  - roster:
      sharing: free
      slots:
        - {id: accredited, need: 1, holds_any: [sf], label: {en: Accredited, ru: A}}
        - {id: foundational, need: 1, holds_any: [ta], label: {en: Foundational, ru: F}}
        - {id: professional, need: 1, holds_any: [tp], label: {en: Professional, ru: P}}
"""
AWS_PEOPLE = ("sf+ta+tp", "ta+tp", "ta+tp", "ta", "ta", "ta")
LAUNCHES = tuple(value("spend", RECENT, amount) for amount in ("4000", "4000", "2000"))

MICROSOFT = """
points:
  min: 70
  each_above_zero: true
  tracks:
    - id: enterprise
      label: {en: Enterprise, ru: E}
      terms:
"""
TERMS = """
        - {id: performance, label: {en: Performance, ru: P}, metric: {name: customers, window: trailing 12 months}, each: 10, most: 40}
        - {id: skilling, label: {en: Skilling, ru: S}, people: {holds_any: [ta]}, each: 7.5, most: 30}
        - {id: success, label: {en: Customer success, ru: C}, metric: {name: deals}, each: 15, most: 30}
"""
POINTS = (
    MICROSOFT
    + TERMS[1:]
    + """
    - id: small
      label: {en: Small business, ru: S}
      terms:
        - {id: people, label: {en: People, ru: P}, people: {holds_any: [sf]}, each: 1, most: 70}
"""
)
CUSTOMERS = tuple(value("customers", RECENT, "1", name) for name in ("a", "b", "c", "d", "d"))

GOOGLE = """
all:
  - percent: {of: sales, holds_any: [sp], min: 50, cap: {at: 2, on: base}}
  - coverage: {where: {name: spend, min: 500, window: trailing 90 days}, holds: {compute: [ta], backup: [tp]}}
"""
SPEND = (value("spend", RECENT, "500", product="compute"), value("spend", RECENT, "499", product="backup"))
CISCO = """
roster:
  sharing: {caps: {default: 1, am: 4, se: 2, fe: 2}}
  slots:
""" + "".join(
    f"    - {{id: {area}-{role}, role: {role}, need: 1, holds_any: [{asked}], label: {{en: {area} {role}, ru: x}}}}\n"
    for area in ("a", "b", "c") for role, asked in (("am", "sp"), ("se", "ta"), ("fe", "tp"))
)  # fmt: skip
ODOO = """
all:
  - metric: {name: customers, min: 10, window: partnership year}
  - people: {holds_any: [ta, tp], need: 1}
  - metric: {name: retention, min: 70, window: trailing 12 months}
"""
USERS = tuple(value("customers", RECENT, "1", f"user {at}") for at in range(10))
HUBSPOT = """
points:
  min: 100
  tracks:
    - id: tier
      label: {en: Points, ru: P}
      terms:
        - {id: sourced, label: {en: Sourced, ru: S}, metric: {name: spend, window: calendar quarter}, each: 0.05}
        - {id: managed, label: {en: Managed, ru: M}, metric: {name: renewed, window: calendar quarter}, each: 0.03}
"""
BITRIX = """
all:
  - roster:
      sharing: free
      slots:
        - {id: one, need: 2, holds_any: [sf], label: {en: One, ru: 1}}
        - {id: two, need: 2, holds_any: [ta], label: {en: Two, ru: 2}}
  - metric: {name: spend, min: 500}
"""
YANDEX = "at_least: {n: 2, of: [metric: {name: spend, min: 500, window: calendar year}, people: {holds_any: [ta], need: 2}]}"
NINTEX = """
points:
  min: 4
  tracks:
    - id: units
      label: {en: Units, ru: U}
      terms:
        - {id: two, label: {en: Two, ru: 2}, people: {holds_any: [tp]}, each: 2}
        - {id: one, label: {en: One, ru: 1}, people: {holds_any: [ta]}, each: 1}
"""
ANY_DAY = "any_day_in: {window: month and 5 before, that: {people: {holds_any: [ta], need: 1}}}"
HALF = tuple(only("sales", one) for one in (member("A", "sp"), member("B"), member("C"), member("D")))


def years(facts: Facts, since: date | None) -> Facts:
    """The same partner with a first day."""
    assert facts.partner is not None
    return replace(facts, partner=replace(facts.partner, since=since))


RETAINED = (value("renewed", RECENT, "70"), value("ended", RECENT, "100"))
LOST = (value("renewed", RECENT, "699"), value("ended", RECENT, "1000"))
PLAN = Paper(Slug("business_plan"), None, RECENT)
SHAPES = [
    Shape("AWS: nested minimum, count and sum of the same deals, free sharing", AWS,
          partner(*staff(*AWS_PEOPLE), values=LAUNCHES), partner(*staff(*AWS_PEOPLE[:5], "sf"), values=LAUNCHES)),
    Shape("AWS: too few deals, whatever their sum", AWS,
          partner(*staff(*AWS_PEOPLE), values=LAUNCHES), partner(*staff(*AWS_PEOPLE), values=(value("spend", RECENT, "10000"),))),
    Shape("AWS: deals of at least so much", "metric: {name: deals, min: 2, each: 1500}",
          partner(values=(value("deals", DAY, "1500"), value("deals", DAY, "2000"))),
          partner(values=(value("deals", DAY, "1499.99"), value("deals", DAY, "2000")))),
    Shape("AWS: sustained attainment", "held_for: {months: 3, that: {people: {holds_any: [ta], need: 1}}}",
          partner(member("A", holding("ta", issued=date(2025, 12, 1)))), partner(member("A", holding("ta", issued=date(2025, 12, 2))))),
    Shape("Microsoft: points, each above zero, best of several tracks", POINTS,
          partner(*staff("ta", "ta"), values=(*CUSTOMERS, value("deals", DAY))),
          partner(*staff("ta", "ta"), values=CUSTOMERS)),
    Shape("Microsoft: on one day of this month and the five before", ANY_DAY,
          partner(member("A", holding("ta", expires=date(2025, 10, 2)))), partner(member("A", holding("ta", expires=date(2025, 10, 1))))),
    Shape("Google Ads: a percent with a cap on its base, and people for what is sold", GOOGLE,
          partner(*HALF, member("E", "ta", "sf"), values=SPEND), partner(*HALF, member("E", "tp"), values=SPEND)),
    Shape("Cisco: roles that nobody crosses, each with a cap", CISCO,
          partner(*staff("sp", "ta", "ta", "tp", "tp")), partner(*staff("sp", "ta", "ta+tp", "tp"))),
    Shape("Odoo: users of the year, retention, certified people", ODOO,
          years(partner(*staff("ta"), values=(*USERS, *RETAINED)), date(2020, 1, 15)),
          years(partner(*staff("ta"), values=(*USERS, *LOST)), date(2020, 1, 15))),
    Shape("Odoo: users of another year of the partnership", ODOO,
          years(partner(*staff("ta"), values=(*USERS, *RETAINED)), RECENT),
          years(partner(*staff("ta"), values=(*USERS, *RETAINED)), RECENT + timedelta(days=1))),
    Shape("HubSpot: weighted sums of a quarter", HUBSPOT,
          partner(values=(value("spend", DAY, "1400"), value("renewed", DAY, "1000"))),
          partner(values=(value("spend", DAY, "1400"), value("renewed", date(2025, 12, 31), "1000")))),
    Shape("Bitrix: certificates in each subject, and points", BITRIX,
          partner(*staff("sf+ta", "sf+ta"), values=(value("spend", DAY, "500"),)),
          partner(*staff("sf+ta", "sf"), values=(value("spend", DAY, "500"),))),
    Shape("Yandex Cloud: revenue of the year and team", YANDEX,
          partner(*staff("ta", "ta"), values=(value("spend", date(2026, 1, 1), "500"),)),
          partner(*staff("ta", "ta"), values=(value("spend", date(2025, 12, 31), "500"),))),
    Shape("Nintex: units of each certificate", NINTEX, partner(*staff("tp", "ta", "ta")), partner(*staff("tp", "ta"))),
    Shape("Sophos: a plan that somebody of the programme confirmed for twelve months",
          "evidence: {kind: business_plan, valid: {months: 12}, by: programme_admin}",
          partner(papers=(PLAN,)), partner(papers=(replace(PLAN, confirmed_on=date(2025, 3, 1)),))),
    Shape("nobody of another type", "not: {type_is: [affiliate]}", partner(types=("service",)), partner(types=("service", "affiliate"))),
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda one: one.programme)
def test_a_row_of_a_real_programme_can_be_said_and_tells_who_has_it(shape: Shape) -> None:
    asked = rule(shape.text)
    assert evaluate(asked, shape.met, DAY, WORDS).met
    assert not evaluate(asked, shape.unmet, DAY, WORDS).met
    assert evaluate(asked, shape.met, DAY, Words()).met
