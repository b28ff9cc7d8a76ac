"""Rendering has limits: what takes too much is killed and refused, and the next text is rendered as if nothing had been."""

import os
import resource
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lms.core.markup import Rendered, Targets, render, render_inline
from lms.core.markup.channel import Channel
from lms.core.markup.child import serve
from lms.core.markup.press import Excess, Limits, Press, Unrendered

NO_TARGETS = Targets(lambda _: None, lambda _: None)
OFF = 0
BRACKETS = "[" * 256 * 1024
LISTED = "- a\n" * 15_000
MEGABYTES = 1024 * 1024


@contextmanager
def pressing(limits: Limits | None = None, **settings: int) -> Iterator[Press]:
    """A press of the test's own, ended afterwards."""
    press = Press(limits or Limits(), **settings)
    try:
        yield press
    finally:
        press.close()


def outcome(text: str, limits: Limits) -> Excess | None:
    """Why a text is refused under these limits; `None` when it is rendered."""
    with pressing(limits) as press:
        try:
            press.render(text, "en", NO_TARGETS)
        except Unrendered as refused:
            return refused.why
    return None


def test_what_the_child_renders_is_what_would_be_rendered_here():
    text = "## A\n\n[a](x) ![b](y) ![](z)\n\n| a |\n|---|\n| 1 |\n\n::check q#one\n\n\\(x^2\\) and \\(\\frac{\\)\n"
    targets = Targets(lambda target: f"/{target}", lambda target: f"/media/h/{target}" if target == "z" else None)
    with pressing() as press:
        assert press.render(text, "ru", targets) == render(text, "ru", targets)
        assert press.render("*a*", "en", targets, inline=True) == render_inline("*a*", "en", targets)


def test_a_text_that_keeps_one_expression_busy_is_killed_within_two_seconds():
    dead = resource.getrusage(resource.RUSAGE_CHILDREN)
    before = dead.ru_utime + dead.ru_stime
    with pressing() as press:
        press.render("a", "en", NO_TARGETS)
        child = press.pid
        with pytest.raises(Unrendered, match="time"):
            press.render(BRACKETS, "en", NO_TARGETS)

        # By its own clock: the one on the wall goes on while other tests have the processor.
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert used.ru_utime + used.ru_stime - before < 2
        assert press.render("*a*", "en", NO_TARGETS, inline=True) == Rendered("<em>a</em>")
        assert press.pid != child


@pytest.mark.parametrize("opening", ["<![CDATA[", "[a](", "![", "> ", "- [ ] ", "**a", "a|b\n-|-\n", "a\n: "])
def test_openings_without_an_end_are_killed_too(opening: str):
    assert outcome(opening * (256 * 1024 // len(opening)), Limits(cpu_seconds=0.1)) in (Excess.TIME, Excess.BROKEN)


def test_control_without_the_limit_of_time_only_the_clock_ends_it():
    assert outcome(BRACKETS, Limits(cpu_seconds=OFF, wall_seconds=3)) is Excess.HANGING


def test_a_text_that_needs_too_much_memory_is_refused():
    assert outcome(LISTED, Limits(memory_bytes=46 * MEGABYTES, cpu_seconds=20)) in (Excess.MEMORY, Excess.BROKEN)


def test_control_without_the_limit_of_memory_it_is_rendered():
    assert outcome(LISTED, Limits(memory_bytes=OFF, cpu_seconds=20)) is None


def test_a_child_that_hangs_is_killed_by_the_clock():
    with pressing(Limits(wall_seconds=3)) as press:
        press.render("a", "en", NO_TARGETS)
        hanging = press.pid or 0
        os.kill(hanging, signal.SIGSTOP)
        with pytest.raises(Unrendered, match="hanging"):
            press.render("b", "en", NO_TARGETS)

        assert press.pid is None
        assert not Path(f"/proc/{hanging}").exists()
        assert press.render("b", "en", NO_TARGETS).html == "<p>b</p>"


def test_control_without_the_limit_of_the_clock_it_would_be_waited_for():
    with pressing(Limits(wall_seconds=60)) as press:
        press.render("a", "en", NO_TARGETS)
        os.kill(press.pid or 0, signal.SIGSTOP)
        waiting = threading.Thread(target=press.render, args=("b", "en", NO_TARGETS))
        waiting.start()
        waiting.join(1)
        still = waiting.is_alive()
        os.kill(press.pid or 0, signal.SIGCONT)
        waiting.join()

    assert still


def test_a_child_that_dies_over_a_text_takes_nothing_along():
    with pressing() as press:

        def deadly(target: str) -> str:
            os.kill(press.pid or 0, signal.SIGKILL)
            return target

        with pytest.raises(Unrendered, match="broken"):
            press.render("[a](b)", "en", Targets(deadly, deadly))
        assert press.render("a", "en", NO_TARGETS).html == "<p>a</p>"


def test_a_conversation_that_breaks_off_is_not_taken_up_by_the_next_text():
    with pressing() as press:
        broken = Targets(lambda target: str({}[target]), lambda _: None)
        with pytest.raises(KeyError):
            press.render("[a](b)", "en", broken)
        assert press.render("c", "en", NO_TARGETS).html == "<p>c</p>"


def test_a_text_is_rendered_once_as_long_as_its_targets_stay():
    asked: list[str] = []

    def address(target: str) -> str:
        asked.append(target)
        return f"/{len(set(asked))}"

    with pressing() as press:
        first = press.render("[a](b)", "en", Targets(address, address))
        os.kill(press.pid or 0, signal.SIGKILL)
        assert press.render("[a](b)", "en", Targets(address, address)) is first
        assert asked == ["b", "b"]
        asked.append("another file")
        press._stop()
        assert 'href="/2"' in press.render("[a](b)", "en", Targets(address, address)).html


def test_a_refusal_is_kept_as_well():
    with pressing(Limits(cpu_seconds=0.2)) as press:
        for _ in range(3):
            with pytest.raises(Unrendered, match="time"):
                press.render(BRACKETS, "en", NO_TARGETS)
        assert press.pid is None


def test_the_oldest_texts_give_way_when_the_room_is_full():
    with pressing(room=100) as press:
        for letter in "abc":
            press.render(letter * 30, "en", NO_TARGETS)
        assert [text[0] for text, _, _ in press._sheets] == ["c"]
        assert press._filled == 30 + len("<p></p>") + 30


def test_a_child_knows_no_settings(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LMS_SECRET", "canary")
    with pressing() as press:
        press.render("a", "en", NO_TARGETS)
        assert b"canary" not in Path(f"/proc/{press.pid}/environ").read_bytes()


def test_a_process_that_was_forked_off_leaves_its_parents_child_alone():
    with pressing() as press:
        press.render("a", "en", NO_TARGETS)
        child, forked = press.pid, os.fork()
        if forked == 0:
            press.render("b", "en", NO_TARGETS)
            other = press.pid != child
            press.close()
            os._exit(0 if other else 1)

        assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 0
        assert press.render("c", "en", NO_TARGETS).html == "<p>c</p>"
        assert press.pid == child


def test_a_child_that_cannot_start_is_no_fault_of_a_text(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pressing() as press, pytest.raises(RuntimeError, match="does not start"):
        press.render("a", "en", NO_TARGETS)


def test_what_the_libraries_raise_is_a_refusal_and_the_child_lives_on():
    with pressing() as press:
        press.render("a", "en", NO_TARGETS)
        child = press.pid
        with pytest.raises(Unrendered, match="broken"):
            press.render("a", "no language of ours", NO_TARGETS)

        assert press.render("b", "en", NO_TARGETS).html == "<p>b</p>"
        assert press.pid == child


def test_the_childs_side_of_the_conversation():
    ours, theirs = socket.socketpair()
    serving = threading.Thread(target=serve, args=(Channel(theirs), OFF))
    serving.start()
    parent = Channel(ours)
    assert parent.receive() == ["ready"]
    parent.send("[a](b) ![c](d)", "en", 1)
    assert parent.receive() == ["link", "b"]
    parent.send("/b")
    assert parent.receive() == ["picture", "d"]
    parent.send(None)
    kind, html, *_ = parent.receive()
    assert (kind, 'href="/b"' in html) == ("done", True)
    parent.send("a", "no language of ours", 0)
    assert parent.receive() == ["failed", "KeyError"]
    parent.close()
    serving.join(10)
    theirs.close()

    assert not serving.is_alive()
