"""Attempts of the demo's people, so that there are pages of them to look at."""

from datetime import datetime
from random import Random

import sqlalchemy as sa
from flask import Flask

from lms.accounts.models import Person
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.ids import PersonId, PublicId, Slug
from lms.demo.cast import FACES
from lms.publishing.library import library_of, quiz_of
from lms.quizzes import service as quizzes
from lms.quizzes.models import Attempt
from lms.quizzes.rules import QuestionType
from lms.quizzes.service import Entry, Submission, marking
from lms.quizzes.service.pausing import pause
from lms.releases.queries import current


def sittings(app: Flask) -> dict[str, str]:
    """Addresses by name: the seller's exam that goes on and practice that is over, the engineer's practice that waits for a marker and
    exam that stands still, the page on which the first is marked and the log of the seller's practice."""
    with app.app_context():
        now = clock.now()
        seller, engineer, admin = (person_of(face) for face in ("seller", "engineer", "programme-admin"))
        with transaction():
            going, over = _begun(seller, "sf", now), _begun(seller, "sf-practice", now)
            waits, paused = _begun(engineer, "ta-practice", now), _begun(engineer, "ta", now)
            essay = next(
                slot.position for slot in waits.slots if quiz_of(waits.revision).question(slot.question).type is QuestionType.ESSAY
            )
            said = Submission(attempt=waits.public_id, position=essay, seq=1, values=("text=We stood still from 03:10 to 07:40.",))
            quizzes.save(engineer, said, quiz_of, now)
            for person, attempt in ((seller, over), (engineer, waits)):
                quizzes.submit(person, attempt.public_id, quiz_of, now)
            pause(engineer, paused.public_id, now)
            marking.claim(admin, waits.public_id, now)
        return _addresses({"open": going.public_id, "over": over.public_id, "waits": waits.public_id, "paused": paused.public_id})


def _addresses(attempts: dict[str, PublicId]) -> dict[str, str]:
    found = {name: f"/attempts/{attempt}" for name, attempt in attempts.items()}
    return {**found, "taken": f"/marking/{attempts['waits']}", "log": f"{found['over']}/log"}


def person_of(face: str) -> PersonId:
    """Who a face of the demo is."""
    email = next(one.email for one in FACES if one.id == face)
    return db.session.scalars(sa.select(Person.id).where(Person.email == email)).one()


def _begun(person: PersonId, quiz: str, now: datetime) -> Attempt:
    bank = library_of(current()).quizzes
    rng = Random(1)  # noqa: S311 - the same papers in every run
    return quizzes.start(person, bank, Entry(quiz=Slug(quiz), break_seconds=600), rng, now)[0]
