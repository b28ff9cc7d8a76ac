"""The policy is as written, cell by cell, and no cell can change unseen."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest

from lms import access
from lms.access import ANONYMOUS, Actor, Permission, Placement, Reach, Role, may, may_on
from lms.core.ids import PartnerId, PersonId

ME, COLLEAGUE, STRANGER, MANAGER, OTHER = (PersonId(number) for number in range(1, 6))
NEAR, FAR, MANAGED = PartnerId(1), PartnerId(2), PartnerId(3)

PLACEMENTS: dict[str, Placement] = {
    "own": Placement(ME, NEAR, MANAGER),
    "own, between two employers": Placement(ME, None, None),
    "same partner's person": Placement(COLLEAGUE, NEAR, MANAGER),
    "same partner": Placement(None, NEAR, MANAGER),
    "person of the portfolio": Placement(STRANGER, MANAGED, ME),
    "portfolio": Placement(None, MANAGED, ME),
    "foreign person": Placement(STRANGER, FAR, OTHER),
    "foreign partner": Placement(None, FAR, OTHER),
    "nobody's": Placement(),
}
ACTORS: dict[str, Actor] = {
    "anonymous": ANONYMOUS,
    "signed in, no role": Actor(ME),
    **{role.value: Actor(ME, frozenset({role}), NEAR) for role in Role},
    **{f"{role.value}, no partner": Actor(ME, frozenset({role})) for role in Role},
}


def outcomes() -> dict[tuple[str, str], str]:
    """What `may` and `may_on` answer to every actor about every permission: `+` for yes, in the order of the placements."""
    return {
        (permission.value, name): ("+" if may(actor, permission) else ".")
        + "".join("+" if may_on(actor, permission, thing) else "." for thing in PLACEMENTS.values())
        for permission, (name, actor) in product(Permission, ACTORS.items())
    }


def table() -> Iterator[str]:
    """The policy for readers: every permission with every role, those without it too; then what follows from it."""
    yield "How far each role's permission reaches: own, partner, portfolio, all; a dot is not at all."
    yield (f"\n{'':<24}" + "".join(f"{role.value:<17}" for role in Role)).rstrip()
    for permission in Permission:
        row = access.POLICY.get(permission)
        everybody = (
            "everybody" if permission in access.EVERYBODY else "everybody who is signed in" if permission in access.SIGNED_IN else ""
        )
        cells = everybody or "".join(f"{row[role].value if row and role in row else '.':<17}" for role in Role)
        yield f"{permission.value:<24}{cells}".rstrip() + ("  and own, for everybody" if permission in access.OWNED else "")
    yield "\nWhat follows: + yes, . no. The first sign is the permission without a thing, then the thing at each place:"
    yield from (f"  {number} {name}" for number, name in enumerate(PLACEMENTS, 1))
    answered = outcomes()
    for permission in Permission:
        yield f"\n{permission.value}"
        yield from (f"  {name:<32}{answered[permission.value, name]}" for name in ACTORS)


def test_the_policy_is_as_written(golden: Callable[[str, str], None]) -> None:
    golden("policy.txt", "\n".join(table()) + "\n")


@pytest.mark.parametrize("permission", access.POLICY, ids=lambda one: one.value)
def test_no_cell_changes_unseen(permission: Permission, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every role's cell of the row is emptied and set to every other reach, one at a time."""
    before, row = outcomes(), access.POLICY[permission]
    unseen = []
    for role, reach in product(Role, [None, *Reach]):
        same = row.get(role) is reach or (reach is Reach.OWN and role not in row and permission in access.OWNED)
        monkeypatch.setitem(access.POLICY, permission, {**row, role: reach} if reach else {key: row[key] for key in row if key is not role})
        if (outcomes() == before) is not same:
            unseen.append((role, reach))
    assert unseen == []


@pytest.mark.parametrize("group", ["EVERYBODY", "SIGNED_IN", "OWNED"])
@pytest.mark.parametrize("permission", Permission, ids=lambda one: one.value)
def test_no_permission_enters_or_leaves_a_group_unseen(permission: Permission, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, kept = outcomes(), getattr(access, group)
    wider = {"EVERYBODY": frozenset(), "SIGNED_IN": access.EVERYBODY, "OWNED": access.EVERYBODY | access.SIGNED_IN}
    if permission in wider[group]:
        return
    monkeypatch.setattr(access, group, kept ^ {permission})
    assert outcomes() != before


def test_every_permission_has_its_place() -> None:
    assert set(Permission) == set(access.POLICY) | access.EVERYBODY | access.SIGNED_IN
    assert not set(access.POLICY) & (access.EVERYBODY | access.SIGNED_IN)


def test_what_a_person_earned_stays_readable_to_them() -> None:
    """Also for staff, and for who works nowhere."""
    mine = Placement(ME, None, None)
    assert all(may_on(actor, Permission.READ_CERTIFICATE, mine) for actor in ACTORS.values() if actor.signed_in)
