"""Reading papers: one in reach with its steps, all of a scope."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, select

from lms.access import Actor, Permission
from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.core.text import Texts
from lms.partners.evidence.rules import PaperState
from lms.partners.models import EvidenceItem, EvidenceStep, Partner
from lms.partners.queries import portfolio_scope
from lms.partners.rules import FOR_GOOD, both_names


@dataclass(frozen=True, slots=True)
class Stepped:
    """One step of a paper; nobody stands for the sample and for who is no longer known."""

    state: PaperState
    at: datetime
    by: Texts
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """One paper with whose it is; `year` is `None` for one that holds for good."""

    public_id: PublicId
    partner_id: PartnerId
    partner: PublicId
    partner_name: Texts
    manager_id: PersonId | None
    kind: Slug
    year: int | None
    state: PaperState
    link: str
    note: str
    submitted_by: PersonId | None
    until: date | None
    ended_on: date | None
    confirmed: bool
    steps: tuple[Stepped, ...] = ()

    @property
    def last(self) -> Stepped | None:
        """The newest step."""
        return self.steps[-1] if self.steps else None


def paper_by_public_id(actor: Actor, public_id: PublicId, permission: Permission) -> PaperRow:
    """One paper with its steps, when the actor has the permission for its partner; two statements.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    found = _rows((EvidenceItem.public_id == public_id, Partner.id.in_(portfolio_scope(actor, permission))))
    if not found:
        raise NotFound
    return found[0]


def papers_in_reach(actor: Actor, permission: Permission) -> tuple[PaperRow, ...]:
    """The papers of all partners in reach: those that wait first, then the newest; two statements."""
    return _rows((Partner.id.in_(portfolio_scope(actor, permission)),))


def papers_of_partner(partner: PartnerId) -> tuple[PaperRow, ...]:
    """The papers of one partner, in the same order."""
    return _rows((Partner.id == partner,))


def paper_of(public_id: PublicId) -> PaperRow | None:
    """One paper, for the mails of what was just written."""
    return next(iter(_rows((EvidenceItem.public_id == public_id,))), None)


def year_of(stored: int) -> int | None:
    """The year of a paper; `None`: it holds for good."""
    return None if stored == FOR_GOOD else stored


def _rows(within: tuple[ColumnElement[bool], ...]) -> tuple[PaperRow, ...]:
    waiting = case((EvidenceItem.state == PaperState.SUBMITTED, 0), else_=1)
    rows = db.session.execute(
        select(EvidenceItem, Partner)
        .join(Partner, Partner.id == EvidenceItem.partner_id)
        .where(*within)
        .order_by(waiting, EvidenceItem.id.desc())
    ).all()
    steps = _steps([item.id for item, _ in rows])
    return tuple(
        PaperRow(
            public_id=one.public_id, partner_id=partner.id, partner=partner.public_id, manager_id=partner.manager_id,
            partner_name=both_names(partner.name, partner.name_ru), kind=one.kind, year=year_of(one.year), state=one.state, link=one.link,
            note=one.note, submitted_by=one.submitted_by, until=one.until, ended_on=one.ended_on, confirmed=one.confirmed_at is not None,
            steps=tuple(steps[one.id]),
        )
        for one, partner in rows
    )  # fmt: skip


def _steps(items: Collection[int]) -> dict[int, list[Stepped]]:
    found: dict[int, list[Stepped]] = defaultdict(list)
    rows = db.session.execute(
        select(EvidenceStep, Person.name, Person.name_ru)
        .outerjoin(Person, Person.id == EvidenceStep.by_id)
        .where(EvidenceStep.item_id.in_(items))
        .order_by(EvidenceStep.item_id, EvidenceStep.number)
    )
    for one, name, name_ru in rows:
        found[one.item_id].append(Stepped(one.state, one.at, both_names(name, name_ru) if name else {}, one.reason))
    return found
