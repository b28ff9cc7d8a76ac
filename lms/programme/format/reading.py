"""Makes a version of the programme of the rule file, and has it linted when it can be read."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from lms.core.content.faults import Faults
from lms.core.content.schema import read_as
from lms.core.content.tree import Tree
from lms.core.content.yaml import Document, Path, Value, read_yaml
from lms.core.ids import RevisionHash, Slug
from lms.core.text import Message, Texts, msg
from lms.programme.bands import Band, Bands
from lms.programme.format.by_type import ByType
from lms.programme.format.keys import BandsKeys, BenefitKeys, MetricKeys, ProgrammeKeys, TierKeys, TypeKeys, WordKeys
from lms.programme.format.languages import Languages
from lms.programme.linting import Rulebook, lint
from lms.programme.rules import Agreement, Benefit, MetricDefinition, PartnerType, Programme, Review, Tier, Word
from lms.requirements.all import All
from lms.requirements.ambiguity import unclear
from lms.requirements.kinds import GATES_ONLY, KINDS, Requirement
from lms.requirements.reading import UNKNOWN, Reader, one_of
from lms.requirements.words import TYPES, Measure, MetricWord, Words

PROGRAMME = "certificates/programme.yaml"
MONTHS = "months"
"""What ranges may be of besides a metric."""
TIER_KINDS = {**KINDS, "by_type": ByType}
"""What may stand in a tier: the kinds, and a notation for some of them."""

Render = Callable[[str, str, int, bool], str]
"""Markdown to safe HTML: `render(text, path, line, inline)`."""


def read_programme(
    tree: Tree, certifications: Mapping[Slug, Texts], render: Render, faults: Faults, uncounted: Collection[Slug] = ()
) -> Programme | None:
    """Read the tree's programme; `None` when there is none or it cannot be read, and then no fault is missing.

    `certifications` are the titles of all that rules may name; nobody can hold an `uncounted` one so that it counts.
    """
    if PROGRAMME not in tree.files:
        return None
    file = tree.text(PROGRAMME, faults)
    document = read_yaml(PROGRAMME, file.text, faults) if file else None
    keys = read_as(ProgrammeKeys, document, faults) if document else None
    if document is None or keys is None:
        return None
    before = len(faults.errors)
    reading = _Reading(document, faults, keys, certifications, render)
    programme = reading.programme()
    if len(faults.errors) == before:
        lint(Rulebook(programme, document, reading.again, frozenset(uncounted)), faults)
    return programme if len(faults.errors) == before else None


@dataclass(frozen=True, slots=True)
class _Reading:
    document: Document
    faults: Faults
    keys: ProgrammeKeys
    certifications: Mapping[Slug, Texts]
    render: Render

    def programme(self) -> Programme:
        keys = self.keys
        self._check_words()
        deals = keys.zero_deal
        return Programme(
            id=Slug(keys.programme), version=keys.version, effective_from=keys.effective_from,
            notice_days=keys.notice_days, overlap_days=keys.overlap_days, review=self._review(),
            products=tuple(Word(Slug(one.id), one.label) for one in keys.products),
            metrics=tuple(self._metric(one, number) for number, one in enumerate(keys.metrics)),
            evidence=tuple(Word(Slug(one.id), one.label) for one in keys.evidence),
            certifications=tuple(Word(slug, title) for slug, title in sorted(self.certifications.items())),
            agreement=self._agreement(), tiers=self._tiers(),
            bands=tuple(self._bands(one, ("bands", number)) for number, one in enumerate(keys.bands)),
            zero_deal_types=tuple(deals.types) if deals else (),
            deal_metrics=tuple(Slug(one) for one in deals.metrics) if deals else (),
            mission=keys.mission, types=tuple(PartnerType(one.id, one.says) for one in keys.types),
        )  # fmt: skip

    def again(self, value: Value) -> Requirement | None:
        """The requirement that a part of the document is, read without noting faults."""
        words = replace(self._words(), tiers={Slug(one.id): one.label for one in self.keys.tiers})
        reader: Reader[Requirement] = Reader(self.document, Faults(), words, TIER_KINDS)
        return reader.requirement(value, ())

    def _check_words(self) -> None:
        keys = self.keys
        for words, name in ((keys.products, "products"), (keys.metrics, "metrics"), (keys.evidence, "evidence"), (keys.tiers, "tiers"),
                            (keys.bands, "bands"), (keys.types, "types")):  # fmt: skip
            self._distinct(words, (name,))
        for number, tier in enumerate(keys.tiers):
            self._distinct(tier.benefits, ("tiers", number, "benefits"))
        for number, one in enumerate(keys.types):
            self._known("TYPE_UNKNOWN", one.id, TYPES, ("types", number, "id"))
        deals = keys.zero_deal
        for number, name in enumerate(deals.types if deals else ()):
            self._known("TYPE_UNKNOWN", name, TYPES, ("zero_deal", "types", number))
        for number, name in enumerate(deals.metrics if deals else ()):
            self._known("METRIC_UNKNOWN", name, self._metrics(), ("zero_deal", "metrics", number))
        Languages(self.document, self.faults).check(keys)

    def _metrics(self) -> list[str]:
        return [one.id for one in self.keys.metrics]

    def _metric(self, keys: MetricKeys, number: int) -> MetricDefinition:
        """A ratio has both its parts, which are no ratios; nothing else has any."""
        for name, given in (("part", keys.part), ("whole", keys.whole)):
            if keys.measure is not Measure.RATIO and given is not None:
                message = msg("“%(key)s” is not a key that is read here.", key=name)
                repair = msg("Take it out, or write “measure: ratio”.")
                self.faults.add(PROGRAMME, self.document.key(("metrics", number, name)), "KEY_UNKNOWN", message, repair)
            elif keys.measure is Measure.RATIO and given is None:
                repair = msg("Add a line “%(key)s: ...”.", key=name)
                self._fault(("metrics", number, "measure"), "KEY_MISSING", msg("The key “%(key)s” is missing.", key=name), repair)
            elif given is not None:
                whole = [one.id for one in self.keys.metrics if one.measure is not Measure.RATIO]
                self._known("METRIC_UNKNOWN", given, whole, ("metrics", number, name))
        self._scale(keys, ("metrics", number))
        part, whole_id = (Slug(one) if one else None for one in (keys.part, keys.whole))
        return MetricDefinition(Slug(keys.id), keys.label, keys.measure, part, whole_id, keys.means, keys.from_, keys.to)

    def _scale(self, keys: MetricKeys, path: Path) -> None:
        """A scale ends where it begins or later; a ratio has none, as nobody enters its values."""
        if keys.measure is Measure.RATIO and (keys.from_ is not None or keys.to is not None):
            name = "from" if keys.from_ is not None else "to"
            message = msg("“%(key)s” is not read here: nobody enters the values of a ratio.", key=name)
            repair = msg("Write it where the metrics under “part” and “whole” are defined.")
            self.faults.add(PROGRAMME, self.document.key((*path, name)), "KEY_UNKNOWN", message, repair)
        elif keys.from_ is not None and keys.to is not None and keys.from_ > keys.to:
            self._fault(
                (*path, "to"), "SCALE_BACKWARDS", msg("This scale ends before it begins."), msg("Write the smaller number after “from”.")
            )

    def _review(self) -> Review:
        keys = self.keys.review
        self._known("TIER_UNKNOWN", keys.floor, [tier.id for tier in self.keys.tiers], ("review", "floor"))
        return Review(
            promote="on_days" if keys.promote else "on_change", demote_on=tuple(keys.demote_on), grace_days=keys.grace_days,
            floor=Slug(keys.floor), demote_needs=keys.demote_needs, promote_on=tuple(keys.promote),
            promote_needs=keys.promote_needs, horizon_days=keys.horizon_days,
        )  # fmt: skip

    def _agreement(self) -> Agreement:
        keys = self.keys.agreement
        source = hashlib.sha256(json.dumps(keys.text, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        text = {
            language: self.render(text, PROGRAMME, self.document.place(("agreement", "text", language)).line + ("\n" in text), False)  # noqa: FBT003 (a positional callable)
            for language, text in keys.text.items()
        }  # fmt: skip
        return Agreement(keys.version, keys.title, text, RevisionHash(source))

    def _bands(self, keys: BandsKeys, path: Path) -> Bands:
        self._known("METRIC_UNKNOWN", keys.of, [*self._metrics(), MONTHS], (*path, "of"))
        for number, one in enumerate(keys.ranges):
            if one.tier is not None:
                self._known("TIER_UNKNOWN", one.tier, [tier.id for tier in self.keys.tiers], (*path, "ranges", number, "tier"))
        ranges = tuple(Band(one.from_, one.to, Slug(one.tier) if one.tier else None, one.gives) for one in keys.ranges)
        return Bands(Slug(keys.id), keys.label, Slug(keys.of), keys.step, ranges)

    def _tiers(self) -> tuple[Tier, ...]:
        words = self._words()
        tiers: list[Tier] = []
        for number, keys in enumerate(self.keys.tiers):
            lower = {tier.id: tier.label for tier in tiers}
            rule = self._requirement(keys, ("tiers", number), replace(words, tiers=lower))
            benefits = tuple(Benefit(Slug(one.id), one.owed_by, one.due, one.label) for one in keys.benefits)
            tiers.append(Tier(Slug(keys.id), keys.label, keys.mark, rule, benefits))
        return tuple(tiers)

    def _requirement(self, keys: TierKeys, path: Path, words: Words) -> Requirement:
        doubt = unclear({"all": keys.all, "any": keys.any}, KINDS) if keys.any is not None else None
        if doubt:
            self.faults.add(
                PROGRAMME, self.document.key((*path, "any")), "AND_OR_AMBIGUOUS", doubt.message,
                msg("Put it into the list under “all” as an entry of its own: “- any: [...]”."),
            )  # fmt: skip
        reader: Reader[Requirement] = Reader(self.document, self.faults, words, TIER_KINDS)
        # A rule that cannot be read has left its fault; an empty one stands in so that the tiers above it are read too.
        return reader.requirement({"all": keys.all}, path) or All(())

    def _words(self) -> Words:
        keys = self.keys
        return Words(
            certifications=self.certifications,
            metrics={
                Slug(one.id): MetricWord(one.label, one.measure, Slug(one.part or "") or None, Slug(one.whole or "") or None, one.means)
                for one in keys.metrics
            },
            evidence={Slug(one.id): one.label for one in keys.evidence},
            products={Slug(one.id): one.label for one in keys.products},
            without=GATES_ONLY,
        )  # fmt: skip

    def _distinct(self, words: Sequence[WordKeys | BenefitKeys | TypeKeys], path: Path) -> None:
        seen: set[str] = set()
        for number, word in enumerate(words):
            if word.id in seen:
                message = msg("The id “%(given)s” stands here twice.", given=word.id)
                self._fault((*path, number, "id"), "ID_DUPLICATE", message, msg("Give each an id of its own."))
            seen.add(word.id)

    def _known(self, code: str, given: str, allowed: Collection[str], path: Path) -> None:
        if given not in allowed:
            message = Message(UNKNOWN[code].msgid, {"given": given})
            self._fault(path, code, message, one_of(list(dict.fromkeys(allowed)), code))

    def _fault(self, path: Path, code: str, message: Message, repair: Message) -> None:
        self.faults.add(PROGRAMME, self.document.place(path), code, message, repair)
