"""The slices of content that reports read. They are handed in from above, as content is handed to every feature."""

from typing import Protocol

from lms.certificates.rules import Certifications
from lms.courses.rules import Catalogue
from lms.programme.rules import Programme


class Content(Protocol):
    """What a library offers to reports."""

    @property
    def catalogue(self) -> Catalogue:
        """Courses and paths."""

    @property
    def certifications(self) -> Certifications:
        """What can be earned."""

    @property
    def programme(self) -> Programme | None:
        """The version of the programme in the tree, in force or not."""
