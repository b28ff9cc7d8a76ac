"""Sales materials as values, and whether one may be opened."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lms.core.ids import RevisionHash, Slug
from lms.core.text import Texts
from lms.requirements.facts import Facts
from lms.requirements.kinds import Requirement, evaluate
from lms.requirements.result import Result, unmet
from lms.requirements.words import Words


class MaterialKind(StrEnum):
    """What sort of asset it is."""

    DECK = "deck"
    SHEET = "sheet"
    CARD = "card"
    PRICE_LIST = "price_list"
    RUNBOOK = "runbook"
    TEMPLATE = "template"
    VIDEO = "video"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MaterialFile:
    """One file of a material: its name, language, type, size in bytes and the hash of its bytes."""

    name: str
    language: str
    media_type: str
    size: int
    blob: RevisionHash


@dataclass(frozen=True, slots=True)
class Material:
    """A sales asset. `gate` is what opens it; `None` with `public` opens to everyone, without it to everyone signed in."""

    id: Slug
    title: Texts
    summary: Texts
    code: str
    kind: MaterialKind
    products: tuple[str, ...]
    version: int
    changed: Texts
    owner_name: str
    owner_email: str
    review_due: date
    expires: date | None
    gate: Requirement | None
    public: bool
    files: tuple[MaterialFile, ...]
    body: Texts

    def expired(self, day: date) -> bool:
        """Whether it can no longer be opened on `day`."""
        return self.expires is not None and day >= self.expires

    def review_is_due(self, day: date) -> bool:
        """Whether it stands as "being reviewed" on `day`."""
        return day >= self.review_due

    def visible_for(self, products: tuple[str, ...]) -> bool:
        """Whether a partner that sells `products` sees it."""
        return not self.products or bool(set(self.products) & set(products))


@dataclass(frozen=True, slots=True)
class Materials:
    """All materials of one release."""

    items: dict[Slug, Material] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenState:
    """Whether a material opens, and all reasons why it does not.

    `unmet` are the conditions of its gate that are missing, `result` is the gate's whole answer (`None` without a gate); `sign_in`
    tells that nobody is signed in where somebody must be. `under_review` shuts nothing.
    """

    open: bool
    unmet: tuple[Result, ...]
    expired: bool
    under_review: bool
    sign_in: bool
    result: Result | None


def open_state(material: Material, facts: Facts, day: date, words: Words) -> OpenState:
    """Whether the person of these facts may open the material on `day`; `words` label what is missing."""
    result = evaluate(material.gate, facts, day, words) if material.gate is not None else None
    missing = unmet(result) if result is not None else ()
    sign_in = facts.person is None and not material.public
    expired = material.expired(day)
    return OpenState(
        open=not (missing or sign_in or expired),
        unmet=missing,
        expired=expired,
        under_review=material.review_is_due(day),
        sign_in=sign_in,
        result=result,
    )
