"""A state machine of two tabs, two people and one exam: whatever they do in whatever order, what was acknowledged is what counts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from lms.core.db import db, transaction
from lms.core.errors import Conflict, Invalid, NotFound, Refused
from lms.core.ids import PersonId, PublicId, Slug
from lms.quizzes import questions, service
from lms.quizzes.logbook import links_of
from lms.quizzes.models import Attempt, AttemptSlot
from lms.quizzes.queries import record_of
from lms.quizzes.replay import LogKind
from lms.quizzes.replaying import Finding, verdict_on
from lms.quizzes.rules import GRACE, Question, Quiz, grade
from lms.quizzes.service import Entry, Outcome, QuizOf, Submission, answering
from tests.quizzes.samples import bank_of, chance, exam

NUMBERS = count()
"""Each example sits an exam of its own, so that none meets the attempts of another."""
VALUES = {"q1": ("a", "b"), "q2": ("a", "b", "c"), "q3": ("b", "c"), "q4": ("true", "false")}


@dataclass(slots=True)
class Told:
    """What a person was told of an attempt: the newest answer of each slot, with its number."""

    person: PersonId
    deadline: datetime
    answers: dict[int, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    over: bool = False


class Sitting(RuleBasedStateMachine):
    """`begin` gives the two people and the moment; it is set by whoever runs the machine, inside an application context."""

    begin: Callable[[], tuple[tuple[PersonId, PersonId], datetime]]

    @initialize()
    def arrive(self) -> None:
        """An exam of four questions without a limit of attempts and without waits."""
        self.people, self.now = type(self).begin()
        self.quiz = exam(id=Slug(f"sitting-{next(NUMBERS)}"), attempts=None, cooldown=())
        self.told: dict[PublicId, Told] = {}

    @rule(who=st.integers(0, 1))
    def start(self, who: int) -> None:
        """Begin, or go on: there is one open attempt at most, and none after a pass."""
        person = self.people[who]
        standing = [one for one, told in self.told.items() if told.person == person and not told.over]
        try:
            with transaction():
                attempt, _ = service.start(person, bank_of(self.quiz), Entry(quiz=self.quiz.id), chance(len(self.told)), self.now)
        except Refused:
            assert not standing
            return
        assert attempt.deadline_at is not None
        assert not standing or standing == [attempt.public_id]
        self.told.setdefault(attempt.public_id, Told(person, attempt.deadline_at))

    @rule(data=st.data(), back=st.integers(0, 2))
    def save_from_an_older_tab(self, data: st.DataObject, back: int) -> None:
        """A tab that was left behind sends what it has: its number is not higher than that of the slot."""
        attempt = self._one(data)
        answered = list(self.told[attempt].answers) if attempt is not None else []
        if attempt is None or not answered or self.told[attempt].over:
            return
        place = data.draw(st.sampled_from(answered))
        seq, _ = self.told[attempt].answers[place]
        outcome = self._save(self.told[attempt].person, attempt, place, max(1, seq - back), self._values(data, attempt, place))
        assert outcome is not Outcome.SAVED

    @rule(data=st.data(), seq=st.integers(1, 6), place=st.integers(1, 4))
    def save(self, data: st.DataObject, seq: int, place: int) -> None:
        """A tab saves with whatever number it has come to; the newest wins, a late one is kept apart."""
        attempt = self._one(data)
        if attempt is None:
            return
        told, values = self.told[attempt], self._values(data, attempt, place)
        before = told.answers.get(place, (0, ()))
        try:
            outcome = self._save(told.person, attempt, place, seq, values)
        except Conflict:
            assert told.over
            return
        if outcome is Outcome.SAVED:
            assert not told.over
            assert seq > before[0]
            assert self.now < told.deadline + GRACE
            told.answers[place] = (seq, values)
        else:
            assert seq <= before[0] if outcome is Outcome.OLDER else told.over or self.now >= told.deadline + GRACE

    @rule(data=st.data(), place=st.integers(1, 4))
    def save_for_somebody_else(self, data: st.DataObject, place: int) -> None:
        """Somebody else's attempt does not exist."""
        attempt = self._one(data)
        if attempt is not None:
            other = next(one for one in self.people if one != self.told[attempt].person)
            self._refused(NotFound, other, attempt, place, ("a",))

    @rule(data=st.data(), place=st.sampled_from([0, 5, 9999]))
    def save_where_there_is_no_slot(self, data: st.DataObject, place: int) -> None:
        """A slot that is not on the paper is refused."""
        attempt = self._one(data)
        if attempt is not None:
            self._refused(NotFound, self.told[attempt].person, attempt, place, ("a",))

    @rule(data=st.data(), place=st.integers(1, 4))
    def save_nonsense(self, data: st.DataObject, place: int) -> None:
        """What is no answer changes nothing."""
        attempt = self._one(data)
        if attempt is not None:
            self._refused((Invalid, Conflict), self.told[attempt].person, attempt, place, ("nonsense",))

    @rule(data=st.data(), place=st.integers(1, 4), flagged=st.booleans())
    def flag(self, data: st.DataObject, place: int, flagged: bool) -> None:
        """A flag changes no answer."""
        attempt = self._one(data)
        if attempt is not None and not self.told[attempt].over:
            with transaction():
                service.flag(self.told[attempt].person, attempt, place, self.now, flagged=flagged)

    @rule(data=st.data())
    def submit(self, data: st.DataObject) -> None:
        """Finish; repeated, the same result."""
        attempt = self._one(data)
        if attempt is not None:
            with transaction():
                found, events = service.submit(self.told[attempt].person, attempt, self._quiz, self.now)
            assert len(events) == (not self.told[attempt].over)
            assert found.state.has_grade
            self.told[attempt].over = True

    @rule(minutes=st.sampled_from([1, 12, 29]), seconds=st.sampled_from([0, 59]))
    def wait(self, minutes: int, seconds: int) -> None:
        """Time goes by."""
        self.now += timedelta(minutes=minutes, seconds=seconds)

    @rule()
    def sweep(self) -> None:
        """What is overdue is closed, and nothing else."""
        for person in self.people:
            with transaction():
                service.expire_due(self._quiz, self.now, person=person)
        for told in self.told.values():
            told.over = told.over or self.now >= told.deadline + GRACE

    @invariant()
    def what_was_acknowledged_stands_and_counts(self) -> None:
        """Every slot holds the newest acknowledged answer; a finished attempt has the grade of these, once; its log says the same."""
        for public_id, told in getattr(self, "told", {}).items():
            chosen = select(Attempt).where(Attempt.public_id == public_id).options(selectinload(Attempt.slots))
            attempt = db.session.scalars(chosen.execution_options(populate_existing=True)).one()
            held = {slot.position: (slot.seq, tuple(slot.answer or ())) for slot in attempt.slots if slot.seq}
            assert held == told.answers
            assert attempt.state.is_open != told.over
            links = links_of(attempt.id)
            assert verdict_on(record_of(attempt), links, self._quiz).finding is Finding.SOUND
            assert sum(link.kind is LogKind.GRADED for link in links) == told.over
            if told.over:
                marks = [
                    questions.mark(self._question(slot.question), told.answers.get(slot.position, (0, ()))[1]) for slot in attempt.slots
                ]
                assert attempt.percent == grade(marks, self.quiz.pass_percent).percent
        db.session.rollback()

    def _one(self, data: st.DataObject) -> PublicId | None:
        return data.draw(st.sampled_from(list(self.told))) if self.told else None

    def _quiz(self, _revision: str) -> Quiz:
        return self.quiz

    def _question(self, wanted: Slug) -> Question:
        found = self.quiz.question(wanted)
        assert found is not None
        return found

    def _values(self, data: st.DataObject, attempt: PublicId, place: int) -> tuple[str, ...]:
        slot = select(AttemptSlot.question).join(Attempt).where(Attempt.public_id == attempt, AttemptSlot.position == place)
        question = self._question(db.session.scalars(slot).one())
        db.session.rollback()
        most = 2 if question.id == "q2" else 1
        chosen = data.draw(st.lists(st.sampled_from(VALUES[question.id]), max_size=most, unique=True))
        return questions.kind_of(question).read(question, chosen)

    def _save(self, person: PersonId, attempt: PublicId, place: int, seq: int, values: tuple[str, ...]) -> Outcome:
        with transaction():
            return service.save(person, Submission(attempt=attempt, position=place, seq=seq, values=values), self._quiz, self.now)

    def _refused(
        self, error: type[Exception] | tuple[type[Exception], ...], person: PersonId, attempt: PublicId, place: int, values: tuple[str, ...]
    ) -> None:
        try:
            self._save(person, attempt, place, 6, values)
        except error:
            return
        raise AssertionError("It was taken.")


def forgetful(person: PersonId, submission: Submission, quiz_of: QuizOf, now: datetime) -> Outcome:
    """The planted fault: the slot forgets how new its answer is."""
    mine = select(Attempt.id).where(Attempt.public_id == submission.attempt, Attempt.person_id == person).scalar_subquery()
    slot = (AttemptSlot.attempt_id == mine, AttemptSlot.position == submission.position)
    db.session.execute(update(AttemptSlot).where(*slot).values(seq=0, saved_at=None))
    return answering.save(person, submission, quiz_of, now)
