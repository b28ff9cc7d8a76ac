"""Reads what blocks say into values: numbers, lists and the question as it was written, with texts that are still Markdown."""

import re
from collections.abc import Mapping

from lms.core.ids import Slug
from lms.quizzes.format.attributes import Attributes
from lms.quizzes.format.blocks import OptionBlock, QuestionBlock
from lms.quizzes.questions import KINDS
from lms.quizzes.questions.kind import Kind, Sign
from lms.quizzes.rules import Option, Question, QuestionType

NUMBERS = {"points": (0, 100, 1), "weight": (1, 100, 1), "credit": (1, 100, 100)}
"""Attributes that are whole numbers: the least, the most, and what holds when they are left out."""
WHOLE = re.compile(r"[0-9]{1,3}")
REGIONS = ("rect", "circle")


def type_of(block: QuestionBlock) -> QuestionType | None:
    """The type that a question names, or `None` when it names none that can be asked."""
    written = block.attributes.get("type")
    named = QuestionType(written) if written in set(QuestionType) else None
    return named if named in KINDS else None


def read_number(attributes: Attributes, key: str) -> int | None:
    """One of `NUMBERS`; `None` when it cannot be read."""
    low, high, default = NUMBERS[key]
    written = attributes.get(key)
    if written is None:
        return default
    return int(written) if WHOLE.fullmatch(written) and low <= int(written) <= high else None


def number(attributes: Attributes, key: str) -> int:
    """The same; what cannot be read, which is a fault already, counts as left out."""
    read = read_number(attributes, key)
    return NUMBERS[key][2] if read is None else read


def excluded(block: QuestionBlock) -> tuple[str, ...]:
    """The questions that never stand on one paper with this one."""
    written = block.attributes.get("excludes")
    return tuple(written.split(",")) if written else ()


def points_of(block: QuestionBlock, kind: Kind) -> int:
    """What the question is worth, or the weight of a gap."""
    return number(block.attributes, "weight" if "weight" in block.attributes.values else "points") if kind.scored else 0


def settings_of(block: QuestionBlock, kind: Kind) -> Mapping[str, str]:
    """The attributes of the heading that the kind reads."""
    return {key: value for key, value in block.attributes.values.items() if key in kind.settings}


def key_of(option: OptionBlock) -> str:
    """What the kind marks by; a region is written `rect=10,20,30,15`."""
    regions = [f"{name}={written}" for name in REGIONS if (written := option.attributes.get(name)) is not None]
    return " ".join(regions) or option.key


def is_right(option: OptionBlock) -> bool:
    """Whether the entry alone earns the question: it is ticked, or accepted in full."""
    return option.ticked or (option.sign is Sign.EQUALS and number(option.attributes, "credit") == 100)


def as_written(block: QuestionBlock, kind: Kind, language: str) -> Question:
    """The question as its kind looks at it when a file is read."""
    gaps = ((gap, type_of(gap)) for gap in block.gaps)
    return Question(
        id=Slug(block.attributes.get("#") or ""), type=kind.type, objective=None, lesson=None,
        stem={language: block.text}, text={language: block.text}, body={language: block.body.text},
        options=tuple(_entry(option, language) for option in block.options),
        choices=tuple(_entry(choice, language) for choice in block.choices),
        explanation={language: block.explanation.text}, points=points_of(block, kind), settings=settings_of(block, kind),
        gaps=tuple(as_written(gap, KINDS[named], language) for gap, named in gaps if named is not None),
    )  # fmt: skip


def _entry(option: OptionBlock, language: str) -> Option:
    return Option(
        id=Slug(option.attributes.get("#") or ""), text={language: option.text} if option.text else {}, right=is_right(option),
        explanation={language: option.explanation.text} if option.explanation.text else {},
        pin_last=option.attributes.get("pin") == "last", key=key_of(option), credit=number(option.attributes, "credit"),
    )  # fmt: skip
