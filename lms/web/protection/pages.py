"""What the page of sign-in and security shows."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from lms.access import Actor
from lms.accounts.queries import factors_of
from lms.accounts.second_factors import CODES, Factors, OwnPasskey
from lms.web.factors import passkeys

FEW = 3
"""So few recovery codes left that new ones are asked for."""


@dataclass(frozen=True, slots=True)
class SecurityPage:
    """The own ways to prove who one is. `codes_state` is empty, `warn` or `ok`."""

    heading: str
    password_at: datetime | None
    authenticator_at: datetime | None
    passkeys: tuple[OwnPasskey, ...]
    passkeys_possible: bool
    protected: bool
    codes_left: int
    codes_of: int
    codes_state: str


def security_page(actor: Actor) -> SecurityPage:
    """The page of whoever asks; two statements."""
    have = factors_of(actor)
    return SecurityPage(
        heading=_heading(have), password_at=have.password_set_at, authenticator_at=have.authenticator_at, passkeys=have.passkeys,
        passkeys_possible=passkeys.possible(), protected=have.protected, codes_left=have.codes_left, codes_of=CODES,
        codes_state="" if not have.protected else "warn" if have.codes_left <= FEW else "ok",
    )  # fmt: skip


def _heading(have: Factors) -> str:
    if not have.protected:
        return _("Your password alone opens your account")
    if have.codes_left == 0:
        return _("Your account has two locks and no spare key")
    return _("Your account has two locks")
