"""What a service may answer instead of doing: each with a sentence fit for the person. Only `web/errors.py` maps them to pages."""

from lms.core.text import Message, msg


class Problem(Exception):
    """A sentence for the person, and nothing changed."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


class NotFound(Problem):
    """There is no such thing, or it is not the actor's: both look the same."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or msg("There is no such page, or it is not yours to see."))


class Refused(Problem):
    """The actor may see the thing but not do this now.

    `unmet` holds what is missing, as values of `requirements` that the page, the API and the mail draw the same way. `heading` stands over
    the sentence where “not open yet” would be wrong.
    """

    def __init__(self, message: Message, unmet: tuple[object, ...] = (), heading: Message | None = None) -> None:
        super().__init__(message)
        self.unmet, self.heading = unmet, heading


class Conflict(Problem):
    """The thing has changed since the actor looked: a stale, different intent."""


class Invalid(Problem):
    """The input cannot be read; the sentence says what is wrong and what to do."""
