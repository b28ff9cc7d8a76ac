"""The rule file that the programme admin of a demo finds ready to be tried: the sample's next version, which nobody has published."""

import re
from datetime import date, timedelta

from lms.programme.format import PROGRAMME
from lms.publishing.source import sample_folder

AHEAD = timedelta(days=75)
"""At least so far ahead it begins: more than the notice that the sample promises."""
EASED = ("{id: technical, need: 2,", "{id: technical, need: 1,")
"""One engineer less for the highest tier: Gamma would rise."""
RAISED = ("{name: trainings, min: 4,", "{name: trainings, min: 6,")
"""Two trainings more for a consultant's second tier: Epsilon would fall."""


def next_rules(number: int, today: date) -> str:
    """The sample's rule file with this version number, in force from the first day of a month, with one rule eased and one made harder."""
    text = (sample_folder() / PROGRAMME).read_text(encoding="utf-8")
    text = re.sub(r"(?m)^version: \d+$", f"version: {number}", text, count=1)
    text = re.sub(r"(?m)^effective_from: \S+$", f"effective_from: {_begins(today)}", text, count=1)
    head, eased, tail = text.rpartition(EASED[0])
    return f"{head}{EASED[1] if eased else ''}{tail}".replace(*RAISED, 1)


def _begins(today: date) -> date:
    return ((today + AHEAD).replace(day=1) + timedelta(days=31)).replace(day=1)
