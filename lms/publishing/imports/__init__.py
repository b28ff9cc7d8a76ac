"""Foreign content made ours: each format is a module with `read`, and its line here."""

from collections.abc import Callable, Mapping

from lms.publishing.imports.arrival import Imported, Wish
from lms.publishing.imports.markdown import read as read_markdown

IMPORTS: dict[str, Callable[[Mapping[str, bytes], Wish], Imported]] = {"markdown": read_markdown}
"""What `lms import` understands, by the name that is typed."""
