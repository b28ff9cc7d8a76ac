"""What stands between the braces of a question in GIFT: its kind, its answers, and what they earn."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lms.core.text import msg
from lms.publishing.imports.asked import Entry, Unreadable
from lms.publishing.imports.escaping import escaped
from lms.publishing.imports.gift.accepted import accepted_number, accepted_text
from lms.publishing.imports.gift.blocks import Part, back, parts_of
from lms.publishing.imports.gift.wordings import Worded, worded
from lms.publishing.imports.wording import Note
from lms.quizzes.rules import QuestionType

TRUE, FALSE = ("T", "TRUE"), ("F", "FALSE")
GENERAL = "####"
EVEN = 1.0
"""Weights that differ by less are the same share, rounded: 33.33333."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The kind of a question, its entries, the feedback for everybody, and feedback that no entry of ours can carry."""

    type: QuestionType
    entries: tuple[Entry, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    explanation: str = ""
    remarks: tuple[str, ...] = ()


def read_answers(text: str, at: int, stem: Worded, note: Note) -> Answers:
    """Read what stands between the braces; `at` is where it begins in its block, `stem` gives its wording.

    Raises:
        Unreadable: it cannot be read, or means what none of our kinds can ask.
    """
    said, general, explanation = text.rpartition(GENERAL)
    body = said if general else text
    kind = _Reader(body, at, stem, note).answers()
    told = worded(explanation.strip(), stem).markdown(note) if general else ""
    return Answers(kind.type, kind.entries, kind.settings, told, kind.remarks)


@dataclass(frozen=True, slots=True)
class _Reader:
    body: str
    at: int
    stem: Worded
    note: Note

    def answers(self) -> Answers:
        """Decide the kind as Moodle does, and read it."""
        body = self.body.strip()
        if not body:
            return Answers(QuestionType.ESSAY)
        if body.startswith("#"):
            return self._numeric()
        if "~" in body:
            return self._choice()
        if "=" in body and "->" in body:
            return self._matching()
        word = body.partition("#")[0].strip()
        return self._true_false(word, body) if word in TRUE + FALSE else self._short_text()

    def _true_false(self, word: str, body: str) -> Answers:
        wrong, right = [self._shown(one) for one in [*body.split("#", 2)[1:], "", ""][:2]]
        true = word in TRUE
        yes = Entry(text="true", right=true, feedback=right if true else wrong)
        no = Entry(text="false", right=not true, feedback=wrong if true else right)
        return Answers(QuestionType.TRUE_FALSE, (yes, no))

    def _choice(self) -> Answers:
        parts = [part if part.sign == "~" else replace(part, text=part.whole, weight=None) for part in parts_of(self.body, self.at, "~=")]
        if not parts[0].sign:
            raise Unreadable(msg("Something stands here before the first answer. Begin each answer with = or ~."), parts[0].at)
        if len(parts) < 2:
            raise Unreadable(msg("The question has fewer than two answers."), parts[0].at)
        return self._single(parts) if any(part.sign == "=" for part in parts) else self._multiple(parts)

    def _single(self, parts: list[Part]) -> Answers:
        earning = [part for part in parts if part.weight == 100 or (part.sign == "=" and part.weight is None)]
        if len(earning) != 1:
            told = msg("%(count)s answers earn everything; a single choice has one right answer.", count=len(earning))
            raise Unreadable(told, (earning[1:] or parts)[0].at)
        if any(part.weight not in (None, 0) for part in parts if part is not earning[0]):
            self.note(msg("A single choice has no part marks: answers that earned a share come in as wrong ones."))
        return Answers(QuestionType.SINGLE, tuple(self._option(part, right=part is earning[0]) for part in parts))

    def _multiple(self, parts: list[Part]) -> Answers:
        weights = [part.weight or 0 for part in parts]
        right = [weight for weight in weights if weight > 0]
        wrong = [weight for weight in weights if weight <= 0]
        if not right:
            raise Unreadable(msg("No answer is right."), parts[0].at)
        if max(right) - min(right) > EVEN or not 100 - EVEN <= sum(right) <= 100 + EVEN:
            self.note(msg("The shares of the right answers differ, or do not make 100 %%; here each right answer earns the same."))
        mode = self._mode(right, wrong)
        return Answers(QuestionType.MULTIPLE, tuple(self._option(part, right=(part.weight or 0) > 0) for part in parts), {"mode": mode})

    def _mode(self, right: Sequence[float], wrong: Sequence[float]) -> str:
        """The way of marking that does what the weights say, or comes nearest."""
        share = 100 / len(right)
        if not any(wrong):
            self.note(msg("Ticking everything earned the question; here one wrong tick earns nothing (mode=strict)."))
            return "strict"
        if all(weight <= -100 + EVEN for weight in wrong):
            return "strict"
        if len(wrong) >= len(right) and all(abs(weight + share) <= EVEN for weight in wrong):
            return "penalty"
        if not all(abs(weight + 100 / len(wrong)) <= EVEN for weight in wrong):
            self.note(msg("What wrong answers cost cannot be kept; here all of them together take everything away (mode=proportional)."))
        return "proportional"

    def _matching(self) -> Answers:
        entries = []
        for part in parts_of(self.body, self.at, "="):
            whole = part.text + (f"#{part.feedback}" if part.feedback else "")
            left, arrow, right = whole.partition("->")
            if not arrow or not part.sign or not right.strip():
                raise Unreadable(msg("A pair is written “=left -> right”."), part.at)
            sides = [self._shown(side).replace("-&gt;", "->") for side in (left, right)]
            entries.append(Entry(text=sides[0], other=sides[1]))
        if sum(bool(entry.text) for entry in entries) < 2:
            raise Unreadable(msg("Matching needs two pairs at least."), self.at)
        return Answers(QuestionType.MATCHING, tuple(entries))

    def _short_text(self) -> Answers:
        return self._accepting(QuestionType.SHORT_TEXT, parts_of(self.body, self.at, "="))

    def _numeric(self) -> Answers:
        begin = self.body.index("#") + 1
        numbers, tilde, wrong = self.body[begin:].partition("~")
        parts = parts_of(numbers, self.at + begin, "=")
        said = self._shown(wrong.partition("#")[2] or wrong) if tilde else ""
        answers = self._accepting(QuestionType.NUMERIC, parts)
        return Answers(answers.type, answers.entries, {}, "", (*answers.remarks, *self._remark("", said)))

    def _accepting(self, kind: QuestionType, parts: list[Part]) -> Answers:
        entries, remarks = [], []
        for part in parts:
            said = self._shown(part.feedback)
            if part.text == "*" or not (credit := self._credit(part)):
                remarks += self._remark("" if part.text == "*" else back(part.text), said)
                continue
            key = accepted_number(part) if kind is QuestionType.NUMERIC else accepted_text(part, self.note)
            entries.append(Entry(text=key, right=True, credit=credit, feedback=said))
        if not entries:
            raise Unreadable(msg("No answer earns anything."), self.at)
        return Answers(kind, tuple(entries), remarks=tuple(remarks))

    def _remark(self, text: str, said: str) -> list[str]:
        """Feedback for an answer that earns nothing, which is no entry with us."""
        if said:
            self.note(msg("The feedback for answers that earn nothing comes in at the end of the explanation."))
        return [f"{escaped(text)}: {said}" if text else said] if said else []

    def _credit(self, part: Part) -> int:
        weight = 100 if part.weight is None else part.weight
        credit = max(0, min(100, round(weight)))
        if credit != weight:
            self.note(msg("The share %(weight)s %% comes in as %(credit)s %%.", weight=f"{weight:g}", credit=credit))
        return credit

    def _option(self, part: Part, *, right: bool) -> Entry:
        text = self._shown(part.text)
        if not text:
            raise Unreadable(msg("An answer has no text."), part.at)
        return Entry(text=text, right=right, feedback=self._shown(part.feedback))

    def _shown(self, text: str) -> str:
        return worded(text.strip(), self.stem).markdown(self.note)
