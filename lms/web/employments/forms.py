"""The forms of the ledger: asking to join, saying yes or no to it, and the last day."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.partners.requests.rules import REASON_LENGTH
from lms.web.forms import Form

DAY = _l("Enter a day, such as 31.03.2026.")


class AskForm(Form):
    """What the person wants to be at the company."""

    sales = BooleanField(_l("Sales"))
    technical = BooleanField(_l("Technical"))


class ConfirmForm(Form):
    """From which day the person counts, and as what."""

    day = DateField(
        _l("Counts from"), validators=[InputRequired(DAY)],
        description=_l("Today or a later day. Up to it the person counts where they are."),
    )  # fmt: skip
    sales = BooleanField(_l("Sales"))
    technical = BooleanField(_l("Technical"))


class RefuseForm(Form):
    """Why not."""

    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(_l("Give a reason; the person reads it.")), Length(max=REASON_LENGTH)],
        description=_l("The person reads it."), render_kw={"rows": 3, "maxlength": REASON_LENGTH},
    )  # fmt: skip


class LeaveForm(Form):
    """The last day that counts."""

    last_day = DateField(
        _l("Last day that counts"), validators=[InputRequired(DAY)],
        description=_l("Certificates count for the company up to the end of that day. Yesterday ends it at once."),
    )  # fmt: skip
