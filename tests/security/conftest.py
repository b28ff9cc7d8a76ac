"""The stage of these tests: the small world, on the sample content or on one with planted words."""

from collections.abc import Iterator

import pytest

from lms.publishing.source import sample_tree
from tests.installation import Installation, sqlite_installation
from tests.security.canaries import Canaries, planted
from tests.security.staging import staged
from tests.security.walks import Scene


@pytest.fixture
def scene(sqlite_place: Installation) -> Iterator[Scene]:
    """The world on the sample content, as it was at first."""
    with staged(sqlite_place) as scene:
        yield scene


@pytest.fixture(scope="session")
def canary_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, Canaries]]:
    """An installation whose quizzes hold words that nobody may read too early."""
    tree, words = planted(sample_tree())
    with sqlite_installation(tmp_path_factory.mktemp("canaries"), tree=tree) as installation:
        yield installation, words


@pytest.fixture
def canary_scene(canary_place: tuple[Installation, Canaries]) -> Iterator[tuple[Scene, Canaries]]:
    """The world on that content, as it was at first."""
    installation, words = canary_place
    with staged(installation) as scene:
        yield scene, words
