"""Compares the quotas of a quiz with its questions: can every paper be drawn, and does every question get its chance?"""

from collections import Counter
from collections.abc import Mapping

from lms.core.content.faults import Faults
from lms.core.content.yaml import Document
from lms.core.text import msg
from lms.quizzes.format.blocks import Skeleton, questions_by_id
from lms.quizzes.format.settings import DrawSettings, QuizSettings
from lms.quizzes.format.values import excluded
from lms.quizzes.rules import Quiz, QuizKind
from lms.quizzes.rules.drawing import can_draw

Cell = tuple[str, str | None]
"""An objective and a difficulty."""


def check_draw(document: Document, settings: QuizSettings, skeleton: Skeleton, faults: Faults) -> None:
    """Note quotas that their pools cannot fill, and questions that are never drawn."""
    if not settings.draw:
        return
    asked = ((block.attributes.get("objective"), block.attributes.get("difficulty")) for block in questions_by_id(skeleton).values())
    cells = Counter((objective, difficulty) for objective, difficulty in asked if objective is not None)
    _check_rows(document, settings.draw, cells, faults)
    _check_drawn(document, settings.draw, cells, faults)


def check_exclusions(document: Document, skeleton: Skeleton, quiz: Quiz, faults: Faults) -> None:
    """Note when questions exclude each other so that no paper can be drawn. To be asked when every quota has its pool."""
    if can_draw(quiz) or quiz.kind is QuizKind.CHECK:
        return
    if quiz.draw:
        faults.add(
            document.path, document.key(("draw",)), "DRAW_IMPOSSIBLE",
            msg("Questions exclude each other so that these quotas can never be filled together."),
            msg("Take fewer, write more questions, or take an exclusion out."),
        )  # fmt: skip
        return
    first = next(block for block in skeleton.questions if excluded(block))
    faults.add(
        document.path, first.attributes.place("excludes"), "EXCLUDES_WITHOUT_DRAW",
        msg("All questions go on every paper, also those that exclude each other."),
        msg("Write quotas under “draw”, or take it out."),
    )  # fmt: skip


def _check_rows(document: Document, draw: tuple[DrawSettings, ...], pools: Mapping[Cell, int], faults: Faults) -> None:
    named: set[Cell] = set()
    taken: Counter[str] = Counter()
    for row, quota in enumerate(draw):
        place = document.place(("draw", row, "objective"))
        pool = sum(size for cell, size in pools.items() if _fits(quota, cell))
        of_objective = sum(size for (objective, _), size in pools.items() if objective == quota.objective)
        taken[quota.objective] += quota.take
        if (quota.objective, quota.difficulty) in named:
            faults.add(
                document.path, place, "DRAW_TWICE",
                msg("The objective “%(objective)s” is drawn twice.", objective=quota.objective),
                msg("Write one line for each objective and difficulty."),
            )  # fmt: skip
        elif not of_objective:
            faults.add(
                document.path, place, "DRAW_UNKNOWN_OBJECTIVE",
                msg("No question has the objective “%(objective)s”.", objective=quota.objective),
                msg("Check its spelling, or write a question for it."),
            )  # fmt: skip
        elif not pool:
            faults.add(
                document.path, document.place(("draw", row, "difficulty")), "DRAW_UNKNOWN_DIFFICULTY",
                msg("No question of “%(objective)s” has the difficulty “%(difficulty)s”.",
                    objective=quota.objective, difficulty=quota.difficulty),
                msg("Check its spelling, or write a question for it."),
            )  # fmt: skip
        elif quota.take > pool or taken[quota.objective] > of_objective:
            faults.add(
                document.path, document.place(("draw", row, "take")), "DRAW_TOO_LARGE",
                msg(
                    "%(take)s questions are drawn of “%(objective)s”, which has %(pool)s.",
                    take=quota.take if quota.take > pool else taken[quota.objective], objective=quota.objective,
                    pool=pool if quota.take > pool else of_objective,
                ),
                msg("Take fewer, or write more questions."),
            )  # fmt: skip
        named.add((quota.objective, quota.difficulty))


def _check_drawn(document: Document, draw: tuple[DrawSettings, ...], cells: Mapping[Cell, int], faults: Faults) -> None:
    objectives = {quota.objective for quota in draw}
    for objective in dict.fromkeys(objective for objective, _ in cells):
        if objective not in objectives:
            faults.warn(
                document.path, document.place(("draw",)), "OBJECTIVE_NOT_DRAWN",
                msg("The questions with the objective “%(objective)s” are never drawn.", objective=objective),
                msg("Add a line for it, or take the questions out."),
            )  # fmt: skip
    # Where a quota asks for a difficulty that there is not, that is said already.
    mistaken = {quota.objective for quota in draw if not any(_fits(quota, cell) for cell in cells)}
    for objective, difficulty in cells:
        if objective in objectives - mistaken and not any(_fits(quota, (objective, difficulty)) for quota in draw):
            faults.warn(
                document.path, document.place(("draw",)), "DIFFICULTY_NOT_DRAWN",
                msg("Of “%(objective)s”, questions of the difficulty “%(difficulty)s” are never drawn.",
                    objective=objective, difficulty=difficulty or "-"),
                msg("Add a line for it, or take the questions out."),
            )  # fmt: skip


def _fits(quota: DrawSettings, cell: Cell) -> bool:
    return quota.objective == cell[0] and quota.difficulty in (None, cell[1])
