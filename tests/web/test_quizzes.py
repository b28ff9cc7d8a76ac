"""The pages of quizzes: before, during and after an attempt, for its own person and nobody else."""

import json
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.core.db import db, transaction
from lms.quizzes.models import Attempt
from lms.quizzes.rules import Quiz
from tests.visitors import CheckedClient, text_of

EXAM = "/quizzes/sf"
PRACTICE = "/quizzes/sf-practice"


@pytest.fixture
def learner(make, sign_in) -> CheckedClient:
    """A seller who has finished what the exam needs, signed in."""
    partner = make.partner()
    person = make.member(partner, "anna@vector.example", name="Anna Belova")
    make.lessons(person, "cloud-for-sellers")
    make.lessons(person, "programme-rules")
    return sign_in("anna@vector.example")


@pytest.fixture
def quiz(library) -> Quiz:
    """The exam of the sample content."""
    return library.quizzes.quizzes["sf"]


def begin(client: CheckedClient, quiz: str = EXAM) -> str:
    """The address of a new attempt."""
    response = client.post(f"{quiz}/start")
    assert response.status_code == 303
    return response.location


def question_on(page: str, quiz: Quiz):
    """The question whose options stand on the page."""
    ids = set(re.findall(r'name="answer" value="([^"]+)"', page))
    legend = page.partition("<legend>")[2].partition("</legend>")[0]
    return next(one for one in quiz.questions if {option.id for option in one.options} == ids and legend in one.stem.values())


def sit(client: CheckedClient, address: str, quiz: Quiz, *, right: int) -> str:
    """Answer every question, the first `right` of them rightly, hand in, and return the address of the result."""
    size = quiz.paper_size
    for number in range(1, size + 1):
        question = question_on(text_of(client.get(f"{address}?q={number}")), quiz)
        good = sorted(question.right)
        bad = [option.id for option in question.options if option.id not in question.right][:1]
        answer = good if number <= right else bad
        response = client.post(f"{address}/answers/{number}", {"answer": answer, "seq": 1, "go": "next"})
        assert response.status_code == 303
    response = client.post(f"{address}/submit")
    assert response.status_code == 303
    return response.location


def test_the_start_page_tells_the_rules_and_offers_one_way_in(learner):
    page = text_of(learner.get(EXAM))
    assert "The gate is open" in page
    for fact in ("20 questions", "30 minutes", "75%", "3 of 3"):
        assert fact in page
    assert page.count("btn--primary") == 1
    assert f'action="{EXAM}/start"' in page


def test_the_start_page_names_what_passing_opens(learner):
    page = text_of(learner.get(EXAM))
    assert "Passing opens" in page
    assert "in your company&#39;s tier" in page
    assert "/certifications/sf" in page


def test_a_locked_exam_lists_what_is_missing_and_starting_it_is_refused_with_the_same_list(make, sign_in):
    partner = make.partner()
    person = make.member(partner, "oleg@vector.example")
    make.lessons(person, "cloud-for-sellers")
    client = sign_in("oleg@vector.example")
    page = client.get(EXAM)
    assert page.status_code == 200
    assert "One thing is missing" in text_of(page)
    assert 'href="/courses/programme-rules"' in text_of(page)
    assert f'action="{EXAM}/start"' not in text_of(page)
    refused = client.post(f"{EXAM}/start")
    assert refused.status_code == 403
    assert "Programme rules" in text_of(refused)


def test_a_quiz_of_checks_and_an_unknown_one_have_no_page(learner):
    assert learner.get("/quizzes/cloud-for-sellers-checks").status_code == 404
    assert learner.get("/quizzes/no-such-quiz").status_code == 404


def test_starting_twice_ends_in_the_same_attempt_and_the_start_page_continues_it(learner):
    first = begin(learner)
    assert begin(learner) == first
    page = text_of(learner.get(EXAM))
    assert "You are in the middle of it" in page
    assert f'href="{first}"' in page


def test_a_question_page_shows_one_question_and_nothing_of_its_key(learner, quiz):
    address = begin(learner)
    for number in range(1, quiz.paper_size + 1):
        page = text_of(learner.get(f"{address}?q={number}"))
        question = question_on(page, quiz)
        assert f"Question {number} of {quiz.paper_size}" in page
        for hidden in (question.explanation, *(option.explanation for option in question.options)):
            for language in hidden.values():
                plain = re.sub(r"<[^>]+>", "", language).strip()
                assert not plain or plain not in page
        assert 'data-state="ok"' not in page.split("<fieldset")[1].split("</fieldset>")[0]


def test_the_options_stand_in_the_stored_order_on_every_visit(learner):
    address = begin(learner)
    orders = {tuple(re.findall(r'name="answer" value="([^"]+)"', text_of(learner.get(f"{address}?q=1")))) for _ in range(3)}
    assert len(orders) == 1


def test_a_form_saves_and_goes_on_and_the_saved_answer_stands_there_again(learner, quiz):
    address = begin(learner)
    question = question_on(text_of(learner.get(f"{address}?q=1")), quiz)
    chosen = question.options[0].id
    response = learner.post(f"{address}/answers/1", {"answer": [chosen], "seq": 1, "go": "next"})
    assert response.location == f"{address}?q=2"
    page = text_of(learner.get(f"{address}?q=1"))
    assert re.search(rf'value="{chosen}" checked', page)
    assert 'data-seq="1"' in page
    assert 'name="seq" value="2"' in page
    assert "Saved at 12:00:" in page


def test_a_script_gets_the_time_of_the_save_in_the_persons_zone(learner, quiz):
    address = begin(learner)
    question = question_on(text_of(learner.get(f"{address}?q=1")), quiz)
    response = learner.post(f"{address}/answers/1", {"answer": [question.options[0].id], "seq": 1}, headers={"Accept": "application/json"})
    assert response.status_code == 200
    assert re.fullmatch(r"12:00:\d\d", json.loads(text_of(response))["saved_at"])


def test_saving_costs_at_most_three_statements(learner, quiz, queries):
    address = begin(learner)
    question = question_on(text_of(learner.get(f"{address}?q=1")), quiz)
    token = learner.token()
    with queries() as statements:
        response = learner.flask.post(
            f"{address}/answers/1", data={"answer": [question.options[0].id], "seq": 1, "csrf_token": token},
            headers={"Accept": "application/json"},
        )  # fmt: skip
    assert response.status_code == 200
    assert len(statements) <= 3, statements


def test_back_next_and_the_last_question_lead_where_they_say(learner, quiz):
    address = begin(learner)
    last = quiz.paper_size
    for number, go, target in ((2, "back", "?q=1"), (1, "back", "?q=1"), (3, "finish", "?finish=1"), (last, "next", "?finish=1")):
        response = learner.post(f"{address}/answers/{number}", {"seq": 1, "go": go})
        assert response.location == address + target


def test_an_old_page_changes_nothing_and_says_so(learner, quiz):
    address = begin(learner)
    question = question_on(text_of(learner.get(f"{address}?q=1")), quiz)
    first, second = question.options[0].id, question.options[1].id
    learner.post(f"{address}/answers/1", {"answer": [first], "seq": 5})
    response = learner.post(f"{address}/answers/1", {"answer": [second], "seq": 5, "go": "next"})
    assert response.location == f"{address}?q=1"
    page = text_of(learner.get(response.location))
    assert "older than your last answer" in page
    assert re.search(rf'value="{first}" checked', page)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [({"seq": "x"}, "how new"), ({"seq": 0}, "how new"), ({"seq": 1, "answer": ["no-such"]}, "not an option")],
)
def test_an_answer_that_cannot_be_read_is_refused_with_a_sentence(learner, data, sentence):
    address = begin(learner)
    response = learner.post(f"{address}/answers/1", data)
    assert response.status_code == 400
    assert sentence in text_of(response)
    for strange in (0, 99, 10**30):
        assert learner.post(f"{address}/answers/{strange}", {"seq": 1}).status_code == 404


def test_a_strange_question_number_shows_the_first_without_an_answer(learner):
    address = begin(learner)
    learner.post(f"{address}/answers/1", {"seq": 1})
    for strange in ("?q=0", "?q=999", "?q=x", ""):
        assert "Question 1 of" in text_of(learner.get(address + strange))


def test_before_handing_in_the_page_counts_what_has_no_answer(learner, quiz):
    address = begin(learner)
    question = question_on(text_of(learner.get(f"{address}?q=1")), quiz)
    learner.post(f"{address}/answers/1", {"answer": [question.options[0].id], "seq": 1})
    page = text_of(learner.get(f"{address}?finish=1"))
    assert f"{quiz.paper_size - 1} questions have no answer yet" in page
    assert f'action="{address}/submit"' in page


def test_a_pass_tells_the_score_the_certificate_and_what_it_opened(learner, quiz):
    result = sit(learner, begin(learner), quiz, right=17)
    page = text_of(learner.get(result))
    assert "Well done, Anna. 85%, and the way is open." in page
    assert "You, 85% (17 of 20)" in page
    assert "See your certificate" in page
    assert "You have just unlocked" in page


def test_a_repeated_submit_ends_in_the_same_result(learner, quiz):
    address = begin(learner)
    result = sit(learner, address, quiz, right=17)
    assert learner.post(f"{address}/submit").location == result
    assert learner.get(address).location == result
    assert learner.post(f"{address}/answers/1", {"seq": 9}).status_code == 409


def test_a_miss_shows_the_distance_the_lessons_and_when_the_gate_opens(learner, quiz, clock):
    clock.move_to("2026-11-21T09:00:30+00:00")
    result = sit(learner, begin(learner), quiz, right=14)
    page = text_of(learner.get(result))
    assert "Not yet: 70%, the gate opens at 75%" in page
    assert "1 more right answer would have done it." in page
    assert "/courses/cloud-for-sellers/" in page or "/courses/programme-rules/" in page
    assert "The gate opens on 22 November 2026, 12:0" in page
    assert "2 attempts left" in page
    assert "/quizzes/sf-practice" in page


def test_a_cool_down_names_a_minute_at_which_the_start_is_really_open(learner, quiz, clock):
    clock.move_to("2026-11-21T09:00:30+00:00")
    sit(learner, begin(learner), quiz, right=0)
    page = text_of(learner.get(EXAM))
    named = re.search(r"The gate opens on 22 November 2026, 12:(\d\d)", page)
    assert named
    assert learner.post(f"{EXAM}/start").status_code == 403
    clock.move_to(f"2026-11-22T09:{named[1]}:00+00:00")
    learner.sign_in("anna@vector.example")
    assert learner.post(f"{EXAM}/start").status_code == 303


def test_the_start_page_says_when_the_exam_is_passed_and_when_no_attempt_is_left(learner, quiz, clock):
    for number in (1, 2, 3):
        sit(learner, begin(learner), quiz, right=0)
        clock.shift(timedelta(days=number * 4))
        learner.sign_in("anna@vector.example")
    page = text_of(learner.get(EXAM))
    assert "No attempts are left" in page
    assert "Talk to your partner manager" in page
    assert page.count("not yet</span>") == 3
    refused = learner.post(f"{EXAM}/start")
    assert refused.status_code == 403
    assert "You have used 3 attempts" in text_of(refused)


def test_a_passed_exam_is_not_offered_again(learner, quiz):
    result = sit(learner, begin(learner), quiz, right=20)
    page = text_of(learner.get(EXAM))
    assert "Passed: Cloud Sales Foundation" in page
    assert f'href="{result}"' in page
    assert learner.post(f"{EXAM}/start").status_code == 403


def test_the_result_of_an_open_attempt_is_its_question(learner):
    address = begin(learner)
    assert learner.get(f"{address}/result").location == address


def test_a_deadline_closes_the_attempt_and_shows_what_was_earned(learner, quiz, clock):
    address = begin(learner)
    question = question_on(text_of(learner.get(f"{address}?q=1")), quiz)
    learner.post(f"{address}/answers/1", {"answer": sorted(question.right), "seq": 1})
    page = text_of(learner.get(f"{address}?q=1"))
    assert int(re.search(r'data-ends-in="(\d+)"', page)[1]) <= 1800
    clock.shift(timedelta(minutes=30, seconds=6))
    late = learner.post(f"{address}/answers/2", {"seq": 1}, headers={"Accept": "application/json"})
    assert late.status_code == 409
    assert "too late" in json.loads(text_of(late))["error"]
    response = learner.get(f"{address}?q=1")
    assert response.location == f"{address}/result"
    assert "The time ran out before you finished" in text_of(learner.get(response.location))


def test_a_late_form_is_told_and_led_to_the_result(learner, clock):
    address = begin(learner)
    clock.shift(timedelta(minutes=31))
    response = learner.post(f"{address}/answers/1", {"seq": 1, "go": "next"})
    assert response.location == address
    assert learner.get(address).location == f"{address}/result"
    assert "came too late" in text_of(learner.get(f"{address}/result"))


def test_the_review_waits_for_its_rule(learner, quiz, clock):
    address = begin(learner)
    assert learner.get(f"{address}/review").status_code == 403
    sit(learner, address, quiz, right=0)
    refused = learner.get(f"{address}/review")
    assert refused.status_code == 403
    assert "There is nothing more to see" in text_of(refused)
    clock.shift(timedelta(days=2))
    learner.sign_in("anna@vector.example")
    passed = begin(learner)
    sit(learner, passed, quiz, right=20)
    page = text_of(learner.get(f"{passed}/review"))
    assert page.count("Right</span>") >= 20
    assert text_of(learner.get(f"{address}/review")).count("not earned") == 20


def test_a_practice_quiz_uses_the_same_pages_and_reviews_at_once(learner, library):
    quiz = library.quizzes.quizzes["sf-practice"]
    assert "no limit" in text_of(learner.get(PRACTICE))
    address = begin(learner, PRACTICE)
    assert "data-ends-in" not in text_of(learner.get(f"{address}?q=1"))
    result = learner.post(f"{address}/submit").location
    assert "Not yet: 0%" in text_of(learner.get(result))
    assert text_of(learner.get(f"{address}/review")).count('<li class="stack g4" id="q') == quiz.paper_size
    page = text_of(learner.get(result))
    assert f'href="{PRACTICE}">Practise again</a>' in page
    assert "To the exam" not in page, "Not yet."


def test_from_a_practice_that_passed_the_way_leads_to_its_exam(learner, app):
    address = begin(learner, PRACTICE)
    result = learner.post(f"{address}/submit").location
    with app.app_context(), transaction():
        db.session.execute(sa.update(Attempt).values(percent=90, passed=True))
    page = text_of(learner.get(result))
    assert f'href="{EXAM}">To the exam “Cloud Sales Foundation, exam”</a>' in page
    assert f'href="{PRACTICE}">Practise again</a>' in page
    assert "/quizzes/ta" not in page, "Only to the exam that it prepares for."


def test_somebody_elses_attempt_looks_like_none(learner, make, quiz):
    address = begin(learner)
    make.member(make.partner("Gamma"), "eve@gamma.example")
    eve = CheckedClient(learner.flask.application)
    eve.sign_in("eve@gamma.example")
    for path in ("", "?finish=1", "/result", "/review"):
        assert eve.get(address + path).status_code == 404
    assert eve.post(f"{address}/answers/1", {"seq": 1}).status_code == 404
    assert eve.post(f"{address}/submit").status_code == 404
    assert "Question 1 of" in text_of(learner.get(address))


def test_nobody_gets_in_without_signing_in(client):
    for path in (EXAM, "/attempts/2222222222222222222222"):
        assert "/sign-in" in client.get(path).location
    assert client.post("/attempts/2222222222222222222222/answers/1", {"seq": 1}, headers={"Accept": "application/json"}).status_code == 401


def test_the_pages_speak_russian(learner, quiz):
    learner.post("/preferences/language", {"language": "ru"})
    page = text_of(learner.get(EXAM))
    assert 'lang="ru"' in page
    assert "Двадцать вопросов" in page
