"""An empty database without the published content, on each kind in turn: content and versions are published by the tests themselves."""

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


def application(address: str) -> Flask:
    """A bare application over one database."""
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI=address, TESTING=True)
    database.init_app(app)
    with app.app_context():
        prepare_engine(database.engine)
    return app


@pytest.fixture(scope="session")
def empty_postgres(postgres_address: str) -> str:
    """The address of a database of our own on the tests' PostgreSQL."""
    name = f"empty_{uuid.uuid4().hex}"
    engine = sa.create_engine(postgres_address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return postgres_address.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SQLAlchemy]:
    """The empty database inside an application context."""
    file = f"sqlite:///{tmp_path / 'test.db'}"
    app = application(file if request.param == "sqlite" else request.getfixturevalue("empty_postgres"))
    with app.app_context():
        tables.metadata.create_all(database.engine)
        yield database
        database.session.remove()
        tables.metadata.drop_all(database.engine)
        database.engine.dispose()
