"""Texts that are chosen where the reader's language is known: messages of the program and texts of the content."""

from collections.abc import Mapping
from dataclasses import dataclass, field

LANGUAGES = ("en", "ru")

Texts = dict[str, str]
"""One text of the content in several languages: `{"en": "Gold", "ru": "Gold"}`."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of the program, not yet translated.

    `params` may hold numbers, dates, `Texts` and further messages; the edge writes each as the reader's language does. With
    `plural`, `n` chooses the form and stands in the sentence as `%(n)s`.
    """

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    n: int | None = None


def msg(msgid: str, **params: object) -> Message:
    """A message; `msgid` is the English sentence with `%(name)s` places, found by the extraction of translations."""
    return Message(msgid, params)


def nmsg(msgid: str, plural: str, n: int, **params: object) -> Message:
    """A message whose form depends on the count `n`."""
    return Message(msgid, params, plural, n)


def pick(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, or in the first language it exists in; an empty string when there is none."""
    return texts.get(language) or next((text for text in texts.values() if text), "")
