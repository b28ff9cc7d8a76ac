"""A form changes what it asks for and nothing else, whatever is sent along: every column of every table, in form and address."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import Any

import pytest
import sqlalchemy as sa
from flask import request
from flask_security.recoverable import generate_reset_password_token
from werkzeug.datastructures import MultiDict

from lms import tables
from lms.accounts.rules import token_hash
from lms.app import MAX_FORM_PARTS
from lms.core.content.tree import Tree
from lms.core.db import db, transaction
from lms.publishing.source import sample_tree
from lms.reporting.visitor import load_visitor
from lms.web.accounts.datastore import AccountStore
from lms.web.context import actor
from lms.web.factors.passkeys import options_to_add
from tests.installation import Installation, sqlite_installation
from tests.security.doors import DOORS, Values
from tests.security.staging import staged
from tests.security.walks import Scene, address_of, doors_of, status_of
from tests.security.world import FACTORLESS, FREE, NOW, Visitor, World
from tests.visitors import PASSWORD
from tests.web.keys import Key

CONTENT = {"revision", "blob", "release", "release_item", "activation", "current_release"}
WHO = ("partner_admin", "learner", f"partner_manager{FREE}", "programme_admin", "anonymous")
TAKEN = {"200", "204", "302", "303", "sign-in"}
"""How a door answers that took a form; who has chosen a new password goes on to the sign-in page."""
NEW_PASSWORD = "quite another battery staple"
STRANGER = "14"
"""The number of somebody else's row."""
PERSONAL = {"person", "person_role", "employment", "partner", "web_session"}
"""Tables whose columns are sent with every form, whether it writes them or not."""
MORE = {
    "role": "programme_admin", "roles": "programme_admin", "admin": "1", "permissions": "all", "user": "1", "actor": "1", "_user_id": "1",
}  # fmt: skip
"""What is no column, and would be worth trying."""

SILENT = {
    "courses.check", "looks.end", "verification.compare", "rules.attempt", "standings.decided", "employments.call_off",
    "employments.withdraw", "api.enter",
}  # fmt: skip
"""Doors that change nothing: an answer is compared, rules are only tried, and nobody here is looking as somebody else, has a standing to be
decided, an employment to come or a request of their own. No session opens the door of other programs; tests/api/ comes with tokens."""
BOUND: dict[str, set[str]] = {
    "marking.change": {"answer_mark.comment"},
    "marking.mark": {"answer_mark.comment"},
    "partners.send": {"invitation.is_admin", "invitation.technical"},
    "privacy.request_erasure": {"erasure.keep_name"},
    "reporting.create": {"partner.name_ru"},
    "reviews.sign": {"partner.name_ru", "manager_assignment.said"},
}
"""Columns that the form of a door really asks for, and that its least form leaves out."""

ASKED = (("quizzes/sf-practice.md", "kind: practice\n", "kind: practice\nreview_once: true\n"),)
"""What the sample content does not ask for, and there are doors for: a review that opens once."""

Row = dict[str, Any]
Rows = dict[str, dict[tuple[Any, ...], Row]]


@dataclass(frozen=True, slots=True)
class Change:
    """One column that got a value: in an old row, or in a new one. `value` is what it holds now."""

    column: str
    new: bool
    value: str


@pytest.fixture(scope="module")
def asking_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation whose content asks for everything that there is a door for."""
    tree = sample_tree()
    files = dict(tree.files)
    for path, plain, more in ASKED:
        assert plain in files[path].decode()
        files[path] = files[path].decode().replace(plain, more).encode()
    with sqlite_installation(tmp_path_factory.mktemp("asking"), tree=Tree(files, tree.language)) as installation:
        yield installation


@pytest.fixture
def scene(asking_place: Installation) -> Iterator[Scene]:
    """The world on that content."""
    with staged(asking_place) as scene:
        yield scene


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


def as_it_lies(world: World) -> Rows:
    """The same as the database keeps it, which is quicker to read."""
    found: Rows = {}
    with world.app.app_context(), db.engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            if table.name not in CONTENT:
                key = [column.name for column in table.primary_key]
                rows = [dict(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').mappings()]
                found[table.name] = {tuple(row[name] for name in key): row for row in rows}
    return found


def hostile(written: Collection[str]) -> Iterator[Values]:
    """Forms that together hold two values for every column of these tables, and one for every other, as somebody sends them who wants
    more than is theirs. Of two different values one at least is not what the column holds anyway."""
    wanted: dict[str, dict[str, None]] = {}
    for table in sorted(tables.metadata.sorted_tables, key=lambda one: one.name not in written):
        for column in table.columns:
            known = wanted.setdefault(column.name, {})
            if table.name in written or not known:
                known |= dict.fromkeys(values_of(column))
            wanted[f"{table.name}-{column.name}"] = dict.fromkeys(values_of(column))
    for turn in range(max(len(values) for values in wanted.values())):
        yield {**MORE, **{name: list(values)[turn % len(values)] for name, values in wanted.items()}}


def pieces(more: Values, form: Values) -> Iterator[Values]:
    """All at once; beside a file in pieces, because a form with files may have so many parts only."""
    size = MAX_FORM_PARTS - 20 if any(isinstance(value, bytes) for value in form.values()) else len(more)
    for start in range(0, len(more), size):
        yield dict(islice(more.items(), start, start + size))


def values_of(column: sa.Column[Any]) -> tuple[str, str]:
    """Two values that the column would take."""
    known: dict[str, tuple[str, str]] = {
        "email": ("hostile@evil.example", "other@evil.example"), "language": ("ru", "en"), "partner_id": ("2", "1"),
        "person_id": (STRANGER, "3"), "zone": ("Asia/Tokyo", "Europe/Paris"),
    }  # fmt: skip
    found = known.get(column.name, (f"hostile-{column.name}", f"other-{column.name}"))
    match column.type:
        case sa.Boolean():
            found = "y", ""
        case sa.Enum() as kind:
            found = kind.enums[-1], kind.enums[0] if len(kind.enums) > 1 else "none"
        case sa.Integer() | sa.BigInteger() | sa.Numeric():
            found = known.get(column.name, (STRANGER, "1"))
        case sa.Date():
            found = "2020-01-01", "2031-12-31"
        case sa.JSON():
            found = '{"hostile": 1}', "[]"
        case _ if column.name.endswith("_at"):
            found = "2020-01-01T00:00:00", "2031-12-31T00:00:00"
    return found


def forms(world: World) -> dict[str, Values]:
    """Forms that succeed, for doors whose least form does not."""
    with world.app.app_context():
        user = AccountStore().find_user(email=world.emails()[0])
        token = generate_reset_password_token(user)
    with world.app.test_request_context():
        ada = world.visitors["partner_admin"]
        known = load_visitor(token_hash(ada.cookie), NOW)
        assert known is not None
        assert known.actor.person is not None
        made = Key().make(options_to_add(known, known.actor.person))
    return {
        "protection.add_passkey": {"name": "Another", **made},
        "security.login": {"email": FACTORLESS, "password": PASSWORD},
        "factors.prove": {"password": PASSWORD},
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
    before: Rows = field(repr=False)
    """Everything as it was at first, and is again after each sending."""

    def send(self, scene: Scene, more: Values) -> tuple[str, list[Change]]:
        """Send it with more; the status, and what that changed. Afterwards the world is as before."""
        world = scene.world
        data = MultiDict([("csrf_token", world.token())])
        for name, value in {**more, **self.form}.items():
            for one in value if isinstance(value, list) else [value]:
                data.add(name, (BytesIO(one), "another.txt") if isinstance(one, bytes) else one)
        address = address_of(world.app, self.endpoint, {**more, **self.values})
        response = world.client(self.visitor).post(address, data=data, buffered=True)
        found = changes(self.before, as_it_lies(world))
        if found:
            scene.installation.refresh()
        return status_of(response), found


def sendings(scene: Scene) -> Iterator[tuple[Sending, list[Change]]]:
    """Every unsafe door with the first visitor for whom it opens and changes something; and what that is."""
    world, better, before = scene.world, forms(scene.world), as_it_lies(scene.world)
    for endpoint, methods in sorted(doors_of(world.app).items()):
        if "POST" in methods:
            tried = ((one, *one.send(scene, {})) for one in _tries(world, endpoint, better.get(endpoint), before))
            yield from islice(((one, found) for one, status, found in tried if status in TAKEN and found), 1)


def _tries(world: World, endpoint: str, better: Values | None, before: Rows) -> Iterator[Sending]:
    for name in WHO:
        visitor = world.visitors[name]
        form = dict(better or DOORS[endpoint].filled(visitor))
        places = DOORS[endpoint].places(world, visitor)
        if "token" in form:
            places = {"known": {"token": form.pop("token")}}
        for place, values in places.items():
            if place in ("own", "there", "known", "partner"):
                yield Sending(endpoint, visitor, values, form, before)


def taken_besides(scene: Scene, one: Sending, plain: list[Change]) -> list[str]:
    """What a door takes that it does not ask for, `plain` being what its form changes. Sent as it is once more, to know what chance
    decides."""
    again = one.send(scene, {})[1]
    chance = {change.column for change in set(plain) ^ set(again)} | BOUND.get(one.endpoint, set())
    besides: set[str] = set()
    written = {change.column.partition(".")[0] for change in plain} | PERSONAL
    for more in (piece for whole in hostile(written) for piece in pieces(whole, one.form)):
        status, found = one.send(scene, more)
        besides |= {change.column for change in set(plain) ^ set(found)} - chance
        besides |= set() if status in TAKEN else {f"answers {status}"}
    return sorted(besides)


@pytest.mark.timeout(300)
def test_a_form_changes_what_it_asks_for_and_nothing_else(scene: Scene, golden: Callable[[str, str], None]) -> None:
    """Sent with everything else that has a name, each column of each table it writes with two values."""
    written, wrong = [], {}
    for one, plain in sendings(scene):
        if besides := taken_besides(scene, one, plain):
            wrong[one.endpoint] = besides
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


def test_every_column_is_sent_with_two_values() -> None:
    """Also those of a table that was added today."""
    written = {table.name for table in tables.metadata.sorted_tables if table.name not in CONTENT}
    sent = list(hostile(written))
    for name in written:
        for column in tables.metadata.tables[name].columns:
            values = values_of(column)
            assert len(set(values)) == 2
            assert set(values) <= {more[column.name] for more in sent}


@pytest.mark.parametrize(
    "column", ["person.email", "person.active", "person.public_id", "employment.is_admin", "employment.technical", "employment.partner_id"]
)
def test_a_form_that_took_more_would_be_seen(scene: Scene, column: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a door that writes whatever comes under a column's name. Who works on the technical track notices the second value."""
    views, (table, name) = scene.world.app.view_functions, column.split(".")
    known, honest = tables.metadata.tables[table], views["accounts.change_account"]

    def greedy() -> object:
        if name in request.form:
            owner = known.c.id if table == "person" else known.c.person_id
            with transaction():
                value = known.c[name].type.python_type(request.form[name])
                db.session.execute(sa.update(known).where(owner == actor().person).values({name: value}))
        return honest()

    monkeypatch.setitem(views, "accounts.change_account", greedy)
    visitor = scene.world.visitors["learner"]
    form = DOORS["accounts.change_account"].filled(visitor)
    sending = Sending("accounts.change_account", visitor, {}, form, as_it_lies(scene.world))
    assert column in taken_besides(scene, sending, sending.send(scene, {})[1])
