"""Forms of the page of sign-in and security."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from lms.accounts.second_factors import PASSKEY_NAME_LENGTH
from lms.core.text import msg
from lms.web.factors.forms import CODE_LENGTH, AnswerForm, refused
from lms.web.forms import Form


class ConfirmForm(Form):
    """The first code of a new authenticator app."""

    code = StringField(
        _l("Code from the app"),
        validators=[DataRequired(_l("Enter the code.")), Length(max=CODE_LENGTH, message=_l("A code is shorter than that."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )

    def not_right(self) -> None:
        """Say that the code is none."""
        refused(self.code, msg("This code does not fit the key. Wait for the next one, and check the clock of your phone."))


class PasskeyForm(AnswerForm):
    """A new passkey: its name, and the answer of the browser that made it."""

    name = StringField(
        _l("Name of the passkey"),
        validators=[
            DataRequired(_l("Give the passkey a name, such as the device it lives on.")),
            Length(max=PASSKEY_NAME_LENGTH, message=_l("A name has at most %(max)d characters.")),
        ],
        render_kw={"autocomplete": "off", "maxlength": PASSKEY_NAME_LENGTH},
    )

    def not_made(self) -> None:
        """Say why there is no passkey."""
        if not self.name.errors:
            refused(self.name, msg("The browser made no passkey, or took too long. Please try once more."))
