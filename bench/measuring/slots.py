"""The papers of attempts, read from the database by the load itself, so that no request is spent on them."""

import json
import sqlite3

import psycopg

CHOSEN = (
    "SELECT s.position, s.option_order FROM attempt_slot s JOIN attempt a ON a.id = s.attempt_id WHERE a.public_id = {} ORDER BY s.position"
)


class Slots:
    """One connection to the database at `address`."""

    def __init__(self, address: str) -> None:
        self.sqlite: sqlite3.Connection | None = None
        self.postgres: psycopg.Connection | None = None
        if address.startswith("sqlite:///"):
            self.sqlite = sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)
        else:
            self.postgres = psycopg.connect(address.replace("postgresql+psycopg://", "postgresql://"), autocommit=True)

    def of(self, attempt: str) -> list[tuple[int, str]]:
        """The places of a paper, each with the option that stands first."""
        if self.sqlite is not None:
            rows = self.sqlite.execute(CHOSEN.format("?"), (attempt,)).fetchall()
            return [(position, json.loads(options)[0]) for position, options in rows]
        assert self.postgres is not None
        return [(position, options[0]) for position, options in self.postgres.execute(CHOSEN.format("%s"), (attempt,)).fetchall()]

    def close(self) -> None:
        """Close the connection."""
        for one in (self.sqlite, self.postgres):
            if one is not None:
                one.close()
