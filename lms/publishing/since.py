"""Compares a checked tree with the release in use: ids that mean something else now, and translations that stayed behind."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from lms.core.content.faults import Faults, Position
from lms.core.content.freshness import fingerprint, warn_stale
from lms.core.content.tree import Tree
from lms.core.ids import Slug
from lms.core.text import LANGUAGES, Texts, msg
from lms.publishing.check import Checked
from lms.publishing.library import Library
from lms.quizzes.format import QuizFiles
from lms.quizzes.questions import kind_of
from lms.quizzes.questions.kind import Sign
from lms.quizzes.rules import Question

MARKED_BY = ("mode", "unit", "case")
"""Settings of a question by which answers are marked."""
ALIKE = 0.4
"""Texts that have less than this in common, by words and by letters, say something else (`difflib`, 0 to 1)."""


def compared(checked: Checked, tree: Tree, released: Library) -> Checked:
    """The same with what is wrong in comparison with the release in use. Without a library there is nothing to compare."""
    if checked.library is None or checked.places is None:
        return checked
    faults = Faults(list(checked.faults))
    comparison = _Comparison(tree, checked, checked.library, checked.places, released, faults)
    comparison.questions()
    comparison.objectives()
    comparison.translations()
    return replace(checked, library=None if faults.errors else checked.library, faults=tuple(faults.ordered()))


@dataclass(frozen=True, slots=True)
class _Comparison:
    tree: Tree
    checked: Checked
    library: Library
    places: QuizFiles
    released: Library
    faults: Faults

    def questions(self) -> None:
        """Questions and options whose ids people's answers are kept under."""
        for quiz in self.library.quizzes.quizzes.values():
            before = self.released.quizzes.quizzes.get(quiz.id)
            for question in quiz.questions:
                known = before.question(question.id) if before else None
                if known:
                    self._question(quiz.id, known, question)

    def _question(self, quiz: Slug, known: Question, question: Question) -> None:
        files, path = self.places, self.places.paths[quiz]
        if known.type is not question.type:
            self._other_type(path, files.marks[quiz, question.id, "type"], known)
            return
        self._meaning(path, files.marks[quiz, question.id, "#"], question.id, known.text, question.text)
        places = {part: at for (one, other, part), at in files.options.items() if (one, other) == (quiz, question.id)}
        self._entries(path, places, known, question)
        before = {gap.id: gap for gap in known.gaps}
        gaps = [(before[gap.id], gap) for gap in question.gaps if gap.id in before]
        for old, gap in gaps:
            if old.type is not gap.type:
                self._other_type(path, places[gap.id], old)
            else:
                self._entries(path, places, old, gap, f"{gap.id}/")
        if any(key_changed(*pair) for pair in ((known, question), *gaps) if pair[0].type is pair[1].type):
            self.faults.warn(
                path, files.places[quiz, question.id], "KEY_CHANGED",
                msg("In the release another answer to this question is right."),
                msg("Look once more. Results that people have keep the old key; a question with another answer gets a new id."),
            )  # fmt: skip

    def _entries(self, path: str, places: Mapping[str, Position], known: Question, question: Question, within: str = "") -> None:
        before = {option.id: option.text for option in (*known.options, *known.choices)}
        for option in (*question.options, *question.choices):
            if option.id in before:
                self._meaning(path, places[within + option.id], option.id, before[option.id], option.text)

    def _other_type(self, path: str, at: Position, known: Question) -> None:
        self.faults.add(
            path, at, "QUESTION_TYPE_CHANGED",
            msg("The released question “%(id)s” is of the type %(type)s.", id=known.id, type=known.type.value),
            msg("Write that type again, or give the question a new id."),
        )  # fmt: skip

    def objectives(self) -> None:
        """Objectives whose ids results are kept under."""
        for reference in self.checked.references:
            if reference.kind == "objective":
                known, given = (one.catalogue.objective(reference.target) for one in (self.released, self.library))
                if known and given:
                    self._meaning(reference.path, reference.at, reference.target, known.text, given.text)

    def translations(self) -> None:
        """Texts whose original has changed since the release while they have not."""
        files = _files(self.tree)
        before = dict(_texts(self.released))
        for stem, texts in _texts(self.library):
            for language, path in files.get(stem, {}).items():
                if self._stayed_behind(before.get(stem, ()), texts, language):
                    self._stale(path, Position(), files[stem])
        for quiz in self.library.quizzes.quizzes.values():
            known = self.released.quizzes.quizzes.get(quiz.id)
            for question in quiz.questions:
                earlier = known.question(question.id) if known else None
                for language in LANGUAGES:
                    if earlier and self._stayed_behind(_spoken(earlier), _spoken(question), language):
                        path, at = self.places.translated[quiz.id, question.id, language]
                        self._stale(path, at, files[f"quizzes/{quiz.id}"])

    def _stayed_behind(self, before: Sequence[Texts], now: Sequence[Texts], language: str) -> bool:
        own = self.tree.language
        if language == own or not any(language in one for one in now):
            return False
        then = {one: [texts.get(one) for texts in before] for one in (own, language)}
        given = {one: [texts.get(one) for texts in now] for one in (own, language)}
        return bool(before) and then[own] != given[own] and then[language] == given[language]

    def _stale(self, path: str, at: Position, files: Mapping[str, str]) -> None:
        original = self.tree.text(files[self.tree.language], Faults())
        now = fingerprint(original) if original else ""
        # Who says that the translation was made from the original as it is now has looked.
        if not re.search(rf"^source: *[\"']?{now}\b", self.tree.files[path].decode(), re.MULTILINE):
            said = msg("%(original)s has changed since the release, this translation has not.", original=files[self.tree.language])
            warn_stale(self.faults, path, at, said, now)

    def _meaning(self, path: str, at: Position, named: str, known: Texts, given: Texts) -> None:
        own = self.tree.language
        if own in known and own in given and _differs(known[own], given[own]):
            self.faults.add(
                path, at, "MEANING_CHANGED",
                msg("In the release “%(id)s” means something else: “%(text)s”.", id=named, text=known[own][:80]),
                msg("Give the new text a new id; answers that people gave are kept under the old one."),
            )  # fmt: skip


def key_changed(known: Question, given: Question) -> bool:
    """Whether entries that both have are right otherwise, or in another order where that is the answer, or something else is accepted."""
    before, now = ({option.id: (place, option) for place, option in enumerate(question.options)} for question in (known, given))
    same = [one for one in now if one in before]
    if kind_of(given).sign is Sign.STEP:
        return sorted(same, key=lambda one: before[one][0]) != same
    if kind_of(given).sign is Sign.EQUALS and before.keys() != now.keys():
        return True
    told = [[(one.right, one.key, one.credit) for _, one in (entries[name] for name in same)] for entries in (before, now)]
    return told[0] != told[1] or any(known.settings.get(key) != given.settings.get(key) for key in MARKED_BY)


def _differs(known: str, given: str) -> bool:
    first, second = (re.sub(r"<[^>]*>", "", text).lower() for text in (known, given))
    by_words = SequenceMatcher(None, first.split(), second.split(), autojunk=False).ratio()
    return max(by_words, SequenceMatcher(None, first, second, autojunk=False).ratio()) < ALIKE


def _texts(library: Library) -> Iterator[tuple[str, Sequence[Texts]]]:
    """What people read of each item, by the path of its file without number, language and ending."""
    for course in library.catalogue.courses.values():
        yield f"courses/{course.id}/course", [course.title, course.summary, course.intro, *(one.text for one in course.objectives)]
        for lesson in course.lessons:
            yield f"courses/{course.id}/{lesson.id}", [lesson.title, lesson.summary, lesson.html]
    for one in library.certifications.items.values():
        yield f"certificates/{one.id}", [one.title, one.summary, one.body, *one.abilities]
    for material in library.materials.items.values():
        yield f"materials/{material.id}/material", [material.title, material.summary, material.changed, material.body]


def _spoken(question: Question) -> Sequence[Texts]:
    entries = (one for part in (question, *question.gaps) for one in (*part.options, *part.choices))
    options = [text for option in entries for text in (option.text, option.explanation)]
    return [question.stem, question.body, question.explanation, *options]


def _files(tree: Tree) -> dict[str, dict[str, str]]:
    """The Markdown files by that same path, and by language."""
    files: dict[str, dict[str, str]] = defaultdict(dict)
    for path in tree.files:
        folder, _, name = path.rpartition("/")
        if name.endswith(".md"):
            stem, _, language = name.removesuffix(".md").rpartition(".")
            known = language in LANGUAGES
            stem = re.sub(r"^\d+-", "", stem if known else name.removesuffix(".md"))
            files[f"{folder}/{stem}"][language if known else tree.language] = path
    return files
