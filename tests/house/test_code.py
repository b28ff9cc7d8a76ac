"""Rules of the house that no tool knows: sizes, names, and what may not stand anywhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINES = 400
VIEW_LINES = 15
FUNCTION_LINES = 40
"""A function fits on one screen; aim at 30."""

FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "misc"}
CODE = [path for folder in ("lms", "tests", "bench") for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts]
CODE += [ROOT / "dev.py", ROOT / "wsgi.py"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
OUTSIDE = re.compile(r"/work/|/root/|/\.library|pypi\.org|registry\.npmjs|deb\.debian")


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Every function and method of a file."""
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))


def body_lines(function: ast.FunctionDef) -> int:
    """Lines of a function without its decorators and its docstring."""
    docstring = ast.get_docstring(function, clean=False)
    first = function.body[1] if docstring is not None and len(function.body) > 1 else function.body[0]
    return (function.end_lineno or 0) - first.lineno + 1


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LINES


def test_no_function_outgrows_the_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{one.lineno} {one.name}"
        for path in CODE
        if "tests" not in path.parts
        for one in functions(path)
        if body_lines(one) > FUNCTION_LINES
    ]
    assert long == []


def test_no_view_has_more_than_15_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{one.lineno} {one.name}"
        for path in sorted((ROOT / "lms/web").rglob("views*.py"))
        for one in functions(path)
        if body_lines(one) > VIEW_LINES
    ]
    assert long == []


def test_no_drawer_for_odds_and_ends() -> None:
    assert [path for path in CODE if path.stem in FORBIDDEN_NAMES] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [str(path) for path in CODE if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None] == []


def test_no_rule_reads_a_clock() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in CODE
        if path.is_relative_to(ROOT / "lms") and re.search(r"datetime\.now\(|date\.today\(|time\.time\(|utcnow\(", path.read_text())
    ]
    assert readers == ["lms/core/clock.py"]


def test_commits_happen_at_the_edge_only() -> None:
    allowed = {"lms/core/db.py", "lms/web/accounts/security.py"}
    found = {str(path.relative_to(ROOT)) for path in CODE if path.is_relative_to(ROOT / "lms") and ".commit()" in path.read_text()}
    assert found <= allowed


def test_templates_have_nothing_inline_and_trust_nothing() -> None:
    pattern = re.compile(r'\sstyle="|<style|<script(?![^>]*\ssrc=)|\son[a-z]+="|javascript:|\|\s*safe')
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in TEMPLATES
        if path.suffix == ".html"
        for match in pattern.finditer(path.read_text())
    ]
    assert [one for one in found if "email" not in one] == []


def test_nothing_committed_names_this_machine_or_a_registry() -> None:
    folders = ("lms", "templates", "courses", "quizzes", "certificates", "materials", "tests", "bench", ".ci")
    texts = [
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html", ".md", ".yaml", ".txt", ".mjml", ".toml", ".typ", "")
    ]
    texts += [*ROOT.glob("*.md"), *ROOT.glob("*.py"), *ROOT.glob("*.toml"), *ROOT.glob("*.lock")]
    found = [
        str(path.relative_to(ROOT)) for path in texts if path.is_file() and path != Path(__file__) and OUTSIDE.search(path.read_text())
    ]
    assert found == []
