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
from lms.core.db import db
from lms.core.settings import Settings
from lms.programme.models import PartnerStanding

SECRET = "tests only, never anywhere else, 40 long"


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
