"""Unmet conditions as pages draw them: one sentence each, with the way to fulfil it where there is a page for that."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from flask import url_for
from flask_babel import gettext as _

from lms.requirements.result import Result
from lms.web.presentation import spoken


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition for `ui/unmet.html`. `value` of `max` is how far it is; 0 of 0 where there is nothing to count."""

    text: str
    href: str = ""
    link_text: str = ""
    value: int = 0
    max: int = 0


def conditions(unmet: Iterable[object]) -> list[Condition]:
    """What is missing, in the reader's language: results of requirements, or whatever else carries a `message`."""
    return [_of_result(one) if isinstance(one, Result) else Condition(spoken(getattr(one, "message", one))) for one in unmet]


def _of_result(result: Result) -> Condition:
    href, link_text = _way(result)
    counted = Decimal(result.need) > 1
    value, most = (min(int(result.have), int(result.need)), int(result.need)) if counted else (0, 0)
    return Condition(spoken(result.message), href, link_text, value, most)


def _way(result: Result) -> tuple[str, str]:
    match result.kind:
        case "course_done":
            return url_for("courses.course", course=result.subject), _("Open the course")
        case "person_holds":
            return url_for("certificates.certification", certification=result.subject), _("See the certification")
        case "agreement":
            return url_for("programme.agreement"), _("Read the agreement")
        case "tier_at_least" | "people" | "roster" | "percent" | "coverage" | "metric" | "points" | "evidence" | "held_for":
            return url_for("programme.tier"), _("See our tier")
    return "", ""
