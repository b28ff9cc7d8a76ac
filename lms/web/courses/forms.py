"""Forms of a lesson: the answer to a check, the place where somebody stopped, a question to the contact."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.journey.lessons import QUESTION_LENGTH
from lms.web.forms import Form


class CheckForm(Form):
    """The chosen options of a check."""

    answer = SelectMultipleField(validate_choice=False)


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
