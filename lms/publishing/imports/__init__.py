"""Foreign content made ours: each format is a module with `read`, and its line here."""

from collections.abc import Callable, Mapping

from lms.publishing.imports.aiken import read as read_aiken
from lms.publishing.imports.arrival import Imported, Wish
from lms.publishing.imports.asked import QuizWish
from lms.publishing.imports.checkbox import read as read_checkbox
from lms.publishing.imports.gift import read as read_gift
from lms.publishing.imports.markdown import read as read_markdown

IMPORTS: dict[str, Callable[[Mapping[str, bytes], Wish], Imported]] = {"markdown": read_markdown}
"""What `lms import` makes a course of, by the name that is typed."""

QUESTIONS: dict[str, Callable[[Mapping[str, bytes], QuizWish], Imported]] = {
    "aiken": read_aiken,
    "checkbox": read_checkbox,
    "gift": read_gift,
}
"""What `lms import` makes a quiz of, by the name that is typed."""
