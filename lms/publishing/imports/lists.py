"""Lists of any indentation, brought to the four spaces a level that our Markdown reads."""

import re
from dataclasses import dataclass, field

from lms.publishing.imports.lines import Line

ITEM = re.compile(r"^( *)([-*+]|\d{1,9}[.)])( +|$)(.*)$")
RULE = re.compile(r"^\s*([-*_])(?:\s*\1){2,}\s*$")
STEP = 4


@dataclass(slots=True)
class _Lists:
    """How deep the reading is: at each level, the column in which an item's text begins in the source."""

    contents: list[int] = field(default_factory=list)
    after_blank: bool = True
    in_paragraph: bool = False
    code_moves: int | None = None

    def leave(self, indent: int) -> None:
        """Come out of the levels that a line of this indentation no longer belongs to."""
        while self.contents and indent < self.contents[-1]:
            self.contents.pop()


def indented(lines: list[Line]) -> list[Line]:
    """The lines with nested lists as deep as CommonMark reads them, and an empty line before a list that follows a paragraph."""
    state = _Lists()
    result: list[Line] = []
    for line in lines:
        if line.code:
            result.append(_code(line, state))
            continue
        state.code_moves = None
        item = None if RULE.match(line.text) else ITEM.match(line.text)
        if line.blank:
            result.append(line.saying(""))
        elif item and (state.contents or len(item[1]) < STEP):
            result += _item(line, item, state)
        else:
            result.append(_rest(line, state))
        state.after_blank = line.blank
        state.in_paragraph = not line.blank and not state.contents and not line.text.startswith(("#", ">", "|"))
    return result


def _item(line: Line, item: re.Match[str], state: _Lists) -> list[Line]:
    spaces, mark, gap, text = item.groups()
    first = not state.contents
    if first and state.in_paragraph and mark[0].isdigit() and mark[:-1] != "1":
        return [line]  # a number that a paragraph happens to break at
    state.leave(len(spaces))
    out = " " * (STEP * len(state.contents)) + (mark if mark in "-*+" else f"{mark[:-1]}.") + f" {text}"
    state.contents.append(len(spaces) + len(mark) + (len(gap) if 0 < len(gap) <= STEP else 1))
    apart = first and state.in_paragraph
    return [*([Line(line.number, "")] if apart else []), line.saying(out.rstrip() if not text else out)]


def _rest(line: Line, state: _Lists) -> Line:
    """A line that begins no item: of an item, if it stands in one or follows it without an empty line."""
    if not state.contents:
        return line
    if state.after_blank or line.text.startswith("#"):
        state.leave(line.indent)
    if not state.contents:
        return line
    deeper = max(0, line.indent - state.contents[-1])
    return line.saying(" " * (STEP * len(state.contents) + (deeper if deeper >= STEP else 0)) + line.text.lstrip(" "))


def _code(line: Line, state: _Lists) -> Line:
    """A line of a fenced block moves with its fence; the fence with the item it stands in."""
    if state.code_moves is None:
        state.leave(line.indent)
        state.code_moves = STEP * len(state.contents) - line.indent if state.contents else 0
    state.after_blank, state.in_paragraph = False, False
    if state.code_moves < 0:
        return line.saying(line.text[min(-state.code_moves, line.indent) :])
    return line.saying(" " * state.code_moves + line.text if line.text else "")
