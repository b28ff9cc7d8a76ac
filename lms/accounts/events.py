"""What happens to persons."""

from dataclasses import dataclass

from lms.access import Role
from lms.accounts.rules import LookReason, Side
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
class AuthenticatorAdded(Event):
    """Somebody's sign-in asks for a code of an authenticator app from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticatorRemoved(Event):
    """Somebody's authenticator app is asked no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAdded(Event):
    """Somebody can sign in with a passkey; `passkey` is its public id."""

    passkey: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRemoved(Event):
    """A passkey no longer signs anybody in."""

    passkey: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesMade(Event):
    """Somebody has new recovery codes; the old ones are dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed(Event):
    """Somebody signed in with a recovery code; `count` are left."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorFailed(Event):
    """The password was right and the code was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsReset(Event):
    """All second factors of somebody are gone and all sessions have ended, because an administrator said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenMade(Event):
    """Another program can act for somebody from now on; `token` is the public id of its token."""

    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(Event):
    """A token opens nothing any more: its person or an administrator (`by`) said so, or it ended with the person's sessions."""

    token: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChangeAsked(Event):
    """Somebody asked for another mail address; both mailboxes are asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressConfirmed(Event):
    """One of the two mailboxes said yes."""

    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChangeStopped(Event):
    """A change of address was stopped: by one of the mailboxes, or (`None`) taken back by its person."""

    side: Side | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChanged(Event):
    """Somebody signs in with another address; all sessions of the person have ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalAddressAsked(Event):
    """Somebody gave a personal address; its mailbox is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalAddressChanged(Event):
    """Somebody has a personal address, or another one; all sessions of who gave one up for it have ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalAddressTakenBack(Event):
    """Somebody thought better of a personal address that waited for its mailbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBegan(Event):
    """A programme admin (`by`) looks at the academy as `person`; `look` is the row that holds their own words."""

    look: int
    why: LookReason


@dataclass(frozen=True, slots=True, kw_only=True)
class LookEnded(Event):
    """The look is over: it was stopped, or its time was."""

    look: int
    why: LookReason
