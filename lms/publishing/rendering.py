"""Renders the Markdown of a tree: links and pictures become addresses, and whatever leads nowhere becomes a located fault."""

import hashlib
import html
import posixpath
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from lms.core.content.faults import Faults, Position
from lms.core.content.media import inspect, is_picture
from lms.core.content.passage import Passage, Shown
from lms.core.content.tree import Tree
from lms.core.ids import RevisionHash
from lms.core.markup import Rendered, Targets, render, render_inline
from lms.core.markup.sanitise import ID_PREFIX
from lms.core.text import LANGUAGES, Message, msg

LESSON = re.compile(r"courses/([a-z0-9-]+)/\d+-([a-z0-9-]+?)(?:\.(?:en|ru))?\.md")
COURSE = re.compile(r"courses/([a-z0-9-]+)/course(?:\.(?:en|ru))?\.md")
MEDIA = re.compile(r"courses/[a-z0-9-]+/media/.+")
ANCHOR = re.compile(rf'\sid="{ID_PREFIX}([^"]*)"')
HEADING = re.compile(r"<h([2-6])[ >]")
TITLE = re.compile(r"#(?!#)\s")
FENCE = re.compile(r"\s*(?:`{3,}|~{3,})")
HEAVY = re.compile(r"(?:(?:!?\[|<!\[CDATA\[|<a\s|\]\()\s*){60}")
"""Runs of openings that keep Markdown's expressions busy for minutes; nobody writes them."""


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
    _anchors: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    _aims: list[_Aim] = field(default_factory=list)
    _inspected: dict[str, RevisionHash | None] = field(default_factory=dict)

    def __call__(self, passage: Passage) -> Shown:
        """Render a whole text."""
        rendered = self._render(passage, render)
        anchors = [html.unescape(anchor) for anchor in ANCHOR.findall(rendered.html)]
        self._structure(passage, rendered, anchors)
        if lesson := LESSON.fullmatch(passage.path):
            self._anchors[lesson[1], lesson[2], passage.language] = set(anchors)
        return Shown(rendered.html, rendered.toc, rendered.checks)

    def piece(self, text: str, path: str, line: int, inline: bool) -> str:
        """Render a piece of a quiz or of the programme; `inline` without a paragraph around it."""
        passage = Passage(path, line, self._language(path), text)
        rendered = self._render(passage, render_inline if inline else render)
        if rendered.checks:
            self._fault(
                passage, "::check", "CHECK_MISPLACED", msg("A ::check stands outside a lesson."), msg("Move it into a lesson.")
            )  # fmt: skip
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

    def _render(self, passage: Passage, how: Callable[[str, str, Targets], Rendered]) -> Rendered:
        if heavy := HEAVY.search(passage.text):
            self._fault(
                passage, heavy[0][:20], "MARKUP_TOO_DENSE", msg("So many brackets in a row cannot be read as Markdown."),
                msg("Put them into a code block, or take them out."),
            )  # fmt: skip
            return Rendered("")
        targets = Targets(lambda target: self._link(target, passage), lambda target: self._picture(target, passage))
        rendered = how(passage.text, passage.language, targets)
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
            self._fault(
                passage, target, "PICTURE_DEAD", msg("There is no picture “%(target)s”.", target=target),
                msg("Put it into the folder media of the course, or mend the name."), place,
            )  # fmt: skip
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

    def _structure(self, passage: Passage, rendered: Rendered, anchors: list[str]) -> None:
        for anchor, count in Counter(anchors).items():
            if count > 1:
                self._fault(
                    passage, f"#{anchor}", "ANCHOR_TWICE", msg("The anchor “%(anchor)s” stands here twice.", anchor=anchor),
                    msg("Give each heading an anchor of its own."), 1,
                )  # fmt: skip
        before = 1
        for level in (int(found) for found in HEADING.findall(rendered.html)):
            if level > before + 1:
                self._fault(
                    passage, f"{'#' * level} ", "HEADING_SKIPPED", msg("A heading skips a level."),
                    msg("Begin sections with ## and their parts with ###."),
                )  # fmt: skip
            before = level
        fenced = False
        for number, line in enumerate(passage.text.split("\n")):
            fenced ^= FENCE.match(line) is not None
            if not fenced and TITLE.match(line):
                self.faults.add(
                    passage.path, Position(passage.line + number), "HEADING_TITLE", msg("The title is the only heading of level one."),
                    msg("Begin sections with ##."),
                )  # fmt: skip

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
            if anchor:
                self._aims.append(_Aim((lesson[1], lesson[2]), anchor, target, passage))
            address = f"/courses/{lesson[1]}/{lesson[2]}" if file else ""
            # The sanitiser puts the prefix before an anchor of the page itself.
            return f"{address}#{ID_PREFIX if file else ''}{quote(anchor)}" if anchor else address or None
        if (course := COURSE.fullmatch(path)) and path in self.tree.files and not anchor:
            return f"/courses/{course[1]}"
        return self._medium(path)

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
        return f"/media/{blob}/{quote(posixpath.basename(path))}"

    @property
    def _bases(self) -> set[str]:
        suffix = f".{self.tree.language}.md"
        return {path[: -len(suffix)] + ".md" if path.endswith(suffix) else path for path in self.tree.files}

    def _language(self, path: str) -> str:
        return next((language for language in LANGUAGES if path.endswith(f".{language}.md")), self.tree.language)

    def _fault(self, passage: Passage, needle: str, code: str, message: Message, repair: Message, occurrence: int = 0) -> None:
        self.faults.add(passage.path, passage.find(needle, occurrence), code, message, repair)


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
