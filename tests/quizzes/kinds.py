"""Questions of the kinds that are more than a list of options, made by hand."""

from lms.core.ids import Slug
from lms.quizzes.rules import Option, Question, QuestionType


def entry(name: str, key: str = "", *, right: bool = False) -> Option:
    """An entry with texts in both languages."""
    return Option(id=Slug(name), text={"en": name.title(), "ru": f"«{name}»"}, right=right, key=key)


def question_of(kind: QuestionType, *options: Option, **more: object) -> Question:
    """A question of a kind with these entries."""
    values: dict[str, object] = {
        "id": Slug("asked"), "type": kind, "objective": Slug("first"), "lesson": None, "stem": {"en": "Which?", "ru": "Что?"},
        "text": {"en": "Which?", "ru": "Что?"}, "body": {}, "options": options,
    }  # fmt: skip
    return Question(**{**values, **more})  # type: ignore[arg-type]


def matching(keys: str = "xyx", choices: str = "xyz", points: int = 1) -> Question:
    """Lefts `a`, `b`, ... that belong to the choices `keys`."""
    lefts = (entry(chr(ord("a") + at), key) for at, key in enumerate(keys))
    return question_of(QuestionType.MATCHING, *lefts, choices=tuple(entry(one) for one in choices), points=points)


def ordering(steps: int = 4, points: int = 1) -> Question:
    """Steps `a`, `b`, ... in this order."""
    return question_of(QuestionType.ORDERING, *(entry(chr(ord("a") + at), str(at + 1)) for at in range(steps)), points=points)


def hotspot(right: str = "a", of: str = "abc", choose: str = "one", points: int = 1) -> Question:
    """Regions with letters on a picture; `right` are the right ones."""
    body = {"en": '<p>Before</p>\n<figure><img alt="A &amp; B" loading="lazy" src="/media/0/picture.svg"></figure>\n<p>After</p>'}
    regions = (entry(one, f"rect={10 * at},0,10,20.5", right=one in right) for at, one in enumerate(of))
    return question_of(QuestionType.HOTSPOT, *regions, body=body, settings={"choose": choose}, points=points)


def essay(points: int = 10, **settings: str) -> Question:
    """A text marked by two criteria of six and four points."""
    return question_of(QuestionType.ESSAY, entry("matter", "6"), entry("words", "4"), points=points, settings=settings)


def survey(of: str = "abc", **settings: str) -> Question:
    """A survey with options, or without any as text."""
    return question_of(QuestionType.SURVEY, *(entry(one) for one in of), points=0, settings=settings, objective=None)
