"""Whatever can happen to the facts of partners, drawn at random and done through the journey; and what of a standing has drifted."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from random import Random

import sqlalchemy as sa
import time_machine

from lms import journey
from lms.certificates.models import Certificate
from lms.certificates.rules import CertificateSource
from lms.certificates.service import Earned, award, revoke
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.errors import Problem
from lms.core.ids import PartnerId, PersonId, Slug
from lms.journey.settle import settle
from lms.partners import service as partners
from lms.partners.figures import Figure
from lms.partners.models import Employment
from lms.partners.rules import ValueSource
from lms.programme.facts import facts_of_partner
from lms.programme.queries import published, standing_of
from lms.programme.replay import canonical, proof, replays
from lms.programme.rules import FACTS_JSON
from lms.publishing.library import Library
from lms.requirements.facts import Facts
from tests.journey.world import invited

CODES = [Slug(one) for one in ("sf", "sp", "ta", "tp", "pm")]


@dataclass(slots=True)
class Life:
    """Some partners and people to whom things happen, one day or the same day after the other."""

    library: Library
    partners: list[PartnerId]
    people: list[PersonId]
    chance: Random
    happened: dict[str, int] = field(default_factory=dict)

    def go_on(self, events: int, traveller: time_machine.Traveller) -> None:
        """So many events; what the rules refuse counts as none."""
        kinds = (self.join, self.leave, self.pass_, self.pass_, self.revoke, self.figure, self.figure, self.paper, self.agree, self.sleep)
        while sum(self.happened.values()) < events:
            kind = self.chance.choice(kinds)
            try:
                if kind == self.sleep:
                    traveller.shift(timedelta(days=self.chance.choice((1, 1, 7, 90))))
                with transaction():
                    kind()
            except Problem:
                continue
            self.happened[kind.__name__] = self.happened.get(kind.__name__, 0) + 1

    def join(self) -> None:
        person = self.chance.choice(self.people)
        token = invited(self.chance.choice(self.partners), person, admin=self.chance.random() < 0.2)
        journey.accept_invitation(self.library, token, person, clock.now())

    def leave(self) -> None:
        chosen = sa.select(Employment.id).where(Employment.ends_on.is_(None)).order_by(Employment.id)
        employments = db.session.scalars(chosen).all()
        if employments:
            on = clock.now().date() + timedelta(days=self.chance.choice((0, 0, 5)))
            settle(self.library, partners.leave(self.chance.choice(employments), on, clock.now(), None), clock.now())

    def pass_(self) -> None:
        person, code = self.chance.choice(self.people), self.chance.choice(CODES)
        held = sa.select(sa.func.count()).where(Certificate.person_id == person, Certificate.certification == code)
        earned = Earned(
            person=person, certification=code, cycle=1 + (db.session.scalar(held) or 0), attempt=None, percent=90,
            source=CertificateSource.SEED,
        )  # fmt: skip
        settle(self.library, award(earned, self.library.certifications, clock.now())[1], clock.now())

    def revoke(self) -> None:
        live = db.session.scalars(sa.select(Certificate).where(Certificate.revoked_at.is_(None)).order_by(Certificate.id)).all()
        if live:
            settle(self.library, revoke(self.chance.choice(live).public_id, "A mistake", clock.now(), None), clock.now())

    def figure(self) -> None:
        metric, value, most = self.chance.choice((("active_projects", "1", 25), ("csat", "4.5", 5)))
        count, partner = self.chance.randint(1, most), self.chance.choice(self.partners)
        given = [(partner, Figure(Slug(metric), clock.now().date(), f"r{number}", Decimal(value))) for number in range(count)]
        vocabulary = journey.figures.vocabulary_of(self.library, clock.now())
        _, events = partners.enter(given, vocabulary, clock.now(), None, ValueSource.SEED)
        settle(self.library, events, clock.now())

    def paper(self) -> None:
        partner = self.chance.choice(self.partners)
        events = partners.confirm_evidence(partner, Slug("business_plan"), clock.now().year, clock.now(), None)
        settle(self.library, events, clock.now())

    def agree(self) -> None:
        agreement = journey.programme_now(self.library, clock.now()).agreement
        partner, person = self.chance.choice(self.partners), self.people[0]
        events = partners.accept_agreement(partner, agreement.version, agreement.text_hash, person, clock.now())
        settle(self.library, events, clock.now())

    def sleep(self) -> None:
        """The night's review."""
        journey.review_due(self.library, clock.now())

    def drifted(self) -> dict[PartnerId, str]:
        """The partners whose stored standing is not what a look at everything gives, and what of it."""
        found = {one: drift(self.library, one) for one in self.partners}
        return {one: what for one, what in found.items() if what}


def drift(library: Library, partner: PartnerId) -> str:
    """What of a stored standing is not what its facts, gathered afresh, give; an empty text when nothing is."""
    db.session.expire_all()
    row, versions = standing_of(partner), published().versions
    if row is None:
        return "no standing"
    known = facts_of_partner(partner, library.certifications)
    tier = FACTS_JSON.validate_python(row.facts, strict=False).tier
    fresh = proof(versions, Facts(known, None, tier, journey.programme_now(library, clock.now()).agreement.version), row.as_of)
    if canonical(fresh.facts) != canonical(row.facts):
        return "facts"
    if canonical(fresh.result) != canonical(row.result):
        return "result"
    return "" if replays(versions, row) else "replay"
