"""A quiz as GIFT, the text format of Moodle's question bank: texts as Markdown, what GIFT cannot say in a comment or named."""

import re
from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction

from lms.core.content.tree import Tree
from lms.core.text import Message, msg
from lms.publishing.exports.leaving import Exported, written
from lms.quizzes.format.blocks import OptionBlock, Piece, QuestionBlock
from lms.quizzes.questions.numeric import accepted
from lms.quizzes.rules import QuestionType

SPECIAL = re.compile(r"[\\~=#{}:]")
WEIGHT = re.compile(r"%-?\d{1,3}(?:\.\d{1,9})?%")
CATEGORY = re.compile(r"<!-- category: (.*?) -->\n*")
STARRED = re.compile(r"\\(.)|(\.\*)|([.^$*+?{}\[\]|()])|([^\\.^$*+?{}\[\]|()])", re.DOTALL)
PICTURE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\s]{1,300}\)")
UNSAID = {"mode", "unit", "case", "points", "difficulty", "excludes", "lesson", "words"}
"""Attributes that only a comment keeps."""
ROOT = "$course$/top"
EXACT = Context(prec=80)


class Unsaid(Exception):
    """GIFT cannot ask this."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


def write(tree: Tree, quiz: str) -> Exported:
    """The quiz in the tree's own language. Questions that GIFT cannot ask are named and left out.

    Raises:
        NotFound: there is no such quiz.
        Invalid: it has faults.
    """
    skeleton = written(tree, quiz)
    exported = Exported()
    path = skeleton.page.file.path
    pieces = [f"::start::[markdown]{_said(skeleton.intro.text)}"] if skeleton.intro.text else []
    category = ""
    for block in skeleton.questions:
        writer = _Writer(block, exported, path)
        try:
            lines = writer.question()
        except Unsaid as unsaid:
            exported.note(path, block.at.line, unsaid.message)
            continue
        if writer.category != category:
            category = writer.category
            pieces.append(f"$CATEGORY: {_said(category) or ROOT}")
        pieces.append("\n".join(lines))
        exported.questions += 1
    exported.text = "\n\n".join(pieces) + "\n" if pieces else ""
    return exported


class _Writer:
    """Writes one question."""

    def __init__(self, block: QuestionBlock, exported: Exported, path: str) -> None:
        self.block, self.exported, self.path = block, exported, path
        self.kind = QuestionType(block.attributes.get("type") or "")
        filed = CATEGORY.match(block.body.text)
        self.body = block.body.text[filed.end() :] if filed else block.body.text
        self.category = filed[1] if filed else block.attributes.get("objective") or ""

    def question(self) -> list[str]:
        """The lines of the question.

        Raises:
            Unsaid: GIFT has no such kind, or none of its answers can be said.
        """
        first, lines = self._answers()
        stem = "\n\n".join(part for part in (self.block.text, self.body) if part)
        general = self.block.explanation.text
        if any(PICTURE.search(text) for text in (stem, general, *(option.text for option in self.block.options))):
            self._note(msg("Pictures do not travel in GIFT; their names stay in the text."))
        head = f"::{_said(self.block.attributes.get('#') or '')}::[markdown]{_said(stem)}"
        told = f"####{_part(general)}" if general else ""
        body = [f"{head}{{{first}", *lines, *([told] if told else []), "}"] if lines else [f"{head}{{{first}{told}}}"]
        return [*self._comment(), *body]

    def _answers(self) -> tuple[str, list[str]]:
        """What stands right behind the opening brace, and the lines of the answers."""
        match self.kind:
            case QuestionType.SINGLE | QuestionType.MULTIPLE:
                return "", self._choice()
            case QuestionType.TRUE_FALSE:
                return self._truth(), []
            case QuestionType.NUMERIC:
                return "#", [self._accepted(option, _number(option.key)) for option in self.block.options]
            case QuestionType.SHORT_TEXT:
                return "", self._short_text()
            case QuestionType.MATCHING:
                return "", self._matching()
            case QuestionType.ESSAY:
                if len(self.block.options) > 1:
                    self._note(msg("GIFT has no criteria; the question comes along without them."))
                return "", []
        raise Unsaid(msg("GIFT has no questions of the kind %(kind)s; this one is left out.", kind=self.kind.value))

    def _choice(self) -> list[str]:
        if self.kind is QuestionType.SINGLE:
            return [self._option(option, "=" if option.ticked else "~") for option in self.block.options]
        right = sum(option.ticked for option in self.block.options)
        wrong = len(self.block.options) - right
        cost = {"proportional": Fraction(100, wrong), "penalty": Fraction(100, right)}.get(
            self.block.attributes.get("mode") or "", Fraction(100)
        )
        weights = (f"~%{_decimal(Fraction(100, right))}%", f"~%-{_decimal(cost)}%")
        return [self._option(option, weights[0] if option.ticked else weights[1]) for option in self.block.options]

    def _option(self, option: OptionBlock, sign: str) -> str:
        if option.attributes.get("pin"):
            self._note(msg("GIFT cannot keep an answer at the end; a comment remembers it."))
        weight = "%0%" if sign == "~" and WEIGHT.match(option.text) else ""
        return f"\t{sign}{weight}{_part(option.text)}{self._feedback(option)}"

    def _truth(self) -> str:
        true = self.block.options[0].ticked
        right, wrong = (_part(piece.text) for piece in _by_right([option.explanation for option in self.block.options], first=true))
        return f"{'TRUE' if true else 'FALSE'}{f'#{wrong}' if wrong or right else ''}{f'#{right}' if right else ''}"

    def _short_text(self) -> list[str]:
        lines = []
        for option in self.block.options:
            text = _starred(option.key)
            if text is None:
                self._note(msg("GIFT cannot say the pattern %(pattern)s; this answer is left out.", pattern=option.key))
            else:
                lines.append(self._accepted(option, text))
        if not any("%100%" in line for line in lines):
            raise Unsaid(msg("GIFT can say none of the right answers; the question is left out."))
        return lines

    def _accepted(self, option: OptionBlock, text: str) -> str:
        return f"\t=%{option.attributes.get('credit') or 100}%{text}{self._feedback(option)}"

    def _matching(self) -> list[str]:
        texts = {choice.attributes.get("#"): choice.text for choice in self.block.choices}
        if any(option.explanation.text for option in (*self.block.options, *self.block.choices)):
            self._note(msg("GIFT has no feedback for pairs; it stays behind."))
        used = {option.key for option in self.block.options}
        pairs = [f"\t={_side(option.text)} -> {_side(texts[option.key])}" for option in self.block.options]
        return [*pairs, *(f"\t= -> {_side(text)}" for choice, text in texts.items() if choice not in used)]

    def _feedback(self, option: OptionBlock) -> str:
        return f"#{_part(option.explanation.text)}" if option.explanation.text else ""

    def _comment(self) -> list[str]:
        """What GIFT cannot say about the question, for an import of ours."""
        values = self.block.attributes.values
        kept = {key: value for key, value in values.items() if key in UNSAID}
        last = next((number for number, option in enumerate(self.block.options, start=1) if option.attributes.get("pin")), 0)
        kept |= {"last": str(last)} if last else {}
        if self.kind is QuestionType.MULTIPLE:
            kept.setdefault("mode", "exact")
        said = [key for key in kept if key not in ("mode", "lesson", "last") or kept[key] == "exact"]
        if said:
            self._note(msg("GIFT has no place for %(names)s; a comment keeps it for an import here.", names=", ".join(said)))
        return [f"// waymark: type={self.kind.value} {' '.join(f'{key}={value}' for key, value in kept.items())}"] if kept else []

    def _note(self, message: Message) -> None:
        self.exported.note(self.path, self.block.at.line, message)


def _said(text: str) -> str:
    r"""A text with GIFT's own signs escaped and its line ends written as `\n`."""
    return SPECIAL.sub(r"\\\g<0>", text).replace("\n", "\\n")


def _part(text: str) -> str:
    """A text behind a sign: one that begins like a tag gets its own before it."""
    return f"{'[markdown]' if text.startswith('[') else ''}{_said(text)}"


def _side(text: str) -> str:
    return _part(text.replace("->", "-&gt;"))


def _by_right(pieces: Sequence[Piece], *, first: bool) -> Sequence[Piece]:
    return pieces if first else pieces[::-1]


def _starred(key: str) -> str | None:
    r"""A text in which a star stands for anything; `None` for a pattern that says more than that."""
    if not (len(key) > 1 and key.startswith("/") and key.endswith("/")):
        return _said(key.replace("*", "\\*"))
    text = ""
    for still, anything, special, letter in STARRED.findall(key[1:-1]):
        if special or (still and still.isalnum()):
            return None
        text += "*" if anything else "\\*" if still == "*" else still or letter
    return _said(text)


def _number(key: str) -> str:
    about = accepted(key)
    if about.about is None:
        return f"{_decimal(about.low)}..{_decimal(about.high)}"
    wide = about.high - Fraction(about.about)
    return f"{_decimal(Fraction(about.about))}{f':{_decimal(wide)}' if wide else ''}"


def _decimal(number: Fraction) -> str:
    """A number written out; a third and its like with seven digits behind the point."""
    exact = EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))
    short = exact if Fraction(exact) == number else exact.quantize(Decimal("0.00001"), context=EXACT)
    return f"{short.normalize(EXACT):f}"
