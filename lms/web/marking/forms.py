"""What a marker sends: points by criterion, a comment, and a reason where a mark is changed."""

import re
from collections.abc import Mapping

from wtforms import StringField, TextAreaField

from lms.core.errors import Invalid
from lms.core.text import msg
from lms.quizzes.rules.marking import Verdict
from lms.web.forms import Form

POINTS = re.compile(r"[0-9]{1,3}")
ROUND = re.compile(r"[0-9]{1,4}")
FIELD = "points."


class MarkForm(Form):
    """The fields besides the points, which stand as `points.<criterion>`."""

    round = StringField()
    comment = TextAreaField()
    reason = StringField()

    @property
    def seen(self) -> int:
        """The round, or the number of the newest mark, that the page showed.

        Raises:
            Invalid: it is no number.
        """
        if not ROUND.fullmatch(self.round.data or ""):
            raise Invalid(msg("The form does not say which mark it means. Load the page again."))
        return int(self.round.data or 0)

    def verdict(self, sent: Mapping[str, str]) -> Verdict:
        """What was sent, for the service.

        Raises:
            Invalid: points are missing or no whole number.
        """
        given = {name.removeprefix(FIELD): value.strip() for name, value in sent.items() if name.startswith(FIELD)}
        if not all(POINTS.fullmatch(value) for value in given.values()):
            raise Invalid(msg("Give points for each criterion; 0 counts as points."))
        return Verdict(
            given={name: int(value) for name, value in given.items()}, comment=(self.comment.data or "").replace("\r\n", "\n"),
            reason=self.reason.data or "",
        )  # fmt: skip
