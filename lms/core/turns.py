"""Waiting in line for a word that no row stands for yet, so that two who look for it at the same moment do not both find nothing."""

from hashlib import sha256

from sqlalchemy import func, select

from lms.core.db import db


def take_turn(kind: str, word: str) -> None:
    """Let transactions about the same word of a kind wait for each other until this one ends; nobody waits for another word.

    What is read after this call, others before have committed. SQLite has one writer anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        line = int.from_bytes(sha256(f"{kind}:{word}".encode()).digest()[:8], "big", signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(line)))
