"""Plain text written so that Markdown shows exactly it, and foreign Markdown written so that nothing in it is taken for our notation."""

import re

from lms.quizzes.format.fences import FENCE

SPECIAL = re.compile(r"[\\`*{}\[$]|(?<!\w)_|_(?!\w)|==|\+\+")
ENTITY = re.compile(r"&(?=#?\w{1,31};)")
AT_START = re.compile(r"^[ \t]*(?:(#{1,6}|[-+>|=~]|!!!|\?{3}|/{3}|:)|(\d{1,9})([.)]))", re.MULTILINE)
FORMULA = re.compile(r"\\\([^\n]{1,400}?\\\)|\\\[[^\n]{1,400}?\\\]|\$\$[^\n$]{1,400}\$\$")
CODES = {"[": "&#91;", ":": "&#58;", "=": "&#61;", "~": "&#126;", "?": "&#63;", "/": "&#47;", ")": "&#41;"}
"""Characters that a backslash does not take the meaning of."""
HEADING = re.compile(r"#{1,2}(?!#)[ \t]*(.*?)[ \t]*#*")
BOX = re.compile(r"^(\s*[-*+] {0,3})\[( {0,3}[xX]? {0,3})\](?![(\[:])")
NAMED = re.compile(r"\{( *#[^{}]*)\}(\s*)$")
QUOTE_BELOW = re.compile(r"^\s+>")
RULE = re.compile(r" {0,3}(?:-{2,}|={2,})\s*")
CHECK = re.compile(r"^(\s*):(?=:check\b)")


def escaped(text: str, *, formulas: bool = True) -> str:
    r"""Plain text as Markdown that reads the same. With `formulas`, what stands between `\(` and `\)` stays one.

    A formula that is written to stand alone (`\[`, `$$`) and stands among words becomes one of the line: only alone it is read as one.
    """
    pieces, end = [], 0
    for found in FORMULA.finditer(text) if formulas else ():
        before, behind = text[: found.start()].rpartition("\n")[2], text[found.end() :].partition("\n")[0]
        pieces += [_escaped(text[end : found.start()]), _formula(found[0], alone=not (before + behind).strip())]
        end = found.end()
    return _starts("".join([*pieces, _escaped(text[end:])]))


def code(text: str) -> str:
    """A piece of one line as inline code."""
    ticks = "`" * (1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    apart = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{apart}{text}{apart}{ticks}"


def fenced(text: str, language: str = "") -> str:
    """Lines of code as a block."""
    ticks = "`" * (1 + max((len(run) for run in re.findall(r"`{3,}", text)), default=2))
    return f"{ticks}{language}\n{text.strip(chr(10))}\n{ticks}"


def harmless(text: str) -> str:
    """Foreign Markdown in which no line reads as a heading, an option, an entry or an explanation of a quiz; a fence is always closed."""
    lines: list[str] = []
    closing = ""
    for line in text.split("\n"):
        fence = FENCE.match(line)
        if closing:
            lines.append(line)
            if fence and fence[1].startswith(closing) and not line.strip().strip(closing[0]):
                closing = ""
        elif fence:
            closing = fence[1]
            lines.append(line)
        else:
            lines.append(_harmless(line, lines[-1] if lines else ""))
    return "\n".join([*lines, *([closing] if closing else [])])


def _harmless(line: str, before: str) -> str:
    if line.startswith("#") and (heading := HEADING.fullmatch(line)):
        return f"### {heading[1]}".rstrip() if heading[1] else "\\" + line
    if RULE.fullmatch(line) and before.strip() and not before.startswith("|"):
        return ""
    line = NAMED.sub(r"\\{\1\\}\2", CHECK.sub(r"\1&#58;", BOX.sub(r"\1&#91;\2]", line)))
    return line.lstrip() if QUOTE_BELOW.match(line) else line


def _escaped(text: str) -> str:
    text = ENTITY.sub("&amp;", text).replace("<", "&lt;")
    return SPECIAL.sub(lambda found: "".join(CODES.get(sign, "\\" + sign) for sign in found[0]), text)


def _starts(text: str) -> str:
    def still(found: re.Match[str]) -> str:
        if found[2]:
            return f"{found[2]}{CODES.get(found[3], chr(92) + found[3])}"
        first = found[1][0]
        return CODES.get(first, "\\" + first) + found[1][1:]

    return AT_START.sub(still, text)


def _formula(text: str, *, alone: bool) -> str:
    if text.startswith("\\("):
        return text
    return f"\\[{text[2:-2]}\\]" if alone else f"\\({text[2:-2]}\\)"
