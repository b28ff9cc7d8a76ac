"""Arithmetic of months over days."""

import calendar
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day `months` later; in a shorter month its last day (31 January + 1 month is 28 or 29 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_passed(since: date, day: date) -> int:
    """How many whole months have passed from `since` to `day`; 0 before that. The day itself is the first day of the next month."""
    months = (day.year - since.year) * 12 + day.month - since.month + 1
    while months > 0 and add_months(day, -months) < since:
        months -= 1
    return max(months, 0)


def after_months(since: date, months: int) -> date:
    """The first day on which so many whole months have passed since `since`."""
    day = add_months(since, months)
    return day if add_months(day, -months) >= since else day + timedelta(days=1)
