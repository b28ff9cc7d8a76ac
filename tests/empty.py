"""An empty database without the published content, on each kind in turn: content and versions are published by the tests themselves."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from lms import tables
from lms.core.db import db as database
from lms.core.db import prepare_engine
from tests.installation import checkpoint, emptying


def application(address: str) -> Flask:
    """A bare application over one database."""
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI=address, TESTING=True)
    database.init_app(app)
    with app.app_context():
        prepare_engine(database.engine)
    return app


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables and no rows, to be copied."""
    place = tmp_path_factory.mktemp("empty") / "empty.db"
    app = application(f"sqlite:///{place}")
    with app.app_context():
        tables.metadata.create_all(database.engine)
        database.engine.dispose()
    checkpoint(app)
    return place


@pytest.fixture(scope="session")
def empty_postgres(postgres_address: str) -> Flask:
    """A bare application over a database of its own, with the tables, on the tests' PostgreSQL."""
    name = f"empty_{uuid.uuid4().hex}"
    engine = sa.create_engine(postgres_address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    app = application(postgres_address.replace("/postgres?", f"/{name}?"))
    with app.app_context():
        tables.metadata.create_all(database.engine)
    return app


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SQLAlchemy]:
    """The empty database inside an application context, on each kind in turn."""
    if request.param == "sqlite":
        app = application(f"sqlite:///{shutil.copy(request.getfixturevalue('empty_sqlite'), tmp_path / 'test.db')}")
    else:
        app = request.getfixturevalue("empty_postgres")
    with app.app_context():
        if request.param == "postgres":
            with database.engine.begin() as connection:
                connection.execute(sa.text(emptying(kept=())))
        yield database
        database.session.remove()
        database.engine.dispose()
