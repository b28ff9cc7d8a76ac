"""A plain folder of somebody's Markdown, made a course: pages become lessons in the order of their names or of a list."""

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lms.core.content.faults import Position
from lms.core.text import LANGUAGES, msg
from lms.publishing.imports.arrival import Imported, Sources, Wish
from lms.publishing.imports.headings import plain, sections, stepped, without_title, without_underlines
from lms.publishing.imports.letters import text_of
from lms.publishing.imports.lines import Line, lines_of, with_breaks, written
from lms.publishing.imports.links import Links
from lms.publishing.imports.lists import indented
from lms.publishing.imports.names import free, id_of, in_reading_order, is_introduction, is_page, listed, spoken_in
from lms.publishing.imports.strangers import named

LISTS = ("SUMMARY.md", "summary.md")
FIELD = re.compile(r"""^([A-Za-z_-]+):[ \t]*(?:"(.*)"|'(.*)'|([^\[{|>&*!].*?))[ \t]*$""")
KNOWN = {"title": "title", "summary": "summary", "description": "summary", "minutes": "minutes"}
SUMMARY_LENGTH = 200
SUMMARY_WITHIN = 4_000
"""A first sentence is looked for in so many characters; beyond them a page has none."""
WORDS_A_MINUTE = 180
"""Silent reading of non-fiction in English is about 238 words a minute (Brysbaert 2019, 190 studies); a lesson is read slower."""


@dataclass(slots=True)
class _Page:
    """A page on its way: what its front matter and its first heading say, and the lines of its body."""

    path: str
    title: str
    lines: list[Line]
    head: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


Stems = dict[str, dict[str, str]]
"""The pages of the folder: for each path without its endings the files by language."""


def read(sources: Sources, wish: Wish) -> Imported:
    """The files of a course in preparation, made of all pages of a folder. With refusals, nothing of it may be written."""
    arrival = Imported()
    order = wish.order or next((name for name in LISTS if name in sources), "")
    stems: Stems = {}
    for path in in_reading_order(path for path in sources if is_page(path) and path != order):
        stem, language = spoken_in(path, wish.language)
        stems.setdefault(stem, {})[language] = path
    lessons = _ordered(stems, sources, order, arrival)
    if not stems:
        arrival.refuse("", Position(), msg("There is no page of Markdown in this folder."))
    pages = {path: _page(path, sources[path], arrival) for files in stems.values() for path in files.values()}
    _check_languages(stems, wish, arrival)
    if not arrival.refusals:
        _write(lessons, stems, pages, (sources, wish, arrival))
    return arrival


def _ordered(stems: Stems, sources: Sources, order: str, arrival: Imported) -> list[str]:
    """The lessons: first what the list names, then the rest by name. The page that introduces the folder is none."""
    introduction = next((stem for stem in stems if is_introduction(stem)), None)
    rest = [stem for stem in stems if stem != introduction]
    if not order:
        return rest
    if order not in sources:
        arrival.refuse(order, Position(), msg("There is no such list in the folder."))
        return rest
    chosen: list[str] = []
    for line, path in listed(sources[order].decode("utf-8-sig", "replace")):
        stem = spoken_in(path, "")[0]
        if stem not in stems:
            arrival.refuse(order, Position(line), msg("The list names “%(page)s”, which is not in the folder.", page=path))
        elif stem in rest and stem not in chosen:
            chosen.append(stem)
    for stem in rest:
        if stem not in chosen:
            arrival.note(next(iter(stems[stem].values())), 1, msg("The list does not name this page; it comes behind those that it names."))
    return chosen + [stem for stem in rest if stem not in chosen]


def _page(path: str, data: bytes, arrival: Imported) -> _Page | None:
    shown = text_of(path, data, arrival)
    if shown is None:
        return None
    head, left, body, first = _split(shown)
    lines = without_underlines(lines_of(body, first))
    title, rest = without_title(lines)
    return _Page(path, head.get("title") or title, rest if not head.get("title") or title in ("", head["title"]) else lines, head, left)


def _split(text: str) -> tuple[dict[str, str], list[str], str, int]:
    """Front matter, if there is any: what we know of it, the lines that we do not, the body and its first line."""
    lines = text.split("\n")
    closing = next((at for at, line in enumerate(lines[1:], start=1) if line.rstrip() in ("---", "...")), 0)
    if lines[0].rstrip() != "---" or not closing:
        return {}, [], text, 1
    head, left = {}, []
    for line in lines[1:closing]:
        found = FIELD.match(line)
        value = next((part for part in found.groups()[1:] if part), "").strip() if found else ""
        if found and value and found[1].lower() in KNOWN:
            head[KNOWN[found[1].lower()]] = value
        elif line.strip():
            left.append(line)
    return head, left, "\n".join(lines[closing + 1 :]), closing + 2


def _check_languages(stems: Stems, wish: Wish, arrival: Imported) -> None:
    for files in stems.values():
        if wish.language not in files:
            arrival.refuse(
                next(iter(files.values())), Position(),
                msg(
                    "There is no such page in the language of the tree (%(language)s), only a translation of it. Set LMS_CONTENT_LANGUAGE "
                    "to the language of most pages, or take the language out of the file's name.", language=wish.language,
                ),
            )  # fmt: skip


def _write(lessons: list[str], stems: Stems, pages: dict[str, _Page | None], of: tuple[Sources, Wish, Imported]) -> None:
    sources, wish, arrival = of
    folder = f"courses/{wish.course}"
    names = _names(lessons, stems)
    places = {path: f"{names[stem]}.md" for stem, files in stems.items() for path in files.values()}
    anchors = {path: sections(page.lines) for path, page in pages.items() if page}
    links = Links(sources, places, anchors, f"{folder}/media", arrival)
    introduced = False
    for stem, files in stems.items():
        for language, path in files.items():
            suffix = "" if language == wish.language else f".{language}"
            page = pages[path]
            if page is None:
                continue
            head = _course_head if names[stem] == "course" else _lesson_head
            introduced = introduced or names[stem] == "course"
            arrival.files[f"{folder}/{names[stem]}{suffix}.md"] = _text(page, links, head, (wish, arrival), base=not suffix)
    if not introduced:
        page = _Page("", wish.title or str(wish.course), [])
        arrival.files[f"{folder}/course.md"] = _text(page, links, _course_head, (wish, arrival), base=True)
    for path in links.unused:
        arrival.note(path, 1, msg("No page uses this file; it stays where it is."))
    arrival.notes.sort(key=lambda note: (note.path, note.at.line))


def _names(lessons: list[str], stems: Stems) -> dict[str, str]:
    """The file of each page without its ending: `course` for the introduction, a number and an id for a lesson."""
    width = max(2, len(str(len(lessons))))
    names = {stem: "course" for stem in stems if stem not in lessons}
    taken: list[str] = []
    for number, stem in enumerate(lessons, start=1):
        folder, _, name = stem.rpartition("/")
        own = folder.rpartition("/")[2] if folder and is_introduction(name) else name
        taken.append(free(id_of(own) or "page", taken))
        names[stem] = f"{number:0{width}}-{taken[-1]}"
    return names


Head = Callable[[_Page, Wish, str], dict[str, object]]


def _text(page: _Page, links: Links, head_of: Head, of: tuple[Wish, Imported], *, base: bool) -> bytes:
    wish, arrival = of
    known = named(links.led(page.lines, page.path), page.path, arrival)
    body = written(stepped(indented(with_breaks(known)), page.path, arrival))
    title = page.title or _from_name(page.path)
    spoken: dict[str, object] = {"title": title, "summary": page.head.get("summary") or _summary(body) or title}
    head = {**spoken, **head_of(page, wish, body)} if base else spoken
    if page.left:
        arrival.note(page.path, 2, msg("Settings that we do not know are kept in a comment."))
        body = "<!--\n" + "\n".join(line.replace("-->", "-- >") for line in page.left) + "\n-->\n\n" + body
    settings = "\n".join(
        f"{key}: {json.dumps(value, ensure_ascii=False) if isinstance(value, str) else value}" for key, value in head.items()
    )
    return f"---\n{settings}\n---\n\n{body}".encode()


def _course_head(_page: _Page, wish: Wish, _body: str) -> dict[str, object]:
    return {**({"title": wish.title} if wish.title else {}), "track": "all", "state": "in_preparation"}


def _lesson_head(page: _Page, _wish: Wish, body: str) -> dict[str, object]:
    said = page.head.get("minutes", "")
    read = max(1, min(600, math.ceil(len(body.split()) / WORDS_A_MINUTE)))
    return {"minutes": int(said) if said.isdecimal() and 1 <= int(said) <= 600 else read}


def _summary(body: str) -> str:
    """The first sentence of the first paragraph that is plain prose."""
    for paragraph in re.sub(r"(?s)<!--.*?-->|^(`{3,}|~{3,}).*?^\1", "", body[:SUMMARY_WITHIN], flags=re.MULTILINE).split("\n\n"):
        text = " ".join(plain(paragraph).split())
        if text and not re.match(r"\s*(?:[#>|!\[]|[-*+] |\d+\. | {4})", paragraph):
            sentence = re.match(r".+?[.!?…](?=\s|$)", text)
            whole = sentence[0] if sentence else text
            return whole if len(whole) <= SUMMARY_LENGTH else whole[: SUMMARY_LENGTH - 1].rpartition(" ")[0] + "…"
    return ""


def _from_name(path: str) -> str:
    stem = spoken_in(path, LANGUAGES[0])[0].rpartition("/")[2]
    words = re.sub(r"^\d+\W*(?=\D)", "", re.sub(r"[-_]+", " ", stem)).strip()
    return words[:1].upper() + words[1:] or stem
