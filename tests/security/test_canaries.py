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
from lms.access import Permission, may
from lms.core.db import db
from lms.core.ids import Slug
from lms.publishing.library import library_of
from lms.quizzes.rules import QuestionType
from lms.releases.queries import current
from lms.web.logs import without_secrets
from tests.security.canaries import KEY, Canaries, Canary, in_text
from tests.security.doors import DOORS
from tests.security.sitters import JSON, Found, Sitter, answer_of, harass, read_in
from tests.security.walks import Scene, address_of, doors_of
from tests.security.world import ESSAY, EXAM, FREE, NOW, PRACTICE, WRITTEN, Visitor, World

pytestmark = pytest.mark.xdist_group("canaries")

EXAMS = frozenset({"sf", "ta"})
STORED_CONTENT = {"revision", "blob"}
TIME = re.compile(r"\d{2}:\d{2}:\d{2}")
BY_RIGHT = {"marking.marks": Permission.CHANGE_MARK, "marking.script": Permission.MARK_ANSWERS}
"""Pages that show what earns points to whoever has the permission."""


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
    """All visitors, all pages, all placements, while attempts are open. Only the open review of a practice quiz shows its reasons, and
    who marks reads what earns points."""
    scene, words = canary_scene
    asked, told, reviewed, by_right = 0, Found(), set(), set()
    for visitor in scene.world.visitors.values():
        for endpoint, page in crawl(scene.world, visitor):
            asked += 1
            found = read_in([page], words)
            if endpoint == "quizzes.review" and page.status_code == 200:
                reviewed |= {words[word].quiz for seen in found.values() for word in seen}
                found = of_exams(found, words)
            if found and endpoint in BY_RIGHT and may(visitor.actor, BY_RIGHT[endpoint]):
                by_right.add(endpoint)
                continue
            told |= found
    assert told == {}
    assert by_right == set(BY_RIGHT), "The control: criteria stand on these pages."
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


@pytest.mark.parametrize("quiz", [PRACTICE, WRITTEN])
def test_practice_tells_nothing_before_it_is_over(canary_scene: tuple[Scene, Canaries], quiz: Slug) -> None:
    """The questions of every kind: harassed during the attempt, with its history; the control is the review, which shows them all."""
    scene, words = canary_scene
    sitter = Sitter(scene, "practiser", quiz)
    sitter.start()
    harass(sitter)
    sitter.answer_all(rightly=False)
    assert read_in(sitter.pages, words) == {}
    assert stored_words(scene, words) == {}
    places = shown(sitter.get(f"{sitter.attempt}/review"), words)
    paper = [question for _, question in sitter.paper()]
    assert {place.question for place in places if not place.option} == {question.id for question in paper if question.explanation}
    written = {question.id for question in paper if question.type in (QuestionType.SHORT_TEXT, QuestionType.ESSAY)}
    assert {place.question for place in places if place.option.endswith(KEY)} == written


def test_the_practice_quizzes_ask_in_every_way(canary_scene: tuple[Scene, Canaries]) -> None:
    with canary_scene[0].world.app.app_context():
        quizzes = library_of(current()).quizzes.quizzes
    assert {question.type for quiz in (PRACTICE, WRITTEN) for question in quizzes[quiz].questions} == set(QuestionType)


def test_only_markers_read_what_earns_points(canary_scene: tuple[Scene, Canaries]) -> None:
    """The page on which an answer is marked shows the criteria to whoever took it and may mark it, and to nobody else."""
    scene, words = canary_scene
    token, attempt, readers = scene.world.token(), scene.world.stranger.waiting, set()
    for visitor in scene.world.visitors.values():
        client = scene.world.client(visitor)
        pages = [client.post(f"/marking/{attempt}/take", data={"csrf_token": token}), client.get(f"/marking/{attempt}")]
        places = [place for page in pages for place in shown(page, words)]
        client.post(f"/marking/{attempt}/give-back", data={"csrf_token": token})
        if places:
            assert {place.question for place in places if place.option.endswith(KEY)} == {ESSAY}
            assert {place.question for place in places} == {ESSAY}, "What is right elsewhere on the paper is no marker's business."
            readers.add(visitor.name)
    assert readers == {one.name for one in scene.world.visitors.values() if may(one.actor, Permission.MARK_ANSWERS)}


@pytest.mark.parametrize("quiz", [EXAM, PRACTICE, WRITTEN])
def test_saving_a_right_and_a_wrong_answer_looks_the_same(canary_scene: tuple[Scene, Canaries], quiz: Slug) -> None:
    """The whole answer of the server is the same byte by byte, as form and as JSON, apart from the time."""
    scene, _words = canary_scene
    sitter = Sitter(scene, "twin", quiz)
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
                    **{f"{field}{name}": said for name, said in answer_of(question, rightly=rightly).items()},
                    **{f"{field}seq": seq + (not rightly), "go": "next"},
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
                    form = {**answer_of(asked, rightly=rightly), "csrf_token": token}
                    page = client.post(f"{address}/checks/{quiz}/{question}", data=form)
                    places = shown(page, words)
                    assert {(place.quiz, place.question) for place in places} == {(quiz, question)}
                    assert Canary(quiz, question, "", "en") in places
                    answered += 1
    assert answered > 60
