"""Lines of JSON between a process and its child."""

import json
import socket
from typing import Any


class Channel:
    """One end of a pair of sockets."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._lines = end.makefile("rb")

    def allow(self, seconds: float) -> None:
        """Let every sending and receiving from now on take so long at most; after that it raises `TimeoutError`."""
        self._end.settimeout(max(seconds, 0.001))

    def send(self, *values: object) -> None:
        """Send one line.

        Raises:
            OSError: the other end is gone, or does not listen in time.
        """
        self._end.sendall(json.dumps(values).encode() + b"\n")

    def receive(self) -> list[Any]:
        """The next line.

        Raises:
            OSError: nothing came in time.
            EOFError: the other end is gone.
        """
        line = self._lines.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        values: list[Any] = json.loads(line)
        return values

    def close(self) -> None:
        """Give both ends of this side back."""
        self._lines.close()
        self._end.close()
