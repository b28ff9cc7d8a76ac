"""Writes mails: the templates of templates/email/ in the reader's language and zone, as plain text and as HTML made from MJML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup

from lms.core.translation import say, say_day, say_moment, translations
from lms.notifications.letterhead import Letterhead
from lms.notifications.recipients import Recipient
from lms.notifications.rules import one_line, templates

PATH = re.compile(r"/(?![/\\])[!#-;=?-~]*")
"""A path on our own site, without space, quotation mark or angle bracket."""
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no markup may hold."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail ready to go: the subject is one line; both parts hold the same links."""

    subject: str
    text: str
    html: str


def render(head: Letterhead, recipient: Recipient, event: str, context: Mapping[str, object]) -> Rendered:
    """Write the mail `event` for `recipient`.

    `context` holds what the template names; messages, texts, days and moments are written as the recipient's language and zone do.

    Raises:
        ValueError: there is no such mail, or a link leads elsewhere than to the configured address.
        jinja2.UndefinedError: the context lacks a name that the template uses.
    """
    if event not in templates():
        raise ValueError(f"There is no mail {event}.")
    environment = _environment(recipient.language, head.folder)
    words = {
        **context,
        "recipient": recipient, "contact": recipient.contact,
        "language": recipient.language, "zone": recipient.zone, "base_url": head.base_url,
    }  # fmt: skip
    subject, text, mjml = (environment.get_template(f"{event}/{name}").render(words) for name in ("subject.txt", "body.txt", "body.mjml"))
    return Rendered(one_line(subject), _tidy(text), _html(mjml))


@cache
def _environment(language: str, folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        # Escaped where it is markup; subjects and the plain part are not.
        autoescape=select_autoescape(enabled_extensions=("mjml",), disabled_extensions=("txt",)),
        extensions=["jinja2.ext.i18n"], finalize=_readable, auto_reload=False,
    )  # fmt: skip
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    environment.filters |= {"say": _say, "day": _day, "moment": _moment}
    environment.globals["to"] = _link
    return environment


def _readable(value: object) -> str:
    readable = UNREADABLE.sub("", str(value))
    return Markup(readable) if isinstance(value, Markup) else readable  # noqa: S704 - what was escaped stays so


@pass_context
def _say(context: Context, value: object) -> str:
    return say(value, context["language"], context["zone"])


@pass_context
def _day(context: Context, value: object) -> str:
    if not isinstance(value, date):
        raise TypeError(f"{value} is no day.")
    return say_day(value, context["language"])


@pass_context
def _moment(context: Context, value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{value} is no moment.")
    return say_moment(value, context["language"], context["zone"])


@pass_context
def _link(context: Context, address: str) -> str:
    base = str(context["base_url"])
    path = address.removeprefix(base)
    if not PATH.fullmatch(path):
        raise ValueError(f"A mail links to {base} only, by paths that begin with a slash.")
    return base + path


def _tidy(text: str) -> str:
    # "-- " with its space marks the signature, which mail programs fold away.
    lines = [line if line == "-- " else line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _html(mjml: str) -> str:
    import mrml

    # Nothing is included and no font is fetched: a mail opens without telling anybody.
    parsing = mrml.ParserOptions(include_loader=mrml.noop_loader())
    drawing = mrml.RenderOptions(disable_comments=True, fonts={})
    return str(mrml.to_html(mjml, parsing, drawing).content)
