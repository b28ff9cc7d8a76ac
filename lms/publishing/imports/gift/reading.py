"""Reads GIFT: what each block asks, in which wording, and what of it our kinds of question can say."""

from dataclasses import replace

from lms.core.text import Message, msg
from lms.publishing.imports.arrival import Imported, Sources
from lms.publishing.imports.asked import Asked, QuizWish, Unreadable
from lms.publishing.imports.gift.answers import Answers, read_answers
from lms.publishing.imports.gift.blocks import Block, Cut, blocks_of, category_of, cut
from lms.publishing.imports.gift.wordings import Worded, worded
from lms.publishing.imports.letters import text_of
from lms.publishing.imports.names import in_reading_order
from lms.publishing.imports.notation import quiz_file
from lms.publishing.imports.wording import Wording

ENDINGS = (".gift", ".txt")
BLANK = "_____"
ROOT = "top"
"""The category that holds all others."""
OURS = {"mode", "points", "difficulty", "unit", "case", "words", "excludes", "lesson"}
"""What our own export says about a question in a comment, because GIFT cannot."""


def read(sources: Sources, wish: QuizWish) -> Imported:
    """The quiz made of all questions of the files. With refusals, nothing of it may be written."""
    arrival = Imported()
    asked: list[Asked] = []
    intro: list[str] = []
    for path in in_reading_order(path for path in sources if path.lower().endswith(ENDINGS)):
        text = text_of(path, sources[path], arrival)
        category = ""
        for block in blocks_of(text or ""):
            named = category_of(block)
            if named is not None:
                last = named.rpartition("/")[2].strip()
                category = "" if last == ROOT else last
                continue
            try:
                _take(_Reading(path, block, category, arrival), asked, intro)
            except Unreadable as bad:
                arrival.leave_out(path, block.line(bad.offset), bad.message)
    quiz_file(asked, intro, wish, arrival)
    return arrival


class _Reading:
    """One block on its way."""

    def __init__(self, path: str, block: Block, category: str, arrival: Imported) -> None:
        self.path, self.block, self.category, self.arrival = path, block, category, arrival

    def note(self, message: Message) -> None:
        self.arrival.note(self.path, self.block.line(), message)

    def asked(self, taken: Cut, answers: Answers, stem: Worded) -> Asked:
        said = dict(token.partition("=")[::2] for token in self.block.ours.split())
        fits = said.get("type", answers.type) == answers.type
        settings = {key: value for key, value in said.items() if key in OURS and value and fits}
        last = said.get("last", "") if fits else ""
        entries = tuple(replace(entry, last=str(number) == last) for number, entry in enumerate(answers.entries, start=1))
        return Asked(
            path=self.path, line=self.block.line(), type=answers.type, name=taken.title, stem=stem.markdown(self.note),
            entries=entries, explanation="\n\n".join(part for part in (answers.explanation, *answers.remarks) if part),
            category=self.category, settings={**answers.settings, **settings},
        )  # fmt: skip


def _take(reading: _Reading, asked: list[Asked], intro: list[str]) -> None:
    taken = cut(reading.block)
    if taken.answers is None:
        stem = worded(taken.before)
        text = stem.markdown(reading.note)
        if text:
            intro.append(text)
            reading.note(msg("This asks nothing; its text comes in on the start page of the quiz."))
        return
    gap = taken.behind.strip()
    stem = worded(taken.before)
    if gap:
        blank = "\\_\\_\\_\\_\\_" if stem.wording is Wording.MARKDOWN else BLANK
        stem = Worded(stem.text + blank + taken.behind, stem.wording, breaks=stem.breaks)
    answers = read_answers(taken.answers, taken.at, stem, reading.note)
    one = reading.asked(taken, answers, stem)
    if not one.stem:
        raise Unreadable(msg("The question has no text."))
    asked.append(one)
