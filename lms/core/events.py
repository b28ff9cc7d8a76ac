"""The base of events: frozen facts in the past tense that services return and `journey` acts upon."""

from dataclasses import dataclass
from datetime import datetime

from lms.core.ids import PartnerId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened.

    `at` is the moment, `by` the person who did it (`None`: the programme itself), `person` whom it concerns and `partner` whose
    business it is. Features add ids and hashes, never names: the audit log keeps what stands here.
    """

    at: datetime
    by: PersonId | None = None
    person: PersonId | None = None
    partner: PartnerId | None = None
