"""Forms about managers: asking for another one, handing over, keeping, a note."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from lms.core.ids import PersonId
from lms.partners.managers.rules import NOTE_LENGTH, REASON_LENGTH, Fit
from lms.web.forms import Form
from lms.web.presentation import spoken

AREA = {"rows": 4}
REASON = Length(max=REASON_LENGTH, message=_l("Keep it to %(max)d characters."))
NOTE = Length(max=NOTE_LENGTH, message=_l("Keep it to %(max)d characters."))


class AskForm(Form):
    """Why a partner asks for another manager."""

    reason = TextAreaField(
        _l("Why somebody else?"), description=_l("The programme admin reads it; your manager does not."),
        validators=[DataRequired(_l("Write why. Only the programme admin reads it, and who looks after you next.")), REASON],
        render_kw=AREA,
    )  # fmt: skip


class HandOverForm(Form):
    """Who looks after a partner from now on."""

    manager = RadioField(_l("Who looks after the company from now on"), validators=[InputRequired(_l("Choose somebody."))])
    note = TextAreaField(
        _l("What the new manager should know, and why they suit"),
        validators=[DataRequired(_l("Write what the new manager should know, and why they suit.")), NOTE], render_kw=AREA,
    )  # fmt: skip

    def __init__(self, *args: Any, managers: Sequence[Fit], labels: Sequence[str], **kwargs: Any) -> None:
        """Managers in the order in which they suit, each with a label that says why."""
        super().__init__(*args, **kwargs)
        named = zip(managers, labels, strict=True)
        self.manager.choices = [SelectChoice(one.candidate.person, f"{spoken(one.candidate.name)}: {label}") for one, label in named]
        self.known = {str(one.candidate.person): one.candidate.person_id for one in managers}

    @property
    def chosen(self) -> PersonId:
        """Who was chosen."""
        return self.known.get(self.manager.data or "", PersonId(0))


class KeepForm(Form):
    """Why the manager stays."""

    answer = TextAreaField(
        _l("Answer"), description=_l("Whoever asked reads it."),
        validators=[DataRequired(_l("Write the answer. Whoever asked reads it.")), REASON], render_kw=AREA,
    )  # fmt: skip


class NoteForm(Form):
    """A note about a partner."""

    text = TextAreaField(
        _l("Note"), description=_l("For the vendor's people only. It stays for whoever looks after the company later."),
        validators=[DataRequired(_l("Write the note.")), NOTE], render_kw=AREA,
    )  # fmt: skip
