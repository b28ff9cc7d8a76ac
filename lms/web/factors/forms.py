"""Forms of proving who somebody is. The tries are counted in the forms, as those of sign-in are."""

from typing import cast

from flask_babel import lazy_gettext as _l
from flask_security.utils import verify_password
from wtforms import HiddenField, PasswordField, StringField
from wtforms.fields import Field
from wtforms.validators import DataRequired, Length

from lms.accounts.queries import credentials_of
from lms.accounts.rules import PASSWORD_LIMIT, pause, paused, wrong_proof
from lms.accounts.second_factors import wrong_code
from lms.core.ids import PersonId
from lms.core.text import Message
from lms.web.accounts import tries
from lms.web.accounts.destinations import own_page
from lms.web.context import me
from lms.web.factors.codes import right_code, tell_wrong
from lms.web.forms import Form
from lms.web.presentation import spoken

CODE_LENGTH = 40


def refused(field: Field, sentence: Message) -> bool:
    """Say a sentence beside a field; always `False`."""
    field.errors = (spoken(sentence),)
    return False


class Onward(Form):
    """A form with a way on."""

    next = HiddenField()
    unsent = HiddenField()

    @property
    def way(self) -> str | None:
        """The page to go on to, when it is one of ours."""
        return own_page(self.next.data)


class AgainForm(Onward):
    """The password of the person who is signed in already."""

    password = PasswordField(
        _l("Password"),
        validators=[DataRequired(_l("Enter your password.")), Length(max=PASSWORD_LIMIT * 2)],
        render_kw={"autocomplete": "current-password"},
    )

    def proves(self) -> bool:
        """Whether the form was sent with the right password. A try is counted before it is made; while paused, none is made."""
        if not self.validate_on_submit():
            return False
        known = credentials_of(cast("PersonId", me().actor.person))
        counts = tries.begin_try(known.email)
        until = pause(counts)
        if until is not None:
            return refused(self.password, paused(until))
        if known.password is None or not verify_password(self.password.data, known.password):
            tries.failed(known.email, known.id)
            return refused(self.password, wrong_proof(counts))
        tries.succeeded(known.email)
        return True


class CodeForm(Onward):
    """Six digits of the app, or a recovery code."""

    code = StringField(
        _l("Code from the app"),
        validators=[DataRequired(_l("Enter the code.")), Length(max=CODE_LENGTH, message=_l("A code is shorter than that."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )

    def proves(self, person: PersonId) -> bool:
        """Whether the form was sent with a right code that was not used before. A try is counted before it is made."""
        if not self.validate_on_submit():
            return False
        counts = tries.begin_code(person)
        until = pause(counts)
        if until is not None:
            return refused(self.code, paused(until))
        if not right_code(person, self.code.data or ""):
            tell_wrong(person)
            return refused(self.code, wrong_code(counts))
        tries.right_code(person)
        return True


class RecoveryForm(CodeForm):
    """A recovery code."""

    code = StringField(
        _l("Recovery code"),
        validators=[DataRequired(_l("Enter the code.")), Length(max=CODE_LENGTH, message=_l("A code is shorter than that."))],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class AnswerForm(Onward):
    """The answer of a passkey; a script of ours fills it in."""

    challenge = HiddenField(validators=[DataRequired()])
    answer = HiddenField(validators=[DataRequired()])

    @property
    def given(self) -> tuple[str, str] | None:
        """Challenge and answer, when the form was sent with both."""
        return (self.challenge.data or "", self.answer.data or "") if self.validate_on_submit() else None
