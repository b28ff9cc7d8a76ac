"""The four layouts: one h1, the skip link first, forms that work without script, nothing inline."""

import re
from collections.abc import Callable

import pytest
from flask import flash

from tests.ui.samples import PAGE

PAGES = {
    "layout.html": "{% block h1 %}Hello{% endblock %}{% block content %}<p>Body</p>{% endblock %}",
    "focus.html": "{% block h1 %}Hello{% endblock %}{% block main %}<p>Body</p>{% endblock %}",
    "gate.html": "{% block h1 %}Hello{% endblock %}{% block form %}<p>Body</p>{% endblock %}",
    "public.html": "{% block content %}<h1>Hello</h1><p>Body</p>{% endblock %}",
}


def page(render: Callable[..., str], layout: str, **more: object) -> str:
    """A small page on a layout."""
    return render(f'{{% extends "{layout}" %}}{{% block title %}}Title{{% endblock %}}{PAGES[layout]}', **(PAGE | more))


@pytest.mark.parametrize("layout", PAGES)
def test_a_page_has_one_h1_and_begins_with_the_skip_link(layout: str, render: Callable[..., str]) -> None:
    shown = page(render, layout)
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", shown) == ["Hello"]
    assert shown.split("<body", 1)[1].split(">", 1)[1].strip().startswith('<a class="skip" href="#main">')
    assert shown.count('id="main"') == 1
    assert "<title>Title · Nimbus Cloud</title>" in shown
    assert '<html lang="en">' in shown


@pytest.mark.parametrize("layout", PAGES)
def test_language_and_theme_are_forms_that_come_back_to_the_page(layout: str, render: Callable[..., str]) -> None:
    shown = page(render, layout)
    for address in ("/preferences/language", "/preferences/theme"):
        form = shown.split(f'<form action="{address}" method="post"', 1)[1].split("</form>", 1)[0]
        assert 'name="csrf_token" value="token"' in form
        assert 'name="next" value="/here?page=2"' in form


@pytest.mark.parametrize("layout", PAGES)
def test_the_theme_is_the_servers(layout: str, render: Callable[..., str]) -> None:
    assert '<html lang="en" data-theme="dark">' in page(render, layout, theme="dark")
    assert "data-theme=" not in page(render, layout, theme="nonsense").split("</head>")[0]


@pytest.mark.parametrize("layout", PAGES)
def test_only_a_demo_says_that_it_is_one(layout: str, render: Callable[..., str]) -> None:
    assert "demo" not in page(render, layout)
    assert 'href="/mailbox"' in page(render, layout, demo=True, demo_links=[{"text": "Mailbox", "href": "/mailbox"}])


@pytest.mark.parametrize("layout", PAGES)
def test_a_confirmation_is_announced(layout: str, render: Callable[..., str]) -> None:
    flash("Invitation sent")
    shown = page(render, layout)
    assert '<div class="toasts" role="status"' in shown
    assert "Invitation sent" in shown


def test_a_stranger_finds_the_way_in_and_a_visitor_the_way_home(render: Callable[..., str]) -> None:
    assert 'href="/in"' in page(render, "public.html", visitor=None, nav=[], sign_in_href="/in")
    assert 'href="/home"' in page(render, "public.html", home_href="/home", sign_in_href="/in")
    assert 'href="/in"' in page(render, "layout.html", visitor=None, nav=[], sign_in_href="/in")
