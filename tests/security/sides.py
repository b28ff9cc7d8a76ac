"""A partner of the world of the doors, with one thing of every kind that belongs to it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from lms import journey
from lms.accounts.addresses import ask
from lms.accounts.models import Person
from lms.accounts.personal import give
from lms.core.db import db, transaction
from lms.core.ids import PartnerId, new_public_id
from lms.partners import service as partners
from lms.partners.models import Employment, Partner
from lms.partners.requests import service as requests
from lms.partners.rules import Invitee
from lms.publishing.library import Library
from tests.security.notices import notice_to
from tests.security.papers import papers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A partner and what belongs to it."""

    id: PartnerId
    partner: str
    invitation: str
    """waits to be withdrawn or sent again"""
    link: str
    """the secret of an invitation that waits for somebody new"""
    change: str
    """the secret of a change of address that waits for the old mailbox"""
    personal: str
    """the secret of a personal address that waits for its mailbox"""
    notice: str
    """what it is told of new rules"""
    paper: str
    """was handed in and waits for its answer"""
    counted: str
    """a paper that is confirmed"""
    door: str
    """the secret of its join link"""
    asked: str
    """a request to join that waits"""


def side_of(library: Library, partner: PartnerId, name: str, now: datetime) -> Side:
    """Give a partner one thing of every kind."""
    with transaction():
        waiting, _, events = partners.invite(partner, Invitee(email=f"waiting@{name}.example", sales=True), now, None)
        _, link, more = partners.invite(partner, Invitee(email=f"newcomer@{name}.example", sales=True), now, None)
        journey.settle(library, [*events, *more], now)
        public_id = db.session.get_one(Partner, partner).public_id
        youngest = db.session.scalars(sa.select(sa.func.max(Employment.person_id)).where(Employment.partner_id == partner)).one()
        change = ask(youngest, f"newest@{name}.example", now)[0].old_secret
        personal = give(youngest, f"youngest@{name}.home.example", now)[0].secret
        notice = notice_to(library, partner, now)
        paper, counted = papers_of(partner, youngest)
        door, asked = _asked(partner, name, now)
    return Side(
        id=partner, partner=public_id, invitation=waiting.public_id, link=link, change=change, personal=personal, notice=notice,
        paper=paper, counted=counted, door=door, asked=asked,
    )  # fmt: skip


def _asked(partner: PartnerId, name: str, now: datetime) -> tuple[str, str]:
    """A join link, and what somebody without an employer asked by it."""
    token, _ = requests.make_link(partner, now, None)
    asker = Person(
        public_id=new_public_id(), email=f"asker@{name}.example", name="Asker", fs_uniquifier=f"asker of {name}", language="en", zone="UTC",
        created_at=now, personal_email=f"asker@{name}.home.example",
    )  # fmt: skip
    db.session.add(asker)
    db.session.flush()
    request, _ = requests.ask(token, asker.id, sales=True, technical=False, now=now)
    return token, request
