"""Forms of sign-in, passwords and the own account. Those of sign-in count the tries, because Flask-Security checks inside its forms."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_security import ChangePasswordForm as BaseChange
from flask_security import ForgotPasswordForm as BaseForgot
from flask_security import LoginForm as BaseLogin
from flask_security import ResetPasswordForm as BaseReset
from flask_security.forms import EmailValidation, IsString, valid_user_email
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from lms.accounts.rules import EMAIL_LENGTH, PASSWORD_LIMIT, Theme, is_email, pause, paused, wrong
from lms.core import clock
from lms.core.ids import PersonId
from lms.core.text import LANGUAGES, msg
from lms.core.translation import say
from lms.web.accounts import tries
from lms.web.accounts.destinations import own_page
from lms.web.context import language, zone

LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}
THEME_LABELS = {Theme.AUTO: _l("As the system says"), Theme.LIGHT: _l("Light"), Theme.DARK: _l("Dark")}


def _email() -> EmailField:
    return EmailField(
        _l("Mail address (work or personal)"),
        validators=[IsString(), DataRequired(_l("Enter your mail address.")), Length(max=EMAIL_LENGTH), EmailValidation()],
        render_kw={"autocomplete": "username"},
    )


def _new_password(label: Any) -> PasswordField:
    validators = [IsString(), DataRequired(_l("Enter a new password.")), Length(max=PASSWORD_LIMIT * 2)]
    return PasswordField(label, validators=validators, render_kw={"autocomplete": "new-password"})


def _again(name: str) -> PasswordField:
    validators = [IsString(), DataRequired(_l("Enter the new password once more.")), EqualTo(name, _l("The two passwords differ."))]
    return PasswordField(_l("New password once more"), validators=validators, render_kw={"autocomplete": "new-password"})


class SignInForm(BaseLogin):
    """Address and password. Every failure has one sentence, the same for known and unknown addresses."""

    email = _email()
    password = PasswordField(
        _l("Password"),
        validators=[IsString(), DataRequired(_l("Enter your password.")), Length(max=PASSWORD_LIMIT * 2)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
    remember = None  # type: ignore[assignment]  # this is how WTForms takes an inherited field away
    submit = None  # type: ignore[assignment]  # this is how WTForms takes an inherited field away

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The way back is one of our own pages, or none."""
        super().__init__(*args, **kwargs)
        self.password.description = ""
        self.next.data = own_page(self.next.data) or ""

    def validate_next(self, field: Field) -> None:
        """A foreign way back is forgotten, not complained about."""

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Count the try, then look; no password is compared while sign-in is paused."""
        email = self.email.data
        if not isinstance(email, str) or not email.strip() or not self.password.data:
            return bool(super().validate(*args, **kwargs))
        counts = tries.begin_try(email)
        until = pause(counts)
        if until is not None:
            self._say(say(paused(until), language(), zone()))
            return False
        if super().validate(*args, **kwargs):
            tries.succeeded(email)
            return True
        tries.failed(email, PersonId(self.user.id) if self.user else None)
        self._say(say(wrong(counts), language(), zone()))
        return False

    def _say(self, sentence: str) -> None:
        for field in self:
            field.errors = []
        self.form_errors = [sentence]


class ForgotForm(BaseForgot):
    """The address to which a reset link goes. Known or unknown, the answer and its cost are the same."""

    email = EmailField(
        _l("Mail address (work or personal)"),
        validators=[
            IsString(), DataRequired(_l("Enter your mail address.")), Length(max=EMAIL_LENGTH), EmailValidation(), valid_user_email,
        ],
        render_kw={"autocomplete": "username"},
    )  # fmt: skip
    submit = None  # type: ignore[assignment]  # this is how WTForms takes an inherited field away

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether a mail goes out. The request is counted here when none does, and with the mail when one does."""
        if super().validate(*args, **kwargs):
            return True
        email = self.email.data
        if isinstance(email, str) and is_email(email):
            tries.ask_reset(email, None, "")
        else:
            self.form_errors = [say(msg("Enter your mail address, such as name@company.example."), language())]
        return False


class ResetForm(BaseReset):
    """A new password, twice."""

    password = _new_password(_l("New password"))
    password_confirm = _again("password")
    submit = None  # type: ignore[assignment]  # this is how WTForms takes an inherited field away


class ChangeForm(BaseChange):
    """The old password and a new one, twice."""

    password = PasswordField(_l("Your password now"), render_kw={"autocomplete": "current-password"})
    new_password = _new_password(_l("New password"))
    new_password_confirm = _again("new_password")
    submit = None  # type: ignore[assignment]  # this is how WTForms takes an inherited field away


class AccountForm(FlaskForm):
    """What a person may change of the own account: these fields and no others."""

    name = StringField(_l("Name"), validators=[DataRequired(_l("A name is needed.")), Length(max=120)], render_kw={"autocomplete": "name"})
    name_ru = StringField(_l("Name in Russian texts"), validators=[Length(max=120)])
    language = SelectField(_l("Language"), validators=[InputRequired()])
    zone = SelectField(_l("Time zone"), validators=[InputRequired()])
    theme = SelectField(_l("Theme"), validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The choices are made for each reader, whose language names them."""
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]  # Flask-WTF is untyped
        self.language.choices = [SelectChoice(one, LANGUAGE_NAMES[one]) for one in LANGUAGES]
        self.zone.choices = [SelectChoice(one, one.replace("_", " ")) for one in sorted(clock.zones()) if "/" in one or one == "UTC"]
        self.theme.choices = [SelectChoice(one.value, str(THEME_LABELS[one])) for one in Theme]
