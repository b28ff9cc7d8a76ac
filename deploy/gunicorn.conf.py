"""gunicorn for Waymark: `gunicorn --config deploy/gunicorn.conf.py wsgi:app`, behind nginx."""

import os

bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
"""One for each core."""
worker_class = "gthread"
threads = 8
preload_app = True
"""The content is loaded once and shared; without this a worker that has just begun keeps people waiting."""
timeout = 60
graceful_timeout = 30
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None
"""nginx writes one; it knows who asked."""
control_socket_disable = True


def post_fork(server: object, worker: object) -> None:  # noqa: ARG001 - gunicorn's signature
    """A connection to the database must not be shared between processes."""
    from lms.core.db import db
    from wsgi import app

    with app.app_context():
        db.engine.dispose(close=False)


def post_worker_init(worker: object) -> None:  # noqa: ARG001 - gunicorn's signature
    """Every worker beats before its first request: the first one after an outage gives attempts their time back."""
    from wsgi import app

    app.extensions["waymark_pulse"].begin()
