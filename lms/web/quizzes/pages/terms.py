"""The terms of a quiz in words, before anybody starts it: when, how long, in which order, what happens when the time is over."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.journey import EntryState
from lms.quizzes.rules import ExpiryPolicy, Quiz, Window, WindowFor
from lms.web.presentation import moment


def terms(entry: EntryState) -> Iterator[tuple[str, str]]:
    """What somebody has to know before the start, besides questions, pass mark and attempts."""
    quiz = entry.quiz
    if quiz.window is not None:
        yield _window(quiz.window)
    if quiz.minutes is not None:
        yield _("When the time is over"), _end(quiz)
    yield _("Pages"), _layout(quiz)
    if quiz.access_code:
        yield _("Access code"), _("whoever supervises the exam tells it")


def _layout(quiz: Quiz) -> str:
    if not quiz.back:
        return _("one question each, without a way back")
    return _("all questions on one") if quiz.all_on_one_page else _("one question each; you can go back")


def _end(quiz: Quiz) -> str:
    match quiz.expiry:
        case ExpiryPolicy.SUBMIT:
            return _("what is saved is marked")
        case ExpiryPolicy.GRACE:
            minutes = max(1, quiz.grace_seconds // 60)
            return str(ngettext("%(num)s minute to hand in, or nothing counts", "%(num)s minutes to hand in, or nothing counts", minutes))
        case ExpiryPolicy.ZERO:
            return _("nothing counts that is not handed in")


def _window(window: Window) -> tuple[str, str]:
    term = _("Start") if window.closing is WindowFor.START else _("Start and finish")
    if window.opens and window.closes:
        return term, _("from %(opens)s, before %(closes)s", opens=moment(window.opens), closes=moment(window.closes))
    if window.closes:
        return term, _("before %(closes)s", closes=moment(window.closes))
    return term, _("from %(opens)s", opens=moment(window.opens)) if window.opens else _("at any time")


def own_time(entry: EntryState) -> str:
    """The person's own time limit, with what stands for them."""
    seconds, own = entry.own.limit_of(entry.quiz), entry.own
    if seconds is None:
        return _("no limit")
    minutes = ngettext("%(num)s minute", "%(num)s minutes", seconds // 60)
    if own.time_percent == 100 and not own.break_minutes:
        return str(minutes)
    if not own.break_minutes:
        return _("%(minutes)s, lengthened for you", minutes=minutes)
    breaks = ngettext("%(num)s minute", "%(num)s minutes", own.break_minutes)
    return _("%(minutes)s for you, and %(breaks)s of breaks", minutes=minutes, breaks=breaks)
