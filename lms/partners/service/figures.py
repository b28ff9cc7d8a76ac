"""Entering figures of partners, wherever they come from: by hand, from a file, over the API."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from lms.core.db import db
from lms.core.errors import Conflict, Invalid
from lms.core.events import Event
from lms.core.ids import PartnerId, PersonId, Slug
from lms.core.text import msg
from lms.partners.events import ValuesEntered
from lms.partners.figures import Fate, Figure, Step, Vocabulary, fault_of, needs_reason, plan
from lms.partners.figures.rules import key_of, said
from lms.partners.imports.queries import kept_values
from lms.partners.models import MetricValue, Partner
from lms.partners.rules import ValueSource


@dataclass(frozen=True, slots=True)
class Entered:
    """How many figures were new, known already, and corrections of what stood there."""

    added: int
    known: int
    corrected: int = 0


def enter(
    figures: Sequence[tuple[PartnerId, Figure]], vocabulary: Vocabulary, now: datetime, by: PersonId | None, source: ValueSource
) -> tuple[Entered, list[Event]]:  # fmt: skip
    """Enter figures: all, or none. What says the same as stands there is known and changes nothing; what says something else corrects it.

    A correction adds a row; what stood there stays as history.

    Raises:
        Invalid: a figure cannot be one, lacks the reason that figures by hand and corrections have, or strikes out what is not there.
    """
    for _, figure in figures:
        if fault := fault_of(figure, vocabulary, now.date()):
            raise Invalid(fault)
    hold_partners({partner for partner, _ in figures})
    steps = plan(figures, kept_values([key_of(*one) for one in figures]))
    if any(step.fate is Fate.NEW and step.figure.struck for step in steps):
        raise Invalid(msg("No such figure is entered: there is nothing to strike out. Look at its day and its reference."))
    if needs_reason(steps, source):
        raise Invalid(msg("Say why: a figure that is entered or corrected by hand needs its reason."))
    return write(steps, now, by, source)


def enter_by_hand(
    partner_id: PartnerId, figure: Figure, seen: int | None, vocabulary: Vocabulary, now: datetime, by: PersonId | None
) -> tuple[Entered, list[Event]]:  # fmt: skip
    """Enter one figure that somebody typed; `seen` is the number of the figure that they meant to correct.

    Raises:
        Invalid: as `enter`.
        Conflict: another figure stands there than the one they saw.
    """
    hold_partners([partner_id])
    key = key_of(partner_id, figure)
    standing = kept_values([key]).get(key)
    if standing is not None and standing.said != said(figure) and standing.number != seen:
        raise Conflict(
            msg(
                "For this day and reference %(value)s is entered already. Send the form once more to correct it.", value=standing.said.value
            )
        )
    return enter([(partner_id, figure)], vocabulary, now, by, ValueSource.HAND)


def write(steps: Sequence[Step], now: datetime, by: PersonId | None, source: ValueSource) -> tuple[Entered, list[Event]]:
    """Write what `plan` found, while the partners are held."""
    changes = [step for step in steps if step.fate is not Fate.KNOWN]
    replaced = [step.replaces for step in changes if step.replaces is not None]
    if replaced:
        db.session.execute(
            update(MetricValue).where(MetricValue.id.in_(replaced)).values(latest=False).execution_options(synchronize_session=False)
        )
    if changes:
        db.session.execute(insert(MetricValue), [_row(step, now, by, source) for step in changes])
    corrected = sum(step.fate is Fate.CORRECTION for step in changes)
    return Entered(len(changes) - corrected, len(steps) - len(changes), corrected), _events(changes, now, by, source)


def hold_partners(partners: Collection[PartnerId]) -> None:
    """Let parallel entries for the same partners wait for each other, in a fixed order."""
    held = select(Partner.id).where(Partner.id.in_(partners)).order_by(Partner.id).with_for_update(key_share=True)
    db.session.execute(held).all()


def _row(step: Step, now: datetime, by: PersonId | None, source: ValueSource) -> dict[str, object]:
    partner, metric, on, reference = step.key
    one = step.figure
    return {
        "partner_id": partner, "metric": metric, "on": on, "reference": reference, "number": step.number, "latest": step.latest,
        "value": one.value, "struck": one.struck, "covers_from": one.covers_from, "product": one.product, "source": source,
        "reason": one.reason.strip(), "entered_by": by, "entered_at": now,
    }  # fmt: skip


def _events(changes: Sequence[Step], now: datetime, by: PersonId | None, source: ValueSource) -> list[Event]:
    of: dict[PartnerId, list[Step]] = defaultdict(list)
    for step in changes:
        of[step.key[0]].append(step)
    return [
        ValuesEntered(
            at=now, by=by, partner=partner, metrics=_metrics(steps), source=source,
            count=sum(step.fate is Fate.NEW for step in steps), corrected=sum(step.fate is Fate.CORRECTION for step in steps),
        )
        for partner, steps in sorted(of.items())
    ]  # fmt: skip


def _metrics(steps: Sequence[Step]) -> tuple[Slug, ...]:
    return tuple(sorted({step.key[1] for step in steps}))
