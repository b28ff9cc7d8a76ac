"""What a certificate opens, as a list that pages draw: the tier, the place in it, the materials."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from lms.programme.rules import Programme
from lms.reporting.consequences import Opened
from lms.web.presentation import spoken


@dataclass(frozen=True, slots=True)
class Unlock:
    """One thing that opens, for `<ul class="unlock">`; `mark` draws a tier instead of the icon."""

    icon: str
    text: str
    href: str
    mark: str = ""


def unlocks(opened: Opened, programme: Programme) -> list[Unlock]:
    """What opens, the greatest first."""
    return list(_unlocks(opened, programme))


def _unlocks(opened: Opened, programme: Programme) -> Iterator[Unlock]:
    reached = programme.tier(opened.tier) if opened.tier else None
    if reached:
        text = _("Tier %(tier)s for your company", tier=spoken(reached.label))
        yield Unlock("mountain", text, url_for("programme.tier"), reached.mark.value)
    if opened.gain and opened.gain.place:
        place = spoken(opened.gain.place.label)
        yield Unlock("people", _("The place “%(place)s” in your company's tier", place=place), url_for("programme.tier"))
    for material in opened.materials:
        yield Unlock("file", spoken(material.title), url_for("materials.material", material=material.id))
