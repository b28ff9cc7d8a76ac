"""One person looks at one attempt of theirs: what counts among their attempts, and what the review rule lets them see now."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from lms.journey.scores import others_sit
from lms.publishing.library import Library, quiz_of
from lms.quizzes.accommodations.queries import standing_of
from lms.quizzes.outages.queries import offered
from lms.quizzes.queries import Sheet, attempts_of, past
from lms.quizzes.rules import (
    OPEN_ONCE,
    RESULT,
    AttemptState,
    Counting,
    Moment,
    Opening,
    PastAttempt,
    Quiz,
    QuizKind,
    QuizResult,
    What,
    limit_of,
    opening_of,
    place_of,
    result_of,
    rules_of,
    shown,
)
from lms.reporting.visitor import Visitor
from lms.web.presentation import moment, points
from lms.web.quizzes.pages.who import signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewing:
    """`quiz` is the pinned revision, `rules` the quiz as it is offered now to this person; of one that is gone, the pinned one."""

    sheet: Sheet
    quiz: Quiz
    rules: Quiz
    attempts: tuple[PastAttempt, ...]
    this: PastAttempt
    result: QuizResult | None
    what: frozenset[What]
    opening: Opening

    @property
    def exam(self) -> bool:
        """Whether a certificate may hang on it."""
        return self.quiz.kind is QuizKind.EXAM

    @property
    def won(self) -> bool:
        """Whether this attempt passed, and with it the quiz."""
        return self.sheet.passed and (not self.exam or (self.result is not None and self.result.passed))

    @property
    def paper(self) -> bool:
        """Whether there is more to see than the result."""
        return bool(self.what - frozenset(RESULT))

    @property
    def place(self) -> int:
        """Which attempt of its cycle this is; voided ones are not counted."""
        return place_of(self.this, self.attempts)

    @property
    def limit(self) -> int | None:
        """How many attempts the person has in this cycle."""
        return limit_of(self.rules)


def viewing(library: Library, visitor: Visitor, sheet: Sheet, now: datetime) -> Viewing:
    """What there is to see of an attempt; two statements. Whether keys are shown is decided by the quiz as it is published now."""
    person, pinned = signed_in(visitor), quiz_of(sheet.revision)
    own = standing_of(person, now.date()).accommodation
    rules = offered(library.quizzes.quizzes.get(sheet.quiz, pinned), own, now)
    attempts = past(attempts_of(person, sheet.quiz, sheet.cycle))
    this = next(one for one in attempts if one.public_id == sheet.public_id)
    return Viewing(
        sheet=sheet, quiz=pinned, rules=rules, attempts=attempts, this=this, result=result_of(pinned, attempts),
        what=shown(rules, attempts, this, now, others_sit=others_sit(rules, now)), opening=opening_of(rules, this, now),
    )  # fmt: skip


def keys_shown(quiz: Quiz) -> str:
    """When the right answers are shown, in words for the page before the quiz."""
    rules = rules_of(quiz.review)
    showing = [one for one in Moment if one is not Moment.DURING and What.KEY in rules.at(one)]
    if not showing:
        return _("not shown")
    if quiz.kind is QuizKind.EXAM and showing != [Moment.AFTER_CLOSE]:
        return _("shown when you have passed")
    match showing[0]:
        case Moment.AFTER_CLOSE:
            return _("shown when the quiz has closed")
        case Moment.AFTER_LAST:
            return _("shown when you have passed or no attempt is left")
        case Moment.LATER_WHILE_OPEN:
            return _("shown a quarter of an hour after the end")
    return _("shown at once")


def counted_by(rule: Counting) -> str:
    """Which attempt is the result, in words for the page before the quiz."""
    match rule:
        case Counting.BEST:
            return _("the best attempt")
        case Counting.LAST:
            return _("the last attempt")
        case Counting.FIRST:
            return _("the first attempt")
        case Counting.AVERAGE:
            return _("the average of all attempts")
    return _("the first attempt that passes")


def attempt_name(view: Viewing) -> str:
    """`Attempt 2 of 3`; one that was voided has no place among them."""
    if view.sheet.state is AttemptState.VOIDED:
        return _("Voided attempt")
    if view.limit is None:
        return _("Attempt %(number)s", number=view.place)
    return _("Attempt %(number)s of %(limit)s", number=view.place, limit=view.limit)


def place_in_cycle(library: Library, visitor: Visitor, sheet: Sheet, now: datetime) -> str:
    """`2 of 3`: which attempt this is, and how many the person has; voided ones are not counted, added ones are. Two statements."""
    view = viewing(library, visitor, sheet, now)
    return str(view.place) if view.limit is None else _("%(number)s of %(limit)s", number=view.place, limit=view.limit)


def open_until(view: Viewing) -> str:
    """Until when a review can be read that was opened for one time; empty where it does not close."""
    if view.opening is not Opening.OPENED or view.this.review_seen_at is None:
        return ""
    return moment(view.this.review_seen_at + OPEN_ONCE)


def score_words(quiz: Quiz, sheet: Sheet) -> dict[str, str]:
    """What stands at the score on the line, as `ui/chart.html` takes it."""
    grade = sheet.grade
    return {
        "label": _("Your score %(percent)s percent, pass mark %(needed)s percent", percent=sheet.percent, needed=quiz.pass_percent),
        "you": _("You, %(percent)s%% (%(earned)s of %(total)s)", percent=sheet.percent, earned=points(grade.earned), total=grade.out_of),
        "gate": _("Pass mark %(percent)s%%", percent=quiz.pass_percent),
    }
