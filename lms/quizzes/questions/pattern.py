"""Regular expressions that always answer in time: a plain subset, matched by walking all states at once instead of trying again.

Thompson's construction (CACM 11(6), 1968): the work for a text is at most its length times the size of the pattern, whatever both are.
A time limit would do no such thing: whether an answer is right must not hang on how busy the machine is.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

MOST_STATES = 1000
"""So large a pattern may be with its counted repetitions written out."""
DEEPEST = 20
QUANTIFIER = re.compile(r"\*|\+|\?|\{([0-9]{1,3})(?:(,)([0-9]{1,3})?)?\}")
CLASSES: dict[str, Callable[[str], bool]] = {
    "d": str.isdecimal,
    "w": lambda letter: letter.isalnum() or letter == "_",
    "s": str.isspace,
}
ESCAPES = {"n": "\n", "t": "\t"}
Test = Callable[[str], bool]


class Unreadable(ValueError):
    """The pattern is not of the subset that is read, or too large."""


@dataclass(slots=True)
class _State:
    """`test` leads to `then` with one letter; without a test all of `then` are reached with none."""

    test: Test | None = None
    then: list["_State"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was read."""

    start: _State
    end: _State

    def accepts(self, text: str) -> bool:
        """Whether the whole text fits."""
        now = _reached([self.start])
        for letter in text:
            now = _reached(then for state in now if state.test is not None and state.test(letter) for then in state.then)
            if not now:
                return False
        return any(state is self.end for state in now)


def read_pattern(written: str, *, fold: bool = False) -> Pattern:
    r"""Read a pattern: letters, `.`, `[a-z]`, `[^,]`, `\d \w \s` and their capitals, `( )`, `(?: )`, `|`, `* + ?`, `{2}`, `{2,}`, `{2,5}`.

    What these mean is what they mean in Python's `re` for a full match, where `.` is any letter; with `fold`, large and small letters are
    the same. Anchors, references and lookarounds are not read: a full match needs none.

    Raises:
        Unreadable: it holds something else, is not closed, nested too deeply or larger than 1,000 states.
    """
    reader = _Reader(written, fold)
    start, end = reader.either(0)
    if reader.at < len(written):
        raise Unreadable(written[reader.at])
    return Pattern(start, end)


def _reached(states: Iterable[_State]) -> list[_State]:
    """These states and all that are reached from them without a letter."""
    found, waiting, seen = [], list(states), set()
    while waiting:
        state = waiting.pop()
        if id(state) in seen:
            continue
        seen.add(id(state))
        found.append(state)
        if state.test is None:
            waiting += state.then
    return found


_Part = tuple[_State, _State]


@dataclass(slots=True)
class _Reader:
    written: str
    fold: bool
    at: int = 0
    states: int = 0

    def either(self, depth: int) -> _Part:
        """Alternatives between bars."""
        if depth > DEEPEST:
            raise Unreadable(self.written)
        start, end = self._state(), self._state()
        while True:
            first, last = self._row(depth)
            start.then.append(first)
            last.then.append(end)
            if not self._take("|"):
                return start, end

    def _row(self, depth: int) -> _Part:
        start = end = self._state()
        while self.at < len(self.written) and self.written[self.at] not in "|)":
            begin = self.at
            first, last = self._one(depth)
            if found := QUANTIFIER.match(self.written, self.at):
                behind = found.end()
                first, last = self._repeated((first, last), begin, found, depth)
                self.at = behind
                if QUANTIFIER.match(self.written, behind):
                    raise Unreadable(self.written[behind:])
            end.then.append(first)
            end = last
        return start, end

    def _repeated(self, once: _Part, begin: int, found: re.Match[str], depth: int) -> _Part:
        """A part as often as its quantifier says: written out, the last time with a way back where there is no end."""
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(found[0], (0, 0))
        if found[1] is not None:
            least = int(found[1])
            most = (int(found[3]) if found[3] else None) if found[2] else least
        if most is not None and most < max(least, 1):
            raise Unreadable(found[0])
        start, end = self._state(), self._state()
        before, part = start, once
        for number in range(max(least, most or 0, 1)):
            if number:
                self.at = begin
                part = self._one(depth)
            if number >= least:
                before.then.append(end)
            before.then.append(part[0])
            before = part[1]
        if most is None:
            before.then.append(part[0])
        before.then.append(end)
        return start, end

    def _one(self, depth: int) -> _Part:
        letter = self._next()
        if letter == "(":
            if self._take("?") and not self._take(":"):
                raise Unreadable(letter)
            part = self.either(depth + 1)
            if not self._take(")"):
                raise Unreadable(letter)
            return part
        if letter in "*+?{}]^$":
            raise Unreadable(letter)
        return self._testing(self._set() if letter == "[" else self._escaped(letter) if letter == "\\" else self._literal(letter))

    def _set(self) -> Test:
        """A class in brackets."""
        without = self._take("^")
        tests: list[Test] = []
        while not self._take("]"):
            first = self._next()
            if first == "[" or (first == "-" and tests and not self.written.startswith("]", self.at)):
                raise Unreadable(first)
            if first == "\\":
                tests.append(self._escaped(first))
            elif self.written.startswith("-", self.at) and not self.written.startswith("-]", self.at):
                self.at += 1
                tests.append(self._between(first, self._next()))
            else:
                tests.append(self._only(first))
        if not tests:
            raise Unreadable(self.written)
        return lambda letter: any(test(letter) for test in tests) is not without

    def _escaped(self, _: str) -> Test:
        letter = self._next()
        if known := CLASSES.get(letter.lower()):
            return known if letter.islower() else lambda one: not known(one)
        if letter.isalnum():
            if letter not in ESCAPES:
                raise Unreadable(letter)
            letter = ESCAPES[letter]
        return self._only(letter)

    def _literal(self, letter: str) -> Test:
        return (lambda _: True) if letter == "." else self._only(letter)

    def _only(self, letter: str) -> Test:
        return (lambda one: one.casefold() == letter.casefold()) if self.fold else (lambda one: one == letter)

    def _between(self, first: str, last: str) -> Test:
        if last in "\\[]" or first > last:
            raise Unreadable(f"{first}-{last}")
        if self.fold:
            return lambda one: any(first <= like <= last for like in (one, one.lower(), one.upper()))
        return lambda one: first <= one <= last

    def _testing(self, test: Test) -> _Part:
        start, end = self._state(), self._state()
        start.test, start.then = test, [end]
        return start, end

    def _state(self) -> _State:
        self.states += 1
        if self.states > MOST_STATES:
            raise Unreadable(self.written)
        return _State()

    def _next(self) -> str:
        if self.at >= len(self.written):
            raise Unreadable(self.written)
        self.at += 1
        return self.written[self.at - 1]

    def _take(self, sign: str) -> bool:
        found = self.written.startswith(sign, self.at)
        self.at += found
        return found
