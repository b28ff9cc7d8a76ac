"""The state machine of a sitting, in short; its full form is R4 of bench/races.py."""

from datetime import datetime

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from lms.core.ids import PersonId
from lms.quizzes import service
from tests.quizzes.machine import Sitting, forgetful

SHORT = settings(max_examples=8, stateful_step_count=25, deadline=None, database=None, phases=[Phase.generate])
LONGER = settings(SHORT, max_examples=300, derandomize=True)
"""It ends with the first example that finds the fault, the same one every time."""


def machine(people: tuple[PersonId, PersonId], now: datetime) -> type[Sitting]:
    """The machine with these people."""
    return type("Own", (Sitting,), {"begin": staticmethod(lambda: (people, now))})


def test_whatever_two_tabs_do_the_newest_acknowledged_answer_counts(db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime) -> None:
    run_state_machine_as_test(machine((anna, boris), now), settings=SHORT)  # type: ignore[no-untyped-call]  # hypothesis


def test_a_save_that_ignores_numbers_is_found(
    db: SQLAlchemy, anna: PersonId, boris: PersonId, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: when the slot forgets how new its answer is, an older one overwrites a newer one."""
    monkeypatch.setattr(service, "save", forgetful)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine((anna, boris), now), settings=LONGER)  # type: ignore[no-untyped-call]  # hypothesis
