"""Boxes that are ticked or not: which kind of question they make."""

from lms.publishing.imports.asked import Entry
from lms.quizzes.rules import QuestionType

TRUTHS = {"true": "true", "false": "false", "верно": "true", "неверно": "false", "правда": "true", "неправда": "false"}


def kind_of_boxes(entries: tuple[Entry, ...]) -> tuple[QuestionType, tuple[Entry, ...]]:
    """True or false where these are the two answers, one choice where one is right, otherwise several; and the entries of that kind."""
    right = sum(entry.right for entry in entries)
    truths = [TRUTHS.get(entry.text.strip(" .").lower(), "") for entry in entries]
    if right == 1 and sorted(truths) == ["false", "true"]:
        yes, no = sorted(zip(truths, entries, strict=True), key=lambda pair: pair[0] == "false")
        return QuestionType.TRUE_FALSE, tuple(Entry(text=truth, right=one.right, feedback=one.feedback) for truth, one in (yes, no))
    return (QuestionType.SINGLE if right == 1 else QuestionType.MULTIPLE), entries
