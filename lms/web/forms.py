"""The base of our forms: WTForms as the type checker sees it, and the sentence of a service beside the field it is about."""

from functools import cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields import Field
from wtforms.i18n import get_translations

from lms.core.errors import Problem
from lms.web.context import language
from lms.web.presentation import spoken


class Form(FlaskForm):
    """A form with its token against forged requests; its sentences are the server's."""

    class Meta(FlaskForm.Meta):
        """How WTForms builds it."""

        def get_translations(self, form: object) -> object:  # noqa: ARG002 - WTForms' signature
            """WTForms' own sentences in the reader's language."""
            return own_sentences(language())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what WTForms takes."""
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]  # WTForms is untyped

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether it was sent and everything in it has its shape."""
        return bool(super().validate_on_submit(extra_validators))  # type: ignore[no-untyped-call]  # WTForms is untyped

    @staticmethod
    def refuse(field: Field, problem: Problem) -> None:
        """Say beside a field why the service refused it."""
        field.errors = (spoken(problem.message),)


@cache
def own_sentences(tongue: str) -> object:
    """WTForms' catalogue. Flask-WTF would read the file once more for every request that has a form."""
    catalogue: object = get_translations([tongue])
    return catalogue
