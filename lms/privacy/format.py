"""Reads certificates/consents.yaml: the texts that people may consent to, one for each purpose that the program knows."""

from collections.abc import Callable

from pydantic import Field

from lms.core.content.faults import Faults
from lms.core.content.schema import Schema, read_as
from lms.core.content.tree import Tree
from lms.core.content.yaml import Document, read_yaml
from lms.core.ids import Slug
from lms.core.text import LANGUAGES, Texts, msg
from lms.privacy.rules import Consents, ConsentText, Purpose

CONSENTS = "certificates/consents.yaml"

Render = Callable[[str, str, int, bool], str]
"""Markdown to safe HTML: `render(text, path, line, inline)`."""


class _Text(Schema):
    title: Texts
    text: Texts


class _Consents(Schema):
    name_on_verification: _Text | None = Field(default=None, alias=Purpose.NAME_ON_VERIFICATION.value)


def read_consents(tree: Tree, render: Render, faults: Faults) -> Consents:
    """Read the tree's consent texts; without the file nothing is asked and nothing is given."""
    if CONSENTS not in tree.files:
        return Consents()
    file = tree.text(CONSENTS, faults)
    document = read_yaml(CONSENTS, file.text, faults) if file else None
    keys = read_as(_Consents, document, faults) if document else None
    if document is None or keys is None:
        return Consents()
    found = {Purpose.NAME_ON_VERIFICATION: keys.name_on_verification}
    items = {Slug(purpose.value): _consent(purpose, text, document, render, faults) for purpose, text in found.items() if text}
    return Consents(items)


def _consent(purpose: Purpose, keys: _Text, document: Document, render: Render, faults: Faults) -> ConsentText:
    for name, texts in (("title", keys.title), ("text", keys.text)):
        for language in LANGUAGES:
            if not texts.get(language, "").strip():
                message = msg("There is no text in the language “%(language)s”.", language=language)
                at = document.place((purpose.value, name))
                faults.add(CONSENTS, at, "TRANSLATION_MISSING", message, msg("Write it as “{en: ..., ru: ...}”."))
        for language in sorted(texts.keys() - set(LANGUAGES)):
            message = msg("“%(given)s” is not a language that is read.", given=language)
            at = document.place((purpose.value, name, language))
            faults.add(CONSENTS, at, "LANGUAGE_UNKNOWN", message, msg("Write one of: %(allowed)s.", allowed=", ".join(LANGUAGES)))
    rendered = {
        language: render(text, CONSENTS, document.place((purpose.value, "text", language)).line + ("\n" in text), False)  # noqa: FBT003 (a positional callable)
        for language, text in keys.text.items()
    }  # fmt: skip
    return ConsentText(Slug(purpose.value), keys.title, rendered)
