"""The form of a new token."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from lms.accounts.token_rules import DAYS, TOKEN_NAME_LENGTH, NewToken
from lms.web.forms import Form

USUAL = 90


class TokenForm(Form):
    """What a token is called, and for how long it is good."""

    name = StringField(
        _l("Name of the token"),
        description=_l("So that you know it again: the program that is to use it."),
        validators=[
            DataRequired(_l("Give the token a name, such as the program that is to use it.")),
            Length(max=TOKEN_NAME_LENGTH, message=_l("A name has at most %(max)d characters.")),
        ],
        render_kw={"autocomplete": "off", "maxlength": TOKEN_NAME_LENGTH},
    )
    days = RadioField(
        _l("How long it is good"),
        description=_l("Then the program needs a new one. Shorter is safer."),
        validators=[InputRequired(_l("Choose for how long the token is good."))],
        default=str(USUAL),
    )

    def __init__(self, **kwargs: object) -> None:
        """The days that a token may be made for."""
        super().__init__(**kwargs)
        self.days.choices = [SelectChoice(str(one), str(ngettext("%(num)s day", "%(num)s days", one))) for one in DAYS]

    @property
    def token(self) -> NewToken:
        """What was filled in."""
        return NewToken(name=self.name.data or "", days=int(self.days.data or 0))
