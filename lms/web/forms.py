"""The base of our forms: WTForms as the type checker sees it, and the sentence of a service beside the field it is about."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields import Field

from lms.core.errors import Problem
from lms.web.presentation import spoken


class Form(FlaskForm):
    """A form with its token against forged requests; its sentences are the server's."""

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
