"""Tables of join links and of requests to join."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model, one_of
from lms.core.ids import PartnerId, PersonId, PublicId
from lms.partners.requests.rules import REASON_LENGTH, JoinAnswer

UNANSWERED = text("answer IS NULL")


class JoinLink(Model):
    """The address with which people ask to join a partner. It opens only the question, so it is kept as it is: admins read it again."""

    __tablename__ = "join_link"

    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    token: Mapped[PublicId] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))


class JoinRequest(Model):
    """Somebody asked to join a partner. It counts for nothing; the employment that a yes brings is another row."""

    __tablename__ = "join_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), index=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partner.id"), index=True)
    sales: Mapped[bool] = mapped_column(default=False)
    technical: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answer: Mapped[JoinAnswer | None] = mapped_column(one_of(JoinAnswer))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")

    __table_args__ = (
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer_has_moment"),
        CheckConstraint("answer <> 'refused' OR answered_by IS NOT NULL", name="refused_by_somebody"),
        CheckConstraint("answer <> 'confirmed' OR answered_by <> person_id", name="confirmed_by_another"),
        CheckConstraint("sales OR technical", name="has_track"),
        Index("uq_join_request_one_open", "person_id", "partner_id", unique=True, sqlite_where=UNANSWERED, postgresql_where=UNANSWERED),
    )
