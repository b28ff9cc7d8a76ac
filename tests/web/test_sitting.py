"""The sitting in its other shapes: all questions on one page, no way back, a statement and a code before the start; and what is refused."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from lms import tables
from lms.core import clock as clocks
from lms.core.content.tree import Tree
from lms.core.db import db, transaction
from lms.publishing import service
from lms.publishing.check import check
from lms.publishing.source import sample_tree
from lms.quizzes.models import Attempt, AttemptSlot, LateAnswer
from lms.web.quizzes.forms import MAX_BODY, MAX_LENGTH, MAX_SLOTS, MAX_VALUES
from tests.factories import Make
from tests.visitors import CheckedClient, page_of

QUIZ = "/quizzes/ten"
SCRIPT = {"Accept": "application/json"}
Publish = Callable[..., None]


def quiz_text(language: str, lines: str) -> bytes:
    """A practice quiz of ten questions with three options each."""
    russian = language == "ru"
    settings = "".join(line for line in lines.splitlines(keepends=True) if line.startswith("honour") or not russian)
    title = "title: Десять вопросов\n" if russian else "title: Ten questions\nkind: practice\npass: 50\n"
    body = "".join(
        f"## {'Вопрос' if russian else 'Question'} {number}? {{#q{number}{'' if russian else ' type=single'}}}\n\n"
        + "".join(
            f"- [{'x' if option == 'a' and not russian else ' '}] {'Ответ' if russian else 'Answer'} {option} {{#{option}}}\n"
            for option in "abc"
        )
        + "\n"
        for number in range(1, 11)
    )
    return f"---\n{title}{settings}---\n\n{'Десять вопросов.' if russian else 'Ten questions.'}\n\n{body}".encode()


@pytest.fixture
def publish(app: Flask) -> Publish:
    """Publish the sample content with a quiz of ten questions, and these lines in its settings."""

    def published(lines: str, change: Callable[[bytes], bytes] = lambda text: text, more: tuple[bytes, bytes] = (b"", b"")) -> None:
        tree = sample_tree()
        original, translated = change(quiz_text("en", lines)) + more[0], quiz_text("ru", lines) + more[1]
        files = {**tree.files, "quizzes/ten.md": original, "quizzes/ten.ru.md": translated}
        changed = Tree(files, tree.language)
        checked = check(changed)
        assert checked.library is not None, [fault for fault in checked.faults if "ten" in fault.path]
        with app.app_context(), transaction():
            service.publish(checked, changed, None, clocks.now())

    published("")
    return published


@pytest.fixture
def learner(make: Make, sign_in: Callable[[str], CheckedClient], publish: Publish) -> CheckedClient:
    """Somebody who practises."""
    make.member(make.partner(), "anna@vector.example", name="Anna Belova")
    return sign_in("anna@vector.example")


def begin(client: CheckedClient, **form: str) -> str:
    """The address of a new attempt."""
    response = client.post(f"{QUIZ}/start", form)
    assert response.status_code == 303, response.get_data(as_text=True)
    location: str = response.location
    return location


def options(page: str, prefix: str = "") -> list[str]:
    """The values of the options of one question."""
    return re.findall(rf'name="{re.escape(prefix)}answer" value="([^"]+)"', page)


def stored(app: Flask, position: int | None = None) -> Any:
    """The slots of the attempt, or one of them."""
    with app.app_context():
        rows = db.session.execute(
            sa.select(
                AttemptSlot.position, AttemptSlot.question, AttemptSlot.answer, AttemptSlot.seq, AttemptSlot.flagged
            ).order_by(AttemptSlot.attempt_id, AttemptSlot.position)
        ).all()  # fmt: skip
    return rows if position is None else rows[position - 1]


def test_a_start_with_a_script_shows_the_first_question_at_once(learner: CheckedClient) -> None:
    response = learner.post(f"{QUIZ}/start", {"direct": "1"})
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "Question 1 of" in page
    address = re.search(r'data-href="([^"]+)"', page)
    assert address
    assert f'<input type="hidden" name="next" value="{address[1]}">' in page, "Other words lead back to the attempt, not to the start."
    assert learner.get(address[1]).status_code == 200


def test_the_first_page_holds_the_whole_paper_for_a_script_and_each_other_one_only_its_question(learner: CheckedClient) -> None:
    address = begin(learner)
    whole, single = page_of(learner, address), page_of(learner, f"{address}?q=2")
    total = int(re.search(r"Question 1 of (\d+)", whole)[1])  # type: ignore[index]
    assert whole.count("<template data-for=") == total
    assert 'data-for="finish"' in whole
    assert "<template" not in single


def test_ten_questions_cost_no_more_than_twelve_requests(learner: CheckedClient, app: Flask) -> None:
    """Start, ten answers, hand in: nothing else is asked for, because the first page holds all the rest."""
    asked: list[str] = []
    app.before_request_funcs.setdefault(None, []).append(lambda: asked.append(clocks.now().isoformat()))
    token = learner.token()
    asked.clear()
    page = learner.flask.post(f"{QUIZ}/start", data={"direct": "1", "csrf_token": token}).get_data(as_text=True)
    parts = [page, *re.findall(r"<template data-for=\"\d+\".*?</template>", page, re.DOTALL)]
    for part in parts[-10:]:
        found = re.search(r'data-autosave="([^"]+)"', part)
        assert found
        answer = {"answer": options(part)[0], "seq": 1, "csrf_token": token}
        assert learner.flask.post(found[1], data=answer, headers=SCRIPT).status_code == 200
    end = re.search(r'action="(/attempts/[^"]+/submit)"', page)
    assert end
    assert learner.flask.post(end[1], data={"csrf_token": token}).status_code == 303
    app.before_request_funcs[None].pop()
    assert len(asked) == 12


def test_all_on_one_page_saves_everything_with_one_form(learner: CheckedClient, publish: Publish, app: Flask) -> None:
    publish("layout: all\n")
    address = begin(learner)
    page = page_of(learner, address)
    total = len(stored(app))
    assert page.count('<section class="stack g5 asked"') == total
    assert "<template" not in page
    form: dict[str, object] = {f"{number}.seq": 1 for number in range(1, total + 1)}
    form |= {"1.answer": options(page, "1.")[0], "3.answer": options(page, "3.")[1], "go": "finish"}
    response = learner.post(f"{address}/answers", form)
    assert response.location == f"{address}?finish=1"
    assert [bool(row.answer) for row in stored(app)][:3] == [True, False, True]
    assert [row.seq for row in stored(app)][:3] == [1, 0, 1], "What was not touched is not saved."
    again = learner.post(f"{address}/answers", {**form, "go": "stay"})
    assert again.location == f"{address}#question-1"
    assert re.search(rf'value="{options(page, "3.")[1]}" checked', page_of(learner, address))


def test_one_wrong_answer_among_all_saves_none(learner: CheckedClient, publish: Publish, app: Flask) -> None:
    publish("layout: all\n")
    address = begin(learner)
    page = page_of(learner, address)
    first = options(page, "1.")[0]
    for wrong, status in (
        ({"2.answer": "no-such", "2.seq": 1}, 400), ({"2.answer": "x"}, 400), ({"99.answer": first, "99.seq": 1}, 404),
    ):  # fmt: skip
        assert learner.post(f"{address}/answers", {"1.answer": first, "1.seq": 1, **wrong}).status_code == status
    crowd = {f"{number}.seq": 1 for number in range(1, MAX_SLOTS + 2)}
    assert learner.post(f"{address}/answers", crowd).status_code == 400
    assert all(row.answer is None for row in stored(app))


def test_an_older_page_of_all_questions_is_told_and_changes_nothing(learner: CheckedClient, publish: Publish, app: Flask) -> None:
    publish("layout: all\n")
    address = begin(learner)
    one, two = options(page_of(learner, address), "2.")[:2]
    learner.post(f"{address}/answers", {"2.answer": one, "2.seq": 5})
    response = learner.post(f"{address}/answers", {"2.answer": two, "2.seq": 1, "go": "finish"})
    assert response.location == f"{address}#question-2"
    assert "older than your last answer" in page_of(learner, address)
    assert stored(app, 2).answer == [one]


def test_a_flag_is_kept_by_the_server_and_shown_in_words(learner: CheckedClient, app: Flask) -> None:
    address = begin(learner)
    one = options(page_of(learner, f"{address}?q=2"))[0]
    response = learner.post(f"{address}/flags/2", {"flagged": "1", "seq": 1, "answer": one})
    assert response.location == f"{address}?q=2"
    assert (stored(app, 2).flagged, stored(app, 2).answer) == (True, [one]), "What stood on the page is saved along."
    page = page_of(learner, f"{address}?q=2")
    assert 'aria-label="2, answered, flagged"' in page
    assert "1 of " in page
    assert "1 flagged" in page
    assert 'name="flagged" value="0"' in page
    assert "<h2>Flagged</h2>" in page_of(learner, f"{address}?finish=1")
    answer = learner.post(f"{address}/flags/2", {"flagged": "0"}, headers=SCRIPT)
    assert json.loads(answer.get_data(as_text=True)) == {"flagged": False}
    assert not stored(app, 2).flagged
    assert learner.post(f"{address}/flags/99", {"flagged": "1"}, headers=SCRIPT).status_code == 404


def test_a_finished_attempt_takes_no_flag(learner: CheckedClient) -> None:
    address = begin(learner)
    learner.post(f"{address}/submit")
    assert learner.post(f"{address}/flags/1", {"flagged": "1"}, headers=SCRIPT).status_code == 409


def test_without_a_way_back_only_the_reached_question_is_shown_and_the_server_refuses_the_others(
    learner: CheckedClient, publish: Publish, app: Flask
) -> None:  # fmt: skip
    publish("back: false\n")
    address = begin(learner)
    page = page_of(learner, f"{address}?q=3")
    assert "Question 1 of" in page, "An address asks in vain."
    assert "<template" not in page
    assert 'value="back"' not in page
    one, two = options(page)[:2]
    assert learner.post(f"{address}/answers/1", {"answer": one, "seq": 1, "go": "next"}).location == address
    page = page_of(learner, address)
    assert "Question 2 of" in page
    assert 'data-gate="closed"' in page
    assert 'data-gate="later"' in page
    for headers in (SCRIPT, None):
        refused = learner.post(f"{address}/answers/1", {"answer": two, "seq": 9}, headers=headers)
        assert refused.status_code == 409
        assert "no way back" in refused.get_data(as_text=True)
    assert stored(app, 1).answer == [one]


def test_pressing_next_twice_leaves_one_question_and_an_old_page_leaves_none(learner: CheckedClient, publish: Publish, app: Flask) -> None:
    publish("back: false\n")
    address = begin(learner)
    one, two = options(page_of(learner, address))[:2]
    learner.post(f"{address}/answers/1", {"answer": one, "seq": 4}, headers=SCRIPT)
    learner.post(f"{address}/answers/1", {"answer": two, "seq": 2, "go": "next"})
    assert "Question 1 of" in page_of(learner, address)
    for _ in range(2):
        learner.post(f"{address}/answers/1", {"answer": one, "seq": 4, "go": "next"})
    assert "Question 2 of" in page_of(learner, address)
    for number in range(2, len(stored(app)) + 1):
        learner.post(f"{address}/answers/{number}", {"seq": 1, "go": "next"})
    assert "have no answer yet" in page_of(learner, address), "Behind the last question there is only handing in."
    assert "Questions that you have left stay closed." in page_of(learner, address)


def test_the_statement_is_confirmed_as_it_was_shown_or_nothing_starts(learner: CheckedClient, publish: Publish, app: Flask) -> None:
    publish("honour: I answer alone.\n")
    page = page_of(learner, QUIZ)
    shown = re.search(r'name="honour" value="([0-9a-f]{64})"', page)
    assert shown
    assert "I answer alone." in page
    for wrong in ({}, {"honour": "y"}, {"honour": "0" * 64}):
        refused = learner.post(f"{QUIZ}/start", wrong)
        assert refused.status_code == 400
        assert "Confirm the statement before you start." in refused.get_data(as_text=True)
    begin(learner, honour=shown[1])
    with app.app_context():
        assert db.session.scalars(sa.select(Attempt.honour_hash)).one() == shown[1]


def test_the_access_code_is_asked_for_and_not_guessed_for_long(learner: CheckedClient, publish: Publish, clock: Any) -> None:
    publish("access_code: harbour seven\n")
    assert 'name="access_code"' in page_of(learner, QUIZ)
    assert "harbour seven" not in page_of(learner, QUIZ)
    for _ in range(5):
        refused = learner.post(f"{QUIZ}/start", {"access_code": "guess"})
        assert refused.status_code == 400
        assert "This is not the access code." in refused.get_data(as_text=True)
    refused = learner.post(f"{QUIZ}/start", {"access_code": "harbour seven"})
    assert refused.status_code == 400
    assert "too many wrong codes" in refused.get_data(as_text=True)
    clock.shift(timedelta(minutes=16))
    for _ in range(7):
        address = begin(learner, access_code=" harbour seven ")
        learner.post(f"{address}/submit")


def test_the_start_page_tells_the_terms(learner: CheckedClient, publish: Publish) -> None:
    publish("minutes: 30\nexpiry: grace\ngrace: 10m\nback: false\naccess_code: seven\n")
    page = page_of(learner, QUIZ)
    for said in ("10 minutes to hand in, or nothing counts", "without a way back", "whoever supervises the exam"):
        assert said in page


def test_after_the_time_a_quiz_with_grace_takes_handing_in_and_nothing_else(learner: CheckedClient, publish: Publish, clock: Any) -> None:
    publish("minutes: 30\nexpiry: grace\ngrace: 10m\n")
    address = begin(learner)
    one = options(page_of(learner, address))[0]
    clock.shift(timedelta(minutes=31))
    page = page_of(learner, address)
    assert "hand in until" in page
    assert "Back to the questions" not in page
    assert "It counts only if you hand it in." in page
    assert learner.post(f"{address}/answers/1", {"answer": one, "seq": 1}, headers=SCRIPT).status_code == 409
    assert learner.post(f"{address}/submit").location == f"{address}/result"


def test_a_script_is_told_what_another_window_has_saved(learner: CheckedClient, app: Flask) -> None:
    address = begin(learner)
    one, two = options(page_of(learner, f"{address}?q=1"))[:2]
    save = f"{address}/answers/1"
    learner.post(save, {"answer": one, "seq": 5}, headers=SCRIPT)
    same = learner.post(save, {"answer": one, "seq": 3}, headers=SCRIPT)
    assert same.status_code == 200, "The same answer once more is harmless."
    other = learner.post(save, {"answer": two, "seq": 5}, headers=SCRIPT)
    assert other.status_code == 409
    told = json.loads(other.get_data(as_text=True))
    assert (told["seq"], told["answer"]) == (5, [one])
    assert "another window" in told["error"]
    assert stored(app, 1).answer == [one]


def test_a_late_answer_is_told_to_be_over_and_kept_apart(learner: CheckedClient, publish: Publish, clock: Any, app: Flask) -> None:
    publish("minutes: 30\n")
    address = begin(learner)
    one = options(page_of(learner, f"{address}?q=1"))[0]
    clock.shift(timedelta(minutes=30, seconds=4))
    assert learner.post(f"{address}/answers/1", {"answer": one, "seq": 1}, headers=SCRIPT).status_code == 200, "On its way when it ended."
    clock.shift(timedelta(seconds=2))
    late = learner.post(f"{address}/answers/2", {"seq": 1}, headers=SCRIPT)
    assert late.status_code == 409
    assert json.loads(late.get_data(as_text=True))["over"] is True
    assert stored(app, 2).seq == 0
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(LateAnswer)) == 1


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (["x" * (MAX_LENGTH + 1)], "too long"),
        ([str(one) for one in range(MAX_VALUES + 1)], "too long"),
        (["a\0b"], "could not be read"),
    ],
    ids=["too long", "too many", "no letters"],
)
@pytest.mark.parametrize("headers", [SCRIPT, None], ids=["script", "form"])
def test_an_answer_larger_than_any_answer_is_refused(
    learner: CheckedClient, app: Flask, answer: list[str], says: str, headers: dict[str, str] | None
) -> None:  # fmt: skip
    address = begin(learner)
    refused = learner.post(f"{address}/answers/1", {"answer": answer, "seq": 1}, headers=headers)
    assert refused.status_code == 400
    assert says in refused.get_data(as_text=True)
    assert stored(app, 1).seq == 0


def test_a_body_larger_than_all_answers_is_not_even_read(learner: CheckedClient, app: Flask) -> None:
    address = begin(learner)
    body = {"answer": "x", "seq": "1", "csrf_token": learner.token(), "more": "x" * MAX_BODY}
    for path in ("answers/1", "answers", "flags/1"):
        refused = learner.flask.post(f"{address}/{path}", data=body, headers=SCRIPT)
        assert refused.status_code == 413
        assert "too large" in json.loads(refused.get_data(as_text=True))["error"]
    assert stored(app, 1).seq == 0


@pytest.mark.parametrize("seq", ["", "x", "-1", "1.5", "٣", "9" * 9, "1" * 40])
def test_an_answer_that_does_not_say_how_new_it_is_changes_nothing(learner: CheckedClient, app: Flask, seq: str) -> None:
    address = begin(learner)
    refused = learner.post(f"{address}/answers/1", {"answer": "x", "seq": seq}, headers=SCRIPT)
    assert refused.status_code == 400
    assert "how new it is" in refused.get_data(as_text=True)


def test_a_paper_that_runs_stays_as_it_was_when_new_content_is_published(learner: CheckedClient, publish: Publish) -> None:
    address = begin(learner)
    before = re.sub(r'value="[\w.-]{80,}"|content="[\w.-]{80,}"|data-ends-in="\d+"', "", page_of(learner, f"{address}?q=1"))
    legend = re.search(r"<legend>(.*?)</legend>", before, re.DOTALL)
    assert legend
    publish("", lambda text: text.replace(b"] Answer", b"] Newly"))
    after = page_of(learner, f"{address}?q=1")
    assert "Newly" not in after
    assert options(after) == options(before)
    learner.post(f"{address}/submit")
    assert "Newly" in page_of(learner, f"{begin(learner)}?q=1"), "The control: the next paper has the new words."


def test_nothing_is_answered_without_an_attempt(learner: CheckedClient, app: Flask) -> None:
    """An exam's question has no door but an attempt of one's own."""
    absent = "/attempts/2222222222222222222222"
    for path in ("/answers/1", "/answers", "/flags/1", "/submit"):
        assert learner.post(absent + path, {"seq": 1, "answer": "x", "1.seq": 1, "flagged": 1}, headers=SCRIPT).status_code == 404
    assert learner.post("/courses/cloud-for-sellers/what-cloud-is/checks/sf/garage", {"answer": "power"}).status_code == 404
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(tables.quizzes.Attempt)) == 0


def test_saving_a_right_and_a_wrong_answer_runs_the_same_statements(learner: CheckedClient, queries: Any) -> None:
    address = begin(learner)
    seen = []
    token = learner.token()
    for seq, answer in enumerate("abab", 1):
        form = {"answer": answer, "seq": seq, "csrf_token": token}
        with queries() as statements:
            response = learner.flask.post(f"{address}/answers/1", data=form, headers=SCRIPT)
        seen.append((response.status_code, len(response.get_data()), tuple(statements)))
    assert len(set(seen)) == 1
    assert len(seen[0][2]) <= 3
