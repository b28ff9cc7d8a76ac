"""Putting the world on stage: built once, put back as often as it is changed."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
import time_machine

from lms.core.db import db
from tests.installation import Installation, checkpoint
from tests.security.walks import Scene
from tests.security.world import NOW, build_world


@contextmanager
def staged(place: Installation) -> Iterator[Scene]:
    """The world in this installation, standing still at its first moment."""
    place.refresh()
    _hurry(place)
    world = build_world(place.app)
    checkpoint(place.app)
    assert place.place is not None
    kept = place.place.with_name("world.db")
    kept.write_bytes(place.place.read_bytes())
    with time_machine.travel(NOW, tick=False):
        yield Scene(world, Installation(place.app, kept, place.place))
    place.leave()


def _hurry(place: Installation) -> None:
    """Nobody pulls the plug here: do not wait for the disk."""

    def no_sync(connection: object, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]  # a connection of sqlite3

    with place.app.app_context():
        sa.event.listen(db.engine, "connect", no_sync)
        db.engine.dispose()
