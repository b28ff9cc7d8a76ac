"""The result of an attempt: the score as a place on the line, what to repeat, the way back; or what was opened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certificates.queries import certificates_of
from lms.core.ids import PublicId, Slug
from lms.core.text import Texts
from lms.journey import programme_now
from lms.journey.opening import opened_with
from lms.notifications.recipients import manager_of
from lms.publishing.library import Library
from lms.quizzes.queries import Sheet, void_reason
from lms.quizzes.rules import AttemptState, Ending, What
from lms.reporting.visitor import Visitor
from lms.web.context import language
from lms.web.openings import Unlock, unlocks
from lms.web.presentation import day_of, moment, spoken
from lms.web.quizzes.pages.notes import Note, notes
from lms.web.quizzes.pages.onward import onward, practice_for
from lms.web.quizzes.pages.retake import Retake, retake_of
from lms.web.quizzes.pages.topics import LessonLink, Topic, topics
from lms.web.quizzes.pages.viewing import Viewing, attempt_name, open_until, score_words, viewing
from lms.web.quizzes.pages.who import first_name, signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One step of the way back, for `ui/route.html`."""

    state: str
    name: str
    meta: str = ""
    href: str = ""
    gate: bool = False
    open: bool = False
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """What the page of a finished attempt shows. `state` is one of passed, failed, waiting, voided; a `score` of `None` stays hidden.

    `review` is how the paper is opened (as `rules.Opening`), empty where there is nothing more to see; `onward` are words and addresses.
    """

    attempt: PublicId
    quiz: Slug
    title: Texts
    exam: bool
    state: str
    heading: str
    lead: str
    percent: int
    pass_percent: int
    score: dict[str, str] | None
    number: str
    topics: tuple[Topic, ...]
    notes: tuple[Note, ...]
    reason: str
    helpers: str
    way_back: tuple[Stop, ...]
    first_step: LessonLink | None
    review: str
    review_until: str
    onward: tuple[tuple[str, str], ...]
    certificate_href: str
    unlocked: tuple[Unlock, ...]

    @property
    def template(self) -> str:
        """The page that fits."""
        return {"passed": "quizzes/passed.html", "failed": "quizzes/failed.html"}.get(self.state, "quizzes/undecided.html")


def result_page(library: Library, visitor: Visitor, sheet: Sheet, now: datetime) -> ResultPage:
    """The page of a finished attempt of the visitor."""
    view = viewing(library, visitor, sheet, now)
    state = _state(view)
    shown = topics(library, view.quiz, sheet) if What.OBJECTIVES in view.what else ()
    missed = _each_once(lesson for topic in shown for lesson in topic.lessons)
    retake = retake_of(library, visitor, sheet.quiz, now) if state == "failed" else None
    lessons = _left(missed, retake)
    certificate = _certificate(library, visitor, sheet)
    return ResultPage(
        attempt=sheet.public_id, quiz=sheet.quiz, title=view.quiz.title, exam=view.exam, state=state,
        heading=_heading(view, state, first_name(visitor)), lead=_lead(view, state), percent=sheet.percent,
        pass_percent=view.quiz.pass_percent, score=score_words(view.quiz, sheet) if What.SCORE in view.what else None,
        number=attempt_name(view), topics=shown, notes=notes(library, view),
        reason=void_reason(sheet.id) if state == "voided" else "", helpers=_helpers(visitor) if state == "waiting" else "",
        way_back=tuple(_way_back(library, view, (missed, lessons), retake, now)) if state == "failed" else (),
        first_step=lessons[0] if lessons and state == "failed" else None,
        review=view.opening.value if view.paper else "", review_until=open_until(view),
        onward=tuple(onward(library, view, state)),
        certificate_href=url_for("certificates.certificate", certificate=certificate) if certificate else "",
        unlocked=_unlocked(library, visitor, certificate, now),
    )  # fmt: skip


def _state(view: Viewing) -> str:
    if view.sheet.state is AttemptState.VOIDED:
        return "voided"
    if not view.sheet.state.has_grade:
        return "waiting"
    return "passed" if view.won else "failed"


def _helpers(visitor: Visitor) -> str:
    """Who may help while a marker is owed."""
    contact = manager_of(visitor.partner_id, language()) if visitor.partner_id is not None else None
    if contact is None:
        return _("If it takes longer than you can wait, ask whoever runs your training.")
    return _("If it takes longer than you can wait, %(name)s may help: %(address)s.", name=contact.name, address=contact.address)


def _certificate(library: Library, visitor: Visitor, sheet: Sheet) -> PublicId | None:
    """The newest certificate that the attempt won in the certification of its exam, not in one that it renewed."""
    own = library.certifications.of_exam(sheet.quiz)
    if own is None:
        return None
    held = certificates_of(signed_in(visitor))
    return next((one.public_id for one in held if (one.attempt_id, one.certification) == (sheet.id, own.id)), None)


def _unlocked(library: Library, visitor: Visitor, certificate: PublicId | None, now: datetime) -> tuple[Unlock, ...]:
    if certificate is None:
        return ()
    return tuple(unlocks(opened_with(library, visitor, certificate, now), programme_now(library, now)))


def _heading(view: Viewing, state: str, name: str) -> str:
    match state:
        case "voided":
            return _("This attempt does not count")
        case "waiting":
            return _("Handed in: a marker looks at your answers")
        case "passed":
            return _well_done(view, name)
    percent, needed = view.sheet.percent, view.quiz.pass_percent
    if What.SCORE not in view.what:
        return _("Not yet: the gate opens at %(needed)s%%", needed=needed)
    if view.sheet.passed:
        return _("%(percent)s%% this time, and all attempts together not yet %(needed)s%%", percent=percent, needed=needed)
    return _("Not yet: %(percent)s%%, the gate opens at %(needed)s%%", percent=percent, needed=needed)


def _well_done(view: Viewing, name: str) -> str:
    if What.SCORE not in view.what:
        return _("Well done, %(name)s. You have passed.", name=name)
    if view.exam:
        return _("Well done, %(name)s. %(percent)s%%, and the way is open.", name=name, percent=view.sheet.percent)
    return _("Well done, %(name)s. %(percent)s%%, you are ready.", name=name, percent=view.sheet.percent)


def _lead(view: Viewing, state: str) -> str:
    quiz, ended = view.quiz, view.sheet.finished_at
    if state == "waiting" and ended is not None:
        return _("Waiting since %(moment)s. You get a mail as soon as the result is there; until then nothing is passed or missed.",
                 moment=moment(ended))  # fmt: skip
    if state == "voided":
        return _("It uses up no attempt and no wait. %(title)s stays open to you as if you had not sat it.", title=spoken(quiz.title))
    day = spoken(day_of(ended)) if ended else ""
    nothing = view.sheet.ending is Ending.ABANDONED
    if state == "passed" or What.SCORE not in view.what or view.sheet.passed or nothing:
        return _("%(title)s, %(day)s. Pass mark %(percent)s%%.", title=spoken(quiz.title), day=day, percent=quiz.pass_percent)
    return _missing(view)


def _missing(view: Viewing) -> str:
    """How little more would have done it."""
    grade = view.sheet.grade
    short = -(-view.quiz.pass_percent * grade.out_of // 100) - int(grade.earned)
    if all(mark.points in (0, 1) and mark.out_of == 1 for mark in view.sheet.marks.values()):
        return str(ngettext("%(num)s more right answer would have done it.", "%(num)s more right answers would have done it.", short))
    return str(ngettext("%(num)s more point would have done it.", "%(num)s more points would have done it.", short))


def _each_once(lessons: Iterable[LessonLink]) -> tuple[LessonLink, ...]:
    return tuple({lesson.href: lesson for lesson in lessons}.values())


def _left(missed: tuple[LessonLink, ...], retake: Retake | None) -> tuple[LessonLink, ...]:
    """What is still to be repeated; without facts about it everything."""
    if retake is None or retake.study is None or not retake.study.lessons:
        return missed
    hrefs = {url_for("courses.lesson", course=course, lesson=lesson)
             for course, lesson in (one.split("/") for one in retake.study.missing)}  # fmt: skip
    return tuple(one for one in missed if one.href in hrefs)


def _way_back(
    library: Library, view: Viewing, lessons: tuple[tuple[LessonLink, ...], tuple[LessonLink, ...]], retake: Retake | None, now: datetime
) -> Iterator[Stop]:  # fmt: skip
    missed, left = lessons
    if left:
        yield Stop(
            state="here",
            name=ngettext("Repeat %(num)s lesson", "Repeat %(num)s lessons", len(left)),
            meta=ngettext("%(num)s minute in total", "%(num)s minutes in total", sum(lesson.minutes for lesson in left)),
            href=left[0].href,
        )
    elif missed:
        yield Stop(state="done", name=_("The lessons are repeated"))
    practice = practice_for(library, view.quiz) if view.exam else None
    if practice:
        yield Stop(
            state="todo", number=2 if missed else 1, name=spoken(practice.title),
            meta=ngettext("%(num)s question, as often as you like", "%(num)s questions, as often as you like", practice.paper_size),
            href=url_for("quizzes.start_page", quiz=practice.id),
        )  # fmt: skip
    if retake:
        yield Stop(
            state="todo" if retake.open_now else "locked", gate=True, open=retake.open_now, name=retake.name(), meta=retake.meta(now),
            href=url_for("quizzes.start_page", quiz=view.sheet.quiz),
        )  # fmt: skip
