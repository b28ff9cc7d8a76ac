"""Settings from `LMS_...` variables, checked at start with a sentence for each fault."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from lms.core.text import LANGUAGES

PREFIX = "LMS_"
SECRET_LENGTH = 32


class SettingsError(Exception):
    """All faults of the settings at once, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How one installation runs. Each field is the variable `LMS_<FIELD>`."""

    secret: str
    """Signs sessions and links; 32 characters or more. `python3 -c "import secrets; print(secrets.token_urlsafe(48))"`"""
    old_secret: str = ""
    """The secret before, after a rotation: authenticator apps and recovery codes from then go on."""
    database: str = "sqlite:///instance/waymark.db"
    """Address of the database: `sqlite:///...` or `postgresql+psycopg://...`."""
    base_url: str = "http://localhost:8000"
    """The address people open; links in mails begin with it, and other host names are refused."""
    content: Path | None = None
    """Folder of the content tree (courses, quizzes, certificates, materials); unset, the sample that comes with Waymark."""
    content_language: str = "en"
    """The language of content files without a language suffix: `en` or `ru`."""
    language: str = "en"
    """The language of visitors whose browser asks for none of ours: `en` or `ru`."""
    zone: str = "Europe/Moscow"
    """The time zone of people who chose none."""
    mail: str = ""
    """The mail server: `smtp://user:password@host:587` (STARTTLS), `smtps://...`; empty, mails wait in the outbox."""
    mail_from: str = "academy@nimbus.example"
    """The sender of mails."""
    demo: bool = False
    """A demo instance: sign in with one click, mailbox page, start over. Never on a real one."""
    log_level: str = "info"
    """`debug`, `info`, `warning` or `error`."""
    port: int = 8000
    """The port of `lms serve`."""
    threads: int = 8
    """Threads of `lms serve`."""
    keep_audit: int = 1095
    """Days after which entries of the log are cut off."""
    keep_sign_ins: int = 180
    """Days after which ended changes of address are forgotten; sessions that are over go at once."""
    keep_answers: int = 730
    """Days for which answers are kept after the attempt, and after the end of the certificate that came of it."""
    keep_invitations: int = 30
    """Days for which an invitation that nobody accepted is kept after its end."""
    keep_mails: int = 180
    """Days for which mails are kept that have left."""
    keep_applications: int = 365
    """Days after which an application that was declined or withdrawn loses the name and address of who wrote it."""
    proxies: int = 0
    """So many proxies stand before Waymark, each of which sets X-Forwarded-For and X-Forwarded-Proto; 0, nobody's word is taken for it."""
    postgres_tools: Path | None = None
    """Folder of pg_dump and pg_restore for `lms backup` and `lms restore`; unset, they are looked for in the PATH."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read and check the variables.

        Raises:
            SettingsError: with one sentence for each fault, unknown names among them.
        """
        given = {name.removeprefix(PREFIX).lower(): text for name, text in environment.items() if name.startswith(PREFIX)}
        for of_the_tests in ("require", "golden"):
            given.pop(of_the_tests, None)
        known = {field.name for field in fields(cls)}
        faults = [
            f"{PREFIX}{name.upper()} is not a setting of Waymark; see the README for the list." for name in sorted(set(given) - known)
        ]
        values: dict[str, object] = {}
        for name in sorted(known & set(given)):
            try:
                values[name] = READERS.get(name, str)(given[name])
            except ValueError as fault:
                faults.append(f"{PREFIX}{name.upper()} {fault}")
        if "secret" not in given:
            faults.append(
                f"{PREFIX}SECRET is not set. Set it to {SECRET_LENGTH} or more random characters, "
                "or run `python3 dev.py serve` for a demo that needs no settings."
            )
        if faults:
            raise SettingsError(faults)
        return cls(**values)  # type: ignore[arg-type]


def _secret(text: str) -> str:
    if len(text) < SECRET_LENGTH:
        raise ValueError(f"has {len(text)} characters; it needs {SECRET_LENGTH} or more.")
    return text


def _database(text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://.")
    return text


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError("must be http://host or https://host without a path.")
    return text.rstrip("/")


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise ValueError(f"names {text}, which is not a folder.")
    return Path(text)


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(f"must be one of {', '.join(LANGUAGES)}.")
    return text


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError(f"names {text}, which is no time zone; write for example Europe/Moscow.")
    return text


def _mail(text: str) -> str:
    if text and urlsplit(text).scheme not in ("smtp", "smtps"):
        raise ValueError("must begin with smtp:// or smtps://.")
    return text


def _address(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError("is not a mail address.")
    return text


def _flag(text: str) -> bool:
    if text.lower() not in ("1", "0", "true", "false", "yes", "no"):
        raise ValueError("must be 1 or 0.")
    return text.lower() in ("1", "true", "yes")


def _level(text: str) -> str:
    if text not in ("debug", "info", "warning", "error"):
        raise ValueError("must be debug, info, warning or error.")
    return text


def _few(text: str) -> int:
    if not text.isdecimal() or int(text) > 9:
        raise ValueError("must be a whole number from 0 to 9.")
    return int(text)


def _number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ValueError("must be a whole number from 1 to 65535.")
    return int(text)


def _days(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 36500:
        raise ValueError("must be a whole number of days, 1 or more.")
    return int(text)


READERS = {
    "secret": _secret, "old_secret": _secret, "database": _database, "base_url": _base_url, "content": _folder,
    "content_language": _language, "language": _language,
    "zone": _zone, "mail": _mail, "mail_from": _address, "demo": _flag, "log_level": _level,
    "keep_audit": _days, "keep_sign_ins": _days, "keep_answers": _days, "keep_invitations": _days, "keep_mails": _days,
    "keep_applications": _days,
    "port": _number, "threads": _number, "proxies": _few, "postgres_tools": _folder,
}  # fmt: skip
