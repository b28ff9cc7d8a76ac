"""Links and pictures of foreign pages, led to where their targets come to stand; what leads nowhere becomes text and is named."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from lms.core.content.faults import Faults
from lms.core.content.media import ending, inspect, is_picture, media_type
from lms.core.text import Message, msg
from lms.publishing.imports.arrival import Imported, Sources
from lms.publishing.imports.headings import Section
from lms.publishing.imports.lines import Line, in_prose
from lms.publishing.imports.names import free, id_of, is_page

INLINE = re.compile(
    r"(?<!\\)(!?)\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\(\s*(<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
)
DEFINITION = re.compile(r"^( {0,3}\[)([^\]^][^\]]*)(\]:[ \t]*)(<[^<>\n]*>|\S+)(.*)$", re.MULTILINE)
SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):|^//")
OUTWARD = ("https", "http", "mailto")

NOWHERE = msg("This link leads nowhere; its words and its target are kept as text.")
NOT_FOLLOWED = msg("Links of this kind are not followed; words and target are kept as text.")
REMOTE = msg("A picture that lies elsewhere is not fetched; it comes in as a link.")
NO_PICTURE = msg("There is no such picture, or it is none; its words and its name are kept as text.")
SILENT = msg("The picture has no alternative text; its file name stands in for it. Say what is to be seen.")


@dataclass(slots=True)
class Links:
    """Where the pages of one folder come to stand, and which of its pictures and files they use."""

    sources: Sources
    pages: Mapping[str, str]
    """the file of our course by the path of the page that becomes it"""
    anchors: Mapping[str, list[Section]]
    media_folder: str
    arrival: Imported
    _media: dict[str, str] = field(default_factory=dict)

    def led(self, lines: list[Line], path: str) -> list[Line]:
        """The lines of the page at `path` with every link and picture led to its new place."""

        def definitions(text: str, first: int) -> str:
            return DEFINITION.sub(lambda found: self._definition(found, path, first + text.count("\n", 0, found.start())), text)

        def inline(text: str, first: int) -> str:
            return INLINE.sub(
                lambda found: _as_many_lines(found, self._inline(found, path, first + text.count("\n", 0, found.start()))), text
            )

        return in_prose(in_prose(lines, definitions), inline)

    @property
    def unused(self) -> list[str]:
        """Pictures and files of the folder that no page shows."""
        return sorted(path for path in self.sources if not is_page(path) and path not in self._media)

    def _inline(self, found: re.Match[str], path: str, line: int) -> str:
        mark, words, target, title = found.groups()
        target, title = target.strip("<>"), f" {title}" if title else ""
        if mark:
            return self._picture(words, target, title, (path, line))
        words = INLINE.sub(lambda inner: self._inline(inner, path, line), words)
        place, complaint = self._place(target, path)
        if complaint:
            self.arrival.note(path, line, complaint)
        return f"[{words}]({_bracketed(place)}{title})" if place is not None else _as_text(words, target)

    def _picture(self, words: str, target: str, title: str, at: tuple[str, int]) -> str:
        path, line = at
        name = posixpath.basename(unquote(target)).rpartition(".")[0]
        said = words if words.strip() else re.sub(r"[-_]+", " ", name).strip() or "…"
        if SCHEME.match(target):
            outward = target.startswith(("https:", "http:"))
            self.arrival.note(path, line, REMOTE if outward else NOT_FOLLOWED)
            return f"[{said}]({target})" if outward else _as_text(said, target)
        medium = self._medium(_joined(path, target)) if is_picture(unquote(target)) else None
        if medium is None:
            self.arrival.note(path, line, NO_PICTURE)
            return _as_text(said, target)
        if not words.strip():
            self.arrival.note(path, line, SILENT)
        return f"![{said}]({medium}{title})"

    def _definition(self, found: re.Match[str], path: str, line: int) -> str:
        opening, name, middle, target, rest = found.groups()
        target = target.strip("<>")
        place, complaint = self._place(target, path)
        if complaint:
            self.arrival.note(path, line, complaint)
        return f"{opening}{name}{middle}{_bracketed(place)}{rest}" if place is not None else f"{name}: {_quoted(target)}"

    def _place(self, target: str, path: str) -> tuple[str | None, Message | None]:
        """Where a link leads with us, and what is to be said about it; `None` for the place: nowhere."""
        scheme = SCHEME.match(target)
        if scheme:
            return (target, None) if (scheme[1] or "").lower() in OUTWARD else (None, NOT_FOLLOWED)
        file, _, anchor = unquote(target).partition("#")
        aim = _joined(path, file) if file else path
        if aim in self.pages:
            return self._section(self.pages[aim] if file else "", aim, anchor)
        medium = self._medium(aim)
        return (medium, None) if medium else (None, NOWHERE)

    def _section(self, place: str, aim: str, anchor: str) -> tuple[str | None, Message | None]:
        if not anchor:
            return place or None, None if place else NOWHERE
        ours = next((one.ours for one in self.anchors.get(aim, ()) if anchor in (one.theirs, one.ours)), None)
        if ours is not None and not place.endswith("course.md"):
            return f"{place}#{ours}", None
        gone = msg("There is no section “%(anchor)s”; the link leads to the page.", anchor=anchor)
        return (place, gone) if place else (None, NOWHERE)

    def _medium(self, path: str) -> str | None:
        """The new name of a picture or file of the folder, which comes along; `None` when it is missing or not what its name says."""
        if path not in self.sources or media_type(path) is None:
            return None
        if path not in self._media:
            if inspect(path, self.sources[path], Faults()) is None:
                return None
            stem = posixpath.basename(path).rpartition(".")[0]
            name = free(id_of(stem) or "file", {one.rpartition("/")[2].rpartition(".")[0] for one in self._media.values()})
            self._media[path] = f"media/{name}.{ending(path)}"
            self.arrival.files[f"{self.media_folder}/{name}.{ending(path)}"] = self.sources[path]
        return self._media[path]


def _as_many_lines(found: re.Match[str], text: str) -> str:
    return text + "\n" * (found[0].count("\n") - text.count("\n"))


def _joined(path: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target)))


def _as_text(words: str, target: str) -> str:
    return f"{words} ({_quoted(target)})" if target else words


def _quoted(target: str) -> str:
    return f"`{target.replace('`', '')}`"


def _bracketed(place: str) -> str:
    return f"<{place}>" if re.search(r"[\s()]", place) else place
