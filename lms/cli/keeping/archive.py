"""The backup file: a zip with the manifest first and the database after it."""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from lms.cli.keeping.fingerprint import Fingerprint
from lms.core.errors import Refused
from lms.core.text import msg

FORMAT = 1
MANIFEST = "manifest.json"
CONTENT = "database"
CHUNK = 1024 * 1024
MAX_MANIFEST = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds. `database` is `sqlite` or `postgresql`, `server` the version of PostgreSQL (0 for SQLite)."""

    format: int
    waymark: str
    made_at: str
    database: str
    server: int
    revision: str
    sha256: str
    tables: dict[str, Fingerprint]


def write(target: Path, manifest: Manifest, content: Path, *, packed: bool) -> None:
    """Write the backup beside its place, let it reach the disk, and only then give it its name. Only the owner may read it."""
    part = target.with_name(f"{target.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with zipfile.ZipFile(file, "w", allowZip64=True) as archive:
                archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
                how = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
                archive.write(content, CONTENT, compress_type=how, compresslevel=1)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Let a new name in a folder reach the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def opened(source: Path, content: Path) -> Iterator[Manifest]:
    """Unpack the database of a backup to `content`, and yield the manifest; the unpacked file goes at the end.

    Raises:
        Refused: the file is not there, no backup, damaged, cut off, or of a later format.
    """
    if not source.is_file():
        raise Refused(msg("There is no file %(file)s.", file=str(source)))
    damaged = Refused(msg("%(file)s is damaged, or no backup of Waymark. Nothing was changed.", file=str(source)))
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = read_manifest(archive, damaged)
            with archive.open(CONTENT) as packed, content.open("wb") as file:
                while chunk := packed.read(CHUNK):
                    file.write(chunk)
        if sha256(content) != manifest.sha256:
            raise damaged
        yield manifest
    except (zipfile.BadZipFile, KeyError, EOFError, ValueError, NotImplementedError, zlib.error) as fault:
        raise damaged from fault
    finally:
        content.unlink(missing_ok=True)


def read_manifest(archive: zipfile.ZipFile, damaged: Refused) -> Manifest:
    """What the backup says of itself.

    Raises:
        Refused: it says it wrongly, or in a later format.
    """
    if archive.getinfo(MANIFEST).file_size > MAX_MANIFEST:
        raise damaged
    told = json.loads(archive.read(MANIFEST))
    if not isinstance(told, dict):
        raise damaged
    if told.get("format") != FORMAT:
        raise Refused(msg("This backup was made by a newer Waymark. Restore it with the version that made it, or a later one."))
    try:
        return TypeAdapter(Manifest).validate_python(told)
    except ValidationError as fault:
        raise damaged from fault
