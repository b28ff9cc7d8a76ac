"""Putting the world on stage: built once, put back as often as it is changed."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
import time_machine

from lms.core.db import db
from tests.installation import Installation, checkpoint
from tests.security.walks import Scene
from tests.security.world import NOW, World, build_world

BUILT: dict[Path, tuple[World, Path]] = {}
"""The worlds of this run, by the file of their installation."""


@contextmanager
def staged(place: Installation) -> Iterator[Scene]:
    """The world in this installation, standing still at its first moment."""
    with hurried(place):
        world, kept = built(place)
        stage = Installation(place.app, kept, place.place)
        stage.refresh()
        with time_machine.travel(NOW, tick=False):
            yield Scene(world, stage)
    place.leave()


def built(place: Installation) -> tuple[World, Path]:
    """The world and the file that holds it, made on the first call for an installation."""
    assert place.place is not None
    if place.place not in BUILT:
        place.refresh()
        world = build_world(place.app)
        checkpoint(place.app)
        kept = place.place.with_name("world.db")
        kept.write_bytes(place.place.read_bytes())
        BUILT[place.place] = world, kept
    return BUILT[place.place]


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
