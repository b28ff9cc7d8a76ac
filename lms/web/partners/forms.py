"""Forms of a team: inviting somebody, and following an invitation as somebody new."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, EmailField, PasswordField, SelectField, StringField, ValidationError
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.accounts.rules import PASSWORD_LENGTH, PASSWORD_LIMIT, is_email, plain_email
from lms.core.text import LANGUAGES
from lms.partners.rules import Invitee
from lms.web.accounts.forms import LANGUAGE_NAMES
from lms.web.accounts.passwords import sentences
from lms.web.forms import Form

EMAIL_LENGTH = 254
NAME_LENGTH = 120


class InviteForm(Form):
    """Whom to invite, and what the person will be at the partner."""

    email = EmailField(
        _l("Work email"), validators=[DataRequired(_l("Enter the mail address.")), Length(max=EMAIL_LENGTH)],
        render_kw={"autocomplete": "off"},
    )  # fmt: skip
    sales = BooleanField(_l("Sales"), description=_l("Gets the path for sellers."))
    technical = BooleanField(_l("Technical"), description=_l("Gets the path for engineers."))
    is_admin = BooleanField(_l("Partner admin"), description=_l("Sees the team, invites people and accepts the agreement."))
    starts_on = DateField(_l("First day that counts"), validators=[Optional()])
    language = SelectField(_l("Language of the mail"), validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The languages are named in themselves."""
        super().__init__(*args, **kwargs)
        self.language.choices = [SelectChoice(one, LANGUAGE_NAMES[one]) for one in LANGUAGES]

    def validate_email(self, field: Field) -> None:
        """An address has something on both sides of its @."""
        name, at, host = (field.data or "").strip().partition("@")
        if not (name and at and "." in host):
            raise ValidationError(_l("Enter a mail address, such as name@company.example."))

    def validate_is_admin(self, _field: Field) -> None:
        """At least one of the three is chosen."""
        if not (self.sales.data or self.technical.data or self.is_admin.data):
            raise ValidationError(_l("Choose at least one: sales, technical or partner admin."))

    @property
    def invitee(self) -> Invitee:
        """What was filled in."""
        return Invitee(
            email=self.email.data or "", is_admin=bool(self.is_admin.data), sales=bool(self.sales.data),
            technical=bool(self.technical.data), language=self.language.data or "",
            starts_on=self.starts_on.data,
        )  # fmt: skip


class JoinForm(Form):
    """Name and password of somebody new; the address is that of the invitation."""

    name = StringField(
        _l("Your name"), validators=[DataRequired(_l("Enter your name, as it shall stand on your certificates.")), Length(max=NAME_LENGTH)],
        render_kw={"autocomplete": "name"},
    )  # fmt: skip
    personal = EmailField(
        _l("Your personal mail address"),
        validators=[DataRequired(_l("Enter a mail address that stays yours when you change employer.")), Length(max=EMAIL_LENGTH)],
        render_kw={"autocomplete": "email"},
    )
    password = PasswordField(
        _l("Choose a password"), validators=[DataRequired(_l("Choose a password.")), Length(max=PASSWORD_LIMIT * 2)],
        render_kw={"autocomplete": "new-password", "minlength": PASSWORD_LENGTH},
    )  # fmt: skip

    def __init__(self, *args: Any, address: str = "", **kwargs: Any) -> None:
        """`address` is what the password must not contain."""
        super().__init__(*args, **kwargs)
        self.address = address

    def validate_personal(self, field: Field) -> None:
        """An address by the rules of accounts."""
        if not is_email(plain_email(field.data or "")):
            raise ValidationError(_l("Enter your personal mail address, such as name@home.example."))

    def validate_password(self, field: Field) -> None:
        """A password by the rules of accounts."""
        faults = sentences(field.data or "", self.address)
        if faults:
            raise ValidationError(" ".join(faults))
