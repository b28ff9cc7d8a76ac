"""A made-up programme of any size in a database of your own: `python -m bench.population --database ADDRESS --people 4500`.

From another experiment: `with engine.begin() as connection: populate(connection, library, Size(450, 4_500, 45_000, 4_500), now)`.
"""

import argparse
import secrets
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from bench.populating.companies import hire, report
from bench.populating.learning import sit, study
from bench.populating.writing import Writer
from lms import journey
from lms.app import create_app, init_migrations
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.settings import Settings
from lms.journey.settle import review_partner
from lms.partners.models import Partner
from lms.publishing.check import check
from lms.publishing.library import Library, library_of
from lms.publishing.service import publish
from lms.publishing.source import sample_tree
from lms.releases.queries import current


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is. `papers` of the attempts have their questions and answers, 10 each."""

    partners: int = 450
    people: int = 20_000
    attempts: int = 200_000
    papers: int = 20_000


def main() -> int:
    """Prepare a database, fill it, and tell what is in it."""
    parser = argparse.ArgumentParser(prog="python -m bench.population", description=__doc__)
    parser.add_argument("--database", required=True, help="sqlite:///... or postgresql+psycopg://...; migrations are run on it")
    for name, many in (("partners", 450), ("people", 20_000), ("attempts", 200_000), ("papers", 20_000)):
        parser.add_argument(f"--{name}", type=int, default=many)
    given = parser.parse_args()
    app = create_app(Settings(secret=secrets.token_urlsafe(48), database=given.database, log_level="error"))
    began = time.monotonic()
    init_migrations(app)
    with app.app_context():
        upgrade()
    library = publish_sample(app)
    with app.app_context(), db.engine.begin() as connection:
        written = populate(connection, library, Size(given.partners, given.people, given.attempts, given.papers), clock.now())
    filled = time.monotonic() - began
    review_everybody(app)
    print("\n".join(f"{name:<24}{count:>9,}" for name, count in sorted(written.items())))
    print(f"{'seconds to fill':<24}{filled:>9.1f}\n{'seconds to review':<24}{time.monotonic() - began - filled:>9.1f}")
    return 0


def publish_sample(app: Flask) -> Library:
    """Publish the sample content into tables that are there."""
    tree = sample_tree()
    checked = check(tree)
    with app.app_context():
        with transaction():
            publish(checked, tree, None, clock.now())
        library = library_of(current())
        db.session.remove()
    return library


def populate(connection: sa.Connection, library: Library, size: Size, now: datetime, password: str | None = None) -> Counter[str]:
    """Write everything over one connection, in the caller's transaction; how many rows each table was given.

    `password` is the hash that everybody signs in with. Standings are not written: `review_everybody` computes them.
    """
    assert library.programme is not None
    writer = Writer(connection)
    team = hire(writer, size.partners, size.people, now, password)
    report(writer, team, library.programme, now)
    study(writer, team, library, now)
    sit(writer, team, library, (size.attempts, size.papers), now)
    writer.finish()
    return writer.written


def review_everybody(app: Flask, *, batch: int = 50) -> None:
    """Let every partner be reviewed for the first time, as joining does: this writes standings, changes of tier, log and mails."""
    with app.app_context():
        partners = list(db.session.scalars(sa.select(Partner.id).order_by(Partner.id)))
        library = library_of(current())
        for start in range(0, len(partners), batch):
            with transaction():
                now = clock.now()
                events = [event for one in partners[start : start + batch] for event in review_partner(library, one, now)]
                journey.settle(library, events, now)
        db.session.remove()


if __name__ == "__main__":
    raise SystemExit(main())
