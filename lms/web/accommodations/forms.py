"""The form of an accommodation."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.quizzes.accommodations.service import BREAK_MINUTES, EXTRA_ATTEMPTS, REASON_LENGTH, TIME_PERCENT, NewAccommodation
from lms.quizzes.rules import Accommodation
from lms.web.forms import Form


def _between(bounds: tuple[int, int]) -> list[object]:
    low, high = bounds
    return [InputRequired(_l("Enter a whole number.")), NumberRange(low, high, _l("Enter a number from %(min)s to %(max)s."))]


class AccommodationForm(Form):
    """What is to stand for a person in every quiz."""

    time_percent = IntegerField(
        _l("Time, in percent of the limit"), validators=_between(TIME_PERCENT),
        description=_l("100 is the time that everybody has, 150 is half as much again. A window of the exam closes later by as much."),
        render_kw={"min": TIME_PERCENT[0], "max": TIME_PERCENT[1], "inputmode": "numeric"},
    )  # fmt: skip
    extra_attempts = IntegerField(
        _l("More attempts"), validators=_between(EXTRA_ATTEMPTS), description=_l("On top of those that each quiz gives."),
        render_kw={"min": EXTRA_ATTEMPTS[0], "max": EXTRA_ATTEMPTS[1], "inputmode": "numeric"},
    )  # fmt: skip
    break_minutes = IntegerField(
        _l("Minutes of breaks"), validators=_between(BREAK_MINUTES),
        description=_l("In each attempt the person may stop the clock for so long, in one piece or several."),
        render_kw={"min": BREAK_MINUTES[0], "max": BREAK_MINUTES[1], "inputmode": "numeric"},
    )  # fmt: skip
    valid_until = DateField(
        _l("Valid up to, not on"), validators=[Optional()], description=_l("Leave it empty for an accommodation that does not end.")
    )
    reason = TextAreaField(
        _l("Reason"), validators=[DataRequired(_l("Enter the reason.")), Length(max=REASON_LENGTH)],
        description=_l("Only you and the programme admin can read it; it stands in no log, mail, export or copy of data."),
        render_kw={"rows": 3, "maxlength": REASON_LENGTH, "autocomplete": "off"},
    )  # fmt: skip

    @property
    def entered(self) -> NewAccommodation:
        """What was filled in."""
        given = Accommodation(
            time_percent=self.time_percent.data or 0, extra_attempts=self.extra_attempts.data or 0,
            break_minutes=self.break_minutes.data or 0,
        )  # fmt: skip
        return NewAccommodation(accommodation=given, reason=self.reason.data or "", valid_until=self.valid_until.data)
