"""Certifications as values; how long a certificate counts and which cycle a pass opens."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from lms.core.ids import Slug
from lms.core.text import Texts
from lms.requirements.days import add_months

NO_COURSE = Slug("")
CODE_BYTES = 16
"""128 bits; as base32 they are 26 characters."""
CODE = re.compile(r"[A-Z2-7]{26}")
CODE_GROUPS = (5, 5, 5, 5, 6)
MISREAD = str.maketrans("018", "OIB")
"""Digits that no code holds, and the letters they were read for."""


class CertificateSource(StrEnum):
    """How a certificate came to be."""

    EXAM = "exam"
    SEED = "seed"
    MANUAL = "manual"


class CertificateState(StrEnum):
    """What a certificate is worth on a day."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Anchor(StrEnum):
    """From which day the validity counts."""

    ISSUE = "issue"
    COURSE_RELEASE = "course_release"


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a certificate counts: whole months from an anchor; `course` and `released_on` for `COURSE_RELEASE`."""

    months: int
    anchor: Anchor = Anchor.ISSUE
    course: Slug = NO_COURSE
    released_on: date | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What opens an exam: a course to finish or a certification to hold."""

    kind: str
    ref: Slug


@dataclass(frozen=True, slots=True)
class Certification:
    """What can be earned. `preparation_days` is how long somebody who works beside it prepares; a renewal takes half of that."""

    id: Slug
    title: Texts
    code: str
    summary: Texts
    track: str
    needs: tuple[Need, ...]
    exam: Slug | None
    validity: Validity | None
    renewal_opens_days_before: int
    renewal_open_days_after: int
    renews: tuple[Slug, ...]
    counts: bool
    abilities: tuple[Texts, ...]
    offered: bool
    body: Texts
    preparation_days: int = 10


@dataclass(frozen=True, slots=True)
class Certifications:
    """All certifications of one release."""

    items: dict[Slug, Certification] = field(default_factory=dict)

    def of_exam(self, quiz: str) -> Certification | None:
        """The certification that this exam leads to."""
        return next((one for one in self.items.values() if one.exam == quiz), None)


def expires_on(validity: Validity | None, issued_on: date) -> date | None:
    """The day on which a certificate issued on `issued_on` no longer counts; `None`: it never ends."""
    if validity is None:
        return None
    anchor = validity.released_on if validity.anchor is Anchor.COURSE_RELEASE and validity.released_on else issued_on
    return add_months(anchor, validity.months)


def state_on(day: date, expires: date | None, revoked_on: date | None) -> CertificateState:
    """What a certificate is worth on `day`: valid up to but not on `expires`; revoked from its day on."""
    if revoked_on is not None and day >= revoked_on:
        return CertificateState.REVOKED
    if expires is not None and day >= expires:
        return CertificateState.EXPIRED
    return CertificateState.VALID


@dataclass(frozen=True, slots=True)
class Held:
    """One certificate of a person in one certification."""

    cycle: int
    issued_on: date
    expires_on: date | None
    revoked_on: date | None
    went_with_attempt: bool = False
    """It was revoked because its attempt counts no more: its cycle can be won again."""


def cycle_of(certification: Certification, held: Sequence[Held], day: date) -> int:
    """The cycle that a pass on `day` would count for.

    1 for the first certificate; the next one after the newest when that is revoked, has ended, or may be renewed already; else that
    of the newest itself, which stands.
    """
    newest = newest_of(held)
    if newest is None:
        return 1
    if newest.revoked_on is not None:
        return newest.cycle + 1
    if newest.expires_on is None or day < renewal_window(certification, newest.expires_on)[0]:
        return newest.cycle
    return newest.cycle + 1


def newest_of(held: Sequence[Held]) -> Held | None:
    """The certificate of the newest cycle; where that was won again after a revocation, the one that stands."""
    return max(held, key=lambda one: (one.cycle, one.revoked_on is None), default=None)


def renewal_window(certification: Certification, expires: date) -> tuple[date, date]:
    """From which day on, and up to but not on which day, a certificate that ends on `expires` may be renewed."""
    opens = expires - timedelta(days=certification.renewal_opens_days_before)
    return opens, expires + timedelta(days=certification.renewal_open_days_after)


def lasts_longer(new: date | None, old: date | None) -> bool:
    """Whether a certificate that ends on `new` counts for longer than one that ends on `old`; `None` never ends."""
    return old is not None and (new is None or new > old)


def code_of(secret: bytes) -> str:
    """The code of a certificate, from 16 random bytes: 26 characters of the base32 alphabet (A to Z, 2 to 7)."""
    return base64.b32encode(secret).decode().rstrip("=")


def normalise_code(text: str) -> str | None:
    """The code as it is stored, from what somebody typed or scanned: any case, with spaces and separators; `None` when it cannot be one."""
    code = re.sub(r"[\s\-–—_.·/]+", "", text).upper().translate(MISREAD)
    return code if CODE.fullmatch(code) else None


def format_code(code: str) -> str:
    """The code in groups for reading: `ABCDE-FGHIJ-KLMNO-PQRST-UVWXYZ`."""
    starts = [sum(CODE_GROUPS[:place]) for place in range(len(CODE_GROUPS))]
    return "-".join(code[start : start + size] for start, size in zip(starts, CODE_GROUPS, strict=True))
