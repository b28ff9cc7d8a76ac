"""Beginning, answering and finishing attempts; each verb is safe to repeat."""

from lms.quizzes.service.answering import Outcome, Submission, advance, flag, save
from lms.quizzes.service.closing import QuizOf, expire_due, finish, submit
from lms.quizzes.service.repairing import Order, Repaired, repair, repair_closed
from lms.quizzes.service.starting import Entry, start
from lms.quizzes.service.voiding import void

__all__ = [
    "Entry",
    "Order",
    "Outcome",
    "QuizOf",
    "Repaired",
    "Submission",
    "advance",
    "expire_due",
    "finish",
    "flag",
    "repair",
    "repair_closed",
    "save",
    "start",
    "submit",
    "void",
]
