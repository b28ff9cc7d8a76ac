"""Python-Markdown with our extensions, links and pictures resolved, formulas as MathML, sanitised last."""

import html
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from markdown import Markdown
from markdown.extensions.toc import slugify_unicode
from math_core import LatexError, LatexToMathML

from lms.core.markup.extensions import CHECK_TOKEN, Callbacks, Ours, toc_of
from lms.core.markup.sanitise import ID_PREFIX, sanitise

EXTENSIONS = [
    "footnotes", "tables", "attr_list", "def_list", "abbr", "sane_lists", "toc",
    "pymdownx.superfences", "pymdownx.highlight", "pymdownx.quotes", "pymdownx.tasklist", "pymdownx.tabbed", "pymdownx.details",
    "pymdownx.arithmatex", "pymdownx.mark", "pymdownx.keys",
]  # fmt: skip
MATH = re.compile(r'<(span|div) class="arithmatex">(?:\\\(|\\\[)(.*?)(?:\\\)|\\\])</\1>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Words:
    """The few words that the renderer itself writes, in the language of the text."""

    callouts: dict[str, str]
    back_to_text: str
    table: str
    done: str
    to_do: str


WORDS = {
    "en": Words(
        {"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution"},
        "Back to the text of note {}", "Table", "done", "to do",
    ),
    "ru": Words(
        {"note": "Заметка", "tip": "Совет", "important": "Важно", "warning": "Внимание", "caution": "Осторожно"},
        "Назад к тексту сноски {}", "Таблица", "сделано", "не сделано",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Targets:
    """What links and pictures lead to. Each takes the written target and answers the address, or `None` for a dead one."""

    link: Callable[[str], str | None]
    picture: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered text: sanitised `html`, its sections, the checks that stand in it, and what is wrong with it."""

    html: str
    toc: tuple[tuple[str, str, int], ...] = ()
    checks: tuple[str, ...] = ()
    dead_links: tuple[str, ...] = ()
    dead_pictures: tuple[str, ...] = ()
    pictures_without_text: tuple[str, ...] = ()
    bad_formulas: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Local(threading.local):
    """One Markdown instance for each thread and language: instances are not safe to share."""

    made: dict[str, Markdown] = field(default_factory=dict)


_local = _Local()


def render(text: str, language: str, targets: Targets) -> Rendered:
    """Render one Markdown text. A check line `::check quiz#question` becomes `<!--check:quiz#question-->`."""
    callbacks = Callbacks(targets.link, targets.picture)
    markdown = _markdown(language)
    ours = _ours(markdown)
    ours.begin(callbacks)
    markdown.reset()
    raw = markdown.convert(text)
    bad: list[tuple[str, str]] = []
    clean = _with_math(sanitise(raw), bad)
    clean = _named_tasks(clean.replace("<pre>", '<pre tabindex="0">'), WORDS[language])
    for number, reference in enumerate(callbacks.checks):
        # The reference is an author's text that comes in behind the sanitiser: it must not close the comment.
        clean = clean.replace(f"<p>{CHECK_TOKEN}{number}z</p>", f"<!--check:{html.escape(reference)}-->")
    toc = toc_of(markdown)
    return Rendered(
        html=clean,
        toc=tuple((ID_PREFIX + anchor, title, level) for anchor, title, level in toc),
        checks=tuple(callbacks.checks),
        dead_links=tuple(callbacks.dead_links),
        dead_pictures=tuple(callbacks.dead_pictures),
        pictures_without_text=tuple(callbacks.mute_pictures),
        bad_formulas=tuple(bad),
    )


def render_inline(text: str, language: str, targets: Targets) -> Rendered:
    """Render one line without the paragraph around it."""
    rendered = render(text, language, targets)
    inner = re.fullmatch(r"\s*<p>(.*)</p>\s*", rendered.html, re.DOTALL)
    if inner is None or "<p>" in inner[1]:
        return rendered
    return Rendered(
        html=inner[1], dead_links=rendered.dead_links, dead_pictures=rendered.dead_pictures,
        pictures_without_text=rendered.pictures_without_text, bad_formulas=rendered.bad_formulas,
    )  # fmt: skip


def _named_tasks(clean: str, words: Words) -> str:
    """Name the boxes of task lists, which carry no label of their own."""
    done = '<input type="checkbox" disabled="" checked="">'
    to_do = '<input type="checkbox" disabled="">'
    clean = clean.replace(done, f'{done[:-1]} aria-label="{words.done}">')
    return clean.replace(to_do, f'{to_do[:-1]} aria-label="{words.to_do}">')


def _with_math(clean: str, bad: list[tuple[str, str]]) -> str:
    converter = LatexToMathML()

    def formula(match: re.Match[str]) -> str:
        source = html.unescape(match[2])
        try:
            return converter.convert_with_local_state(source, displaystyle=match[1] == "div")
        except LatexError as fault:
            bad.append((source, str(fault.args[0]) if fault.args else ""))
            return f"<code>{html.escape(source)}</code>"

    return MATH.sub(formula, clean)


def _markdown(language: str) -> Markdown:
    if language not in _local.made:
        words = WORDS[language]
        _local.made[language] = Markdown(
            extensions=[*EXTENSIONS, Ours(words.callouts, words.table)],
            extension_configs={
                "tables": {"use_align_attribute": True},
                "footnotes": {"BACKLINK_TITLE": words.back_to_text},
                "toc": {"toc_depth": "2-3", "slugify": slugify_unicode},
                "pymdownx.quotes": {"callouts": True},
                "pymdownx.tabbed": {"alternate_style": True},
                "pymdownx.arithmatex": {"generic": True},
                "pymdownx.highlight": {"css_class": "highlight"},
            },
        )
    return _local.made[language]


def _ours(markdown: Markdown) -> Ours:
    return next(one for one in markdown.registeredExtensions if isinstance(one, Ours))
