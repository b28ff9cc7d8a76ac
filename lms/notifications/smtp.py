"""Sends one mail over SMTP: builds its headers and both parts, and speaks TLS wherever the server can."""

import smtplib
import ssl
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from lms.core.settings import Settings
from lms.core.text import msg
from lms.core.translation import say
from lms.notifications.models import OutboxMail

TIMEOUT_SECONDS = 20
PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
UNWRITABLE = (ValueError, MessageError, AttributeError, IndexError)
"""How the library of mails says that an address or a header cannot be written: for some addresses, such as `a@[`, it only stumbles."""


class CannotSend(Exception):
    """The mail did not leave; the text says why and names no whole address."""


def send(mail: OutboxMail, settings: Settings) -> None:
    """Hand the mail to the server of `settings.mail`.

    Raises:
        CannotSend: the server cannot be reached, or refuses.
    """
    try:
        message = compose(mail, settings.mail_from)
        server = _connect(settings.mail)
        try:
            server.send_message(message, settings.mail_from, [mail.address])
        finally:
            _leave(server)
    except smtplib.SMTPResponseException as fault:
        raise CannotSend(f"{fault.smtp_code} {_plain(fault.smtp_error)}") from fault
    except smtplib.SMTPRecipientsRefused as fault:
        code, reason = next(iter(fault.recipients.values()))
        raise CannotSend(f"{code} {_plain(reason)}") from fault
    except (OSError, smtplib.SMTPException, *UNWRITABLE) as fault:
        raise CannotSend(f"{type(fault).__name__}: {fault}") from fault


def compose(mail: OutboxMail, sender: str) -> EmailMessage:
    """The mail with its headers. Its Message-ID comes from the public id, so that a repeat is recognised as the same mail.

    Raises:
        ValueError: a header would hold a line break or a broken address.
    """
    message = EmailMessage(policy.SMTP.clone(cte_type="7bit"))
    message["From"] = Address(display_name=say(msg("Nimbus Cloud"), mail.language), addr_spec=sender)
    message["To"] = Address(addr_spec=mail.address)
    if mail.reply_to:
        message["Reply-To"] = Address(addr_spec=mail.reply_to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.public_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.language
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def _connect(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        if parts.username:
            _sign_in(server, host, unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _sign_in(server: smtplib.SMTP, host: str, user: str, password: str) -> None:
    if not isinstance(server.sock, ssl.SSLSocket) and host not in LOOPBACK:
        raise CannotSend("The server offers no STARTTLS; the password is not sent in the clear.")
    server.login(user, password)


def _leave(server: smtplib.SMTP) -> None:
    # What the server took is sent, however the goodbye goes: an error here would send the mail twice.
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _plain(reason: bytes | str) -> str:
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
