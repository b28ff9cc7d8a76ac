"""Renders the Markdown of a tree: links and pictures become addresses, and whatever leads nowhere becomes a located fault."""

import hashlib
import html
import posixpath
import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from lms.core.content.faults import Faults, Position
from lms.core.content.media import ending, inspect, is_picture
from lms.core.content.passage import Passage, Reference, Shown
from lms.core.content.tree import Tree
from lms.core.ids import RevisionHash
from lms.core.markup.press import SHARED, Excess, Press, Unrendered
from lms.core.markup.render import Rendered, Targets
from lms.core.markup.sanitise import ID_PREFIX
from lms.core.text import LANGUAGES, Message, msg
from lms.publishing.places import Places
from lms.publishing.structure import check_levels, check_tables, check_titles

LESSON = re.compile(r"courses/([a-z0-9-]+)/\d+-([a-z0-9-]+?)(?:\.(?:en|ru))?\.md")
COURSE = re.compile(r"courses/([a-z0-9-]+)/course(?:\.(?:en|ru))?\.md")
MEDIA = re.compile(r"(?:courses/[a-z0-9-]+|quizzes)/media/.+")
ASKED = "quizzes/"
"""What lies there is shown to people who are asked about it: its name says nothing."""
ANCHOR = re.compile(rf'\sid="{ID_PREFIX}([^"]*)"')
REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
HEADING = re.compile(r"<h([2-6])[ >]")
HEAVY = re.compile(r"(?:(?:!?\[|<!\[CDATA\[|<a\s|\]\()\s*){60}")
"""Runs of openings that keep Markdown's expressions busy for minutes; nobody writes them."""

REFUSED = Rendered("")
"""What stands for a text that cannot be rendered; that is a fault already."""
SMALLER = msg("Look for long runs of brackets, quotes or stars and put them into a code block, or split the text into several files.")
TOO_SLOW = "MARKUP_TOO_HEAVY", msg("This text takes too long to read as Markdown."), SMALLER
UNRENDERED = {
    Excess.MEMORY: ("MARKUP_TOO_HEAVY", msg("This text needs too much memory to read as Markdown."), SMALLER),
    Excess.BROKEN: ("MARKUP_TOO_HEAVY", msg("This text cannot be read as Markdown."), msg("Take out what was added last.")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Aim:
    """A link to an anchor, looked at when everything is rendered."""

    lesson: tuple[str, str]
    anchor: str
    target: str
    passage: Passage


@dataclass(slots=True)
class Renderer:
    """Renders passages of one tree. `media` collects what they show: the path of each file by the hash of its bytes."""

    tree: Tree
    faults: Faults
    media: dict[RevisionHash, str] = field(default_factory=dict)
    press: Press = SHARED
    links: dict[Reference, None] = field(default_factory=dict)
    """Every link to a course or lesson of the tree."""
    _anchors: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    _aims: dict[_Aim, None] = field(default_factory=dict)
    _inspected: dict[str, RevisionHash | None] = field(default_factory=dict)
    _lines: dict[str, list[str]] = field(default_factory=dict)
    _places: dict[Passage, Places] = field(default_factory=dict)

    def __call__(self, passage: Passage) -> Shown:
        """Render a whole text."""
        rendered = self._render(passage)
        anchors = [html.unescape(anchor) for anchor in ANCHOR.findall(rendered.html)]
        self._structure(passage, rendered, anchors)
        lesson = LESSON.fullmatch(passage.path)
        if lesson and rendered is not REFUSED:
            self._anchors[lesson[1], lesson[2], passage.language] = set(anchors)
        return Shown(rendered.html, rendered.toc, rendered.checks)

    def piece(self, text: str, path: str, line: int, inline: bool) -> str:
        """Render a piece of a quiz or of the programme; `inline` without a paragraph around it."""
        passage = Passage(path, line, self._language(path), text)
        rendered = self._render(passage, inline=inline)
        if rendered.checks:
            self._fault(
                passage, "::check", "CHECK_MISPLACED", msg("A ::check stands outside a lesson."), msg("Move it into a lesson.")
            )  # fmt: skip
        if not inline:
            check_titles(passage, self.faults)
            check_tables(passage, self.faults)
        return rendered.html

    def finish(self) -> None:
        """Look at all links to anchors, now that all anchors are known."""
        for aim in self._aims:
            known = self._anchors.get((*aim.lesson, aim.passage.language))
            if known is not None and aim.anchor not in known:
                self._fault(
                    aim.passage, aim.target, "ANCHOR_UNKNOWN",
                    msg("The page has no section “%(anchor)s” in this language.", anchor=aim.anchor),
                    msg("Write {#%(anchor)s} behind the heading, in every language.", anchor=aim.anchor),
                )  # fmt: skip

    def _render(self, passage: Passage, *, inline: bool = False) -> Rendered:
        if heavy := HEAVY.search(passage.text):
            self._fault(
                passage, heavy[0][:20], "MARKUP_TOO_DENSE", msg("So many brackets in a row cannot be read as Markdown."),
                msg("Put them into a code block, or take them out."),
            )  # fmt: skip
            return REFUSED
        targets = Targets(lambda target: self._link(target, passage), lambda target: self._picture(target, passage))
        try:
            rendered = self.press.render(passage.text, passage.language, targets, inline=inline)
        except Unrendered as refused:
            code, message, repair = UNRENDERED.get(refused.why, TOO_SLOW)
            self.faults.add(passage.path, Position(passage.line), code, message, repair)
            return REFUSED
        self._note(passage, rendered)
        return rendered

    def _note(self, passage: Passage, rendered: Rendered) -> None:
        """Turn what the Markdown complains about into located faults."""
        for target, place in _numbered(rendered.dead_links):
            self._fault(
                passage, target, "LINK_DEAD", msg("The link “%(target)s” leads nowhere.", target=target),
                msg("Name a file of the tree, material:<id>, certification:<id> or an address with https://."), place,
            )  # fmt: skip
        for target, place in _numbered(rendered.dead_pictures):
            self._dead_picture(passage, target, place)
        for target, place in _numbered(rendered.pictures_without_text):
            self._fault(
                passage, target, "PICTURE_WITHOUT_TEXT", msg("The picture “%(target)s” has no alternative text.", target=target),
                msg("Say in the square brackets what is to be seen."), place,
            )  # fmt: skip
        for formula, problem in rendered.bad_formulas:
            self._fault(
                passage, formula, "FORMULA_WRONG", msg("The formula cannot be read: %(problem)s.", problem=problem),
                msg("Write it as LaTeX between \\( and \\) or \\[ and \\]."),
            )  # fmt: skip

    def _dead_picture(self, passage: Passage, target: str, place: int) -> None:
        if REMOTE.match(target):
            self._fault(
                passage, target, "PICTURE_REMOTE", msg("The picture “%(target)s” lies elsewhere.", target=target),
                msg("Put a copy into the folder media beside the text: a reader's browser asks nobody but us."), place,
            )  # fmt: skip
        else:
            self._fault(
                passage, target, "PICTURE_DEAD", msg("There is no picture “%(target)s”.", target=target),
                msg("Put it into the folder media beside the text, or mend the name."), place,
            )  # fmt: skip

    def _structure(self, passage: Passage, rendered: Rendered, anchors: list[str]) -> None:
        for anchor, count in Counter(anchors).items():
            if count > 1:
                self._fault(
                    passage, f"#{anchor}", "ANCHOR_TWICE", msg("The anchor “%(anchor)s” stands here twice.", anchor=anchor),
                    msg("Give each heading an anchor of its own."), 1,
                )  # fmt: skip
        check_titles(passage, self.faults)
        check_levels(passage, [int(found) for found in HEADING.findall(rendered.html)], self.faults)
        check_tables(passage, self.faults)

    def _link(self, target: str, passage: Passage) -> str | None:
        scheme, colon, rest = target.partition(":")
        match scheme if colon else "":
            case "https" | "http":
                return target if _has_host(target) else None
            case "mailto":
                return target
            case "material":
                return f"/materials/{rest}" if f"materials/{rest}/material.md" in self._bases else None
            case "certification":
                return f"/certifications/{rest}" if f"certificates/{rest}.md" in self._bases else None
        return None if colon else self._inside(target, passage)

    def _inside(self, target: str, passage: Passage) -> str | None:
        file, _, anchor = unquote(target).partition("#")
        if file.startswith("/") or "?" in file:
            return None
        path = posixpath.normpath(posixpath.join(posixpath.dirname(passage.path), file)) if file else passage.path
        if lesson := LESSON.fullmatch(path):
            if path not in self.tree.files:
                return None
            self._linked(f"{lesson[1]}/{lesson[2]}", target, passage)
            if anchor:
                self._aims[_Aim((lesson[1], lesson[2]), anchor, target, passage)] = None
            address = f"/courses/{lesson[1]}/{lesson[2]}" if file else ""
            # The sanitiser puts the prefix before an anchor of the page itself.
            return f"{address}#{ID_PREFIX if file else ''}{quote(anchor)}" if anchor else address or None
        if (course := COURSE.fullmatch(path)) and path in self.tree.files and not anchor:
            self._linked(course[1], target, passage)
            return f"/courses/{course[1]}"
        return self._medium(path)

    def _linked(self, to: str, target: str, passage: Passage) -> None:
        self.links[Reference("link", to, passage.path, self._written_at(passage, target))] = None

    def _picture(self, target: str, passage: Passage) -> str | None:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(passage.path), unquote(target)))
        return self._medium(path) if is_picture(path) else None

    def _medium(self, path: str) -> str | None:
        """The address of a file of a folder media, which is looked at the first time it is named."""
        if path not in self.tree.files or not MEDIA.fullmatch(path):
            return None
        if path not in self._inspected:
            data = self.tree.files[path]
            good = inspect(path, data, self.faults)
            self._inspected[path] = RevisionHash(hashlib.sha256(data).hexdigest()) if good else None
        # A file that is there but no good has its own fault; the link to it is none.
        blob = self._inspected[path] or RevisionHash("0" * 64)
        if self._inspected[path]:
            self.media.setdefault(blob, path)
        return f"/media/{blob}/{f'picture.{ending(path)}' if path.startswith(ASKED) else quote(posixpath.basename(path))}"

    @property
    def _bases(self) -> set[str]:
        suffix = f".{self.tree.language}.md"
        return {path[: -len(suffix)] + ".md" if path.endswith(suffix) else path for path in self.tree.files}

    def _language(self, path: str) -> str:
        return next((language for language in LANGUAGES if path.endswith(f".{language}.md")), self.tree.language)

    def _fault(self, passage: Passage, needle: str, code: str, message: Message, repair: Message, occurrence: int = 0) -> None:
        self.faults.add(passage.path, self._written_at(passage, needle, occurrence), code, message, repair)

    def _written_at(self, passage: Passage, needle: str, occurrence: int = 0) -> Position:
        """Where something stands in the file."""
        if passage not in self._places:
            lines = self._lines.setdefault(passage.path, self.tree.files[passage.path].decode().split("\n"))
            self._places[passage] = Places(passage, lines)
        return self._places[passage].of(needle, occurrence)


def _has_host(target: str) -> bool:
    try:
        return bool(urlsplit(target).hostname)
    except ValueError:
        return False


def _numbered(targets: tuple[str, ...]) -> list[tuple[str, int]]:
    """Each target with how often it came before."""
    seen: Counter[str] = Counter()
    numbered = []
    for target in targets:
        numbered.append((target, seen[target]))
        seen[target] += 1
    return numbered
