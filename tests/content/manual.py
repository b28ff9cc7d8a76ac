"""The examples of the four manuals as one content tree."""

import re
from pathlib import Path

from lms.core.content.tree import FOLDERS, Tree

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)


def manual_files() -> dict[str, bytes]:
    """Every fenced example with a title, by the path that the title names."""
    files: dict[str, bytes] = {}
    for folder in FOLDERS:
        manual = (ROOT / folder / "README.md").read_text(encoding="utf-8")
        for path, text in EXAMPLE.findall(manual):
            assert path not in files, f"{path} stands in the manuals twice."
            files[path] = text.encode()
    return files


def manual_tree(**changes: str) -> Tree:
    """The tree of the manuals."""
    return Tree({**manual_files(), **{path: text.encode() for path, text in changes.items()}})
