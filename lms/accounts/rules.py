"""What is decided about persons: themes, roles that can be granted, good passwords, counters of wrong tries, life of a session."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lms.access import Role
from lms.core.ids import PersonId
from lms.core.text import Message, msg, nmsg

PASSWORD_LENGTH = 12
PASSWORD_LIMIT = 200
SESSION_LASTS = timedelta(days=30)
"""A session ends this long after the sign-in, whatever happens."""
SESSION_IDLE = timedelta(days=7)
"""A session ends this long after its last request."""
FRESH_FOR = timedelta(minutes=10)
"""How long a proof of who somebody is opens the doors of dangerous acts."""
TOUCH_AFTER = timedelta(minutes=1)
"""How old "last seen" may grow before it is written again."""
RESET_LASTS = timedelta(minutes=30)
ADDRESS_LASTS = timedelta(hours=24)
"""So long both mailboxes have to confirm a change of address."""
ADDRESSES_A_DAY = 5
"""So many changes of address may be asked for in 24 hours: each sends two mails."""
LOOK_LASTS = timedelta(minutes=30)
NOTE_LENGTH = 200
WINDOW = timedelta(minutes=15)
AGENT_LENGTH = 120
SHOWN = 16
"""How much of a token's hash is told: enough to find the session, too little to be one."""
EMAIL_LENGTH = 254
GRANTABLE = frozenset({Role.PARTNER_MANAGER, Role.CONTENT_AUTHOR, Role.PROGRAMME_ADMIN, Role.HEAD})
"""Roles that are given by hand. Learner and partner admin come from the employment that counts."""


class Theme(StrEnum):
    """Light, dark, or as the system says."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class CounterKind(StrEnum):
    """What is counted: wrong tries of an account, wrong tries from a network address, reset mails, wrong second factors of an account,
    applications of a mail address, applications from a network address, and requests of another program's token."""

    ACCOUNT = "account"
    ADDRESS = "address"
    RESET = "reset"
    CODE = "code"
    APPLICATION = "application"
    APPLICANTS = "applicants"
    API = "api"


class Side(StrEnum):
    """Which of two mailboxes answers."""

    OLD = "old"
    NEW = "new"


class LookReason(StrEnum):
    """Why a programme admin looks at the academy as somebody else."""

    QUESTION = "question"
    """the person asked for help"""
    FAULT = "fault"
    """a page seems to be wrong for them"""
    CONTENT = "content"
    """to see the content as they meet it"""
    INCIDENT = "incident"
    """to look into an incident"""


LIMITS = {CounterKind.ACCOUNT: 10, CounterKind.ADDRESS: 100, CounterKind.RESET: 3, CounterKind.CODE: 5,
          CounterKind.APPLICATION: 3, CounterKind.APPLICANTS: 20, CounterKind.API: 60}  # fmt: skip
"""How many are allowed in one window: of 15 minutes, for a token's requests of one."""


@dataclass(frozen=True, slots=True)
class Count:
    """One counter after a try was counted: how many in the window that began at `since`."""

    kind: CounterKind
    failures: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Credentials:
    """What sign-in needs to know about one person. `fs_uniquifier` changes with the password and names the person in a session."""

    id: PersonId
    email: str
    password: str | None
    active: bool
    fs_uniquifier: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person may change of the own account, and nothing else."""

    name: str
    name_ru: str
    language: str
    zone: str
    theme: Theme


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One browser in which somebody is signed in. `agent` is what it said of itself."""

    token_hash: str
    agent: str
    since: datetime
    seen_at: datetime

    @property
    def mark(self) -> str:
        """What names the session in the log and in addresses: enough to find it, too little to be it."""
        return self.token_hash[:SHOWN]


@dataclass(frozen=True, slots=True)
class PendingAddress:
    """A change of address that is open, and which of the two mailboxes have confirmed it."""

    email: str
    expires_at: datetime
    old: bool
    new: bool


@dataclass(frozen=True, slots=True)
class PersonalState:
    """Somebody's personal address, and one that waits for its mailbox until a moment; empty: none."""

    email: str
    pending: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressQuestion:
    """What a mailbox is asked: whether the account of `old_email` shall go on with `new_email`."""

    person: PersonId
    side: Side
    old_email: str
    new_email: str
    expires_at: datetime
    done_at: datetime | None
    stopped_at: datetime | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class SeenLook:
    """One look at the academy as a person, as that person reads of it."""

    name: str
    name_ru: str
    why: LookReason
    note: str
    began_at: datetime
    ended_at: datetime | None
    expires_at: datetime


COMMON = frozenset(
    """
    password passwort passw0rd p@ssword p@ssw0rd pass parol пароль qwerty qwertyuiop qwertyuiopasdf qwertyqwerty qwerty123456 asdfghjkl
    asdfghjkl;' zxcvbnm qazwsx qazwsxedc qazwsxedcrfv 1qaz2wsx 1qaz2wsx3edc 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5y6 йцукен
    йцукенгшщзхъ фывапролджэ ячсмить admin administrator adminadmin root welcome welcometo letmein iloveyou sunshine princess football
    baseball monkey dragon master superman batman starwars trustno1 whatever login secret changeme default guest user test testtest
    temporary temppassword mypassword thepassword newpassword password123password passwordpassword company academy partner partners
    nimbus nimbuscloud waymark cloud cloudcloud нимбус облако академия привет любовь наташа москва россия moscow russia abc abcd
    abcdef abcdefgh abcdefghijkl abcdefghijklm abcabc aaa correcthorsebatterystaple spring summer autumn winter january february march
    april june july august september october november december
    """.split()  # noqa: SIM905 - a list of words reads better without a hundred quotation marks
)
EDGES = re.compile(r"^[\d\W_]+|[\d\W_]+$")
DIGIT_RUNS = "01234567890123456789 98765432109876543210"
LOCAL_LENGTH = 4
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def plain_email(text: str) -> str:
    """The address as it is kept and compared: without outer space, in lower case."""
    return text.strip().lower()


def is_email(text: str) -> bool:
    """Whether this can be a mail address. Only a mail that arrives proves one, so the rule is wide."""
    return len(text) <= EMAIL_LENGTH and text.isascii() and text.isprintable() and EMAIL.fullmatch(text) is not None


def key_hash(secret: str, kind: str, text: str) -> str:
    """The name of a counter: a keyed hash, so that the table holds neither mail nor network addresses."""
    return hashlib.blake2b(f"{kind}:{text}".encode(), key=hashlib.sha256(secret.encode()).digest(), digest_size=32).hexdigest()


def token_hash(token: str) -> str:
    """What the database keeps of a secret that only the browser holds."""
    return hashlib.sha256(token.encode()).hexdigest()


def pause(counts: Sequence[Count]) -> datetime | None:
    """Until when sign-in is paused: the latest end of a window whose limit is passed; `None` when it is open."""
    return max((count.since + WINDOW for count in counts if count.failures > LIMITS[count.kind]), default=None)


def paused(until: datetime) -> Message:
    """The sentence of a pause."""
    return msg("There were too many wrong tries. For safety, sign-in is paused until %(until)s.", until=until)


def wrong(counts: Sequence[Count]) -> Message:
    """The sentence of a wrong try: the same for known and unknown addresses."""
    left = min(LIMITS[count.kind] - count.failures for count in counts)
    return nmsg(
        "The address or the password is not right. %(n)s try is left before a pause of 15 minutes.",
        "The address or the password is not right. %(n)s tries are left before a pause of 15 minutes.",
        left,
    )


def password_faults(password: str, email: str, shortest: int = PASSWORD_LENGTH) -> list[Message]:
    """What is wrong with a new password, after NIST SP 800-63B: length and common ones, no rules of letters and digits."""
    faults = []
    if len(password) < shortest:
        faults.append(
            nmsg(
                "The password needs at least %(n)s character. A sentence that only you know is a good one.",
                "The password needs at least %(n)s characters. A sentence that only you know is a good one.",
                shortest,
            )
        )
    if len(password) > PASSWORD_LIMIT:
        faults.append(
            nmsg("The password may have at most %(n)s character.", "The password may have at most %(n)s characters.", PASSWORD_LIMIT)
        )
    if not faults and is_common(password):
        faults.append(msg("This password is among the first that anybody would try. Choose another."))
    if contains_address(password, email):
        faults.append(msg("The password must not contain your mail address."))
    return faults


def is_common(password: str) -> bool:
    """Whether the password is a common word with or without digits around it, a run of digits, or one short piece repeated."""
    folded = password.casefold()
    core = EDGES.sub("", folded)
    repeated = any(folded == (folded[:size] * len(folded))[: len(folded)] for size in range(1, 5))
    return folded in COMMON or core in COMMON or folded in DIGIT_RUNS or repeated


def contains_address(password: str, email: str) -> bool:
    """Whether the password holds the address or the part before its @ (of four letters or more)."""
    folded, address = password.casefold(), email.casefold()
    local = address.partition("@")[0]
    return bool(address) and (address in folded or (len(local) >= LOCAL_LENGTH and local in folded))


def wrong_proof(counts: Sequence[Count]) -> Message:
    """The sentence of a wrong password where somebody who is signed in proves who they are."""
    left = min(LIMITS[count.kind] - count.failures for count in counts)
    return nmsg(
        "This is not your password. %(n)s try is left before a pause of 15 minutes.",
        "This is not your password. %(n)s tries are left before a pause of 15 minutes.",
        left,
    )


def is_fresh(proved_at: datetime, now: datetime) -> bool:
    """Whether somebody proved who they are less than ten minutes ago."""
    return now - proved_at < FRESH_FOR


def needs_touch(seen_at: datetime, now: datetime) -> bool:
    """Whether "last seen" has grown old enough to be written again: at most once a minute."""
    return now - seen_at >= TOUCH_AFTER


def why_over(now: datetime, expires_at: datetime, done_at: datetime | None, stopped_at: datetime | None) -> Message | None:
    """Why a change of address can no longer be confirmed or stopped; `None` while it can."""
    if done_at is not None:
        return msg("This change is done: the new address counts.")
    if stopped_at is not None:
        return msg("This change was stopped. The old address goes on.")
    if now >= expires_at:
        return msg("This change was not confirmed by both mailboxes within 24 hours. The old address goes on.")
    return None
