"""Nothing about a person is forgotten: every table, every column and every number of a person stands in the inventory."""

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms import tables
from lms.reporting.inventory import HELD, TRACES, Fate
from lms.reporting.own_data import own_data
from tests.factories import Make
from tests.privacy.world import EMAIL, NAME, NAME_RU, everywhere

NUMBERED = {"audit_entry.by", "audit_entry.person_id"}
"""Columns that hold a person's number without a foreign key: the log outlives whatever it names."""
NAMES_OF_NOBODY = {
    "partner.name": "a company", "partner.name_ru": "a company", "sign_in_counter.key_hash": "a keyed hash, gone after 15 minutes",
    "metric_value.reference": "a project of a company",
    "evidence_item.note": "a paper of a company",
}  # fmt: skip


def personal_numbers(metadata: sa.MetaData) -> set[str]:
    """Every column that holds a person's number."""
    keys = {
        f"{table.name}.{key.parent.name}"
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }  # fmt: skip
    return keys | NUMBERED


def decided() -> set[str]:
    """Every column with a person's number about which something was decided."""
    own = {f"{held.name}.person_id" for held in HELD if "person_id" in {*held.shows, *held.withheld}}
    return own | {trace.name for trace in TRACES}


def children(metadata: sa.MetaData) -> set[str]:
    """Every table whose rows hang on rows about a person."""
    held = {one.name for one in HELD} - {"person"}
    return {table.name for table in metadata.sorted_tables for key in table.foreign_keys if key.column.table.name in held}


def undecided(metadata: sa.MetaData) -> set[str]:
    """What stands in no line of the inventory."""
    missing = personal_numbers(metadata) - decided()
    missing |= children(metadata) - {one.name for one in HELD}
    for held in HELD:
        missing |= {f"{held.name}.{column.name}" for column in metadata.tables[held.name].columns} - {
            f"{held.name}.{column}" for column in (*held.shows, *held.withheld)
        }
    return missing


def test_every_column_that_holds_a_person_is_decided() -> None:
    assert undecided(tables.metadata) == set()


def test_a_new_table_or_column_without_a_decision_is_noticed() -> None:
    grown = sa.MetaData()
    for table in tables.metadata.sorted_tables:
        table.to_metadata(grown)
    sa.Table("hobby", grown, sa.Column("fan_id", sa.ForeignKey("person.id")))
    sa.Table("comment", grown, sa.Column("on_attempt", sa.ForeignKey("attempt.id")))
    grown.tables["contact_card"].append_column(sa.Column("nickname", sa.String))
    assert undecided(grown) == {"hobby.fan_id", "comment", "contact_card.nickname"}


def test_every_column_stands_once_and_exists() -> None:
    for held in HELD:
        assert not set(held.shows) & set(held.withheld), held.name
        assert {*held.shows, *held.withheld, *held.blank} <= {column.name for column in tables.metadata.tables[held.name].columns}, (
            held.name
        )
        assert held.fate is not Fate.KEEP or not held.blank, held.name


def test_words_about_people_stand_only_where_they_are_known() -> None:
    worded = {"email", "name", "name_ru", "agent", "phone", "note", "address", "old_email", "new_email", "reply_to"}
    found = {f"{table.name}.{column.name}" for table in tables.metadata.sorted_tables for column in table.columns if column.name in worded}
    assert found - set(NAMES_OF_NOBODY) <= {f"{held.name}.{column}" for held in HELD for column in held.shows}


def test_a_copy_holds_a_row_of_every_table_and_nobody_else(db: SQLAlchemy, make: Make) -> None:
    known = everywhere(make)
    sections = {one.name: one for one in own_data(known.person)}
    empty = {"erasure", "metric_value.entered_by", "evidence_item.confirmed_by", "assignment.assigned_by", "release.published_by",
             "activation.by", "employment.confirmed_by", "employment.ended_by", "attempt_event.by_id", "answer_mark.marker_id",
             "marking_claim.marker_id"}  # fmt: skip
    assert {name for name, one in sections.items() if not one.rows} <= empty
    rows = [one.rows for one in sections.values()]
    assert [word for word in (NAME, NAME_RU, EMAIL) if not any(word in row.values() for one in rows for row in one)] == []
    others = ("admin@vector.example", "seller@vector.example", "new@vector.example", "other@vector.example")
    said = str([one.rows for one in sections.values() if one.name != "outbox_mail"])
    assert [word for word in others if word in said] == []


def test_a_copy_names_no_secret(db: SQLAlchemy, make: Make) -> None:
    known = everywhere(make)
    person = tables.accounts.Person
    secrets = db.session.execute(sa.select(person.password, person.fs_uniquifier).where(person.id == known.person)).one()
    said = str([one.rows for one in own_data(known.person)])
    assert [one for one in secrets if one and one in said] == []
