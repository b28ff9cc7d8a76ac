"""Every text of the rule file stands in every language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lms.core.content.faults import Faults
from lms.core.content.yaml import Document, Path
from lms.core.text import LANGUAGES, Texts, msg
from lms.programme.format.keys import ProgrammeKeys, WordKeys


@dataclass(frozen=True, slots=True)
class Languages:
    """Compares the texts of a document with the languages that are read."""

    document: Document
    faults: Faults

    def check(self, keys: ProgrammeKeys) -> None:
        """Note what is missing and what is written for nobody; a text that may be left out may be left out whole."""
        for texts, path in _written(keys):
            self._in_all(texts, path)
        for texts, path in _optional(keys):
            if texts:
                self._in_all(texts, path)

    def _in_all(self, texts: Texts, path: Path) -> None:
        for language in LANGUAGES:
            if not texts.get(language, "").strip():
                message = msg("There is no text in the language “%(language)s”.", language=language)
                repair = msg("Write it as “{en: ..., ru: ...}”.")
                self.faults.add(self.document.path, self.document.place(path), "TRANSLATION_MISSING", message, repair)
        for language in texts.keys() - set(LANGUAGES):
            message = msg("“%(given)s” is not a language that is read.", given=language)
            repair = msg("Write one of: %(allowed)s.", allowed=", ".join(LANGUAGES))
            self.faults.add(self.document.path, self.document.place((*path, language)), "LANGUAGE_UNKNOWN", message, repair)


def _written(keys: ProgrammeKeys) -> Iterator[tuple[Texts, Path]]:
    groups: Mapping[str, Sequence[WordKeys]] = {
        "products": keys.products,
        "metrics": keys.metrics,
        "evidence": keys.evidence,
        "tiers": keys.tiers,
        "bands": keys.bands,
    }
    for name, words in groups.items():
        for number, word in enumerate(words):
            yield word.label, (name, number, "label")
    for number, tier in enumerate(keys.tiers):
        for at, benefit in enumerate(tier.benefits):
            yield benefit.label, ("tiers", number, "benefits", at, "label")
    for number, one in enumerate(keys.types):
        yield one.says, ("types", number, "says")
    yield keys.agreement.title, ("agreement", "title")
    yield keys.agreement.text, ("agreement", "text")


def _optional(keys: ProgrammeKeys) -> Iterator[tuple[Texts, Path]]:
    yield keys.mission, ("mission",)
    for number, metric in enumerate(keys.metrics):
        yield metric.means, ("metrics", number, "means")
    for number, bands in enumerate(keys.bands):
        for at, one in enumerate(bands.ranges):
            yield one.gives, ("bands", number, "ranges", at, "gives")
