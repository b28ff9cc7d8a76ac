"""Sentences in templates: `_()` and `ngettext()` go straight to our catalogue, because a page has dozens of them."""

from functools import lru_cache

from flask import Flask
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup

from lms.core.translation import translations
from lms.web.context import language

KEPT = 4096
"""So many sentences stay at hand; the templates have fewer."""


def init_sentences(app: Flask) -> None:
    """Take the place of what Flask-Babel gives the templates."""
    app.jinja_env.globals |= {"_": sentence, "gettext": sentence, "ngettext": counted_sentence}


@pass_eval_context
def sentence(context: EvalContext, english: str, /, **given: object) -> str:
    """The sentence in the reader's language; on a page, what is put into it is escaped."""
    if context.autoescape and not given:
        return _bare(language(), english)
    return _filled(context, translations(language()).gettext(english), given)


@pass_eval_context
def counted_sentence(context: EvalContext, one: str, many: str, num: int, /, **given: object) -> str:
    """The same for a number of things; `%(num)s` is that number."""
    return _filled(context, translations(language()).ngettext(one, many, num), {"num": num, **given})


@lru_cache(maxsize=KEPT)
def _bare(tongue: str, english: str) -> Markup:
    """A sentence of a page into which nothing is put."""
    return Markup(translations(tongue).gettext(english)) % {}  # noqa: S704 - our own sentence


def _filled(context: EvalContext, said: str, given: dict[str, object]) -> str:
    # Always a format, with values or without: a percent sign is written twice in every sentence.
    return (Markup(said) if context.autoescape else said) % given  # noqa: S704 - our own sentence; Markup escapes what is put in
