"""Sentences of the content with places for figures: what a page says, to be compared with what the rules hold."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import cast

from lms.core.text import Texts
from lms.publishing.check import check
from lms.publishing.library import Library
from lms.publishing.source import sample_tree

FIGURE = r"(\d{1,3}(?:[ ,]\d{3})+(?:[.,]\d+)?|\S+?)"
WORDS = {
    "en": {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10, "fifteen": 15, "sixteen": 16,
           "twenty": 20, "ninety": 90},
    "ru": {
        "один": 1, "одно": 1, "одним": 1, "два": 2, "две": 2, "двое": 2, "двумя": 2, "три": 3, "четыре": 4, "четырёх": 4,
        "пять": 5, "пяти": 5, "десять": 10, "пятнадцать": 15, "шестнадцать": 16, "двадцать": 20, "девяносто": 90,
    },
}  # fmt: skip
"""Numbers that the content writes as words."""

Figures = tuple[object, ...]
"""Numbers, words that are the same in each language, or texts by language."""


@dataclass(frozen=True, slots=True)
class Said:
    """Where a figure is said, and how: `{}` stands for each part of it."""

    place: str
    en: str
    ru: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the programme: what the rules hold, and everything that is said about it."""

    name: str
    held: Callable[[Library], Figures]
    said: tuple[Said, ...]


@cache
def sample() -> Library:
    """The library of the sample tree."""
    return library_of(sample_tree().files)


def library_of(files: object) -> Library:
    """The library that these files make; they must be without an error."""
    tree = sample_tree()
    checked = check(type(tree)(cast("dict[str, bytes]", files), tree.language))
    assert checked.library is not None, [f"{fault.path}:{fault.at.line} {fault.code}" for fault in checked.faults]
    return checked.library


def disagreement(figure: Figure, said: Said, language: str, library: Library) -> str | None:
    """What is wrong with a statement: it is not there, or it says another figure. `None`: it agrees."""
    template = getattr(said, language)
    start = r"(?<!\w)" if template[0].isalnum() or template.startswith("{}") else ""
    pattern = start + FIGURE.join(re.escape(part) for part in template.split("{}"))
    expected = tuple(_told(part, language) for part in figure.held(library))
    found = [
        tuple(_read(part, language) for part in match.groups()) for match in re.finditer(pattern, passage(library, said.place, language))
    ]
    if not found:
        return f"{figure.name}: {said.place} does not say “{template}” in {language}."
    wrong = [one for one in found if one != expected]
    return f"{figure.name}: {said.place} says {wrong[0]} in {language}; the rules hold {expected}." if wrong else None


def passage(library: Library, place: str, language: str) -> str:
    """The plain text of a place: `lesson:course/lesson`, `course:`, `path:`, `exam:`, `question:quiz#question`, ... by its name."""
    kind, _, name = place.partition(":")
    return plain(PLACES[kind](library, name)[language])


@cache
def plain(markup: str) -> str:
    """Rendered HTML as one line of text, no-break spaces as spaces."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", markup))).strip()


def _lesson(library: Library, name: str) -> Texts:
    found = library.catalogue.lesson(name)
    assert found is not None, f"There is no lesson {name}."
    return found[1].html


def _summary(library: Library, name: str) -> Texts:
    found = library.catalogue.lesson(name)
    assert found is not None, f"There is no lesson {name}."
    return found[1].summary


def _question(library: Library, name: str) -> Texts:
    quiz, _, wanted = name.partition("#")
    question = library.quizzes.quizzes[quiz].question(wanted)
    assert question is not None, f"There is no question {name}."
    options = [text for option in question.options for text in (option.text, option.explanation)]
    parts = (question.stem, question.body, *options, question.explanation)
    return {language: "\n".join(part.get(language, "") for part in parts) for language in question.stem}


def _agreement(library: Library, _: str) -> Texts:
    assert library.programme is not None
    return library.programme.agreement.text


def _benefits(library: Library, name: str) -> Texts:
    tier = library.programme.tier(name) if library.programme else None
    assert tier is not None, f"There is no tier {name}."
    return {language: ". ".join(benefit.label[language] for benefit in tier.benefits) + "." for language in tier.label}


PLACES: dict[str, Callable[[Library, str], Texts]] = {
    "lesson": _lesson,
    "summary": _summary,
    "course": lambda library, name: library.catalogue.courses[name].intro,
    "path": lambda library, name: library.catalogue.paths[name].summary,
    "exam": lambda library, name: library.quizzes.quizzes[name].intro,
    "question": _question,
    "certification": lambda library, name: library.certifications.items[name].body,
    "material": lambda library, name: library.materials.items[name].body,
    "agreement": _agreement,
    "benefits": _benefits,
}


def _told(part: object, language: str) -> object:
    if isinstance(part, dict):
        return part[language]
    return Decimal(part) if isinstance(part, int) else part


def _read(part: str, language: str) -> object:
    word = WORDS[language].get(part.lower())
    if word is not None:
        return Decimal(word)
    number = part.replace(",", "") if language == "en" else part.replace(" ", "").replace(",", ".")
    try:
        return Decimal(number)
    except InvalidOperation:
        return part
