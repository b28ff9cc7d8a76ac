"""What is decided about second factors: what a person has, how codes are read, and the sentences of wrong ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.accounts.rules import LIMITS, Count, key_hash
from lms.core.ids import PersonId, PublicId
from lms.core.text import Message, nmsg

CREDENTIAL_LENGTH = 1400
"""A credential id has at most 1,023 bytes; written in base64 they are 1,364 characters."""
PASSKEY_NAME_LENGTH = 60
PASSKEYS = 10
"""How many passkeys a person may have."""
CODES = 10
"""How many recovery codes are made at once."""
CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""No letter that could be read as another one."""
CODE_GROUPS, CODE_GROUP = 3, 4
"""Twelve letters of 31: 59 random bits."""
HALF_LASTS = timedelta(minutes=10)
"""How long somebody whose password was right may take for the second factor."""
CHALLENGE_LASTS = timedelta(minutes=5)
"""How long a passkey may take to answer."""


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    """A passkey as its person sees it."""

    public_id: PublicId
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class KnownPasskey:
    """A passkey as sign-in needs it. `public_key` and `credential_id` are base64url without padding; `holder` is the person's public id."""

    id: int
    person: PersonId
    holder: PublicId
    credential_id: str
    public_key: str
    sign_count: int


@dataclass(frozen=True, slots=True)
class KnownAuthenticator:
    """An authenticator app as sign-in needs it: the encrypted secret, and the step of the last code that was used."""

    secret: str
    counter: int


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey to be."""

    name: str
    credential_id: str
    public_key: str
    sign_count: int


@dataclass(frozen=True, slots=True)
class Factors:
    """Everything by which a person can prove who they are."""

    password_set_at: datetime | None
    authenticator_at: datetime | None
    passkeys: tuple[OwnPasskey, ...]
    codes_left: int

    @property
    def protected(self) -> bool:
        """Whether the password alone is not enough."""
        return self.authenticator_at is not None or bool(self.passkeys)


def plain_code(text: str) -> str:
    """A code as it is compared: without spaces and hyphens, in lower case."""
    return re.sub(r"[\s\-\u2010-\u2015]+", "", text).lower()


def is_recovery_code(text: str) -> bool:
    """Whether this looks like one of ours and not like six digits of an app."""
    plain = plain_code(text)
    return len(plain) == CODE_GROUPS * CODE_GROUP and set(plain) <= set(CODE_LETTERS)


def code_hash(secret: str, person: PersonId, code: str) -> str:
    """What the database keeps of a recovery code: a hash keyed by the installation's secret, good for this person only."""
    return key_hash(secret, "recovery", f"{person}:{plain_code(code)}")


def wrong_code(counts: Sequence[Count]) -> Message:
    """The sentence of a wrong code."""
    left = min(LIMITS[count.kind] - count.failures for count in counts)
    return nmsg(
        "This code is not right, or it was used already. %(n)s try is left before a pause of 15 minutes.",
        "This code is not right, or it was used already. %(n)s tries are left before a pause of 15 minutes.",
        left,
    )
