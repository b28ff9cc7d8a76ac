"""Compares questions that name the rule they compute from with the rules of the programme."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from lms.core.content.faults import Faults, Position
from lms.core.content.passage import Reading
from lms.core.content.yaml import Value, read_yaml
from lms.core.text import msg
from lms.programme.format import PROGRAMME
from lms.quizzes.format import QuizFiles
from lms.quizzes.questions.decimals import read_decimal
from lms.quizzes.questions.numeric import SOURCE, accepted
from lms.quizzes.rules import Question, QuestionType, Quiz


def check_sources(quizzes: QuizFiles, reading: Reading) -> None:
    """Note every `source=programme...` that names no figure, and every question whose answer is another."""
    every = (one for quiz in quizzes.quizzes.values() for one in _asked(quizzes, quiz))
    asked = [one for one in every if SOURCE.fullmatch(one[0].settings.get("source", ""))]
    rules = _rules(reading) if asked else None
    if rules is None:
        return
    for question, path, at in asked:
        source = question.settings["source"]
        figure = _figure(rules, source.split(".")[1:])
        if figure is None:
            reading.faults.add(
                path, at, "SOURCE_UNKNOWN",
                msg("The programme has no one figure “%(source)s”.", source=source),
                msg("Go down by keys, ids and names of metrics, as in programme.tiers.gold.csat.min."),
            )  # fmt: skip
        elif not _agrees(question, figure):
            reading.faults.add(
                path, at, "SOURCE_DIFFERS",
                msg("The programme says %(figure)s here, and the question accepts something else.", figure=figure),
                msg("Mend the answer, its text and its explanation, or name another source."),
            )  # fmt: skip


def _asked(files: QuizFiles, quiz: Quiz) -> Iterator[tuple[Question, str, Position]]:
    """Every question with a number for an answer, gaps too, and where its source stands."""
    path = files.paths[quiz.id]
    for question in quiz.questions:
        if question.type is QuestionType.NUMERIC:
            yield question, path, files.marks.get((quiz.id, question.id, "source"), files.places[quiz.id, question.id])
        for gap in question.gaps:
            if gap.type is QuestionType.NUMERIC:
                yield gap, path, files.options[quiz.id, question.id, gap.id]


def _rules(reading: Reading) -> Value | None:
    """The programme as it is written; `None` when it cannot be read, which is a fault already."""
    unheard = Faults()
    file = reading.tree.text(PROGRAMME, unheard) if PROGRAMME in reading.tree.files else None
    document = read_yaml(PROGRAMME, file.text, unheard) if file else None
    return document.value if document else None


def _figure(rules: Value, path: list[str]) -> Decimal | None:
    """The one number to which a path leads; `10 working days` counts as 10."""
    here = rules
    for step in path:
        below = _below(here, step)
        if len(below) != 1:
            return None
        here = below[0]
    try:
        return read_decimal(here)[0] if isinstance(here, str) else None
    except ValueError:
        return None


def _below(value: Value, step: str) -> list[Value]:
    """What a step leads to: the key of that name, else whatever below has it as its id or name, else the key of that name below."""
    if isinstance(value, dict) and step in value:
        return [value[step]]
    inside = list(_inside(value))
    named: list[Value] = [one for one in inside if isinstance(one, dict) and step in (one.get("id"), one.get("name"))]
    return named or [one[step] for one in inside if isinstance(one, dict) and step in one]


def _inside(value: Value) -> Iterator[Value]:
    """Everything below a value."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield part
        yield from _inside(part)


def _agrees(question: Question, figure: Decimal) -> bool:
    """Whether every answer that earns all takes the figure, and names it where it names a value."""
    try:
        full = [accepted(option.key) for option in question.options if option.right]
    except ValueError:  # said already
        return True
    return all(one.takes(Fraction(figure)) and one.about in (None, figure) for one in full)
