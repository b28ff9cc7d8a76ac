"""Our quizzes for other programs: each format is a module with `write`, and its line here."""

from collections.abc import Callable

from lms.core.content.tree import Tree
from lms.publishing.exports.gift import write as write_gift
from lms.publishing.exports.leaving import Exported

EXPORTS: dict[str, Callable[[Tree, str], Exported]] = {"gift": write_gift}
"""What `lms export` writes, by the name that is typed."""
