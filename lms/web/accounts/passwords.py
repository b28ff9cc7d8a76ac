"""Passwords at the edge: the rules' sentences in the reader's language, hashes, and reset links."""

from typing import Any

from flask import url_for
from flask_security import MailUtil, PasswordUtil
from flask_security.mail_util import EmailValidateException
from flask_security.utils import get_message, hash_password

from lms.accounts import rules
from lms.core.translation import say
from lms.web.accounts.tries import ask_reset
from lms.web.context import language, settings, zone


class Passwords(PasswordUtil):
    """Accepts a new password by our rules."""

    def validate(self, password: str, is_register: bool, **given: Any) -> tuple[list[str] | None, str]:  # noqa: ARG002 - the library's signature
        """What is wrong with it, as sentences, and the password in its normal form."""
        normal = self.normalize(password)
        return sentences(normal, given["user"].email) or None, normal


class Mails(MailUtil):
    """Reads addresses by our rule, and hands the one mail that Flask-Security sends, the reset link, to the outbox."""

    def normalize(self, email: str) -> str:
        """The address as it is kept.

        Raises:
            EmailValidateException: it can be none.
        """
        plain = rules.plain_email(email)
        if not rules.is_email(plain):
            raise EmailValidateException(get_message("INVALID_EMAIL_ADDRESS")[0])
        return plain

    validate = normalize

    def send_mail(self, template: str, subject: str, recipient: Any, *rest: Any, **context: Any) -> None:  # noqa: ARG002 - the library's signature
        """Send the link. It begins with the configured address, never with the request's host."""
        link = settings().base_url + url_for("security.reset_password", token=context["reset_token"])
        # An unknown address costs a hash inside Flask-Security; so does a known one.
        hash_password("not-a-password")
        ask_reset(str(recipient), context["user"].id, link)


def sentences(password: str, email: str) -> list[str]:
    """What is wrong with a new password, in the reader's language."""
    return [say(fault, language(), zone()) for fault in rules.password_faults(password, email)]
