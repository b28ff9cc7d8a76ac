"""Each wall holds alone: the sanitiser without the policy, the policy without the sanitiser; and without both the payloads run."""

from collections.abc import Sequence
from html import escape

import pytest
from flask import Flask, Response
from markdown import Markdown
from playwright.sync_api import Browser

from lms.core.content.faults import Faults
from lms.core.content.media import inspect
from lms.core.markup import Targets, render
from lms.core.markup.render import EXTENSIONS
from lms.core.markup.sanitise import sanitise
from lms.web.headers import FILE_POLICY, PAGE_POLICY
from tests.security.browser.conftest import Wire, trapped
from tests.security.browser.poking import CLICK, POKE, SUSPECTS
from tests.security.payloads import PRODUCT, Payload, Shape, payloads
from tests.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("test_payloads"), pytest.mark.timeout(300)]

FRAMED = PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
"""The policy of our pages, but for standing in the frames of this test."""
AT_LEAST = 100
"""So many must run without any wall: a bar whose control fails does not count."""
BATCH = 60
THROUGH = Targets(lambda target: target, lambda target: target)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {0}>{1}</svg>'
DRAWINGS = (
    SVG.format('onload="xss(1)"', ""),
    SVG.format("", "<script>xss(2)</script>"),
    SVG.format("", '<script href="data:text/javascript,xss(3)"/>'),
    SVG.format("", '<image href="x" onerror="xss(4)"/>'),
    SVG.format("", '<set attributeName="x" onbegin="xss(5)"/>'),
    SVG.format("", '<animate attributeName="x" dur="1s" onbegin="xss(6)"/>'),
    SVG.format("", '<foreignObject><img xmlns="http://www.w3.org/1999/xhtml" src="x" onerror="xss(7)"/></foreignObject>'),
    SVG.format("", '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:parent.xss(8)"/></foreignObject>'),
    SVG.format("", '<style>@import "javascript:xss(9)";</style><script><![CDATA[xss(9)]]></script>'),
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "xss(10)">]>' + SVG.format('onload="&a;"', ""),
    '<?xml-stylesheet href="data:text/xsl,x"?>' + SVG.format('onload="xss(11)"', ""),
    SVG.format("", '<a href="javascript:xss(12)"><rect width="9" height="9"/></a><script>xss(12)</script>'),
)  # fmt: skip

PAGE = "<!doctype html><title>one</title>"


def bare(payload: Payload) -> str:
    """The payload as it would stand without a wall."""
    match payload.shape:
        case Shape.ATTRIBUTE:
            return f"<input value=\"{payload.text}\"><input value='{payload.text}'>"
        case Shape.MARKDOWN:
            return str(Markdown(extensions=EXTENSIONS, extension_configs={"pymdownx.arithmatex": {"generic": True}}).convert(payload.text))
        case _:
            return payload.text


def cleaned(payload: Payload) -> str:
    """The payload through every way by which texts come into our pages: sanitised, rendered, escaped."""
    plain = escape(payload.text)
    rendered = render(payload.text, "en", THROUGH).html
    return f'{sanitise(payload.text)}{sanitise(bare(payload))}{rendered}<p title="{plain}">{plain}</p><textarea>{plain}</textarea>'


def stand(policy: str, bodies: Sequence[str]) -> Flask:
    """A server that shows each body as a page of its own, in frames of a few pages."""
    app = Flask("stand", static_folder=None)

    @app.get("/<int:number>")
    def one(number: int) -> Response:
        response = Response(bodies[number], mimetype="text/html" if bodies[number].startswith(PAGE) else "image/svg+xml")
        if policy:
            response.headers["Content-Security-Policy"] = policy
        return response

    @app.get("/all/<int:first>")
    def everything(first: int) -> str:
        batch = range(first, min(first + BATCH, len(bodies)))
        return "<!doctype html><title>all</title>" + "".join(f'<iframe src="/{number}"></iframe>' for number in batch)

    return app


def outcome(browser: Browser, policy: str, bodies: Sequence[str]) -> Wire:
    """What happened when every body was shown, touched and clicked."""
    with trapped(browser) as trap, served(stand(policy, bodies)) as site:
        for first in range(0, len(bodies), BATCH):
            page = trap.page()
            page.goto(f"{site}/all/{first}", wait_until="load")
            page.evaluate(POKE)
            page.wait_for_timeout(100)
            page.evaluate(CLICK)
            page.wait_for_timeout(200)
            page.close()
        return trap.wire


def test_the_policy_alone_holds_where_without_walls_everything_is_overrun(browser: Browser) -> None:
    """The control first: without any wall many run. Those are then shown under the policy."""
    assert len(payloads()) >= 2 * AT_LEAST
    overrun = outcome(browser, "", [PAGE + bare(payload) for payload in payloads()]).ran
    assert len(overrun) >= AT_LEAST
    wire = outcome(browser, FRAMED, [PAGE + bare(payload) for payload in payloads() if payload.number in overrun])
    assert (wire.ran, wire.dialogs, wire.abroad) == (set(), [], [])


def test_the_sanitiser_alone_holds(browser: Browser) -> None:
    """What is left is closed and whole, so that many fit into one page."""
    clean = [cleaned(payload) for payload in payloads()]
    wire = outcome(browser, "", [PAGE + "".join(clean[first::20]) for first in range(20)])
    assert (wire.ran, wire.dialogs, wire.abroad) == (set(), [], [])


def test_nothing_that_could_run_is_left_by_the_sanitiser(browser: Browser) -> None:
    """Also nothing that did not run by chance: no handler, no script address, no element that loads. And no sum was computed."""
    with trapped(browser) as trap:
        page = trap.page()
        clean = [cleaned(payload) for payload in payloads()]
        assert page.evaluate(SUSPECTS, clean) == []
        assert page.evaluate(SUSPECTS, [bare(payload) for payload in payloads()]) != [], "The control: it sees what was there."
    assert not any(PRODUCT in text for text in clean)


def test_no_drawing_with_a_script_is_taken() -> None:
    for drawing in DRAWINGS:
        faults = Faults()
        assert inspect("courses/a/media/a.svg", drawing.encode(), faults) is None
        assert faults.errors


def test_a_drawing_that_came_in_all_the_same_runs_nothing(browser: Browser) -> None:
    """Opened by its own address, which is the only way in which a drawing could run its scripts."""
    assert len(outcome(browser, "", DRAWINGS).ran) >= 8, "The control: without the policy of files they run."
    assert outcome(browser, FILE_POLICY, DRAWINGS).quiet
