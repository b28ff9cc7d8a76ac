"""The mail that tells reviewers once a day which applications and requests wait for a word."""

from datetime import UTC, datetime, time

from lms.access import Actor, Permission, may
from lms.core.db import db
from lms.core.ids import PersonId
from lms.core.upsert import insert
from lms.notifications.recipients import person as recipient_of
from lms.notifications.service import announce
from lms.partners.applications.models import ApplicationReminder
from lms.partners.applications.queries import counts_of, reviewers
from lms.partners.applications.rules import ApplicationState
from lms.partners.managers.queries import open_requests
from lms.publishing.library import Library

REMINDER = "applications_waiting"
REMIND_FROM = time(6)
"""Reviewers are written to at the first sweep after this hour, UTC."""
OURS = (ApplicationState.RECEIVED, ApplicationState.IN_REVIEW, ApplicationState.ACCEPTED)
"""The vendor has the next word."""


def remind_reviewers(_library: Library, now: datetime) -> int:
    """Once a day, tell everybody who decides on applications what waits; how many mails that makes."""
    today = now.astimezone(UTC)
    if today.time() < REMIND_FROM:
        return 0
    first = insert(ApplicationReminder).values(on=today.date(), at=now).on_conflict_do_nothing().returning(ApplicationReminder.on)
    if db.session.execute(first).one_or_none() is None:
        return 0
    return sum(_remind(one, now) for one in reviewers())


def _remind(reviewer: Actor, now: datetime) -> int:
    counts = counts_of(reviewer)
    waiting = sum(counts.get(state, 0) for state in OURS)
    requests = len(open_requests(reviewer)) if may(reviewer, Permission.CHANGE_MANAGER) else 0
    if not waiting + requests:
        return 0
    context = {"count": waiting, "requests": requests, "link": "/applications"}
    announce(recipient_of(reviewer.person or PersonId(0), now.date()), REMINDER, context, now)
    return 1
