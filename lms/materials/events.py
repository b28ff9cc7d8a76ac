"""What happened with materials."""

from dataclasses import dataclass

from lms.core.events import Event
from lms.core.ids import Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialViewed(Event):
    """Somebody saw the open page of a material; a visitor who is not signed in leaves no person."""

    material: Slug
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialDownloaded(Event):
    """Somebody was given a file of a material; a visitor who is not signed in leaves no person."""

    material: Slug
    version: int
    file: str
