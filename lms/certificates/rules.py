"""Certifications as values; how long a certificate counts and which cycle a pass opens."""

import calendar
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lms.core.ids import Slug
from lms.core.text import Texts

NO_COURSE = Slug("")


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
    """What can be earned."""

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


@dataclass(frozen=True, slots=True)
class Certifications:
    """All certifications of one release."""

    items: dict[Slug, Certification] = field(default_factory=dict)

    def of_exam(self, quiz: str) -> Certification | None:
        """The certification that this exam leads to."""
        return next((one for one in self.items.values() if one.exam == quiz), None)


def add_months(day: date, months: int) -> date:
    """The same day `months` later; in a shorter month its last day (31 January + 1 month is 28 or 29 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


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
