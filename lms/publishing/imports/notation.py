"""Questions on their way in, written in our notation; our own reader looks at each before it may stand in the file."""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lms.core.content.faults import Fault, Faults, Position
from lms.core.content.tree import Tree
from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.core.translation import say
from lms.publishing.imports.arrival import Come, Imported
from lms.publishing.imports.asked import PASS_PERCENT, Asked, Entry, QuizWish
from lms.publishing.imports.ids import Ids, told
from lms.publishing.imports.stems import headed, in_one_line, quoted, with_listings
from lms.quizzes import format as quiz_format
from lms.quizzes.questions import KINDS
from lms.quizzes.questions.kind import Sign
from lms.quizzes.rules import QuestionType, QuizKind

TITLE_LENGTH = 200
TRUE, FALSE = msg("True"), msg("False")
WHOLE = msg("The answer as a whole")
"""The one criterion of an essay that comes with none."""
SETTING = re.compile(r"[^\s{}#=]{1,60}")
UNASKED = {"TRANSLATION_MISSING"}
"""Faults of a quiz that comes in as one file: its translation is still to be written."""


@dataclass(slots=True)
class _Written:
    """One question in our notation."""

    asked: Asked
    id: Slug
    lines: list[str]


def quiz_file(asked: Sequence[Asked], intro: Sequence[str], wish: QuizWish, arrival: Imported) -> None:
    """Put the quiz into the arrival. What our reader does not take is left out by its line; without any question all is refused."""
    writer = _Writer(wish, arrival)
    written = [writer.question(one) for one in asked]
    head = _head(wish, intro)
    for _ in range(2):
        # A question that leaves may have been what another one named.
        written = _without_faulty(head, written, wish, arrival)
    if not written and not arrival.refusals:
        arrival.refuse("", Position(), msg("No question could be brought in."))
    if arrival.refusals:
        return
    arrival.files[f"quizzes/{wish.quiz}.md"] = _text(head, written).encode()
    arrival.come = [Come(one.asked.path, one.asked.line, one.id, one.asked.type, told(one.asked.stem)) for one in written]
    arrival.notes.sort(key=lambda note: (note.path, note.at.line))
    arrival.left_out.sort(key=lambda note: (note.path, note.at.line))


def _head(wish: QuizWish, intro: Sequence[str]) -> list[str]:
    settings: dict[str, object] = {
        "title": json.dumps(wish.title[:TITLE_LENGTH] or str(wish.quiz), ensure_ascii=False),
        "kind": wish.kind.value,
    }
    if wish.pass_percent is not None or wish.kind is QuizKind.PRACTICE:
        settings["pass"] = wish.pass_percent or PASS_PERCENT
    if wish.minutes is not None:
        settings["minutes"] = wish.minutes
    body = [line for text in intro for line in ["", *text.split("\n")]]
    return ["---", *(f"{key}: {value}" for key, value in settings.items()), "---", *body]


def _text(head: list[str], written: Iterable[_Written]) -> str:
    return "\n".join([*head, *(line for one in written for line in ["", *one.lines])]) + "\n"


def _without_faulty(head: list[str], written: list[_Written], wish: QuizWish, arrival: Imported) -> list[_Written]:
    """The questions that our reader takes; the others are left out with what it says."""
    if not written:
        return []
    faults = Faults()
    path = f"quizzes/{wish.quiz}.md"
    quiz_format.read(Tree({path: _text(head, written).encode()}, wish.language), unrendered, faults)
    blamed: dict[int, Fault] = {}
    ends: list[int] = []
    for one in written:
        ends.append((ends[-1] if ends else len(head)) + len(one.lines) + 1)
    for fault in faults.errors:
        if fault.code in UNASKED:
            continue
        if fault.at.line <= len(head):
            arrival.refuse(path, fault.at, fault.message)
        else:
            blamed.setdefault(min(bisect_left(ends, fault.at.line), len(ends) - 1), fault)
    for place, fault in blamed.items():
        arrival.leave_out(written[place].asked.path, written[place].asked.line, fault.message)
    return [one for number, one in enumerate(written) if number not in blamed]


def unrendered(text: str, path: str, line: int, inline: bool) -> str:  # noqa: ARG001 - what a renderer is told
    """A text of a quiz as it was written, for readers who look at its structure alone."""
    return text


@dataclass(slots=True)
class _Writer:
    wish: QuizWish
    arrival: Imported
    ids: Ids = field(default_factory=Ids)
    categories: set[str] = field(default_factory=set)

    def question(self, asked: Asked) -> _Written:
        """One question in our notation; its id comes from its name, or from its text."""
        heading, body = headed(asked.stem, asked.name or say(msg("Question"), self.wish.language))
        named = self.ids.of(asked.name or heading, "question")
        entries, listings = with_listings(asked.entries)
        if listings:
            self.arrival.note(
                asked.path, asked.line, msg("Answers with lines of code: the code stands in the question, the answers name it.")
            )
        category = self._category(asked)
        stem = [part for part in (f"<!-- category: {category} -->" if category else "", body, listings) if part]
        attributes = " ".join([f"#{named}", f"type={asked.type.value}", *self._settings(asked)])
        lines = [f"## {heading} {{{attributes}}}"]
        for part in stem:
            lines += ["", *part.split("\n")]
        below = self._entries(asked.type, entries)
        lines += ["", *below] if below else []
        lines += ["", *quoted(asked.explanation, "> ")] if asked.explanation else []
        return _Written(asked, Slug(named), lines)

    def _category(self, asked: Asked) -> str:
        """What the comment says of where the source files the question; empty when that is one of our objectives."""
        words = " ".join(asked.category.replace("--", "-").replace(">", "").split())[:120]
        if not words or self._objective(asked):
            return ""
        if words not in self.categories:
            self.categories.add(words)
            self.arrival.note(
                asked.path, asked.line,
                msg("The category “%(category)s” is no objective of the tree; it is kept in a comment.", category=words),
            )  # fmt: skip
        return words

    def _objective(self, asked: Asked) -> str:
        named = Ids.plain(asked.category)
        return next((one for one in (asked.settings.get("objective", ""), asked.category, named) if one in self.wish.objectives), "")

    def _settings(self, asked: Asked) -> list[str]:
        known = KINDS[asked.type].settings | {"points", "difficulty", "excludes"} if asked.type in KINDS else set()
        objective = self._objective(asked) or self.wish.objective
        lesson = asked.settings.get("lesson", "") if asked.settings.get("lesson", "") in self.wish.lessons else self.wish.lesson
        chosen = {"objective": objective, "lesson": lesson}
        chosen |= {key: value for key, value in asked.settings.items() if key in known and SETTING.fullmatch(value)}
        return [f"{key}={value}" for key, value in chosen.items() if value and (key, value) != ("mode", "exact")]

    def _entries(self, kind: QuestionType, entries: Sequence[Entry]) -> list[str]:
        sign = KINDS[kind].sign if kind in KINDS else Sign.BOX
        ids = Ids()
        rights: dict[str, str] = {}
        lines: list[str] = []
        if kind is QuestionType.ESSAY:
            return [f"- (1) {say(WHOLE, self.wish.language)} {{#whole}}"]
        for entry in entries:
            if kind is QuestionType.TRUE_FALSE:
                line = self._truth(entry)
            elif sign is Sign.EQUALS:
                credit = f" credit={entry.credit}" if entry.credit != 100 else ""
                line = f"- = {entry.text} {{#{ids.of(entry.text, 'accepted')}{credit}}}"
            elif sign is Sign.PAIR:
                line = _pair(entry, ids, rights)
            else:
                text, pin = in_one_line(entry.text), " pin=last" if entry.last else ""
                line = f"- [{'x' if entry.right else ' '}] {text} {{#{ids.of(text, 'option')}{pin}}}"
            lines += [line, *quoted(entry.feedback, "    > ")]
        return lines

    def _truth(self, entry: Entry) -> str:
        words: Message = TRUE if entry.text == "true" else FALSE
        return f"- [{'x' if entry.right else ' '}] {say(words, self.wish.language)} {{#{entry.text}}}"


def _pair(entry: Entry, ids: Ids, rights: dict[str, str]) -> str:
    left, right = in_one_line(entry.text), in_one_line(entry.other)
    before = f"{left} {{#{ids.of(left, 'item')}}} " if left else ""
    again = right in rights
    choice = rights.setdefault(right, "") or ids.of(right, "choice")
    rights[right] = choice
    return f"- {before}-> {'' if again else right + ' '}{{#{choice}}}"
