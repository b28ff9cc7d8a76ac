"""People who sit a quiz and look at everything meanwhile."""

import re
from collections.abc import Iterator

import sqlalchemy as sa
from werkzeug.test import TestResponse

from lms import tables
from lms.core import clock
from lms.core.db import db
from lms.core.ids import Slug
from lms.publishing.library import Library
from lms.quizzes.questions.essay import endings_of
from lms.quizzes.rules import Question, QuestionType
from tests.factories import Make
from tests.security.canaries import Canaries, in_text
from tests.security.walks import Scene
from tests.security.world import EXAM, let_in

SPREAD = re.compile(r" ± |\.\.")
JSON = {"Accept": "application/json"}
Found = dict[str, set[str]]
"""Where planted words were read, and which."""


class Sitter:
    """Somebody who has done what the exams ask for, and sits a quiz."""

    def __init__(self, scene: Scene, name: str, quiz: Slug = EXAM) -> None:
        make = Make(scene.world.app)
        self.world, self.app = scene.world, scene.world.app
        self.person = make.member(scene.world.near.id, f"{name}@near.example", name=name.title())
        for course in ("cloud-for-sellers", "programme-rules", "technical-foundations"):
            make.lessons(self.person, course)
        self.library: Library = make.library()
        self.pages: list[TestResponse] = []
        self.client = self.app.test_client()
        self.quiz, self.attempt = quiz, ""

    def arrive(self) -> None:
        """Sign in anew."""
        with self.app.app_context():
            self.client.set_cookie("session", let_in(self.person, f"sitter {self.person} {len(self.pages)}", clock.now()))

    def get(self, address: str, **options: str) -> TestResponse:
        """Open a page, and keep it."""
        self.pages.append(self.client.get(address, headers=options, buffered=True))
        return self.pages[-1]

    def post(self, address: str, headers: dict[str, str] | None = None, **form: object) -> TestResponse:
        """Send a form, and keep the answer."""
        data = {**form, "csrf_token": self.world.token()}
        self.pages.append(self.client.post(address, data=data, headers=headers, buffered=True))
        return self.pages[-1]

    def start(self) -> None:
        """Come in and begin an attempt."""
        self.arrive()
        self.attempt = self.post(f"/quizzes/{self.quiz}/start").location or ""
        assert self.attempt.startswith("/attempts/")

    def paper(self) -> Iterator[tuple[int, Question]]:
        """The questions of the open attempt, with their numbers."""
        quiz = self.library.quizzes.quizzes[self.quiz]
        slot, attempt = tables.quizzes.AttemptSlot, tables.quizzes.Attempt
        with self.app.app_context():
            chosen = sa.select(slot.position, slot.question).join(attempt, attempt.id == slot.attempt_id)
            rows = db.session.execute(chosen.where(attempt.public_id == self.attempt.rpartition("/")[2]).order_by(slot.position)).all()
        for position, question in rows:
            found = quiz.question(question)
            assert found is not None
            yield position, found

    def answer_all(self, *, rightly: bool) -> None:
        """Answer every question rightly, or none, and hand in."""
        for number, question in list(self.paper()):
            said = answer_of(question, rightly=rightly)
            assert self.post(f"{self.attempt}/answers/{number}", **said, seq=20).status_code == 303, question.id
        assert self.post(f"{self.attempt}/submit").status_code == 303


def answer_of(question: Question, *, rightly: bool) -> dict[str, list[str]]:
    """The fields of a right answer, or of a wrong one; where nothing is right or wrong, of one or another."""
    match question.type:
        case QuestionType.MATCHING | QuestionType.ORDERING | QuestionType.CLOZE:
            return {f"answer.{part}": said for part, said in _parts(question, rightly=rightly)}
        case QuestionType.NUMERIC | QuestionType.SHORT_TEXT:
            # Not the planted word, which the page would then rightly repeat.
            right = next(option.key for option in question.options if option.right and option.key != option.id)
            said = SPREAD.split(right)[0] if rightly else "1234567"
        case QuestionType.ESSAY:
            said = "All of it, in my own words." if rightly else "I do not know."
            return {"answer.text" if endings_of(question) else "answer": [said]}
        case QuestionType.SURVEY:
            said = question.options[0 if rightly else -1].id
        case _:
            return {"answer": [option.id for option in question.options if option.right is rightly][: None if rightly else 1]}
    return {"answer": [said]}


def _parts(question: Question, *, rightly: bool) -> Iterator[tuple[str, list[str]]]:
    if question.type is QuestionType.CLOZE:
        yield from ((gap.id, answer_of(gap, rightly=rightly)["answer"]) for gap in question.gaps)
        return
    for option, other in zip(question.options, reversed(question.options), strict=True):
        wrong = next((choice.id for choice in question.choices if choice.id != option.key), other.key)
        yield option.id, [option.key if rightly else wrong]


def read_in(pages: list[TestResponse], words: Canaries) -> Found:
    """The planted words in these answers: bodies and headers."""
    found: Found = {}
    for page in pages:
        if seen := in_text(f"{page.headers}\n{page.get_data().decode(errors='replace')}", words):
            found.setdefault(f"{page.request.method} {page.request.full_path}", set()).update(seen)
    return found


def harass(sitter: Sitter) -> None:
    """Look at everything and send everything, also what is wrong, during an open attempt."""
    attempt, world = sitter.attempt, sitter.world
    quiz = f"/quizzes/{sitter.quiz}"
    for address in (quiz, attempt, f"{attempt}?finish=1", f"{attempt}?q=99", f"{attempt}?q=x", f"{attempt}/result", f"{attempt}/history"):
        sitter.get(address)
    for address in (f"{attempt}/log", f"/content{quiz}/statistics", "/marking", attempt.replace("/attempts/", "/marking/")):
        assert sitter.get(address).status_code in (302, 404), address
    assert sitter.get(f"{attempt}/review").status_code == 403
    for number, question in list(sitter.paper()):
        sitter.get(f"{attempt}?q={number}")
        switch(sitter, "ru")
        sitter.get(f"{attempt}?q={number}")
        switch(sitter, "en")
        press(sitter, number, question)
    sitter.post(f"{quiz}/start", direct="1")
    sitter.post(f"{attempt}/answers/99", JSON, answer="a", seq=1)
    sitter.post(f"/attempts/{world.stranger.open}/answers/1", JSON, answer="a", seq=1)
    sitter.client.post(f"{attempt}/answers/1", data={"answer": "a", "seq": 1})


def press(sitter: Sitter, number: int, question: Question) -> None:
    """Answer one question in every way: right, wrong, both at once, and as nobody should."""
    address, right, wrong = f"{sitter.attempt}/answers/{number}", answer_of(question, rightly=True), answer_of(question, rightly=False)
    both = {field: [*said, *wrong.get(field, []), *wrong.get(field, [])] for field, said in right.items()}
    sitter.post(address, JSON, **right, seq=0)
    sitter.post(address, answer=["no-such-option"], seq=1)
    sitter.post(address, JSON, answer=["no-such-option"], seq=1)
    sitter.post(address, JSON, **{"answer.no-such-part": "x"}, seq=1)
    sitter.post(address, JSON, **both, seq=1)
    sitter.post(address, **right)
    sitter.post(f"{sitter.attempt}/flags/{number}", JSON, flagged="1")
    sitter.post(f"{sitter.attempt}/flags/{number}", flagged="0", **wrong, seq=1)
    sitter.post(address, JSON, **right, seq=2)
    whole = {f"{number}.{field}": said for field, said in right.items()}
    sitter.post(f"{sitter.attempt}/answers", None, **whole, **{f"{number}.seq": 9, "99.answer": "a", "99.seq": 9})


def switch(sitter: Sitter, language: str) -> None:
    """Read on in another language."""
    sitter.post("/preferences/language", language=language)
