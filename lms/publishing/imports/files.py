"""Files of a folder that comes in, and files that are written beside what is there."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from lms.core.content.tree import MAX_FILE_BYTES
from lms.core.errors import NotFound
from lms.core.text import msg


def sources(place: Path) -> dict[str, bytes]:
    """The files of a folder by path inside it, or one file by its name; hidden ones, links and what is larger than any of ours are left.

    Raises:
        NotFound: there is nothing.
    """
    if place.is_file():
        return {place.name: place.read_bytes()} if place.stat().st_size <= MAX_FILE_BYTES else {}
    if not place.is_dir():
        raise NotFound(msg("There is no folder %(folder)s.", folder=str(place)))
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file()
        and not path.is_symlink()
        and not any(part.startswith(".") for part in path.relative_to(place).parts)
        and path.stat().st_size <= MAX_FILE_BYTES
    }


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that are not there yet: first beside the folder, then moved into it, so that a full disk leaves nothing half done."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as beside:
        for path, data in files.items():
            target = Path(beside) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for path in files:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            (Path(beside) / path).rename(target)
