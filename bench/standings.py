"""The nightly review of many partners in a process that is killed in the middle; and what one standing costs after a certificate.

`python -m bench.standings --database sqlite --partners 450 --people 4500`; 1 when a bar is broken. The control is `--naive`: everybody in
one transaction, which must break bars: after the kill nothing is done, and with many partners memory grows with their number.
"""

import argparse
import multiprocessing
import os
import resource
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import sqlalchemy as sa
import time_machine
from flask import Flask

from bench.crashing.place import address_of
from bench.population import Size, populate, publish_sample
from lms import tables
from lms.app import create_app
from lms.certificates.rules import CertificateSource
from lms.certificates.service import Earned, award
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.ids import PartnerId, PersonId, Slug
from lms.core.settings import Settings
from lms.journey.settle import review_due, review_partners, review_standings, settle
from lms.partners.models import Employment, Partner
from lms.programme.models import PartnerStanding
from lms.programme.queries import due_on
from lms.publishing.library import library_of
from lms.releases.queries import current
from tests.journey.events_at_random import Life

MOST_STATEMENTS = 6
MOST_GROWTH = 40.0
"""So many megabytes may come in addition between the first tenth of the night and its end."""
NIGHT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Night:
    """One process of the night: how many partners it reviewed, in which time, with how much memory after a tenth and in the end."""

    done: int
    seconds: float
    early: float
    late: float


@dataclass(frozen=True, slots=True)
class Order:
    """What a process is to do; `killed_after` partners it is killed, as by `kill -9`."""

    address: str
    now: datetime
    killed_after: int
    naive: bool


def main() -> int:
    """Fill a database, let the night pass in two processes, measure one standing, and judge."""
    parser = argparse.ArgumentParser(prog="python -m bench.standings", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--partners", type=int, default=450)
    parser.add_argument("--people", type=int, default=4_500)
    parser.add_argument("--events", type=int, default=0, help="so many random events on top, after which nothing may have drifted")
    parser.add_argument("--naive", action="store_true", help="the control: everybody in one transaction; it must end with 1")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as name, address_of(given.database, Path(name)) as address:
        app = filled(address, given.partners, given.people)
        bars = [*night(app, address, given.partners, naive=given.naive), *one_standing(app)]
        bars += drift(app, given.events) if given.events else []
        with app.app_context():
            db.engine.dispose()
    for word, kept in bars:
        print(f"{'' if kept else 'BROKEN: '}{word}")
    return 0 if all(kept for _, kept in bars) else 1


def filled(address: str, partners: int, people: int) -> Flask:
    """Partners with their people and with standings of yesterday, which nobody was told of."""
    app = opened(address)
    with app.app_context():
        tables.metadata.create_all(db.engine)
    library = publish_sample(app)
    with app.app_context():
        with db.engine.begin() as connection:
            populate(connection, library, Size(partners, people, 0, 0), clock.now())
        ids = list(db.session.scalars(sa.select(Partner.id).order_by(Partner.id)))
        for start in range(0, len(ids), 200):
            with transaction():
                review_partners(library, ids[start : start + 200], clock.now())
            db.session.remove()
            bar("first look", min(start + 200, len(ids)), len(ids))
    return app


def night(app: Flask, address: str, partners: int, *, naive: bool) -> list[tuple[str, bool]]:
    """The review of the next day: one process is killed in the middle of it, another goes on."""
    now, workers = clock.now() + NIGHT, multiprocessing.get_context("spawn")
    first = workers.Process(target=reviewed, args=(Order(address, now, partners // 2, naive), None))
    began = time.perf_counter()
    first.start()
    first.join()
    killed = time.perf_counter() - began
    with app.app_context():
        left = len(due_on(now.date(), partners + 1))
        db.session.remove()
    receiver, sender = workers.Pipe(duplex=False)
    second = workers.Process(target=reviewed, args=(Order(address, now, 0, naive), sender))
    second.start()
    told: Night = receiver.recv()
    second.join()
    with app.app_context():
        over = not due_on(now.date(), 1)
        db.session.remove()
    each = 1000 * told.seconds / max(told.done, 1)
    return [
        (f"{partners - left:,} of {partners:,} partners were done when the process was killed after {killed:.1f} s", left < partners),
        (f"the next one did {told.done:,} more and nobody twice", told.done == left),
        ("everybody is reviewed", over),
        (f"{told.seconds:.1f} s for {told.done:,} partners, {each:.1f} ms each", True),
        (f"{told.early:.0f} MB after a tenth, {told.late:.0f} MB in the end", told.late - told.early < MOST_GROWTH),
    ]


def reviewed(order: Order, sender: "multiprocessing.connection.Connection | None") -> None:
    """The night's review in a process of its own, batch by batch, or all at once."""
    app = opened(order.address)
    with app.app_context():
        whole = len(due_on(order.now.date(), 10**9))
        done, early, began = 0, megabytes() if order.naive else 0.0, time.perf_counter()
        while batch := at_once(order) if order.naive else in_batches(order):
            done += batch
            early = early or (megabytes() if done * 10 >= whole else 0.0)
            bar("reviewed", done, whole)
            if order.killed_after and done >= order.killed_after:
                os._exit(9)
        seconds = time.perf_counter() - began
        db.session.remove()
        db.engine.dispose()
    if sender is not None:
        sender.send(Night(done, seconds, early, megabytes()))


def in_batches(order: Order) -> int:
    """One batch, as the worker does it."""
    with transaction():
        done = review_due(library_of(current()), order.now)
    db.session.remove()
    return done


def at_once(order: Order) -> int:
    """The control: everybody in one transaction, in memory together; killed where the other way has committed half."""
    library, done = library_of(current()), 0
    with transaction():
        due = sorted(due_on(order.now.date(), 10**9))
        kept = []
        for start in range(0, len(due), 50):
            chosen = due[start : start + 50]
            kept += [db.session.get(PartnerStanding, one) for one in chosen]
            settle(library, review_partners(library, chosen, order.now), order.now)
            done += len(chosen)
            if order.killed_after and done >= order.killed_after:
                os._exit(9)
    return done


def one_standing(app: Flask) -> list[tuple[str, bool]]:
    """The statements of one standing after a certificate, in the smallest and in the largest company."""
    bars = []
    with app.app_context():
        sizes = sa.select(Employment.partner_id, sa.func.count()).where(Employment.ends_on.is_(None)).group_by(Employment.partner_id)
        teams = sorted(db.session.execute(sizes).all(), key=lambda row: row[1])
        for partner, people in (teams[0], teams[-1]):
            seconds, statements = after_a_certificate(partner)
            word = f"a standing after a certificate among {people} people: {len(statements)} statements, {1000 * seconds:.1f} ms"
            bars.append((word, len(statements) <= MOST_STATEMENTS))
        db.session.remove()
    return bars


def after_a_certificate(partner: PartnerId) -> tuple[float, list[str]]:
    """Somebody of the partner passes; nothing of it is kept."""
    library = library_of(current())
    chosen = sa.select(Employment.person_id).where(Employment.partner_id == partner, Employment.ends_on.is_(None))
    person = PersonId(db.session.scalars(chosen.order_by(Employment.id)).all()[0])
    with transaction():
        earned = Earned(person=person, certification=Slug("ms"), cycle=9, attempt=None, percent=90, source=CertificateSource.SEED)
        events = award(earned, library.certifications, clock.now())[1]
        db.session.flush()
        with counted() as statements:
            began = time.perf_counter()
            review_standings(library, events, clock.now())
            seconds = time.perf_counter() - began
    return seconds, statements


def drift(app: Flask, events: int) -> list[tuple[str, bool]]:
    """Random events among three partners, and whether their standings are still what a look at everything gives."""
    with app.app_context(), time_machine.travel(clock.now() + 2 * NIGHT, tick=True) as traveller:
        partners = list(db.session.scalars(sa.select(Partner.id).order_by(Partner.id).limit(3)))
        chosen = sa.select(Employment.person_id).where(Employment.partner_id.in_(partners)).distinct().order_by(Employment.person_id)
        people = list(db.session.scalars(chosen.limit(30)))
        life = Life(library_of(current()), partners, people, Random(events))
        began = time.perf_counter()
        life.go_on(events, traveller)
        found = life.drifted()
        db.session.remove()
    seconds = time.perf_counter() - began
    return [(f"after {events:,} random events ({seconds:.0f} s) {len(found)} of {len(partners)} standings have drifted", not found)]


def opened(address: str) -> Flask:
    """The application on a database."""
    return create_app(Settings(secret=secrets.token_urlsafe(48), database=address, log_level="error"))


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    seen: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def megabytes() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bar(word: str, done: int, of: int) -> None:
    """Show how far it is, on one line."""
    filled_ = 40 * done // max(of, 1)
    end = "\n" if done >= of else ""
    print(f"\r{word} [{'#' * filled_}{'.' * (40 - filled_)}] {done:,} of {of:,}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
