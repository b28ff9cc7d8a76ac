"""Keeping files of figures, entering what a person saw of one, giving one up; and entering what another program sends, all or none."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, delete, select

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, PublicId, new_public_id
from lms.core.text import msg
from lms.partners.evidence.rules import fault_of_reason
from lms.partners.figures import Sent, Vocabulary, read_sent
from lms.partners.imports.queries import Named, import_of, named, planned, preview
from lms.partners.imports.rules import MOST_WAITING, NAME_LENGTH, ImportState, Preview, Upload, contradictions, unreasoned
from lms.partners.models import FigureImport
from lms.partners.rules import ValueSource
from lms.partners.service.figures import hold_partners, write


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a person confirms: `seen` is the digest of the preview; `reason` is that of corrections which name none."""

    seen: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What lines of a file may speak of: the partners within `scope`, and the words of the programme."""

    scope: Select[PartnerId]
    vocabulary: Vocabulary


def keep(upload: Upload, person: PersonId, now: datetime) -> FigureImport:
    """Keep a file until it is confirmed. The same file sent again while it waits is the same one; nothing of it is entered yet."""
    _hold(person)
    digest = hashlib.sha256(upload.data).hexdigest()
    own = select(FigureImport).where(FigureImport.person_id == person, FigureImport.state == ImportState.WAITING)
    waiting = db.session.scalars(own.order_by(FigureImport.id.desc())).all()
    if same := next((one for one in waiting if one.hash == digest), None):
        return same
    for old in waiting[MOST_WAITING - 1 :]:
        db.session.delete(old)
    kept = FigureImport(
        public_id=new_public_id(), person_id=person, name=upload.name[:NAME_LENGTH], data=upload.data, hash=digest, uploaded_at=now,
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    return kept


def confirm(person: PersonId, file: PublicId, given: Confirmation, known: Known, now: datetime) -> list[Event]:
    """Enter every line of a file that has no fault. A file that was entered before changes nothing.

    Raises:
        NotFound: the person has no such file.
        Conflict: figures have changed since the person looked, so that other things would be entered.
        Invalid: it corrects figures, and nothing says why.
    """
    found = _held(person, file)
    if found.state is ImportState.ENTERED:
        return []
    reason = given.reason.strip()
    seen = _preview(found, reason, known, now)
    hold_partners({step.key[0] for step in seen.steps})
    seen = _preview(found, reason, known, now)
    if seen.digest != given.seen:
        raise Conflict(msg("Figures have changed since you looked at this file. Look at it again before you enter it."))
    if not seen.steps:
        raise Invalid(msg("No line of this file can be entered. Correct it and send it again."))
    if reason and (fault := fault_of_reason(reason)):
        raise Invalid(fault)
    if seen.lacks_reason:
        raise Invalid(msg("Say why these figures are corrected."))
    entered, events = write(seen.reasoned, now, person, ValueSource.CSV)
    found.state, found.entered_at, found.reason = ImportState.ENTERED, now, reason
    found.added, found.corrected, found.known = entered.added, entered.corrected, entered.known
    db.session.flush()
    return events


def look_at(sent: Sent, known: Known, now: datetime) -> Preview:
    """What entering the figures of a body would do now; two statements. Corrections that say nowhere why are faults."""
    return _judged(named(read_sent(sent, known.vocabulary, now.date()), known.scope), sent.reason)


def enter_sent(sent: Sent, person: PersonId, known: Known, now: datetime) -> tuple[Preview, list[Event]]:
    """Enter the figures of a body; nothing of one that has a fault."""
    given = named(read_sent(sent, known.vocabulary, now.date()), known.scope)
    if not given.faults:
        hold_partners({partner for _, partner in given.rows})
    seen = _judged(given, sent.reason)
    if seen.faults:
        return seen, []
    return seen, write(seen.reasoned, now, person, ValueSource.API)[1]


def drop(person: PersonId, file: PublicId) -> None:
    """Give up a file that was not entered; nothing happens when it is gone."""
    waits = (FigureImport.public_id == file, FigureImport.person_id == person, FigureImport.state == ImportState.WAITING)
    db.session.execute(delete(FigureImport).where(*waits))


def _judged(given: Named, reason: str) -> Preview:
    seen = planned(given, reason)
    against = list(contradictions(given.rows))
    # Whoever contradicts themselves is told that, and not to give a reason for it.
    unsaid = [fault for fault in unreasoned(seen) if fault.line not in {one.line for one in against}]
    return replace(seen, faults=tuple(sorted((*seen.faults, *against, *unsaid), key=lambda fault: fault.line)))


def _held(person: PersonId, file: PublicId) -> FigureImport:
    chosen = select(FigureImport).where(FigureImport.public_id == file, FigureImport.person_id == person)
    db.session.execute(chosen.with_for_update().execution_options(populate_existing=True)).all()
    return import_of(person, file)


def _preview(found: FigureImport, reason: str, known: Known, now: datetime) -> Preview:
    return preview(found.data, reason, known.scope, known.vocabulary, now.date())


def _hold(person: PersonId) -> None:
    """Let parallel uploads of one person wait for each other."""
    if db.session.scalar(select(Person.id).where(Person.id == person).with_for_update(key_share=True)) is None:
        raise NotFound
