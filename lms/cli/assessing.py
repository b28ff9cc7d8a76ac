"""What the command line tells of quizzes: how learners would meet one, and how its questions did."""

import argparse
import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

from lms.cli.words import tell
from lms.core.content.tree import read_tree
from lms.core.errors import NotFound
from lms.core.ids import Slug
from lms.core.text import Message, msg, nmsg
from lms.core.translation import say
from lms.publishing.check import Checked, check
from lms.publishing.source import content_folder, content_language
from lms.quizzes.guessing import MOST_GUESSED
from lms.quizzes.rules import Quiz, QuizKind
from lms.quizzes.simulation import TRIES, Simulation, simulate
from lms.quizzes.statistics import Analysis, ItemStatistics

MOST_LEARNERS = 100_000
LEAST_TOLD = Fraction(1, 1_000)
TOO_FEW = msg("not enough data")


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add simulate."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    parser = parsers.add_parser("simulate", help=told(msg("let made-up learners draw the papers of a quiz, and guess")))
    parser.add_argument("quiz", metavar=told(msg("QUIZ")), help=told(msg("the id of the quiz: the name of its file")))
    folder = told(msg("folder with courses, quizzes, certificates and materials; left out, LMS_CONTENT or the sample"))
    parser.add_argument("directory", nargs="?", type=Path, metavar="DIR", help=folder)
    parser.add_argument("-n", type=_learners, default=2_000, metavar="N", help=told(msg("how many learners; 2000 if left out")))
    parser.add_argument("--seed", type=int, default=1, help=told(msg("another number brings other papers, the same one the same")))
    parser.set_defaults(run=run_simulate)


def run_simulate(arguments: argparse.Namespace) -> int:
    """Simulate, and tell. Exit code 1 when a quota was missed, an exclusion broken, or an exam can be passed by guessing."""
    tree = read_tree(content_folder(arguments.directory, os.environ), content_language(os.environ))
    quiz = check(tree).draft.quizzes.quizzes.get(Slug(arguments.quiz))
    if quiz is None or quiz.kind is QuizKind.CHECK:
        raise NotFound(msg("There is no exam and no practice quiz “%(quiz)s”.", quiz=arguments.quiz))
    found = simulate(quiz, arguments.n, Random(arguments.seed), _Bar(arguments.n))  # noqa: S311 - repeatable on purpose
    tell(arguments, *_sentences(quiz, found))
    guessable = quiz.kind is QuizKind.EXAM and found.guessed > MOST_GUESSED
    return 1 if found.short or found.clashes or guessable else 0


def statistics_lines(checked: Checked, language: str) -> Iterator[str]:
    """A line for each quiz that was sat and each of its questions, at its place in this tree: first attempts at the revision sat last.

    `quizzes/sf.md:36: sf#garage n=120 facility=71.7% discrimination=34.2% check the key`. Needs the database.
    """
    from lms.publishing.library import quiz_of
    from lms.reporting.item_statistics import Selection, analysis, samples

    for slug, found in sorted(samples().items()):
        if checked.places is None or slug not in checked.places.paths:
            continue
        revision = found[0].revision
        told = analysis(quiz_of(revision), Selection(quiz=slug, revision=revision))
        path = checked.places.paths[slug]
        yield f"{path}:1: {slug} {_quiz_figures(told, language)}"
        for item in told.items:
            place = checked.places.places.get((slug, item.question))
            yield f"{path}:{place.line if place else 1}: {slug}#{item.question} {_item_figures(item, language)}"


def _quiz_figures(told: Analysis, language: str) -> str:
    whole = told.quiz
    if not told.enough:
        return f"n={whole.n} {say(TOO_FEW, language)}"
    return (
        f"n={whole.n} mean={_short(whole.mean)} deviation={_short(whole.deviation)} consistency={_short(whole.consistency)} "
        f"error={_short(whole.standard_error)}"
    )  # fmt: skip


def _item_figures(item: ItemStatistics, language: str) -> str:
    from lms.quizzes.statistics.words import NAMES

    if not item.enough:
        return f"n={item.n} {say(TOO_FEW, language)}"
    flags = ", ".join(say(NAMES[flag], language) for flag in item.flags)
    return f"n={item.n} facility={_short(item.facility)} discrimination={_short(item.discrimination)} {flags}".rstrip()


def _short(value: float | None) -> str:
    """A percent that scripts can read, in every language the same."""
    return "-" if value is None else f"{value:.1f}%"


def _sentences(quiz: Quiz, found: Simulation) -> Iterator[Message]:
    yield nmsg(
        "%(n)s learner drew %(papers)s papers of %(size)s questions from a pool of %(pool)s.",
        "%(n)s learners drew %(papers)s papers of %(size)s questions from a pool of %(pool)s.",
        found.learners, papers=found.papers, size=found.size, pool=found.pool,
    )  # fmt: skip
    yield (
        nmsg("A quota was missed on %(n)s paper.", "A quota was missed on %(n)s papers.", found.short)
        if found.short else msg("Every quota was met on every paper.")
    )  # fmt: skip
    yield (
        nmsg("On %(n)s paper questions stood together that exclude each other.",
             "On %(n)s papers questions stood together that exclude each other.", found.clashes)
        if found.clashes else msg("Questions that exclude each other never met.")
    )  # fmt: skip
    yield msg(
        "Two consecutive papers of one learner share %(percent)s%% of their questions on average, %(most)s of %(size)s at most.",
        percent=_percent(found.overlap), most=found.largest_overlap, size=found.size,
    )  # fmt: skip
    yield nmsg("%(n)s paper holds nothing but unseen questions.", "%(n)s papers hold nothing but unseen questions.", found.fresh)
    yield (
        nmsg("After %(n)s try the pool is spent.", "After %(n)s tries the pool is spent.", found.spent)
        if found.spent is not None else msg("After %(tries)s tries the pool is not yet spent.", tries=TRIES)
    )  # fmt: skip
    yield msg(
        "A blind guess passes with %(worst)s%% on the paper that is easiest to guess, with %(mean)s%% on the mean paper; "
        "%(passed)s of %(learners)s guessed a pass.",
        worst=_percent(found.guessed), mean=_percent(found.guessed_mean), passed=found.passed, learners=found.learners,
    )  # fmt: skip
    if quiz.kind is QuizKind.EXAM and found.guessed > MOST_GUESSED:
        yield msg("That is too much for an exam: at most %(most)s%% may pass so.", most=_percent(MOST_GUESSED))


def _percent(share: Fraction) -> Decimal | Message:
    """In percent, with three digits that say something."""
    percent = 100 * share
    if 0 < percent < LEAST_TOLD:
        return msg("less than %(percent)s", percent=Decimal("0.001"))
    return Decimal(f"{float(percent):.3g}")


class _Bar:
    """How far the simulation is, on a terminal only."""

    def __init__(self, whole: int) -> None:
        self.whole, self.step = whole, max(1, whole // 100)

    def __call__(self, done: int) -> None:
        if sys.stderr.isatty() and (done % self.step == 0 or done == self.whole):
            filled = 40 * done // self.whole
            end = "\n" if done == self.whole else ""
            print(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done}/{self.whole}", end=end, file=sys.stderr, flush=True)


def _learners(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST_LEARNERS:
        raise ValueError(text)
    return number
