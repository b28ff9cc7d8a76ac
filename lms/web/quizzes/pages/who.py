"""The person whose pages these are."""

from lms.core.errors import NotFound
from lms.core.ids import PersonId
from lms.reporting.visitor import Visitor
from lms.web.presentation import name_in


def signed_in(visitor: Visitor) -> PersonId:
    """The id of the visitor's person."""
    if visitor.actor.person is None:
        raise NotFound
    return visitor.actor.person


def first_name(visitor: Visitor) -> str:
    """How the pages call them."""
    return name_in(visitor.name, visitor.name_ru).split()[0]
