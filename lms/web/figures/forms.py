"""Forms of figures: one by hand, a file of them, and the word that enters what was seen of a file."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, DateField, FileField, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from lms.core.ids import Slug
from lms.core.text import msg
from lms.partners.figures import REASON_LENGTH, REFERENCE_LENGTH, VALUE, Figure
from lms.partners.imports.queries import Entered
from lms.partners.imports.rules import Upload
from lms.partners.imports.service import Confirmation
from lms.programme.rules import Programme, scale_message
from lms.web.forms import Form
from lms.web.presentation import spoken

TOO_LONG = _l("Keep it to %(max)d characters.")


class FigureForm(Form):
    """One figure, entered or corrected by hand. `seen` is the number of the one that it corrects."""

    metric = SelectField(_l("Figure"), validators=[InputRequired()])
    on = DateField(_l("Day"), validators=[DataRequired(_l("Enter the day as 2026-03-31."))])
    covers_from = DateField(
        _l("First day of the period"),
        description=_l("Only for a figure of several days: from this day up to and with the day above."),
        validators=[Optional()],
    )
    reference = StringField(
        _l("Reference"),
        description=_l("The number of the project or of the customer. It tells two figures of one day apart."),
        validators=[
            DataRequired(_l("Enter a reference, such as the number of the project.")),
            Length(max=REFERENCE_LENGTH, message=TOO_LONG),
        ],
    )
    value = StringField(_l("Value"), validators=[DataRequired(_l("Enter the value."))], render_kw={"inputmode": "decimal"})
    product = SelectField(_l("Product"), default="")
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Where the figure comes from, or why it changes. It stays with the figure."),
        validators=[DataRequired(_l("Say why you enter this figure by hand.")), Length(max=REASON_LENGTH, message=TOO_LONG)],
        render_kw={"rows": 3},
    )
    struck = BooleanField(_l("Strike it out: there is no such figure after all"))
    seen = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        """The figures and products that the programme in force knows."""
        super().__init__(*args, **kwargs)
        scales = (msg("%(metric)s: %(scale)s", metric=one.label, scale=said) for one in programme.metrics if (said := scale_message(one)))
        self.value.description = " ".join(spoken(one) for one in scales)
        self.metric.choices = [SelectChoice(one.id, spoken(one.label)) for one in programme.metrics]
        self.product.choices = [SelectChoice("", str(_l("no product in particular")))]
        self.product.choices += [SelectChoice(one.id, spoken(one.label)) for one in programme.products]

    def validate_value(self, field: Field) -> None:
        """A number with at most four digits behind the point or comma."""
        if not VALUE.fullmatch(_plain(field.data or "")):
            raise ValidationError(_l("Write a number like 1.5 or 1,5."))

    def show(self, corrected: Entered) -> None:
        """Fill it with the figure that is to be corrected."""
        newest = corrected.entries[0]
        self.metric.data, self.on.data, self.reference.data = corrected.metric, corrected.on, corrected.reference
        self.value.data, self.covers_from.data, self.product.data = (
            f"{newest.value.normalize():f}",
            newest.covers_from,
            newest.product or "",
        )
        self.struck.data, self.seen.data = newest.struck, newest.number

    def saw(self, corrected: Entered) -> None:
        """Remember which figure stands there, so that the next sending corrects it."""
        self.seen.raw_data, self.seen.data = None, corrected.entries[0].number

    @property
    def figure(self) -> Figure:
        """What was filled in."""
        value = Decimal(_plain(self.value.data or "").replace(",", "."))
        first = self.covers_from.data if self.covers_from.data != self.on.data else None
        return Figure(
            metric=Slug(self.metric.data or ""), on=self.on.data or date.min, reference=(self.reference.data or "").strip(), value=value,
            covers_from=first, product=Slug(self.product.data or "") or None, reason=(self.reason.data or "").strip(),
            struck=bool(self.struck.data),
        )  # fmt: skip


class ImportForm(Form):
    """A file of figures, or its lines pasted."""

    file = FileField(_l("CSV file"), render_kw={"accept": ".csv,text/csv"})
    text = TextAreaField(_l("Or paste the lines"), render_kw={"rows": 8, "spellcheck": "false"})

    def validate_text(self, field: Field) -> None:
        """One of the two is there."""
        if not (field.data or "").strip() and self._chosen is None:
            raise ValidationError(_l("Choose a file or paste lines."))

    @property
    def upload(self) -> Upload:
        """The lines; a file goes before what was pasted."""
        if self._chosen is not None:
            return Upload("".join(self._chosen.filename or "").strip(), bytes(self._chosen.read()))
        return Upload("", (self.text.data or "").encode(errors="replace"))

    @property
    def _chosen(self) -> FileStorage | None:
        """The file, when one was chosen; a form that sends its name as text has none."""
        return self.file.data if isinstance(self.file.data, FileStorage) and self.file.data.filename else None


class ConfirmForm(Form):
    """The word that enters what was seen; `seen` is the digest of it."""

    seen = StringField(widget=HiddenInput())
    reason = TextAreaField(
        _l("Why are figures corrected?"),
        description=_l("It stands with every correction of this file that names no reason of its own."),
        validators=[Length(max=REASON_LENGTH, message=TOO_LONG)],
        render_kw={"rows": 2},
    )

    @property
    def confirmation(self) -> Confirmation:
        """What was confirmed."""
        return Confirmation(self.seen.data or "", (self.reason.data or "").strip())


def _plain(text: str) -> str:
    return "".join(text.split())
