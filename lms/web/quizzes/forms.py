"""Answers as pages and scripts send them, and what is asked before the start: their shape, and how large they may be."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from werkzeug.datastructures import MultiDict
from wtforms import StringField

from lms.core.errors import Invalid
from lms.core.ids import PublicId
from lms.core.text import msg
from lms.quizzes.service import Submission
from lms.web.forms import Form

MAX_BODY = 512 * 1024
"""Bytes of one request with answers: the longest essay, with every letter written as six characters, and room."""
MAX_VALUES = 200
MAX_LENGTH = 20_000
MAX_SLOTS = 300
NUMBERED = re.compile(r"([1-9][0-9]{0,3})\.(.+)", re.DOTALL)
SEQ = re.compile(r"[0-9]{1,8}")

Fields = Mapping[str, list[str]]


class StartForm(Form):
    """What a person brings to the start. `honour` is the hash of the statement that was shown, `direct` asks for the page at once."""

    honour = StringField()
    access_code = StringField()
    direct = StringField()


def submission_of(form: MultiDict[str, str], attempt: PublicId, position: int) -> Submission:
    """One answer: fields `answer`, `answer.<part>` and `seq`.

    Raises:
        Invalid: it does not say how new it is, or it is larger than any answer may be.
    """
    return _submission(dict(form.lists()), attempt, position)


def submissions_of(form: MultiDict[str, str], attempt: PublicId) -> tuple[Submission, ...]:
    """The answers of a page with several questions: the fields of one answer, with the number of the question before them (`3.answer`).

    Raises:
        Invalid: as `submission_of`.
    """
    slots: dict[int, dict[str, list[str]]] = defaultdict(dict)
    for name, values in form.lists():
        if numbered := NUMBERED.fullmatch(name):
            slots[int(numbered[1])][numbered[2]] = values
    if len(slots) > MAX_SLOTS:
        raise Invalid(msg("There are more answers than a paper can hold. Load the page again."))
    return tuple(_submission(slots[number], attempt, number) for number in sorted(slots))


def _submission(fields: Fields, attempt: PublicId, position: int) -> Submission:
    said = fields.get("seq", [""])[0]
    if not SEQ.fullmatch(said):
        raise Invalid(msg("The answer does not say how new it is. Load the page again."))
    return Submission(attempt=attempt, position=position, seq=int(said), values=_bounded(tuple(_values(fields))))


def _values(fields: Fields) -> Iterator[str]:
    for name, values in fields.items():
        field, dot, part = name.partition(".")
        if field == "answer":
            yield from (f"{part}={value}" if dot else value for value in values if value)


def _bounded(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(values) > MAX_VALUES or any(len(value) > MAX_LENGTH or "\0" in value for value in values):
        raise Invalid(msg("This answer is too long, or holds what no keyboard can write. Nothing was changed; shorten it and save again."))
    return values
