"""Where the content tree lies: the folder that is named, or the sample that comes with Waymark."""

from collections.abc import Mapping
from pathlib import Path

from lms.core.content.tree import FOLDERS, Tree, read_tree
from lms.core.settings import PREFIX, SettingsError
from lms.core.text import LANGUAGES

PACKAGE = Path(__file__).resolve().parent.parent
SAMPLES = (PACKAGE.parent, PACKAGE / "_bundled" / "content")
"""The repository's root, and the place inside a wheel."""


def content_folder(named: Path | None, environment: Mapping[str, str]) -> Path:
    """The folder of the content tree: the one that is named, the setting LMS_CONTENT, or the sample.

    Raises:
        SettingsError: there is no such folder.
    """
    setting = environment.get(f"{PREFIX}CONTENT", "")
    folder = named or (Path(setting) if setting else sample_folder())
    if not folder.is_dir():
        raise SettingsError([f"{folder} is not a folder; name the one that holds {', '.join(FOLDERS)}."])
    return folder


def sample_folder() -> Path:
    """The folder of the sample content, in a checkout or inside a wheel."""
    return next((sample for sample in SAMPLES if (sample / FOLDERS[0]).is_dir()), SAMPLES[0])


def sample_tree() -> Tree:
    """The sample content."""
    return read_tree(sample_folder(), LANGUAGES[0])


def content_language(environment: Mapping[str, str]) -> str:
    """The language of files without a language suffix: the setting LMS_CONTENT_LANGUAGE.

    Raises:
        SettingsError: it is none of ours.
    """
    language = environment.get(f"{PREFIX}CONTENT_LANGUAGE", LANGUAGES[0])
    if language not in LANGUAGES:
        raise SettingsError([f"{PREFIX}CONTENT_LANGUAGE must be one of {', '.join(LANGUAGES)}."])
    return language
