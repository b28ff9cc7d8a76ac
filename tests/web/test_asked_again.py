"""What the server cannot read is asked again with all that was typed, without a script, and nothing of it is saved."""

import re

from flask import Flask

from tests.visitors import CheckedClient, page_of
from tests.web.test_sitting import Publish, begin, learner, options, publish, stored

__all__ = ["learner", "publish"]

TO_WRITE = (
    b"## How many? {#count type=numeric}\n\n- = 7 {#seven}\n\n## Which? {#words type=short_text}\n\n- = none {#none}\n",
    "## Сколько? {#count}\n\n## Какие? {#words}\n".encode(),
)
"""A number and a text to write."""


def test_what_cannot_be_read_is_asked_again_with_all_that_was_typed_on_the_page(
    learner: CheckedClient, publish: Publish, app: Flask
) -> None:  # fmt: skip
    publish("layout: all\n", more=TO_WRITE)
    address = begin(learner)
    one = options(page_of(learner, address), "1.")[0]
    number, text = (next(row.position for row in stored(app) if row.question == question) for question in ("count", "words"))
    form = {
        "1.answer": one,
        "1.seq": 1,
        f"{number}.answer": "about <7>",
        f"{number}.seq": 1,
        f"{text}.answer": "My words",
        f"{text}.seq": 1,
    }
    for door in ("answers", f"flags/{number}"):
        response = learner.post(f"{address}/{door}", {**form, "go": "finish"})
        page = response.get_data(as_text=True)
        assert response.status_code == 400
        assert re.search(rf'value="{one}" checked', page)
        assert 'value="about &lt;7&gt;"' in page
        assert "My words" in page
        assert f'<a href="#question-{number}">' in page
        assert page.count("is not a number") == 2, "Above the page and at the question."
        assert page.count('data-refusal="1" hidden') == 1
    assert all(row.answer is None for row in stored(app))
    assert learner.post(f"{address}/answers", {**form, f"{number}.answer": "7", "go": "finish"}).location == f"{address}?finish=1"


def test_one_question_that_cannot_be_read_is_asked_again_and_one_left_behind_is_not(
    learner: CheckedClient, publish: Publish, app: Flask
) -> None:  # fmt: skip
    publish("", more=TO_WRITE)
    address = begin(learner)
    number = next(row.position for row in stored(app) if row.question == "count")
    response = learner.post(f"{address}/answers/{number}", {"seq": 1, "answer": "много", "go": "next"})
    page = response.get_data(as_text=True)
    assert (response.status_code, f'id="answer-{number}"' in page, 'value="много"' in page) == (400, True, True)
    assert "“много” is not a number" in page
    learner.post(f"{address}/submit")
    response = learner.post(f"{address}/answers/{number}", {"seq": 2, "answer": "много"})
    assert response.status_code == 409
    publish("back: false\n", more=TO_WRITE)
    address = begin(learner)
    response = learner.post(f"{address}/answers/{number}", {"seq": 1, "answer": "много"})
    assert (response.status_code, "data-refusal" in response.get_data(as_text=True)) == (400, False)
