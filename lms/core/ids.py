"""Names for the kinds of id, and how public ones are made."""

import secrets
from typing import NewType

PersonId = NewType("PersonId", int)
PartnerId = NewType("PartnerId", int)
EmploymentId = NewType("EmploymentId", int)
InvitationId = NewType("InvitationId", int)
AttemptId = NewType("AttemptId", int)
CertificateId = NewType("CertificateId", int)
AssignmentId = NewType("AssignmentId", int)
ReleaseId = NewType("ReleaseId", int)
PublicId = NewType("PublicId", str)
Slug = NewType("Slug", str)
RevisionHash = NewType("RevisionHash", str)

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
PUBLIC_LENGTH = 22


def new_public_id() -> PublicId:
    """A random id for addresses: 22 of 31 letters and digits (109 bits), none of which look alike."""
    return PublicId("".join(secrets.choice(ALPHABET) for _ in range(PUBLIC_LENGTH)))


def is_public_id(text: str) -> bool:
    """Whether `text` has the form of a public id."""
    return len(text) == PUBLIC_LENGTH and set(text) <= set(ALPHABET)
