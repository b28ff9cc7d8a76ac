"""The kind `points`: weighted terms add up to enough, in the best of several tracks."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import Field

from lms.core.content.schema import Schema, TextList
from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import LANGUAGES, Message, Texts, msg
from lms.requirements.figure import Figure, read_figure, shown
from lms.requirements.reading import Reader
from lms.requirements.result import Result, Unit, both, same
from lms.requirements.scene import Scene, first_false_on
from lms.requirements.staffing import employed, held, turns
from lms.requirements.words import Words

ID = r"^[a-z0-9]+([-_][a-z0-9]+)*$"


class _MetricKeys(Schema):
    name: str
    window: str = "lifetime"
    each: Decimal | None = Field(default=None, gt=0, max_digits=14, decimal_places=4)


class _PeopleKeys(Schema):
    holds_any: TextList


class _TermKeys(Schema):
    id: str = Field(pattern=ID)
    label: dict[str, str]
    metric: _MetricKeys | None = None
    people: _PeopleKeys | None = None
    each: Decimal = Field(gt=0, max_digits=14, decimal_places=4)
    most: Decimal | None = Field(default=None, gt=0, max_digits=14, decimal_places=4)


class _TrackKeys(Schema):
    id: str = Field(pattern=ID)
    label: dict[str, str]
    terms: list[_TermKeys] = Field(min_length=1)


class _Keys(Schema):
    min: Decimal = Field(gt=0, max_digits=14, decimal_places=4)
    each_above_zero: bool = False
    tracks: list[_TrackKeys] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Term:
    """`each` points for every one of a figure, or of the people who hold one of `holds_any`; parts of one earn parts, at most `most`."""

    id: Slug
    label: Texts
    each: Decimal
    most: Decimal | None = None
    figure: Figure | None = None
    holds_any: tuple[Slug, ...] = ()

    def points(self, scene: Scene) -> Fraction:
        """The exact points, never below 0."""
        if self.figure is not None:
            count = self.figure.worth(scene) or Fraction(0)
        else:
            here = employed(scene.partner.members, scene.as_of)
            count = Fraction(sum(held(one, self.holds_any, scene.as_of) is not None for one in here))
        earned = max(Fraction(0), count * Fraction(self.each))
        return earned if self.most is None else min(earned, Fraction(self.most))

    def turns(self, scene: Scene) -> set[date]:
        """The days on which the points may change."""
        return self.figure.turns(scene) if self.figure is not None else turns(scene.partner.members, self.holds_any)


@dataclass(frozen=True, slots=True)
class Track:
    """Terms that are added up."""

    id: Slug
    label: Texts
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """One of the tracks has at least `min` points and, with `each_above_zero`, more than none for each of its terms."""

    min: Decimal
    tracks: tuple[Track, ...]
    each_above_zero: bool = False
    kind: Literal["points"] = "points"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "Points | None":
        """`{min: 70, each_above_zero: true, tracks: [{id, label, terms: [{id, label, metric or people, each: 5, most: 30}]}]}`."""
        keys = reader.typed(_Keys, value, path)
        if keys is None:
            return None
        tracks = [_track(one, (*path, "tracks", at), reader) for at, one in enumerate(keys.tracks)]
        _distinct([one.id for one in keys.tracks], (*path, "tracks"), reader)
        complete = tuple(one for one in tracks if one)
        for at, track in enumerate(keys.tracks):
            most = [one.most for one in track.terms]
            if None not in most and sum(one for one in most if one is not None) < keys.min:
                message = msg("The terms of “%(given)s” add up to less than the points that are asked for.", given=track.id)
                reader.fault((*path, "tracks", at), "POINTS_UNREACHABLE", message, msg("Raise “most” of a term, or lower “min”."))
                return None
        return cls(keys.min, complete, keys.each_above_zero) if len({one.id for one in complete}) == len(tracks) else None

    def evaluate(self, scene: Scene) -> Result:
        """The best track decides; the children explain all of them, term by term."""
        results = tuple(self._of_track(track, scene) for track in self.tracks)
        best = max(results, key=lambda one: (one.met, one.have))
        return Result(
            self.kind, best.met, best.have, best.need, best.message,
            subject=same((self.tracks, self.each_above_zero)),
            children=results, first_false_on=first_false_on(self, scene), unit=Unit.POINTS,
        )  # fmt: skip

    def asks(self, words: Words) -> Message:  # noqa: ARG002 (the protocol of all kinds)
        """What it asks for, without how far anybody is."""
        names = both([track.label for track in self.tracks])
        if self.each_above_zero:
            return msg("%(min)s points, some for each part: %(tracks)s", min=shown(self.min), tracks=names)
        return msg("%(min)s points: %(tracks)s", min=shown(self.min), tracks=names)

    def holds(self, scene: Scene) -> bool:
        """Compares the exact points of each track."""
        return any(self._enough([term.points(scene) for term in track.terms]) for track in self.tracks)

    def turns(self, scene: Scene) -> set[date]:
        """The turns of all terms."""
        return {day for track in self.tracks for term in track.terms for day in term.turns(scene)}

    def _enough(self, points: list[Fraction]) -> bool:
        return sum(points, Fraction(0)) >= Fraction(self.min) and (not self.each_above_zero or all(one > 0 for one in points))

    def _of_track(self, track: Track, scene: Scene) -> Result:
        points = [term.points(scene) for term in track.terms]
        have, need, met = shown(sum(points, Fraction(0))), shown(self.min), self._enough(points)
        empty = [term.label for term, earned in zip(track.terms, points, strict=True) if earned == 0]
        message = msg("%(track)s: %(have)s of %(need)s points.", track=track.label, have=have, need=need)
        if self.each_above_zero and empty and not met:
            message = msg(
                "%(track)s: %(have)s of %(need)s points, and none for %(terms)s, where some are needed.",
                track=track.label, have=have, need=need, terms=both(empty),
            )  # fmt: skip
        terms = (self._of_term(term, earned) for term, earned in zip(track.terms, points, strict=True))
        return Result("track", met, have, need, message, subject=track.id, children=tuple(terms), unit=Unit.POINTS)

    def _of_term(self, term: Term, earned: Fraction) -> Result:
        have, most = shown(earned), shown(term.most) if term.most is not None else None
        message = (
            msg("%(term)s: %(have)s points", term=term.label, have=have) if most is None
            else msg("%(term)s: %(have)s of at most %(most)s points", term=term.label, have=have, most=most)
        )  # fmt: skip
        met = earned > 0 or not self.each_above_zero
        return Result("term", met, have, most if most is not None else have, message, subject=term.id, unit=Unit.POINTS)


def _track(keys: _TrackKeys, path: Path, reader: Reader[object]) -> Track | None:
    labelled = _labelled(keys.label, path, reader)
    terms = [_term(one, (*path, "terms", at), reader) for at, one in enumerate(keys.terms)]
    distinct = _distinct([one.id for one in keys.terms], (*path, "terms"), reader)
    complete = tuple(one for one in terms if one)
    return Track(Slug(keys.id), keys.label, complete) if labelled and distinct and len(complete) == len(terms) else None


def _term(keys: _TermKeys, path: Path, reader: Reader[object]) -> Term | None:
    if (keys.metric is None) == (keys.people is None):
        message = msg("A term counts either a metric or people.")
        reader.fault(path, "VALUE_WRONG", message, msg("Write one of “metric” and “people”."))
        return None
    labelled = _labelled(keys.label, path, reader)
    if keys.metric is not None:
        figure = read_figure((keys.metric.name, keys.metric.window, keys.metric.each), (*path, "metric"), reader)
        return Term(Slug(keys.id), keys.label, keys.each, keys.most, figure) if figure and labelled else None
    given: list[Value] = [*keys.people.holds_any] if keys.people else []
    asked = reader.all_known("CERTIFICATION_UNKNOWN", given, reader.words.certifications, (*path, "people", "holds_any"))
    return Term(Slug(keys.id), keys.label, keys.each, keys.most, holds_any=asked) if asked and labelled else None


def _labelled(label: Texts, path: Path, reader: Reader[object]) -> bool:
    missing = [language for language in LANGUAGES if not label.get(language)]
    for language in missing:
        message = msg("The label has no text in the language “%(language)s”.", language=language)
        reader.fault((*path, "label"), "TRANSLATION_MISSING", message, msg("Write it as “{en: ..., ru: ...}”."))
    return not missing


def _distinct(ids: list[str], path: Path, reader: Reader[object]) -> bool:
    twice = [at for at, one in enumerate(ids) if one in ids[:at]]
    for at in twice:
        message = msg("The id “%(given)s” stands here twice.", given=ids[at])
        reader.fault((*path, at, "id"), "ID_DUPLICATE", message, msg("Give each an id of its own."))
    return not twice
