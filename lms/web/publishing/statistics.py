"""What the page of a quiz's statistics shows: figures of questions, of options only beside their keys, and no person."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from babel.numbers import format_decimal
from flask import url_for
from flask_babel import gettext as _

from lms.core.errors import NotFound
from lms.core.ids import RevisionHash, Slug
from lms.core.text import LANGUAGES, Message, Texts
from lms.publishing.library import Library, quiz_of
from lms.quizzes.rules import Question, Quiz
from lms.quizzes.statistics import ENOUGH, Analysis, Flag, ItemStatistics, QuizStatistics, ResponseStatistics
from lms.quizzes.statistics.words import ADVICE, NAMES
from lms.reporting.item_statistics import Sample, Selection, analysis, samples
from lms.web.context import language
from lms.web.presentation import day_of, short_day, spoken

GRAVE = frozenset({Flag.CHECK_KEY, Flag.ATTRACTIVE_WRONG})
Links = list[dict[str, object]]
Figures = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class FlagTag:
    """One flag: its name, what it advises, and how grave it is (`bad` or `warn`)."""

    name: Message
    advice: Message
    state: str


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option, with figures in words. `text` is rendered HTML, `None` for anything that the file does not name."""

    text: Texts | None
    right: bool
    n: int
    share: str
    biserial: str
    flags: tuple[FlagTag, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One question. `figures` and `options` are empty where there is not enough data, `options` also where no keys are shown."""

    id: Slug
    text: Texts
    n: int
    enough: bool
    flags: tuple[FlagTag, ...]
    figures: Figures
    chart: Figures
    options: tuple[OptionRow, ...]
    summary: str

    @property
    def grave(self) -> bool:
        """Whether the key itself is in doubt."""
        return any(flag.state == "bad" for flag in self.flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsPage:
    """The statistics of one revision of a quiz; `n` is 0 and there are no rows while nobody has sat it.

    `keys`: what was answered how often is shown, and which of it is right; `other_href` is the page with keys, or without.
    """

    quiz: Slug
    title: Texts
    n: int
    enough: bool
    least: int
    first: bool
    current: bool
    attempts: Links
    languages: Links
    revisions: Links
    headline: Figures
    figures: Figures
    rows: tuple[ItemRow, ...]
    keys: bool
    other_href: str

    @property
    def flagged(self) -> int:
        """How many questions deserve a look."""
        return sum(bool(row.flags) for row in self.rows)


def statistics_page(library: Library, slug: Slug, asked: Mapping[str, str], *, keys: bool = False) -> StatisticsPage:
    """The page of one quiz, as the address asks: `revision`, `language` and `attempts=all`. Two statements and a revision.

    How often an option was chosen tells whether it is right, from what was earned: options are shown only with `keys`.

    Raises:
        NotFound: there is no such quiz, or it has no attempts at such a revision.
    """
    served = library.quizzes.quizzes.get(slug)
    if served is None:
        raise NotFound
    found = samples(slug).get(slug, [])
    selection = _selection(library, slug, found, asked)
    quiz = quiz_of(selection.revision) if found else served
    told = analysis(quiz, selection)
    rows = sorted((_item(quiz, item, keys=keys) for item in told.items), key=lambda row: (not row.grave, not row.flags, not row.enough))
    return StatisticsPage(
        quiz=slug, title=quiz.title, n=told.quiz.n, enough=told.enough, least=ENOUGH, first=selection.first,
        current=selection.revision == library.quizzes.revisions.get(slug),
        attempts=[
            _link(selection, _("First attempts"), selection.first, attempts=None),
            _link(selection, _("All attempts"), not selection.first, attempts="all"),
        ],
        languages=_languages(selection, found), revisions=_revisions(library, selection, found),
        headline=_headline(told) if told.enough else [], figures=_figures(told.quiz) if told.enough else [], rows=tuple(rows),
        keys=keys, other_href=_address("publishing.statistics" if keys else "publishing.keys", selection),
    )  # fmt: skip


def _selection(library: Library, slug: Slug, found: Iterable[Sample], asked: Mapping[str, str]) -> Selection:
    """What the address asks for; the revision that is served, if it was ever sat, otherwise the one that was sat last."""
    known = list(dict.fromkeys(sample.revision for sample in found))
    served = library.quizzes.revisions.get(slug, RevisionHash(""))
    wanted = asked.get("revision", "")
    chosen = next((one for one in known if wanted and one.startswith(wanted)), None)
    if wanted and chosen is None:
        raise NotFound
    said = asked.get("language")
    return Selection(
        quiz=slug, revision=chosen or (served if served in known or not known else known[0]),
        language=said if said in LANGUAGES else None, first=asked.get("attempts") != "all",
    )  # fmt: skip


def _link(selection: Selection, text: str, current: bool, **changed: str | None) -> dict[str, object]:
    """A link to the same page, with keys or without them, that asks for something else."""
    return {"text": text, "href": f"?{_asked(selection, **changed)}", "current": current}


def _address(endpoint: str, selection: Selection) -> str:
    return f"{url_for(endpoint, quiz=selection.quiz)}?{_asked(selection)}"


def _asked(selection: Selection, **changed: str | None) -> str:
    asked = {"revision": selection.revision[:12], "language": selection.language, "attempts": None if selection.first else "all"}
    return urlencode({name: value for name, value in {**asked, **changed}.items() if value})


def _languages(selection: Selection, found: Iterable[Sample]) -> Links:
    there = {sample.language for sample in found if sample.revision == selection.revision}
    words = {"en": _("In English"), "ru": _("In Russian")}
    links = [_link(selection, _("All languages"), selection.language is None, language=None)]
    return links + [_link(selection, words[one], selection.language == one, language=one) for one in LANGUAGES if one in there]


def _revisions(library: Library, selection: Selection, found: Iterable[Sample]) -> Links:
    latest = {sample.revision: sample.latest for sample in reversed(list(found))}
    served = library.quizzes.revisions.get(selection.quiz)
    links = []
    for revision, at in reversed(latest.items()):
        text = _("As it is served now") if revision == served else _("As it was on %(day)s", day=short_day(day_of(at)))
        links.append(_link(selection, text, revision == selection.revision, revision=revision[:12]))
    return links


def _headline(told: Analysis) -> Figures:
    whole = told.quiz
    return [
        {"term": _("Attempts"), "value": str(whole.n)},
        {"term": _("Mean"), "value": _percent(whole.mean), "note": _("median %(percent)s", percent=_percent(whole.median))},
        {"term": _("Spread"), "value": _percent(whole.deviation), "note": _("standard deviation")},
        {"term": _("Internal consistency"), "value": _percent(whole.consistency), "note": _("from 75% on it is good")},
    ]


def _figures(whole: QuizStatistics) -> Figures:
    return [
        {"term": _("Skewness"), "value": _number(whole.skewness), "note": _("0: as many far below the mean as far above it")},
        {"term": _("Kurtosis"), "value": _number(whole.kurtosis), "note": _("0: as peaked as a bell curve")},
        {"term": _("Error ratio"), "value": _percent(whole.error_ratio), "note": _("how much of the spread is chance")},
        {"term": _("Standard error"), "value": _percent(whole.standard_error), "note": _("how far one result can be off")},
    ]


def _item(quiz: Quiz, item: ItemStatistics, *, keys: bool) -> ItemRow:
    question = quiz.question(item.question)
    if question is None:
        raise LookupError(item.question)
    summary = _("facility %(facility)s, discrimination %(discrimination)s",
                facility=_percent(item.facility), discrimination=_percent(item.discrimination))  # fmt: skip
    return ItemRow(
        id=item.question, text=question.text, n=item.n, enough=item.enough, flags=_tags(item.flags), summary=summary if item.enough else "",
        figures=_item_figures(item) if item.enough else [], chart=list(_chart(item)) if item.enough else [],
        options=tuple(_option(question, one) for one in item.responses) if item.enough and keys else (),
    )  # fmt: skip


def _item_figures(item: ItemStatistics) -> Figures:
    return [
        {"term": _("Standard deviation"), "value": _percent(item.deviation)},
        {"term": _("Discriminative efficiency"), "value": _percent(item.efficiency)},
        {"term": _("Weight, intended and effective"), "value": f"{_percent(item.intended_weight)} / {_percent(item.effective_weight)}"},
        {"term": _("Left out"), "value": _percent(item.unanswered)},
    ]


def _chart(item: ItemStatistics) -> Iterator[dict[str, object]]:
    """The two figures that tell most, and what guessing would earn, as bars. A negative figure has no bar; it is told in words."""
    for name, percent, main in (
        (_("Facility: what is earned of it"), item.facility, True),
        (_("A blind guess"), item.guess, False),
        (_("Discrimination: agrees with the rest"), item.discrimination, True),
    ):
        yield {"name": name, "text": _percent(percent), "percent": round(min(100.0, max(0.0, percent or 0.0)), 1), "main": main}


def _option(question: Question, one: ResponseStatistics) -> OptionRow:
    return OptionRow(
        _named(question, one.response), one.right, one.n, _percent(one.share), _number(one.biserial), _tags(one.flags)
    )  # fmt: skip


def _named(question: Question, response: str) -> Texts | None:
    """The text of an option, of a pair with an arrow between; what has no text is called by its id."""
    if not response:
        return None
    texts = _texts(question)
    parts = [texts.get(part, {"en": part}) for part in response.split("=")]
    said = set().union(*parts)
    return {one: " → ".join(part.get(one) or spoken(part) for part in parts) for one in sorted(said)}


def _texts(question: Question) -> dict[str, Texts]:
    found = {str(one.id): one.text for one in (*question.options, *question.choices) if one.text}
    for gap in question.gaps:
        found |= {**_texts(gap), str(gap.id): gap.text} if gap.text else _texts(gap)
    return found


def _tags(flags: Iterable[Flag]) -> tuple[FlagTag, ...]:
    return tuple(FlagTag(NAMES[flag], ADVICE[flag], "bad" if flag in GRAVE else "warn") for flag in flags)


def _percent(value: float | None) -> str:
    return "–" if value is None else format_decimal(round(value, 1), "#,##0.#", language()) + "%"


def _number(value: float | None) -> str:
    return "–" if value is None else format_decimal(round(value, 2), "#,##0.00", language())
