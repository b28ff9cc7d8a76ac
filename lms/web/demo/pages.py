"""What the pages of a demo show: the faces, the mailbox, and a mail as text with its links."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from lms.core.ids import PublicId
from lms.demo import FACES
from lms.demo.cast import ADMIN, COMPANIES, MANAGER
from lms.notifications import queries
from lms.web.accounts.destinations import own_page
from lms.web.context import settings
from lms.web.faces import initials
from lms.web.presentation import name_in, spoken

MAILS_A_PAGE = 50
STATES = {"waiting": "", "sending": "info", "sent": "ok", "failed": "bad"}


@dataclass(frozen=True, slots=True)
class ShownFace:
    """One of the five people as a form of one button draws them."""

    id: str
    name: str
    title: str
    story: str
    initials: str
    c: int


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail of the list."""

    href: str
    subject: str
    to: str
    at: datetime
    state: str
    state_text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a line; with `href` it is a link to one of our own pages."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class MailPage:
    """One mail: the lines of its text part."""

    subject: str
    language: str
    facts: list[tuple[str, str]]
    lines: list[list[Part]]


def shown_faces() -> list[ShownFace]:
    """The five people, each with a story."""
    names = {member.email: (member.name, member.name_ru) for company in COMPANIES for member in company.members}
    names |= {email: (name, name_ru) for email, name, name_ru in (MANAGER, ADMIN)}
    shown = []
    for number, face in enumerate(FACES):
        name = name_in(*names[face.email])
        shown.append(ShownFace(face.id, name, spoken(face.title), spoken(face.story), initials(name), number))
    return shown


def mail_rows(before: int | None) -> tuple[list[MailRow], str]:
    """One page of the mailbox, newest first, and the address of the next one if there is more."""
    mails = queries.mailbox(MAILS_A_PAGE + 1, before)
    shown = mails[:MAILS_A_PAGE]
    more = url_for("demo.mailbox", before=shown[-1].id) if len(mails) > MAILS_A_PAGE else ""
    rows = [
        MailRow(
            url_for("demo.mail", mail=mail.public_id), mail.subject, mail.address, mail.created_at, STATES[mail.state], _state(mail.state)
        )
        for mail in shown
    ]  # fmt: skip
    return rows, more


def mail_page(public_id: PublicId) -> MailPage:
    """One mail.

    Raises:
        NotFound: there is no such mail.
    """
    mail = queries.mail_of(public_id)
    facts = [
        (_("To"), mail.address),
        (_("From"), settings().mail_from),
        *([(_("Answers go to"), mail.reply_to)] if mail.reply_to else []),
        (_("Written"), spoken(mail.created_at)),
        (_("State"), _state(mail.state)),
    ]
    return MailPage(mail.subject, mail.language, facts, linked(mail.text.splitlines(), settings().base_url))


def linked(lines: Sequence[str], base_url: str) -> list[list[Part]]:
    """The lines of a text in stretches: addresses of our own pages become links without their host, everything else stays text."""
    return [list(_parts(line, base_url)) for line in lines]


def _parts(line: str, base_url: str) -> Iterator[Part]:
    done = 0
    for found in re.finditer(rf"(?<!\S){re.escape(base_url)}(/\S*)", line):
        if own_page(found[1]) is not None:
            yield Part(line[done : found.start()])
            yield Part(found[0], found[1])
            done = found.end()
    yield Part(line[done:])


def _state(state: str) -> str:
    return {"waiting": _("waits"), "sending": _("is being sent"), "sent": _("sent"), "failed": _("given up")}[state]
