"""The rules of consent and of keyed names, and the file of the texts."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.core.content.faults import Faults
from lms.core.content.tree import Tree
from lms.core.ids import RevisionHash, Slug
from lms.privacy.format import CONSENTS, read_consents
from lms.privacy.rules import (
    UNDO_DAYS,
    Choice,
    Consents,
    ConsentState,
    ConsentText,
    Purpose,
    consent_state,
    due_at,
    given,
    name_hash,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TEXT, OTHER = RevisionHash("1" * 64), RevisionHash("2" * 64)
NAME = Purpose.NAME_ON_VERIFICATION
SLUG = Slug(NAME.value)


@pytest.mark.parametrize(
    ("choice", "text", "state"),
    [
        (None, TEXT, ConsentState.OPEN),
        (Choice(given=False, text=TEXT, at=NOW), TEXT, ConsentState.OPEN),
        (Choice(given=True, text=TEXT, at=NOW), TEXT, ConsentState.GIVEN),
        (Choice(given=True, text=OTHER, at=NOW), TEXT, ConsentState.OUTDATED),
        (Choice(given=True, text=TEXT, at=NOW), None, ConsentState.OPEN),
    ],
)
def test_only_a_yes_to_the_very_text_in_force_counts(choice: Choice | None, text: RevisionHash | None, state: ConsentState) -> None:
    assert consent_state(choice, text) is state
    revisions = {SLUG: text} if text else {}
    consents = Consents({SLUG: ConsentText(SLUG, {}, {})}, revisions)
    assert given({NAME: choice} if choice else {}, consents, NAME) is (state is ConsentState.GIVEN)


def test_an_erasure_can_be_undone_for_fourteen_days() -> None:
    assert due_at(NOW) - NOW == timedelta(days=UNDO_DAYS) == timedelta(days=14)


def test_a_keyed_name_proves_a_name_and_links_nothing() -> None:
    known = name_hash("secret", "A" * 26, "Anna Belova")
    assert known == name_hash("secret", "A" * 26, "  anna   BELOVA ")
    others = {
        name_hash("secret", "B" * 26, "Anna Belova"),
        name_hash("other", "A" * 26, "Anna Belova"),
        name_hash("secret", "A" * 26, "Anna"),
    }
    assert known not in others
    assert len(known) == 32


def read(text: str | None) -> tuple[Consents, list[tuple[str, int]]]:
    faults = Faults()
    tree = Tree({CONSENTS: text.encode()} if text is not None else {})
    consents = read_consents(tree, lambda markdown, _path, _line, _inline: f"<p>{markdown}</p>", faults)
    return consents, [(one.code, one.at.line) for one in faults.ordered()]


def test_texts_are_read_and_rendered() -> None:
    consents, faults = read(f"{SLUG}:\n  title: {{en: A, ru: Б}}\n  text: {{en: yes, ru: да}}\n")
    assert faults == []
    assert consents.items[SLUG].text == {"en": "<p>yes</p>", "ru": "<p>да</p>"}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (None, []),
        ("", []),
        (f"{SLUG}:\n  title: {{en: A, ru: Б}}\n", [("KEY_MISSING", 2)]),
        (f"{SLUG}:\n  title: {{en: A}}\n  text: {{en: a, ru: б}}\n", [("TRANSLATION_MISSING", 2)]),
        (f"{SLUG}:\n  title: {{en: A, ru: Б}}\n  text: {{en: a, ru: б, de: c}}\n", [("LANGUAGE_UNKNOWN", 3)]),
        ("newsletter:\n  title: {en: A, ru: Б}\n", [("KEY_UNKNOWN", 1)]),
        ("a: [\n", [("YAML_SYNTAX", 1)]),
    ],
)
def test_what_is_wrong_with_them_is_located(text: str | None, codes: list[tuple[str, int]]) -> None:
    consents, faults = read(text)
    assert [code for code, _ in faults] == [code for code, _ in codes]
    assert all(abs(line - expected) <= 1 for (_, line), (_, expected) in zip(faults, codes, strict=True))
    assert not consents.items or faults
