"""The words of privacy: purposes of consent with their texts, days to undo an erasure, how long things are kept, and keyed names."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from lms.core.ids import RevisionHash, Slug
from lms.core.text import Texts

UNDO_DAYS = 14
ERASED_NAME, ERASED_NAME_RU = "Deleted account", "Удалённая учётная запись"
"""What stands where an erased person's name stood."""
ERASED_HOST = "erased.invalid"
"""Addresses at this host reach nobody (RFC 2606)."""


class Purpose(StrEnum):
    """What somebody may consent to. Each is something that the program does with it and does not do without it."""

    NAME_ON_VERIFICATION = "name-on-verification"
    """the holder's name on the public page that verifies a certificate"""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The text of one purpose, as it is agreed to; `text` is rendered."""

    id: Slug
    title: Texts
    text: Texts


@dataclass(frozen=True, slots=True)
class Consents:
    """The texts in force, and the revision of each: a text that changes is a new revision and is asked anew."""

    items: dict[Slug, ConsentText] = field(default_factory=dict)
    revisions: dict[Slug, RevisionHash] = field(default_factory=dict)


Decisions = dict[Purpose, RevisionHash | None]
"""For each purpose the revision of the text that somebody agrees to, or `None` for no."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person said last about a purpose, and to which revision of its text."""

    given: bool
    text: RevisionHash
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """One decision about a purpose, as the history keeps it."""

    purpose: Purpose
    given: bool
    text: RevisionHash
    language: str
    at: datetime


class ConsentState(StrEnum):
    """Where a person stands with a purpose."""

    OPEN = "open"
    """never given, or taken back"""
    GIVEN = "given"
    OUTDATED = "outdated"
    """given to a text that has changed since: it counts no more, and is asked again"""


@dataclass(frozen=True, slots=True)
class Periods:
    """How long things are kept: what is younger than its period stays, what has reached it goes."""

    audit: timedelta
    sign_ins: timedelta
    answers: timedelta
    invitations: timedelta
    mails: timedelta
    applications: timedelta
    """How long an application that came to nothing keeps the name and address of who wrote it."""


def periods_of(*, audit: int, sign_ins: int, answers: int, invitations: int, mails: int, applications: int = 365) -> Periods:
    """Periods from numbers of days."""
    return Periods(*(timedelta(days=days) for days in (audit, sign_ins, answers, invitations, mails, applications)))


def consent_state(choice: Choice | None, text: RevisionHash | None) -> ConsentState:
    """Where a person stands with the text in force; without a text nothing is given."""
    if choice is None or not choice.given or text is None:
        return ConsentState.OPEN
    return ConsentState.GIVEN if choice.text == text else ConsentState.OUTDATED


def given(choices: Mapping[Purpose, Choice], consents: Consents, purpose: Purpose) -> bool:
    """Whether a purpose may be served: the person consented to the very text that is in force."""
    return consent_state(choices.get(purpose), consents.revisions.get(Slug(purpose.value))) is ConsentState.GIVEN


def due_at(requested_at: datetime) -> datetime:
    """The moment from which the erasure is carried out."""
    return requested_at + timedelta(days=UNDO_DAYS)


def plain_name(name: str) -> str:
    """A name as it is compared: case and spaces do not matter."""
    return " ".join(name.split()).casefold()


def name_hash(secret: str, code: str, name: str) -> str:
    """A keyed hash of a holder's name, different on every certificate: it proves a name that somebody knows, and tells none."""
    key = hashlib.sha256(f"holder:{secret}".encode()).digest()
    return hashlib.blake2b(f"{code}:{plain_name(name)}".encode(), key=key, digest_size=16).hexdigest()
