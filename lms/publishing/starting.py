"""A small valid tree for an author to begin with: a course, its exam, a certification, a programme of two tiers and a material."""

from pathlib import Path

FOLDER = Path(__file__).with_name("first_tree")


def starter_files() -> dict[str, bytes]:
    """Its files by their paths inside the tree."""
    return {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in sorted(FOLDER.rglob("*")) if path.is_file()}
