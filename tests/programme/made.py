"""A programme for the tests, read from the manual's example or from the sample content, and people to fill it."""

import re
from datetime import date
from pathlib import Path

from lms.core.content.faults import Faults
from lms.core.content.tree import Tree
from lms.core.ids import Slug
from lms.core.text import Texts
from lms.programme.format import PROGRAMME, read_programme
from lms.programme.rules import Programme
from lms.requirements.facts import Facts, Member, Paper
from tests.requirements.made import holding, member, partner, texts, value

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "certificates" / "README.md").read_text(encoding="utf-8")
CERTIFICATIONS: dict[Slug, Texts] = {Slug(one): texts(one.upper()) for one in ("basics", "sf", "sp", "ta", "tp")}
EXAMPLE = re.search(r'```yaml title="certificates/programme\.yaml"\n(.*?)```', MANUAL, re.DOTALL)


def render(text: str, path: str, line: int, inline: bool) -> str:
    """Markdown to HTML, as little as a test needs; keeps the line in sight."""
    return f"<p>{path}:{line}:{inline}:{len(text)}</p>"


def example() -> str:
    """The manual's programme."""
    assert EXAMPLE is not None
    return EXAMPLE[1]


def sample() -> str:
    """The sample vendor's programme."""
    return (ROOT / PROGRAMME).read_text(encoding="utf-8")


def read(text: str) -> tuple[Programme | None, list[tuple[str, int]]]:
    """A programme with the faults found: code and line."""
    faults = Faults()
    found = read_programme(Tree({PROGRAMME: text.encode()}), CERTIFICATIONS, render, faults)
    return found, [(fault.code, fault.at.line) for fault in faults.ordered()]


def programme(text: str) -> Programme:
    """A programme without faults."""
    found, faults = read(text)
    assert found is not None, faults
    return found


ANNA_ENDS = date(2026, 3, 22)
PAID = (date(2025, 9, 1), date(2026, 3, 1), date(2026, 9, 1), date(2027, 3, 1))
"""The days on which each project of the worked example is paid for: so they count on all days that the tests look at."""


def vector() -> list[Member]:
    """The people of the worked example; Boris also holds the foundation that Start asks for."""
    return [
        member("Anna", "sp", holding("ta", expires=ANNA_ENDS)),
        member("Boris", "sf", "sp"),
        member("Dina", "sp"),
        member("Vera", "ta", "tp"),
        member("Gleb", "ta"),
    ]


def company(*people: Member, projects: str = "21", agreement: int | None = 3) -> Facts:
    """A partner that lacks nothing for Gold but, perhaps, people."""
    paid = (value("active_projects", day, "1", f"P-{number}") for number in range(int(projects)) for day in PAID)
    values = (*paid, *(value("csat", date(2026, 2, day), "4.6") for day in range(1, 7)))
    return partner(*people, values=values, papers=(Paper(Slug("business_plan"), 2026, date(2026, 1, 20)),), agreement=agreement)
