"""New rules over 450 partners with 4,500 people, on both databases in one go: seconds, statements, and who rises and falls.

`python -m bench.dry_run`; beside the way of the product stands one partner at a time. The control is `--slow 20` (milliseconds a partner).
"""

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from bench.crashing.place import address_of
from bench.population import Size, populate, publish_sample, review_everybody
from lms.app import create_app, init_migrations
from lms.core import clock
from lms.core.db import db
from lms.core.ids import PartnerId
from lms.core.settings import Settings
from lms.partners.models import Partner
from lms.programme.rules import Programme, Tier
from lms.publishing.library import Library
from lms.reporting.rule_changes import Change, PartnerEffect, counted, dry_run
from lms.requirements.all import All
from lms.requirements.people import People

SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way of doing it cost."""

    way: str
    seconds: float
    statements: int
    counts: dict[str, int]


def main() -> int:
    """Measure both databases; 1 when the product's way takes longer than the goal on either."""
    parser = argparse.ArgumentParser(prog="python -m bench.dry_run", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--partners", type=int, default=450)
    parser.add_argument("--people", type=int, default=4_500)
    parser.add_argument("--slow", type=float, default=0.0, help="the control: so many milliseconds more for each partner; must end with 1")
    given = parser.parse_args()
    kinds = ("sqlite", "postgres") if given.database == "both" else (given.database,)
    missed = False
    for kind in kinds:
        with tempfile.TemporaryDirectory(prefix="waymark-bench-") as name, address_of(kind, Path(name)) as address:
            batch, single = measured(address, Size(given.partners, given.people, 10 * given.people, given.people), given.slow / 1000)
        print(f"\nDry run on {kind}: {given.partners} partners, {given.people} people (goal: {SECONDS:g} s)")
        for one in (batch, single):
            print(f"{one.way:<28}{one.seconds:>8.2f} s{one.statements:>8} statements   {one.counts}")
        missed = missed or batch.seconds > SECONDS
    return 1 if missed else 0


def measured(address: str, size: Size, slow: float) -> tuple[Measured, Measured]:
    """Fill a database and let both ways answer the same question."""
    app = create_app(Settings(secret=secrets.token_urlsafe(48), database=address, log_level="error"))
    init_migrations(app)
    with app.app_context():
        upgrade()
    library = publish_sample(app)
    with app.app_context(), db.engine.begin() as connection:
        populate(connection, library, size, clock.now())
    review_everybody(app)
    assert library.programme is not None
    with app.app_context():
        change = Change(library.programme, harder(library.programme), clock.now().date())
        everybody = list(db.session.scalars(sa.select(Partner.id).order_by(Partner.id)))
        batch = timed("in batches", lambda: slowed(dry_run(change, sa.select(Partner.id), library), slow))
        single = timed("one partner at a time", lambda: slowed(singly(change, everybody, library), slow))
    return batch, single


def harder(rules: Programme) -> Programme:
    """Version 5: every tier asks for eight more holders of whatever its people already need."""
    tiers = tuple(_harder(tier) for tier in rules.tiers)
    return replace(rules, version=rules.version + 1, effective_from=clock.now().date() + timedelta(days=60), tiers=tiers)


def _harder(tier: Tier) -> Tier:
    if not isinstance(tier.requirement, All):
        return tier
    found = tuple(replace(one, need=one.need + 8) if isinstance(one, People) else one for one in tier.requirement.requirements)
    return replace(tier, requirement=All(found))


def singly(change: Change, partners: list[PartnerId], library: Library) -> Iterator[PartnerEffect]:
    """The other way: everything for one partner, then for the next."""
    for partner in partners:
        yield from dry_run(change, sa.select(Partner.id).where(Partner.id == partner), library)


def slowed(effects: Iterator[PartnerEffect], seconds: float) -> Iterator[PartnerEffect]:
    """Each takes so much longer."""
    for one in effects:
        time.sleep(seconds)
        yield one


def timed(way: str, run: Callable[[], Iterator[PartnerEffect]]) -> Measured:
    """Run it with nothing kept from before."""
    db.session.expunge_all()
    with statements() as count:
        began = time.perf_counter()
        counts = counted(run())
        seconds = time.perf_counter() - began
    return Measured(way, seconds, count[0], counts)


@contextmanager
def statements() -> Iterator[list[int]]:
    """How many statements are sent inside."""
    sent = [0]

    def count(*_: object) -> None:
        sent[0] += 1

    sa.event.listen(db.engine, "before_cursor_execute", count)
    try:
        yield sent
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", count)


if __name__ == "__main__":
    sys.exit(main())
