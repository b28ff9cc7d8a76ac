"""Somebody who goes on reading and writing while a database is migrated, and notes how long each thing took."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

PAUSE = 1 / 20
WRITE = sa.text("UPDATE person SET zone = zone WHERE id = :id")
"""A write that changes nothing, so that the rows can be compared; it takes the same locks as one that does."""
READ = sa.text("SELECT count(*) FROM attempt WHERE person_id = :id")


@dataclass(slots=True)
class Waits:
    """The longest write and read in seconds, how many there were, and what was refused."""

    write: float = 0.0
    read: float = 0.0
    count: int = 0
    refused: list[str] = field(default_factory=list)


@contextmanager
def going_on(address: str, people: int) -> Iterator[Waits]:
    """Write and read 20 times a second over a connection of one's own until the end."""
    engine = sa.create_engine(address, connect_args={"timeout": 120} if address.startswith("sqlite") else {}, poolclass=sa.NullPool)
    waits, stop = Waits(), threading.Event()

    def go_on() -> None:
        number = 0
        while not stop.wait(PAUSE):
            number += 1
            waits.write = max(waits.write, once(engine, WRITE, number * 97 % people + 1, waits))
            waits.read = max(waits.read, once(engine, READ, number * 97 % people + 1, waits))
            waits.count += 1

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield waits
    finally:
        stop.set()
        thread.join()
        engine.dispose()


def once(engine: sa.Engine, statement: sa.TextClause, number: int, waits: Waits) -> float:
    """Seconds that one transaction took; a refusal is noted."""
    began = time.monotonic()
    try:
        with engine.begin() as connection:
            connection.execute(statement, {"id": number})
    except sa.exc.DBAPIError as fault:
        waits.refused.append(str(fault.orig).strip().splitlines()[0])
    return time.monotonic() - began
