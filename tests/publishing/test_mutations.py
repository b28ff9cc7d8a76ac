"""However a tree is damaged, it is accepted or refused at a place that is there; nothing is raised, and nothing is half published.

A small share of what `python -m bench.mutations` does with 10,000 trees.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from bench.mutating.damage import damaged
from bench.mutating.place import Place, db
from bench.mutating.verdict import misplaced
from lms.core.content.faults import Fault, Position
from lms.core.content.tree import Tree
from lms.core.text import msg
from lms.publishing.check import Checked, check
from lms.publishing.source import sample_tree
from tests.content.manual import manual_files

FEW, MANY = 5, 40


@pytest.mark.parametrize("part", range(4))
def test_a_damaged_manual_is_accepted_or_refused_at_a_place(part: int):
    whole = manual_files()
    for seed in range(part * MANY, (part + 1) * MANY):
        files = damaged(whole, Random(seed))  # noqa: S311 - chance that can be repeated, no secret
        assert misplaced(files, check(Tree(files))) == [], seed


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A database with the release of the sample."""
    made = Place(tmp_path_factory.mktemp("mutations"), sample_tree())
    yield made
    made.leave()


@pytest.mark.parametrize("part", range(3))
def test_a_damaged_sample_is_published_whole_or_not_at_all(place: Place, part: int):
    whole = sample_tree().files
    for seed in range(part * FEW, (part + 1) * FEW):
        rng = Random(seed)  # noqa: S311 - chance that can be repeated, no secret
        files = damaged(whole, rng)
        checked = check(Tree(files))

        assert misplaced(files, checked) == [], seed
        served, half = place.published(files, checked, rng)
        assert served == (checked.library is not None)
        assert half == [], seed


def test_control_a_place_outside_of_its_file_is_noticed():
    files = manual_files()
    path = min(files)
    for at in (Position(0), Position(10_000), Position(1, 0), Position(1, 500)):
        fault = Fault(path, at, "PLANTED", msg("Planted."), msg("Planted."))
        assert len(misplaced(files, Checked(None, (fault,)))) == 1
    lost = Fault("quizzes/nowhere.md", Position(2), "PLANTED", msg("Planted."), msg("Planted."))
    assert len(misplaced(files, Checked(None, (lost, replace(lost, path="elsewhere", at=Position()))))) == 2


def test_control_a_tree_with_errors_that_makes_a_library_is_noticed():
    files = manual_files()
    fault = Fault(min(files), Position(), "PLANTED", msg("Planted."), msg("Planted."))

    assert len(misplaced(files, replace(check(Tree(files)), faults=(fault,)))) == 1


def test_control_a_release_that_loses_an_item_is_noticed(place: Place):
    sound = sample_tree()
    with place.app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM release_item WHERE rowid = (SELECT max(rowid) FROM release_item)")
    _, half = place.published({**sound.files}, check(sound), Random(1))  # noqa: S311 - chance that can be repeated, no secret

    assert "rows of release_item are gone" in half
