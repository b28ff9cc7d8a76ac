"""What all mails of an installation share: the address that links begin with, and the folder of the templates."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import cast

from flask import current_app

from lms.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`base_url` has no slash at its end."""

    base_url: str
    folder: Path


def letterhead() -> Letterhead:
    """The letterhead of the running application: its configured address, never a request's host."""
    settings = cast("Settings", current_app.extensions["waymark_settings"])
    return Letterhead(settings.base_url, mail_templates())


def mail_templates() -> Path:
    """templates/email/: beside the package in a checkout, inside it in a wheel."""
    package = Path(str(files("lms")))
    beside = package.parent / "templates"
    return (beside if beside.is_dir() else package / "_bundled" / "templates") / "email"
