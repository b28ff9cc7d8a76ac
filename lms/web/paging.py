"""A long list in pages: which of its rows stand on this one, and the way to its neighbours."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask_babel import gettext as _

T = TypeVar("T")

PAGE = 50
"""So many rows stand on one page."""


def start_of(number: int, total: int) -> int:
    """The place of the first row of a page, from 0; a number out of range is the nearest page."""
    return (max(1, min(number, -(-total // PAGE))) - 1) * PAGE


def part(rows: Sequence[T], number: int) -> Sequence[T]:
    """The rows of a page."""
    start = start_of(number, len(rows))
    return rows[start : start + PAGE]


def pages(number: int, total: int, address: Callable[[int], str]) -> dict[str, str]:
    """For `ui/pagination.html`; empty when everything stands on one page."""
    if total <= PAGE:
        return {}
    start = start_of(number, total)
    here, last = start // PAGE + 1, min(start + PAGE, total)
    found = {"text": str(_("%(first)s to %(last)s of %(total)s", first=start + 1, last=last, total=total))}
    if start:
        found["previous_href"] = address(here - 1)
    if last < total:
        found["next_href"] = address(here + 1)
    return found
