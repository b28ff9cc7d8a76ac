"""A broken rule file never replaces the good one: it is refused as a whole, and the version in force stays."""

import json
from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy

from lms.cli import main
from lms.core.content.tree import Tree
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.programme import queries
from lms.publishing.check import check
from lms.publishing.library import library_of
from lms.publishing.service import publish
from lms.releases.queries import current
from tests.publishing.faulty.making import PROGRAMME, swap
from tests.publishing.test_publish import NOW, published, tree

BROKEN = {
    "unreadable": ("version: 1\n", "version: [\n"),
    "ambiguous": ("          - all:\n              - type_is", "            all:\n              - type_is"),
    "unreachable": ("agreement: {at_least: 1}", "agreement: {at_least: 2}"),
    "overlapping": ("{from: 1, to: 3}", "{from: 1, to: 4}"),
    "untranslated": ("{en: Entry, ru: Начало}", "{en: Entry}"),
}


def broken(old: str, new: str) -> Tree:
    """The manual's tree with a broken rule file of a higher number."""
    files = dict(tree().files)
    swap(PROGRAMME, old, new)(files)
    if "version: 1\n" in files[PROGRAMME].decode():
        swap(PROGRAMME, "version: 1\n", "version: 2\n")(files)
    return Tree(files)


@pytest.mark.parametrize(("old", "new"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_file_leaves_release_and_rules_as_they_were(db: SQLAlchemy, old: str, new: str) -> None:
    first = published(tree())
    before = queries.version_in_force(NOW.date())
    content = broken(old, new)
    checked = check(content)

    assert checked.library is None
    assert {fault.path for fault in checked.faults} == {PROGRAMME}
    with pytest.raises(Refused), transaction():
        publish(checked, content, None, NOW)
    assert (current(), queries.version_in_force(NOW.date())) == (first, before)
    assert library_of(first).programme == before


def test_the_check_of_the_command_line_names_line_and_repair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path, data in broken(*BROKEN["overlapping"]).files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)

    assert main(["check", "--json", str(tmp_path)]) == 1
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert (fault["code"], fault["path"], fault["line"], fault["column"]) == ("BANDS_OVERLAP", PROGRAMME, 57, 16)
    assert "5" in fault["repair"]
