"""Autosave in a real browser: an answer that waits is kept on the device, sent later, and shown as saved only by the server's word."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.ui.samples import PAGE

pytestmark = pytest.mark.browser
CHROMIUM = Path("/usr/bin/chromium")
STATIC = Path(__file__).parents[2] / "lms" / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
SOURCE = """{% extends "focus.html" %}
{% from "ui/exam.html" import answer_form, flag_button, keys_switch, refusal, saved, timer %}
{% from "ui/quiz.html" import option, question_nav %}
{% set asked = {"number": 2, "seq": 4, "save_url": "/save", "flag_url": "/flag", "flagged": false} %}
{% block title %}Exam{% endblock %}
{% block head %}<script src="{{ url_for("static", filename="exam.js") }}" defer></script>{% endblock %}
{% block actions %}{{ saved() }}{{ timer(302 if ends_in is not defined else ends_in, "05:02") }}{% endblock %}
{% block h1 %}Exam{% endblock %}
{% block main %}
{% call answer_form(asked, "abc") %}
{{ flag_button(asked) }}
{% if typed is defined %}<label>Say <textarea name="answer"></textarea></label>
<label>Pick <select name="answer.b"><option></option><option>p</option><option>q</option></select></label>
{% else %}{{ option("answer", "x", "One", key=1) }}{{ option("answer", "y", "Two", key=2) }}{% endif %}
{{ refusal(asked) }}
<button type="submit" formaction="/next" data-step="next">Next</button>
{% endcall %}
{{ question_nav([{"number": 1, "href": "#", "answered": true, "flagged": false, "current": false, "gate": ""},
                 {"number": 2, "href": "#", "answered": false, "flagged": false, "current": true, "gate": ""}], "Questions") }}
{{ keys_switch() }}
{% endblock %}"""
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
"""The browser finds this machine and no other."""


class Exam:
    """A server that keeps what it is sent; `status` decides how it answers."""

    def __init__(self, page: str) -> None:
        self.page, self.status, self.received = page, 200, list[dict[str, str]]()
        self.more: dict[str, object] = {}
        self.flags: list[str] = []
        self.swallows: list[threading.Event] = []
        self.tokens: list[str | None] = []
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        exam = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), ("Content-Security-Policy", POLICY)):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                file = STATIC / self.path.removeprefix("/static/")
                if self.path.startswith("/static/") and file.is_file():
                    self.answer(200, TYPES[file.suffix], file.read_bytes())
                else:
                    self.answer(200, "text/html; charset=utf-8", exam.page.encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if self.path == "/next":
                    self.answer(200, "text/html; charset=utf-8", b"<title>Next</title>")
                    return
                if self.path == "/flag":
                    exam.flags += parse_qs(body)["flagged"] if exam.status == 200 else []
                    self.answer(exam.status, "application/json", b"{}")
                    return
                exam.received.append({name: values[-1] for name, values in parse_qs(body).items()})
                exam.tokens.append(self.headers["X-CSRFToken"])
                if exam.swallows:
                    exam.swallows.pop().wait(30)
                said = {"saved_at": "14:02:31"} if exam.status == 200 else {"error": "The time is over.", **exam.more}
                self.answer(exam.status, "application/json", json.dumps(said).encode())

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def exam(bare: Flask) -> Iterator[Exam]:
    """A running exam page with two questions, the second one shown."""
    with bare.test_request_context("/exam"):
        server = Exam(render_template_string(SOURCE, **PAGE))
    yield server
    server.http.shutdown()
    server.http.server_close()


@pytest.fixture
def typing(bare: Flask) -> Iterator[Exam]:
    """The same with a text and a drop-down."""
    with bare.test_request_context("/exam"):
        server = Exam(render_template_string(SOURCE, typed=True, **PAGE))
    yield server
    server.http.shutdown()
    server.http.server_close()


@pytest.fixture
def context(playwright: Playwright) -> Iterator[BrowserContext]:
    """A fresh Chromium profile; a loud skip where there is none."""
    if not CHROMIUM.exists():
        if "browser" in os.environ.get("LMS_REQUIRE", "").split(","):
            pytest.fail("Chromium is required in this run: apt-get install chromium")
        pytest.skip("no Chromium: apt-get install chromium")
    browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", ALONE])
    yield browser.new_context()
    browser.close()


def opened(context: BrowserContext, exam: Exam) -> tuple[Page, list[str]]:
    """The exam page and the list of what its console complains about."""
    page, complaints = context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    page.goto(exam.url)
    return page, complaints


def test_an_answer_saves_itself_with_a_rising_number(context: BrowserContext, exam: Exam) -> None:
    page, complaints = opened(context, exam)
    page.get_by_label("One").check()
    page.get_by_text("Saved at 14:02:31").first.wait_for()
    page.get_by_label("Two").check()
    page.wait_for_function("() => document.querySelector('[name=seq]').value === '6'")
    page.wait_for_function("() => !Object.keys(JSON.parse(localStorage['exam:abc']).queue).length")
    assert exam.received == [{"answer": "x", "seq": "5"}, {"answer": "y", "seq": "6"}]
    assert exam.tokens == ["token", "token"]
    assert page.locator("a[data-slot='2'][data-a]").get_attribute("aria-label") == "2, answered"
    assert complaints == []


def test_an_answer_given_offline_is_kept_and_sent_when_the_server_answers(context: BrowserContext, exam: Exam) -> None:
    page, _complaints = opened(context, exam)
    exam.status = 503
    page.get_by_label("Two").check()
    page.get_by_text("Your answers are kept on this device").first.wait_for()
    exam.status = 200
    page.reload()
    assert page.get_by_label("Two").is_checked()
    page.get_by_text("Saved at 14:02:31").first.wait_for()
    assert exam.received[-1] == {"answer": "y", "seq": "5"}
    assert page.evaluate("Object.keys(JSON.parse(localStorage['exam:abc']).queue).length") == 0


def test_a_refusal_is_shown_and_not_repeated(context: BrowserContext, exam: Exam) -> None:
    page, _complaints = opened(context, exam)
    exam.status = 409
    page.get_by_label("One").check()
    page.get_by_text("The time is over.").first.wait_for()
    page.reload()
    page.wait_for_timeout(300)
    assert len(exam.received) == 1


def test_what_cannot_be_read_is_said_where_it_was_written_and_counts_as_no_answer(context: BrowserContext, typing: Exam) -> None:
    page, _complaints = opened(context, typing)
    typing.status, typing.more = 400, {"error": "“much” is not a number."}
    page.get_by_label("Say").fill("much")
    said = page.locator("[data-refusal]")
    expect(said).to_have_text("“much” is not a number.")
    assert page.locator("a[data-slot='2']").get_attribute("aria-label") == "2, no answer"
    assert page.get_by_label("Say").input_value() == "much"
    typing.status, typing.more = 200, {}
    page.get_by_label("Say").fill("7")
    expect(said).to_be_hidden()
    page.get_by_text("Saved at 14:02:31").first.wait_for()
    assert page.locator("a[data-slot='2'][data-a]").count() == 1


def test_while_somebody_else_is_signed_in_an_answer_is_kept(context: BrowserContext, exam: Exam) -> None:
    page, _complaints = opened(context, exam)
    exam.status, exam.more = 404, {"error": "This page is not on the map."}
    page.get_by_label("One").check()
    page.get_by_text("Sign in again in another tab").first.wait_for()
    exam.status, exam.more = 200, {}
    page.reload()
    page.get_by_text("Saved at 14:02:31").first.wait_for()
    assert exam.received[-1] == {"answer": "x", "seq": "5"}


def test_a_line_that_swallows_a_request_is_told_and_tried_again(context: BrowserContext, exam: Exam) -> None:
    page, _complaints = opened(context, exam)
    page.clock.install()
    done = threading.Event()
    exam.swallows.append(done)
    page.get_by_label("One").check()
    page.wait_for_function("() => JSON.parse(localStorage['exam:abc'] || '{}').queue?.[2]?.tried")
    page.clock.fast_forward(21_000)
    page.get_by_text("Saved at 14:02:31").first.wait_for()
    assert [one["seq"] for one in exam.received] == ["5", "5"]
    done.set()


def test_keys_work_in_the_question_only_and_can_be_switched_off(context: BrowserContext, exam: Exam) -> None:
    page, _complaints = opened(context, exam)
    page.keyboard.press("2")
    assert not page.get_by_label("Two").is_checked()
    page.get_by_label("One").focus()
    page.keyboard.press("2")
    assert page.get_by_label("Two").is_checked()
    page.keyboard.press("f")
    assert page.locator("a[data-slot='2'][data-f]").get_attribute("aria-label") == "2, answered, flagged"
    page.locator("[data-keys]").uncheck()
    page.get_by_label("Two").focus()
    page.keyboard.press("1")
    assert page.get_by_label("Two").is_checked()
    page.locator("[data-keys]").check()
    page.get_by_label("Two").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/next")


def test_the_timer_repaints_and_warns_before_five_minutes(context: BrowserContext, exam: Exam) -> None:
    page, _complaints = opened(context, exam)
    page.locator(".timer[data-state=warn]").wait_for(timeout=6000)
    assert page.locator("[data-say]").text_content() == "Five minutes left"


def test_a_question_that_is_opened_as_the_time_ends_leads_to_what_the_server_says(context: BrowserContext, bare: Flask) -> None:
    with bare.test_request_context("/exam"):
        server = Exam(render_template_string(SOURCE, ends_in=0, **PAGE))
    page = context.new_page()
    page.clock.install()
    page.goto(server.url)
    with page.expect_navigation(timeout=5000):
        page.clock.fast_forward(2000)
        page.clock.fast_forward(7000)
    server.http.shutdown()
    server.http.server_close()


def test_what_is_typed_is_kept_at_once_and_sent_when_the_typing_rests(context: BrowserContext, typing: Exam) -> None:
    page, complaints = opened(context, typing)
    page.get_by_label("Say").press_sequentially("hello", delay=20)
    assert typing.received == []
    assert page.evaluate("JSON.parse(localStorage['exam:abc']).queue[2].body") == [["answer", "hello"], ["answer.b", ""]]
    page.get_by_label("Pick").select_option("q")
    page.get_by_text("Saved at 14:02:31").first.wait_for()
    assert typing.received == [{"answer": "hello", "answer.b": "q", "seq": "5"}], "One save for both: nothing of it had been sent before."
    assert complaints == []


def test_closing_the_page_before_the_typing_rests_loses_nothing(context: BrowserContext, typing: Exam) -> None:
    typing.status = 503
    page, _complaints = opened(context, typing)
    page.get_by_label("Say").fill("half a sen")
    page.close()
    typing.status = 200
    again, _complaints = opened(context, typing)
    assert again.get_by_label("Say").input_value() == "half a sen"
    again.get_by_text("Saved at 14:02:31").first.wait_for()
    assert typing.received[-1]["answer"] == "half a sen"


def test_an_answer_changed_after_it_was_sent_without_an_echo_gets_a_new_number(context: BrowserContext, typing: Exam) -> None:
    page, _complaints = opened(context, typing)
    typing.status = 503
    page.get_by_label("Pick").select_option("p")
    page.get_by_text("Your answers are kept on this device").first.wait_for()
    typing.status = 200
    page.get_by_label("Pick").select_option("q")
    page.get_by_text("Saved at 14:02:31").first.wait_for()
    assert [(one.get("answer.b"), one["seq"]) for one in typing.received if one["seq"] == "6"] == [("q", "6")]


def test_an_older_tab_shows_what_the_newer_one_has_saved_and_numbers_on(context: BrowserContext, exam: Exam) -> None:
    page, _complaints = opened(context, exam)
    exam.status, exam.more = 409, {"error": "Answered elsewhere.", "seq": 40, "answer": ["y"]}
    page.get_by_label("One").click()  # not check(): it looks again, and by then the other answer may stand there
    page.get_by_text("Answered elsewhere.").first.wait_for()
    assert page.get_by_label("Two").is_checked()
    exam.status = 200
    page.get_by_label("One").check()
    page.get_by_text("Saved at 14:02:31").first.wait_for()
    assert exam.received[-1] == {"answer": "x", "seq": "41"}
    assert len(exam.received) == 2


def test_two_tabs_of_one_browser_number_together_and_the_other_one_is_told(context: BrowserContext, exam: Exam) -> None:
    first, _complaints = opened(context, exam)
    second, _complaints = opened(context, exam)
    first.get_by_label("One").check()
    first.get_by_text("Saved at 14:02:31").first.wait_for()
    second.get_by_text("just answered in another tab").first.wait_for()
    assert second.get_by_label("One").is_checked()
    second.get_by_label("Two").check()
    second.get_by_text("Saved at 14:02:31").first.wait_for()
    assert [one["seq"] for one in exam.received] == ["5", "6"]


def test_a_flag_set_offline_is_sent_later(context: BrowserContext, exam: Exam) -> None:
    page, _complaints = opened(context, exam)
    exam.status = 503
    page.get_by_role("button", name="Flag").click()
    assert page.locator("a[data-slot='2'][data-f]").count() == 1
    page.get_by_text("kept on this device").first.wait_for()
    exam.status = 200
    page.reload()
    page.wait_for_function("() => !Object.keys(JSON.parse(localStorage['exam:abc']).flags).length")
    assert set(exam.flags) == {"1"}, "Sent once more by the page that was left, it changes nothing."
    assert page.get_by_role("button", name="Flagged").get_attribute("aria-pressed") == "true"
