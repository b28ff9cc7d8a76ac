"""Checks inside a lesson: what they tell before and after an answer, and that nothing of it is kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from lms.core.ids import Slug
from lms.publishing.library import Library
from lms.quizzes.rules import Question
from tests.factories import Make
from tests.visitors import CheckedClient

Queries = Callable[[], AbstractContextManager[list[str]]]

FIRST = "/courses/cloud-for-sellers/what-cloud-is"
CHECK = f"{FIRST}/checks/cloud-for-sellers-checks/saturday"


@pytest.fixture
def learner(make: Make, sign_in: Callable[[str], CheckedClient]) -> CheckedClient:
    """A seller, signed in."""
    make.member(make.partner(), "anna@severny.example")
    return sign_in("anna@severny.example")


@pytest.fixture
def question(library: Library) -> Question:
    """The first check of the first lesson."""
    found = library.quizzes.quizzes[Slug("cloud-for-sellers-checks")].question(Slug("saturday"))
    assert found
    return found


def test_a_check_tells_nothing_before_it_is_answered(learner: CheckedClient, question: Question) -> None:
    page = learner.get(FIRST).get_data(as_text=True)
    told = [one for option in question.options for one in option.explanation.values()] + list(question.explanation.values())
    assert told
    assert not any(one in page for one in told)
    assert 'data-state="ok"' not in page
    assert "checked" not in page


def test_an_answered_check_gives_every_reason_and_is_kept_nowhere(learner: CheckedClient, queries: Queries, question: Question) -> None:
    response = learner.post(CHECK, {"answer": "immune"})
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "Not yet: the reasons stand with the answers." in page
    assert question.explanation["en"] in page
    assert all(option.explanation["en"] in page for option in question.options if option.explanation)
    assert page.count('class="option" data-state="ok"') == 1
    assert page.count('class="option" data-state="bad"') == 1
    assert f'name="next" value="{FIRST}#check-cloud-for-sellers-checks-saturday"' in page, "the way back is the lesson, not the answer"
    assert "Right." in learner.post(CHECK, {"answer": "repair"}).get_data(as_text=True)
    token = learner.token()
    with queries() as statements:
        assert learner.flask.post(CHECK, data={"answer": "repair", "csrf_token": token}).status_code == 200
    assert statements
    assert all(one.startswith("SELECT") for one in statements), "nothing is written"
    assert 'data-state="ok"' not in learner.get(FIRST).get_data(as_text=True)


def test_a_check_without_an_answer_asks_for_one_and_tells_nothing(learner: CheckedClient, question: Question) -> None:
    response = learner.post(CHECK)
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    assert "Choose an answer first." in page
    assert question.explanation["en"] not in page


@pytest.mark.parametrize(
    ("address", "answer", "status"),
    [
        (CHECK, "nonsense", 400),
        (f"{FIRST}/checks/sf/garage", "power", 404),
        (f"{FIRST}/checks/cloud-for-sellers-checks/too-big", "false", 404),
        ("/courses/programme-rules/how-people-count/checks/programme-rules-checks/five-places", "x", 403),
    ],
)
def test_no_other_question_is_answered_here(learner: CheckedClient, address: str, answer: str, status: int) -> None:
    assert learner.post(address, {"answer": answer}).status_code == status


def test_the_address_of_a_check_leads_to_its_lesson(learner: CheckedClient) -> None:
    assert learner.get(CHECK).location == f"{FIRST}#check-cloud-for-sellers-checks-saturday"
