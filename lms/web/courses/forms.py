"""Forms of a lesson: the answer to a check, the place where somebody stopped, a question to the contact."""

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.journey.lessons import QUESTION_LENGTH
from lms.web.forms import Form


class CheckForm(Form):
    """The answer to a check."""

    @property
    def values(self) -> tuple[str, ...]:
        """What the fields `answer` and `answer.<part>` hold, as the kinds of questions read it."""
        fields = ((name.partition("."), values) for name, values in request.form.lists())
        return tuple(
            f"{part}={value}" if dot else value for (field, dot, part), values in fields if field == "answer" for value in values if value
        )


class PlaceForm(Form):
    """The section that is being read, and the percent of the page above it; sent by script only."""

    place = StringField()
    percent = IntegerField(validators=[InputRequired()])


class QuestionForm(Form):
    """A question about a lesson."""

    question = TextAreaField(
        _l("Your question"),
        validators=[DataRequired(_l("Write your question.")), Length(max=QUESTION_LENGTH, message=_l("Keep it to %(max)d characters."))],
        render_kw={"rows": 6},
    )
