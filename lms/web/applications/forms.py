"""Forms of applications: the five fields, an answer, points, a decision, and signing."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from lms.accounts.rules import is_email
from lms.core.ids import PersonId, Slug
from lms.journey import Welcome
from lms.partners.applications.rules import (
    COMPANY_LENGTH,
    CONTACT_LENGTH,
    LINK_LENGTH,
    MOST_POINTS,
    SITE_LENGTH,
    TEXT_LENGTH,
    Criterion,
    Decision,
    NewApplication,
    NewScore,
    Verdict,
)
from lms.partners.managers.rules import Fit
from lms.partners.rules import PartnerType
from lms.programme.rules import Programme
from lms.web.applications.words import CRITERIA, DECISIONS
from lms.web.forms import Form
from lms.web.presentation import spoken
from lms.web.reporting.words import TYPES

AREA = {"rows": 4}
SHORT = Length(max=TEXT_LENGTH, message=_l("Keep it to %(max)d characters."))


class ApplyForm(Form):
    """The five fields of an application."""

    company = StringField(
        _l("Company"), validators=[DataRequired(_l("Enter the name of the company.")), Length(max=COMPANY_LENGTH)],
        render_kw={"autocomplete": "organization"},
    )  # fmt: skip
    site = StringField(
        _l("Website or registration number"), description=_l("It is how we find the company."),
        validators=[DataRequired(_l("Enter the website or the registration number.")), Length(max=SITE_LENGTH)],
    )  # fmt: skip
    contact = StringField(
        _l("Your name"), validators=[DataRequired(_l("Enter your name.")), Length(max=CONTACT_LENGTH)], render_kw={"autocomplete": "name"}
    )
    email = EmailField(
        _l("Work email"), description=_l("There you get the link to your application."),
        validators=[DataRequired(_l("Enter your mail address, such as name@company.example."))], render_kw={"autocomplete": "email"},
    )  # fmt: skip
    types = SelectMultipleField(_l("What do you want to do?"), validators=[InputRequired(_l("Choose at least one."))])

    def __init__(self, *args: Any, kinds: Sequence[PartnerType], **kwargs: Any) -> None:
        """The partner types are those that the page tells of."""
        super().__init__(*args, **kwargs)
        self.types.choices = [SelectChoice(one.value, spoken(TYPES[one])) for one in kinds]

    def validate_email(self, field: Field) -> None:
        """An address can receive mail."""
        if not is_email((field.data or "").strip()):
            raise ValidationError(_l("Enter your mail address, such as name@company.example."))

    def application(self, language: str) -> NewApplication:
        """What was filled in; mails to the applicant are written in the language of the page."""
        return NewApplication(
            company=self.company.data or "", site=self.site.data or "", contact=self.contact.data or "", email=self.email.data or "",
            types=tuple(PartnerType(one) for one in self.types.data or ()), language=language,
        )  # fmt: skip


class AnswerForm(Form):
    """The applicant's answer."""

    text = TextAreaField(_l("Your answer"), validators=[DataRequired(_l("Write your answer.")), SHORT], render_kw=AREA)


class ScoreForm(Form):
    """Points for one line of the scorecard."""

    criterion = SelectField(_l("Line of the scorecard"), validators=[InputRequired()])
    points = RadioField(_l("Points"), validators=[InputRequired(_l("Choose from 0 to 5 points."))])
    evidence = TextAreaField(
        _l("What they rest upon"), validators=[DataRequired(_l("Write what the points rest upon.")), SHORT], render_kw=AREA
    )
    link = StringField(
        _l("Link to it, if there is one"), validators=[Length(max=LINK_LENGTH)], render_kw={"inputmode": "url", "autocomplete": "off"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The lines come from the rules."""
        super().__init__(*args, **kwargs)
        self.criterion.choices = [SelectChoice(one.value, spoken(CRITERIA[one][0])) for one in Criterion]
        self.points.choices = [SelectChoice(str(one), str(one)) for one in range(MOST_POINTS + 1)]

    @property
    def score(self) -> NewScore:
        """What was filled in."""
        return NewScore(
            criterion=Criterion(self.criterion.data), points=int(self.points.data), evidence=self.evidence.data or "",
            link=self.link.data or "",
        )  # fmt: skip


class DecisionForm(Form):
    """A decision with its reason. `alone` is asked where the one who decides also gave points."""

    decision = RadioField(_l("Decision"), validators=[InputRequired(_l("Choose a decision."))])
    reason = TextAreaField(
        _l("Reason"), description=_l("The applicant reads it, in a mail and on the page of the application."),
        validators=[DataRequired(_l("Write the reason. The applicant reads it.")), SHORT], render_kw=AREA,
    )  # fmt: skip
    alone = TextAreaField(
        _l("Why you decide although you gave points"), description=_l("Only the vendor's people read it. It is kept beside the step."),
        validators=[SHORT], render_kw=AREA,
    )  # fmt: skip

    def __init__(self, *args: Any, asks_why: bool, **kwargs: Any) -> None:
        """Where nothing meets, nobody is asked why."""
        super().__init__(*args, **kwargs)
        self.decision.choices = [SelectChoice(one.value, spoken(DECISIONS[one])) for one in Decision]
        if not asks_why:
            del self.alone

    @property
    def verdict(self) -> Verdict:
        """What was filled in."""
        alone = self.alone.data or "" if self.alone else ""
        return Verdict(decision=Decision(self.decision.data), reason=self.reason.data or "", alone=alone)


class SignForm(Form):
    """The vendor signs: the partner to be, and who looks after it."""

    name = StringField(
        _l("Name of the company"), validators=[DataRequired(_l("Enter the name of the company.")), Length(max=COMPANY_LENGTH)]
    )  # fmt: skip
    name_ru = StringField(_l("Name of the company in Russian texts"), validators=[Length(max=COMPANY_LENGTH)])
    types = SelectMultipleField(
        _l("What it does in the programme"), validators=[InputRequired(_l("Choose at least one: what does the company do?"))]
    )  # fmt: skip
    products = SelectMultipleField(
        _l("What it sells"), validators=[InputRequired(_l("Choose at least one product: it decides which courses and materials are seen."))]
    )  # fmt: skip
    manager = RadioField(_l("Partner manager"), validators=[InputRequired(_l("Choose who looks after the company."))])
    fit = TextAreaField(
        _l("Why this manager suits"), description=_l("It stands beside the name, for whoever looks after the company later."),
        validators=[SHORT], render_kw=AREA,
    )  # fmt: skip
    alone = TextAreaField(
        _l("Why one person does two of these: decide, sign, look after the company"),
        description=_l("Needed only where that is so. Only the vendor's people read it. It is kept beside the step."),
        validators=[SHORT], render_kw=AREA,
    )  # fmt: skip

    def __init__(self, *args: Any, programme: Programme, managers: Sequence[Fit], labels: Sequence[str], **kwargs: Any) -> None:
        """Products come from the programme, managers in the order in which they suit, each with a label that says why."""
        super().__init__(*args, **kwargs)
        self.types.choices = [SelectChoice(one.value, spoken(TYPES[one])) for one in PartnerType]
        self.products.choices = [SelectChoice(one.id, spoken(one.label)) for one in programme.products]
        named = zip(managers, labels, strict=True)
        self.manager.choices = [SelectChoice(one.candidate.person, f"{spoken(one.candidate.name)}: {label}") for one, label in named]
        self.known = {str(one.candidate.person): one.candidate.person_id for one in managers}

    @property
    def welcome(self) -> Welcome:
        """What was filled in."""
        return Welcome(
            name=self.name.data or "", name_ru=self.name_ru.data or "", types=tuple(PartnerType(one) for one in self.types.data or ()),
            products=tuple(Slug(one) for one in self.products.data or ()), manager=self.known.get(self.manager.data, PersonId(0)),
            fit=self.fit.data or "", alone=self.alone.data or "",
        )  # fmt: skip
