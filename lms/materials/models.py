"""The table of who opened which material."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model, one_of
from lms.core.ids import PartnerId, PersonId, Slug


class AccessAction(StrEnum):
    """What somebody did with a material."""

    VIEW = "view"
    DOWNLOAD = "download"


class MaterialAccess(Model):
    """One view of a material's page or one download of a file. A visitor who is not signed in leaves no person."""

    __tablename__ = "material_access"

    id: Mapped[int] = mapped_column(primary_key=True)
    material: Mapped[Slug]
    version: Mapped[int]
    file: Mapped[str] = mapped_column(String(120), default="")
    action: Mapped[AccessAction] = mapped_column(one_of(AccessAction))
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"), index=True)
    partner_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("partner.id"))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_material_access_material", "material", "at"),)
