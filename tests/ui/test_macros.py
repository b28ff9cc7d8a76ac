"""Every macro renders with strict variables and its sample data, to exactly the markup that was read and agreed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from tests.ui import samples

ROOT = Path(__file__).parents[2]
UI = ROOT / "templates" / "ui"
USES = {path.stem: path for path in (Path(__file__).parent / "uses").glob("*.html")}
"""How each file of templates/ui is tried; the golden files say what comes out."""


def source(name: str) -> str:
    """A template that imports every macro of one file and uses it on its sample."""
    macros = re.findall(r"{% macro (\w+)\(", (UI / f"{name}.html").read_text(encoding="utf-8"))
    return f'{{% from "ui/{name}.html" import {", ".join(macros)} %}}{USES[name].read_text(encoding="utf-8")}'


def context() -> dict[str, object]:
    """The names that the samples speak of."""
    return {
        "stops": samples.STOPS,
        "unmet_list": samples.UNMET,
        "requirement": samples.REQUIREMENT,
        "open": samples.OPEN,
        "locked": samples.LOCKED,
        "certificate": samples.CERTIFICATE,
        "card": samples.CONTACT,
        "stops_of_climb": samples.CLIMB,
        "nav": samples.NAV,
        "visitor": samples.VISITOR,
        "form": samples.application(),
    }


def test_every_macro_file_has_a_sample() -> None:
    assert {path.stem for path in UI.glob("*.html")} == set(USES)


@pytest.mark.parametrize("name", sorted(USES))
def test_a_macro_renders_to_its_golden_markup(name: str, render: Callable[..., str], golden: Callable[[str, str], None]) -> None:
    shown = re.sub(r' d="[^"]{400,}"', ' d="…"', render(source(name), **context()))
    golden(f"ui/{name}.html", re.sub(r"\s*\n\s*", "\n", shown).strip() + "\n")


@pytest.mark.parametrize("name", sorted(USES))
def test_every_macro_file_says_how_it_is_used(name: str) -> None:
    assert (UI / f"{name}.html").read_text(encoding="utf-8").startswith("{#")


def test_an_unknown_icon_is_an_error(render: Callable[..., str]) -> None:
    with pytest.raises(UndefinedError):
        render('{% from "ui/icon.html" import icon %}{{ icon("no-such") }}')


def test_a_ring_and_a_route_are_rounded_down_so_that_started_is_never_finished(render: Callable[..., str]) -> None:
    ring = render('{% from "ui/bar.html" import ring %}{{ ring(99, "99%") }}')
    assert 'data-p="90"' in ring
    assert "99%" in ring


def test_texts_of_people_are_escaped(render: Callable[..., str]) -> None:
    shown = render(source("req"), **context())
    assert "<Belova>" not in shown
    assert "Anna &lt;Belova&gt;" in shown


def test_the_list_of_unmet_conditions_says_the_same_on_a_page_and_in_a_mail(render: Callable[..., str]) -> None:
    page = render('{% from "ui/unmet.html" import unmet %}{{ unmet(unmet_list) }}', **context())
    mail = render('{% from "ui/unmet.html" import unmet_text %}{{ unmet_text(unmet_list) }}', **context())
    assert mail.splitlines() == ["- Pass the exam Cloud sales foundation. /exam", "- Two more people are needed."]
    assert all(str(condition["text"]) in page for condition in samples.UNMET)
    assert "<svg" not in page


def test_a_faulty_field_points_to_its_sentence(render: Callable[..., str]) -> None:
    shown = render(source("field"), **context())
    assert 'aria-describedby="email-error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="email-error"' in shown
    assert 'href="#email"' in shown
    assert 'href="#model-0"' in shown
    assert 'id="model-0"' in shown
    assert "3 things to correct" in shown


def test_of_many_entries_the_tab_bar_keeps_four_and_more(render: Callable[..., str]) -> None:
    many = render('{% from "ui/nav.html" import main_nav %}{{ main_nav(nav) }}', **context())
    few = render('{% from "ui/nav.html" import main_nav %}{{ main_nav(nav[:5]) }}', **context())
    assert many.count('class="desk"') == 2
    assert "<details" in many
    assert "<details" not in few
