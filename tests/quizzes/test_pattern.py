"""Patterns: they mean what they mean in `re`, and no text keeps them busy."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.quizzes.questions.pattern import Unreadable, read_pattern

atoms = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", "[a-c]", r"\d", r"\w", r"\S", r"\.", "[a-]", r"[\d-]", r"\W", "[.]"])
patterns = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds("({})".format, inner),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,2}", "{1,}"])),
    ),
    max_leaves=6,
)


@given(patterns, st.text("abcAB1.- ", max_size=5), st.booleans())
@settings(max_examples=300)
def test_a_pattern_fits_what_python_says_it_fits(pattern: str, text: str, fold: bool) -> None:
    expected = re.fullmatch(pattern, text, re.DOTALL | (re.IGNORECASE if fold else 0)) is not None
    assert read_pattern(pattern, fold=fold).accepts(text) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "(", "a)", "[", "[]", "a**", "^a$", "(?=a)", "(?P<n>a)", r"\b", r"\1", "a{3,1}", "{2}", "a{0}", "[z-a]", "a{999}", "[[:alpha:]]",
        "a|*", "\\", "[a", "a{2", "(" * 30 + "a" + ")" * 30, "((a{20}){20}){20}", "[a-\\d]", "[a--b]",
    ],
)  # fmt: skip
def test_what_is_not_of_the_subset_is_refused(pattern: str) -> None:
    with pytest.raises(Unreadable):
        read_pattern(pattern)


def test_letters_behind_a_backslash_are_what_they_are_elsewhere() -> None:
    assert read_pattern(r"a\tb\n\+").accepts("a\tb\n+")


@pytest.mark.parametrize("pattern", ["(a*)*b", "(a|a)*b", "(a|aa)+b", "(?:(?:a*){9}){9}c", "(?:a?){99}a{99}b", r"(\w+\s?)*!"])
def test_patterns_that_keep_others_busy_for_ever_answer_at_once(pattern: str) -> None:
    began = time.process_time()
    assert not read_pattern(pattern).accepts("a" * 200)
    assert time.process_time() - began < 1
