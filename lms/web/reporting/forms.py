"""Forms of partners: what to show, a new partner, a paper."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from lms import journey
from lms.accounts.rules import is_email
from lms.core.errors import Conflict, Invalid
from lms.core.ids import PersonId, Slug
from lms.core.text import LANGUAGES
from lms.partners.rules import Invitee, NewPartner, PartnerType
from lms.programme.rules import Programme
from lms.reporting.partner import Manager
from lms.reporting.selection import Show
from lms.web.accounts.forms import LANGUAGE_NAMES
from lms.web.forms import Form
from lms.web.presentation import spoken
from lms.web.reporting.words import TYPES

NAME_LENGTH = 120
EMAIL_LENGTH = 254
SHOWN = {
    Show.ALL: _l("All companies"),
    Show.RISK: _l("Those that need attention"),
    Show.DANGER: _l("Those whose tier is at risk, in grace or to be decided"),
    Show.STEP: _l("Those that are one step from the next tier"),
    Show.ENDING: _l("Those with certificates that end soon"),
    Show.INVITED: _l("Those with open invitations"),
}
Choices = list[tuple[str, str]]


class FilterForm(Form):
    """What the portfolio shows; it changes nothing and so needs no token."""

    class Meta:
        """Part of an address."""

        csrf = False

    q = StringField(_l("Name of the company"), render_kw={"type": "search"})
    tier = SelectField(_l("Tier"))
    show = SelectField(_l("Show"))

    def __init__(self, *args: Any, tiers: Choices, **kwargs: Any) -> None:
        """The tiers are those of the programme in force."""
        super().__init__(*args, **kwargs)
        self.tier.choices = [SelectChoice(value, text) for value, text in tiers]
        self.show.choices = [SelectChoice(one.value, str(SHOWN[one])) for one in Show]


class PartnerForm(Form):
    """A new partner and its first admin. `manager` is asked only of those who may choose one."""

    name = StringField(_l("Name of the company"), validators=[DataRequired(_l("Enter the name of the company.")), Length(max=NAME_LENGTH)])
    name_ru = StringField(_l("Name of the company in Russian texts"), validators=[Length(max=NAME_LENGTH)])
    types = SelectMultipleField(
        _l("What it does in the programme"), validators=[InputRequired(_l("Choose at least one: what does the company do?"))]
    )  # fmt: skip
    products = SelectMultipleField(
        _l("What it sells"), validators=[InputRequired(_l("Choose at least one product: it decides which courses and materials are seen."))]
    )  # fmt: skip
    manager = SelectField(_l("Partner manager"), validators=[InputRequired(_l("Choose who looks after the company."))])
    email = EmailField(_l("Work email of the first admin"), validators=[DataRequired(_l("Enter the mail address of the first admin."))])
    language = SelectField(_l("Language of the mail"), validators=[InputRequired()])

    def __init__(self, *args: Any, programme: Programme, managers: tuple[Manager, ...], **kwargs: Any) -> None:
        """Products come from the programme; without managers to choose from the field is left out."""
        super().__init__(*args, **kwargs)
        self.types.choices = [SelectChoice(one.value, spoken(TYPES[one])) for one in PartnerType]
        self.products.choices = [SelectChoice(one.id, spoken(one.label)) for one in programme.products]
        self.language.choices = [SelectChoice(one, LANGUAGE_NAMES[one]) for one in LANGUAGES]
        self.known = {str(one.person): one.person_id for one in managers}
        if managers:
            self.manager.choices = [SelectChoice(one.person, spoken(one.name)) for one in managers]
        else:
            del self.manager

    def validate_email(self, field: Field) -> None:
        """An address can receive mail."""
        if not is_email((field.data or "").strip()) or len(field.data) > EMAIL_LENGTH:
            raise ValidationError(_l("Enter a mail address, such as name@company.example."))

    def partner(self, own: PersonId | None) -> NewPartner:
        """The partner; whoever may not choose looks after it (`own`)."""
        chosen = self.known.get(self.manager.data or "") if self.known else own
        return NewPartner(
            name=self.name.data or "", name_ru=self.name_ru.data or "", types=tuple(PartnerType(one) for one in self.types.data or ()),
            products=tuple(Slug(one) for one in self.products.data or ()), manager=chosen,
        )  # fmt: skip

    @property
    def admin(self) -> Invitee:
        """Its first admin."""
        return Invitee(email=self.email.data or "", is_admin=True, language=self.language.data or "")

    def refused(self, problem: Conflict | Invalid) -> None:
        """Say beside the field what the service refused: a conflict is about the name, anything else about the address."""
        self.refuse(self.name if isinstance(problem, Conflict) else self.email, problem)


class PaperForm(Form):
    """A paper that is confirmed. The year 0 stands for good, where the rules let one hold so long."""

    kind = SelectField(_l("Paper"), validators=[InputRequired()])
    year = SelectField(_l("For the year"), coerce=int)

    def __init__(self, *args: Any, programme: Programme, year: int, **kwargs: Any) -> None:
        """The papers that the programme in force knows; the years around this one."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(one.id, spoken(one.label)) for one in programme.evidence]
        self.year.choices = [SelectChoice(str(one), str(one)) for one in (year, year + 1, year - 1)]
        if any(journey.may_last(programme, one.id) for one in programme.evidence):
            self.year.choices += [SelectChoice("0", str(_l("for good")))]

    @property
    def confirmed(self) -> tuple[Slug, int | None]:
        """Which paper, and for which year; `None` is for good."""
        return Slug(self.kind.data or ""), self.year.data or None
