"""Arithmetic of months over days."""

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day `months` later; in a shorter month its last day (31 January + 1 month is 28 or 29 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
