"""A standing costs few statements at any size, never drifts from its facts, and falls by the word of a manager in reach alone."""

from datetime import timedelta
from random import Random

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from time_machine import Traveller

from lms import journey
from lms.access import Role
from lms.certificates.rules import CertificateSource
from lms.certificates.service import Earned, award
from lms.core.clock import now
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.journey.settle import review_again, review_standings
from lms.journey.standings import Decision, keep_partner, lower_partner, promote_partner
from lms.partners.models import Partner
from lms.programme import queries
from lms.programme.models import PartnerStanding
from lms.programme.states import StandingState, StepKind
from lms.publishing.library import Library
from tests.factories import Make
from tests.journey.events_at_random import Life, drift
from tests.journey.world import Company, company, invited, logged, mails, newest_mail
from tests.partners.world import statements

MOST_STATEMENTS = 6
START = Slug("start")


def earn(library: Library, person: PersonId, certification: str) -> list[Event]:
    """A certificate, and nothing that follows from it."""
    earned = Earned(
        person=person, certification=Slug(certification), cycle=1, attempt=None, percent=90, source=CertificateSource.SEED
    )  # fmt: skip
    return award(earned, library.certifications, now())[1]


def standing(db: SQLAlchemy, partner: PartnerId) -> PartnerStanding:
    db.session.expire_all()
    found = queries.standing_of(partner)
    assert found is not None
    return found


@pytest.mark.parametrize(("certification", "moves"), [("sf", True), ("pm", False)])
def test_a_standing_after_a_certificate_costs_six_statements_whatever_the_size_of_the_company(
    db: SQLAlchemy, make: Make, library: Library, certification: str, moves: bool
) -> None:
    costs = []
    for size in (1, 40):
        vector = company(make, f"Vector{size}", size)
        queries.published()
        with transaction():
            for seller in vector.sellers[1:]:
                earn(library, seller, "ta")
            events = earn(library, vector.seller, certification)
            db.session.flush()
            with statements(db) as seen:
                steps = review_standings(library, events, now())
        assert bool(steps) == moves
        costs.append(len(seen))
    assert costs[0] == costs[1] <= MOST_STATEMENTS, costs


def test_a_standing_never_drifts_from_its_facts_whatever_happens(db: SQLAlchemy, make: Make, library: Library, clock: Traveller) -> None:
    two = [company(make, name, 3) for name in ("Vector", "Gamma")]
    life = Life(library, [one.partner for one in two], [who for one in two for who in (one.admin, *one.sellers)], Random(5))  # noqa: S311 - a story, not a secret
    for events in range(15, 165, 15):
        life.go_on(events, clock)
        assert life.drifted() == {}
    assert len(life.happened) >= 8


def test_a_certificate_that_nobody_told_the_standing_of_would_be_seen(db: SQLAlchemy, make: Make, library: Library) -> None:
    vector = company(make, "Vector")
    assert drift(library, vector.partner) == ""
    with transaction():
        earn(library, vector.seller, "sf")
    assert drift(library, vector.partner) == "facts"


def test_who_moves_counts_that_day_at_the_new_partner_and_never_at_both(
    db: SQLAlchemy, make: Make, library: Library, clock: Traveller
) -> None:
    """The golden case “Transfer”: Vera ends at A and starts at B on day D; both are looked at that day, and A is written to."""
    vector, gamma = company(make, "Vector"), company(make, "Gamma")
    make.certificate(vector.seller, "sf")
    clock.shift(timedelta(days=30))
    before, day = newest_mail(db), now().date()
    with transaction():
        journey.accept_invitation(library, invited(gamma.partner, vector.seller), vector.seller, now())
    rows = [standing(db, one.partner) for one in (vector, gamma)]
    assert [(row.as_of, row.tier, row.state) for row in rows] == [
        (day, START, StandingState.GRACE), (day, START, StandingState.MET),
    ]  # fmt: skip
    assert {one for one in mails(db, before) if one[0].startswith("tier_")} == {
        ("tier_grace", "admin@vector.example"), ("tier_grace", "vector@nimbus.example"),
        ("tier_reached", "admin@gamma.example"), ("tier_reached", "gamma@nimbus.example"),
    }  # fmt: skip
    counted = []
    for row in rows:
        partner = queries.evidence_of(row).facts.partner
        assert partner is not None
        counted += [one.person for one in partner.members if one.employed_on(day) and one.holdings]
    assert len(counted) == len(set(counted)) == 1


def test_a_review_of_everybody_goes_through_in_batches_and_goes_on_where_it_was(db: SQLAlchemy, make: Make, library: Library) -> None:
    several = [company(make, name, 0).partner for name in ("Vector", "Gamma", "Delta")]
    began, after, seen = now(), PartnerId(0), list[PartnerId]()
    while True:
        with transaction():
            done = review_again(library, began, after, now())
        if not done:
            break
        seen += done
        after = done[-1]
    assert seen == sorted(several)
    with transaction():
        assert review_again(library, began, PartnerId(0), now()) == ()
    assert queries.count_reviewed_before(began) == 0


@pytest.fixture
def proposed(db: SQLAlchemy, make: Make, library: Library, clock: Traveller) -> Company:
    """A partner at Silver that lost its people long ago, and whose review has passed."""
    vector = company(make, "Vector", 4)
    for number, seller in enumerate(vector.sellers):
        for one in (("sf", "sp"), ("sf",), ("ta",), ("ta",))[number]:
            make.certificate(seller, one)
    for number in range(4):
        make.figure(vector.partner, "active_projects", "1", reference=str(number))
    assert standing(db, vector.partner).tier == "silver"
    with transaction():
        certificates = sa.text("UPDATE certificate SET expires_on = :day WHERE certification = 'ta'")
        db.session.execute(certificates, {"day": (now() + timedelta(days=40)).date().isoformat()})
    for seller in vector.sellers[:1]:
        make.certificate(seller, "pm")
    clock.shift(timedelta(days=400))
    return vector


def test_a_manager_in_reach_lowers_a_tier_with_a_reason_and_everybody_is_told(
    db: SQLAlchemy, make: Make, library: Library, proposed: Company
) -> None:
    public = db.session.scalars(sa.select(Partner.public_id).where(Partner.id == proposed.partner)).one()
    manager = make.visitor(proposed.manager, roles=[Role.PARTNER_MANAGER])
    decision = Decision(public, Slug("silver"), "Nobody took the exam again")
    stranger = make.visitor(make.person("other@nimbus.example"), roles=[Role.PARTNER_MANAGER])
    for verb in (lower_partner, promote_partner):
        with pytest.raises(NotFound), transaction():
            verb(library, stranger, decision, now())
    with pytest.raises(NotFound), transaction():
        keep_partner(library, make.visitor(proposed.admin, roles=[Role.PARTNER_ADMIN]), decision, None, now())
    with pytest.raises(Invalid), transaction():
        lower_partner(library, manager, Decision(public, Slug("silver")), now())
    before = newest_mail(db)
    with transaction():
        lower_partner(library, manager, decision, now())
    assert standing(db, proposed.partner).tier == "start"
    told = mails(db, before)
    assert ("tier_lowered", "admin@vector.example") in told
    assert ("tier_lowered", "vector@nimbus.example") in told
    (row,) = logged(db, "tier_lowered")
    assert (row.by, row.partner_id, row.detail) == (
        proposed.manager, proposed.partner, {"before": "silver", "after": "start", "version": row.detail["version"]},
    )  # fmt: skip
    before = newest_mail(db)
    with transaction():
        lower_partner(library, manager, decision, now())
    assert (mails(db, before), len(logged(db, "tier_lowered"))) == ([], 1)


def test_a_kept_tier_stays_and_what_is_not_eligible_does_not_rise(db: SQLAlchemy, make: Make, library: Library, proposed: Company) -> None:
    public = db.session.scalars(sa.select(Partner.public_id).where(Partner.id == proposed.partner)).one()
    manager = make.visitor(proposed.manager, roles=[Role.PARTNER_MANAGER])
    with transaction():
        keep_partner(library, manager, Decision(public, Slug("silver"), "They sit the exam next month"), None, now())
    row = standing(db, proposed.partner)
    assert (row.tier, row.state) == ("silver", StandingState.GRACE)
    kinds = [one.kind for one in queries.steps_of(proposed.partner)]
    assert kinds[-1] is StepKind.KEPT
    with pytest.raises(Conflict), transaction():
        promote_partner(library, manager, Decision(public, Slug("gold")), now())
    assert PublicId(public)
