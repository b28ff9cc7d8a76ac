"""Notes settings of a quiz that contradict each other, or that nothing can come of."""

from collections.abc import Iterator
from datetime import timedelta

from lms.core.content.faults import Faults
from lms.core.content.yaml import Document
from lms.core.text import Message, msg
from lms.quizzes.format.blocks import Skeleton
from lms.quizzes.format.review import review_complaints
from lms.quizzes.format.settings import QuizSettings, WindowSettings
from lms.quizzes.format.values import type_of
from lms.quizzes.questions import KINDS
from lms.quizzes.rules import ExpiryPolicy, QuizKind, ReviewPolicy, WindowFor

OF_SITTINGS = (
    "minutes", "attempts", "cooldown", "earned_cooldown", "draw", "counts", "window", "expiry", "grace", "layout", "back", "honour",
    "access_code", "review_once", "blind",
)  # fmt: skip
"""Settings that say nothing in a quiz of checks, which nobody sits."""
Complaint = tuple[str, str, Message, Message]
"""The key at which it stands, code, sentence, repair."""


def check_contradictions(document: Document, settings: QuizSettings, skeleton: Skeleton, faults: Faults) -> None:
    """Note every contradiction at its key."""
    for key, code, message, repair in (*_window(settings), *_expiry(settings), *_waiting(settings), *_pages(settings), *_review(settings)):
        faults.add(document.path, document.key((key,)), code, message, repair)
    for key, code, message, repair in (*_checks(document, settings), *_markers(settings, skeleton)):
        faults.warn(document.path, document.key((key,)), code, message, repair)


def _window(settings: QuizSettings) -> Iterator[Complaint]:
    window = settings.window
    if window is None:
        return
    if window.opens is None and window.closes is None:
        yield "window", "WINDOW_EMPTY", msg("The window neither opens nor closes."), msg("Write opens, closes or both, or take it out.")
    if window.closes is None:
        if window.closing is WindowFor.FINISH:
            yield "window", "WINDOW_WITHOUT_CLOSE", msg("The window is for finishing but never closes."), msg("Write “closes: ...”.")
    elif window.opens and window.closes <= window.opens:
        yield "window", "WINDOW_BACKWARDS", msg("The window closes before it opens."), msg("Put the two moments right.")
    elif _too_short(window, settings.minutes):
        yield (
            "window", "WINDOW_TOO_SHORT",
            msg("The window closes before %(minutes)s minutes have passed.", minutes=settings.minutes),
            msg("Close it later, or write “for: start”."),
        )  # fmt: skip


def _too_short(window: WindowSettings, minutes: int | None) -> bool:
    if window.opens is None or window.closes is None or window.closing is not WindowFor.FINISH or minutes is None:
        return False
    return window.closes - window.opens < timedelta(minutes=minutes)


def _expiry(settings: QuizSettings) -> Iterator[Complaint]:
    if settings.expiry is ExpiryPolicy.GRACE and settings.grace is None:
        yield "expiry", "GRACE_MISSING", msg("The grace is not said."), msg("Add a line “grace: 10m”.")
    if settings.grace is not None and settings.expiry is not ExpiryPolicy.GRACE:
        yield (
            "grace", "GRACE_WITHOUT_EXPIRY",
            msg("A grace is given, but the quiz grants none."), msg("Write “expiry: grace”, or take it out."),
        )  # fmt: skip
    closes = settings.window is not None and settings.window.closing is WindowFor.FINISH
    if settings.expiry is not ExpiryPolicy.SUBMIT and settings.minutes is None and not closes:
        yield (
            "expiry", "EXPIRY_WITHOUT_END",
            msg("The time of this quiz never runs out."), msg("Write “minutes: ...”, or take the key out."),
        )  # fmt: skip


def _waiting(settings: QuizSettings) -> Iterator[Complaint]:
    if settings.earned_cooldown is not None and settings.earned_cooldown >= max(settings.cooldown, default=0):
        yield (
            "earned_cooldown", "EARNED_NOT_SHORTER",
            msg("No wait is longer than the one that can be earned."), msg("Shorten it, or lengthen the waits of “cooldown”."),
        )  # fmt: skip


def _review(settings: QuizSettings) -> Iterator[Complaint]:
    window = settings.window.value if settings.window else None
    yield from review_complaints(settings.kind, settings.attempts_allowed, settings.review, window)


def _pages(settings: QuizSettings) -> Iterator[Complaint]:
    if settings.layout == "all" and settings.back == "false":
        yield (
            "back", "BACK_ON_ONE_PAGE",
            msg("All questions stand on one page, so that nobody can be kept from going back."),
            msg("Write “layout: one”, or take it out."),
        )  # fmt: skip
    if settings.review is ReviewPolicy.NEVER and settings.review_once == "true":
        yield (
            "review_once", "REVIEW_ONCE_NEVER",
            msg("The review can be opened once, but there is none."), msg("Take one of the two keys out."),
        )  # fmt: skip


def _checks(document: Document, settings: QuizSettings) -> Iterator[Complaint]:
    if settings.kind is not QuizKind.CHECK or not isinstance(document.value, dict):
        return
    for key in OF_SITTINGS:
        if key in document.value:
            yield (
                key, "SETTING_WITHOUT_EFFECT",
                msg("“%(key)s” changes nothing in a quiz of checks.", key=key), msg("Take it out, or write “kind: practice”."),
            )  # fmt: skip


def _markers(settings: QuizSettings, skeleton: Skeleton) -> Iterator[Complaint]:
    by_hand = any((named := type_of(block)) is not None and KINDS[named].by_hand for block in skeleton.questions)
    if settings.blind == "true" and settings.kind is not QuizKind.CHECK and not by_hand:
        yield (
            "blind", "BLIND_WITHOUT_MARKER",
            msg("No question of this quiz is marked by hand."), msg("Take the key out, or add a question for a marker."),
        )  # fmt: skip
