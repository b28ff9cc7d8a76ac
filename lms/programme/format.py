"""Reads certificates/programme.yaml into a version of the programme, with a located fault for everything that is wrong."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, NonNegativeInt, PositiveInt

from lms.core.content.faults import Faults
from lms.core.content.schema import Schema, read_as
from lms.core.content.tree import Tree
from lms.core.content.yaml import Document, Path, Value, read_yaml
from lms.core.ids import RevisionHash, Slug
from lms.core.text import LANGUAGES, Message, Texts, msg
from lms.programme.rules import Agreement, Benefit, Due, Mark, MetricDefinition, Programme, Review, Tier, Word
from lms.requirements.all import All
from lms.requirements.kinds import GATES_ONLY, Requirement, parse
from lms.requirements.words import Measure, MetricWord, Words

PROGRAMME = "certificates/programme.yaml"
DUE = re.compile(r"(\d{1,4}) (working )?days?")

Render = Callable[[str, str, int, bool], str]
"""Markdown to safe HTML: `render(text, path, line, inline)`."""


def _due(value: object) -> object:
    if value == "at once":
        return Due(0, working=False)
    found = DUE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(msg("write “at once”, “14 days” or “10 working days”").msgid)
    return Due(int(found[1]), working=found[2] is not None)


def _day_of_year(value: str) -> str:
    try:
        date.fromisoformat(f"2023-{value}")
    except ValueError:
        raise ValueError(msg("a day of the year is written 01-15").msgid) from None
    return value


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=80)]


class _Word(Schema):
    id: Id
    label: Texts


class _Metric(_Word):
    measure: Measure


class _Benefit(_Word):
    owed_by: Literal["vendor", "partner"]
    due: Annotated[Due, BeforeValidator(_due)]


class _Review(Schema):
    promote: Literal["on_change"]
    demote_on: list[Annotated[str, AfterValidator(_day_of_year)]] = Field(min_length=1)
    grace_days: NonNegativeInt
    floor: Id
    demote_needs: Literal["partner_manager"]


class _Agreement(Schema):
    version: PositiveInt
    title: Texts
    text: Texts


class _Tier(_Word):
    mark: Mark
    all: Any
    benefits: list[_Benefit] = Field(default_factory=list)


class _Programme(Schema):
    programme: Id
    version: PositiveInt
    effective_from: date
    notice_days: NonNegativeInt
    overlap_days: NonNegativeInt
    review: _Review
    products: list[_Word]
    metrics: list[_Metric]
    evidence: list[_Word]
    agreement: _Agreement
    tiers: list[_Tier] = Field(min_length=1)


def read_programme(tree: Tree, certifications: Mapping[Slug, Texts], render: Render, faults: Faults) -> Programme | None:
    """Read the tree's programme; `certifications` are the titles of all that rules may name. `None` when it cannot be read."""
    if PROGRAMME not in tree.files:
        return None
    file = tree.text(PROGRAMME, faults)
    document = read_yaml(PROGRAMME, file.text, faults) if file else None
    keys = read_as(_Programme, document, faults) if document else None
    if document is None or keys is None:
        return None
    before = len(faults.errors)
    reader = _Reading(document, faults, keys, certifications, render)
    programme = reader.programme()
    return programme if len(faults.errors) == before else None


@dataclass(frozen=True, slots=True)
class _Reading:
    document: Document
    faults: Faults
    keys: _Programme
    certifications: Mapping[Slug, Texts]
    render: Render

    def programme(self) -> Programme:
        keys = self.keys
        self._lint()
        return Programme(
            id=Slug(keys.programme), version=keys.version, effective_from=keys.effective_from,
            notice_days=keys.notice_days, overlap_days=keys.overlap_days, review=self._review(),
            products=tuple(Word(Slug(one.id), one.label) for one in keys.products),
            metrics=tuple(MetricDefinition(Slug(one.id), one.label, one.measure) for one in keys.metrics),
            evidence=tuple(Word(Slug(one.id), one.label) for one in keys.evidence),
            certifications=tuple(Word(slug, title) for slug, title in sorted(self.certifications.items())),
            agreement=self._agreement(), tiers=self._tiers(),
        )  # fmt: skip

    def _lint(self) -> None:
        for name in ("products", "metrics", "evidence", "tiers"):
            words: list[_Word] = getattr(self.keys, name)
            self._distinct(words, (name,))
            for number, word in enumerate(words):
                self._in_all_languages(word.label, (name, number, "label"))
        for number, tier in enumerate(self.keys.tiers):
            self._distinct(tier.benefits, ("tiers", number, "benefits"))
            for at, benefit in enumerate(tier.benefits):
                self._in_all_languages(benefit.label, ("tiers", number, "benefits", at, "label"))
        self._in_all_languages(self.keys.agreement.title, ("agreement", "title"))
        self._in_all_languages(self.keys.agreement.text, ("agreement", "text"))

    def _review(self) -> Review:
        keys = self.keys.review
        tiers = [tier.id for tier in self.keys.tiers]
        if keys.floor not in tiers:
            message = msg("There is no tier “%(given)s” to name here.", given=keys.floor)
            self._fault(("review", "floor"), "TIER_UNKNOWN", message, msg("Write one of: %(allowed)s.", allowed=", ".join(tiers)))
        return Review(keys.promote, tuple(keys.demote_on), keys.grace_days, Slug(keys.floor), keys.demote_needs)

    def _agreement(self) -> Agreement:
        keys = self.keys.agreement
        source = hashlib.sha256(json.dumps(keys.text, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        text = {
            language: self.render(text, PROGRAMME, self.document.place(("agreement", "text", language)).line + ("\n" in text), False)  # noqa: FBT003 (a positional callable)
            for language, text in keys.text.items()
        }  # fmt: skip
        return Agreement(keys.version, keys.title, text, RevisionHash(source))

    def _tiers(self) -> tuple[Tier, ...]:
        words = self._words()
        tiers: list[Tier] = []
        for number, keys in enumerate(self.keys.tiers):
            lower = {tier.id: tier.label for tier in tiers}
            rule = self._requirement({"all": keys.all}, ("tiers", number), replace(words, tiers=lower))
            benefits = tuple(Benefit(Slug(one.id), one.owed_by, one.due, one.label) for one in keys.benefits)
            tiers.append(Tier(Slug(keys.id), keys.label, keys.mark, rule, benefits))
        return tuple(tiers)

    def _requirement(self, value: Value, path: Path, words: Words) -> Requirement:
        # A rule that cannot be read has left its fault; an empty one stands in so that the tiers above it are read too.
        return parse(value, self.document, path, self.faults, words) or All(())

    def _words(self) -> Words:
        keys = self.keys
        return Words(
            certifications=self.certifications,
            metrics={Slug(one.id): MetricWord(one.label, one.measure) for one in keys.metrics},
            evidence={Slug(one.id): one.label for one in keys.evidence},
            products={Slug(one.id): one.label for one in keys.products},
            without=GATES_ONLY,
        )  # fmt: skip

    def _distinct(self, words: list[_Word] | list[_Benefit], path: Path) -> None:
        seen: set[str] = set()
        for number, word in enumerate(words):
            if word.id in seen:
                message = msg("The id “%(given)s” stands here twice.", given=word.id)
                self._fault((*path, number, "id"), "ID_DUPLICATE", message, msg("Give each an id of its own."))
            seen.add(word.id)

    def _in_all_languages(self, texts: Texts, path: Path) -> None:
        for language in LANGUAGES:
            if not texts.get(language, "").strip():
                message = msg("There is no text in the language “%(language)s”.", language=language)
                self._fault(path, "TRANSLATION_MISSING", message, msg("Write it as “{en: ..., ru: ...}”."))
        for language in texts.keys() - set(LANGUAGES):
            message = msg("“%(given)s” is not a language that is read.", given=language)
            self._fault((*path, language), "LANGUAGE_UNKNOWN", message, msg("Write one of: %(allowed)s.", allowed=", ".join(LANGUAGES)))

    def _fault(self, path: Path, code: str, message: Message, repair: Message) -> None:
        self.faults.add(PROGRAMME, self.document.place(path), code, message, repair)
