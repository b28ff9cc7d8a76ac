"""Questions with any number of right options: check boxes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import comb

from lms.core.text import msg
from lms.quizzes.questions.kind import Complaint, Kind, no_right
from lms.quizzes.rules import Answer, Mark, Question, QuestionType

MODES = ("exact", "proportional", "strict", "penalty")


class Multiple(Kind):
    """At least one right and one wrong option. `mode` says what an answer in between earns; ticking everything never earns anything.

    With R right and W wrong options, of which h and w are ticked, an answer earns
    - exact: 1 when h = R and w = 0, otherwise 0 (the default);
    - proportional: h/R - w/W, at least 0: what Moodle gives when right options share 100 % and wrong ones -100 %
      (docs.moodle.org, Multiple Choice question type), and the index of W. J. Youden, Cancer 3 (1950). All ticked: 1 - 1 = 0;
    - strict: h/R, but 0 with any wrong tick;
    - penalty: (h - w)/R, at least 0. All ticked: (R - W)/R, so at least as many options are wrong as right.
    """

    type = QuestionType.MULTIPLE
    several = True
    settings = frozenset({"mode"})

    def complaints(self, question: Question) -> Iterator[Complaint]:
        """At least one option is right and one is wrong, and no mode gives marks for ticking everything."""
        right = len(question.right)
        wrong = sum(not option.right for option in question.options)
        if mode_of(question) not in MODES:
            yield Complaint(
                "MODE_UNKNOWN", msg("“%(mode)s” is no way of marking.", mode=mode_of(question)),
                msg("Write one of: %(known)s.", known=", ".join(MODES)), setting="mode",
            )  # fmt: skip
        elif not right:
            yield no_right()
        elif not wrong:
            yield Complaint(
                "ALL_RIGHT", msg("All options are marked right: ticking everything would earn the mark."), msg("Add a wrong option.")
            )  # fmt: skip
        elif mode_of(question) == "penalty" and wrong < right:
            yield Complaint(
                "PENALTY_TOO_WEAK",
                msg("%(right)s options are right and %(wrong)s wrong: ticking everything would earn marks.", right=right, wrong=wrong),
                msg("Add wrong options until there are as many, or write mode=proportional."), setting="mode",
            )  # fmt: skip

    def mark(self, question: Question, answer: Answer) -> Mark:
        """What the ticks earn, by the mode."""
        chosen, right = frozenset(answer), question.right
        wrong = frozenset(option.id for option in question.options) - right
        return _mark(question, len(chosen & right), len(chosen & wrong))

    def hints(self, question: Question, language: str) -> Mapping[str, str]:  # noqa: ARG002 - a mode has no language
        """How it is marked, so that the learner knows what a wrong tick costs."""
        return {"mode": mode_of(question)}

    def guesses(self, question: Question) -> Mapping[Fraction, Fraction]:
        """Every set of ticks is equally likely, that without any too."""
        right, size = len(question.right), len(question.options)
        found: dict[Fraction, int] = defaultdict(int)
        for hits in range(right + 1):
            for wrong in range(size - right + 1):
                mark = _mark(question, hits, wrong)
                found[Fraction(mark.earned, mark.out_of)] += comb(right, hits) * comb(size - right, wrong)
        return {share: Fraction(ways, 2**size) for share, ways in found.items()}


def mode_of(question: Question) -> str:
    """How the question is marked; `exact` unless it says otherwise."""
    return question.settings.get("mode", "exact")


def _mark(question: Question, hits: int, wrong: int) -> Mark:
    """What so many right and wrong ticks earn."""
    right = len(question.right)
    of_wrong = len(question.options) - right
    match mode_of(question):
        case "proportional":
            return Mark(max(0, hits * of_wrong - wrong * right), right * of_wrong, question.points)
        case "strict":
            return Mark(0 if wrong else hits, right, question.points)
        case "penalty":
            return Mark(max(0, hits - wrong), right, question.points)
    return Mark(int(hits == right and not wrong), 1, question.points)
