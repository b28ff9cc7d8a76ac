"""Which manager suits a partner, by a rule that can be read aloud."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lms.core.ids import PersonId, PublicId, Slug
from lms.core.text import Texts
from lms.partners.rules import PartnerType

LOAD_STEP = 5
"""Managers whose numbers of companies lie within the same five are equally free."""
NOTE_LENGTH = 4000
REASON_LENGTH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who looks after partners: their language, and how many companies of which types and products they have."""

    person_id: PersonId
    person: PublicId
    name: Texts
    language: str
    companies: int = 0
    types: frozenset[PartnerType] = frozenset()
    products: frozenset[Slug] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How a manager suits: whether they write in the partner's language, and which of its types and products they know."""

    candidate: Candidate
    speaks: bool
    types: tuple[PartnerType, ...]
    products: tuple[Slug, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a manager has to suit."""

    language: str
    types: Collection[PartnerType] = ()
    products: Collection[Slug] = ()


def fits(wanted: Wanted, candidates: Iterable[Candidate]) -> tuple[Fit, ...]:
    """All candidates, who suits best first.

    First counts the language, then how free somebody is (in steps of five companies), then the types, then the products that they know
    from other companies, then the exact number of companies; the id breaks ties, so that the order never depends on the order given.
    """
    return tuple(sorted((_fit(wanted, one) for one in candidates), key=_rank))


def _fit(wanted: Wanted, one: Candidate) -> Fit:
    return Fit(
        candidate=one, speaks=one.language == wanted.language,
        types=tuple(kind for kind in PartnerType if kind in one.types and kind in wanted.types),
        products=tuple(sorted(one.products & set(wanted.products))),
    )  # fmt: skip


def _rank(fit: Fit) -> tuple[bool, int, int, int, int, PersonId]:
    one = fit.candidate
    return (not fit.speaks, one.companies // LOAD_STEP, -len(fit.types), -len(fit.products), one.companies, one.person_id)
