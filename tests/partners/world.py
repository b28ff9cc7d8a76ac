"""Partners and people for the tests, written short; each call commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.accounts.models import Person
from lms.core.db import transaction
from lms.core.ids import PartnerId, PersonId, Slug, new_public_id
from lms.partners import service
from lms.partners.figures import Figure, Vocabulary
from lms.partners.models import Employment, Partner
from lms.partners.rules import Invitee, NewPartner, PartnerType, ValueSource
from lms.partners.service import Entered

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
PROJECTS, CSAT = Slug("active_projects"), Slug("csat")
METRICS = (PROJECTS, CSAT)
FIGURES = (
    Figure(PROJECTS, date(2026, 3, 1), "P-1", Decimal(3)),
    Figure(CSAT, date(2026, 3, 1), "A-1", Decimal("4.25")),
)
WORDS = Vocabulary(METRICS, (Slug("compute"), Slug("backup")))


def person(db: SQLAlchemy, name: str, name_ru: str = "") -> Person:
    """Somebody with an account."""
    found = Person(
        public_id=new_public_id(), email=f"{name.lower()}@people.example", fs_uniquifier=name, name=name, name_ru=name_ru,
        language="en", zone="UTC", created_at=NOW,
    )  # fmt: skip
    with transaction():
        db.session.add(found)
    return found


def partner(name: str, manager: PersonId | None = None, types: tuple[PartnerType, ...] = (PartnerType.RESELLER,)) -> Partner:
    """A partner that sells Compute and Backup."""
    new = NewPartner(name=name, types=types, products=(Slug("compute"), Slug("backup")), manager=manager)
    with transaction():
        return service.create_partner(new, NOW, manager)[0]


def invited(partner_id: PartnerId, email: str, at: datetime = NOW, *, is_admin: bool = False, technical: bool = False) -> str:
    """The secret of an invitation as a seller."""
    with transaction():
        invitee = Invitee(email=email, is_admin=is_admin, sales=True, technical=technical)
        return service.invite(partner_id, invitee, at, None)[1]


def joined(partner_id: PartnerId, who: Person, at: datetime = NOW, *, is_admin: bool = False) -> Employment:
    """The employment of somebody who followed an invitation."""
    token = invited(partner_id, who.email, at, is_admin=is_admin)
    with transaction():
        return service.accept(token, who.id, at)[0]


def entered(partner_id: PartnerId, *figures: Figure, source: ValueSource = ValueSource.SEED) -> Entered:
    """Figures that came in."""
    with transaction():
        return service.enter([(partner_id, one) for one in figures], WORDS, NOW, None, source)[0]


@contextmanager
def statements(db: SQLAlchemy) -> Iterator[list[str]]:
    """The SQL statements that run meanwhile."""
    seen: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
