"""Passkeys: what a browser is asked, and whether its answer is right. The cryptography is py_webauthn's.

A challenge is a signed text that says what it is for, whose, and when it was made, so that nothing has to be remembered before it is
answered; it is spent when it has been answered, so that no answer is taken twice.
"""

import secrets
from typing import Any
from urllib.parse import urlsplit

import webauthn
from flask import request
from itsdangerous import BadData, URLSafeTimedSerializer
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from lms.accounts import proving, queries
from lms.accounts.rules import key_hash, token_hash
from lms.accounts.second_factors import CHALLENGE_LASTS, KnownPasskey, NewPasskey
from lms.core.db import transaction
from lms.core.ids import PersonId
from lms.reporting.visitor import Visitor
from lms.web.context import now, settings
from lms.web.presentation import brand, name_in

ADD, SIGN_IN = "add", "sign-in"
SALT = "waymark-passkey"
ANSWER_LENGTH = 20_000
UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
"""What py_webauthn and its readers of CBOR and JSON raise at answers that are none."""


def host() -> str:
    """The host name that passkeys of this installation belong to."""
    return urlsplit(settings().base_url).hostname or ""


def possible() -> bool:
    """Whether passkeys can work here: they belong to a host name, and an address of numbers is none."""
    name = host()
    return bool(name) and not name.replace(".", "").isdecimal() and ":" not in name


def options_to_add(visitor: Visitor, person: PersonId) -> dict[str, Any]:
    """What the browser is asked when a passkey is to be made."""
    challenge = _challenge(ADD, person)
    options = webauthn.generate_registration_options(
        rp_id=host(), rp_name=brand(), user_id=visitor.public_id.encode(), user_name=visitor.email,
        user_display_name=name_in(visitor.name, visitor.name_ru), challenge=challenge.encode(), exclude_credentials=_described(person),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )  # fmt: skip
    return {"challenge": challenge, "options": options_to_json_dict(options)}


def options_to_sign_in(person: PersonId | None) -> dict[str, Any]:
    """What the browser is asked when a passkey is to sign somebody in: any of this host, or one of `person`'s."""
    challenge = _challenge(SIGN_IN, person)
    options = webauthn.generate_authentication_options(
        rp_id=host(), challenge=challenge.encode(), allow_credentials=_described(person),
        user_verification=UserVerificationRequirement.REQUIRED,
    )  # fmt: skip
    return {"challenge": challenge, "options": options_to_json_dict(options)}


def made(person: PersonId, name: str, token: str, answer: str) -> NewPasskey | None:
    """The passkey that a browser made for `person`; `None` when the answer is none, comes late or came before."""
    if not _asked(ADD, person, token) or len(answer) > ANSWER_LENGTH:
        return None
    try:
        found = webauthn.verify_registration_response(
            credential=answer, expected_challenge=token.encode(), expected_rp_id=host(), expected_origin=_origins(),
            require_user_verification=True,
        )  # fmt: skip
    except UNREADABLE:
        return None
    if not _spend(token):
        return None
    key = bytes_to_base64url(found.credential_public_key)
    return NewPasskey(name, bytes_to_base64url(found.credential_id), key, found.sign_count)


def answered(person: PersonId | None, token: str, answer: str) -> KnownPasskey | None:
    """The passkey that signed the answer: of `person`, or of whoever comes. `None` when it is none, comes late or came before."""
    if not _asked(SIGN_IN, person, token) or len(answer) > ANSWER_LENGTH:
        return None
    try:
        read = webauthn.helpers.parse_authentication_credential_json(answer)
        known = queries.passkey_of_credential(bytes_to_base64url(read.raw_id))
        if known is None or person not in (None, known.person) or read.response.user_handle not in (None, known.holder.encode()):
            return None
        found = webauthn.verify_authentication_response(
            credential=read, expected_challenge=token.encode(), expected_rp_id=host(), expected_origin=_origins(),
            credential_public_key=base64url_to_bytes(known.public_key), credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )  # fmt: skip
    except UNREADABLE:
        return None
    if not _spend(token):
        return None
    with transaction():
        return known if proving.use_passkey(known, found.new_sign_count, now()) else None


def _described(person: PersonId | None) -> list[PublicKeyCredentialDescriptor]:
    known = queries.passkeys_of(person) if person is not None else []
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]


def _origins() -> list[str]:
    """Where the page may stand: the configured address, and on a developer's machine any port."""
    parts = urlsplit(settings().base_url)
    own = f"{parts.scheme}://{parts.netloc}"
    return [own, request.host_url.rstrip("/")] if parts.hostname == "localhost" else [own]


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret, salt=SALT)


def _challenge(purpose: str, person: PersonId | None) -> str:
    return str(_serializer().dumps([purpose, _whose(person), secrets.token_urlsafe(16)]))


def _asked(purpose: str, person: PersonId | None, token: str) -> bool:
    """Whether we asked this, for this and of this person, not too long ago."""
    try:
        said = _serializer().loads(token, max_age=int(CHALLENGE_LASTS.total_seconds()))
    except BadData:
        return False
    return bool(said[:2] == [purpose, _whose(person)])


def _whose(person: PersonId | None) -> str:
    """The person in a challenge, without the row's number."""
    return key_hash(settings().secret, "passkey", str(person))[:16] if person is not None else ""


def _spend(token: str) -> bool:
    with transaction():
        return proving.spend_challenge(token_hash(token), now() + 2 * CHALLENGE_LASTS)
