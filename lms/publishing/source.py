"""Where the content tree lies: the folder that is named, or the sample that comes with Waymark."""

from pathlib import Path

from lms.core.content.tree import FOLDERS

PACKAGE = Path(__file__).resolve().parent.parent
SAMPLES = (PACKAGE.parent, PACKAGE / "_bundled" / "content")
"""The repository's root, and the place inside a wheel."""


def content_folder(named: Path | None) -> Path:
    """The folder of the content tree; `named` is the argument or the setting LMS_CONTENT."""
    if named is not None:
        return named
    return next((sample for sample in SAMPLES if (sample / FOLDERS[0]).is_dir()), SAMPLES[0])
