"""A passkey made of Python: what a browser and a key would answer, and every way to answer wrongly."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

ORIGIN, HOST = "http://localhost:8000", "localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Key:
    """One passkey. `origin`, `host` and `flags` are what it says; the right ones unless a test says otherwise."""

    origin: str = ORIGIN
    host: str = HOST
    flags: int = PRESENT | VERIFIED
    count: int = 0
    handle: bytes = b""
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, asked: dict[str, Any]) -> dict[str, str]:
        """The answer to being made."""
        self.handle = base64url_to_bytes(asked["options"]["user"]["id"])
        numbers = self.private.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        data = self._data(self.flags | ATTESTED) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        said = {"attestationObject": cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})}
        return self._answer(asked, {"clientDataJSON": self._client("webauthn.create", asked), **said})

    def sign(self, asked: dict[str, Any]) -> dict[str, str]:
        """The answer to signing somebody in."""
        client, data = self._client("webauthn.get", asked), self._data(self.flags)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        said = {"clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": self.handle}
        return self._answer(asked, said)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": asked["options"]["challenge"], "origin": self.origin}).encode()

    def _answer(self, asked: dict[str, Any], said: dict[str, bytes]) -> dict[str, str]:
        response = {name: bytes_to_base64url(value) for name, value in said.items() if value}
        name = bytes_to_base64url(self.id)
        credential = {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return {"challenge": asked["challenge"], "answer": json.dumps(credential)}
