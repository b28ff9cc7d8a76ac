"""What the rules of the sample hold, as figures to be compared with what the content says."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from lms.certificates.rules import add_months
from lms.core.ids import Slug
from lms.core.text import Texts
from lms.programme.rules import Benefit, Programme, Tier
from lms.publishing.library import Library
from lms.requirements.evidence import Evidence
from lms.requirements.metric import Metric
from lms.requirements.people import People
from lms.requirements.roster import Roster
from tests.content.statements import Figures, passage

MONTHS: tuple[Texts, ...] = (
    {"en": "January", "ru": "января"}, {"en": "February", "ru": "февраля"}, {"en": "March", "ru": "марта"},
    {"en": "April", "ru": "апреля"}, {"en": "May", "ru": "мая"}, {"en": "June", "ru": "июня"},
    {"en": "July", "ru": "июля"}, {"en": "August", "ru": "августа"}, {"en": "September", "ru": "сентября"},
    {"en": "October", "ru": "октября"}, {"en": "November", "ru": "ноября"}, {"en": "December", "ru": "декабря"},
)  # fmt: skip


def programme(library: Library) -> Programme:
    """The programme of the tree."""
    assert library.programme is not None
    return library.programme


def tier(library: Library, name: str) -> Tier:
    """The tier with this id."""
    found = programme(library).tier(name)
    assert found is not None, f"There is no tier {name}."
    return found


def asked(requirement: object) -> Iterator[object]:
    """A requirement and everything inside it."""
    yield requirement
    for one in getattr(requirement, "requirements", ()):
        yield from asked(one)


def metric(library: Library, tier_id: str, name: str) -> Metric:
    """The metric that a tier asks for; there is exactly one of this name."""
    (found,) = (one for one in asked(tier(library, tier_id).requirement) if isinstance(one, Metric) and one.name == name)
    return found


def least(library: Library, name: str, *tiers: str) -> Figures:
    """How much of a metric each of these tiers asks for."""
    return tuple(metric(library, one, name).min for one in tiers)


def people(library: Library, tier_id: str) -> int:
    """How many people with a certification a tier asks for."""
    (found,) = (one for one in asked(tier(library, tier_id).requirement) if isinstance(one, People))
    return found.need


def below_gold(library: Library) -> Decimal:
    """The most projects with which the line of Gold does not hold."""
    return metric(library, "gold", "active_projects").min - 1


def window(library: Library, *names: str) -> Figures:
    """Over how many months these metrics are counted; it is one number for all of them and for every tier that asks for them."""
    found = {
        one.months
        for each in programme(library).tiers
        for one in asked(each.requirement)
        if isinstance(one, Metric) and one.name in names
    }  # fmt: skip
    assert len(found) == 1, found
    return tuple(found)


def rating(library: Library) -> Figures:
    """What Gold asks of the rating: the least mean, and from how many answers."""
    found = metric(library, "gold", "csat")
    return found.min, found.min_sample


def plan_of_the_year(library: Library) -> bool:
    """Whether Gold asks for a business plan of the calendar year that the partner manager confirmed."""
    wanted = Evidence(Slug("business_plan"), valid="calendar_year", by="partner_manager")
    return wanted in tuple(asked(tier(library, "gold").requirement))


def places(library: Library, tier_id: str) -> tuple[int, Figures]:
    """How many places the roster of a tier has; and for each sort of them how many, and the codes that fill it."""
    (roster,) = (one for one in asked(tier(library, tier_id).requirement) if isinstance(one, Roster))
    parts: list[object] = []
    for slot in roster.slots:
        parts += [slot.need, *(code(library, slug) for slug in slot.holds_any)]
    return sum(slot.need for slot in roster.slots), tuple(parts)


def code(library: Library, slug: str) -> str:
    """What people call a certification."""
    return library.certifications.items[slug].code


def benefit(library: Library, tier_id: str, name: str) -> Benefit:
    """A benefit of a tier."""
    (found,) = (one for one in tier(library, tier_id).benefits if one.id == name)
    return found


def label(library: Library, tier_id: str, name: str) -> str:
    """The English label of a benefit."""
    return benefit(library, tier_id, name).label["en"]


def working_days(library: Library, tier_id: str, name: str) -> Figures:
    """Within how many working days a benefit is owed."""
    due = benefit(library, tier_id, name).due
    assert due.working
    return (due.days,)


def in_text(text: str, pattern: str) -> Figures:
    """The numbers that a text of the rules names."""
    found = re.search(pattern, text)
    assert found is not None, f"“{pattern}” is not in: {text}"
    return tuple(int(number) for number in found.groups())


def agreed(library: Library, pattern: str) -> Figures:
    """The numbers that the English agreement names."""
    return in_text(passage(library, "agreement:", "en"), pattern)


def protection(library: Library) -> int:
    """How many days the label of the benefit promises."""
    (days,) = in_text(label(library, "silver", "deal-protection"), r"(\d+) days")
    assert isinstance(days, int)
    return days


def extension(library: Library) -> int:
    """By how many days the agreement lets protection be extended."""
    (days,) = agreed(library, r"extends it once by (\d+) days")
    assert isinstance(days, int)
    return days


def protected_to(library: Library, approved: date) -> date:
    """The end of the first protection of a deal: the first day without."""
    return approved + timedelta(days=protection(library))


def deal(library: Library, approved: date) -> Figures:
    """Days of protection and their end, days of the extension and their end."""
    end = protected_to(library, approved)
    longer = extension(library)
    return protection(library), *on(end), longer, *on(end + timedelta(days=longer))


def day_of_year(day: date) -> Figures:
    """A day as people write it: the number and the month."""
    return day.day, MONTHS[day.month - 1]


def on(day: date) -> Figures:
    """A day with its year."""
    return *day_of_year(day), day.year


def grace_end(library: Library, lost: date) -> date:
    """The day on which the grace of a line that was lost is over."""
    return lost + timedelta(days=programme(library).review.grace_days)


def review_after(library: Library, day: date) -> date:
    """The next review on or after a day."""
    reviews = (
        date(year, *map(int, one.split("-"))) for year in (day.year, day.year + 1) for one in programme(library).review.demote_on
    )  # fmt: skip
    return next(review for review in sorted(reviews) if review >= day)


def review_of(library: Library, lost: date) -> date:
    """The review that looks at a partner who lost a line on a day: the next one when the grace is over."""
    return review_after(library, grace_end(library, lost))


def reviews(library: Library) -> Figures:
    """The days of reviews, as people write them."""
    days = (date(2026, *map(int, one.split("-"))) for one in programme(library).review.demote_on)
    return tuple(part for day in days for part in day_of_year(day))


def last_and_first(end: date) -> Figures:
    """The last day before `end`, with its year; and `end` itself, without."""
    return *on(end - timedelta(days=1)), *day_of_year(end)


def months(library: Library, slug: str) -> int:
    """How long a certification is valid."""
    validity = library.certifications.items[slug].validity
    assert validity is not None
    return validity.months


def ends(library: Library, slug: str, anchor: date) -> date:
    """The end of a certificate that counts from a day."""
    return add_months(anchor, months(library, slug))


def renewed_by(library: Library, slug: str) -> Figures:
    """The codes of the certifications whose pass renews this one."""
    return tuple(one.code for one in library.certifications.items.values() if slug in one.renews)


def counts_from(library: Library, slug: str) -> str:
    """The course whose release a certification counts from."""
    validity = library.certifications.items[slug].validity
    assert validity is not None
    return validity.course


def endless(library: Library, slug: str) -> bool:
    """Whether a certificate never ends."""
    return library.certifications.items[slug].validity is None


def renewal(library: Library, slug: str) -> Figures:
    """From how many days before the end one may renew, and how many days after it."""
    one = library.certifications.items[slug]
    return one.renewal_opens_days_before, one.renewal_open_days_after


def courses(library: Library, slug: str) -> int:
    """How many courses a certification needs."""
    return sum(need.kind == "course" for need in library.certifications.items[slug].needs)


def lessons(library: Library, slug: str) -> int:
    """How many lessons a course has."""
    return len(library.catalogue.courses[slug].lessons)


def paper(library: Library, quiz: str) -> tuple[int, int | None]:
    """How many questions a paper has, and the minutes for it."""
    one = library.quizzes.quizzes[quiz]
    return one.paper_size, one.minutes


def percent(library: Library, quiz: str) -> int:
    """The percent that passes."""
    return library.quizzes.quizzes[quiz].pass_percent


def right_answers(library: Library, quiz: str) -> int:
    """The least number of right answers that passes."""
    size, percent = library.quizzes.quizzes[quiz].paper_size, library.quizzes.quizzes[quiz].pass_percent
    return -(-size * percent // 100)


def take(library: Library, quiz: str) -> int:
    """How many questions each objective gets on a paper; it is the same number for all."""
    (number,) = {quota.take for quota in library.quizzes.quizzes[quiz].draw}
    return number


def waits(library: Library, quiz: str) -> Figures:
    """How many attempts there are, and the waits: hours after the first, days after the second."""
    one = library.quizzes.quizzes[quiz]
    first, second = one.cooldown
    return one.attempts, first // 3600, second // 86400


def when(condition: bool) -> Figures:
    """For a statement without a figure: nothing to compare when the rules hold it."""
    return () if condition else ("the rules do not hold it",)
