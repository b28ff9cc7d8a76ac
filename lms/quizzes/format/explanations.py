"""Which quotation of a translation explains, where nothing above it ends the stem: entries without words need not be repeated."""

from collections.abc import Sequence

from lms.core.content.faults import Faults, Position
from lms.core.text import msg
from lms.quizzes.format.blocks import QuestionBlock, Skeleton, questions_by_id
from lms.quizzes.format.fences import FENCE


def settle_explanations(original: Skeleton, translation: Skeleton, faults: Faults) -> None:
    """Take the quotation that ends a translated stem for the explanation, where no entry of the original has words to be translated.

    Where another quotation could be meant, that is a fault: then the translation repeats an entry above its explanation.
    """
    given = questions_by_id(translation)
    for written, block in questions_by_id(original).items():
        translated = given.get(written)
        if translated is not None and not translated.begun and block.begun and not block.speaks and block.explanation.text:
            _settle(block, translated, translation.page.file.path, faults)


def _settle(original: QuestionBlock, translated: QuestionBlock, path: str, faults: Faults) -> None:
    body = translated.body
    while body.lines and not body.lines[-1].strip():
        body.lines.pop()
    quoted = _quotations(body.lines)
    if not quoted or quoted[-1].stop != len(body.lines):
        return
    last = quoted[-1]
    if len(quoted) > 1 or _quotations(original.body.lines):
        faults.add(
            path, Position(body.line + last.start), "EXPLANATION_UNCLEAR",
            msg("This quotation may explain the answer or belong to the text of the question."),
            msg("Repeat an entry of the original above the explanation: %(entry)s", entry=_entry(original)),
        )  # fmt: skip
    for offset in last:
        translated.explanation.add(body.line + offset, body.lines[offset].removeprefix(">").removeprefix(" "))
    del body.lines[last.start :]


def _quotations(lines: Sequence[str]) -> list[range]:
    """The quotations at the left margin, outside code, that a blank line stands before; callouts are none."""
    found: list[range] = []
    fence, before = "", ""
    for number, line in enumerate(lines):
        if mark := FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif not fence and line.startswith(">"):
            if found and found[-1].stop == number:
                found[-1] = range(found[-1].start, number + 1)
            elif not before.strip() and not line[1:].lstrip().startswith("[!"):
                found.append(range(number, number + 1))
        before = line
    return found


def _entry(original: QuestionBlock) -> str:
    """How the translation repeats the first entry."""
    if original.gaps:
        return f"### {{#{original.gaps[0].attributes.get('#') or 'id'}}}"
    return f"- = {{#{original.options[0].attributes.get('#') or 'id'}}}"
