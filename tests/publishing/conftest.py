"""An empty database without the published content: releases are published by the tests themselves; and pages of the manual."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.empty import db, empty_postgres, empty_sqlite

__all__ = ["db", "empty_postgres", "empty_sqlite"]

MANUAL = Path(__file__).parents[2] / "docs" / "manual"


@pytest.fixture
def golden_page() -> Callable[[str, str], None]:
    """Compare a text with a page of the manual; `LMS_GOLDEN=write` writes the page anew."""

    def compare(name: str, text: str) -> None:
        path = MANUAL / name
        if os.environ.get("LMS_GOLDEN") == "write":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare
