"""The words in which cases are written: changes of the manual's tree, and what they make of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from lms.core.content.faults import Fault
from lms.core.content.tree import LeftOut, Tree
from lms.publishing.check import Checked, check
from lms.publishing.since import compared
from tests.content.manual import manual_files

Files = dict[str, bytes]
Change = Callable[[Files], None]
COURSE, COURSE_RU = "courses/first-steps/course.md", "courses/first-steps/course.ru.md"
LESSON, LESSON_RU = "courses/first-steps/01-what-it-is.md", "courses/first-steps/01-what-it-is.ru.md"
SECOND, SECOND_RU = "courses/first-steps/02-who-buys.md", "courses/first-steps/02-who-buys.ru.md"
LINK = "(02-who-buys.md#three-reasons)"
"""The link in the first lesson."""
PATH = "courses/paths/newcomer.yaml"
RACK = "courses/first-steps/media/rack.svg"
QUIZ, QUIZ_RU, CHECKS = "quizzes/basics.md", "quizzes/basics.ru.md", "quizzes/first-steps-checks.md"
OWN, OWN_RU = "quizzes/own.md", "quizzes/own.ru.md"
BASICS, BASICS_RU = "certificates/basics.md", "certificates/basics.ru.md"
PROGRAMME = "certificates/programme.yaml"
CONSENTS = "certificates/consents.yaml"
PITCH, PITCH_RU = "materials/pitch/material.md", "materials/pitch/material.ru.md"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">%s</svg>'
ORIGINAL = "## Which? {#which type=single}\n\n- [x] This {#this}\n- [ ] That {#that}\n"
TRANSLATION = "## Что? {#which}\n\n- [ ] Это {#this}\n- [ ] То {#that}\n"


@dataclass(frozen=True)
class Case:
    """One way to make a fault: its code, its place as `path:line:column`, and the changes of the manual's tree that make it.

    `released` changes the manual's tree into the release that is in use; `None`: nothing was released. `among`: other faults come along.
    """

    code: str
    place: str
    changes: tuple[Change, ...]
    warning: bool = False
    among: bool = False
    left_out: tuple[tuple[str, LeftOut], ...] = ()
    released: tuple[Change, ...] | None = None


def case(code: str, place: str, *changes: Change, among: bool = False) -> Case:
    """An error."""
    return Case(code, place, changes, among=among)


def lint(code: str, place: str, *changes: Change, left_out: dict[str, LeftOut] | None = None) -> Case:
    """A warning."""
    return Case(code, place, changes, warning=True, left_out=tuple((left_out or {}).items()))


def since(code: str, place: str, *changes: Change, released: tuple[Change, ...] = (), warning: bool = False) -> Case:
    """What is wrong in comparison with a release, which is the manual's tree after other changes."""
    return Case(code, place, changes, warning=warning, released=released)


def swap(path: str, old: str, new: str) -> Change:
    """Replace the first `old` in a file."""

    def change(files: Files) -> None:
        text = files[path].decode()
        assert old in text, f"{old!r} does not stand in {path}"
        files[path] = text.replace(old, new, 1).encode()

    return change


def put(path: str, data: str | bytes) -> Change:
    """Write a whole file."""
    return lambda files: files.__setitem__(path, data.encode() if isinstance(data, str) else data)


def drop(*paths: str) -> Change:
    """Take files away."""

    def change(files: Files) -> None:
        for path in paths:
            del files[path]

    return change


def copy(path: str, to: str) -> Change:
    """Put the same file in a second place."""
    return lambda files: files.__setitem__(to, files[path])


def own(original: str = ORIGINAL, translation: str = TRANSLATION, head: str = "kind: practice\npass: 50\n", ru_head: str = "") -> Change:
    """A quiz of its own in both languages."""

    def change(files: Files) -> None:
        files[OWN] = f"---\ntitle: Own\n{head}---\n{original}".encode()
        files[OWN_RU] = f"---\ntitle: Свой\n{ru_head}---\n{translation}".encode()

    return change


def course(slug: str, prerequisites: str, objective: str, state: str = "in_preparation") -> Change:
    """A second course."""

    def change(files: Files) -> None:
        head = f"title: T\nsummary: S\nobjectives:\n  - {{id: {objective}, text: X}}\n"
        files[f"courses/{slug}/course.md"] = f"---\n{head}track: all\nprerequisites: [{prerequisites}]\nstate: {state}\n---\n".encode()
        files[f"courses/{slug}/course.ru.md"] = f"---\n{head}---\n".encode()

    return change


def certification(slug: str, code: str, rest: str) -> Change:
    """A second certification."""

    def change(files: Files) -> None:
        spoken = "title: T\nsummary: S\nabilities: [A]\n"
        files[f"certificates/{slug}.md"] = f"---\n{spoken}code: {code}\ntrack: all\nvalidity: none\n{rest}\n---\n".encode()
        files[f"certificates/{slug}.ru.md"] = f"---\n{spoken}---\n".encode()

    return change


def checked_after(*changes: Change) -> Checked:
    """What the check says of the manual's tree after changes."""
    return check(Tree(_changed(changes)))


@cache
def faults_of(one: Case) -> tuple[Fault, ...]:
    """All faults of a case."""
    tree = Tree(_changed(one.changes), left_out=dict(one.left_out))
    checked = check(tree)
    if one.released is not None:
        released = checked_after(*one.released).library
        assert released is not None, f"what is released for {one.code} has errors"
        checked = compared(checked, tree, released)
    return checked.faults


def _changed(changes: tuple[Change, ...]) -> Files:
    files = manual_files()
    for change in changes:
        change(files)
    return files
