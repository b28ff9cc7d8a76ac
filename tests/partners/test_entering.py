"""Entering figures: what is known changes nothing, a correction adds a row, and one row of each counts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid
from lms.core.ids import Slug
from lms.partners import queries, service
from lms.partners.events import ValuesEntered
from lms.partners.figures import Figure
from lms.partners.imports.queries import figure_at, figure_counts, figures_of
from lms.partners.models import MetricValue
from lms.partners.rules import ValueSource
from lms.partners.service import Entered
from lms.requirements.facts import Value
from tests.parallel import at_once
from tests.partners.world import CSAT, FIGURES, NOW, PROJECTS, TODAY, WORDS, entered, partner, person, statements

DAY = date(2026, 3, 1)


def projects(value: int, reason: str = "", **more: object) -> Figure:
    return Figure(PROJECTS, DAY, "P-1", Decimal(value), reason=reason, **more)  # type: ignore[arg-type]  # fields of a figure


def rows(db: SQLAlchemy) -> list[tuple[int, Decimal, bool, str]]:
    of = (MetricValue.number, MetricValue.value, MetricValue.latest, MetricValue.reason)
    rows = db.session.execute(sa.select(*of).order_by(MetricValue.id))
    return [(number, value, latest, reason) for number, value, latest, reason in rows]


def test_figures_come_in_once(db: SQLAlchemy) -> None:
    vector = partner("Vector")
    with transaction():
        done, events = service.enter([(vector.id, one) for one in FIGURES], WORDS, NOW, None, ValueSource.API)
    assert done == Entered(2, 0)
    assert events == [ValuesEntered(at=NOW, partner=vector.id, metrics=(PROJECTS, CSAT), count=2, source=ValueSource.API)]
    with transaction():
        assert service.enter([(vector.id, one) for one in FIGURES], WORDS, NOW, None, ValueSource.SEED) == (Entered(0, 2), [])
    assert queries.facts_of([vector.id])[vector.id].values == [
        Value(PROJECTS, DAY, Decimal(3), "P-1"),
        Value(CSAT, DAY, Decimal("4.25"), "A-1"),
    ]


def test_a_correction_adds_a_row_and_is_what_counts(db: SQLAlchemy) -> None:
    vector, elena = partner("Vector"), person(db, "Elena")
    entered(vector.id, projects(3))
    with transaction():
        right = projects(5, " They counted again ", covers_from=date(2026, 2, 1), product=Slug("compute"))
        done, events = service.enter([(vector.id, right)], WORDS, NOW, elena.id, ValueSource.CSV)
    assert done == Entered(0, 0, 1)
    assert events == [
        ValuesEntered(at=NOW, by=elena.id, partner=vector.id, metrics=(PROJECTS,), count=0, corrected=1, source=ValueSource.CSV)
    ]
    assert rows(db) == [(1, Decimal(3), False, ""), (2, Decimal(5), True, "They counted again")]
    assert queries.facts_of([vector.id])[vector.id].values == [Value(PROJECTS, DAY, Decimal(5), "P-1", Slug("compute"))]
    (shown,) = figures_of(vector.id, 0, 10)
    assert [(one.number, one.value, one.source, one.by) for one in shown.entries] == [
        (2, Decimal(5), ValueSource.CSV, {"en": "Elena", "ru": "Elena"}),
        (1, Decimal(3), ValueSource.SEED, {}),
    ]
    assert figure_at(vector.id, PROJECTS, DAY, "P-1") == shown
    assert (figure_counts(vector.id), figure_at(vector.id, PROJECTS, DAY, "P-2")) == ({PROJECTS: 1}, None)
    assert figures_of(vector.id, 0, 10, PROJECTS) == (shown,)
    assert (figures_of(vector.id, 1, 10), figures_of(vector.id, 0, 10, Slug("csat"))) == ((), ())


def test_a_correction_of_a_correction_of_one_entry_keeps_every_row(db: SQLAlchemy) -> None:
    vector = partner("Vector")
    entered(vector.id, projects(3))
    assert entered(vector.id, projects(4, "a"), projects(4, "b"), projects(3, "c")) == Entered(0, 1, 2)
    assert rows(db) == [(1, Decimal(3), False, ""), (2, Decimal(4), False, "a"), (3, Decimal(3), True, "c")]


def test_what_was_struck_out_counts_no_more_and_may_come_back(db: SQLAlchemy) -> None:
    vector = partner("Vector")
    entered(vector.id, projects(3))
    assert entered(vector.id, projects(3, "another company's", struck=True)) == Entered(0, 0, 1)
    assert queries.facts_of([vector.id])[vector.id].values == []
    assert entered(vector.id, projects(3, "ours after all")) == Entered(0, 0, 1)
    assert [one.value for one in queries.facts_of([vector.id])[vector.id].values] == [Decimal(3)]


@pytest.mark.parametrize(
    ("figure", "source"),
    [(projects(5), ValueSource.CSV), (projects(5, " "), ValueSource.API), (Figure(CSAT, DAY, "A", Decimal(4)), ValueSource.HAND)],
)
def test_a_correction_and_a_figure_by_hand_without_a_reason_are_refused(db: SQLAlchemy, figure: Figure, source: ValueSource) -> None:
    vector = partner("Vector")
    entered(vector.id, projects(3))
    with pytest.raises(Invalid), transaction():
        service.enter([(vector.id, figure)], WORDS, NOW, None, source)
    assert len(rows(db)) == 1


def test_one_wrong_figure_keeps_all_out(db: SQLAlchemy) -> None:
    vector = partner("Vector")
    with pytest.raises(Invalid):
        entered(vector.id, *FIGURES, Figure(CSAT, TODAY + timedelta(days=1), "A-2", Decimal(4)))
    assert rows(db) == []


def test_nobody_corrects_by_hand_what_they_did_not_see(db: SQLAlchemy) -> None:
    vector = partner("Vector")
    entered(vector.id, projects(3))
    for seen in (None, 2):
        with pytest.raises(Conflict), transaction():
            service.enter_by_hand(vector.id, projects(5, "why"), seen, WORDS, NOW, None)
    with transaction():
        assert service.enter_by_hand(vector.id, projects(3, "the same"), None, WORDS, NOW, None)[0] == Entered(0, 1)
    with transaction():
        assert service.enter_by_hand(vector.id, projects(5, "why"), 1, WORDS, NOW, None)[0] == Entered(0, 0, 1)


def test_of_twenty_corrections_at_once_each_is_kept_and_one_counts(db: SQLAlchemy) -> None:
    vector = partner("Vector")

    def correct(number: int) -> None:
        service.enter([(vector.id, projects(number + 10, "counted"))], WORDS, NOW, None, ValueSource.CSV)

    at_once(db, correct, 20)
    kept = rows(db)
    assert [number for number, *_ in kept] == list(range(1, 21))
    assert [latest for _, _, latest, _ in kept] == [False] * 19 + [True]


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 2, "reason": "two count"},
        {"number": 1, "latest": False},
        {"number": 2, "latest": False},
        {"reference": "P-2", "source": "hand"},
        {"reference": "P-2", "covers_from": DAY},
        {"reference": "P-2", "struck": True},
        {"reference": "P-2", "number": 0},
    ],
    ids=["two that count", "one number twice", "a correction without a reason", "by hand without a reason", "a period of no days",
         "struck at once", "number 0"],
)  # fmt: skip
def test_the_database_refuses(db: SQLAlchemy, changed: dict[str, object]) -> None:
    vector = partner("Vector")
    entered(vector.id, projects(3))
    row = {"metric": "active_projects", "on": DAY, "reference": "P-1", "value": 1, "source": "csv", "entered_at": NOW, **changed}
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.insert(MetricValue).values(partner_id=vector.id, **row))


def test_many_figures_cost_as_many_statements_as_few(db: SQLAlchemy) -> None:
    vector, costs = partner("Vector"), []
    for count in (2, 300):
        many = [Figure(CSAT, DAY, f"{count}-{number}", Decimal(4)) for number in range(count)]
        entered(vector.id, *many[:1])
        with statements(db) as seen:
            entered(vector.id, *many)
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 4
    with statements(db) as seen:
        assert len(figures_of(vector.id, 0, 200)) == 200
    assert len(seen) == 2
