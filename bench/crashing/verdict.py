"""Compares what the learners were told with what the database holds."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bench.crashing.learners import BROKEN, BUSY, TIMED_OUT, Journal
from bench.crashing.place import Place
from lms.audit.models import AuditEntry
from lms.audit.service import first_broken
from lms.certificates.models import Certificate
from lms.core.db import db
from lms.core.ids import PublicId, Slug
from lms.notifications.models import OutboxMail
from lms.publishing.library import quiz_of
from lms.quizzes import questions, rules
from lms.quizzes.logbook import links_of
from lms.quizzes.models import Attempt
from lms.quizzes.queries import record_of
from lms.quizzes.replay import LogKind
from lms.quizzes.replaying import Finding, verdict_on


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `least` and `most` are the bar; without them it is told and not judged."""

    name: str
    seen: float
    least: float | None = None
    most: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the bar holds."""
        return (self.least is None or self.seen >= self.least) and (self.most is None or self.seen <= self.most)

    @property
    def bar(self) -> str:
        """The bar, as it is printed."""
        if self.least is not None:
            return f">= {self.least:g}"
        return "" if self.most is None else f"{self.most:g}"


@dataclass(slots=True)
class Told:
    """What the learners were told of one attempt: by position, the newest answer that was acknowledged, with its number."""

    answers: dict[int, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    saved: int = 0
    submitted: bool = False


def compared(place: Place, journal: Journal, killed: int, wanted_kills: int) -> list[Figure]:
    """The table: the run, then everything that must be zero."""
    told, mishaps = read(journal.path)
    with place.app.app_context():
        attempts = {row.public_id: row for row in db.session.scalars(select(Attempt).options(selectinload(Attempt.slots)))}
        certificates = db.session.scalars(select(Certificate)).all()
        rows = list(db.session.scalars(select(AuditEntry)))
        mailed = Counter(db.session.scalars(select(OutboxMail.person_id).where(OutboxMail.event == "certificate_issued")))
        broken = first_broken()
        graded = {one.id: sum(link.kind is LogKind.GRADED for link in links_of(one.id)) for one in attempts.values()}
        unsound = sum(verdict_on(record_of(one), links_of(one.id), quiz_of).finding is not Finding.SOUND for one in attempts.values())
        differ = sum(grade_differs(attempts[one], facts) for one, facts in told.items() if one in attempts and facts.submitted)
    return [
        Figure("answers acknowledged", sum(one.saved for one in told.values())),
        Figure("exams handed in", sum(one.submitted for one in told.values())),
        Figure("certificates", len(certificates), least=1),
        *(Figure(f"repeated: {reason}", journal.repeated[reason]) for reason in (BROKEN, TIMED_OUT, BUSY)),
        Figure("slowest operation, s", round(journal.slowest, 1)),
        Figure("workers killed", killed, least=wanted_kills),
        Figure("lost answers", sum(lost(attempts.get(one), facts) for one, facts in told.items()), most=0),
        Figure("lost attempts", sum(one not in attempts for one in told), most=0),
        Figure("grade differences", differ, most=0),
        *_certified(attempts, certificates),
        Figure("double grades", sum(max(0, links - 1) for links in graded.values()), most=0),
        Figure("attempts whose log is not sound", unsound, most=0),
        Figure("stuck attempts", sum(one.state.is_open for one in attempts.values()), most=0),
        Figure("operations given up", mishaps["given_up"], most=0),
        Figure("operations refused", mishaps["refused"], most=0),
        Figure("log rows missing or double", sum(log_differs(attempts.values(), certificates, rows)), most=0),
        Figure("broken log chain", broken is not None, most=0),
        Figure("mails missing or double", sum(abs(mailed[one.person_id] - 1) for one in certificates), most=0),
    ]


def read(path: Path) -> tuple[dict[PublicId, Told], Counter[str]]:
    """The journal: what was told of each attempt, and how many operations were given up or refused."""
    told: dict[PublicId, Told] = {}
    mishaps: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        facts = json.loads(line)
        if facts["what"] in ("given_up", "refused"):
            mishaps[facts["what"]] += 1
            print(f"{facts['what']}: {facts['request']}", file=sys.stderr)
            continue
        one = told.setdefault(PublicId(facts["attempt"]), Told())
        if facts["what"] == "saved":
            one.saved += 1
            one.answers[facts["position"]] = (facts["seq"], tuple(facts["values"]))
        one.submitted = one.submitted or facts["what"] == "submitted"
    return told, mishaps


def lost(attempt: Attempt | None, told: Told) -> int:
    """How many acknowledged answers are not there: an older number stands in the slot, or another answer under the same number.

    A newer one was sent by a learner who gave up before the answer came, and is no loss.
    """
    held = {slot.position: (slot.seq, tuple(slot.answer or ())) for slot in attempt.slots} if attempt is not None else {}
    missing = 0
    for position, (seq, values) in told.answers.items():
        there, answer = held.get(position, (0, ()))
        missing += there < seq or (there == seq and answer != values)
    return missing


def grade_differs(attempt: Attempt, told: Told) -> bool:
    """Whether the grade is another one than the acknowledged answers earn by the pure rules."""
    quiz = quiz_of(attempt.revision)
    marks = []
    for slot in attempt.slots:
        question = quiz.question(slot.question)
        assert question is not None
        _, values = told.answers.get(slot.position, (0, ()))
        marks.append(questions.mark(question, tuple(Slug(one) for one in values)))
    grade = rules.grade(marks, quiz.pass_percent)
    return (attempt.percent, attempt.passed) != (grade.percent, grade.passed)


def log_differs(attempts: Iterable[Attempt], certificates: Sequence[Certificate], rows: Sequence[AuditEntry]) -> Iterator[int]:
    """For each fact, how far the number of its rows in the log is from one."""
    logged: Counter[tuple[str, object]] = Counter()
    for row in rows:
        logged[row.action, row.detail.get("attempt") or row.detail.get("certificate")] += 1
    for attempt in attempts:
        yield abs(logged["attempt_started", attempt.public_id] - 1)
        finished = logged["attempt_passed", attempt.public_id] + logged["attempt_failed", attempt.public_id]
        yield abs(finished - (not attempt.state.is_open))
    for certificate in certificates:
        yield abs(logged["certificate_issued", certificate.public_id] - 1)


def _certified(attempts: Mapping[PublicId, Attempt], certificates: Sequence[Certificate]) -> Iterator[Figure]:
    passed = {one.id for one in attempts.values() if one.passed}
    issued = {one.attempt_id for one in certificates}
    each = Counter((one.person_id, one.certification, one.cycle) for one in certificates)
    yield Figure("duplicate certificates", sum(count - 1 for count in each.values()), most=0)
    yield Figure("passed without certificate", len(passed - issued), most=0)
    yield Figure("certificate without a pass", len(issued - passed), most=0)
