"""Files of figures: looked at before anything is entered, entered once, and never other than what was seen."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.access import Actor, Permission, Role
from lms.core.db import transaction
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.ids import PersonId, PublicId, new_public_id
from lms.core.removal import carry_out
from lms.core.translation import say
from lms.journey.retention import outdated
from lms.partners.figures import Fate, Figure
from lms.partners.imports import service
from lms.partners.imports.queries import kept_file, preview
from lms.partners.imports.rules import KEPT_FOR, MOST_WAITING, ImportState, Preview, Upload
from lms.partners.imports.service import Confirmation, Known
from lms.partners.models import FigureImport, MetricValue, Partner
from lms.partners.queries import portfolio_scope
from lms.privacy.rules import periods_of
from tests.parallel import at_once
from tests.partners.world import CSAT, NOW, TODAY, WORDS, entered, partner, person, statements

HEADER = "partner,metric,date,reference,value,reason\n"


def known_to(manager: PersonId) -> Known:
    actor = Actor(person=manager, roles=frozenset({Role.PARTNER_MANAGER}))
    return Known(portfolio_scope(actor, Permission.ENTER_FIGURES), WORDS)


def kept(manager: PersonId, text: str, name: str = "figures.csv") -> PublicId:
    with transaction():
        return service.keep(Upload(name, text.encode()), manager, NOW).public_id


def seen(manager: PersonId, file: PublicId) -> Preview:
    known = known_to(manager)
    return preview(kept_file(manager, file).data, "", known.scope, known.vocabulary, TODAY)


def confirmed(manager: PersonId, file: PublicId, reason: str = "", digest: str = "") -> int:
    with transaction():
        given_word = Confirmation(digest or seen(manager, file).digest, reason)
        return len(service.confirm(manager, file, given_word, known_to(manager), NOW))


def values(db: SQLAlchemy) -> list[tuple[str, Decimal, bool]]:
    of = (MetricValue.reference, MetricValue.value, MetricValue.latest)
    rows = db.session.execute(sa.select(*of).order_by(MetricValue.reference, MetricValue.number))
    return [(reference, value, latest) for reference, value, latest in rows]


def count(db: SQLAlchemy) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(MetricValue)) or 0


def test_three_wrong_lines_of_a_thousand_are_named_and_nothing_is_written_until_the_rest_is_confirmed(db: SQLAlchemy) -> None:
    elena = person(db, "Elena").id
    partner("Vector", elena)
    lines = [f"Vector,csat,2026-03-01,A-{number},4.5," for number in range(1000)]
    lines[10], lines[500], lines[999] = "Vector,speed,2026-03-01,A,4,", "Vector,csat,2026-03-01,A,high,", "Nobody,csat,2026-03-01,A,4,"
    file = kept(elena, HEADER + "\n".join(lines))
    found = seen(elena, file)
    assert [(one.line, one.column, say(one.what, "en")) for one in found.faults] == [
        (12, "metric", "There is no metric “speed”."),
        (502, "value", "“high” is not a number."),
        (1001, "partner", "There is no company “Nobody” among yours."),
    ]
    assert (found.count(Fate.NEW), found.wrong_lines, count(db)) == (997, 3, 0)
    assert confirmed(elena, file) == 1
    assert count(db) == 997
    assert kept_file(elena, file).added == 997


def test_companies_are_named_by_public_id_or_name_and_only_own_ones_are_known(db: SQLAlchemy) -> None:
    elena, other = person(db, "Elena").id, person(db, "Other").id
    vector, _, _ = partner("Vector", elena), partner("Gamma", elena), partner("Foreign", other)
    for twin in (1, 2):
        with transaction():
            db.session.add(Partner(public_id=f"twin-{twin}", name="Twin", manager_id=elena, created_at=NOW))
    lines = [f"{one},csat,2026-03-01,A,4," for one in (vector.public_id, "GAMMA", "Gamma", "Foreign", "Twin")]
    found = seen(elena, kept(elena, HEADER + "\n".join(lines)))
    assert [step.fate for step in found.steps] == [Fate.NEW, Fate.NEW, Fate.KNOWN]
    assert [(one.line, one.column, say(one.what, "en")) for one in found.faults] == [
        (5, "partner", "There is no company “Foreign” among yours."),
        (6, "partner", "Several companies are called “Twin”."),
    ]


def test_a_confirmation_repeated_or_many_times_at_once_enters_once(db: SQLAlchemy) -> None:
    elena = person(db, "Elena").id
    partner("Vector", elena)
    file = kept(elena, HEADER + "Vector,csat,2026-03-01,A,4,\n")
    digest = seen(elena, file).digest
    events = at_once(db, lambda _number: service.confirm(elena, file, Confirmation(digest), known_to(elena), NOW), 12)
    assert sorted(len(one) for one in events) == [0] * 11 + [1]
    assert count(db) == 1
    assert confirmed(elena, file, digest="anything") == 0
    with transaction():
        service.drop(elena, file)
    assert kept_file(elena, file).state is ImportState.ENTERED, "what was entered is not given up any more"


def test_of_files_that_say_otherwise_at_the_same_moment_one_is_entered(db: SQLAlchemy) -> None:
    admins = [person(db, f"Admin{number}").id for number in range(8)]
    partner("Vector", admins[0])
    known = [Known(portfolio_scope(Actor(one, frozenset({Role.PROGRAMME_ADMIN})), Permission.ENTER_FIGURES), WORDS) for one in admins]
    files = [kept(one, HEADER + f"Vector,csat,2026-03-01,A,{number}.5,\n") for number, one in enumerate(admins)]
    digests = [
        preview(kept_file(one, file).data, "", at.scope, at.vocabulary, TODAY).digest
        for one, file, at in zip(admins, files, known, strict=True)
    ]

    def confirm(number: int) -> bool:
        try:
            return bool(service.confirm(admins[number], files[number], Confirmation(digests[number]), known[number], NOW))
        except Conflict:
            return False

    assert sum(at_once(db, confirm, len(admins))) == 1
    assert count(db) == 1


def test_nothing_else_is_entered_than_what_was_seen(db: SQLAlchemy) -> None:
    elena = person(db, "Elena").id
    vector = partner("Vector", elena)
    file = kept(elena, HEADER + "Vector,csat,2026-03-01,A,4,\n")
    digest = seen(elena, file).digest
    entered(vector.id, Figure(CSAT, NOW.date().replace(month=3, day=1), "A", Decimal(5)))
    with pytest.raises(Conflict):
        confirmed(elena, file, "they counted again", digest)
    assert values(db) == [("A", Decimal(5), True)]


def test_corrections_take_their_own_reason_or_that_of_the_file_and_need_one(db: SQLAlchemy) -> None:
    elena = person(db, "Elena").id
    partner("Vector", elena)
    confirmed(elena, kept(elena, HEADER + "Vector,csat,2026-03-01,A,4,\nVector,csat,2026-03-01,B,4,\n"))
    file = kept(elena, HEADER + "Vector,csat,2026-03-01,A,5,counted again\nVector,csat,2026-03-01,B,5,\nVector,csat,2026-03-01,C,1,\n")
    assert seen(elena, file).lacks_reason
    for reason in ("", " ", "x" * 401):
        with pytest.raises(Invalid):
            confirmed(elena, file, reason)
    assert confirmed(elena, file, "a slip in the sheet") == 1
    said = db.session.execute(sa.select(MetricValue.reference, MetricValue.reason).where(MetricValue.number == 2)).all()
    assert sorted(tuple(row) for row in said) == [("A", "counted again"), ("B", "a slip in the sheet")]
    done = kept_file(elena, file)
    assert (done.added, done.corrected, done.known, done.reason) == (1, 2, 0, "a slip in the sheet")


def test_a_file_without_a_right_line_cannot_be_entered(db: SQLAlchemy) -> None:
    elena = person(db, "Elena").id
    file = kept(elena, HEADER + "Nobody,csat,2026-03-01,A,4,\n")
    with pytest.raises(Invalid):
        confirmed(elena, file)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 3), st.sampled_from(("4", "x"))), min_size=2, max_size=6),
    data=st.data(),
)
def test_a_file_in_parts_comes_to_the_same_as_the_whole(db: SQLAlchemy, lines: list[tuple[str, int, str]], data: st.DataObject) -> None:
    mark = new_public_id()
    elena = person(db, f"Elena {mark}").id
    whole, parts = partner(f"Whole {mark}", elena), partner(f"Parts {mark}", elena)
    cut = data.draw(st.integers(1, len(lines) - 1))

    def bring(company: Partner, pieces: list[list[tuple[str, int, str]]]) -> list[tuple[str, int, Decimal, bool]]:
        for piece in pieces:
            text = HEADER + "".join(
                f"{company.public_id},csat,2026-03-01,{of},{value if right == '4' else right},\n" for of, value, right in piece
            )
            file = kept(elena, text)
            if seen(elena, file).steps:
                confirmed(elena, file, "counted")
        chosen = sa.select(MetricValue.reference, MetricValue.number, MetricValue.value, MetricValue.latest)
        found = db.session.execute(chosen.where(MetricValue.partner_id == company.id).order_by(MetricValue.reference, MetricValue.number))
        return [(reference, number, value, latest) for reference, number, value, latest in found]

    assert bring(whole, [lines]) == bring(parts, [lines[:cut], lines[cut:]])


def test_the_same_file_sent_twice_waits_once_and_only_so_many_wait(db: SQLAlchemy) -> None:
    elena, other = person(db, "Elena").id, person(db, "Other").id
    first = kept(elena, HEADER + "1")
    assert kept(elena, HEADER + "1") == first
    assert kept(other, HEADER + "1") != first
    for number in range(MOST_WAITING):
        kept(elena, HEADER + f"more {number}")
    assert db.session.scalar(sa.select(sa.func.count()).where(FigureImport.person_id == elena)) == MOST_WAITING
    with pytest.raises(NotFound):
        kept_file(elena, first)


def test_somebody_elses_file_is_not_there(db: SQLAlchemy) -> None:
    elena, other = person(db, "Elena").id, person(db, "Other").id
    partner("Vector", elena)
    file = kept(elena, HEADER + "Vector,csat,2026-03-01,A,4,\n")
    digest = seen(elena, file).digest
    with pytest.raises(NotFound):
        kept_file(other, file)
    with pytest.raises(NotFound), transaction():
        service.confirm(other, file, Confirmation(digest), known_to(other), NOW)
    with transaction():
        service.drop(other, file)
    assert kept_file(elena, file).name == "figures.csv"
    with transaction():
        service.drop(elena, file)
    with pytest.raises(NotFound):
        kept_file(elena, file)
    with pytest.raises(NotFound), transaction():
        service.keep(Upload("", b""), PersonId(10**6), NOW)


def test_a_file_falls_away_after_a_day(db: SQLAlchemy) -> None:
    elena = person(db, "Elena").id
    kept(elena, HEADER + "1")
    periods = periods_of(audit=1, sign_ins=1, answers=1, invitations=1, mails=1)
    for moment, gone in ((NOW + KEPT_FOR - timedelta(seconds=1), 0), (NOW + KEPT_FOR, 1)):
        (rule,) = (one for one in outdated(periods, moment) if one.table is FigureImport)
        with transaction():
            assert carry_out(rule) == gone


def test_a_long_file_costs_as_many_statements_as_a_short_one(db: SQLAlchemy) -> None:
    elena = person(db, "Elena").id
    partner("Vector", elena)
    costs = []
    for lines in (2, 400):
        text = HEADER + "".join(f"Vector,csat,2026-03-01,{lines}-{number},4,\n" for number in range(lines))
        with statements(db) as looked:
            file = kept(elena, text)
            digest = seen(elena, file).digest
        with statements(db) as done:
            confirmed(elena, file, digest=digest)
        costs.append((len(looked), len(done)))
    assert costs[0] == costs[1]
