"""Putting the world on stage: built once, put back as often as it is changed."""

import sqlite3
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
    with hurried(place):
        world = build_world(place.app)
        checkpoint(place.app)
        assert place.place is not None
        kept = place.place.with_name("world.db")
        kept.write_bytes(place.place.read_bytes())
        with time_machine.travel(NOW, tick=False):
            yield Scene(world, Installation(place.app, kept, place.place))
    place.leave()


@contextmanager
def hurried(place: Installation) -> Iterator[None]:
    """Nobody pulls the plug here: do not wait for the disk."""

    def no_sync(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    with place.app.app_context():
        engine = db.engine
        sa.event.listen(engine, "connect", no_sync)
        engine.dispose()
    yield
    sa.event.remove(engine, "connect", no_sync)
    engine.dispose()
