"""Words that nobody may read too early: in every explanation, every feedback and every key of every quiz, in each language."""

import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from lms.core.content.tree import Tree
from lms.core.text import LANGUAGES

LETTERS = 16
WORD = re.compile(rf"(?<![a-z])[a-z]{{{LETTERS}}}(?![a-z])")
QUESTION = re.compile(r"## .*\{#([a-z0-9-]+)(.*)\}")
GAP = re.compile(r"### \{#([a-z0-9-]+)(.*)\}")
ENTRY = re.compile(r"(?:- |[0-9]{1,3}\. ).*?\{#([a-z0-9-]+)[^{}]*\}")
EQUALS = "- ="
CRITERION = re.compile(r"(- \([0-9]+\) .*?)( \{#[a-z0-9-]+\})")
REASON = "    > "
KEY = "the key"


@dataclass(frozen=True, slots=True)
class Canary:
    """Where a word was planted: `option` is the entry, `gap/entry` in a cloze; empty for the explanation of the question itself."""

    quiz: str
    question: str
    option: str
    language: str


Canaries = dict[str, Canary]
Entries = dict[str, dict[str, bool]]
"""By question and gap: the entries below which something stands, and whether they are accepted answers."""


def planted(tree: Tree) -> tuple[Tree, Canaries]:
    """The tree with a word of sixteen random letters below every entry of a question, in every explanation, in every criterion and among
    the accepted answers of every short text."""
    rng, words, files = Random(2026), Canaries(), dict(tree.files)  # noqa: S311 - the same words in every run
    originals: dict[str, Entries] = {}
    # The original comes before its translations, which say something below the same entries as it does.
    for path in sorted((one for one in tree.under("quizzes") if one.endswith(".md")), key=len):
        quiz, language = _named(path)
        planter = _Planter(quiz, language, rng, words, originals.get(quiz))
        files[path] = "\n".join(planter.lines(files[path].decode().split("\n"))).encode()
        originals.setdefault(quiz, planter.entries)
    return Tree(files, tree.language), words


def in_text(text: str, words: Canaries) -> set[str]:
    """The planted words that stand in a text."""
    return {word for word in WORD.findall(text.lower()) if word in words}


def of_kind(found: Iterable[str], words: Canaries, quizzes: frozenset[str]) -> set[str]:
    """Those of these quizzes."""
    return {word for word in found if words[word].quiz in quizzes}


@dataclass
class _Planter:
    """Goes through one file. A translation has `original`: what stands below which entries, and which of them are accepted answers, whose
    lines a translation need not have."""

    quiz: str
    language: str
    rng: Random
    words: Canaries
    original: Entries | None
    entries: Entries = field(default_factory=dict)
    question: str = ""
    gap: str = ""
    entry: str = ""
    kind: str = ""
    begun: bool = False
    """Whether an entry of the question was read."""

    def lines(self, lines: list[str]) -> Iterator[str]:
        """The file with its words."""
        for number, line in enumerate(lines):
            following = lines[number + 1] if number + 1 < len(lines) else ""
            if line.startswith(("## ", "### ", "> ")):
                yield from self._unsaid()
            yield from self._line(line, following)
        yield from self._unsaid()

    def _line(self, line: str, following: str) -> Iterator[str]:
        if heading := QUESTION.fullmatch(line):
            self.question, self.gap, self.begun, self.kind = heading[1], "", False, heading[2]
        elif heading := GAP.fullmatch(line):
            self.gap, self.kind = heading[1], heading[2]
        elif self.question and (entry := ENTRY.match(line)):
            yield from self._entry(line, entry[1], following)
            return
        indented = line.startswith(REASON) and not following.startswith(REASON)
        explains = self.begun and line.startswith("> ") and not following.startswith(">")
        yield f"{line} {self._word(self.entry if indented else '')}" if indented or explains else line

    def _entry(self, line: str, entry: str, following: str) -> Iterator[str]:
        if self.original is None and "type=short_text" in self.kind and not self._here():
            yield from self._accepted()
        self._begin(entry)
        if self.original is None:
            self._here()[entry] = line.startswith(EQUALS)
        yield CRITERION.sub(lambda found: f"{found[1]} {self._word(f'{self.entry} {KEY}')}{found[2]}", line)
        known = self.original is None or self.original.get(self._place(), {}).pop(entry, None) is not None
        if known and not following.startswith(REASON):
            yield REASON + self._word(self.entry)

    def _accepted(self) -> Iterator[str]:
        """One more right answer: a word that is never shown to who is asked for it."""
        word = self._word(KEY)
        self._here()[word] = True
        self._begin(word)
        yield f"{EQUALS} {word} {{#{word}}}"
        yield REASON + self._word(word)

    def _unsaid(self) -> Iterator[str]:
        """The accepted answers of the original that the translation did not name, now that something stands below each."""
        named = (self.original or {}).get(self._place(), {})
        for entry in [one for one, accepted in named.items() if accepted]:
            del named[entry]
            self._begin(entry)
            yield f"{EQUALS} {{#{entry}}}"
            yield REASON + self._word(self.entry)
            yield ""

    def _begin(self, entry: str) -> None:
        self.begun, self.entry = True, f"{self.gap}/{entry}" if self.gap else entry

    def _place(self) -> str:
        return f"{self.question}/{self.gap}"

    def _here(self) -> dict[str, bool]:
        return self.entries.setdefault(self._place(), {})

    def _word(self, entry: str) -> str:
        word = "".join(self.rng.choices(string.ascii_lowercase, k=LETTERS))
        self.words[word] = Canary(self.quiz, self.question, entry, self.language)
        return word


def _named(path: str) -> tuple[str, str]:
    stem = path.rpartition("/")[2].removesuffix(".md")
    language = next((one for one in LANGUAGES if stem.endswith(f".{one}")), LANGUAGES[0])
    return stem.removesuffix(f".{language}"), language
