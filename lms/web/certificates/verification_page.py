"""What the public verification shows: name, certification, dates and state, and nothing else."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from lms.certificates.queries import HeldCertificate
from lms.certificates.rules import CertificateState, state_on
from lms.publishing.library import Library
from lms.web.certificates.pages import state_text, title_of
from lms.web.presentation import brand, spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The answer to a code. `state`: valid, expired, revoked or unknown."""

    state: str
    title: str
    text: str
    facts: tuple[tuple[str, str], ...] = ()


def proof(library: Library, held: HeldCertificate, today: date) -> Proof:
    """What a certificate says to a stranger."""
    row = held.certificate
    revoked = row.revoked_at.date() if row.revoked_at else None
    state = state_on(today, row.expires_on, revoked)
    known = library.certifications.items.get(row.certification)
    title = spoken(title_of(library, row.certification))
    facts = [
        (_("Holder"), spoken(held.name)),
        (_("Certification"), _("%(title)s, %(code)s", title=title, code=known.code) if known else title),
        (_("Issued"), spoken(row.issued_at.date())),
    ]
    if row.expires_on:
        facts.append((_("Valid until"), spoken(row.expires_on)))
    return Proof(state=state.value, title=state_text(state, row.expires_on, revoked), text=_text(state), facts=tuple(facts))


def unknown() -> Proof:
    """There is no such certificate."""
    return Proof(
        state="unknown",
        title=_("No such number"),
        text=_("Check the letters and digits against the certificate: a number has 26 of them, and 0, 1, 8 and 9 never stand in one."),
    )


def _text(state: CertificateState) -> str:
    match state:
        case CertificateState.EXPIRED:
            return _("The person was certified up to that day.")
        case CertificateState.REVOKED:
            return _("From that day on it counts no more.")
    return _("Issued by %(brand)s. This page is the register; a print or a picture proves nothing by itself.", brand=brand())
