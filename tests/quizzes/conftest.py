"""Two persons who take quizzes."""

from datetime import datetime

import pytest
from flask_sqlalchemy import SQLAlchemy

from lms.accounts.models import Person
from lms.core.db import transaction
from lms.core.ids import PersonId, new_public_id


def stored(db: SQLAlchemy, name: str, now: datetime) -> PersonId:
    """Store a person who does nothing but take quizzes."""
    person = Person(
        public_id=new_public_id(), email=f"{name}@learner.example", fs_uniquifier=name, name=name, language="en", zone="UTC", created_at=now
    )
    with transaction():
        db.session.add(person)
    return person.id


@pytest.fixture
def anna(db: SQLAlchemy, now: datetime) -> PersonId:
    """A person."""
    return stored(db, "anna", now)


@pytest.fixture
def boris(db: SQLAlchemy, now: datetime) -> PersonId:
    """Somebody else."""
    return stored(db, "boris", now)
