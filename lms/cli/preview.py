"""The subcommand `preview`: a page on this machine that shows lessons as learners see them, and follows each save."""

import argparse
import os
import threading
from pathlib import Path

from lms.cli.serve import listen
from lms.cli.words import tell
from lms.core.text import Message, msg
from lms.core.translation import say
from lms.publishing.source import content_folder, content_language

HOST = "127.0.0.1"
PORT = 8010
THREADS = 16
"""Each open page holds one while it waits for changes."""


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add preview."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    previewing = parsers.add_parser("preview", help=told(msg("show lessons as learners see them, with their faults, and follow each save")))
    previewing.add_argument(
        "directory", nargs="?", type=Path, metavar="DIR",
        help=told(msg("folder with courses, quizzes, certificates and materials; left out, LMS_CONTENT or the sample")),
    )  # fmt: skip
    previewing.add_argument("--port", type=int, default=PORT, metavar="N", help=told(msg("the port of the page, on this machine only")))
    previewing.set_defaults(run=run_preview)


def run_preview(arguments: argparse.Namespace) -> int:
    """Serve the preview until Ctrl-C. Needs no settings and no database."""
    import waitress

    from lms.app import create_preview
    from lms.publishing.watching import Watched, saves

    folder, stop = content_folder(arguments.directory, os.environ), threading.Event()
    door = listen(HOST, arguments.port, "--port")
    watched = Watched(folder, content_language(os.environ))

    def follow() -> None:
        for _ in saves(folder, stop):
            watched.look()

    thread = threading.Thread(target=follow, name="watcher", daemon=True)
    thread.start()
    tell(arguments, msg("The preview answers at %(address)s. Ctrl+C ends it.", address=f"http://localhost:{door.getsockname()[1]}"))
    try:
        waitress.serve(create_preview(watched), sockets=[door], threads=THREADS, ident=None)
    finally:
        stop.set()
        thread.join(timeout=5)
    return 0
