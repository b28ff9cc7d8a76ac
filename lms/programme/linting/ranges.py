"""Ranges that overlap, leave numbers out, run backwards, or part from the tier that they name."""

from decimal import Decimal

from lms.core.content.faults import Faults
from lms.core.content.yaml import Path
from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.programme.bands import Bands, Clash, gaps, overlaps
from lms.programme.linting.rulebook import Rulebook
from lms.programme.parts import leaves
from lms.programme.rules import Tier
from lms.requirements.metric import Metric


def lint_ranges(book: Rulebook, faults: Faults) -> None:
    """Note what is wrong with the ranges of a version."""
    for at, bands in enumerate(book.programme.bands):
        path = ("bands", at, "ranges")
        backwards = [
            number for number, one in enumerate(bands.ranges) if one.start is not None and one.end is not None and one.start > one.end
        ]
        for number in backwards:
            message = msg("This range ends before it begins.")
            _fault(book, faults, (*path, number, "to"), "BAND_BACKWARDS", message, msg("Write the smaller number after “from”."))
        if not backwards:
            _lint_edges(book, bands, path, faults)
        for number, one in enumerate(bands.ranges):
            tier = book.programme.tier(one.tier) if one.tier else None
            if tier is not None:
                _lint_tier(book, bands, number, tier, faults)


def _lint_edges(book: Rulebook, bands: Bands, path: Path, faults: Faults) -> None:
    for clash in overlaps(bands):
        message = msg("%(numbers)s stands in two ranges of “%(id)s”.", numbers=_numbers(clash), id=bands.id)
        _fault(book, faults, _edge(bands, clash, path), "BANDS_OVERLAP", message, _apart(bands, clash))
    for clash in gaps(bands):
        message = msg("%(numbers)s stands in no range of “%(id)s”.", numbers=_numbers(clash), id=bands.id)
        repair = msg("Let this range begin at %(number)s, or the one below it reach up to here.", number=_shown(clash.first))
        _fault(book, faults, _edge(bands, clash, path), "BANDS_GAP", message, repair)


def _edge(bands: Bands, clash: Clash, path: Path) -> Path:
    """Where the later of two ranges begins, or ends when its beginning is not written."""
    return (*path, clash.at, "to" if bands.ranges[clash.at].start is None else "from")


def _apart(bands: Bands, clash: Clash) -> Message:
    if clash.last is None:
        return msg("Give the range below this one an end, and let only the highest have none.")
    return msg("Let this range begin at %(number)s, or end the one below it earlier.", number=_shown(clash.last + bands.step))


def _numbers(clash: Clash) -> Message | str:
    if clash.first is not None and clash.first == clash.last:
        return _shown(clash.first)
    if clash.first is not None and clash.last is not None:
        return msg("Everything from %(first)s to %(last)s", first=_shown(clash.first), last=_shown(clash.last))
    if clash.first is not None:
        return msg("Everything from %(first)s", first=_shown(clash.first))
    return msg("Everything up to %(last)s", last=_shown(clash.last))


def _lint_tier(book: Rulebook, bands: Bands, number: int, tier: Tier, faults: Faults) -> None:
    """The tier of a range asks for exactly the number at which the range begins."""
    start = bands.ranges[number].start
    asked = _asked(tier, bands.of)
    if start in asked:
        return
    path = ("bands", book.programme.bands.index(bands), "ranges", number, "tier" if start is None else "from")
    if not asked:
        message = msg("%(tier)s asks for nothing of “%(metric)s”, which this range is of.", tier=tier.label, metric=bands.of)
        _fault(book, faults, path, "BAND_TIER_DIFFERS", message, msg("Take “tier” out, or let the tier ask for it."))
        return
    message = msg("%(tier)s begins at %(number)s and this range elsewhere.", tier=tier.label, number=_shown(min(asked)))
    repair = msg("Write “from: %(number)s”, or mend the tier.", number=_shown(min(asked)))
    _fault(book, faults, path, "BAND_TIER_DIFFERS", message, repair)


def _asked(tier: Tier, metric: Slug) -> list[Decimal]:
    return [leaf.min for leaf in leaves(tier.requirement) if isinstance(leaf, Metric) and leaf.name == metric]


def _shown(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def _fault(book: Rulebook, faults: Faults, path: Path, code: str, message: Message, repair: Message) -> None:
    faults.add(book.document.path, book.document.place(path), code, message, repair)
