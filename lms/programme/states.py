"""The states of a standing and the steps between them."""

from enum import StrEnum


class StandingState(StrEnum):
    """How safely a partner holds its tier."""

    NONE = "none"
    """it holds none"""
    MET = "met"
    AT_RISK = "at_risk"
    """its requirements hold today and will not all hold on a day within the horizon, if nothing changes"""
    GRACE = "grace"
    """they do not all hold; the tier is kept"""
    PROPOSED = "proposed"
    """grace and a review day have passed: whether it falls needs a manager's word"""


class StepKind(StrEnum):
    """What happened to a standing."""

    REACHED = "reached"
    ELIGIBLE = "eligible"
    """a higher tier is earned and waits for its day or for a manager's word"""
    AT_RISK = "at_risk"
    GRACE = "grace"
    PROPOSED = "proposed"
    RECOVERED = "recovered"
    """what was at risk, in grace or proposed holds again"""
    KEPT = "kept"
    """a manager's word: it does not fall at this review"""
    LOWERED = "lowered"
    """a manager's word: it falls"""
    LOST = "lost"
    """the version in force has no such tier"""
