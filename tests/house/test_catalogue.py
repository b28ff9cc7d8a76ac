"""Russian is complete: every sentence of the program stands in the catalogue, whole, with its places and its plural forms."""

import re

from tests.catalogue import found, kept

PLACE = re.compile(r"%\((\w+)\)[sd]")


def places(text: str) -> set[str]:
    """The named places of a sentence."""
    return set(PLACE.findall(text))


def test_no_sentence_is_missing_empty_or_fuzzy() -> None:
    russian = kept()
    missing = []
    for message in found():
        if not message.id:
            continue
        known = russian.get(message.id)
        texts = () if known is None else known.string if isinstance(known.string, tuple) else (known.string,)
        if known is None or known.fuzzy or not texts or not all(texts):
            missing.append(message.id)
    assert missing == []


def test_the_catalogue_holds_nothing_that_nobody_says() -> None:
    said = {message.id for message in found()}
    assert [message.id for message in kept() if message.id and message.id not in said] == []


def test_every_place_of_a_sentence_stands_in_its_translation() -> None:
    wrong = []
    for message in kept():
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[-1]
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        # The form for 1 may say "one" instead of the number.
        if any(places(source) - places(text) - {"n", "num"} or places(text) - places(source) for text in texts):
            wrong.append(source)
    assert wrong == []


def test_counted_sentences_have_three_forms() -> None:
    counted = [message for message in kept() if isinstance(message.id, tuple)]
    assert counted
    assert all(isinstance(message.string, tuple) and len(message.string) == 3 for message in counted)
