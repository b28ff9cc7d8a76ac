"""Refuses rules that can be read and yet make no sense: each with its place in the file and a way to mend it."""

from lms.core.content.faults import Faults
from lms.programme.linting.ranges import lint_ranges
from lms.programme.linting.rulebook import Rulebook
from lms.programme.linting.tiers import lint_tiers

__all__ = ["Rulebook", "lint"]


def lint(book: Rulebook, faults: Faults) -> None:
    """Note everything that is wrong with a version of the rules that was read without a fault."""
    lint_tiers(book, faults)
    lint_ranges(book, faults)
