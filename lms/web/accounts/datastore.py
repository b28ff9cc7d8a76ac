"""Flask-Security's view of persons: plain values read by queries and written by the service, never rows of the page's own session."""

from dataclasses import dataclass, field
from typing import Any

from flask_security import RoleMixin, UserMixin
from flask_security.datastore import UserDatastore
from flask_security.utils import login_user

from lms import journey
from lms.accounts import queries, service
from lms.accounts.rules import Credentials, plain_email
from lms.core.db import transaction
from lms.core.ids import PersonId
from lms.web.context import library, now


@dataclass(eq=False)
class Account(UserMixin):
    """The person who signs in, as Flask-Login's `current_user`. `known` is what the database held when it was read."""

    known: Credentials
    id: PersonId = field(init=False)
    email: str = field(init=False)
    password: str | None = field(init=False)
    active: bool = field(init=False)
    fs_uniquifier: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Begin with what the database holds; Flask-Security changes the copy."""
        self.id, self.email, self.password = self.known.id, self.known.email, self.known.password
        self.active, self.fs_uniquifier = self.known.active, self.known.fs_uniquifier


class AccountStore(UserDatastore):
    """Finds accounts and keeps changed passwords.

    Each change is a transaction of its own at the moment it is made, so that a lost race is told as a page and not after it.
    """

    def __init__(self) -> None:
        super().__init__(Account, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **given: Any) -> Account | None:  # noqa: ARG002 - addresses are kept in lower case
        """The account with this address or uniquifier. Found by its personal address, it is written to there."""
        if "email" not in given:
            found = queries.credentials_of_uniquifier(str(given["fs_uniquifier"]))
            return Account(found) if found else None
        found = queries.credentials_of_email(str(given["email"]))
        account = Account(found) if found else None
        if account is not None:
            account.email = plain_email(str(given["email"]))
        return account

    def set_uniquifier(self, user: UserMixin, uniquifier: str | None = None) -> None:
        """Keep the new password; the uniquifier changes with it and every session ends.

        Raises:
            Conflict: somebody used the same link or form first.
        """
        assert isinstance(user, Account)  # noqa: S101 - this store gives out nothing else
        with transaction():
            uniquifier, events = service.set_password(user.known, user.password or "", now())
            journey.settle(library(), events, now())
        user.known = Credentials(user.id, user.email, user.password, user.active, uniquifier)
        user.fs_uniquifier = uniquifier

    def put(self, model: Account) -> Account:
        """Keep the same password under a newer hash, after the strength of hashes was raised."""
        if model.password != model.known.password and model.password:
            with transaction():
                service.rehash(model.known, model.password)
        return model

    def commit(self) -> None:
        """Everything is kept by now."""


def sign_in(person: PersonId) -> None:
    """Sign somebody in without a password: after accepting an invitation, and in a demo."""
    login_user(Account(queries.credentials_of(person)), authn_via=["link"])
