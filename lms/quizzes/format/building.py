"""Makes the values of one quiz from its files: texts of all languages are rendered and put together by id."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from lms.core.content.faults import Faults
from lms.core.ids import Slug
from lms.core.text import LANGUAGES, Texts, msg
from lms.quizzes.format.blocks import OptionBlock, Piece, QuestionBlock, Skeleton, choices_by_id, gaps_by_id, options_by_id, questions_by_id
from lms.quizzes.format.settings import QuizSettings, TranslatedSettings
from lms.quizzes.format.values import excluded, is_right, key_of, number, points_of, settings_of, type_of
from lms.quizzes.questions import KINDS
from lms.quizzes.questions.pieces import cut
from lms.quizzes.rules import Draw, Option, Question, Quiz, Repair

TAG = re.compile(r"<[^<>]*>")
B = TypeVar("B")


class Render(Protocol):
    """Renders one piece of Markdown to safe HTML; faults of the Markdown are the renderer's to note."""

    def __call__(self, text: str, path: str, line: int, inline: bool) -> str:
        """The HTML of `text`, which begins on `line` of `path`; `inline` without a paragraph around it."""


@dataclass(slots=True)
class Written:
    """The files of one quiz by language, as they were written."""

    skeletons: dict[str, Skeleton] = field(default_factory=dict)
    translated: dict[str, TranslatedSettings | QuizSettings] = field(default_factory=dict)
    """The front matter of each language, where it could be read."""
    settings: QuizSettings | None = None
    base: Skeleton | None = None
    unreadable: bool = False
    """The original is there, but its front matter cannot be read; that is a fault already."""


class Builder:
    """Makes the values of one quiz from its files."""

    def __init__(self, parts: Written, base: Skeleton, render: Render, faults: Faults) -> None:
        """Fault that only the rendered text shows are noted in `faults`."""
        self.parts, self.base, self.render, self.faults = parts, base, render, faults
        self.questions = {language: questions_by_id(skeleton) for language, skeleton in parts.skeletons.items()}

    def quiz(self, quiz: Slug, settings: QuizSettings) -> Quiz:
        """The quiz with every question whose type is known."""
        blocks = questions_by_id(self.base).items()
        questions = [self._question(Slug(written), block) for written, block in blocks]
        return Quiz(
            id=quiz,
            title=self._spoken(lambda words: words.title),
            intro=self._pieces({language: skeleton.intro for language, skeleton in self.parts.skeletons.items()}),
            kind=settings.kind,
            pass_percent=settings.pass_percent or 0,
            minutes=settings.minutes,
            attempts=settings.attempts_allowed,
            cooldown=settings.cooldown,
            draw=tuple(_draw(quota.objective, quota.take, quota.difficulty) for quota in settings.draw),
            shuffle=settings.shuffle == "true",
            review=settings.reviewed,
            questions=tuple(question for question in questions if question is not None),
            languages=tuple(language for language in LANGUAGES if language in self.parts.skeletons),
            counts=settings.counts,
            earned_cooldown=settings.earned_cooldown,
            window=settings.window.value if settings.window else None,
            expiry=settings.expiry,
            grace_seconds=settings.grace or 0,
            all_on_one_page=settings.layout == "all",
            back=settings.back == "true",
            honour=self._spoken(lambda words: words.honour or ""),
            access_code=settings.access_code or "",
            review_once=settings.review_once == "true",
            blind=settings.blind == "true",
            repairs=self._repairs(settings),
        )

    def _repairs(self, settings: QuizSettings) -> tuple[Repair, ...]:
        def reason(question: str) -> Callable[[TranslatedSettings | QuizSettings], str]:
            return lambda words: next((one.reason for one in words.repairs if one.question == question), "")

        return tuple(
            Repair(question=Slug(one.question), action=one.action, reason=self._spoken(reason(one.question))) for one in settings.repairs
        )

    def _spoken(self, say: Callable[[TranslatedSettings | QuizSettings], str]) -> Texts:
        spoken = {language: say(words) for language, words in self.parts.translated.items()}
        return {language: text for language, text in spoken.items() if text}

    def _question(self, written: Slug, block: QuestionBlock) -> Question | None:
        named = type_of(block)
        if named is None:
            return None
        found = _found({language: questions.get(written) for language, questions in self.questions.items()})
        objective, difficulty = block.attributes.get("objective"), block.attributes.get("difficulty")
        stem = self._inline(found)
        body = self._pieces({language: translated.body for language, translated in found.items()})
        if KINDS[named].gap_types:
            self._check_cut(block, found, body)
        return Question(
            id=written,
            type=named,
            objective=None if objective is None else Slug(objective),
            lesson=block.attributes.get("lesson"),
            stem=stem,
            text={language: html.unescape(TAG.sub("", rendered)).strip() for language, rendered in stem.items()},
            body=body,
            options=self._options(found, block, options_by_id),
            choices=self._options(found, block, choices_by_id),
            gaps=tuple(gap for one, gap_block in gaps_by_id(block).items() if (gap := self._gap(Slug(one), gap_block, found)) is not None),
            explanation=self._pieces({language: translated.explanation for language, translated in found.items()}),
            points=points_of(block, KINDS[named]),
            difficulty=None if difficulty is None else Slug(difficulty),
            excludes=tuple(Slug(other) for other in excluded(block)),
            settings=settings_of(block, KINDS[named]),
        )

    def _gap(self, written: Slug, block: QuestionBlock, blocks: dict[str, QuestionBlock]) -> Question | None:
        named = type_of(block)
        if named is None:
            return None
        found = _found({language: gaps_by_id(translated).get(written) for language, translated in blocks.items()})
        return Question(
            id=written, type=named, objective=None, lesson=None, stem={}, text={}, body={}, points=points_of(block, KINDS[named]),
            options=self._options(found, block, options_by_id), settings=settings_of(block, KINDS[named]),
        )  # fmt: skip

    def _options(
        self, blocks: dict[str, QuestionBlock], base: QuestionBlock, by_id: Callable[[QuestionBlock], Mapping[str, OptionBlock]]
    ) -> tuple[Option, ...]:
        spoken = {language: by_id(block) for language, block in blocks.items()}
        return tuple(
            self._option(Slug(written), option, _found({language: options.get(written) for language, options in spoken.items()}))
            for written, option in by_id(base).items()
        )

    def _option(self, written: Slug, option: OptionBlock, found: dict[str, OptionBlock]) -> Option:
        return Option(
            id=written,
            text=self._inline(found),
            right=is_right(option),
            explanation=self._pieces({language: translated.explanation for language, translated in found.items()}),
            pin_last=option.attributes.get("pin") == "last",
            key=key_of(option),
            credit=number(option.attributes, "credit"),
        )

    def _check_cut(self, block: QuestionBlock, found: dict[str, QuestionBlock], body: Texts) -> None:
        """Every gap can be filled in where it stands: not in code, a link or the text of a picture."""
        gaps = [Slug(written) for written in gaps_by_id(block)]
        for language, translated in found.items():
            reached = cut(body.get(language, ""), gaps)[1]
            lost = [gap for gap in gaps if gap not in reached and f"[[{gap}]]" in translated.body.text]
            for gap in lost:
                self.faults.add(
                    self.parts.skeletons[language].page.file.path, translated.at, "GAP_UNREACHABLE",
                    msg("The gap “%(id)s” stands where nothing can be filled in.", id=gap),
                    msg("Move it out of code, links and texts of pictures."),
                )  # fmt: skip

    def _inline(self, blocks: dict[str, QuestionBlock] | dict[str, OptionBlock]) -> Texts:
        return {
            language: self.render(block.text, self.parts.skeletons[language].page.file.path, block.at.line, inline=True)
            for language, block in blocks.items()
            if block.text
        }

    def _pieces(self, pieces: dict[str, Piece]) -> Texts:
        return {
            language: self.render(piece.text, self.parts.skeletons[language].page.file.path, piece.line, inline=False)
            for language, piece in pieces.items()
            if piece.text
        }


def _found(by_language: Mapping[str, B | None]) -> dict[str, B]:
    return {language: block for language, block in by_language.items() if block is not None}


def _draw(objective: str, take: int, difficulty: str | None) -> Draw:
    return Draw(objective=Slug(objective), take=take, difficulty=None if difficulty is None else Slug(difficulty))
