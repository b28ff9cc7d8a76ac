"""The recorded matrix would tell of every cell of the policy: flip one, and a door that was walked would answer differently."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lms import access
from lms.access import ANONYMOUS, Actor, Permission, Placement, Reach, Role, may, may_on
from lms.core.ids import PartnerId, PersonId
from tests.security.walks import NAMES
from tests.security.world import FREE

MATRIX = Path(__file__).parent.parent / "golden" / "matrix.txt"
ME, COLLEAGUE, STRANGER, MANAGER, OTHER = (PersonId(number) for number in range(1, 6))
NEAR, FAR = PartnerId(1), PartnerId(2)
REFUSED = {"401", "404", "sign-in"}
BEHIND = {Permission.USE_DEMO, Permission.CHANGE_TEAM, Permission.READ_ANY_MATERIAL, Permission.SEE_AS}
"""Permissions without a door of their own here: of the demo, whose doors are apart, and those that are asked behind the door of another."""
HEADING = re.compile(r"(GET|POST) (\S+) \[(\w+)(, \w+)*\]")


@dataclass(frozen=True, slots=True)
class Met:
    """One cell of the matrix: a visitor before a door, the thing at a place; and whether the door opened."""

    door: str
    permission: Permission
    visitor: str
    place: str
    opened: bool


def recorded() -> Iterator[Met]:
    """The matrix as it is written. Who has no partner meets what is written for who has one, where nothing else is."""
    for block in MATRIX.read_text(encoding="utf-8").split("\n\n"):
        first, *rest = block.strip().splitlines()
        if found := HEADING.fullmatch(first):
            written = {line[2:38].strip(): line[38:] for line in rest}
            for name in NAMES:
                for cell in written.get(name, written.get(name.removesuffix(FREE), "")).split("  "):
                    place, _, status = cell.rpartition(" ")
                    yield Met(f"{found[1]} {found[2]}", Permission(found[3]), name, place, status not in REFUSED)


def actor_of(visitor: str) -> Actor:
    """The visitor of the small world, as the policy sees them: who works at a partner learns there too."""
    if visitor == "anonymous":
        return ANONYMOUS
    role = Role(visitor.removesuffix(FREE))
    if visitor.endswith(FREE):
        return Actor(ME, frozenset({Role.LEARNER if role is Role.PARTNER_ADMIN else role}))
    return Actor(ME, frozenset({role, Role.LEARNER}), NEAR)


def decided(met: Met) -> bool:
    """What the policy says about a cell of the matrix."""
    actor, manager = actor_of(met.visitor), ME if met.visitor == f"{Role.PARTNER_MANAGER}{FREE}" else MANAGER
    places = {
        "own": Placement(ME, actor.partner, manager if actor.partner else None),
        "partner": Placement(COLLEAGUE, NEAR, manager),
        "foreign": Placement(STRANGER, FAR, OTHER),
    }
    if met.place not in places:
        return may(actor, met.permission)
    return may(actor, met.permission) and may_on(actor, met.permission, places[met.place])


CELLS = list(recorded())
GUARDING = {met.permission for met in CELLS}


def seen_in_the_matrix(permission: Permission, monkeypatch: pytest.MonkeyPatch, after_flip: dict[Role, Reach]) -> bool:
    """Whether a cell that is written down rests on the policy as it is, and would be another one after the flip."""
    asked = [met for met in CELLS if met.permission is permission]
    before = [decided(met) for met in asked]
    with monkeypatch.context() as patch:
        patch.setitem(access.POLICY, permission, after_flip)
        after = [decided(met) for met in asked]
    return any(met.opened is was and was is not becomes for met, was, becomes in zip(asked, before, after, strict=True))


def flips(permission: Permission) -> Iterator[tuple[Role, dict[Role, Reach]]]:
    """Each cell of the row the other way: shut where it is open, wide open where it is shut."""
    row = access.POLICY[permission]
    for role in Role:
        rest = {one: row[one] for one in row if one is not role}
        yield role, rest if role in row else {**rest, role: Reach.ALL}


def is_covered(role: Role, row: dict[Role, Reach]) -> bool:
    """Whether everybody who has the role may do as much by another one: who works at a partner is a learner there, too."""
    return role is Role.PARTNER_ADMIN and row.get(role) is not None and row.get(Role.LEARNER) is row[role]


def test_every_permission_guards_a_door_or_is_asked_behind_one() -> None:
    assert set(Permission) - GUARDING <= BEHIND


@pytest.mark.parametrize("permission", [one for one in access.POLICY if one in GUARDING], ids=lambda one: one.value)
def test_no_cell_of_the_policy_flips_without_another_matrix(permission: Permission, monkeypatch: pytest.MonkeyPatch) -> None:
    row = access.POLICY[permission]
    flipped = [(role, after) for role, after in flips(permission) if not is_covered(role, row)]
    assert [role.value for role, after in flipped if not seen_in_the_matrix(permission, monkeypatch, after)] == []


def test_a_flip_that_changes_nothing_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the row as it is changes no cell, and a permission without a door has none that could change."""
    row = access.POLICY[Permission.READ_PERSON]
    assert not seen_in_the_matrix(Permission.READ_PERSON, monkeypatch, row)
    assert not any(seen_in_the_matrix(Permission.CHANGE_TEAM, monkeypatch, after) for _, after in flips(Permission.CHANGE_TEAM))
