"""What learners write in their own words: read within limits, and shown as nothing but text."""

import html
import re
from collections.abc import Sequence

from lms.core.errors import Invalid
from lms.core.text import LANGUAGES, Texts, msg

MOST_LETTERS = 8192
"""Of one text: what one answer may hold, however long it took. In letters, not in bytes: Russian gets as many as English."""
UNWRITTEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
"""Characters that no keyboard writes, after ends of lines have become one."""
WORD = re.compile(r"\w(?:[\w'’.-]*\w)?")
"""As lms/static/answers.js counts while somebody writes."""


def read_wording(text: str) -> str:
    r"""A text as it is kept: lines end with `\n`, and nothing empty stands around it.

    Raises:
        Invalid: it is too long, or holds characters that are no text.
    """
    written = re.sub(r"\r\n?", "\n", text).strip()
    if UNWRITTEN.search(written):
        raise Invalid(msg("The answer holds characters that are no text. Type them anew."))
    if len(written) > MOST_LETTERS:
        raise Invalid(
            msg("The answer is too long: it has %(size)s characters of %(most)s. Shorten it.", size=len(written), most=MOST_LETTERS)
        )
    return written


def read_one_wording(values: Sequence[str]) -> str:
    """The one text among the values of a form; none is empty.

    Raises:
        Invalid: there are several, or the text cannot be kept.
    """
    if len(values) > 1:
        raise Invalid(msg("Several texts arrived where one is asked. Load the page again."))
    return read_wording(values[0]) if values else ""


def count_words(text: str) -> int:
    """How many words a text has: runs of letters and digits, with hyphens, apostrophes and points inside them."""
    return len(WORD.findall(text))


def shown(text: str) -> Texts:
    """The text as safe HTML, the same in every language: what a learner wrote is never read as Markdown."""
    return dict.fromkeys(LANGUAGES, html.escape(text).replace("\n", "<br>"))
