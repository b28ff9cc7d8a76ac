"""The migrations build exactly the tables of the code, on both databases, and go down and up again."""

from collections.abc import Callable
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
