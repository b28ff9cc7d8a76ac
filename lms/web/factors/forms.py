"""Forms of proving who somebody is. The tries are counted in the forms, as those of sign-in are."""

from typing import cast

from flask_babel import lazy_gettext as _l
from flask_security.utils import verify_password
from wtforms import HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

from lms.accounts.queries import credentials_of
from lms.accounts.rules import PASSWORD_LIMIT, pause, paused, wrong_proof
from lms.core.ids import PersonId
from lms.web.accounts import tries
from lms.web.accounts.destinations import own_page
from lms.web.context import me
from lms.web.forms import Form
from lms.web.presentation import spoken


class AgainForm(Form):
    """The password of the person who is signed in already."""

    password = PasswordField(
        _l("Password"),
        validators=[DataRequired(_l("Enter your password.")), Length(max=PASSWORD_LIMIT * 2)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
    unsent = HiddenField()

    @property
    def way(self) -> str | None:
        """The page to go on to, when it is one of ours."""
        return own_page(self.next.data)

    def proves(self) -> bool:
        """Whether the form was sent with the right password. A try is counted before it is made; while paused, none is made."""
        if not self.validate_on_submit():
            return False
        known = credentials_of(_person())
        counts = tries.begin_try(known.email)
        until = pause(counts)
        if until is not None:
            return self._refused(spoken(paused(until)))
        if known.password is None or not verify_password(self.password.data, known.password):
            tries.failed(known.email, known.id)
            return self._refused(spoken(wrong_proof(counts)))
        tries.succeeded(known.email)
        return True

    def _refused(self, sentence: str) -> bool:
        self.password.errors = (sentence,)
        return False


def _person() -> PersonId:
    return cast("PersonId", me().actor.person)
