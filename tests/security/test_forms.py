"""A form changes what it asks for and nothing else, whatever is sent along: every column of every table, in form and address."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pytest
import sqlalchemy as sa
from flask_security.recoverable import generate_reset_password_token
from werkzeug.datastructures import MultiDict

from lms import tables
from lms.core.db import db
from lms.web.accounts.datastore import AccountStore
from tests.security.doors import DOORS, Values
from tests.security.walks import Scene, address_of, doors_of, status_of
from tests.security.world import FREE, Visitor, World
from tests.visitors import PASSWORD

CONTENT = {"revision", "blob", "release", "release_item", "activation", "current_release"}
WHO = ("partner_admin", "learner", f"partner_manager{FREE}", "programme_admin", "anonymous")
TAKEN = {"200", "204", "302", "303", "sign-in"}
"""How a door answers that took a form; who has chosen a new password goes on to the sign-in page."""
NEW_PASSWORD = "quite another battery staple"
MORE = {
    "role": "programme_admin", "roles": "programme_admin", "admin": "1", "permissions": "all", "user": "1", "actor": "1", "_user_id": "1",
}  # fmt: skip
"""What is no column, and would be worth trying."""

SILENT = {"courses.check"}
"""Doors that change nothing."""
BOUND: dict[str, set[str]] = {
    "partners.send": {"invitation.is_admin", "invitation.technical"},
    "reporting.create": {"partner.name_ru"},
}
"""Columns that the form of a door really asks for, and that its least form leaves out."""

Row = dict[str, Any]
Rows = dict[str, dict[tuple[Any, ...], Row]]


@dataclass(frozen=True, slots=True)
class Change:
    """One column that got a value: in an old row, or in a new one. `value` is what it holds now."""

    column: str
    new: bool
    value: str


def snapshot(world: World) -> Rows:
    """Every row of every table but those of the content."""
    found: Rows = {}
    with world.app.app_context(), db.engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            if table.name not in CONTENT:
                key = [column.name for column in table.primary_key]
                rows = [dict(row) for row in connection.execute(sa.select(table)).mappings()]
                found[table.name] = {tuple(row[name] for name in key): row for row in rows}
    return found


def changes(before: Rows, after: Rows) -> list[Change]:
    """Everything that was changed, added or taken away."""
    return list(_changes(before, after))


def _changes(before: Rows, after: Rows) -> Iterator[Change]:
    for table, rows in after.items():
        old = before[table]
        for key, row in rows.items():
            for name, value in row.items():
                if key not in old or old[key][name] != value:
                    yield Change(f"{table}.{name}", key not in old, repr(value))
        for key in old.keys() - rows.keys():
            yield Change(f"{table} gone", new=False, value=repr(key))


def hostile() -> Values:
    """A value for every column of every table, as somebody would send it who wants more than is theirs."""
    stranger = "14"
    sent = dict(MORE)
    for table in tables.metadata.sorted_tables:
        for column in table.columns:
            kind = column.type
            match kind:
                case sa.Boolean():
                    value = "y"
                case sa.Enum():
                    value = kind.enums[-1]
                case sa.Integer() | sa.BigInteger() | sa.Numeric():
                    value = stranger
                case sa.Date():
                    value = "2020-01-01"
                case _:
                    value = "2020-01-01T00:00:00" if column.name.endswith("_at") else f"hostile-{column.name}"
            sent.setdefault(column.name, value)
    return {**sent, "email": "hostile@evil.example", "partner_id": "2", "person_id": stranger}


def forms(world: World) -> dict[str, Values]:
    """Forms that succeed, for doors whose least form does not."""
    with world.app.app_context():
        user = AccountStore().find_user(email=world.emails()[0])
        token = generate_reset_password_token(user)
    return {
        "security.login": {"email": world.emails()[0], "password": PASSWORD},
        "security.forgot_password": {"email": world.emails()[0]},
        "security.change_password": {"password": PASSWORD, "new_password": NEW_PASSWORD, "new_password_confirm": NEW_PASSWORD},
        "security.reset_password": {"token": token, "password": NEW_PASSWORD, "password_confirm": NEW_PASSWORD},
    }


@dataclass(frozen=True, slots=True)
class Sending:
    """A form that somebody sends with success."""

    endpoint: str
    visitor: Visitor
    values: Values
    form: Values

    def send(self, scene: Scene, more: Values) -> tuple[str, list[Change]]:
        """Send it with more; the status, and what that changed. Afterwards the world is as before."""
        world, before = scene.world, snapshot(scene.world)
        data = MultiDict([("csrf_token", world.token())])
        for name, value in {**more, **self.form}.items():
            for one in value if isinstance(value, list) else [value]:
                data.add(name, one)
        address = address_of(world.app, self.endpoint, {**more, **self.values})
        response = world.client(self.visitor).post(address, data=data, buffered=True)
        found = changes(before, snapshot(world))
        scene.installation.refresh()
        return status_of(response), found


def sendings(scene: Scene) -> Iterator[Sending]:
    """Every unsafe door with the first visitor for whom it opens and changes something."""
    world, better = scene.world, forms(scene.world)
    for endpoint, methods in sorted(doors_of(world.app).items()):
        if "POST" in methods:
            yield from islice((one for one in _tries(world, endpoint, better.get(endpoint)) if succeeds(scene, one)), 1)


def _tries(world: World, endpoint: str, better: Values | None) -> Iterator[Sending]:
    for name in WHO:
        visitor = world.visitors[name]
        form = dict(better or DOORS[endpoint].filled(visitor))
        places = DOORS[endpoint].places(world, visitor)
        if "token" in form:
            places = {"known": {"token": form.pop("token")}}
        for place, values in places.items():
            if place in ("own", "there", "known", "partner"):
                yield Sending(endpoint, visitor, values, form)


def succeeds(scene: Scene, sending: Sending) -> bool:
    """Whether the door takes the form."""
    status, found = sending.send(scene, {})
    return status in TAKEN and bool(found)


@pytest.mark.timeout(300)
def test_a_form_changes_what_it_asks_for_and_nothing_else(scene: Scene, golden: Callable[[str, str], None]) -> None:
    """Sent twice as it is, to know what chance decides; then with everything else that has a name."""
    written, wrong, more = [], {}, hostile()
    for one in sendings(scene):
        plain, again = one.send(scene, {})[1], one.send(scene, {})[1]
        chance = {change.column for change in set(plain) ^ set(again)}
        status, found = one.send(scene, more)
        differ = {change.column for change in set(plain) ^ set(found)} - chance
        if differ - BOUND.get(one.endpoint, set()) or status not in TAKEN:
            wrong[one.endpoint] = (status, sorted(differ))
        written.append(told(one, plain))
    assert wrong == {}
    golden("forms.txt", "What each form changes, sent by whom. `+` are new rows.\n\n" + "\n".join(written) + "\n")
    assert {one.partition(" ")[0] for one in written} == {
        door for door, methods in doors_of(scene.world.app).items() if "POST" in methods
    } - SILENT


def told(sending: Sending, found: list[Change]) -> str:
    """One form and what it changes, as the golden file says it."""
    added = sorted({f"+{change.column.partition('.')[0]}" for change in found if change.new})
    changed = sorted({change.column for change in found if not change.new})
    return f"{sending.endpoint} [{sending.visitor.name}]\n    {', '.join([*changed, *added])}"


def test_a_form_that_took_more_would_be_seen(scene: Scene) -> None:
    """The control: a row that changes besides is noticed."""
    before = snapshot(scene.world)
    with scene.world.app.app_context(), db.engine.begin() as connection:
        person = tables.accounts.Person
        connection.execute(sa.update(person).values(email="hostile@evil.example").where(person.email == scene.world.emails()[0]))
    assert [change.column for change in changes(before, snapshot(scene.world))] == ["person.email"]
