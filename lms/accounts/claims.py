"""Whose a mail address is, for sign-in or as the personal one: never two people's."""

from sqlalchemy import or_, select

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import Conflict
from lms.core.ids import PersonId
from lms.core.text import msg
from lms.core.turns import take_turn


def holder_of(email: str, besides: PersonId | None = None) -> PersonId | None:
    """Who has the address (in plain form), in either way; `besides` does not count."""
    either = or_(Person.email == email, Person.personal_email == email)
    chosen = select(Person.id).where(either)
    return db.session.scalar((chosen if besides is None else chosen.where(Person.id != besides)).limit(1))


def claim(email: str, person: PersonId | None) -> None:
    """Before an address (in plain form) becomes that of `person`, or of somebody new: nobody else has it, and nobody else gets it before
    this transaction ends. Two columns hold addresses, so a unique constraint alone would not see it.

    Raises:
        Conflict: somebody else has it.
    """
    take_turn("address", email)
    if holder_of(email, person) is not None:
        raise taken(email)


def taken(email: str) -> Conflict:
    """What is said to who wants an address that has an account."""
    return Conflict(msg("%(address)s already has an account.", address=email))
