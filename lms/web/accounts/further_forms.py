"""Forms of the account that stand beside sign-in: another address, and a look as somebody else."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from lms.accounts.rules import EMAIL_LENGTH, NOTE_LENGTH, LookReason, plain_email
from lms.web.accounts.pages import REASONS
from lms.web.forms import Form
from lms.web.presentation import spoken


class AddressForm(Form):
    """The address with which somebody wants to sign in from now on."""

    email = EmailField(
        _l("New mail address"), validators=[DataRequired(_l("Enter your mail address.")), Length(max=EMAIL_LENGTH)],
        render_kw={"autocomplete": "email"},
    )  # fmt: skip
    without_old = BooleanField(_l("I can no longer read the old mailbox"))


class PersonalForm(Form):
    """The address that stays somebody's whoever employs them."""

    email = EmailField(
        _l("Your personal mail address"),
        validators=[DataRequired(_l("Enter a mail address that stays yours when you change employer.")), Length(max=EMAIL_LENGTH)],
        render_kw={"autocomplete": "email"},
    )

    @property
    def address(self) -> str:
        """What was entered, as it is kept."""
        return plain_email(self.email.data or "")


class LookForm(Form):
    """Why a programme admin looks as somebody else."""

    why = RadioField(_l("Why do you look?"), validators=[InputRequired(_l("Choose a reason."))])
    note = StringField(_l("In a sentence"), validators=[DataRequired(_l("Say in a sentence why you look.")), Length(max=NOTE_LENGTH)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The reasons in the reader's language."""
        super().__init__(*args, **kwargs)
        self.why.choices = [SelectChoice(one.value, spoken(REASONS[one])) for one in LookReason]

    @property
    def reason(self) -> LookReason:
        """What was chosen."""
        return LookReason(self.why.data)
