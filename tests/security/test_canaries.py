"""Nothing that could tell a right answer leaves the server before the rule of its quiz allows it."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
import structlog
import time_machine
from werkzeug.test import TestResponse

from lms import tables
from lms.core import clock
from lms.core.db import db
from lms.core.ids import Slug
from lms.publishing.library import Library, library_of
from lms.quizzes.rules import Question
from lms.releases.queries import current
from lms.web.logs import without_secrets
from tests.factories import Make
from tests.security.canaries import Canaries, Canary, in_text
from tests.security.doors import DOORS
from tests.security.walks import Scene, address_of, doors_of
from tests.security.world import EXAM, FREE, NOW, Visitor, World, let_in

pytestmark = pytest.mark.xdist_group("canaries")

EXAMS = frozenset({"sf", "ta"})
STORED_CONTENT = {"revision", "blob"}
TIME = re.compile(r"\d{2}:\d{2}:\d{2}")
JSON = {"Accept": "application/json"}
Found = dict[str, set[str]]
"""Where planted words were read, and which."""


class Sitter:
    """Somebody who has done what the exam asks for, and sits it."""

    def __init__(self, scene: Scene, name: str) -> None:
        make = Make(scene.world.app)
        self.world, self.app = scene.world, scene.world.app
        self.person = make.member(scene.world.near.id, f"{name}@near.example", name=name.title())
        for course in ("cloud-for-sellers", "programme-rules"):
            make.lessons(self.person, course)
        self.library: Library = make.library()
        self.pages: list[TestResponse] = []
        self.client = self.app.test_client()
        self.attempt = ""

    def arrive(self) -> None:
        """Sign in anew."""
        with self.app.app_context():
            self.client.set_cookie("session", let_in(self.person, f"sitter {len(self.pages)}", clock.now()))

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
        self.attempt = self.post(f"/quizzes/{EXAM}/start").location or ""
        assert self.attempt.startswith("/attempts/")

    def paper(self) -> Iterator[tuple[int, Question]]:
        """The questions of the open attempt, with their numbers."""
        quiz = self.library.quizzes.quizzes[EXAM]
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
            assert self.post(f"{self.attempt}/answers/{number}", answer=answer_of(question, rightly=rightly), seq=1).status_code == 303
        assert self.post(f"{self.attempt}/submit").status_code == 303


def answer_of(question: Question, *, rightly: bool) -> list[str]:
    """A right answer, or a wrong one."""
    return [option.id for option in question.options if option.right is rightly][: None if rightly else 1]


def read_in(pages: list[TestResponse], words: Canaries) -> Found:
    """The planted words in these answers: bodies and headers."""
    found: Found = {}
    for page in pages:
        if seen := in_text(f"{page.headers}\n{page.get_data().decode(errors='replace')}", words):
            found.setdefault(f"{page.request.method} {page.request.full_path}", set()).update(seen)
    return found


def crawl(world: World, visitor: Visitor) -> Iterator[tuple[str, TestResponse]]:
    """Every page that the visitor can ask for; those without a partner ask in Russian."""
    client, headers = world.client(visitor), {"Accept-Language": "ru" if visitor.name.endswith(FREE) else "en"}
    for endpoint, methods in doors_of(world.app).items():
        if "GET" in methods and not endpoint.startswith(("static", "assets.font")):
            for values in DOORS[endpoint].places(world, visitor).values():
                yield endpoint, client.get(address_of(world.app, endpoint, values), headers=headers, buffered=True)


def of_exams(found: Found, words: Canaries) -> Found:
    """Only the words of exams."""
    kept = {address: {word for word in seen if words[word].quiz in EXAMS} for address, seen in found.items()}
    return {address: seen for address, seen in kept.items() if seen}


@pytest.mark.timeout(300)
def test_no_page_of_anybody_holds_a_planted_word(canary_scene: tuple[Scene, Canaries]) -> None:
    """All visitors, all pages, all placements, while attempts are open. Only the open review of a practice quiz shows its reasons."""
    scene, words = canary_scene
    asked, told, reviewed = 0, Found(), set()
    for visitor in scene.world.visitors.values():
        for endpoint, page in crawl(scene.world, visitor):
            asked += 1
            found = read_in([page], words)
            if endpoint == "quizzes.review" and page.status_code == 200:
                reviewed |= {words[word].quiz for seen in found.values() for word in seen}
                found = of_exams(found, words)
            told |= found
    assert told == {}
    assert reviewed == {"sf-practice"}, "The control: an open review shows its words."
    assert asked > 900


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Everything that is logged, down to the smallest, as it is written."""
    written = io.StringIO()
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.format_exc_info, without_secrets, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(0),
        logger_factory=structlog.PrintLoggerFactory(written),
    )
    yield written
    structlog.configure(**before)


@pytest.mark.timeout(300)
def test_an_attempt_tells_nothing_until_its_review_opens(canary_scene: tuple[Scene, Canaries], logs: io.StringIO) -> None:
    """Start, every question in both languages, answers right and wrong, errors, result: nothing, also after the last attempt."""
    scene, words = canary_scene
    sitter = Sitter(scene, "sitter")
    with time_machine.travel(NOW, tick=False) as time:
        for number, wait in enumerate((timedelta(0), timedelta(hours=25), timedelta(days=8)), 1):
            time.shift(wait)
            sitter.start()
            harass(sitter)
            sitter.answer_all(rightly=False)
            sitter.get(f"{sitter.attempt}/result")
            if number < 3:
                assert sitter.get(f"{sitter.attempt}/review").status_code == 403
                assert sitter.post(f"/quizzes/{EXAM}/start").status_code == 403
        review = sitter.get(f"{sitter.attempt}/review")
    assert read_in(sitter.pages, words) == {}
    assert len(sitter.pages) > 250
    assert in_text(logs.getvalue(), words) == set()
    structlog.get_logger().debug("control", found=next(iter(words)))
    assert in_text(logs.getvalue(), words) != set(), "The control: what is logged is read."
    assert stored_words(scene, words) == {}
    assert review.status_code in (200, 403), "Missing the last attempt opens no reason either; the test below is the control: a pass does."


def harass(sitter: Sitter) -> None:
    """Look at everything and send everything, also what is wrong, during an open attempt."""
    attempt, world = sitter.attempt, sitter.world
    for address in (f"/quizzes/{EXAM}", attempt, f"{attempt}?finish=1", f"{attempt}?q=99", f"{attempt}?q=x", f"{attempt}/result"):
        sitter.get(address)
    assert sitter.get(f"{attempt}/review").status_code == 403
    for number, question in list(sitter.paper()):
        sitter.get(f"{attempt}?q={number}")
        switch(sitter, "ru")
        sitter.get(f"{attempt}?q={number}")
        switch(sitter, "en")
        address, right, wrong = f"{attempt}/answers/{number}", answer_of(question, rightly=True), answer_of(question, rightly=False)
        sitter.post(address, JSON, answer=right, seq=0)
        sitter.post(address, answer=["no-such-option"], seq=1)
        sitter.post(address, JSON, answer=["no-such-option"], seq=1)
        sitter.post(address, JSON, answer=[*right, *wrong, *wrong], seq=1)
        sitter.post(address, answer=right)
        sitter.post(f"{attempt}/flags/{number}", JSON, flagged="1")
        sitter.post(f"{attempt}/flags/{number}", flagged="0", seq=1, answer=wrong)
        sitter.post(address, JSON, answer=right, seq=1)
        sitter.post(f"{attempt}/answers", None, **{f"{number}.answer": right, f"{number}.seq": 9, "99.answer": "a", "99.seq": 9})
    sitter.post(f"/quizzes/{EXAM}/start", direct="1")
    sitter.post(f"{attempt}/answers/99", JSON, answer="a", seq=1)
    sitter.post(f"/attempts/{world.stranger.open}/answers/1", JSON, answer="a", seq=1)
    sitter.client.post(f"{attempt}/answers/1", data={"answer": "a", "seq": 1})


def switch(sitter: Sitter, language: str) -> None:
    """Read on in another language."""
    sitter.post("/preferences/language", language=language)


def shown(page: TestResponse, words: Canaries) -> set[Canary]:
    """What a page shows, as places."""
    return {words[word] for word in in_text(page.get_data(as_text=True), words)}


def stored_words(scene: Scene, words: Canaries) -> Found:
    """Planted words in any row but those of the content itself: mails, log entries, attempts, sessions."""
    found: Found = {}
    with scene.world.app.app_context(), db.engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            if table.name not in STORED_CONTENT:
                for row in connection.execute(sa.select(table)):
                    if seen := in_text(repr(tuple(row)), words):
                        found.setdefault(table.name, set()).update(seen)
    return found


def test_whoever_passes_sees_the_reasons_at_once(canary_scene: tuple[Scene, Canaries]) -> None:
    scene, words = canary_scene
    sitter = Sitter(scene, "winner")
    sitter.start()
    sitter.answer_all(rightly=True)
    paper = [question for _, question in sitter.paper()]
    assert read_in([*sitter.pages, sitter.get(f"{sitter.attempt}/result")], words) == {}
    places = shown(sitter.get(f"{sitter.attempt}/review"), words)
    assert {place.question for place in places if not place.option} == {question.id for question in paper}
    assert stored_words(scene, words) == {}


def test_saving_a_right_and_a_wrong_answer_looks_the_same(canary_scene: tuple[Scene, Canaries]) -> None:
    """The whole answer of the server is the same byte by byte, as form and as JSON, apart from the time."""
    scene, _words = canary_scene
    sitter = Sitter(scene, "twin")
    sitter.start()
    different = []
    for number, question in list(sitter.paper()):
        address = f"{sitter.attempt}/answers/{number}"
        for seq, headers, where, field in (
            (1, None, address, ""), (3, JSON, address, ""), (5, None, f"{sitter.attempt}/answers", f"{number}."),
            (7, None, f"{sitter.attempt}/flags/{number}", ""),
        ):  # fmt: skip
            pair = [
                sitter.post(
                    where,
                    headers,
                    **{f"{field}answer": answer_of(question, rightly=rightly), f"{field}seq": seq + (not rightly)},
                    go="next",
                )
                for rightly in (True, False)
            ]
            if whole(pair[0]) != whole(pair[1]):
                different.append((number, [whole(one) for one in pair]))
    assert different == []


def whole(response: TestResponse) -> str:
    """Status, headers and body, without the time of day."""
    return TIME.sub("TIME", f"{response.status}\n{response.headers}\n{response.get_data(as_text=True)}")


def test_a_lesson_holds_no_reason_of_its_checks_before_they_are_answered(canary_scene: tuple[Scene, Canaries]) -> None:
    """Answered, a check shows its own reasons, and no other one's."""
    scene, words = canary_scene
    with scene.world.app.app_context():
        library = library_of(current())
    client, token = scene.world.client(scene.world.visitors["content_author"]), scene.world.token()
    answered = 0
    for course in library.catalogue.courses.values():
        for lesson in course.lessons:
            address = f"/courses/{course.id}/{lesson.id}"
            assert in_text(client.get(address).get_data(as_text=True), words) == set()
            for reference in lesson.checks:
                quiz, _, question = reference.partition("#")
                asked = library.quizzes.quizzes[Slug(quiz)].question(Slug(question))
                assert asked is not None
                for rightly in (True, False):
                    form = {"answer": answer_of(asked, rightly=rightly), "csrf_token": token}
                    page = client.post(f"{address}/checks/{quiz}/{question}", data=form)
                    places = shown(page, words)
                    assert {(place.quiz, place.question) for place in places} == {(quiz, question)}
                    assert Canary(quiz, question, "", "en") in places
                    answered += 1
    assert answered > 60
