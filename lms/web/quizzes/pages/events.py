"""The links of an attempt's log in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.text import Message, msg
from lms.quizzes.replay import Link, LogKind
from lms.quizzes.rules import What
from lms.web.presentation import spoken

NAMES: Mapping[LogKind, Message] = {
    LogKind.DRAWN: msg("Paper drawn, attempt begun"),
    LogKind.SAVED: msg("Answer saved"),
    LogKind.ATTACHED: msg("File added or taken away"),
    LogKind.FLAGGED: msg("Question flagged, or no longer"),
    LogKind.PAUSED: msg("Break begun"),
    LogKind.RESUMED: msg("Break ended"),
    LogKind.CREDITED: msg("Time given back for an outage"),
    LogKind.SUBMITTED: msg("Sitting ended"),
    LogKind.MARKED: msg("Marked by hand"),
    LogKind.GRADED: msg("Grade computed"),
    LogKind.REPAIRED: msg("Question repaired, marked again"),
    LogKind.VOIDED: msg("Attempt voided"),
}
ENDINGS = {
    "submitted": msg("handed in"),
    "expired": msg("the time was over; what was saved was taken"),
    "abandoned": msg("the time was over; only what is handed in counts"),
}
ACTIONS = {
    "void": msg("it counts for nobody"),
    "accept_all": msg("everybody earns it in full"),
    "re_key": msg("marked by another key"),
}


def named(kind: LogKind) -> str:
    """What happened."""
    return spoken(NAMES[kind])


def about(link: Link, what: frozenset[What]) -> str:
    """What else the link says, as far as it may be shown. A link that was changed may say anything: it then tells nothing."""
    try:
        return _about(link.kind, link.data, what)
    except (KeyError, ValueError, TypeError):
        return ""


def _about(kind: LogKind, data: Mapping[str, Any], what: frozenset[What]) -> str:
    match kind:
        case LogKind.DRAWN:
            return str(ngettext("%(num)s question", "%(num)s questions", len(data["paper"])))
        case LogKind.SUBMITTED | LogKind.REPAIRED:
            return spoken(ENDINGS[data["ending"]] if kind is LogKind.SUBMITTED else ACTIONS[data["action"]])
        case LogKind.CREDITED:
            return str(ngettext("%(num)s second", "%(num)s seconds", int(data["seconds"])))
        case LogKind.MARKED if What.RIGHT_OR_WRONG in what:
            return _("%(earned)s of %(points)s", earned=int(data["mark"][0]), points=int(data["mark"][1]))
        case LogKind.GRADED if What.SCORE in what:
            return _("%(percent)s%%", percent=int(data["percent"]))
    return ""
