"""What happened with materials."""

from dataclasses import dataclass

from lms.core.events import Event
from lms.core.ids import Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialOpened(Event):
    """Somebody saw a material's page (`file` is empty) or was given a file of it; a visitor who is not signed in leaves no person."""

    material: Slug
    version: int
    file: str
