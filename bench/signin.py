"""Experiment T13: whether sign-in, reset or a change of address tells, by its bytes or its time, who has an account.

`python -m bench.signin --database sqlite`; `--shortcut` is the control: what is done only to cost the same is left out.
"""

import argparse
import gc
import re
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from unittest.mock import patch

import flask_security.forms
import flask_security.views
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password

from bench.crashing.place import address_of, prepare
from lms.accounts.rules import ADDRESSES_A_DAY, token_hash
from lms.accounts.service import NewPerson, NewSession, create_person, open_session
from lms.core import clock
from lms.core.db import transaction
from lms.journey import addresses
from lms.notifications.service import announce
from lms.web.accounts import tries

BAR = 0.10
"""How far the median of unknown addresses may lie from that of known ones."""
PHRASE = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class Seen:
    """One door: the medians in milliseconds of wall clock and of CPU, known and unknown, and whether all answers were the same bytes."""

    door: str
    wall: tuple[float, float]
    cpu: tuple[float, float]
    same: bool

    @property
    def apart(self) -> float:
        """The wider of the two differences, as a part of the known one's median."""
        return max(abs(unknown - known) / known for known, unknown in (self.wall, self.cpu))

    @property
    def holds(self) -> bool:
        """Whether nobody learns anything here."""
        return self.same and self.apart <= BAR


Ask = Callable[[int, str], tuple[float, float, str]]


def main() -> int:
    """Measure the three doors and print a table; 1 when one of them tells."""
    asked = options()
    with tempfile.TemporaryDirectory(prefix="waymark-signin-") as name, address_of(asked.database, Path(name)) as address:
        app = prepare(address, 0).app
        people(app, asked.times)
        with shortcut() if asked.shortcut else nullcontext():
            gc.freeze()
            seen = [measured(door, ask, asked.times) for door, ask in doors(app, asked.times)]
    print(f"{asked.database}, {asked.times} of each, real argon2id; median in ms")
    print(f"{'':<10}{'known':>9}{'unknown':>9}{'ratio':>7}   {'CPU known':>9}{'unknown':>9}{'ratio':>7}   bytes")
    for one in seen:
        parts = "   ".join(f"{known:>9.1f}{unknown:>9.1f}{unknown / known:>7.2f}" for known, unknown in (one.wall, one.cpu))
        print(f"{one.door:<10}{parts}   {'the same' if one.same else 'DIFFER'}{'' if one.holds else '   BROKEN'}")
    return int(not all(one.holds for one in seen))


def options() -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--shortcut", action="store_true", help="the control: must end with 1")
    return parser.parse_args()


def known(number: int) -> str:
    """An address that has an account."""
    return f"known{number:04}@partner.example"


def unknown(number: int) -> str:
    """An address of the same length that has none."""
    return f"ghost{number:04}@partner.example"


def people(app: Flask, times: int) -> None:
    """Accounts for every known address."""
    with app.app_context():
        hashed = hash_password(PHRASE)
        with transaction():
            for number in range(times):
                create_person(NewPerson(email=known(number), name="Somebody Known", password_hash=hashed), clock.now())


def askers(app: Flask, times: int) -> list[str]:
    """Cookies of as many people, signed in a moment ago, as it takes to ask for each address once."""
    cookies, now = [], clock.now()
    with app.app_context(), transaction():
        for number in range(-(-2 * times // ADDRESSES_A_DAY)):
            person, _ = create_person(NewPerson(email=f"asker{number:04}@partner.example", name="Asker"), now)
            cookies.append(secrets.token_urlsafe(32))
            session = NewSession(token_hash(cookies[-1]), {"_user_id": person.fs_uniquifier, "csrf_token": "c" * 40}, "bench")
            open_session(person.fs_uniquifier, session, now)
    return cookies


def doors(app: Flask, times: int) -> Iterator[tuple[str, Ask]]:
    """Each door with a way to ask there. Every request comes from an address of its own, so that no counter stands in the way."""
    guest = app.test_client()
    token = token_of(guest, "/sign-in")

    def sign_in(number: int, email: str) -> tuple[float, float, str]:
        return timed(guest, "/sign-in", {"email": email, "password": "wrong from the start", "csrf_token": token}, number)

    def reset(number: int, email: str) -> tuple[float, float, str]:
        return timed(guest, "/reset", {"email": email, "csrf_token": token}, number)

    def change(number: int, email: str) -> tuple[float, float, str]:
        asker = app.test_client()
        asker.set_cookie("session", cookies[number // ADDRESSES_A_DAY])
        wall, cpu, text = timed(asker, "/account/email", {"email": email, "csrf_token": token_of(asker, "/account/email")}, number)
        page = asker.get("/account").get_data(as_text=True)
        return wall, cpu, f"{text}\n{masked(page, email)}"

    yield "sign-in", sign_in
    yield "reset", reset
    # Made only now: who asks for another address has proved who they are within the last ten minutes.
    cookies = askers(app, times)
    yield "address", change


def measured(door: str, ask: Ask, times: int) -> Seen:
    """Ask for known and unknown addresses in turn, so that a busy moment meets both."""
    taken: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    texts = set()
    for number in range(times):
        for turn in (False, True) if number % 2 else (True, False):
            email = known(number) if turn else unknown(number)
            wall, cpu, text = ask(2 * number + turn, email)
            taken[turn].append((wall, cpu))
            texts.add(text)
    walls, cpus = ((median(one[part] for one in taken[True]), median(one[part] for one in taken[False])) for part in (0, 1))
    return Seen(door, walls, cpus, len(texts) == 1)


def timed(client: FlaskClient, address: str, form: dict[str, str], number: int) -> tuple[float, float, str]:
    """Milliseconds of wall clock and CPU, and the answer without what is the reader's own."""
    where = {"REMOTE_ADDR": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
    wall, cpu = time.perf_counter(), time.process_time()
    response = client.post(address, data=form, environ_base=where, buffered=True)
    taken = 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)
    return *taken, masked(f"{response.status} {response.location}\n{response.get_data(as_text=True)}", form["email"])


def masked(text: str, email: str) -> str:
    """The text without the address that was asked for, form tokens, moments and who asks."""
    text = text.replace(email, "EMAIL").replace(email.title(), "EMAIL")
    text = re.sub(r"asker\d{4}", "asker", text)
    return re.sub(r"[A-Za-z0-9_.-]{40,}|\d{1,2}:\d\d", "MASKED", text)


def token_of(client: FlaskClient, address: str) -> str:
    """A form token of this browser."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(address).get_data(as_text=True))
    assert found, address
    return found[1]


@contextmanager
def shortcut() -> Iterator[None]:
    """Leave out what unknown addresses cost."""
    without = announcing(announce)
    with (
        patch.object(flask_security.forms, "hash_password", lambda _password: ""),
        patch.object(flask_security.views, "hash_password", lambda _password: ""), patch.object(tries, "rehearse", lambda *_: None),
        patch.object(addresses, "announce", without),
    ):  # fmt: skip
        yield


def announcing(send: Callable[..., None]) -> Callable[..., None]:
    """Every mail but the one to who has the address already."""
    return lambda reader, mail, *rest: None if mail == "address_taken" else send(reader, mail, *rest)


if __name__ == "__main__":
    raise SystemExit(main())
