"""Which event leads to which mail, growing waits, one line, plain addresses, masks."""

import importlib
import pkgutil
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lms
from lms.core.events import Event
from lms.notifications.rules import MAILS, SILENT, TRIES, is_address, masked, one_line, wait_after


def events() -> set[str]:
    """The names of all events of the house."""
    for module in pkgutil.walk_packages(lms.__path__, "lms."):
        if module.name.endswith(".events"):
            importlib.import_module(module.name)
    return {kind.__name__ for kind in Event.__subclasses__() if kind.__module__.startswith("lms.")}


def test_every_event_has_mails_or_is_listed_as_silent() -> None:
    assert events() == set(MAILS) | set(SILENT)
    assert not set(MAILS) & set(SILENT)


def test_waits_grow_and_end_after_the_sixth_try() -> None:
    waits = [wait_after(tries) for tries in range(1, TRIES + 1)]
    assert waits == [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12), None]


@given(st.text(max_size=400))
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert len(line) <= 200
    assert one_line(line) == line


def test_one_line_keeps_the_words() -> None:
    assert one_line("Anna\r\nBcc: all@severny.example\u2028x  y\n") == "Anna Bcc: all@severny.example x y"
    assert one_line("а" * 300) == "а" * 199 + "…"


@pytest.mark.parametrize("address", ["a@b.example", "анна@пример.рф", "a.b+c@d-e.example"])
def test_one_plain_address_is_an_address(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "", "a", "@b", "a@", "a@b\nBcc: c@d.example", "a@b\r", "a@b,c@d", "A <a@b>", "a b@c", "a@b;c@d", '"a"@b', "a@b\u2028", "a@b\x00",
        "a" * 250 + "@b.ex",
    ],
)  # fmt: skip
def test_anything_else_is_none(address: str) -> None:
    assert not is_address(address)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no a.belova@severny.example here", "no a.…@severny.example here"), ("<ab@c.example>", "<ab…@c.example>"),
        ("x@y x@y", "x…@y x…@y"), ("none", "none"),
    ],
)  # fmt: skip
def test_addresses_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown
