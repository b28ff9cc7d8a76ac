"""What a person should know about how a result came about: repairs, an end without handing in, given-back time, counting."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.text import Texts
from lms.publishing.library import Library
from lms.quizzes.queries import repairs_in
from lms.quizzes.rules import AttemptState, Counting, Ending, RepairAction
from lms.web.quizzes.pages.viewing import Viewing

COUNTED = (Counting.AVERAGE, Counting.LAST, Counting.FIRST, Counting.BEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note; `state` as in `ui/callout.html`. `reason` is the author's own words."""

    state: str
    icon: str
    text: str
    reason: Texts


def notes(library: Library, view: Viewing) -> tuple[Note, ...]:
    """All that there is to know; one statement where the quiz writes repairs, otherwise none."""
    return (*_ending(view), *_credit(view), *_repairs(library, view), *_counting(view))


def _note(text: str, icon: str = "info", reason: Texts | None = None) -> Note:
    return Note(state="info", icon=icon, text=text, reason=reason or {})


def _ending(view: Viewing) -> Iterator[Note]:
    if view.sheet.ending is Ending.ABANDONED:
        said = _("The time ran out before you finished. In this quiz only what is handed in counts, so this attempt earned nothing.")
        yield _note(said, "clock")
    elif view.sheet.ending is Ending.EXPIRED:
        yield _note(_("The time ran out before you finished. Everything that was saved until then has been taken."), "clock")


def _credit(view: Viewing) -> Iterator[Note]:
    if seconds := view.sheet.timing.credit:
        minutes = -(-seconds // 60)
        yield _note(
            ngettext(
                "The academy could not be reached while you were at it. %(num)s minute was given back to you.",
                "The academy could not be reached while you were at it. %(num)s minutes were given back to you.",
                minutes,
            ),
            "clock",
        )


def _repairs(library: Library, view: Viewing) -> Iterator[Note]:
    current = library.quizzes.quizzes.get(view.sheet.quiz)
    met = {slot.question: slot.position for slot in view.sheet.slots}
    written = {one.question: one for one in current.repairs if one.question in met} if current else {}
    done = repairs_in(view.sheet.id) if written else {}
    for question, action in done.items():
        if question in written:
            yield _note(_repaired(action, met[question]), "refresh", written[question].reason)


def _repaired(action: RepairAction, number: int) -> str:
    match action:
        case RepairAction.VOID:
            return _("Question %(number)s was not fair. It counts for nobody any more.", number=number)
        case RepairAction.ACCEPT_ALL:
            return _("Question %(number)s was not fair. Everybody who met it earns it in full.", number=number)
    return _("The key of question %(number)s was wrong. All answers to it have been marked again.", number=number)


def _counting(view: Viewing) -> Iterator[Note]:
    result, rule = view.result, view.quiz.counts
    if result is None or view.sheet.state is AttemptState.VOIDED:
        return
    if result.pending and view.sheet.state is not AttemptState.WAITING:
        yield _note(_("A marker still has to look at another attempt; until then your result may change."), "clock")
    elif rule in COUNTED and len(view.attempts) > 1 and not result.pending:
        yield _note(_counted(rule, result.percent), "flag")


def _counted(rule: Counting, percent: int) -> str:
    match rule:
        case Counting.AVERAGE:
            return _("What counts in this quiz is the average of your attempts: %(percent)s%%.", percent=percent)
        case Counting.LAST:
            return _("What counts in this quiz is your last attempt: %(percent)s%%.", percent=percent)
        case Counting.FIRST:
            return _("What counts in this quiz is your first attempt: %(percent)s%%.", percent=percent)
    return _("What counts in this quiz is your best attempt: %(percent)s%%.", percent=percent)
