"""Telling every partner what new rules do to it, in batches until all know; and keeping who acknowledged it."""

from datetime import datetime

from lms.access import Permission
from lms.core.errors import NotFound
from lms.core.events import Event
from lms.core.ids import PublicId
from lms.journey.settle import settle
from lms.partners.queries import portfolio_scope
from lms.programme import notices
from lms.programme.models import ProgrammeVersion
from lms.programme.queries import programme_of, version_before
from lms.publishing.library import Library
from lms.reporting.rule_changes import Change, effects_of
from lms.reporting.visitor import Visitor

AT_ONCE = 50
"""So many partners are told in one transaction."""


def tell_of_rules(library: Library, now: datetime) -> int:
    """Tell partners of each version that is published and still to come, and tell those again who have not acknowledged it.

    A version in force is told to nobody anew: who joins then joins by its rules; it is recalled until somebody acknowledges it or another
    version takes its place. At most one batch of a version a call: what a broken process left undone, the next call does. The answer is how
    many were told.
    """
    events = [event for row in notices.in_sight(now.date()) for event in _told(row, library, now)]
    if events:
        settle(library, events, now)
    return len(events)


def _told(row: ProgrammeVersion, library: Library, now: datetime) -> list[Event]:
    old = version_before(row.version)
    if old is None:
        return []
    again = notices.tell_again(row.version, now, AT_ONCE)
    missing = notices.not_told(row.version, AT_ONCE) if row.effective_from > now.date() else ()
    effects = effects_of(Change(old, programme_of(row), now.date()), missing, library) if missing else {}
    return again + notices.tell(row.version, effects, now)


def acknowledge_rules(library: Library, visitor: Visitor, notice: PublicId, now: datetime) -> None:
    """Acknowledge a notice for the visitor's partner.

    Raises:
        NotFound: there is no such notice to this partner.
    """
    if visitor.actor.person is None:
        raise NotFound
    scope = portfolio_scope(visitor.actor, Permission.ACKNOWLEDGE_RULES)
    settle(library, notices.acknowledge(notice, scope, visitor.actor.person, now), now)
