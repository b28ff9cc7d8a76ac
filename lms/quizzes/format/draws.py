"""Compares the quotas of a quiz with its questions: can every paper be drawn, and does every question get its chance?"""

from collections import Counter
from collections.abc import Mapping

from lms.core.content.faults import Faults
from lms.core.content.yaml import Document
from lms.core.text import msg
from lms.quizzes.format.blocks import QuestionBlock, Skeleton, questions_by_id
from lms.quizzes.format.settings import DrawSettings, QuizSettings
from lms.quizzes.format.values import excluded

Cell = tuple[str, str | None]
"""An objective and a difficulty."""
STEPS = 20_000
"""So many choices among questions that exclude each other are tried; of larger tangles nothing is said."""


def check_draw(document: Document, settings: QuizSettings, skeleton: Skeleton, faults: Faults) -> None:
    """Note quotas that cannot be filled, and questions that are never drawn."""
    blocks = questions_by_id(skeleton)
    excludes = _neighbours(blocks)
    if not settings.draw:
        if any(excludes.values()) and settings.kind.value != "check":
            first = next(blocks[one] for one in blocks if excluded(blocks[one]))
            faults.add(
                document.path, first.attributes.place("excludes"), "EXCLUDES_WITHOUT_DRAW",
                msg("All questions go on every paper, also those that exclude each other."),
                msg("Write quotas under “draw”, or take it out."),
            )  # fmt: skip
        return
    cells = {one: (objective, block.attributes.get("difficulty")) for one, block in blocks.items()
             if (objective := block.attributes.get("objective")) is not None}  # fmt: skip
    before = len(faults.errors)
    _check_rows(document, settings.draw, Counter(cells.values()), faults)
    if len(faults.errors) == before and not _possible(settings.draw, cells, excludes):
        faults.add(
            document.path, document.key(("draw",)), "DRAW_IMPOSSIBLE",
            msg("Questions exclude each other so that these quotas can never be filled together."),
            msg("Take fewer, write more questions, or take an exclusion out."),
        )  # fmt: skip
    _check_drawn(document, settings.draw, cells, faults)


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


def _check_drawn(document: Document, draw: tuple[DrawSettings, ...], cells: Mapping[str, Cell], faults: Faults) -> None:
    objectives = {quota.objective for quota in draw}
    for objective in dict.fromkeys(objective for objective, _ in cells.values()):
        if objective not in objectives:
            faults.warn(
                document.path, document.place(("draw",)), "OBJECTIVE_NOT_DRAWN",
                msg("The questions with the objective “%(objective)s” are never drawn.", objective=objective),
                msg("Add a line for it, or take the questions out."),
            )  # fmt: skip
    for objective, difficulty in dict.fromkeys(cells.values()):
        if objective in objectives and not any(_fits(quota, (objective, difficulty)) for quota in draw):
            faults.warn(
                document.path, document.place(("draw",)), "DIFFICULTY_NOT_DRAWN",
                msg("Of “%(objective)s”, questions of the difficulty “%(difficulty)s” are never drawn.",
                    objective=objective, difficulty=difficulty or "-"),
                msg("Add a line for it, or take the questions out."),
            )  # fmt: skip


def _fits(quota: DrawSettings, cell: Cell) -> bool:
    return quota.objective == cell[0] and quota.difficulty in (None, cell[1])


def _neighbours(blocks: Mapping[str, QuestionBlock]) -> dict[str, set[str]]:
    """Whom each question excludes, told from either side."""
    found: dict[str, set[str]] = {one: set() for one in blocks}
    for one, block in blocks.items():
        for other in excluded(block):
            if other in blocks and other != one:
                found[one].add(other)
                found[other].add(one)
    return found


def _possible(draw: tuple[DrawSettings, ...], cells: Mapping[str, Cell], excludes: Mapping[str, set[str]]) -> bool:
    """Whether some choice among questions that exclude each other leaves enough for all quotas."""
    entangled = [one for one in cells if excludes[one] & set(cells)]
    free = Counter(cell for one, cell in cells.items() if one not in entangled)
    waiting: list[tuple[int, frozenset[str]]] = [(0, frozenset())]
    for _ in range(STEPS):
        if not waiting:
            return False
        at, chosen = waiting.pop()
        if at == len(entangled):
            if _enough(draw, free + Counter(cells[one] for one in chosen)):
                return True
            continue
        one = entangled[at]
        waiting.append((at + 1, chosen))
        if not excludes[one] & chosen:
            waiting.append((at + 1, chosen | {one}))
    return True


def _enough(draw: tuple[DrawSettings, ...], pools: Counter[Cell]) -> bool:
    """Whether the pools fill the quotas: those of one difficulty first, those of any from what is left."""
    left = Counter(pools)
    for quota in draw:
        if quota.difficulty is not None:
            left[quota.objective, quota.difficulty] -= quota.take
    any_of = {quota.objective: quota.take for quota in draw if quota.difficulty is None}
    rest = {objective: sum(size for cell, size in left.items() if cell[0] == objective) for objective in any_of}
    return all(size >= 0 for size in left.values()) and all(rest[objective] >= take for objective, take in any_of.items())
