"""Questions of every kind without script: asked, saved and shown again; their pictures; and the same inside lessons."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from lms.core.db import db
from lms.core.ids import Slug
from lms.publishing.library import Library
from lms.quizzes.models import AttemptSlot
from lms.quizzes.rules import QuestionType
from tests.factories import Make
from tests.visitors import CheckedClient

SF, TA = "/quizzes/sf-practice", "/quizzes/ta-practice"
MONITORING = "/courses/technical-foundations/monitoring"
SOURCES = f"{MONITORING}/checks/technical-foundations-checks/mon-sources"
LAB = "/courses/technical-foundations/lab"
ORDER = f"{LAB}/checks/technical-foundations-checks/lab-order"
IN_ORDER = {f"answer.{step}": str(place) for place, step in enumerate(("net", "servers", "door", "failure"), start=1)}


@pytest.fixture
def learner(make: Make, sign_in: Callable[[str], CheckedClient]) -> CheckedClient:
    """Somebody who practises."""
    make.member(make.partner(), "anna@vector.example", name="Anna Belova")
    return sign_in("anna@vector.example")


def begin(client: CheckedClient, quiz: str) -> str:
    """The address of a new attempt."""
    return str(client.post(f"{quiz}/start").location)


def place_of(library: Library, quiz: str, question: str) -> int:
    """Where a question stands on a paper without quotas, which is in its own order."""
    return [one.id for one in library.quizzes.quizzes[Slug(quiz)].questions].index(Slug(question)) + 1


def ask(client: CheckedClient, attempt: str, place: int) -> str:
    """The page of one question."""
    return str(client.get(f"{attempt}?q={place}").get_data(as_text=True))


def answer(client: CheckedClient, attempt: str, place: int, seq: int = 1, **fields: str) -> int:
    """Send the plain form of one question."""
    named = {name.replace("__", "."): value for name, value in fields.items()}
    return int(client.post(f"{attempt}/answers/{place}", {"seq": str(seq), "go": "stay", **named}).status_code)


def saved(app: Flask, place: int) -> list[str] | None:
    """What is saved there."""
    with app.app_context():
        return db.session.scalar(sa.select(AttemptSlot.answer).where(AttemptSlot.position == place))


def test_the_practices_ask_in_every_kind(library: Library) -> None:
    asked = {question.type for quiz in ("sf-practice", "ta-practice") for question in library.quizzes.quizzes[Slug(quiz)].questions}

    assert asked == set(QuestionType)


def test_a_match_is_chosen_in_drop_downs_and_stays_chosen(learner: CheckedClient, app: Flask, library: Library) -> None:
    attempt, place = begin(learner, SF), place_of(library, "sf-practice", "whose-layer")
    page = ask(learner, attempt, place)
    form = page[page.index('class="pair"') : page.index("Each match counts")]

    assert form.count("<select") == 4
    assert form.count('<option value="nimbus">Nimbus</option>') == 4
    assert "selected" not in form
    assert answer(learner, attempt, place, answer__power="nimbus", answer__till="", answer__updates="maker") == 303
    assert saved(app, place) == ["power=nimbus", "updates=maker"]
    assert ask(learner, attempt, place).count(" selected>") == 2
    for field in ({"answer__power": "nobody"}, {"answer__roof": "nimbus"}, {"answer": "nimbus"}):
        assert answer(learner, attempt, place, 2, **field) == 400
    assert saved(app, place) == ["power=nimbus", "updates=maker"]


def test_an_order_is_given_by_numbers_and_none_is_given_before(learner: CheckedClient, app: Flask, library: Library) -> None:
    attempt, place = begin(learner, SF), place_of(library, "sf-practice", "four-stops")
    page = ask(learner, attempt, place)

    assert page.count("data-step-row") == 5
    assert "selected" not in page
    assert "data-moves hidden" in page, "the buttons need a script, so that it shows them"
    assert answer(learner, attempt, place, answer__opened="1", answer__heard="2") == 303
    assert saved(app, place) == ["opened=1", "heard=2"]
    assert answer(learner, attempt, place, 2, answer__opened="9") == 400


def test_a_picture_lies_over_its_list_and_its_name_tells_nothing(learner: CheckedClient, app: Flask, library: Library) -> None:
    attempt, place = begin(learner, TA), place_of(library, "ta-practice", "open-door")
    page = ask(learner, attempt, place)
    address = re.findall(r'<img src="(/media/[0-9a-f]{64}/picture\.svg)" alt="([^"]+)"', page)

    assert [html.unescape(text)[:22] for _, text in address] == ["A drawing of a network"]
    assert page.count("<rect ") == page.count('type="radio"') == 4
    assert " style=" not in page
    picture = learner.flask.get(address[0][0])
    assert (picture.status_code, picture.content_type) == (200, "image/svg+xml")
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert answer(learner, attempt, place, answer="front") == 303
    assert saved(app, place) == ["front"]
    assert answer(learner, attempt, place, 2, answer="20,30") == 400


def test_a_place_that_was_saved_counts_also_when_the_time_ran_out(
    learner: CheckedClient, app: Flask, library: Library, clock: time_machine.Traveller
) -> None:
    attempt, place = begin(learner, TA), place_of(library, "ta-practice", "open-door")
    answer(learner, attempt, place, answer="front")
    clock.shift(timedelta(days=3))
    learner.post(f"{attempt}/submit")

    with app.app_context():
        slot = db.session.scalars(sa.select(AttemptSlot).where(AttemptSlot.position == place)).one()
        assert (slot.earned, slot.out_of) == (1, 1)


def test_a_text_is_kept_as_text(learner: CheckedClient, app: Flask, library: Library) -> None:
    attempt, place = begin(learner, TA), place_of(library, "ta-practice", "morning-after")
    written = "<script>alert(1)</script>\n**no Markdown**"

    page = ask(learner, attempt, place)
    assert "40 to 200 words are asked." in page
    assert "It names the beginning" not in page, "criteria tell what is awaited"
    assert answer(learner, attempt, place, **{"answer.text": written}) == 303
    assert saved(app, place) == [f"text={written}"]
    page = ask(learner, attempt, place)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n**no Markdown**</textarea>" in page
    assert answer(learner, attempt, place, 2, **{"answer.text": "я" * 8193}) == 400
    assert saved(app, place) == [f"text={written}"]


def test_a_survey_says_that_it_is_not_scored(learner: CheckedClient, app: Flask, library: Library) -> None:
    attempt, place = begin(learner, SF), place_of(library, "sf-practice", "feeling")

    assert "This is not scored" in ask(learner, attempt, place)
    assert answer(learner, attempt, place, answer="hard") == 303
    learner.post(f"{attempt}/submit")
    with app.app_context():
        slot = db.session.scalars(sa.select(AttemptSlot).where(AttemptSlot.position == place)).one()
        assert (slot.earned, slot.points) == (0, 0)


def test_a_match_inside_a_lesson_tells_part_by_part_only_when_it_is_answered(learner: CheckedClient) -> None:
    page = learner.get(MONITORING).get_data(as_text=True)
    assert page.count('class="pair"') == 4
    assert "The right answer" not in page
    assert "Metrics live 15 months" not in page

    response = learner.post(SOURCES, {"answer.outside": "probe", "answer.march": "logs"})
    told = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "Not yet" in told
    assert told.count('class="option" data-state="ok"') == 1
    assert told.count('class="option" data-state="bad"') == 3
    assert "The right answer: Metrics" in " ".join(told.split())
    everything = {"answer.outside": "probe", "answer.march": "metrics", "answer.wrote": "logs", "answer.expired": "probe"}
    assert "Right." in learner.post(SOURCES, everything).get_data(as_text=True)


def test_an_order_inside_a_lesson_never_stands_there_as_it_was_written(learner: CheckedClient) -> None:
    page = learner.get(LAB).get_data(as_text=True)
    shown = re.findall(r'name="answer\.([a-z]+)"', page)

    written = [field.removeprefix("answer.") for field in IN_ORDER]
    assert sorted(shown) == sorted(written)
    assert shown != written
    assert shown == re.findall(r'name="answer\.([a-z]+)"', learner.get(LAB).get_data(as_text=True)), "the same each time"
    assert "Right." in learner.post(ORDER, IN_ORDER).get_data(as_text=True)
    assert learner.post(ORDER, {}).status_code == 400
    refused = learner.post(ORDER, {"answer.net": "7"})
    assert refused.status_code == 400
    assert "is not a place in this order" in refused.get_data(as_text=True)
