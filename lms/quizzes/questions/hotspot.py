"""Questions about places in a picture, with a list of the same places as the equal way to answer."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from lms.core.text import msg, pick
from lms.quizzes.questions.choosing import SETTING, chooses_several, only_one, strange_choose
from lms.quizzes.questions.kind import Complaint, Kind, LearnerQuestion, no_right, one_right
from lms.quizzes.rules import Answer, Question, QuestionType

MARKDOWN_PICTURE = re.compile(r"!\[")
PICTURE = re.compile(r"(?:<figure>)?<img\b([^>]*)>(?:</figure>)?")
ATTRIBUTE = re.compile(r'\b(src|alt)="([^"]*)"')
PERCENT = r"[0-9]{1,3}(?:\.[0-9]{1,2})?"
RECT = re.compile(rf"rect=({PERCENT}),({PERCENT}),({PERCENT}),({PERCENT})")
CIRCLE = re.compile(rf"circle=({PERCENT}),({PERCENT}),({PERCENT})")


class Hotspot(Kind):
    """The answer is the region, not the point: whoever uses the list answers the same as whoever uses the picture.

    Everything is earned when exactly the right regions are chosen: one, or several with `choose=several`.
    """

    type = QuestionType.HOTSPOT
    settings = frozenset({SETTING})
    entry_settings = frozenset({"rect", "circle", "pin"})
    several = True

    def complaints(self, question: Question) -> Iterator[Complaint]:
        """One picture; every region lies in it; one is right, or with `choose=several` some but not all."""
        yield from strange_choose(question)
        for body in question.body.values():
            yield from self.unsaid(body)
        for position, option in enumerate(question.options):
            if region_of(option.key) is None:
                yield Complaint(
                    "REGION_UNREADABLE", msg("No region of the picture is named, or it does not lie in it."),
                    msg("Write rect=<x>,<y>,<width>,<height> or circle=<x>,<y>,<radius> in percent of the picture."), position,
                )  # fmt: skip
        if not chooses_several(question):
            yield from one_right(question)
        elif not question.right:
            yield no_right()
        elif len(question.right) == len(question.options):
            yield Complaint(
                "ALL_RIGHT", msg("All options are marked right: ticking everything would earn the mark."), msg("Add a wrong option.")
            )  # fmt: skip

    def unsaid(self, body: str) -> Iterator[Complaint]:
        """The text of every language shows one picture: the regions are laid over it."""
        if len(MARKDOWN_PICTURE.findall(body)) != 1:
            yield Complaint(
                "HOTSPOT_PICTURE", msg("The text below the heading does not show exactly one picture."),
                msg("Write “![what is to be seen](media/name.svg)” there, in every language."),
            )  # fmt: skip

    def read(self, question: Question, values: Sequence[str]) -> Answer:
        """Read the regions that were chosen.

        Raises:
            Invalid: a value is no region, or there are too many.
        """
        return only_one(question, super().read(question, values))

    def view(self, question: Question, language: str, order: Sequence[str]) -> LearnerQuestion:
        """The text around the picture in two pieces, and the picture with its regions among the hints."""
        return replace(super().view(question, language, order), pieces=around(pick(question.body, language)))

    def hints(self, question: Question, language: str) -> Mapping[str, str]:
        """The picture's address (`picture`) and text (`alt`), where each region lies (`at:<id>`), and whether `several` may be chosen."""
        found = PICTURE.search(pick(question.body, language))
        told = dict(ATTRIBUTE.findall(found[1])) if found else {}
        regions = {f"at:{option.id}": " ".join(region_of(option.key) or ()) for option in question.options}
        several = {"several": "yes"} if chooses_several(question) else {}
        return {"picture": html.unescape(told.get("src", "")), "alt": html.unescape(told.get("alt", "")), **regions, **several}

    def guesses(self, question: Question) -> Mapping[Fraction, Fraction]:
        """One of the regions, or with `choose=several` one of the ways to choose some."""
        ways = 2 ** len(question.options) - 1 if chooses_several(question) else len(question.options)
        return {Fraction(1): Fraction(1, ways), Fraction(0): 1 - Fraction(1, ways)}


def region_of(key: str) -> tuple[str, ...] | None:
    """`rect`, left, top, width, height or `circle`, left, top, radius, all in percent; `None` when it is none within a picture."""
    for name, pattern in (("rect", RECT), ("circle", CIRCLE)):
        if found := pattern.fullmatch(key):
            across, down, *sizes = (Decimal(number) for number in found.groups())
            right, below = (across + sizes[0], down + sizes[1]) if name == "rect" else (across, down)
            inside = all(0 < size <= 100 for size in sizes) and right <= 100 and below <= 100
            return (name, *found.groups()) if inside else None
    return None


def around(body: str) -> tuple[str, ...]:
    """The rendered text before and after its picture."""
    found = PICTURE.search(body)
    return (body[: found.start()], body[found.end() :]) if found else (body, "")
