"""Every partner is told what new rules do to it, once and again until it says that it has read it; and only itself."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from lms import journey
from lms.access import Actor, Permission, Role
from lms.accounts.models import Person
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.ids import PublicId
from lms.journey import rule_changes
from lms.notifications.models import OutboxMail
from lms.partners.models import Employment, Partner
from lms.partners.queries import portfolio_scope
from lms.programme import notices
from lms.programme.models import RuleNotice
from lms.programme.service import publish_version
from tests.programme.test_difference import five

SIX = {"version": 6, "effective_from": date(2027, 6, 1)}


@pytest.fixture
def companies(make):
    """Two partners with an admin each."""
    manager = make.person("manager@nimbus.example")
    found = {}
    for name in ("Vector", "Gamma"):
        partner = make.partner(name, manager)
        found[name] = (partner, make.member(partner, f"admin@{name.lower()}.example", admin=True))
        make.agreement(*found[name])
        make.certificate(found[name][1], "sf")
    return found


def publish(*changes):
    with transaction():
        publish_version(five(*changes), clock.now())


def tell(library):
    with transaction():
        return journey.tell_of_rules(library, clock.now())


def mails(db):
    return sorted(db.session.scalars(sa.select(OutboxMail.address).where(OutboxMail.event == "rule_change")))


def test_nobody_is_told_of_anything_while_no_version_is_to_come(db, companies, library):
    assert (tell(library), mails(db)) == (0, [])


def test_each_partner_gets_its_own_effect_in_batches_and_once(db, companies, library, monkeypatch):
    monkeypatch.setattr(rule_changes, "AT_ONCE", 1)
    publish(("{holds_any: [sf], need: 1}", "{holds_any: [sf], need: 2}"))
    assert [tell(library) for _ in range(3)] == [1, 1, 0]
    assert mails(db) == ["admin@gamma.example", "admin@vector.example"]
    effects = {row.partner_id: row.effect["outcome"] for row in db.session.scalars(sa.select(RuleNotice))}
    assert set(effects.values()) == {"falls"}
    assert len(effects) == 2


def test_a_notice_keeps_no_names_so_that_it_need_not_change_when_somebody_is_erased(db, companies, library, make):
    """Not of whoever fills a place, and not of whoever fills none: people stand in it by their public ids."""
    vector = companies["Vector"][0]
    make.certificate(make.member(vector, "z@vector.example", technical=True, name="Zinaida Quill"), "ta")
    make.member(vector, "l@vector.example", technical=True, name="Left Out")
    publish(("{holds_any: [sf], need: 1}", "{holds_any: [sf], need: 2}"))
    tell(library)
    kept = json.dumps([row.effect for row in db.session.scalars(sa.select(RuleNotice))])
    ids = db.session.scalars(sa.select(Person.public_id).join(Employment, Employment.person_id == Person.id)).all()
    assert [one for one in ids if one in kept], "the control: people stand in it"
    names = db.session.scalars(sa.select(Person.name)).all()
    assert [name for name in names if name in kept] == []


def test_what_nobody_acknowledged_is_sent_again_after_two_weeks_and_then_no_more(db, companies, library):
    publish()
    tell(library)
    partner, admin = companies["Vector"]
    notice = db.session.scalar(sa.select(RuleNotice.public_id).where(RuleNotice.partner_id == partner))
    with transaction():
        done = notices.acknowledge(notice, sa.select(Partner.id).where(Partner.id == partner), admin, clock.now())
        again = notices.acknowledge(notice, sa.select(Partner.id).where(Partner.id == partner), admin, clock.now())
    assert (len(done), again) == (1, [])
    due = db.session.scalar(sa.select(sa.func.max(RuleNotice.sent_at))) + timedelta(days=14)
    with time_machine.travel(due - timedelta(seconds=1), tick=False):
        assert tell(library) == 0
    with time_machine.travel(due, tick=False):
        assert (tell(library), tell(library)) == (1, 0)
    assert mails(db) == ["admin@gamma.example"] * 2 + ["admin@vector.example"]


def test_the_notice_of_another_partner_is_none_at_all(db, companies, library):
    publish()
    tell(library)
    rivals = db.session.scalar(sa.select(RuleNotice.public_id).where(RuleNotice.partner_id == companies["Gamma"][0]))
    partner, admin = companies["Vector"]
    scope = portfolio_scope(Actor(admin, frozenset({Role.PARTNER_ADMIN}), partner), Permission.ACKNOWLEDGE_RULES)
    with transaction(), pytest.raises(NotFound):
        notices.acknowledge(rivals, scope, admin, clock.now())
    for unknown in (rivals, PublicId("none")):
        with pytest.raises(NotFound):
            notices.notice_of(unknown, scope)


def test_of_two_versions_to_come_each_is_told_against_the_one_before_it(db, companies, library):
    publish()
    with transaction():
        publish_version(replace(five(("{holds_any: [sf], need: 1}", "{holds_any: [sf], need: 2}")), **SIX), clock.now())
    assert [tell(library) for _ in range(2)] == [4, 0]
    effects = sa.select(RuleNotice.version, RuleNotice.effect).where(RuleNotice.partner_id == companies["Vector"][0])
    assert {row.version: row.effect["outcome"] for row in db.session.execute(effects)} == {5: "stays", 6: "falls"}


def test_what_nobody_acknowledged_is_recalled_while_its_version_is_in_force_and_not_once_another_is(db, companies, library, make):
    publish()
    tell(library)
    starts = datetime.combine(five().effective_from, time(9), tzinfo=UTC)
    with time_machine.travel(starts + timedelta(days=20)):
        make.partner("Newcomer", make.person("another@nimbus.example"))
        assert tell(library) == 2
        with transaction():
            publish_version(replace(five(), **SIX), clock.now())
    with time_machine.travel(datetime.combine(SIX["effective_from"], time(9), tzinfo=UTC) + timedelta(days=20)):
        tell(library)
    assert {version for version, times in db.session.execute(sa.select(RuleNotice.version, RuleNotice.times)) if times > 2} == set()
