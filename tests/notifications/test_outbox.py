"""The outbox: decided in the caller's transaction, taken once, tried again with growing waits, never lost."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import structlog
from flask import Flask
from structlog.testing import capture_logs

from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound
from lms.core.ids import PublicId
from lms.core.settings import Settings
from lms.notifications import queries, service, worker
from lms.notifications.models import MailState, OutboxMail
from lms.notifications.smtp import CannotSend
from lms.web.logs import init_logs
from tests.notifications.samples import ANNA, SAMPLES

MINUTE = timedelta(minutes=1)


class Post:
    """A way out that keeps what it gets, or breaks."""

    def __init__(self, error: str = "") -> None:
        self.error = error
        self.taken: list[str] = []

    def __call__(self, mail: OutboxMail) -> None:
        """Take a mail."""
        if self.error:
            raise CannotSend(self.error)
        self.taken.append(mail.public_id)


def put(now: datetime, count: int = 1) -> None:
    """Put mails into the outbox."""
    with transaction():
        for _ in range(count):
            service.announce(ANNA["ru"], "tier_reached", SAMPLES["tier_reached"], now)


def only() -> OutboxMail:
    """The one mail that there is, read anew."""
    db.session.expunge_all()
    (mail,) = queries.mailbox(10)
    return mail


def test_a_mail_stands_in_the_outbox_as_it_will_be_read(post: Flask, now: datetime) -> None:
    with transaction():
        service.announce(ANNA["en"], "question", SAMPLES["question"], now, reply_to="o.smirnov@severny.example")
    mail = only()
    assert (mail.state, mail.tries, mail.next_try_at, mail.language) == (MailState.WAITING, 0, now, "en")
    assert (mail.address, mail.reply_to) == ("a.belova@severny.example", "o.smirnov@severny.example")
    assert "May I promise four hours?" in mail.text
    assert "May I promise four hours?" in mail.html
    assert queries.mail_of(mail.public_id) is mail
    assert queries.counts() == {MailState.WAITING: 1}


def test_a_mail_of_a_transaction_that_failed_does_not_exist(post: Flask, now: datetime) -> None:
    def fail() -> None:
        with transaction():
            service.announce(ANNA["en"], "tier_reached", SAMPLES["tier_reached"], now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not queries.mailbox(10)


@pytest.mark.parametrize(
    ("to", "reply_to"), [("", ""), ("a@b.example\nBcc: c@d.example", ""), ("a@b.example", "c@d.example\r\nBcc: e@f.example")]
)
def test_an_address_that_is_more_than_an_address_is_refused(post: Flask, now: datetime, to: str, reply_to: str) -> None:
    with pytest.raises(Invalid), transaction():
        service.announce(replace(ANNA["en"], address=to), "tier_reached", SAMPLES["tier_reached"], now, reply_to)
    assert not queries.mailbox(10)


def test_the_mailbox_shows_the_newest_first_and_goes_on_from_a_mail(post: Flask, now: datetime) -> None:
    put(now, 3)
    newest = queries.mailbox(2)
    assert [mail.id for mail in newest] == sorted((mail.id for mail in newest), reverse=True)
    assert len(queries.mailbox(10, before=newest[-1].id)) == 1
    with pytest.raises(NotFound):
        queries.mail_of(PublicId("none"))


def test_a_mail_leaves_once(post: Flask, now: datetime) -> None:
    put(now)
    way = Post()
    assert (worker.run_once(way, now), worker.run_once(way, now)) == (1, 0)
    mail = only()
    assert way.taken == [mail.public_id]
    assert (mail.state, mail.sent_at, mail.tries) == (MailState.SENT, now, 1)


def test_without_a_way_out_mails_wait(post: Flask, now: datetime) -> None:
    put(now)
    assert worker.run_once(None, now) == 0
    assert only().state is MailState.WAITING


def test_only_a_demo_without_a_server_calls_a_mail_sent_that_stays() -> None:
    settings = Settings(secret="x" * 40)
    assert worker.delivery_of(settings) is None
    assert worker.delivery_of(replace(settings, demo=True)) is not None


def test_in_a_demo_a_mail_is_sent_by_staying_readable(post: Flask, now: datetime) -> None:
    put(now)
    assert worker.run_once(worker.delivery_of(Settings(secret="x" * 40, demo=True)), now) == 1
    assert only().state is MailState.SENT


def test_a_failed_mail_waits_longer_each_time_and_is_given_up_after_the_sixth_try(post: Flask, now: datetime) -> None:
    put(now)
    way, moment = Post("550 no a.belova@severny.example here"), now
    for wait in (1, 5, 30, 120, 720):
        assert worker.run_once(way, moment) == 0
        mail = only()
        assert (mail.state, mail.next_try_at) == (MailState.WAITING, moment + wait * MINUTE)
        assert mail.last_error == "550 no a.…@severny.example here"
        worker.run_once(Post(), mail.next_try_at - timedelta(seconds=1))
        assert only().state is MailState.WAITING
        moment = mail.next_try_at
    worker.run_once(way, moment)
    assert (only().state, only().tries) == (MailState.FAILED, 6)
    worker.run_once(Post(), moment + timedelta(days=30))
    assert only().state is MailState.FAILED


def test_a_dead_server_costs_one_mail_a_try_not_all(post: Flask, now: datetime) -> None:
    put(now, 5)
    worker.run_once(Post("dead"), now)
    assert sorted(mail.tries for mail in queries.mailbox(10)) == [0, 0, 0, 0, 1]


def test_one_go_takes_so_many_mails_and_no_more(post: Flask, now: datetime) -> None:
    put(now, worker.AT_ONCE + 3)
    assert (worker.run_once(Post(), now), worker.run_once(Post(), now)) == (worker.AT_ONCE, 3)


def test_two_claims_never_hold_the_same_mail(post: Flask, now: datetime) -> None:
    put(now, 3)
    with transaction():
        first = [mail.id for mail in service.claim(now, 2)]
    with transaction():
        second = [mail.id for mail in service.claim(now, 10)]
    assert (len(first), len(second)) == (2, 1)
    assert not set(first) & set(second)


def test_a_mail_that_another_worker_took_meanwhile_is_left_to_it(post: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    put(now)
    seen = queries.due(now, 1)
    with transaction():
        service.claim(now, 1)
    monkeypatch.setattr(service, "due", lambda *_: seen)
    with transaction():
        assert service.claim(now, 1) == []


def test_two_workers_never_send_a_mail_twice(post: Flask, now: datetime) -> None:
    put(now, 30)
    db.session.remove()
    ways, ready = [Post(), Post()], threading.Barrier(2)
    faults: list[BaseException] = []

    def run(way: Post) -> None:
        try:
            with post.app_context():
                ready.wait(10)
                for _ in range(3):
                    worker.run_once(way, now)
        except BaseException as fault:
            faults.append(fault)
            raise

    threads = [threading.Thread(target=run, args=[way]) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    taken = ways[0].taken + ways[1].taken
    assert not faults
    assert len(taken) == len(set(taken)) == 30
    assert queries.counts() == {MailState.SENT: 30}


def test_a_mail_whose_worker_was_killed_is_sent_after_the_sweep(post: Flask, now: datetime) -> None:
    put(now)
    with transaction():
        service.claim(now, 1)
    way = Post()
    assert worker.run_once(way, now + 60 * MINUTE) == 0
    assert worker.sweep_strays(now + 9 * MINUTE) == 0
    assert worker.sweep_strays(now + 10 * MINUTE) == 1
    assert worker.run_once(way, now + 10 * MINUTE) == 1
    assert len(way.taken) == 1
    assert only().state is MailState.SENT


def test_a_mail_that_kills_its_workers_is_given_up(post: Flask, now: datetime) -> None:
    put(now)
    for hours in range(6):
        with transaction():
            assert len(service.claim(now + timedelta(hours=hours), 1)) == 1
        worker.sweep_strays(now + timedelta(hours=hours, minutes=10))
    assert only().state is MailState.FAILED


def test_a_worker_that_was_thought_dead_cannot_write_over_its_successor(post: Flask, now: datetime) -> None:
    put(now)
    with transaction():
        (late,) = service.claim(now, 1)
    db.session.expunge_all()
    worker.sweep_strays(now + 10 * MINUTE)
    with transaction():
        service.claim(now + 10 * MINUTE, 1)
    with transaction():
        assert not service.mark_failed(late, "late", now + 11 * MINUTE)
        assert not service.mark_sent(late, now + 11 * MINUTE)
    assert only().state is MailState.SENDING


@pytest.fixture
def as_shipped(post: Flask) -> Iterator[None]:
    """The logs of an installation as it comes, whatever application this process made before."""
    before = structlog.get_config()
    init_logs(post.extensions["waymark_settings"])
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("as_shipped")
def test_logs_hold_neither_address_nor_words(post: Flask, now: datetime) -> None:
    put(now, 2)
    with capture_logs() as logs:
        worker.run_once(Post("550 a.belova@severny.example is full"), now)
        worker.run_once(Post(), now)
    assert len(logs) == 2
    assert "a.belova" not in str(logs)
    assert "Gold" not in str(logs)


def test_the_worker_sends_sweeps_and_survives_an_error(post: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    put(now)
    db.session.remove()
    monkeypatch.setitem(post.extensions, "waymark_settings", replace(post.extensions["waymark_settings"], demo=True))
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.01)
    stop, swept = threading.Event(), []

    def sweep(moment: datetime) -> None:
        swept.append(moment)
        if len(swept) == 1:
            raise RuntimeError("once")
        stop.set()

    monkeypatch.setattr(worker, "SWEEP_SECONDS", 0.2)
    with capture_logs() as logs:
        worker.work(post, stop, sweep)
    assert len(swept) == 2
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["worker step failed"]
    assert only().state is MailState.SENT
