"""The application that is measured: the product, with three bare routes beside it that only this process has.

`app` is for any WSGI server; `python -m bench.measuring.served PORT` serves it with waitress, as `lms serve` does.
`BENCH_SLOW=courses.lesson=5` plants slowness for the control: 5 ms of CPU in each answer of that endpoint.
"""

import gc
import logging
import os
import sys
import time

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import BaseLoader, ChoiceLoader, DictLoader

from lms.access import Permission
from lms.app import create_app
from lms.core.db import db, transaction
from lms.core.errors import NotFound
from lms.core.ids import RevisionHash, Slug
from lms.core.settings import Settings
from lms.learning.service import see_lesson
from lms.publishing.library import library_of
from lms.releases.queries import current
from lms.web.context import actor, now
from lms.web.guards import requires

BARE = """{% extends "layout.html" %}
{% block title %}Bare{% endblock title %}
{% block h1 %}Bare{% endblock h1 %}
{% block content %}<p>Nothing but the frame.</p>{% endblock content %}
"""
NOWHERE, NOTHING = Slug("bench"), RevisionHash("0" * 64)


@requires(Permission.READ_COURSE)
def page() -> ResponseReturnValue:
    """A page of somebody who is signed in, with nothing on it."""
    return render_template("bench/bare.html")


@requires(Permission.LEARN)
def recorded() -> ResponseReturnValue:
    """The same, and one row is written: what a recorded view cannot do without."""
    write()
    return render_template("bench/bare.html")


@requires(Permission.LEARN)
def upsert() -> ResponseReturnValue:
    """One row is written, and the answer is a line of JSON."""
    write()
    return jsonify(saved_at="12:00")


def write() -> None:
    """The one row."""
    person = actor().person
    if person is None:
        raise NotFound
    with transaction():
        see_lesson(person, NOWHERE, NOWHERE, NOTHING, now())


def measured_app(settings: Settings, slow: str = "") -> Flask:
    """The product with the bare routes, its library in memory and no connection open, ready to be forked."""
    app = create_app(settings)
    app.add_url_rule("/bench/page", view_func=page)
    app.add_url_rule("/bench/recorded", view_func=recorded)
    app.add_url_rule("/bench/upsert", view_func=upsert, methods=["POST"])
    loader = app.jinja_env.loader
    assert isinstance(loader, BaseLoader)
    app.jinja_env.loader = ChoiceLoader([DictLoader({"bench/bare.html": BARE}), loader])
    if slow:
        plant(app, slow)
    with app.app_context():
        library_of(current())
        db.session.remove()
        db.engine.dispose()
    gc.freeze()
    return app


def plant(app: Flask, slow: str) -> None:
    """Make one endpoint slow: `courses.lesson=5` burns 5 ms of CPU in each of its requests."""
    endpoint, _, milliseconds = slow.partition("=")

    def burn() -> None:
        if request.endpoint == endpoint:
            end = time.thread_time() + float(milliseconds) / 1000
            while time.thread_time() < end:
                pass

    app.before_request(burn)


def main() -> int:
    """Serve with waitress on the port that was given."""
    import waitress

    # A queue of requests is what the load makes.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    waitress.serve(app, listen=f"127.0.0.1:{sys.argv[1]}", threads=8, ident=None, _quiet=True)
    return 0


if __name__ == "__main__" or "LMS_SECRET" in os.environ:
    app = measured_app(Settings.from_environment(os.environ), os.environ.get("BENCH_SLOW", ""))

if __name__ == "__main__":
    raise SystemExit(main())
