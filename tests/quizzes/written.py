"""Questions with ticks, numbers, texts and gaps, made by hand."""

from lms.core.ids import Slug
from lms.quizzes.rules import Option, Question, QuestionType
from tests.quizzes.kinds import entry, question_of


def ticks(right: int, wrong: int, mode: str | None = None, points: int = 1) -> Question:
    """So many right options `r0`, `r1`, ... and wrong ones `w0`, ..."""
    options = [entry(f"r{at}", right=True) for at in range(right)] + [entry(f"w{at}") for at in range(wrong)]
    return question_of(QuestionType.MULTIPLE, *options, points=points, settings={"mode": mode} if mode else {})


def accepts(name: str, key: str, credit: int = 100) -> Option:
    """An accepted answer whose feedback is a canary."""
    return Option(id=Slug(name), text={}, right=credit == 100, key=key, credit=credit, explanation={"en": f"canary {name}"})


def numeric(*keys: str | tuple[str, int], **settings: str) -> Question:
    """Accepted numbers `k0`, `k1`, ..., each a key or a key and its credit."""
    return question_of(QuestionType.NUMERIC, *_accepted(keys), settings=settings)


def short_text(*keys: str | tuple[str, int], **settings: str) -> Question:
    """Accepted texts `k0`, `k1`, ..., each a key or a key and its credit."""
    return question_of(QuestionType.SHORT_TEXT, *_accepted(keys), settings=settings)


def cloze(*gaps: Question, body: str | None = None, points: int = 1, weights: tuple[int, ...] = ()) -> Question:
    """A text with these gaps, called `a`, `b`, ..., in this order."""
    names = "abcdefgh"[: len(gaps)]
    placed = [_gap(gap, name, weight) for gap, name, weight in zip(gaps, names, weights or (1,) * len(gaps), strict=True)]
    text = body or "<p>" + " and ".join(f"[[{name}]]" for name in names) + ".</p>"
    return question_of(QuestionType.CLOZE, gaps=tuple(placed), body={"en": text, "ru": text}, points=points)


def _gap(gap: Question, name: str, weight: int) -> Question:
    return Question(
        id=Slug(name), type=gap.type, objective=None, lesson=None, stem={}, text={}, body={}, options=gap.options, points=weight,
        settings=gap.settings,
    )  # fmt: skip


def _accepted(keys: tuple[str | tuple[str, int], ...]) -> list[Option]:
    return [accepts(f"k{at}", *((key,) if isinstance(key, str) else key)) for at, key in enumerate(keys)]
