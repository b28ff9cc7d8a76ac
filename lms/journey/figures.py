"""Figures of partners: entered by hand or by another program, and files that are looked at before they are entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.access import Permission
from lms.core.errors import NotFound
from lms.core.ids import PartnerId, PublicId
from lms.journey.settle import programme_now, settle
from lms.partners import service as partners
from lms.partners.figures import Figure, Scale, Sent, Vocabulary, Wrong, read_csv
from lms.partners.imports import service as files
from lms.partners.imports.rules import Preview, Upload
from lms.partners.imports.service import Confirmation, Known
from lms.partners.queries import portfolio_scope
from lms.partners.rules import ValueSource
from lms.partners.service import Entered
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of a file: it is kept to be looked at, or `faults` say why it is no table of figures."""

    file: PublicId | None
    faults: tuple[Wrong, ...] = ()


def enter_values(
    library: Library, visitor: Visitor, partner: PartnerId, figures: Sequence[Figure], now: datetime, source: ValueSource = ValueSource.HAND
) -> Entered:  # fmt: skip
    """Enter figures of a partner.

    Raises:
        Invalid: as `partners.service.enter`.
    """
    vocabulary = vocabulary_of(library, now)
    entered, events = partners.enter([(partner, one) for one in figures], vocabulary, now, visitor.actor.person, source)
    settle(library, events, now)
    return entered


def enter_by_hand(
    library: Library, visitor: Visitor, partner: PartnerId, figure: Figure, seen: int | None, now: datetime
) -> Entered:  # fmt: skip
    """Enter one figure that somebody typed; `seen` is the number of the one that it corrects.

    Raises:
        Invalid, Conflict: as `partners.service.enter_by_hand`.
    """
    entered, events = partners.enter_by_hand(partner, figure, seen, vocabulary_of(library, now), now, visitor.actor.person)
    settle(library, events, now)
    return entered


def keep_figures(library: Library, visitor: Visitor, upload: Upload, now: datetime) -> Arrived:
    """Keep a file until it is confirmed. One that cannot be read as a table is not kept.

    Raises:
        NotFound: nobody is signed in.
    """
    if visitor.actor.person is None:
        raise NotFound
    reading = read_csv(upload.data, vocabulary_of(library, now), now.date())
    if not reading.whole:
        return Arrived(None, reading.faults)
    return Arrived(files.keep(upload, visitor.actor.person, now).public_id)


def confirm_figures(library: Library, visitor: Visitor, file: PublicId, given: Confirmation, now: datetime) -> None:
    """Enter the lines of a file that have no fault, as they were seen.

    Raises:
        NotFound, Conflict, Invalid: as `partners.imports.service.confirm`.
    """
    if visitor.actor.person is None:
        raise NotFound
    settle(library, files.confirm(visitor.actor.person, file, given, known_to(library, visitor, now), now), now)


def drop_figures(visitor: Visitor, file: PublicId) -> None:
    """Give a file up."""
    if visitor.actor.person is not None:
        files.drop(visitor.actor.person, file)


def look_at_sent(library: Library, visitor: Visitor, sent: Sent, now: datetime) -> Preview:
    """What entering the figures that another program sent for this visitor would do now; nothing is entered."""
    return files.look_at(sent, known_to(library, visitor, now), now)


def enter_sent(library: Library, visitor: Visitor, sent: Sent, now: datetime) -> Preview:
    """Enter the figures that another program sent for this visitor; nothing of a body that has a fault.

    Raises:
        NotFound: nobody is there.
    """
    if visitor.actor.person is None:
        raise NotFound
    seen, events = files.enter_sent(sent, visitor.actor.person, known_to(library, visitor, now), now)
    settle(library, events, now)
    return seen


def known_to(library: Library, visitor: Visitor, now: datetime) -> Known:
    """What lines of this visitor's file may speak of."""
    return Known(portfolio_scope(visitor.actor, Permission.ENTER_FIGURES), vocabulary_of(library, now))


def vocabulary_of(library: Library, now: datetime) -> Vocabulary:
    """The metrics, with their scales, and the products that the programme in force knows."""
    programme = programme_now(library, now)
    scales = {one.id: Scale(one.lowest, one.highest) for one in programme.metrics}
    return Vocabulary(tuple(one.id for one in programme.metrics), tuple(one.id for one in programme.products), scales)
