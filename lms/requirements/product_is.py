"""The kind `product_is`, for gates only: the partner sells one of these products."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.requirements.reading import Reader
from lms.requirements.result import Result, listed
from lms.requirements.scene import Scene
from lms.requirements.words import Words, label


@dataclass(frozen=True, slots=True)
class ProductIs:
    """One of the products of the partner is among these."""

    products: tuple[Slug, ...]
    kind: Literal["product_is"] = "product_is"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "ProductIs | None":
        """`[backup]`."""
        products = reader.all_known("PRODUCT_UNKNOWN", value, reader.words.products, path)
        return cls(products) if products else None

    def evaluate(self, scene: Scene) -> Result:
        """Met when one of them is sold."""
        met, names = self.holds(scene), listed([label(scene.words.products, one) for one in self.products])
        message = (
            msg("The partner sells %(products)s.", products=names) if met
            else msg("This is for partners who sell %(products)s.", products=names)
        )  # fmt: skip
        return Result(self.kind, met, int(met), 1, message, subject=" ".join(self.products))

    def asks(self, words: Words) -> Message:
        """What it asks for."""
        return msg("Sells %(products)s", products=listed([label(words.products, one) for one in self.products]))

    def holds(self, scene: Scene) -> bool:
        """Whether one is sold."""
        return any(one in scene.partner.products for one in self.products)

    def turns(self, scene: Scene) -> set[date]:  # noqa: ARG002 (the protocol of all kinds)
        """The calendar does not change what is sold."""
        return set()
