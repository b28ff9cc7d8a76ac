"""The words that rules may use, and how people read them: known ids with their labels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lms.core.ids import Slug
from lms.core.text import Texts, msg


class Measure(StrEnum):
    """How the values of a metric become one figure."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    DISTINCT = "distinct"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class MetricWord:
    """A metric that rules may name. A ratio, in per cent, is that of the metrics `part` and `whole`; `means` says what counts, once."""

    label: Texts
    measure: Measure
    part: Slug | None = None
    whole: Slug | None = None
    means: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """What a rule may name. The tiers stand from the lowest to the highest; kinds in `without` may not be used here.

    Outside the order of the tiers, words only label: whether a requirement holds never depends on them.
    """

    certifications: Mapping[Slug, Texts] = field(default_factory=dict)
    courses: Mapping[Slug, Texts] = field(default_factory=dict)
    tiers: Mapping[Slug, Texts] = field(default_factory=dict)
    metrics: Mapping[Slug, MetricWord] = field(default_factory=dict)
    evidence: Mapping[Slug, Texts] = field(default_factory=dict)
    products: Mapping[Slug, Texts] = field(default_factory=dict)
    without: frozenset[str] = frozenset()


def label(words: Mapping[Slug, Texts], slug: Slug) -> Texts:
    """How people read an id; the id itself when it is no longer known."""
    return words.get(slug) or {"en": slug}


TYPES = {
    "reseller": msg("reseller"),
    "technology": msg("technology partner"),
    "white_label": msg("white label"),
    "ecosystem": msg("ecosystem partner"),
    "service": msg("service partner"),
    "affiliate": msg("affiliate"),
    "distributor": msg("distributor"),
    "consultant": msg("consultant"),
}

ROLES = {
    "partner_admin": msg("partner admin"),
    "sales": msg("sales person"),
    "technical": msg("engineer"),
}
"""What somebody is at their partner."""
