"""The preview in a real browser: a file is saved, and the page shows it without a click; without script a link does the same."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lms.app import create_preview
from lms.publishing.watching import Watched, saves
from tests.content.manual import manual_files
from tests.serving import served

LESSON = "courses/first-steps/01-what-it-is.md"
PAGE = "/courses/first-steps/what-it-is"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The manual's tree on disk."""
    for path, data in manual_files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


@pytest.fixture
def preview(folder: Path) -> Iterator[str]:
    """The address of a running preview that follows the folder."""
    watched, stop = Watched(folder, "en"), threading.Event()

    def follow() -> None:
        for _ in saves(folder, stop):
            watched.look()

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    with served(create_preview(watched)) as address:
        yield address
    stop.set()
    thread.join(10)
    watched.look()


def test_a_saved_file_is_seen_without_a_click(watched: Page, preview: str, folder: Path):
    watched.goto(preview + PAGE)
    expect(watched.get_by_role("heading", name="No problems here")).to_be_visible()
    file = folder / LESSON
    file.write_text(file.read_text() + "\nA new sentence, and a [dead link](nowhere.md).\n")

    expect(watched.locator("#main").get_by_text("A new sentence, and a")).to_be_visible(timeout=20_000)
    expect(watched.get_by_role("heading", name="1 problem here")).to_be_visible()
    expect(watched.locator("mark")).to_have_text("nowhere.md).")


def test_without_script_a_link_reads_again(scriptless: Page, preview: str, folder: Path):
    scriptless.goto(preview + PAGE)
    file = folder / LESSON
    file.write_text(file.read_text() + "\nA new sentence.\n")
    scriptless.wait_for_timeout(3000)
    scriptless.get_by_role("link", name="Read again").click()

    expect(scriptless.locator("#main").get_by_text("A new sentence.")).to_be_visible()
