"""Words that nobody may read too early: one in every explanation and reason of every quiz, in each language."""

import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from lms.core.content.tree import Tree
from lms.core.text import LANGUAGES

LETTERS = 16
WORD = re.compile(rf"(?<![a-z])[a-z]{{{LETTERS}}}(?![a-z])")
QUESTION = re.compile(r"## .*\{#([a-z0-9-]+)")
OPTION = re.compile(r"- \[[ x]\] .*\{#([a-z0-9-]+)")
REASON = "    > "


@dataclass(frozen=True, slots=True)
class Canary:
    """Where a word was planted; `option` is empty for the explanation of the question itself."""

    quiz: str
    question: str
    option: str
    language: str


Canaries = dict[str, Canary]


def planted(tree: Tree) -> tuple[Tree, Canaries]:
    """The tree with a word of sixteen random letters in the reason of every option and in the explanation of every question."""
    rng, words, files = Random(2026), Canaries(), dict(tree.files)  # noqa: S311 - the same words in every run
    for path in tree.under("quizzes"):
        if path.endswith(".md"):
            text = files[path].decode()
            files[path] = "\n".join(_with_words(text.split("\n"), path, rng, words)).encode()
    return Tree(files, tree.language), words


def in_text(text: str, words: Canaries) -> set[str]:
    """The planted words that stand in a text."""
    return {word for word in WORD.findall(text.lower()) if word in words}


def of_kind(found: Iterable[str], words: Canaries, quizzes: frozenset[str]) -> set[str]:
    """Those of these quizzes."""
    return {word for word in found if words[word].quiz in quizzes}


def _with_words(lines: list[str], path: str, rng: Random, words: Canaries) -> Iterator[str]:
    quiz, language = _named(path)
    question = option = ""
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if heading := QUESTION.match(line):
            question, option = heading[1], ""
        if choice := OPTION.match(line):
            option = choice[1]
            yield line
            if not following.startswith(REASON):
                yield REASON + _word(rng, words, Canary(quiz, question, option, language))
            continue
        indented = line.startswith(REASON) and not following.startswith(REASON)
        explains = option and line.startswith("> ") and not following.startswith(">")
        if indented or explains:
            yield f"{line} {_word(rng, words, Canary(quiz, question, option if indented else '', language))}"
            continue
        yield line


def _word(rng: Random, words: Canaries, canary: Canary) -> str:
    word = "".join(rng.choices(string.ascii_lowercase, k=LETTERS))
    words[word] = canary
    return word


def _named(path: str) -> tuple[str, str]:
    stem = path.rpartition("/")[2].removesuffix(".md")
    language = next((one for one in LANGUAGES if stem.endswith(f".{one}")), LANGUAGES[0])
    return stem.removesuffix(f".{language}"), language
