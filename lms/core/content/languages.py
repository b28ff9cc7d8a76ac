"""One item in several languages: its base file with its translations, typed and merged into texts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar, cast

from pydantic import BaseModel, Field

from lms.core.content.faults import Position
from lms.core.content.freshness import take_source
from lms.core.content.frontmatter import Page, read_page
from lms.core.content.passage import Passage, Reading, Shown
from lms.core.content.schema import Schema, read_as
from lms.core.text import LANGUAGES, Texts, msg

Line = Annotated[str, Field(min_length=1, max_length=400)]
"""A text on one line that is not empty."""


class InEveryLanguage(Schema):
    """A text of a rule file, written in every language at its place."""

    en: Line
    ru: Line

    @property
    def texts(self) -> Texts:
        """The text by language."""
        return {language: str(getattr(self, language)) for language in LANGUAGES}


Whole = TypeVar("Whole", bound=BaseModel)
Spoken = TypeVar("Spoken", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Item(Generic[Whole, Spoken]):
    """A read item: `head` is the base file's front matter, `spoken` holds by language what people read, the base's own first."""

    page: Page
    head: Whole
    spoken: dict[str, tuple[Page, Spoken]]

    @property
    def path(self) -> str:
        """The base file."""
        return self.page.file.path

    def place(self, *keys: str | int) -> Position:
        """Where something stands in the base file's front matter."""
        return self.page.head.place(keys)

    def texts(self, of: Callable[[Spoken], str]) -> Texts:
        """One text in all languages."""
        return {language: of(head) for language, (_, head) in self.spoken.items()}

    def passage(self, language: str) -> Passage:
        """The body in one language."""
        page, _ = self.spoken[language]
        return Passage(page.file.path, page.body_line, language, page.body)

    def shown(self, reading: Reading) -> dict[str, Shown]:
        """The body, rendered in all languages."""
        return {language: reading.render(self.passage(language)) for language in self.spoken}


def read_item(
    paths: Iterable[str], whole: type[Whole], spoken: type[Spoken], reading: Reading, to_come: Callable[[Whole], bool] = lambda _: False
) -> Item[Whole, Spoken] | None:
    """Read the files of one item, `whole` in the tree's own language and `spoken` in the others.

    No paths are no item. A missing language, a language that stands twice and whatever is wrong inside are located faults, and then the
    answer is `None`; where `to_come` says so of the head, a missing translation is a warning. `whole` must be a subclass of `spoken` or
    hold the same texts.
    """
    pages, readable = _pages(paths, reading)
    own = reading.tree.language
    for language, page in pages.items():
        if own in pages and language != own:
            take_source(pages[own], page, reading.faults)
    heads = {language: read_as(_schema(page, whole, spoken), page.head, reading.faults) for language, page in pages.items()}
    base = cast("Whole | None", heads.get(own))
    lenient = base is not None and to_come(base)
    if readable and pages:
        _tell_missing(pages, reading, lenient=lenient)
    if not (lenient or set(pages) == set(LANGUAGES)) or any(head is None for head in heads.values()):
        return None
    order = [own, *(language for language in pages if language != own)]
    return Item(pages[own], cast("Whole", heads[own]), {one: (pages[one], cast("Spoken", heads[one])) for one in order})


def _pages(paths: Iterable[str], reading: Reading) -> tuple[dict[str, Page], bool]:
    """The files by language, as far as they can be read, and whether all that is there can be."""
    pages: dict[str, Page] = {}
    readable = True
    for path in sorted(paths):
        file = reading.tree.text(path, reading.faults)
        page = read_page(file, reading.faults) if file else None
        if file is None or page is None:
            readable = False
        elif file.language in pages:
            _twice(path, pages[file.language].file.path, reading)
        else:
            pages[file.language] = page
    return pages, readable


def _schema(page: Page, whole: type[Whole], spoken: type[Spoken]) -> type[BaseModel]:
    return whole if page.file.is_base else spoken


def _twice(path: str, other: str, reading: Reading) -> None:
    reading.faults.add(
        path, Position(), "FILE_TWICE",
        msg("The same item stands in this language also in %(other)s.", other=other), msg("Keep one of the two files."),
    )  # fmt: skip


def _tell_missing(pages: dict[str, Page], reading: Reading, *, lenient: bool) -> None:
    path = next(iter(pages.values())).file.path
    for language in LANGUAGES:
        if language in pages:
            continue
        message = msg("There is no file of this item in the language “%(language)s”.", language=language)
        repair = msg("Add the file beside it, with the ending .%(language)s.md or, for the tree's own language, .md.", language=language)
        if lenient:
            reading.faults.warn(path, Position(), "TRANSLATION_TO_COME", message, repair)
        else:
            reading.faults.add(path, Position(), "TRANSLATION_MISSING", message, repair)
