"""What follows from events of accounts: handed to the application, which writes them to the audit log."""

from collections.abc import Callable, Sequence
from typing import cast

from flask import current_app

from lms.core.events import Event
from lms.core.ids import PersonId

SETTLE = "waymark_settle"
MAIL = "waymark_mail"


def settle(events: Sequence[Event]) -> None:
    """Hand events on, inside the transaction they belong to."""
    receiver = cast("Callable[[Sequence[Event]], None] | None", current_app.extensions.get(SETTLE))
    if receiver is None:
        _complain(SETTLE)
    elif events:
        receiver(events)


def announce(event: str, person: PersonId, context: dict[str, object]) -> None:
    """Put a mail into the outbox, inside the transaction it belongs to."""
    sender = cast("Callable[[str, PersonId, dict[str, object]], None] | None", current_app.extensions.get(MAIL))
    if sender is None:
        _complain(MAIL)
    else:
        sender(event, person, context)


def _complain(hook: str) -> None:
    if not current_app.testing:
        raise RuntimeError(f"app.extensions[{hook!r}] is not set; create_app registers it.")
