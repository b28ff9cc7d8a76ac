"""What happens to persons."""

from dataclasses import dataclass

from lms.access import Role
from lms.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCreated(Event):
    """Somebody has an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(Event):
    """Somebody changed the own account; `fields` names what."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(Event):
    """Somebody has a role."""

    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRevoked(Event):
    """Somebody no longer has a role."""

    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    """Somebody has a new password; all sessions of the person have ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDeactivated(Event):
    """Somebody can no longer sign in; all sessions of the person have ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonActivated(Event):
    """Somebody can sign in again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    """A session began; `session` is the beginning of its token's hash."""

    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(Event):
    """A session was ended by its person."""

    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed(Event):
    """A wrong try; `account` and `address` are keyed hashes, as in the counters."""

    account: str
    address: str
