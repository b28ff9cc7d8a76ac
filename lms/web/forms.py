"""The base of our forms: WTForms as the type checker sees it."""

from typing import Any

from flask_wtf import FlaskForm


class Form(FlaskForm):
    """A form with its token against forged requests; its sentences are the server's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what WTForms takes."""
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]  # WTForms is untyped
