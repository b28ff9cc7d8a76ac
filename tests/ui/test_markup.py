"""The rules that the strict content security policy and the house put on all templates and style sheets."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "lms" / "static"
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "email" not in path.relative_to(ROOT / "templates").parts]
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(", re.IGNORECASE)
NAMES = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_has_nothing_inline(path: Path) -> None:
    text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=|<style\b", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']|javascript:", text)
    assert not re.search(r"\|\s*safe\b|{%-?\s*autoescape", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_names_no_colour(path: Path) -> None:
    text = re.sub(r"{#.*?#}|href=\"#[^\"]*\"|id=\"[^\"]*\"", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"(?:fill|stroke|color)=\"(?!none|currentColor)", text)


@pytest.mark.parametrize("name", ["design", "parts", "pages", "lesson"])
def test_colours_stand_in_the_tokens_only(name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", (STATIC / f"{name}.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    rest = text.split("@layer base", 1)[1] if name == "design" else text
    assert COLOUR.findall(rest) == []


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_asks_nobody_else(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "@import" not in text
    assert len(text.splitlines()) <= 400
    addresses = re.findall(r"url\(\"?([^)\"]+)", text)
    assert all(address.startswith(("/fonts/", "marks/")) for address in addresses)
    assert all((STATIC / address).exists() for address in addresses if address.startswith("marks/"))


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_every_value_used_is_defined(path: Path) -> None:
    text = "".join(sheet.read_text(encoding="utf-8") for sheet in STATIC.glob("*.css"))
    defined = set(re.findall(r"(--[a-z0-9-]+)\s*:", text))
    used = set(re.findall(r"var\((--[a-z0-9-]+)(?!\s*,)\)", path.read_text(encoding="utf-8")))
    assert used <= defined


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_a_script_writes_no_markup(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function|\.style\b|cssText", text)
    assert 'setAttribute("style"' not in text
