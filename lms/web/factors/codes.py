"""Codes of authenticator apps and recovery codes: Flask-Security's TOTP under this installation's secret, and each code good once."""

import hashlib
from collections.abc import Sequence

import structlog
from flask import current_app
from flask_security import Totp
from passlib.exc import TokenError
from passlib.totp import TOTP, AppWallet

from lms import journey
from lms.accounts import proving, queries
from lms.accounts.events import SecondFactorFailed
from lms.accounts.second_factors import code_hash, is_recovery_code, plain_code
from lms.core.db import transaction
from lms.core.ids import PersonId
from lms.core.settings import Settings
from lms.web.context import library, now, settings
from lms.web.presentation import brand

DRIFT = 30
"""Seconds by which a phone's clock may be off: the code before and the code after are good too."""
DIGITS = 6
EXTENSION = "waymark_authenticators"

log = structlog.get_logger()


class Authenticators(Totp):
    """The secrets of authenticator apps, kept under a key that is derived from the installation's secret.

    The key of the secret before (`LMS_OLD_SECRET`) still opens what it closed; whatever is used is closed anew by the present one.
    """

    def __init__(self, secret: str, old_secret: str, issuer: str) -> None:
        keys = {_tag(one): _key(one) for one in (old_secret, secret) if one}
        super().__init__(keys, issuer)
        self._totp = TOTP.using(issuer=issuer, wallet=AppWallet(keys, default_tag=_tag(secret)))

    def address(self, sealed: str, email: str) -> str:
        """What the QR code says to the app: `otpauth://...`."""
        return str(self._totp.from_source(sealed).to_uri(email, issuer=brand().replace(":", " ")))

    def step(self, code: str, sealed: str, last: int | None) -> tuple[int, str] | None:
        """The step whose code this is, later than `last`, and the secret as it is to be kept; `None` when it is none."""
        plain = plain_code(code)
        if len(plain) != DIGITS or not (plain.isascii() and plain.isdecimal()):
            return None
        try:
            opened = self._totp.from_source(sealed)
            match = opened.match(plain, time=now(), window=DRIFT, last_counter=last)
        except TokenError:
            return None
        except (KeyError, ValueError):
            # Closed by a secret that this installation no longer has; the manual says how to rotate it.
            log.error("authenticator_cannot_be_opened")  # noqa: TRY400 - a traceback could hold the secret
            return None
        return int(match.counter), str(opened.to_json(encrypt=True)) if opened.changed else sealed


def init_codes(settings: Settings) -> Authenticators:
    """The authenticators of this installation."""
    return Authenticators(settings.secret, settings.old_secret, "Waymark")


def authenticators() -> Authenticators:
    """The authenticators of this installation."""
    found: Authenticators = current_app.extensions[EXTENSION]
    return found


def right_code(person: PersonId, code: str) -> bool:
    """Use a code of the person's app, or a recovery code: whether it was right, and not used before."""
    if is_recovery_code(code):
        with transaction():
            events = proving.use_code(person, kept_as(person, code), now())
            journey.settle(library(), events, now())
        return bool(events)
    known = queries.authenticator_of(person)
    found = authenticators().step(code, known.secret, known.counter) if known else None
    if found is None:
        return False
    with transaction():
        return proving.use_step(person, *found)


def tell_wrong(person: PersonId) -> None:
    """Write into the log that somebody knew the password and not the code."""
    with transaction():
        journey.settle(library(), [SecondFactorFailed(at=now(), person=person)], now())


def kept_as(person: PersonId, code: str) -> Sequence[str]:
    """What the database may hold of a recovery code: hashed by the present secret, or by the one before."""
    return [code_hash(one, person, code) for one in (settings().secret, settings().old_secret) if one]


def _key(secret: str) -> str:
    return _derived(secret, b"waymark-totp")


def _tag(secret: str) -> str:
    return _derived(secret, b"waymark-totp-tag")[:12]


def _derived(secret: str, purpose: bytes) -> str:
    return hashlib.blake2b(purpose, key=hashlib.sha256(secret.encode()).digest(), digest_size=32).hexdigest()
