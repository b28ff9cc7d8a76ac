"""What answers tell about questions: the statistics of a quiz and of each of its questions, pure.

The formulas are those that Moodle publishes as “Quiz statistics calculations”; where papers are drawn and that page knows only fixed
places, the docstrings say what is done instead.
"""

from lms.quizzes.statistics.analysis import Analysis, analyse
from lms.quizzes.statistics.flags import Flag
from lms.quizzes.statistics.items import ENOUGH, ItemStatistics, ResponseStatistics
from lms.quizzes.statistics.tally import AFTER, BETWEEN, UNIT, Tally, unread
from lms.quizzes.statistics.whole import QuizStatistics

__all__ = [
    "AFTER",
    "BETWEEN",
    "ENOUGH",
    "UNIT",
    "Analysis",
    "Flag",
    "ItemStatistics",
    "QuizStatistics",
    "ResponseStatistics",
    "Tally",
    "analyse",
    "unread",
]
