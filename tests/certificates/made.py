"""Certifications for the tests, written short."""

from lms.certificates.rules import Certification, Certifications, Validity
from lms.core.ids import Slug

TWO_YEARS = Validity(24)


def certification(
    name: str, validity: Validity | None = TWO_YEARS, renews: tuple[str, ...] = (), *, counts: bool = True
) -> Certification:  # fmt: skip
    """A certification that may be renewed from 60 days before its end to 30 days after it."""
    return Certification(
        id=Slug(name), title={"en": name}, code=name.upper(), summary={}, track="sales", needs=(), exam=Slug(name), validity=validity,
        renewal_opens_days_before=60, renewal_open_days_after=30, renews=tuple(Slug(one) for one in renews), counts=counts,
        abilities=(), offered=True, body={},
    )  # fmt: skip


def all_of(*items: Certification) -> Certifications:
    """The certifications of a release."""
    return Certifications({one.id: one for one in items})
