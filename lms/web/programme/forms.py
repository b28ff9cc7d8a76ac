"""The form that accepts the agreement."""

from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from lms.web.forms import Form


class AcceptForm(Form):
    """Which version was read: only that one can be accepted."""

    version = IntegerField(widget=HiddenInput())
