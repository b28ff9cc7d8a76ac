"""The READMEs keep up with the code: every setting with its default, every command, and links that lead somewhere."""

import argparse
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from lms.cli import MODULES
from lms.core.settings import PREFIX, Settings
from lms.quizzes.rules import QuestionType

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.ru.md")
MANUALS = ("courses", "quizzes", "certificates", "materials")
MANUAL = sorted((ROOT / "docs" / "manual").glob("*.md"))
PAGES = [*sorted(ROOT.glob("*.md")), *(ROOT / folder / "README.md" for folder in (*MANUALS, "bench")), *MANUAL]
CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1\s*$|^(?: {4}|\t)[^\n]*$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)")


def commands(parser: argparse.ArgumentParser, name: str) -> Iterator[str]:
    """The full names of all commands below a parser."""
    branches = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if all(branch.required is False for branch in branches):
        yield name
    for branch in branches:
        for word, inner in branch.choices.items():
            yield from commands(inner, f"{name} {word}")


def all_commands() -> list[str]:
    """Every command of `lms`."""
    parser = argparse.ArgumentParser()
    parsers = parser.add_subparsers(required=True)
    for module in MODULES:
        module.add_commands(parsers, "en")
    return list(commands(parser, "lms"))


def row_of(page: str, variable: str) -> list[str]:
    """The cells of the table row of a setting."""
    found = re.search(rf"^\| `{variable}` \|.*$", page, re.MULTILINE)
    return [] if found is None else [cell.strip() for cell in found[0].strip("|").split("|")]


@pytest.mark.parametrize("name", READMES)
def test_every_setting_has_its_row_with_its_default(name: str) -> None:
    page = (ROOT / name).read_text()
    wrong = []
    for setting in fields(Settings):
        row = row_of(page, f"{PREFIX}{setting.name.upper()}")
        default = "" if setting.default in (MISSING, None, "") else str(int(setting.default) if setting.type is bool else setting.default)
        if len(row) != 3 or (default and row[2] != f"`{default}`"):
            wrong.append((setting.name, row))
    assert wrong == []


@pytest.mark.parametrize("name", READMES)
def test_no_setting_is_described_that_does_not_exist(name: str) -> None:
    known = {f"{PREFIX}{setting.name.upper()}" for setting in fields(Settings)}
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", (ROOT / name).read_text())) <= known


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_named_in_full(name: str) -> None:
    page = (ROOT / name).read_text()
    assert [command for command in all_commands() if f"`{command}" not in page] == []


def test_the_commands_are_found_with_their_branches() -> None:
    assert {"lms serve", "lms releases", "lms releases activate", "lms db upgrade", "lms person create-admin"} <= set(all_commands())


@pytest.mark.parametrize("document", PAGES, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(document: Path) -> None:
    targets = [link.partition("#")[0] for link in LINK.findall(CODE.sub("", document.read_text())) if "://" not in link]
    assert [target for target in targets if target and not (document.parent / target).exists()] == []


@pytest.mark.parametrize("index", ["README.md", "README.ru.md"])
def test_the_manual_has_each_page_in_both_languages_and_names_it(index: str) -> None:
    language = ".ru.md" if index.endswith(".ru.md") else ".md"
    own = {page.name for page in MANUAL if page.name.endswith(".ru.md") == (language == ".ru.md")} - {index}
    linked = {link for link in LINK.findall((ROOT / "docs/manual" / index).read_text()) if "/" not in link}
    assert linked - {"README.md", "README.ru.md"} == own


def test_links_are_seen_outside_code_only() -> None:
    page = "[a](b.md)\n\n```md\n[c](d.md)\n```\n\n    [e](f.md)\n\n`[g](h.md)` ![i](j.png)\n"
    assert LINK.findall(CODE.sub("", page)) == ["b.md", "j.png"]


def test_both_readmes_have_the_same_commands_to_copy_and_the_same_chapters() -> None:
    english, russian = ((ROOT / name).read_text() for name in READMES)
    assert english.count("\n## ") == russian.count("\n## ")
    assert [line.partition("#")[0].strip() for line in copied(english)] == [line.partition("#")[0].strip() for line in copied(russian)]


def copied(page: str) -> list[str]:
    """The lines that a reader copies into a terminal: indented ones that begin with a program."""
    return [line for line in page.splitlines() if re.match(r" {4}(python3|pip|export|lms|git) ", line)]


def test_every_floor_is_on_the_screen_of_the_house() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text()
    floors = {path.name for path in (ROOT / "lms").iterdir() if (path / "__init__.py").exists()}
    assert [floor for floor in sorted(floors) if not re.search(rf"^ +.*\b{floor}/", page, re.MULTILINE)] == []


@pytest.mark.parametrize("name", ["README.md", "README.ru.md", "CONTRIBUTING.md", "DECISIONS.md"])
def test_every_file_that_is_named_exists(name: str) -> None:
    named = re.findall(r"`((?:lms|tests|templates|bench|docs|quizzes|courses|certificates|materials)/[^`<\s]*)`", (ROOT / name).read_text())
    missing = {path for path in named if not list(ROOT.glob(path.rstrip("/")))}
    assert missing <= {"lms/_bundled/"}, "only the wheel has that folder"


def test_every_kind_of_question_has_its_template() -> None:
    drawn = {path.stem for path in (ROOT / "templates/quizzes/questions").glob("*.html")}
    assert drawn == {kind.value for kind in QuestionType}
