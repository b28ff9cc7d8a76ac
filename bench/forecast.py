"""The forecast of one partner with 100 people, by the sample's rules: milliseconds, and whether it says what an evaluation says.

`python -m bench.forecast`; the control is `--every-day`, which evaluates each of the 365 days instead, and must end with 1.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from lms.core.ids import Slug
from lms.programme.forecast import HORIZON, Forecast, forecast
from lms.programme.rules import Programme
from lms.programme.versions import judged
from lms.requirements.facts import Facts, Member
from tests.programme.made import company, programme, sample
from tests.requirements.made import holding, member, value

MILLISECONDS = 150.0
TODAY = date(2026, 3, 1)
CODES = ("sf", "sp", "ta", "tp")


def main() -> int:
    """Measure so many companies; 1 when the middle one takes longer than the goal, or a forecast is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.forecast", description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--companies", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every-day", action="store_true", help="the control: an evaluation for each day; must end with 1")
    given = parser.parse_args()
    chance, rules = random.Random(given.seed), programme(sample())
    companies = [_company(chance, given.people) for _ in range(given.companies)]
    way = _every_day if given.every_day else _forecast
    took = sorted(_timed(way, rules, one) for one in companies)
    wrong = 0 if given.every_day else sum(_differs(rules, one, chance) for one in companies)
    middle = took[len(took) // 2]
    print(f"{given.companies} companies of {given.people} people: {middle:.0f} ms in the middle, {took[-1]:.0f} ms at most; {wrong} wrong")
    return int(middle > MILLISECONDS or wrong > 0)


def _company(chance: random.Random, people: int) -> Facts:
    """People with certificates of all ages, and a year of ratings."""
    facts = company(*(_person(chance, number) for number in range(people)))
    assert facts.partner is not None
    rated = tuple(value("csat", _day(chance, -400, 0), "4.5") for _ in range(100))
    return replace(facts, partner=replace(facts.partner, values=(*facts.partner.values, *rated)))


def _person(chance: random.Random, number: int) -> Member:
    held = [holding(code, _day(chance, -600, -1), _day(chance, 1, 700)) for code in CODES if chance.random() < 0.6]
    until = _day(chance, 1, 700) if chance.random() < 0.1 else None
    return member(f"P{number}", *held, until=until)


def _day(chance: random.Random, first: int, last: int) -> date:
    return TODAY + timedelta(days=chance.randint(first, last))


def _forecast(rules: Programme, facts: Facts) -> Forecast:
    return forecast((rules,), facts, TODAY)


def _every_day(rules: Programme, facts: Facts) -> list[Slug | None]:
    return [judged((rules,), facts, TODAY + timedelta(days=days), looks_ahead=False).tier for days in range(HORIZON + 1)]


def _timed(way: Callable[[Programme, Facts], object], rules: Programme, facts: Facts) -> float:
    # The time of this process alone: what else the machine does is not the forecast's.
    began = time.process_time()
    way(rules, facts)
    return (time.process_time() - began) * 1000


def _differs(rules: Programme, facts: Facts, chance: random.Random) -> bool:
    """Whether any of 20 days, and of those on which something happens the first 20, is told otherwise than it is evaluated."""
    seen = forecast((rules,), facts, TODAY)
    days = [*(_day(chance, 0, HORIZON) for _ in range(20)), *(point.day for point in seen.points[:20])]
    return any(seen.tier_on(day) != judged((rules,), facts, day, looks_ahead=False).tier for day in days)


if __name__ == "__main__":
    sys.exit(main())
