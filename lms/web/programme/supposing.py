"""The what-if form of the tier page and its answer: read from the address, answered by the engine, and nothing is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.errors import Invalid
from lms.core.ids import PublicId, Slug
from lms.materials.rules import Materials
from lms.programme.actions import Action, ActionKind
from lms.programme.supposed import supposed
from lms.programme.versions import in_force
from lms.programme.ways import code_of
from lms.programme.whatif import Change, Choices, Supposition, choices, compare, read_supposition, supposed_versions
from lms.requirements.tier_at_least import TierAtLeast
from lms.web.presentation import spoken, tier_name
from lms.web.programme.ground import Ground

FIELDS = ("pass", "leave", "version", "on")
TICKS = 8
"""So many suggestions are ticks; everybody and everything else is chosen from a list."""
Given = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that can be supposed with one tick, or one line of a list."""

    value: str
    text: str
    note: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of a list that are about one person."""

    text: str
    lines: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would be on a day: sentences, and the materials that would open and close."""

    title: str
    tier: str
    mark: str
    says: tuple[str, ...]
    opens: tuple[str, ...]
    closes: tuple[str, ...]
    met: tuple[str, ...]
    """what would no longer be missing"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The form as it was sent, with its faults by field; `outcome` is there when something was supposed and could be read."""

    passes: tuple[Tick, ...]
    more_passes: tuple[Group, ...]
    leaves: tuple[Tick, ...]
    more_leaves: tuple[Tick, ...]
    versions: tuple[Tick, ...]
    on: str
    first: str
    last: str
    errors: dict[str, str]
    outcome: Outcome | None


def what_if(ground: Ground, suggested: Sequence[Action], materials: Materials) -> WhatIf:
    """The form for this partner, filled in and answered as the address asks."""
    allowed = choices(ground.versions, ground.facts, ground.certifications, ground.day)
    given: Given = [(name, value) for name, value in request.args.items(multi=True) if name in FIELDS]
    supposition, errors = _read(given, allowed)
    passed, left = ([value for name, value in given if name == one and value] for one in ("pass", "leave"))
    shown = _passes(ground, suggested, allowed, passed)
    ticked = {one.value for one in shown}
    gone = tuple(Tick(who, spoken(name), checked=who in left) for who, name in allowed.people)
    return WhatIf(
        passes=shown, more_passes=tuple(_others(ground, allowed, ticked)),
        leaves=tuple(sorted(gone, key=lambda one: not one.checked)[:TICKS]),
        more_leaves=tuple(sorted(gone, key=lambda one: not one.checked)[TICKS:]),
        versions=_versions(ground, allowed, dict(given).get("version", "")), on=dict(given).get("on", "") or allowed.first.isoformat(),
        first=allowed.first.isoformat(), last=allowed.last.isoformat(), errors=errors,
        outcome=_outcome(ground, supposition, materials) if _asks(supposition, ground.day) and not errors else None,
    )  # fmt: skip


def _read(given: Given, allowed: Choices) -> tuple[Supposition, dict[str, str]]:
    """What is supposed, and what of it cannot be; the fault stands at its field."""
    errors: dict[str, str] = {}
    for field in FIELDS:
        try:
            read_supposition([one for one in given if one[0] == field], allowed)
        except Invalid as problem:
            errors[field] = spoken(problem.message)
    if errors:
        return Supposition(on=allowed.first), errors
    try:
        return read_supposition(given, allowed), {}
    except Invalid as problem:
        return Supposition(on=allowed.first), {"pass": spoken(problem.message)}


def _asks(supposition: Supposition, today: date) -> bool:
    return supposition.anything or supposition.on != today


def _passes(ground: Ground, suggested: Sequence[Action], allowed: Choices, chosen: Sequence[str]) -> tuple[Tick, ...]:
    """What is chosen already, and what helps most."""
    people, titles = dict(allowed.people), dict(allowed.certifications)
    notes = {f"{one.person}:{one.certification}": _note(one) for one in suggested}
    values = [value for value in dict.fromkeys([*chosen, *notes]) if _known(value, people, titles)]
    kept = values[: max(TICKS, len(chosen))]
    return tuple(
        Tick(value, _says(people[PublicId(who)], Slug(slug), ground), notes.get(value, ""), checked=value in chosen)
        for value in kept for who, _colon, slug in [value.partition(":")]
    )  # fmt: skip


def _known(value: str, people: dict[PublicId, dict[str, str]], titles: dict[Slug, dict[str, str]]) -> bool:
    who, _colon, slug = value.partition(":")
    return who in people and slug in titles


def _says(name: dict[str, str], slug: Slug, ground: Ground) -> str:
    return str(_("%(person)s passes %(certification)s", person=spoken(name), certification=code_of(slug, ground.certifications)))


def _note(action: Action) -> str:
    if action.kind is ActionKind.RENEW:
        return str(ngettext("renewed, about %(num)s day to prepare", "renewed, about %(num)s days to prepare", action.days))
    return str(ngettext("about %(num)s day to prepare", "about %(num)s days to prepare", action.days))


def _others(ground: Ground, allowed: Choices, ticked: set[str]) -> Iterable[Group]:
    for who, name in allowed.people:
        lines = [
            Tick(f"{who}:{slug}", _says(name, slug, ground)) for slug, _title in allowed.certifications if f"{who}:{slug}" not in ticked
        ]
        if lines:
            yield Group(spoken(name), tuple(lines))


def _versions(ground: Ground, allowed: Choices, chosen: str) -> tuple[Tick, ...]:
    """The versions that may be supposed; nothing to choose where there is one."""
    if len(allowed.versions) < 2:
        return ()
    starts = {one.version: one.effective_from for one in ground.versions}
    return tuple(
        Tick(
            str(one), _("Version %(version)s, from %(day)s", version=one, day=spoken(starts[one])), checked=str(one) == chosen
        )
        for one in allowed.versions
    )  # fmt: skip


def _outcome(ground: Ground, supposition: Supposition, materials: Materials) -> Outcome:
    change = compare(ground.versions, ground.facts, supposition, ground.certifications)
    rules = in_force(supposed_versions(ground.versions, supposition), supposition.on) or ground.rules
    tier = rules.tier(change.after.tier) if change.after.tier else None
    name = tier_name(rules, change.after.tier)
    title = _("What would be on %(day)s", day=spoken(supposition.on)) if supposition.on != ground.day else _("What would be")
    if supposition.anything:
        says = ground.texts(supposed(ground.versions, change))
    else:
        says = (_("If nothing else happens, this is what is earned on that day: %(tier)s.", tier=name),)
    return Outcome(
        title, name, tier.mark.value if tier else "", says,
        _gated(materials, ground, change.won.tiers), _gated(materials, ground, change.lost.tiers), _met(change),
    )  # fmt: skip


def _met(change: Change) -> tuple[str, ...]:
    """What is missing without it, in its own words; places are told already."""
    return tuple(spoken(leaf.message) for leaf in change.won.requirements if not leaf.places)


def _gated(materials: Materials, ground: Ground, tiers: Sequence[Slug]) -> tuple[str, ...]:
    """The materials that the partner sees and whose gate names one of these tiers."""
    products = ground.facts.partner.products if ground.facts.partner else ()
    seen = (one for one in materials.items.values() if one.gate is not None and one.visible_for(products) and not one.expired(ground.day))
    return tuple(spoken(one.title) for one in seen if _named(one.gate) & set(tiers))


def _named(gate: object) -> set[Slug]:
    if isinstance(gate, TierAtLeast):
        return {gate.tier}
    return {tier for one in getattr(gate, "requirements", ()) for tier in _named(one)}
