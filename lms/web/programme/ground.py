"""What the tier page judges by: the rules that govern the day, the facts of the last review, and how the partner stands today."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from lms.certificates.rules import Certifications
from lms.core.errors import NotFound
from lms.core.ids import Slug
from lms.core.text import Message
from lms.programme.forecast import Forecast, forecast
from lms.programme.listeners import Listener, heard
from lms.programme.queries import StandingRow, evidence_of, published
from lms.programme.reviews import Past, reviewed, rules_on, serving
from lms.programme.rules import Programme, Standing, Tier
from lms.programme.states import Held, StandingState
from lms.programme.versions import answering, judged
from lms.publishing.library import Library
from lms.requirements.facts import Facts, PartnerFacts
from lms.web.presentation import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A partner on a day. `since` is when the held tier was reached; `rules` is the version in force."""

    versions: tuple[Programme, ...]
    rules: Programme
    facts: Facts
    day: date
    held: Held
    since: datetime | None
    seen: Standing
    ahead: Forecast
    certifications: Certifications
    listener: Listener = Listener.COMPANY
    """who reads the page"""

    @property
    def tier(self) -> Tier | None:
        """The held tier."""
        return self.rules.tier(self.held.tier) if self.held.tier else None

    @property
    def above(self) -> Tier | None:
        """The tier above both the held one and the earned one."""
        steps = self.rules.step(self.held.tier), self.rules.step(self.seen.tier)
        above = self.rules.tiers[max(steps) :]
        return above[0] if above else None

    @property
    def fails(self) -> bool:
        """Whether the requirements of the held tier do not all hold today."""
        return self.held.state in {StandingState.GRACE, StandingState.PROPOSED}

    def texts(self, said: Iterable[Message]) -> tuple[str, ...]:
        """Sentences as whoever reads the page is spoken to."""
        return tuple(spoken(one) for one in heard(said, self.listener))

    def asking(self, tier: Slug) -> Programme:
        """The version that answers for a tier today: during an overlap it may be the one before."""
        return answering(self.versions, self.facts, self.day, tier)


def ground_of(library: Library, row: StandingRow | None, now: datetime) -> Ground:
    """The ground for a partner with this standing; one statement, and one more when this process has not yet read the rules.

    Raises:
        NotFound: there is no programme at all.
    """
    known = published().versions or ((library.programme,) if library.programme is not None else ())
    if not known:
        raise NotFound
    day = now.date()
    versions = serving(known, day)
    rules = rules_on(versions, day)
    stored = evidence_of(row).facts if row is not None and row.facts else Facts(PartnerFacts(), None, None, 0)
    facts = replace(stored, tier=row.tier if row is not None else None, agreement_current=rules.agreement.version)
    held = _held(versions, row, facts, day) if row is not None else Held()
    return Ground(
        versions=versions, rules=rules, facts=facts, day=day, held=held, since=row.since if row is not None else None,
        seen=judged(versions, facts, day), certifications=library.certifications,
        ahead=forecast(versions, facts, day, failing_since=held.failing_since, grace_until=held.grace_until),
    )  # fmt: skip


def _held(versions: tuple[Programme, ...], row: StandingRow, facts: Facts, day: date) -> Held:
    """How it stands today, also where nobody has looked since; the tier itself changes only at a review."""
    held = Held(row.tier, row.state, row.failing_since, row.grace_until, row.eligible)
    past = Past(facts, row.as_of) if row.facts and row.as_of < day - timedelta(days=1) else None
    today = reviewed(versions, held, facts, day, past).held
    return today if today.tier == held.tier else held
