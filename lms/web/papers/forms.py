"""Forms of papers: handing one in, confirming it, and saying why it is refused or taken back."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms import journey
from lms.core.ids import Slug
from lms.partners.evidence.rules import LINK_LENGTH, NOTE_LENGTH, REASON_LENGTH, Submission
from lms.programme.rules import Programme
from lms.web.forms import Form
from lms.web.presentation import spoken

TOO_LONG = _l("Keep it to %(max)d characters.")


class SubmitForm(Form):
    """A paper that is handed in. The year 0 stands for good, where the rules let one hold so long."""

    kind = SelectField(_l("Paper"), validators=[InputRequired()])
    year = SelectField(_l("For the year"), coerce=int)
    link = StringField(
        _l("Where it is"),
        description=_l("A link that your partner manager can open, or the name of the file that you have sent."),
        validators=[Length(max=LINK_LENGTH, message=TOO_LONG)],
    )
    note = TextAreaField(
        _l("What it says"),
        description=_l("A few sentences are enough where there is a link."),
        validators=[Length(max=NOTE_LENGTH, message=TOO_LONG)],
        render_kw={"rows": 6},
    )

    def __init__(self, *args: Any, programme: Programme, year: int, **kwargs: Any) -> None:
        """The papers that the programme in force knows; the years around this one."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(one.id, spoken(one.label)) for one in programme.evidence]
        self.year.choices = [SelectChoice(str(one), str(one)) for one in (year, year + 1, year - 1)]
        if any(journey.may_last(programme, one.id) for one in programme.evidence):
            self.year.choices += [SelectChoice("0", str(_l("for good")))]

    @property
    def submission(self) -> Submission:
        """What was filled in."""
        return Submission(
            kind=Slug(self.kind.data or ""), year=self.year.data or None, link=(self.link.data or "").strip(), note=self.note.data or ""
        )


class ConfirmForm(Form):
    """Up to when a confirmed paper holds."""

    until = DateField(
        _l("Holds up to"),
        description=_l("Leave it empty and it holds as long as the rules say; it does not count on the day itself."),
        validators=[Optional()],
    )


class ReasonForm(Form):
    """Why a paper is refused, or a confirmation taken back."""

    reason = TextAreaField(
        _l("Reason"),
        description=_l("The company reads it."),
        validators=[
            DataRequired(_l("Say why: the reason goes to the other side and stays with the paper.")),
            Length(max=REASON_LENGTH, message=TOO_LONG),
        ],
        render_kw={"rows": 3},
    )
