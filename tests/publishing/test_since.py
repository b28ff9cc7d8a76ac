"""A tree is compared with the release in use: what ids mean, and whether translations kept up."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given
from hypothesis import strategies as st

from lms.core.content.faults import Faults
from lms.core.content.freshness import fingerprint
from lms.core.content.tree import Tree
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.publishing.check import Checked, check
from lms.publishing.library import EMPTY
from lms.publishing.service import against_release, publish
from lms.publishing.since import _differs, compared, key_changed
from lms.releases import queries
from tests.content.manual import manual_files
from tests.publishing.faulty.making import OWN, OWN_RU, QUIZ, SECOND, SECOND_RU, Change, own, swap
from tests.quizzes.kinds import matching, ordering
from tests.quizzes.written import numeric

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
REWRITTEN = swap(QUIZ, "The accountant", "Whoever drives a van")


def tree_after(*changes: Change) -> Tree:
    """The manual's tree after changes."""
    files = manual_files()
    for change in changes:
        change(files)
    return Tree(files)


def codes(before: tuple[Change, ...], after: tuple[Change, ...]) -> list[str]:
    """The codes of what is wrong with a tree in comparison with a release."""
    released, tree = check(tree_after(*before)).library, tree_after(*after)
    assert released is not None
    return [fault.code for fault in compared(check(tree), tree, released).faults]


def test_the_same_tree_and_a_first_release_have_nothing_to_compare():
    assert codes((), ()) == []
    tree = tree_after(own())
    assert compared(check(tree), tree, EMPTY).faults == ()


def test_a_tree_with_errors_is_not_compared():
    broken = Checked(None, ())
    assert compared(broken, tree_after(), EMPTY) is broken


@pytest.mark.parametrize(
    ("known", "given"),
    [
        ("Who asks first about being on call?", "Who will ask about being on call first?"),
        ("The server", "The printer"),
        ("Recovery within four hours", "Recovery within 4 h"),
        ("<em>The</em> person who was called", "The <strong>person</strong> that was called"),
        ("Бухгалтер", "Бухгалтерия"),
    ],
)
def test_a_better_wording_keeps_its_id(known: str, given: str):
    assert not _differs(known, given)


@pytest.mark.parametrize(
    ("known", "given"),
    [
        ("The accountant", "Whoever drives a van"),
        ("Explain the platform", "Set up a backup job"),
        ("Yes", "No"),
        ("Сервер", "Принтер шефа"),
    ],
)
def test_another_text_under_the_same_id_is_noticed(known: str, given: str):
    assert _differs(known, given)


@given(st.text(min_size=1, max_size=60), st.integers(0, 59), st.characters())
def test_one_mended_letter_of_a_longer_text_never_changes_its_meaning(text: str, at: int, letter: str):
    longer = text.replace("<", "").replace(">", "") + " and the rest of the sentence"
    at = min(at, len(longer) - 1)
    assert not _differs(longer, longer[:at] + letter.replace("<", "") + longer[at + 1 :])


def test_a_mended_translation_changes_no_meaning():
    assert codes((own(),), (own(), swap(OWN_RU, "[ ] То", "[ ] Совсем другое слово"))) == []


def test_a_question_that_goes_and_comes_back_under_its_own_id_is_none_the_worse():
    more = "\n## More? {#more type=single}\n\n- [x] A {#a}\n- [ ] B {#b}\n"
    more_ru = "\n## Ещё? {#more}\n\n- [ ] А {#a}\n- [ ] Б {#b}\n"
    assert (
        codes(
            (own(),), (own(), swap(OWN, "That {#that}\n", "That {#that}\n" + more), swap(OWN_RU, "То {#that}\n", "То {#that}\n" + more_ru))
        )
        == []
    )


def test_an_option_more_is_no_other_question():
    more = (swap(OWN, "That {#that}", "That {#that}\n- [ ] Those {#those}"), swap(OWN_RU, "То {#that}", "То {#that}\n- [ ] Те {#those}"))
    assert codes((own(),), (own(), *more)) == []


def test_an_original_and_its_translation_that_change_together_are_fine():
    assert codes((), (swap(SECOND, "The office grows.", "It grows."), swap(SECOND_RU, "Офис растёт.", "Он растёт."))) == []


def test_who_writes_the_fingerprint_says_that_the_translation_still_holds():
    changed = swap(SECOND, "The office grows.", "The office is growing.")
    file = tree_after(changed).text(SECOND, Faults())
    assert file is not None
    looked = swap(SECOND_RU, "title:", f"source: {fingerprint(file)}\ntitle:")

    assert codes((), (changed,)) == ["TRANSLATION_STALE"]
    assert codes((), (changed, looked)) == []
    assert codes((), (changed, looked, swap(SECOND, "minutes: 7", "minutes: 8"))) == ["TRANSLATION_STALE", "TRANSLATION_STALE"]


def test_a_language_that_is_new_did_not_stay_behind():
    released = check(tree_after()).library
    assert released is not None
    quizzes = {slug: replace(quiz, questions=()) for slug, quiz in released.quizzes.quizzes.items()}
    tree = tree_after(swap(SECOND, "The office grows.", "It grows."), swap(SECOND_RU, "Офис растёт.", "Он растёт."))

    assert compared(check(tree), tree, replace(released, quizzes=replace(released.quizzes, quizzes=quizzes))).faults == ()


def test_a_tree_that_gives_ids_another_meaning_is_not_published_and_the_release_stays(db: SQLAlchemy):
    first, other = tree_after(), tree_after(REWRITTEN)
    with transaction():
        release, _ = publish(check(first), first, None, NOW)
        number = release.id
    with pytest.raises(Refused), transaction():
        publish(check(other), other, None, NOW)

    assert queries.current() == number
    assert len(queries.all_releases()) == 1
    assert [fault.code for fault in against_release(check(other), other, NOW).faults] == ["MEANING_CHANGED", "TRANSLATION_STALE"]


def test_what_was_released_once_may_always_come_back(db: SQLAlchemy):
    first, other = tree_after(own()), tree_after()
    again = tree_after(own("## Quite another thing? {#which type=multiple}\n\n- [x] This {#this}\n- [ ] That {#that}\n"))
    with transaction():
        publish(check(first), first, None, NOW)
    with transaction():
        publish(check(other), other, None, NOW)
    with transaction():
        publish(check(again), again, None, NOW)
        release, _ = publish(check(first), first, None, NOW)

    assert queries.current() == release.id


def test_the_order_of_steps_is_their_key_and_new_steps_between_them_change_none():
    assert not key_changed(ordering(3), ordering(4))
    assert key_changed(ordering(3), replace(ordering(3), options=tuple(reversed(ordering(3).options))))


def test_another_credit_or_another_match_is_another_key_and_another_explanation_is_none():
    assert key_changed(numeric("40"), numeric(("40", 50)))
    assert key_changed(matching("xy"), matching("yx"))
    assert key_changed(numeric("40"), numeric("40", "41")), "who wrote 41 was wrong"
    assert not key_changed(matching("xy"), replace(matching("xy"), explanation={"en": "Why."}))
