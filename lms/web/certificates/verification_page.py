"""What the public verification shows: certification, dates and state, the name only as the holder allows, and nothing else."""

from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from lms.certificates.queries import HeldCertificate
from lms.certificates.rules import CertificateState, state_on
from lms.core.text import Texts
from lms.partners.rules import both_names
from lms.privacy.queries import choices_of
from lms.privacy.rules import Purpose, given, name_hash, plain_name
from lms.publishing.library import Library
from lms.web.certificates.pages import state_text, title_of
from lms.web.presentation import brand, spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The answer to a code. `state`: valid, expired, revoked or unknown.

    `comparable`: the name is not shown, and one that somebody knows can be compared; `compared` says with what result.
    """

    state: str
    title: str
    text: str
    facts: tuple[tuple[str, str], ...] = ()
    comparable: bool = False
    compared: bool | None = None


def proof(library: Library, held: HeldCertificate, today: date) -> Proof:
    """What a certificate says to a stranger."""
    row = held.certificate
    revoked = row.revoked_at.date() if row.revoked_at else None
    state = state_on(today, row.expires_on, revoked)
    known = library.certifications.items.get(row.certification)
    title = spoken(title_of(library, row.certification))
    name = shown_name(library, held)
    facts = [
        (_("Holder"), spoken(name) if name else _hidden(held)),
        (_("Certification"), _("%(title)s, %(code)s", title=title, code=known.code) if known else title),
        (_("Issued"), spoken(row.issued_at.date())),
    ]
    if row.expires_on:
        facts.append((_("Valid until"), spoken(row.expires_on)))
    title = state_text(state, row.expires_on, revoked)
    return Proof(state=state.value, title=title, text=_text(state), facts=tuple(facts), comparable=name is None)


def compared(proof: Proof, held: HeldCertificate, typed: str, secret: str) -> Proof:
    """The same answer, and whether the name that was typed is the holder's, in either language; nothing about a name that is shown."""
    row = held.certificate
    if not proof.comparable:
        return proof
    if row.holder_hash is not None:
        found = name_hash(secret, row.code, typed)
        return replace(proof, compared=found in (row.holder_hash[: len(found)], row.holder_hash[len(found) :]))
    return replace(proof, compared=plain_name(typed) in {plain_name(one) for one in held.name.values()})


def shown_name(library: Library, held: HeldCertificate) -> Texts | None:
    """The holder's name where it may be shown: by consent or, of somebody erased, by their wish."""
    row = held.certificate
    if row.holder_hash is not None:
        return both_names(row.holder_name, row.holder_name_ru or "") if row.holder_name else None
    return held.name if given(choices_of(held.person_id), library.consents, Purpose.NAME_ON_VERIFICATION) else None


def unknown() -> Proof:
    """There is no such certificate."""
    return Proof(
        state="unknown",
        title=_("No such number"),
        text=_("Check the letters and digits against the certificate: a number has 26 of them, and 0, 1, 8 and 9 never stand in one."),
    )


def _hidden(held: HeldCertificate) -> str:
    if held.certificate.holder_hash is not None:
        return _("Not kept: the holder had their data erased")
    return _("Not shown: the holder has not agreed to it")


def _text(state: CertificateState) -> str:
    match state:
        case CertificateState.EXPIRED:
            return _("The person was certified up to that day.")
        case CertificateState.REVOKED:
            return _("From that day on it counts no more.")
    return _("Issued by %(brand)s. This page is the register; a print or a picture proves nothing by itself.", brand=brand())
