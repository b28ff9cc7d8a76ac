"""What a person brings to the start of a quiz: the confirmed statement, and the access code, which nobody guesses for long."""

from lms.accounts import rules, service
from lms.accounts.rules import CounterKind, key_hash
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.ids import Slug
from lms.core.text import msg
from lms.journey.exams import Brought
from lms.publishing.library import Library
from lms.quizzes.service.starting import honour_hash
from lms.reporting.visitor import Visitor
from lms.web.context import language, now, settings
from lms.web.quizzes.forms import StartForm


def brought(library: Library, visitor: Visitor, quiz_id: Slug, form: StartForm) -> Brought:
    """What the form says, for the service. A try of the access code is counted before it is made, so that parallel tries cannot pass.

    Raises:
        Invalid: there were too many tries.
    """
    quiz = library.quizzes.quizzes.get(quiz_id)
    if quiz is None:
        return Brought()
    if quiz.access_code:
        with transaction():
            counted = service.count(CounterKind.CODE, _key(visitor, quiz_id), now())
        if until := rules.pause([counted]):
            raise Invalid(msg("There were too many wrong codes. You can try again from %(until)s.", until=until))
    shown = honour_hash(quiz, language()) if quiz.honour else ""
    return Brought(language=language(), honour=bool(shown) and form.honour.data == shown, access_code=form.access_code.data or "")


def right_code(visitor: Visitor, quiz: Slug, form: StartForm) -> None:
    """The access code was right: its counter begins anew."""
    if form.access_code.data:
        with transaction():
            service.forgive(_key(visitor, quiz), "", CounterKind.CODE)


def _key(visitor: Visitor, quiz: Slug) -> str:
    return key_hash(settings().secret, CounterKind.CODE, f"{visitor.public_id} {quiz}")
