"""Words that several pages of partners use: what somebody is there, when they were seen, what they hold."""

from datetime import date, datetime

from flask_babel import gettext as _

from lms.core.text import Texts
from lms.web.presentation import day_of, short_day, spoken


def roles_of(*, is_admin: bool, sales: bool, technical: bool) -> str:
    """What somebody is at a partner."""
    named = ((sales, _("sales")), (technical, _("technical")), (is_admin, _("partner admin")))
    return ", ".join(name for has, name in named if has)


def seen_words(last_seen_at: datetime | None) -> str:
    """When somebody was here last."""
    return _("seen %(day)s", day=short_day(day_of(last_seen_at))) if last_seen_at else _("not seen yet")


def held_words(title: Texts, expires_on: date | None) -> str:
    """A certificate and until when it counts."""
    if expires_on is None:
        return spoken(title)
    return str(_("%(certification)s, until %(day)s", certification=spoken(title), day=short_day(expires_on)))
