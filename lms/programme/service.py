"""Publishes versions of the programme; none is ever changed or taken back."""

from datetime import UTC, datetime

from lms.core.db import db
from lms.core.errors import Conflict, Refused
from lms.core.events import Event
from lms.core.ids import PersonId
from lms.core.text import msg
from lms.programme import queries
from lms.programme.dry_run import earliest_start
from lms.programme.events import ProgrammePublished
from lms.programme.models import ProgrammeVersion
from lms.programme.rules import PROGRAMME_JSON, Programme, rule_hash


def publish_version(programme: Programme, now: datetime, by: PersonId | None = None) -> list[Event]:
    """Keep a version of the programme; nothing happens when it is there already.

    Raises Conflict when this version is known with other rules. Raises Refused when a new version has a number below the newest one,
    begins before it, or gives less notice than the newest version promised.
    """
    hashed = rule_hash(programme)
    known = db.session.get(ProgrammeVersion, programme.version)
    if known is not None:
        # A version kept by an older program was hashed without what a file can say by now; read today, it must rule the same.
        if hashed not in {known.hash, rule_hash(queries.programme_of(known))}:
            raise Conflict(
                msg("Version %(version)s of the programme is published with other rules; give the new rules a new number.",
                    version=programme.version)
            )  # fmt: skip
        return []
    _refuse_wrong_time(programme, now)
    body = PROGRAMME_JSON.dump_python(programme, mode="json")
    row = ProgrammeVersion(
        version=programme.version, effective_from=programme.effective_from, body=body, hash=hashed, published_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return [ProgrammePublished(at=now, by=by, version=programme.version, rule_hash=hashed)]


def _refuse_wrong_time(programme: Programme, now: datetime) -> None:
    last = queries.newest()
    if last is None:
        return
    if programme.version < last.version:
        raise Refused(
            msg("Version %(newest)s of the programme is published; a new version needs a higher number than that.", newest=last.version)
        )
    earliest = earliest_start(queries.programme_of(last), programme, now.astimezone(UTC).date())
    if programme.effective_from < earliest:
        raise Refused(
            msg("Version %(version)s of the programme may apply from %(earliest)s at the earliest; partners are promised notice.",
                version=programme.version, earliest=earliest)
        )  # fmt: skip
