"""The form of one answer."""

from wtforms import IntegerField, SelectMultipleField, StringField

from lms.core.errors import Invalid
from lms.core.ids import PublicId
from lms.core.text import msg
from lms.quizzes.service import Submission
from lms.web.forms import Form


class AnswerForm(Form):
    """One answer: the chosen option ids, how new it is, and where the person goes next."""

    answer = SelectMultipleField(validate_choice=False)
    seq = IntegerField()
    go = StringField()

    def submission(self, attempt: PublicId, position: int) -> Submission:
        """What was sent, for the service.

        Raises:
            Invalid: it does not say how new it is.
        """
        if self.seq.data is None:
            raise Invalid(msg("The answer does not say how new it is. Load the page again."))
        return Submission(attempt=attempt, position=position, seq=self.seq.data, values=tuple(self.answer.data or ()))
