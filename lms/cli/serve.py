"""The subcommands that run an installation: `serve` with the worker beside it, and `demo`, which needs no settings at all."""

import argparse
import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from flask import Flask

from lms.cli.words import tell
from lms.core import clock
from lms.core.errors import Refused
from lms.core.settings import Settings
from lms.core.text import Message, msg
from lms.core.translation import say

INSTANCE = Path("instance")
SECRET_FILE = "demo-secret"  # noqa: S105 - the name of a file
SECRET_BYTES = 48
CONNECTIONS = 2000
"""So many browsers may be connected at once: a whole exam begins within seconds, and each browser keeps its connection."""

Tell = Callable[[Message], None]


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add serve and demo."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    serving = parsers.add_parser("serve", help=told(msg("serve the pages, with the worker beside them")))
    serving.add_argument("--without-worker", action="store_true", help=told(msg("leave the worker to “lms worker”")))
    serving.set_defaults(run=run_serve)
    playing = parsers.add_parser("demo", help=told(msg("serve a demo with sample content and people; needs no settings")))
    playing.add_argument("--prepare-only", action="store_true", help=told(msg("prepare the database and stop")))
    playing.set_defaults(run=run_demo)


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve this installation until it is stopped."""
    from lms.app import create_app

    settings = Settings.from_environment(os.environ)
    return _serve(create_app(settings), _listen(settings), arguments, worker=not arguments.without_worker)


def run_demo(arguments: argparse.Namespace) -> int:
    """Prepare what is missing of the demo, telling each step, and serve it."""
    from lms.app import create_app

    settings = demo_settings(os.environ)
    app = create_app(settings)
    # The port comes first: one that is taken is told before half a minute went into preparing.
    door = None if arguments.prepare_only else _listen(settings)
    prepare_demo(app, lambda sentence: tell(arguments, sentence))
    return 0 if door is None else _serve(app, door, arguments, worker=True)


def demo_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of a demo: what is given, a database of its own, and a secret that is made once and kept beside it."""
    given = {"LMS_DATABASE": f"sqlite:///{INSTANCE}/demo.db", "LMS_LOG_LEVEL": "warning", **environment, "LMS_DEMO": "1"}
    if "LMS_SECRET" not in given:
        given["LMS_SECRET"] = _kept_secret(INSTANCE / SECRET_FILE)
    if "LMS_PORT" in given and "LMS_BASE_URL" not in given:
        given["LMS_BASE_URL"] = f"http://localhost:{given['LMS_PORT']}"
    return Settings.from_environment(given)


def prepare_demo(app: Flask, told: Tell) -> None:
    """Tables, the sample content and its people: each step only where it is missing."""
    from flask_migrate import upgrade

    from lms import demo
    from lms.app import init_migrations
    from lms.core.db import transaction
    from lms.publishing.library import library_of
    from lms.releases.queries import current

    init_migrations(app)
    with app.app_context():
        told(msg("Preparing the database ..."))
        upgrade()
        if current() is None:
            told(msg("Publishing the sample content of Nimbus Cloud ..."))
            _publish_sample()
        if not demo.seeded():
            told(msg("Inviting the demo partners and their people ..."))
            with transaction():
                demo.seed(library_of(current()), clock.now())


def _publish_sample() -> None:
    from lms import journey
    from lms.core.db import transaction
    from lms.core.markup.press import SHARED
    from lms.publishing.check import check
    from lms.publishing.library import library_of
    from lms.publishing.service import publish
    from lms.publishing.source import sample_tree

    tree = sample_tree()
    checked = check(tree)
    SHARED.close()  # nothing is rendered while learners are served
    with transaction():
        release, events = publish(checked, tree, None, clock.now())
        journey.settle(library_of(release.id), events, clock.now())


def listen(host: str, port: int, setting: str) -> socket.socket:
    """A socket on this port; `setting` is what chooses another one.

    Raises:
        Refused: the port cannot be had.
    """
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except (OSError, OverflowError) as reason:
        door.close()
        sentence = msg(
            "Port %(port)s cannot be used (%(reason)s). Choose another one with %(setting)s.",
            port=str(port), reason=str(getattr(reason, "strerror", reason)), setting=setting,
        )  # fmt: skip
        raise Refused(sentence) from reason
    return door


def _listen(settings: Settings) -> socket.socket:
    host = "127.0.0.1" if settings.demo else "0.0.0.0"  # noqa: S104 - a server behind a proxy listens everywhere
    return listen(host, settings.port, "LMS_PORT")


def _serve(app: Flask, door: socket.socket, arguments: argparse.Namespace, *, worker: bool) -> int:
    import waitress

    from lms.cli.worker import sweep
    from lms.notifications.worker import work

    app.extensions["waymark_pulse"].begin()
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(app, stop, sweep), name="worker", daemon=True)
    if worker:
        thread.start()
    settings: Settings = app.extensions["waymark_settings"]
    tell(arguments, msg("Waymark answers at %(address)s. Ctrl+C ends it.", address=settings.base_url))
    try:
        waitress.serve(app, sockets=[door], threads=settings.threads, ident=None, connection_limit=CONNECTIONS, asyncore_use_poll=True)
    finally:
        stop.set()
        if worker:
            thread.join(timeout=10)
    return 0


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(SECRET_BYTES), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()
