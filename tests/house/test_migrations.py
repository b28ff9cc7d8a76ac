"""The migrations build exactly the tables of the code, on both databases, and go down and up again."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade

from lms import tables
from lms.app import create_app, init_migrations
from lms.certificates.models import Certificate
from lms.core.db import db
from lms.core.settings import Settings
from lms.programme.models import PartnerStanding

SECRET = "tests only, never anywhere else, 40 long"
MOMENT = datetime(2026, 11, 21, tzinfo=UTC)
PERSON = {"id": 1, "public_id": "p", "email": "p@one.example", "name": "P", "fs_uniquifier": "p", "created_at": MOMENT} | {
    "active": True, "name_ru": "", "language": "en", "zone": "UTC", "theme": "auto",
}  # fmt: skip
ATTEMPT = {
    "person_id": 1, "quiz": "sf", "revision": "r", "number": 1, "ending": "submitted", "started_at": MOMENT, "finished_at": MOMENT,
    "percent": 80, "language": "en", "time_percent": 100, "credit_seconds": 0, "break_seconds": 0, "break_used_seconds": 0, "reached": 1,
}  # fmt: skip
CERTIFICATE = {"person_id": 1, "certification": "sf", "source": "exam", "issued_at": MOMENT}
REVOKED = (
    ("voided", True, "Another sat it."), ("graded", False, "A repair."),
    ("graded", True, "The question on which this pass rested was repaired: Unclear."), ("graded", True, "Copied."), ("graded", True, None),
)  # fmt: skip


def empty_sqlite(tmp_path: Path) -> Flask:
    return create_app(Settings(secret=SECRET, database=f"sqlite:///{tmp_path / 'empty.db'}"), testing=True)


def empty_postgres(address: str) -> Flask:
    maintenance = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with maintenance.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS migrations")
        connection.exec_driver_sql("CREATE DATABASE migrations")
    maintenance.dispose()
    return create_app(Settings(secret=SECRET, database=address.replace("/postgres?", "/migrations?")), testing=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """An application on a database without tables."""
    if request.param == "sqlite":
        return empty_sqlite(tmp_path)
    return empty_postgres(request.getfixturevalue("postgres_address"))


def differences() -> list[object]:
    with db.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": same_type}), tables.metadata)


def same_type(_context: object, _inspected: object, _column: object, there: object, here: sa.types.TypeEngine[object]) -> bool | None:
    """JSON is kept as JSON, moments as moments: our decorators are compared by what the database sees."""
    return None if not isinstance(here, sa.types.TypeDecorator) else False


def on(app: Flask, act: Callable[[], None]) -> None:
    init_migrations(app)
    with app.app_context():
        try:
            act()
        finally:
            db.session.remove()
            db.engine.dispose()


def test_upgrading_builds_exactly_the_tables_of_the_code(empty: Flask) -> None:
    def act() -> None:
        upgrade()
        assert differences() == []

    on(empty, act)


def test_up_down_up_leaves_the_same_tables(empty: Flask) -> None:
    def act() -> None:
        upgrade()
        before = sorted(sa.inspect(db.engine).get_table_names())
        downgrade(revision="base")
        assert sa.inspect(db.engine).get_table_names() == ["alembic_version"]
        upgrade()
        assert sorted(sa.inspect(db.engine).get_table_names()) == before

    on(empty, act)


def test_the_day_that_a_review_found_is_read_out_of_its_answer(empty: Flask) -> None:
    """0006: two partners were reviewed before there was a column for the day; one of them holds no tier."""
    answer = {
        "tier": "gold",
        "results": [{"tier": "start", "result": {"first_false_on": None}}, {"tier": "gold", "result": {"first_false_on": "2026-12-12"}}],
    }

    def act() -> None:
        upgrade(revision="0005")
        with db.engine.begin() as connection:
            reflected = sa.MetaData()
            reflected.reflect(connection, only=("partner", "programme_version", "standing"))
            moment, tables_of = datetime(2026, 11, 21, tzinfo=UTC), reflected.tables
            version = {"version": 1, "programme": "p", "effective_from": date(2026, 1, 1), "body": {}, "hash": "h", "published_at": moment}
            names = {column.name for column in tables_of["programme_version"].columns}
            connection.execute(tables_of["programme_version"].insert(), {key: one for key, one in version.items() if key in names})
            for number, tier in ((1, "gold"), (2, None)):
                partner = {"id": number, "public_id": f"p{number}", "name": "P", "name_ru": "", "created_at": moment}
                connection.execute(tables_of["partner"].insert(), partner)
                connection.execute(
                    tables_of["standing"].insert(),
                    {"partner_id": number, "tier": tier, "since": moment if tier else None, "version": 1, "rule_hash": "h", "facts": {},
                     "result": answer, "computed_at": moment},
                )  # fmt: skip
        upgrade()
        with db.engine.connect() as connection:
            assert connection.execute(
                sa.select(PartnerStanding.partner_id, PartnerStanding.first_false_on).order_by(PartnerStanding.partner_id)
            ).all() == [(1, date(2026, 12, 12)), (2, None)]

    on(empty, act)


def test_a_certificate_that_went_with_its_attempt_is_told_from_one_that_was_taken(empty: Flask) -> None:
    """0020: by what the attempt is worth, by the words of a repair that was made good since; and both indexes of only one stay."""

    def act() -> None:
        upgrade(revision="0019")
        with db.engine.begin() as connection:
            known = sa.MetaData()
            known.reflect(connection, only=("person", "attempt", "certificate"))
            connection.execute(known.tables["person"].insert(), PERSON)
            for number, (state, passed, reason) in enumerate(REVOKED, 1):
                sitting = ATTEMPT | {"id": number, "public_id": f"a{number}", "cycle": number, "state": state, "passed": passed}
                sitting["void_reason"] = reason if state == "voided" else None
                connection.execute(known.tables["attempt"].insert(), sitting)
                moment = MOMENT if reason else None
                held = {"id": number, "public_id": f"c{number}", "code": f"{number:026}", "cycle": number, "attempt_id": number}
                row = CERTIFICATE | held | {"revoked_at": moment, "revoked_reason": reason}
                connection.execute(known.tables["certificate"].insert(), row)
        upgrade()
        with db.engine.connect() as connection:
            told = sa.select(Certificate.revoked_with_attempt).order_by(Certificate.id)
            assert connection.scalars(told).all() == [True, True, True, False, False]
            indexes = sa.inspect(connection).get_indexes("certificate")
            partial = [str(one["name"]) for one in indexes if any(key.endswith("_where") for key in one.get("dialect_options", {}))]
            assert sorted(partial) == ["uq_certificate_one_live", "uq_certificate_one_of_attempt"]

    on(empty, act)


def test_what_a_pass_renewed_rests_on_its_attempt_and_no_longer_when_it_goes_down(empty: Flask) -> None:
    """0021: of the same person and moment, in another certification; what was given by hand or at another moment rests on nothing."""
    later = datetime(2026, 2, 1, tzinfo=UTC)
    rows = (
        {"certification": "ta", "attempt_id": 1},
        {"certification": "sf", "attempt_id": None},
        {"certification": "sp", "attempt_id": None, "source": "manual"},
        {"certification": "ms", "attempt_id": None, "issued_at": later},
    )

    def resting() -> list[int | None]:
        with db.engine.connect() as connection:
            return list(connection.scalars(sa.text("SELECT attempt_id FROM certificate ORDER BY id")))

    def act() -> None:
        upgrade(revision="0020")
        with db.engine.begin() as connection:
            known = sa.MetaData()
            known.reflect(connection, only=("person", "attempt", "certificate"))
            connection.execute(known.tables["person"].insert(), PERSON)
            connection.execute(
                known.tables["attempt"].insert(), ATTEMPT | {"id": 1, "public_id": "a1", "cycle": 1, "state": "graded", "passed": True}
            )
            for number, row in enumerate(rows, 1):
                held = {"id": number, "public_id": f"c{number}", "code": f"{number:026}", "cycle": 1, "revoked_with_attempt": False}
                connection.execute(known.tables["certificate"].insert(), CERTIFICATE | held | row)
        upgrade()
        assert resting() == [1, 1, None, None]
        downgrade(revision="0020")
        assert resting() == [1, None, None, None]
        upgrade()

    on(empty, act)
