"""What the page of tokens shows: the own ones, and to who may see them those of others."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.access import Actor, Permission, Reach, reaches
from lms.accounts.queries import tokens_of
from lms.accounts.token_rules import PREFIX, TOKENS, ApiScope, KeptToken, TokenState
from lms.core.ids import PublicId
from lms.core.text import Message, msg
from lms.web.presentation import moment, short_day, spoken

SCOPES: dict[ApiScope, Message] = {ApiScope.WRITE_FIGURES: msg("enters and corrects figures")}
STATES: dict[TokenState, tuple[str, Message]] = {
    TokenState.LIVE: ("ok", msg("good")),
    TokenState.EXPIRED: ("", msg("over")),
    TokenState.REVOKED: ("", msg("revoked")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A token as people read it. `holder` is empty for an own one; `tone` is that of the tag."""

    token: PublicId
    name: str
    holder: str
    looks: str
    scope: str
    made: str
    used: str
    until: str
    tone: str
    state: str
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensPage:
    """The tokens within the reader's reach. `all_of_them`: also those of others; `full`: no more can be made."""

    heading: str
    mine: tuple[TokenRow, ...]
    others: tuple[TokenRow, ...]
    all_of_them: bool
    full: bool


def tokens_page(actor: Actor, now: datetime) -> TokensPage:
    """The page of whoever asks; one statement."""
    kept = tokens_of(actor)
    mine = [one for one in kept if one.person == actor.person]
    live = sum(one.state(now) is TokenState.LIVE for one in mine)
    return TokensPage(
        heading=_heading(live), mine=tuple(_row(one, now, "") for one in mine), full=live >= TOKENS,
        others=tuple(_row(one, now, spoken(one.holder)) for one in kept if one.person != actor.person),
        all_of_them=Reach.ALL in reaches(actor, Permission.KEEP_TOKENS),
    )  # fmt: skip


def _heading(live: int) -> str:
    if not live:
        return str(_("No program acts in your name"))
    return str(ngettext("%(num)s program acts in your name", "%(num)s programs act in your name", live))


def _row(one: KeptToken, now: datetime, holder: str) -> TokenRow:
    state = one.state(now)
    tone, word = STATES[state]
    used = _("last used on %(day)s", day=short_day(one.last_used_on)) if one.last_used_on else _("not used yet")
    return TokenRow(
        token=one.public_id, name=one.name, holder=holder, looks=f"{PREFIX}…{one.last_signs}", scope=spoken(SCOPES[one.scope]),
        made=moment(one.created_at), used=str(used), until=moment(one.expires_at), tone=tone, state=spoken(word),
        live=state is TokenState.LIVE,
    )  # fmt: skip
