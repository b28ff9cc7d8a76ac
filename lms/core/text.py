"""Texts that are chosen where the reader's language is known: messages of the program and texts of the content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

LANGUAGES = ("en", "ru")
FORMS = {"en": 2, "ru": 3}
"""How many forms a counted noun has."""

Texts = dict[str, str]
"""One text of the content in several languages: `{"en": "Gold", "ru": "Gold"}`."""
Forms = dict[str, tuple[str, ...]]
"""A noun of the content as it is counted: `{"en": ("engineer", "engineers"), "ru": ("инженер", "инженера", "инженеров")}`."""


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


def counted(forms: Mapping[str, Sequence[str]], n: int) -> Texts:
    """A noun of the content as it stands after the number `n`, in each language that has all of its forms.

    English has two forms (1 engineer, 2 engineers), Russian three (1 инженер, 2 инженера, 5 инженеров), as the CLDR's plural rules say.
    """
    return {language: forms[language][_form(language, n)] for language in LANGUAGES if len(forms.get(language, ())) == FORMS[language]}


def _form(language: str, n: int) -> int:
    if language != "ru":
        return int(n != 1)
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14} else 2


def pick(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, or in the first language it exists in; an empty string when there is none."""
    return texts.get(language) or next((text for text in texts.values() if text), "")
