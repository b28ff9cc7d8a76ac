"""An application behind a real socket."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def _whole(app: "WSGIApplication") -> "WSGIApplication":
    """The same application, whose answers are read and closed before they are sent.

    Werkzeug's server forgets to close an answer when the browser breaks the connection right after reading it
    (`ConnectionResetError` while the rest of the request is read), and a file stays open.
    """

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as body:
            return [b"".join(body)]

    return answer


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of a running application."""
    server = make_server("localhost", 0, _whole(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
