"""To whom the sentences about a standing speak: they are written for the company; the vendor reads the same, said of the company."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from lms.core.text import Message, msg, nmsg


class Listener(StrEnum):
    """Who reads."""

    COMPANY = "company"
    VENDOR = "vendor"
    DECIDER = "decider"
    """whose word is waited for"""


ABOUT_THE_COMPANY = (
    (
        nmsg("you need %(n)s more %(what)s", "you need %(n)s more %(what)s", 1),
        nmsg("the company needs %(n)s more %(what)s", "the company needs %(n)s more %(what)s", 1),
    ),
    (
        nmsg("you need %(n)s more person for “%(place)s”", "you need %(n)s more people for “%(place)s”", 1),
        nmsg("the company needs %(n)s more person for “%(place)s”", "the company needs %(n)s more people for “%(place)s”", 1),
    ),
    (
        msg("Grace runs to %(grace)s; at the review on %(review)s you move to %(tier)s."),
        msg("Grace runs to %(grace)s; at the review on %(review)s the tier becomes %(tier)s."),
    ),
    (
        msg("Grace ended on %(grace)s; at the review on %(review)s you move to %(tier)s."),
        msg("Grace ended on %(grace)s; at the review on %(review)s the tier becomes %(tier)s."),
    ),
    (
        msg("At the review on %(review)s %(tier)s did not hold; your partner manager decides whether you move to %(to)s."),
        msg("At the review on %(review)s %(tier)s did not hold; the partner manager decides whether the tier becomes %(to)s."),
    ),
    (msg("You would gain: %(benefits)s."), msg("The company would gain: %(benefits)s.")),
    (msg("You would lose: %(benefits)s."), msg("The company would lose: %(benefits)s.")),
    (msg("you accept the agreement"), msg("the company accepts the agreement")),
)  # fmt: skip
"""What is said to the company, and the same said of it."""

TO_THE_DECIDER = (
    (
        msg("At the review on %(review)s %(tier)s did not hold; your partner manager decides whether you move to %(to)s."),
        msg("At the review on %(review)s %(tier)s did not hold; you decide whether the tier becomes %(to)s."),
    ),
    (
        msg("The partner manager decides whether the tier becomes %(to)s. Until then it is kept. This is missing:"),
        msg("You decide whether the tier becomes %(to)s. Until then it is kept. This is missing:"),
    ),
    (msg("The tier is given when the partner manager says so."), msg("The tier is given when you say so.")),
)  # fmt: skip
"""What only whoever decides is told otherwise."""

Others = Mapping[str, Message]


def heard(said: Iterable[Message], listener: Listener) -> tuple[Message, ...]:
    """The sentences as this listener reads them, with the same people, days and numbers."""
    return tuple(_other(one, OTHERS[listener]) for one in said)


def _other(one: Message, others: Others) -> Message:
    params = {name: _other(value, others) if isinstance(value, Message) else value for name, value in one.params.items()}
    found = others.get(one.msgid)
    return replace(one, params=params) if found is None else Message(found.msgid, params, found.plural, one.n)


def _by_id(*tables: Iterable[tuple[Message, Message]]) -> Others:
    return {company.msgid: other for table in tables for company, other in table}


OTHERS: Mapping[Listener, Others] = {
    Listener.COMPANY: {},
    Listener.VENDOR: _by_id(ABOUT_THE_COMPANY),
    Listener.DECIDER: _by_id(ABOUT_THE_COMPANY, TO_THE_DECIDER),
}
