"""The forms of rule changes: a version to try, and the word that a notice was read."""

from flask_babel import lazy_gettext as _l
from wtforms import SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from lms.web.forms import Form

MOST = 200_000


class TryForm(Form):
    """A rule file, as text. Nothing of it is kept."""

    text = TextAreaField(
        _l("certificates/programme.yaml"), description=_l("Paste the whole file. It is checked and tried; nothing is stored or published."),
        validators=[DataRequired(_l("Paste the rule file.")), Length(max=MOST, message=_l("The file is too long."))],
        render_kw={"rows": 12, "spellcheck": "false", "class": "mono"},
    )  # fmt: skip
    as_csv = SubmitField()


class AcknowledgeForm(Form):
    """That somebody read the notice."""
