"""A mail on the wire: both parts, readable headers, nothing injected, and a server that may be dead or deaf."""

import shutil
import ssl
import subprocess
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from lms.accounts.rules import is_email
from lms.core.ids import PublicId
from lms.core.settings import Settings
from lms.notifications.models import OutboxMail
from lms.notifications.smtp import CannotSend, compose, send
from lms.notifications.worker import delivery_of
from tests.notifications.conftest import Sink, free_port

Serve = Callable[..., str]


def a_mail(now: datetime, **given: str) -> OutboxMail:
    """A Russian mail that is in no database."""
    words = {
        "subject": "Пока нет: 70%, рубеж открывается с 75%", "text": "Здравствуйте, Анна!\n" + "слово " * 400,
        "html": "<p>Здравствуйте!</p>",
        "address": "a.belova@severny.example", "reply_to": "", "language": "ru",
    } | given  # fmt: skip
    return OutboxMail(public_id=PublicId("abc234"), event="attempt_failed", created_at=now, **words)


def through(url: str) -> Settings:
    """Settings of an installation that sends by this server."""
    return Settings(secret="x" * 40, mail=url)


def read(sink: Sink) -> EmailMessage:
    """The one mail that arrived."""
    (envelope,) = sink.envelopes
    assert isinstance(envelope.content, bytes)
    return message_from_bytes(envelope.content, policy=policy.default)


def test_a_mail_arrives_with_both_parts_and_a_readable_subject(serve: Serve, sink: Sink, now: datetime) -> None:
    mail = a_mail(now, reply_to="o.smirnov@severny.example")
    delivery = delivery_of(through(f"smtp://{serve()}"))
    assert delivery is not None
    delivery(mail)
    arrived = read(sink)
    assert arrived["Subject"] == mail.subject
    assert (arrived["To"], arrived["Reply-To"]) == ("a.belova@severny.example", "o.smirnov@severny.example")
    assert arrived["From"].addresses[0].addr_spec == "academy@nimbus.example"
    assert (arrived["Message-ID"], arrived["Auto-Submitted"]) == ("<abc234@nimbus.example>", "auto-generated")
    assert parsedate_to_datetime(arrived["Date"]) == now
    assert arrived.get_content_type() == "multipart/alternative"
    plain, html = arrived.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().splitlines() == mail.text.splitlines()
    assert html.get_content().strip() == mail.html


def test_subject_and_body_travel_as_ascii_in_short_lines(serve: Serve, sink: Sink, now: datetime) -> None:
    send(a_mail(now), through(f"smtp://{serve()}"))
    raw = sink.envelopes[0].content
    assert isinstance(raw, bytes)
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 998


def test_a_repeat_is_recognisable(now: datetime) -> None:
    assert compose(a_mail(now), "a@b.example")["Message-ID"] == compose(a_mail(now), "a@b.example")["Message-ID"]


@pytest.mark.parametrize("field", ["subject", "address", "reply_to"])
@pytest.mark.parametrize("evil", ["x@y.example\nBcc: z@y.example", "x@y.example\r\nBcc: z@y.example", "x@y.example\rBcc: z@y.example"])
def test_no_header_is_injected_even_past_the_outbox(serve: Serve, sink: Sink, now: datetime, field: str, evil: str) -> None:
    with pytest.raises(CannotSend):
        send(a_mail(now, **{field: evil}), through(f"smtp://{serve()}"))
    assert not sink.envelopes


@pytest.mark.parametrize("address", ["a@[", "~_+@[b", "a@", "@", '"@b', "a@b@c"])
def test_an_address_that_cannot_be_written_is_a_mail_that_cannot_be_sent(serve: Serve, sink: Sink, now: datetime, address: str) -> None:
    """Whoever may type an address, the worker goes on with the next mail."""
    assert address in {"a@", "@", '"@b', "a@b@c"} or is_email(address), "else nobody could have typed it"
    with pytest.raises(CannotSend):
        send(a_mail(now, address=address), through(f"smtp://{serve()}"))
    assert not sink.envelopes


def test_the_password_of_the_address_signs_in(serve: Serve, sink: Sink, now: datetime) -> None:
    host = serve(authenticator=sink.authenticate, auth_require_tls=False)
    send(a_mail(now), through(f"smtp://post%40nimbus:p%40ss%20word@{host}"))
    assert sink.logins == [(b"post@nimbus", b"p@ss word")]
    assert len(sink.envelopes) == 1


def test_a_wrong_password_is_said_without_it(serve: Serve, sink: Sink, now: datetime) -> None:
    host = serve(authenticator=sink.authenticate, auth_require_tls=False)
    with pytest.raises(CannotSend, match=r"^535 ") as refused:
        send(a_mail(now), through(f"smtp://post:wrongpass@{host}"))
    assert "wrongpass" not in str(refused.value)
    assert not sink.envelopes


def test_a_password_never_travels_in_the_clear(serve: Serve, sink: Sink, now: datetime) -> None:
    host = serve("127.0.0.2", authenticator=sink.authenticate, auth_require_tls=False)
    with pytest.raises(CannotSend, match="in the clear"):
        send(a_mail(now), through(f"smtp://post:p%40ss%20word@{host}"))
    assert not sink.logins


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of this machine, with its key, that nobody trusts yet."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed: apt-get install openssl")
    made = tmp_path / "server.pem"
    subprocess.run(
        [
            openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=post",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", tmp_path / "key.pem", "-out", made,
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    made.write_text(made.read_text() + (tmp_path / "key.pem").read_text())
    return made


def tls(certificate: Path) -> ssl.SSLContext:
    """What the server needs for TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def test_starttls_is_used_when_it_is_offered(
    serve: Serve, sink: Sink, now: datetime, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    host = serve(tls_context=tls(certificate), require_starttls=True, authenticator=sink.authenticate)
    send(a_mail(now), through(f"smtp://post:p%40ss%20word@{host}"))
    assert len(sink.envelopes) == 1


def test_a_server_that_is_not_who_it_says_gets_neither_password_nor_mail(
    serve: Serve, sink: Sink, now: datetime, certificate: Path
) -> None:
    host = serve(tls_context=tls(certificate), authenticator=sink.authenticate)
    with pytest.raises(CannotSend, match="SSLCertVerificationError"):
        send(a_mail(now), through(f"smtp://post:p%40ss%20word@{host}"))
    assert not sink.envelopes
    assert not sink.logins


def test_a_refusal_is_said_in_the_servers_words(serve: Serve, sink: Sink, now: datetime) -> None:
    sink.answer = "554 spam"
    with pytest.raises(CannotSend, match=r"^554 spam$"):
        send(a_mail(now), through(f"smtp://{serve()}"))


def test_a_refused_recipient_is_said_in_the_servers_words(serve: Serve, sink: Sink, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object) -> str:
        return "550 no such mailbox"

    monkeypatch.setattr(Sink, "handle_RCPT", refuse, raising=False)
    with pytest.raises(CannotSend, match=r"^550 no such mailbox$"):
        send(a_mail(now), through(f"smtp://{serve()}"))


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_dead_server_is_said(now: datetime, scheme: str) -> None:
    with pytest.raises(CannotSend, match="ConnectionRefusedError"):
        send(a_mail(now), through(f"{scheme}://127.0.0.1:{free_port('127.0.0.1')}"))


def test_an_error_after_the_server_took_the_mail_does_not_send_it_twice(
    serve: Serve, sink: Sink, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(_sink: Sink, server: SMTP, *_: object) -> str:
        assert server.transport is not None
        server.transport.abort()
        return "421 going down"

    monkeypatch.setattr(Sink, "handle_QUIT", gone, raising=False)
    send(a_mail(now), through(f"smtp://{serve()}"))
    assert len(sink.envelopes) == 1
