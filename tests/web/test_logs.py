"""What stands in the logs: no secret, no whole address, no row of the database, however the fault was told."""

import json
import time

import pytest
import sqlalchemy as sa
import structlog
from flask_sqlalchemy import SQLAlchemy

from lms.accounts.models import Person
from lms.core.db import transaction
from lms.web.logs import without_secrets
from tests.factories import Make

TOLD = (structlog.processors.format_exc_info, without_secrets, structlog.processors.JSONRenderer(ensure_ascii=False))


def written(**event: object) -> str:
    """The line of an event as the logs hold it."""
    line: object = event
    for processor in TOLD:
        line = processor(None, "error", line)  # type: ignore[arg-type]  # a chain of processors hands on what it likes
    return str(line)


def test_secrets_are_blanked_and_addresses_cut() -> None:
    line = written(event="x", reset_token="abc", text="to anna.b@severny.example, and a@b.example")
    assert json.loads(line) == {"event": "x", "reset_token": "[blanked]", "text": "to an…@severny.example, and a…@b.example"}


def test_a_row_that_the_database_refused_is_not_told(db: SQLAlchemy, make: Make) -> None:
    """PostgreSQL writes the whole row into its error, over as many lines as stand in it."""
    person = make.person("anna@severny.example")
    with pytest.raises(sa.exc.IntegrityError) as refused, transaction():
        db.session.execute(
            sa.update(Person).where(Person.id == person).values(name="", name_ru="Тайна\n\nв строках", password="hash-of-it")
        )
    on_postgres = db.engine.dialect.name == "postgresql"
    assert ("в строках" in str(refused.value)) == on_postgres, "the control: it stands there"
    line = written(event="x", exc_info=refused.value)
    assert [word for word in ("Тайна", "в строках", "hash-of-it") if word in line] == []
    assert ("DETAIL: [blanked]" in line) == on_postgres
    assert "has_name" in line
    assert "UPDATE person" in line


def test_a_long_word_without_an_address_costs_no_time() -> None:
    began = time.process_time()
    written(event="x", text="a" * 200_000)
    assert time.process_time() - began < 1
