"""Names of foreign files made ids, and the order of their pages."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from lms.core.text import LANGUAGES

LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        ("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch",
         "sh", "shch", "", "y", "", "e", "yu", "ya"),
        strict=True,
    )
)  # fmt: skip
"""Russian letters as the rules of Russian passports (ICAO 9303) write them, without its signs."""
MARKDOWN = (".md", ".markdown")
INTRODUCTIONS = ("index", "readme", "_index")
LISTED = re.compile(r"\]\(\s*<?([^)<>\s]+)>?[^)]*\)")
DIGITS = re.compile(r"(\d+)")


def id_of(name: str) -> str:
    """An id made of a title or a file's name; a number before it goes. Empty when nothing is left."""
    plain = unicodedata.normalize("NFKD", "".join(LATIN.get(letter, letter) for letter in unicodedata.normalize("NFC", name.lower())))
    words = re.sub(r"[^a-z0-9]+", "-", "".join(letter for letter in plain if not unicodedata.combining(letter))).strip("-")
    return (re.sub(r"^\d+-(?=.)", "", words) if re.search("[a-z]", words) else words)[:60].strip("-")


def free(wanted: str, taken: Collection[str]) -> str:
    """The wanted id, with a number behind it when it is taken."""
    number, one = 1, wanted
    while one in taken:
        number += 1
        one = f"{wanted}-{number}"
    return one


def is_page(path: str) -> bool:
    """Whether a file is Markdown by its name."""
    return path.lower().endswith(MARKDOWN)


def spoken_in(path: str, own: str) -> tuple[str, str]:
    """A page's path without its endings, and its language: `a/b.ru.md` is `a/b` in Russian."""
    stem = path.rpartition(".")[0]
    for language in LANGUAGES:
        if stem.lower().endswith(f".{language}"):
            return stem[: -len(language) - 1], language
    return stem, own


def is_introduction(stem: str) -> bool:
    """Whether a page at the top of the folder introduces the whole rather than being one of its lessons."""
    return stem.lower() in INTRODUCTIONS


def in_reading_order(paths: Iterable[str]) -> list[str]:
    """By name, folder by folder, numbers by their value: 2 before 10."""

    def key(path: str) -> list[list[tuple[int, int, str]]]:
        return [
            [(0, int(part), "") if part.isdecimal() else (1, 0, part.lower()) for part in DIGITS.split(piece) if part]
            for piece in path.split("/")
        ]

    return sorted(paths, key=lambda path: (key(path), path))


def listed(text: str) -> list[tuple[int, str]]:
    """The pages that a list file names, with their lines: links in Markdown, or one path a line. Lines that begin with # are no paths."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        links = LISTED.findall(line)
        plain = line.strip().removeprefix("./")
        if links:
            found += [(number, one.partition("#")[0].removeprefix("./")) for one in links if is_page(one.partition("#")[0])]
        elif is_page(plain) and not plain.startswith("#"):
            found.append((number, plain))
    return found
